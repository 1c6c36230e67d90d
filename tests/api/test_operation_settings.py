"""Settings: of the environment, of a file, with bounds; one clear sentence for what cannot be used; their page."""

from __future__ import annotations

from pathlib import Path

import pytest
from said import ROOT, Run

from api.configuration import registry_place, store_place
from api.operation.settings_reference import settings_page
from api.settings import BadSetting, Settings, unknown_variables


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "danchieu.toml"


def of_file(file: Path, text: str, **environment: str) -> Settings:
    file.write_text(text, encoding="utf-8")
    return Settings.from_environment({"DANCHIEU_SETTINGS": str(file), **environment})


def test_the_file_is_read_and_the_environment_wins_over_it(file: Path) -> None:
    text = 'store = "/data"\nhosts = ["tra-cuu.vn"]\nsparql_rows = 5\nhttps = true\nsparql_seconds = 2\n'
    found = of_file(file, text, DANCHIEU_SPARQL_ROWS="7", DANCHIEU_STORE="")
    assert (found.store, found.hosts, found.https) == (Path("/data"), ("tra-cuu.vn",), True)
    assert (found.sparql_rows, found.sparql_seconds) == (7, 2.0)


def test_the_file_beside_is_read_without_being_named(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text('store = "kho"\nregistry = "danh-muc"\n', encoding="utf-8")
    monkeypatch.chdir(file.parent)
    assert Settings.from_environment({}).store == Path("kho")
    assert (store_place({}), registry_place({})) == (Path("kho"), Path("danh-muc"))
    assert store_place({"DANCHIEU_STORE": "khac"}) == Path("khac")


def test_what_is_made_by_name_is_changed_by_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DANCHIEU_SPARQL_ROWS", "7")
    assert Settings().sparql_rows == 10_000
    assert Settings.from_environment().sparql_rows == 7


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("sparql_row = 5", "«sparql_row», không phải tên"),
        ("[sparql]\nrows = 5", "«sparql», không phải tên"),
        ("store = 5", "«store» phải là một đường dẫn, không phải «5»"),
        ('hosts = "http://a.vn"', "«hosts» phải là tên máy"),
        ("hosts = [5]", "«hosts» phải là chữ"),
        ("workers = 0", "«workers» phải từ 1 trở lên"),
        ("workers = 65", "«workers» không được quá 64"),
        ("workers = 1.5", "«workers» phải là số nguyên"),
        ("sparql_seconds = inf", "«sparql_seconds» phải là số hữu hạn"),
        ("sparql_seconds = 0", "«sparql_seconds» phải lớn hơn 0"),
        ('https = "perhaps"', "«https» phải là true hoặc false"),
        ('log_format = "xml"', "«log_format» phải là một trong: auto, json, text"),
        ('metrics_from = ["10.0.0.1/8"]', "«metrics_from» phải là địa chỉ hoặc mạng"),
        ('trusted_proxies = ["*"]', "«trusted_proxies» không nhận «*»"),
        ("store = ", "không phải TOML"),
    ],
)
def test_what_the_file_may_not_hold_is_one_sentence_that_names_it(file: Path, text: str, says: str) -> None:
    with pytest.raises(BadSetting) as told:
        of_file(file, text)
    assert says in str(told.value)
    assert str(file) in str(told.value)
    assert "\n" not in str(told.value)


def test_a_file_that_is_not_utf_8_or_not_there_is_told_of(file: Path) -> None:
    file.write_bytes(b'store = "\xff"')
    for environment in ({"DANCHIEU_SETTINGS": str(file)}, {"DANCHIEU_SETTINGS": str(file) + ".none"}):
        with pytest.raises(BadSetting, match=r"Tệp cấu hình|Không có tệp"):
            Settings.from_environment(environment)
        with pytest.raises(BadSetting, match=r"Tệp cấu hình|Không có tệp"):
            store_place(environment)


def test_a_command_says_what_is_wrong_with_the_settings(
    run: Run, file: Path, store_directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text("wrokers = 2", encoding="utf-8")
    monkeypatch.setenv("DANCHIEU_SETTINGS", str(file))
    said = run("serve", "--port", "0", "--store", str(store_directory))
    assert said.code == 2
    assert "«wrokers»" in said.err


def test_a_command_finds_its_store_by_the_file(
    run: Run, file: Path, store_directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text(f"store = '{store_directory}'", encoding="utf-8")
    monkeypatch.setenv("DANCHIEU_SETTINGS", str(file))
    monkeypatch.delenv("DANCHIEU_STORE", raising=False)
    assert run("lookup", "19-CT/TU").code == 0


def test_a_mistyped_variable_is_noticed() -> None:
    given = {"DANCHIEU_WROKERS": "2", "DANCHIEU_WORKERS": "2", "DANCHIEU_DEBUG": "1", "HOME": "/"}
    assert unknown_variables(given) == ["DANCHIEU_WROKERS"]


def test_every_setting_says_in_two_languages_what_it_is() -> None:
    for name, field in Settings.model_fields.items():
        vietnamese, _, english = (field.description or "").partition(" / ")
        assert vietnamese, name
        assert english, name
        assert field.metadata or field.annotation in (bool, Path) or "[" in str(field.annotation), f"{name}: no bounds"


def test_the_settings_page_is_in_step_with_the_settings() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert page == settings_page(), "run: python -m api.operation.settings_reference > docs/settings.md"
