"""Keys: made once, kept hashed, refused from the moment on which they no longer count."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from promises import V1, check
from said import Run
from written import Site, resolution, site

from api.keys import book


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("khoa")) as found:
        yield found


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("dong"), reads="closed") as found:
        yield found


def test_the_secret_is_nowhere_on_disk_and_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    key, secret = book.make(tmp_path, "  Nguyễn   Văn A ", "editor")
    kept = tmp_path / book.NAME
    assert key.name == "Nguyễn Văn A"
    assert secret.startswith(f"danchieu_{key.id}_")
    assert len(secret.rpartition("_")[2]) >= 1
    assert secret.split("_", 2)[2] not in kept.read_text(encoding="utf-8")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert book.holder(tmp_path, secret) == key


@pytest.mark.parametrize(
    "spoil", ["", "danchieu", "danchieu_", "x" * 5000, "danchieu_00000000_abc", "danchieu_é_\udcff"]
)
def test_what_is_no_key_is_nobodys(tmp_path: Path, spoil: str) -> None:
    book.make(tmp_path, "A", "reader")
    assert book.holder(tmp_path, spoil) is None


def test_a_key_with_one_letter_changed_is_nobodys(tmp_path: Path) -> None:
    _, secret = book.make(tmp_path, "A", "admin")
    other = "A" if secret[-1] != "A" else "B"
    assert book.holder(tmp_path, secret[:-1] + other) is None
    assert book.holder(tmp_path, secret + "A") is None
    assert book.holder(tmp_path, "x" + secret) is None


def test_a_key_ends_when_it_is_revoked_and_when_its_time_is_over(tmp_path: Path) -> None:
    kept, first = book.make(tmp_path, "A", "reader")
    soon = datetime.now(UTC) + timedelta(hours=1)
    timed, second = book.make(tmp_path, "B", "reader", expires=soon)
    assert book.holder(tmp_path, second) == timed
    assert not timed.stands(soon)
    assert book.revoke(tmp_path, "A").id == kept.id
    assert book.holder(tmp_path, first) is None
    assert [one.name for one in book.keys(tmp_path)] == ["A", "B"]
    with pytest.raises(book.BadKey):
        book.revoke(tmp_path, "A")
    with pytest.raises(book.BadKey):
        book.make(tmp_path, "C", "reader", expires=datetime.now(UTC))


def test_a_name_stands_for_one_person_at_a_time(tmp_path: Path) -> None:
    book.make(tmp_path, "Lan", "editor")
    with pytest.raises(book.BadKey, match="Lan"):
        book.make(tmp_path, "Lan", "reader")
    book.revoke(tmp_path, "Lan")
    book.make(tmp_path, "Lan", "reader")
    for bad in ("", " ", "x" * 81, "a\x07b"):
        with pytest.raises(book.BadKey):
            book.make(tmp_path, bad, "reader")


def test_each_role_may_do_what_those_before_it_may(tmp_path: Path) -> None:
    made = {role: book.make(tmp_path, role, role)[0] for role in book.ROLES}
    assert [made["editor"].may(role) for role in book.ROLES] == [True, True, False]
    assert all(made["admin"].may(role) for role in book.ROLES)
    assert not made["reader"].may("editor")


def test_a_damaged_file_of_keys_lets_nobody_in(tmp_path: Path) -> None:
    _, secret = book.make(tmp_path, "A", "admin")
    (tmp_path / book.NAME).write_text('{"keys": [', encoding="utf-8")
    with pytest.raises(book.KeysUnusable):
        book.holder(tmp_path, secret)


def test_last_use_is_noted_to_the_hour_and_not_at_every_request(tmp_path: Path) -> None:
    key, secret = book.make(tmp_path, "A", "reader")
    book.note_use(tmp_path, key)
    noted = book.holder(tmp_path, secret)
    assert noted is not None
    assert noted.used is not None
    assert noted.used.endswith(":00:00+00:00")
    before = (tmp_path / book.NAME).stat().st_mtime_ns
    book.note_use(tmp_path, noted)
    assert (tmp_path / book.NAME).stat().st_mtime_ns == before


def test_a_snapshot_of_the_store_holds_no_keys(tmp_path: Path) -> None:
    import tarfile

    from graph.store.snapshot import snapshot
    from ingest.update import update

    (tmp_path / "a.txt").write_bytes(resolution(1))
    update(tmp_path / "kho", [tmp_path / "a.txt"], jobs=1)
    book.make(tmp_path / "kho", "A", "admin")
    snapshot(tmp_path / "kho", tmp_path / "kho.tar")
    with tarfile.open(tmp_path / "kho.tar") as tar:
        assert not [name for name in tar.getnames() if "keys" in name]


def test_keys_are_made_listed_and_revoked_from_the_command_line(run: Run, tmp_path: Path) -> None:
    store = ["--store", str(tmp_path / "kho")]
    made = run("key", "make", "Nguyễn Văn A", "--role", "editor", "--expires", "31/12/2099", *store)
    assert made.code == 0
    secret = made.out.strip()
    assert book.holder(tmp_path / "kho", secret) is not None
    assert secret not in made.err
    listed = run("key", "list", *store)
    assert "Nguyễn Văn A" in listed.out
    assert "đến 2100-01-01" in listed.out
    assert secret not in listed.out
    assert secret.split("_", 2)[2] not in run("key", "list", "--json", *store).out
    again = run("key", "make", "Nguyễn Văn A", *store)
    assert (again.code, "Đã có khóa" in again.err) == (2, True)
    assert run("key", "revoke", "Nguyễn Văn A", *store).code == 0
    assert book.holder(tmp_path / "kho", secret) is None
    gone = run("key", "revoke", "Nguyễn Văn A", *store)
    assert (gone.code, gone.err.count("\n")) == (4, 1)


@pytest.mark.parametrize("until", ["hôm nay", "0d", "2020", "01/01/2020", "99999d", ""])
def test_a_term_that_is_none_is_refused_in_one_sentence(run: Run, tmp_path: Path, until: str) -> None:
    told = run("key", "make", "A", "--expires", until, "--store", str(tmp_path))
    assert (told.code, told.out, told.err.count("\n")) == (2, "", 1)


def test_a_write_without_a_key_is_told_how(here: Site) -> None:
    refused = here.open.post(f"{V1}/documents", files={"file": ("a.txt", b"x")})
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"] == 'Bearer realm="danchieu"'
    assert refused.json()["role_needed"] == "editor"


def test_a_wrong_or_revoked_key_is_refused_at_once(here: Site) -> None:
    key, secret = book.make(here.store, "Tạm", "editor")
    headers = {"X-API-Key": secret}
    assert here.open.get(f"{V1}/keys/mine", headers=headers).json()["name"] == "Tạm"
    book.revoke(here.store, key.id)
    refused = here.open.get(f"{V1}/keys/mine", headers=headers)
    assert refused.status_code == 401
    assert 'error="invalid_token"' in refused.headers["www-authenticate"]
    for told in ("Bearer", "Bearer x", "Bearer danchieu_x_y", "Digest x", "Basic !!!"):
        assert here.open.get(f"{V1}/keys/mine", headers={"Authorization": told}).status_code == 401


def test_a_role_that_is_too_low_is_told_which_is_needed(here: Site) -> None:
    refused = here.reader.post(f"{V1}/documents", files={"file": ("a.txt", b"x")})
    assert (refused.status_code, refused.json()["role_needed"]) == (403, "editor")
    assert 'error="insufficient_scope"' in refused.headers["www-authenticate"]
    for address in ("/keys", "/audit"):
        assert here.editor.get(V1 + address).status_code == 403


def test_basic_never_writes(here: Site, closed: Site) -> None:
    for place in (here, closed):
        _, secret = book.make(place.store, "Trình duyệt", "admin")
        auth = httpx.BasicAuth("ai", secret)
        refused = place.open.post(f"{V1}/documents", files={"file": ("a.txt", b"x")}, auth=auth)
        assert refused.status_code == 401
        assert "Basic" not in refused.headers["www-authenticate"]


def test_an_administrator_sees_all_keys_and_no_hash(here: Site) -> None:
    told = here.admin.get(f"{V1}/keys")
    openapi = here.open.get("/openapi.json").json()
    check(openapi, f"{V1}/keys", told)
    assert {"Lan", "Minh", "Quản trị"} <= {one["name"] for one in told.json()["items"]}
    assert "hash" not in json.dumps(told.json())


def test_reads_are_open_unless_they_are_closed(here: Site, closed: Site) -> None:
    for address in ("/", f"{V1}/tasks", "/sparql?query=ASK{}", "/openapi.json", "/static/style.css", "/nowhere"):
        assert here.open.get(address).status_code != 401
        assert closed.open.get(address).status_code == 401, address
        assert closed.reader.get(address).status_code == here.open.get(address).status_code
    assert closed.open.get("/healthz").status_code == 200
    assert closed.open.head("/").status_code == 401


def test_a_browser_is_asked_for_the_key_as_a_password(closed: Site) -> None:
    asked = closed.open.get("/", headers={"Accept": "text/html"})
    bearer, basic = asked.headers.get_list("www-authenticate")  # Chromium looks at the first of a line alone
    assert (bearer, basic.partition(",")[0]) == ('Bearer realm="danchieu"', 'Basic realm="danchieu"')
    _, secret = book.make(closed.store, "Chị Hoa", "reader")
    assert closed.open.get("/", auth=httpx.BasicAuth("bất kỳ".encode(), secret)).status_code == 200
    assert closed.open.get("/", auth=httpx.BasicAuth("a", secret[:-1])).status_code == 401
    # Another site's page can make a browser post, and the browser would send this along.
    assert closed.open.post("/sparql", data={"query": "ASK{}"}, auth=httpx.BasicAuth("a", secret)).status_code == 401
    assert closed.reader.post("/sparql", data={"query": "ASK{}"}).status_code == 200


def test_the_description_says_where_a_key_goes(here: Site) -> None:
    openapi = here.open.get("/openapi.json").json()
    schemes = openapi["components"]["securitySchemes"]
    assert schemes["bearer"]["scheme"] == "bearer"
    assert (schemes["apiKey"]["in"], schemes["apiKey"]["name"]) == ("header", "X-API-Key")
    assert openapi["paths"][f"{V1}/documents"]["post"]["security"] == [{"bearer": []}, {"apiKey": []}]
    assert "security" not in openapi["paths"][f"{V1}/documents"]["get"]
