"""By which names a server may be called: a page from elsewhere must not reach it under a name of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from api.app import create_app
from api.commands.serving import names_at
from api.settings import BadSetting, Settings


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1", "127.0.0.1:1", "[::1]", "[::1]:8000"])
def test_this_machine_is_answered_by_its_names(client: httpx.Client, host: str) -> None:
    assert client.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8000", "localhost.evil.example", "127.0.0.1.evil.example", "127.0.0.2", "[::2]",
     "localhost@evil.example", "evil.example#localhost", "::1", "*", "null"],
)  # fmt: skip
@pytest.mark.parametrize("address", ["/", "/api/v1/tasks", "/sparql?query=ASK%7B%7D", "/static/style.css", "/healthz"])
def test_any_other_name_is_refused_everywhere(client: httpx.Client, host: str, address: str) -> None:
    response = client.get(address, headers={"Host": host, "Accept": "text/html"})
    assert response.status_code == 421
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["type"].endswith("/problem/unknown-host")
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert client.post(address, headers={"Host": host}, content=b"").status_code == 421
    assert client.head(address, headers={"Host": host}).status_code == 421


def test_names_of_a_deployment_are_added_by_the_environment(store_directory: Path, serving: Any) -> None:
    settings = Settings.from_environment({"DANCHIEU_HOSTS": "Tra-Cuu.vn, van-ban.vn"})
    assert settings.hosts == ("Tra-Cuu.vn", "van-ban.vn")
    with serving(create_app(Settings(store=store_directory, hosts=settings.hosts))) as client:
        for host, status in (("tra-cuu.vn", 200), ("van-ban.vn.:443", 200), ("localhost", 200), ("khac.vn", 421)):
            assert client.get("/healthz", headers={"Host": host}).status_code == status, host
    with serving(create_app(Settings(store=store_directory, hosts=("*",)))) as client:
        assert client.get("/healthz", headers={"Host": "khac.vn"}).status_code == 200


def test_names_follow_from_where_the_server_listens() -> None:
    assert names_at("127.0.0.1", ()) == ("127.0.0.1",)
    assert names_at("::1", ("tra-cuu.vn",)) == ("[::1]", "tra-cuu.vn")
    assert names_at("0.0.0.0", ()) == ("*",)
    assert names_at("192.0.2.7", ("tra-cuu.vn",)) == ("192.0.2.7", "tra-cuu.vn")


@pytest.mark.parametrize("text", ["http://tra-cuu.vn", "tra-cuu.vn:80", "a/b", "*.vn"])
def test_what_is_no_name_is_refused_with_the_name_of_the_setting(text: str) -> None:
    with pytest.raises(BadSetting, match="DANCHIEU_HOSTS"):
        Settings.from_environment({"DANCHIEU_HOSTS": text})
