"""Requests made from the OpenAPI, a few on every run; `python -m benchmarks.schema_fuzz` makes thousands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from promises import V1, check
from pydantic import BaseModel
from said import ROOT
from starlette.responses import JSONResponse

from api.keys.book import Role
from benchmarks.schema_fuzz.__main__ import SETTINGS, fuzz, made
from benchmarks.servers import ours

FEW = 2  # requests at random for each operation, besides the examples
SEED = 7
PHASES = ("examples", "fuzzing")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[Role | None, str]]]:
    """The address of a server of a store of its own, and the keys that it knows."""
    root = tmp_path_factory.mktemp("fuzz")
    store, keys = made(root, [ROOT / "samples"])
    with ours(store, {**SETTINGS, "DANCHIEU_REGISTRY": str(root / "registry")}) as (address, _):
        yield address, keys


def test_every_answer_is_one_that_the_description_promises(
    served: tuple[str, dict[Role | None, str]], tmp_path: Path
) -> None:
    """With the key of an editor; one of the checks asks again without it, where a key is needed."""
    address, keys = served
    found = fuzz(address, keys["editor"], examples=FEW, seed=SEED, directory=tmp_path / "run", phases=PHASES)
    assert found.clean, found.told
    assert found.requests >= 2 * found.operations >= 100
    for operation in ("/tasks", "/tasks/{digest}", "/instruments/{id}", "/documents/{id}"):
        assert f"GET {V1}{operation}" not in found.never_accepted


def test_what_is_not_as_promised_is_found(
    serving: Callable[[FastAPI], AbstractContextManager[httpx.Client]], tmp_path: Path
) -> None:
    class Told(BaseModel):
        count: int

    app = FastAPI()

    @app.get("/sound", response_model=Told)
    def sound() -> dict[str, int]:
        return {"count": 1}

    @app.get("/wrong", response_model=Told)
    def wrong() -> JSONResponse:
        return JSONResponse({"count": "one"})

    @app.get("/broken", response_model=Told)
    def broken() -> JSONResponse:
        return JSONResponse({"count": 1}, 500)

    with serving(app) as client:
        address = str(client.base_url).rstrip("/")
        found = fuzz(address, examples=3, seed=SEED, directory=tmp_path / "run", phases=PHASES, held=())
    assert not found.clean
    assert found.failures["ST101 Server error"] == ("GET /broken",)
    assert found.failures["ST108 Response violates schema"] == ("GET /wrong",)
    assert not [kind for kind, operations in found.failures.items() if "GET /sound" in operations]


NUMBERS = st.from_regex(r"\A[0-9]{1,4}[A-Za-zĐđ]?[-/ ]?[A-ZĐƯĂÂÊÔƠ]{0,6}[-/ ]?[A-ZĐ]{0,4}\Z")
TYPED = st.one_of(NUMBERS, st.text(min_size=1, max_size=60), st.sampled_from(["", " ", "/", "19-CT/TU", "19 - CT/ TU"]))
WAYS: dict[str, Callable[[str], str]] = {
    "as it stands": str,
    "in small letters": str.lower,
    "in capitals": str.upper,
    "with blanks around": lambda number: f"  {number} ",
    "after the word for number": lambda number: f"Số {number}",
}
OFTEN = settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@OFTEN
@given(q=TYPED, date=st.one_of(st.none(), st.dates().map(str), st.text(max_size=12)))
def test_whatever_is_looked_up_has_an_answer_that_was_promised(
    client: httpx.Client, openapi: dict[str, Any], q: str, date: str | None
) -> None:
    response = client.get(f"{V1}/lookup", params={"q": q, **({} if date is None else {"date": date})})
    assert response.status_code in (200, 300, 400, 404, 422), response.text
    told = check(openapi, f"{V1}/lookup", response)
    if response.status_code == 300:
        assert len(told["candidates"]) >= 2


@OFTEN
@given(data=st.data())
def test_an_instrument_is_found_by_its_number_however_it_is_typed(client: httpx.Client, data: st.DataObject) -> None:
    held = [one for one in client.get(f"{V1}/instruments?limit=200").json()["items"] if one["symbol"]]
    one = data.draw(st.sampled_from(held))
    way = data.draw(st.sampled_from(sorted(WAYS)))
    response = client.get(f"{V1}/lookup", params={"q": WAYS[way](one["symbol"])})
    assert response.status_code in (200, 300), response.text
    told = response.json()
    assert one["iri"] in [each["iri"] for each in told.get("candidates", [told])]
