"""Signing in on a page: the key is told once, a random token keeps the session, and both can be ended at once."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from conftest import serve
from written import Site, site

from api.app import create_app
from api.keys import book, session
from api.keys.browser import COOKIE
from api.routes import review_pages
from api.settings import Settings

OWN = {"Sec-Fetch-Site": "same-origin"}  # what a browser says of a form of this server's own page


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("phien")) as found:
        yield found


@pytest.fixture(autouse=True)
def _nobody_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What one test guesses holds off no other: all come from one address."""
    monkeypatch.setattr(review_pages, "_guesses", review_pages.Guesses())


@pytest.fixture
def browser(here: Site) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=here.open.base_url, timeout=20) as client:
        yield client


def secret(client: httpx.Client) -> str:
    """The key that a client of the site sends."""
    return client.headers["authorization"].removeprefix("Bearer ")


def sign_in(client: httpx.Client, key: str, **more: str) -> httpx.Response:
    return client.post("/ra-soat/vao", data={"key": key, **more}, headers=OWN)


def test_a_token_opens_a_session_of_its_key_and_is_not_on_disk(tmp_path: Path) -> None:
    key, told = book.make(tmp_path, "Lan", "editor")
    token = session.begin(tmp_path, key)
    assert session.holder(tmp_path, token) == key
    kept = tmp_path / session.NAME
    assert token not in kept.read_text(encoding="utf-8")
    assert told.split("_", 2)[2] not in kept.read_text(encoding="utf-8")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


@pytest.mark.parametrize("spoil", ["", "x", "é", "\udcff", "a" * 10_000])
def test_what_is_no_token_is_nobodys(tmp_path: Path, spoil: str) -> None:
    key, _ = book.make(tmp_path, "Lan", "editor")
    token = session.begin(tmp_path, key)
    assert session.holder(tmp_path, spoil) is None
    assert session.holder(tmp_path, token + "x") is None


def test_a_session_is_over_after_its_hours_when_it_is_ended_and_when_its_key_is_revoked(tmp_path: Path) -> None:
    key, _ = book.make(tmp_path, "Lan", "editor")
    now = datetime.now(UTC)
    first, second, third = (session.begin(tmp_path, key, now) for _ in range(3))
    assert session.holder(tmp_path, first, now + session.LASTS - timedelta(seconds=1)) == key
    assert session.holder(tmp_path, first, now + session.LASTS) is None
    session.end(tmp_path, second)
    session.end(tmp_path, "nobody's")
    assert session.holder(tmp_path, second) is None
    assert session.holder(tmp_path, third) == key
    book.revoke(tmp_path, "Lan")
    assert session.holder(tmp_path, third) is None


def test_a_key_whose_time_is_over_ends_its_session(tmp_path: Path) -> None:
    until = datetime.now(UTC) + timedelta(hours=1)
    key, _ = book.make(tmp_path, "Lan", "editor", expires=until)
    token = session.begin(tmp_path, key)
    assert session.holder(tmp_path, token) == key
    assert session.holder(tmp_path, token, until) is None


def test_of_very_many_sessions_of_one_key_the_oldest_end_and_those_of_others_stay(tmp_path: Path) -> None:
    lan, _ = book.make(tmp_path, "Lan", "editor")
    minh, _ = book.make(tmp_path, "Minh", "editor")
    other = session.begin(tmp_path, minh)
    tokens = [session.begin(tmp_path, lan) for _ in range(session.MOST + 1)]
    assert session.holder(tmp_path, tokens[0]) is None
    assert all(session.holder(tmp_path, token) == lan for token in (tokens[1], tokens[-1]))
    assert session.holder(tmp_path, other) == minh


def test_a_damaged_file_of_sessions_lets_nobody_in(tmp_path: Path) -> None:
    key, _ = book.make(tmp_path, "Lan", "editor")
    token = session.begin(tmp_path, key)
    (tmp_path / session.NAME).write_text("{", encoding="utf-8")
    with pytest.raises(book.KeysUnusable):
        session.holder(tmp_path, token)


def test_a_person_signs_in_once_and_the_key_goes_no_further(here: Site, browser: httpx.Client) -> None:
    key = secret(here.editor)
    asked = browser.get("/ra-soat", params={"kind": "task"})
    assert (asked.status_code, asked.headers["location"]) == (303, "/ra-soat/vao?next=%2Fra-soat%3Fkind%3Dtask")
    form = browser.get(asked.headers["location"])
    assert 'type="password"' in form.text
    answer = sign_in(browser, key, next="/ra-soat?kind=task")
    assert (answer.status_code, answer.headers["location"]) == (303, "/ra-soat?kind=task")
    given = answer.headers["set-cookie"]
    assert re.search(r"HttpOnly", given)
    assert re.search(r"SameSite=strict", given, re.IGNORECASE)
    assert f"Max-Age={12 * 3600}" in given
    page = browser.get("/ra-soat")
    assert page.status_code == 200
    assert "Lan" in page.text
    assert page.headers["cache-control"] == "no-store"
    for text in (page.text, given, answer.text, str(page.url)):
        assert key.split("_", 2)[2] not in text


@pytest.mark.parametrize("https", [False, True])
def test_the_cookie_is_kept_from_plain_http_where_people_come_by_https(here: Site, https: bool) -> None:
    settings = Settings(store=here.store, https=https)
    with serve(create_app(settings)) as client:
        assert ("secure" in sign_in(client, secret(here.editor)).headers["set-cookie"].lower()) is https


def test_a_wrong_key_is_told_so_and_many_are_held_off(here: Site, browser: httpx.Client) -> None:
    refused = sign_in(browser, "danchieu_0_sai")
    assert refused.status_code == 401
    assert "Khóa này sai" in refused.text
    assert "set-cookie" not in refused.headers
    assert "danchieu_0_sai" not in refused.text
    told = [sign_in(browser, f"sai{k}").status_code for k in range(11)]
    assert told == [401] * 9 + [429] * 2
    held = sign_in(browser, secret(here.editor))
    assert held.status_code == 429
    assert 0 < int(held.headers["retry-after"]) <= 60


def test_a_key_that_may_only_read_is_told_which_role_it_takes(here: Site, browser: httpx.Client) -> None:
    refused = sign_in(browser, secret(here.reader))
    assert refused.status_code == 403
    assert "vai trò editor" in refused.text


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://[", "Sec-Fetch-Mode": "navigate"},
    ],
)
@pytest.mark.parametrize("place", ["vao", "ra", "quyet-dinh", "hoan-tac"])
def test_no_form_of_another_site_is_taken(
    here: Site, browser: httpx.Client, place: str, headers: dict[str, str]
) -> None:
    sign_in(browser, secret(here.editor))
    before = len((here.store / "review.jsonl").read_bytes()) if (here.store / "review.jsonl").exists() else 0
    told = browser.post(f"/ra-soat/{place}", data={"key": secret(here.editor), "do": "accept"}, headers=headers)
    assert told.status_code == 403
    after = len((here.store / "review.jsonl").read_bytes()) if (here.store / "review.jsonl").exists() else 0
    assert before == after
    assert browser.get("/ra-soat").status_code == 200


def test_without_sec_fetch_site_the_origin_tells(here: Site, browser: httpx.Client) -> None:
    headers = {"Origin": str(here.open.base_url).rstrip("/")}
    told = browser.post("/ra-soat/vao", data={"key": secret(here.editor)}, headers=headers)
    assert told.status_code == 303


def test_signing_out_ends_the_session_itself_and_not_only_the_cookie(here: Site, browser: httpx.Client) -> None:
    sign_in(browser, secret(here.editor))
    token = browser.cookies[COOKIE]
    out = browser.post("/ra-soat/ra", headers=OWN)
    assert out.status_code == 303
    assert COOKIE not in browser.cookies
    again = here.open.get("/ra-soat", headers={"Cookie": f"{COOKIE}={token}"})
    assert again.status_code == 303


def test_a_revoked_key_ends_its_session_at_once_and_says_that_nothing_was_written(here: Site) -> None:
    _, key = book.make(here.store, "Tạm", "editor")
    with httpx.Client(base_url=here.open.base_url, timeout=20) as client:
        sign_in(client, key)
        assert client.get("/ra-soat").status_code == 200
        book.revoke(here.store, "Tạm")
        assert client.get("/ra-soat").status_code == 303
        told = client.post("/ra-soat/quyet-dinh", data={"do": "accept", "item": "cit/x"}, headers=OWN)
        assert told.status_code == 303
        assert "chưa được ghi" in client.get(told.headers["location"]).text


def test_another_process_over_the_store_knows_the_session(here: Site, browser: httpx.Client) -> None:
    sign_in(browser, secret(here.editor))
    with serve(create_app(Settings(store=here.store))) as other:
        assert other.get("/ra-soat", headers={"Cookie": f"{COOKIE}={browser.cookies[COOKIE]}"}).status_code == 200


@pytest.mark.parametrize(
    "wanted",
    ["https://evil.example/", "//evil.example/ra-soat", "/\\evil.example", "/ra-soat/ra", "javascript:x", "http://["],
)
def test_signing_in_leads_nowhere_but_to_the_queue(here: Site, browser: httpx.Client, wanted: str) -> None:
    assert sign_in(browser, secret(here.editor), next=wanted).headers["location"] == "/ra-soat"


def test_a_session_opens_reading_where_reads_are_closed_and_writes_nothing_over_the_interface(here: Site) -> None:
    settings = Settings(store=here.store, reads="closed")
    with serve(create_app(settings)) as client:
        assert client.get("/ra-soat/vao").status_code == 401
        basic = ("", secret(here.editor))
        assert client.get("/ra-soat/vao", auth=basic).status_code == 200
        answer = client.post("/ra-soat/vao", data={"key": basic[1]}, headers=OWN, auth=basic)
        assert answer.status_code == 303
        assert client.get("/ra-soat").status_code == 200
        assert client.get("/").status_code == 200
        told = client.post("/api/v1/reviews", json={"kind": "accept", "target": "cit/x"}, headers=OWN)
        assert told.status_code == 401
        client.cookies.clear()
        assert client.get("/").status_code == 401


def test_a_server_without_keys_says_how_one_is_made(tmp_path: Path, store_directory: Path) -> None:
    with serve(create_app(Settings(store=store_directory))) as client:
        told = client.get("/ra-soat/vao")
        assert told.status_code == 200
        assert "danchieu key make" in told.text
        assert '<form class="sign-in"' not in told.text
        assert "/ra-soat" not in client.get("/van-de").text


def test_pages_lead_to_the_queue_from_the_first_key_on(tmp_path_factory: pytest.TempPathFactory) -> None:
    with site(tmp_path_factory.mktemp("dau")) as found:
        first = found.open.get("/")
        assert 'href="/ra-soat"' in first.text
        for key in book.keys(found.store):
            book.revoke(found.store, key.name)
        then = found.open.get("/", headers={"If-None-Match": first.headers["etag"]})
        assert then.status_code == 200
        assert 'href="/ra-soat"' not in then.text
