"""The pages' scripts: what is bundled may be, from a lock that fits any registry, and only when something changed."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
WEB = ROOT / "web"
BUILT = ROOT / "api" / "pages" / "static" / "built"
LIBRARIES = WEB / "node_modules"
PERMISSIVE = {"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BlueOak-1.0.0", "CC0-1.0", "ISC", "MIT"}
LEFT_OUT = os.environ.get("DANCHIEU_NO_WEB", "") not in ("", "0")
PACKAGE = json.loads((WEB / "package.json").read_text("utf-8"))
LOCK: dict[str, dict[str, Any]] = json.loads((WEB / "package-lock.json").read_text("utf-8"))["packages"]


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """`hatch_build.py`, whose hatchling is only there while a package is built."""
    names = ["hatchling", "builders", "hooks", "plugin", "interface"]
    for length in range(1, len(names) + 1):
        monkeypatch.setitem(sys.modules, ".".join(names[:length]), ModuleType(names[length - 1]))

    class Interface:
        def __class_getitem__(cls, _: object) -> type:
            return cls

        def __init__(self, root: Path) -> None:
            self.root = str(root)

    sys.modules[".".join(names)].BuildHookInterface = Interface  # type: ignore[attr-defined]
    monkeypatch.delenv("DANCHIEU_NO_WEB", raising=False)
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def checkout(tmp_path: Path, hook: ModuleType) -> Path:
    """A checkout whose scripts are built: two sources, one output."""
    (tmp_path / "web" / "src" / "pages").mkdir(parents=True)
    (tmp_path / "web" / "package.json").write_text("{}")
    (tmp_path / "web" / "src" / "pages" / "one.js").write_text("1")
    built = tmp_path / hook.BUILT
    built.mkdir(parents=True)
    (built / "one.js").write_text("1")
    (built / hook.STAMP).write_text(json.dumps({"sources": hook.digest(tmp_path), "files": ["one.js"]}))
    return tmp_path


def test_every_version_is_exact():
    for group in ("dependencies", "devDependencies"):
        for name, version in PACKAGE[group].items():
            assert re.fullmatch(r"\d+\.\d+\.\d+", version), name
            assert LOCK[f"node_modules/{name}"]["version"] == version


def test_the_lock_names_no_address_and_a_checksum_for_every_package():
    for name, one in LOCK.items():
        assert "resolved" not in one, name
        assert not name or one["integrity"].startswith("sha512-"), name


def test_no_library_runs_a_program_when_it_is_installed():
    assert "ignore-scripts=true" in (WEB / ".npmrc").read_text("utf-8").splitlines()


def test_every_library_of_a_page_is_permissively_licensed():
    checked = {name: one for name, one in LOCK.items() if name and not one.get("dev")}
    assert checked
    for name, one in checked.items():
        choices = one["license"].strip("()").split(" OR ")
        assert PERMISSIVE.intersection(choices), f"{name}: {one['license']}"


def test_every_script_that_a_page_loads_has_a_source():
    loaded = {
        name
        for template in (ROOT / "api" / "pages" / "templates").glob("*.html")
        for name in re.findall(r"/static/built/([\w-]+)\.(?:js|css)", template.read_text("utf-8"))
    }
    assert loaded
    assert loaded <= {path.stem for path in (WEB / "src" / "pages").glob("*.js")}


def test_no_page_holds_a_script_or_a_style_of_its_own():
    """The Content-Security-Policy refuses them: a page that had one would be half without it."""
    for template in (ROOT / "api" / "pages" / "templates").glob("*.html"):
        text = template.read_text("utf-8")
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", text), template.name


@pytest.mark.skipif(LEFT_OUT, reason="the pages' scripts were left out (DANCHIEU_NO_WEB)")
def test_an_install_leaves_every_pages_script_and_the_licences():
    assert {path.stem for path in (WEB / "src" / "pages").glob("*.js")} <= {path.stem for path in BUILT.glob("*.js")}
    told = (BUILT / "licences.txt").read_text("utf-8")
    for name in PACKAGE["dependencies"]:
        assert f"{name} {PACKAGE['dependencies'][name]}: " in told


def test_what_was_built_from_the_same_sources_is_left_alone_and_asks_for_no_node(
    hook: ModuleType, checkout: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(hook, "make", lambda *_: pytest.fail("made again"))
    found = hook.WebBuild(checkout)
    assert found.dependencies() == []
    found.initialize("editable", {})
    assert (checkout / hook.BUILT / "one.js").is_file()


@pytest.mark.parametrize("change", ["changed", "renamed", "added", "output removed", "stamp broken"])
def test_any_change_has_the_scripts_built_again(
    hook: ModuleType, checkout: Path, monkeypatch: pytest.MonkeyPatch, change: str
):
    source = checkout / "web" / "src" / "pages" / "one.js"
    match change:
        case "changed":
            source.write_text("2")
        case "renamed":
            source.rename(source.with_name("two.js"))
        case "added":
            source.with_name("two.css").write_text("a { }")
        case "output removed":
            (checkout / hook.BUILT / "one.js").unlink()
        case _:
            (checkout / hook.BUILT / hook.STAMP).write_text("[")
    made: list[Path] = []
    monkeypatch.setattr(hook, "node_and_npm", lambda: (Path("node"), Path("npm")))
    monkeypatch.setattr(hook, "make", lambda root, _: made.append(root))
    found = hook.WebBuild(checkout)
    assert found.dependencies() == [hook.NODE]
    found.initialize("standard", {})
    assert made == [checkout]


def test_it_can_be_left_out_with_one_sentence_and_nothing_stale_stays(
    hook: ModuleType, checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    (checkout / "web" / "src" / "pages" / "one.js").write_text("2")
    monkeypatch.setenv("DANCHIEU_NO_WEB", "1")
    found = hook.WebBuild(checkout)
    assert found.dependencies() == []
    found.initialize("standard", {})
    assert not (checkout / hook.BUILT).exists()
    assert capsys.readouterr().err.count("\n") == 1


def failing(folder: Path, name: str) -> Path:
    """A program that ends badly, whatever it is asked."""
    path = folder / name
    path.write_text("#!/bin/sh\nexit 1\n")
    path.chmod(0o755)
    return path


def test_without_the_network_the_build_says_what_to_do(hook: ModuleType, checkout: Path):
    node = failing(checkout, "node")
    with pytest.raises(SystemExit) as stopped:
        hook.make(checkout, (node, checkout / "npm-cli.js"))
    told = str(stopped.value.code)
    assert "kho gói npm" in told
    assert "npm registry" in told
    assert "DANCHIEU_NO_WEB=1" in told
    assert not hook.is_fresh(checkout)


@pytest.mark.skipif(not LIBRARIES.is_dir(), reason="wants the libraries (npm ci in web/)")
@pytest.mark.skipif(shutil.which("node") is None, reason="wants Node on the PATH")
def test_a_library_that_may_not_be_bundled_ends_the_build(tmp_path: Path):
    folder = tmp_path / "node_modules" / "closed"
    folder.mkdir(parents=True)
    (tmp_path / "package-lock.json").write_text('{"packages": {"node_modules/closed": {}}}')
    (folder / "package.json").write_text('{"name": "closed", "version": "1.0.0", "license": "CC-BY-NC-4.0"}')
    script = f"""import {{ licences }} from {json.dumps((WEB / "licences.mjs").as_uri())};
        await licences({json.dumps(str(tmp_path))}, ["node_modules/closed/index.js"]);"""
    done = subprocess.run(
        ["node", "--input-type=module", "-e", script], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode != 0
    assert "«CC-BY-NC-4.0» may not be bundled" in done.stderr
