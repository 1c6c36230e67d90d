"""What the server is deployed by: the image's recipe and the unit of systemd say what is true of this repository."""

from __future__ import annotations

import configparser
import fnmatch
import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from said import ROOT

from api.cli import parser
from api.configuration import OTHER_VARIABLES
from api.operation.limits import EXEMPT
from api.settings import Settings

KNOWN = {f"DANCHIEU_{name.upper()}" for name in Settings.model_fields} | OTHER_VARIABLES.keys()
UNIT = ROOT / "deploy" / "danchieu.service"
INSTRUCTIONS = {
    "FROM", "RUN", "WORKDIR", "ENV", "COPY", "ARG", "USER", "VOLUME", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK", "CMD",
}  # fmt: skip


@pytest.fixture(scope="module")
def recipe() -> list[tuple[str, str]]:
    """The instructions of the Dockerfile, each with its argument on one line."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    text = re.sub(r"^#.*\n", "", text, flags=re.M).replace("\\\n", " ")
    return [(line.split()[0], line.partition(" ")[2].strip()) for line in text.splitlines() if line.strip()]


def of(recipe: list[tuple[str, str]], name: str) -> list[str]:
    return [argument for instruction, argument in recipe if instruction == name]


def test_the_recipe_has_only_known_instructions_and_copies_what_is_there(recipe: list[tuple[str, str]]) -> None:
    assert {name for name, _ in recipe} <= INSTRUCTIONS
    assert recipe[0][0] == "FROM"
    stages = re.findall(r"FROM \S+ AS (\w+)", "\n".join(" ".join(each) for each in recipe))
    let_in = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    for copied in of(recipe, "COPY"):
        if found := re.match(r"--from=(\w+) ", copied):
            assert found[1] in stages
            continue
        *sources, _ = copied.split()
        for source in sources:
            assert (ROOT / source).exists(), source
            assert any(fnmatch.fnmatch(source, pattern) for pattern in let_in), f"{source} is ignored"


def test_the_image_holds_all_that_the_package_is_built_of(recipe: list[tuple[str, str]]) -> None:
    import tomllib

    built = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = built["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {
        *wheel["packages"],
        *wheel["force-include"],
        built["project"]["readme"],
        *built["project"]["license-files"],
    }
    copied = {source for argument in of(recipe, "COPY") for source in argument.split()[:-1]}
    assert needed | {"pyproject.toml", "uv.lock"} <= copied


def test_the_image_does_not_run_as_root_and_tells_of_its_health(recipe: list[tuple[str, str]]) -> None:
    assert of(recipe, "USER")[-1] not in ("root", "0")
    (health,) = of(recipe, "HEALTHCHECK")
    asked = re.search(r"http://127\.0\.0\.1:(\d+)(/\w+)", health)
    assert asked
    assert asked[2] in EXEMPT
    assert asked[1] in of(recipe, "EXPOSE")
    command = json.loads(of(recipe, "CMD")[-1])
    assert command[0] == "danchieu"
    given = parser().parse_args(command[1:])
    assert (given.host, given.port) == ("0.0.0.0", int(asked[1]))
    compile(json.loads(health[health.index("[") :])[2], "healthcheck", "exec")


def test_the_image_sets_only_settings_that_exist(recipe: list[tuple[str, str]]) -> None:
    names = re.findall(r"\b(DANCHIEU_\w+)=", "\n".join(of(recipe, "ENV")))
    assert names
    assert set(names) <= KNOWN


def test_the_image_has_the_programs_that_readers_use(recipe: list[tuple[str, str]]) -> None:
    (programs,) = (set(shlex.split(each)[0].partition("=")[2].split()) for each in of(recipe, "ARG"))
    for_tests = {"virtuoso-opensource-7-bin", "graphviz", "chromium"}
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    wanted = {name for names in re.findall(r"more\+=\(([^)]*)\)", script) for name in names.split()}
    assert wanted - for_tests <= programs


def unit() -> configparser.ConfigParser:
    found = configparser.ConfigParser(strict=False, interpolation=None, comment_prefixes=("#", ";"), delimiters=("=",))
    found.optionxform = str  # type: ignore[assignment, method-assign]
    found.read(UNIT, encoding="utf-8")
    return found


def test_the_unit_runs_a_command_that_exists_with_settings_that_exist() -> None:
    found = unit()
    assert set(found.sections()) == {"Unit", "Service", "Install"}
    program, *arguments = shlex.split(found["Service"]["ExecStart"])
    assert Path(program).name == "danchieu"
    assert parser().parse_args(arguments).host == "127.0.0.1", "a proxy stands before it"
    names = re.findall(r"^Environment=(DANCHIEU_\w+)=", UNIT.read_text(encoding="utf-8"), re.M)
    assert names
    assert set(names) <= KNOWN


def test_the_unit_waits_longer_than_the_server_takes_to_stop() -> None:
    service = unit()["Service"]
    assert int(service["TimeoutStopSec"]) > Settings().stop_seconds + 10
    assert (service["KillMode"], service["SuccessExitStatus"]) == ("mixed", "143")


def test_the_unit_leaves_the_service_nothing_but_its_store() -> None:
    service = unit()["Service"]
    assert service["User"] != "root"
    assert service["ProtectSystem"] == "strict"
    assert "ReadWritePaths" not in service
    assert service["StateDirectory"] == "danchieu"
    assert service["CapabilityBoundingSet"] == ""
    for name in ("NoNewPrivileges", "PrivateTmp", "PrivateDevices", "ProtectHome", "RestrictNamespaces"):
        assert service[name] == "yes"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path: Path) -> None:
    text = UNIT.read_text(encoding="utf-8")
    copy = tmp_path / UNIT.name
    copy.write_text(re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", text, flags=re.M), encoding="utf-8")
    done = subprocess.run(["systemd-analyze", "verify", str(copy)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
