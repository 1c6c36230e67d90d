"""What docs/writing.md tells people to type does what it says."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from promises import V1
from written import resolution, site

from api.cli import parser
from graph.review import book

DOCS = Path(__file__).parents[2] / "docs" / "writing.md"


def test_every_command_in_the_document_runs_in_its_order(tmp_path: Path) -> None:
    for program in ("bash", "curl", "jq", "sha256sum"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not on this machine")
    script = "\n".join(re.findall(r"^```sh\n(.*?)^```", DOCS.read_text(encoding="utf-8"), re.M | re.S))
    assert script.count("curl") >= 8
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "danchieu").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m api.cli "$@"\n', encoding="utf-8")
    (tools / "danchieu").chmod(0o755)
    (tmp_path / "Nghị quyết 90.txt").write_bytes(resolution(90))
    with site(tmp_path) as here:
        environment = {
            **os.environ,
            "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(DOCS.parents[1]),
            "DANCHIEU_STORE": str(here.store),
            "DIA_CHI": str(here.open.base_url).rstrip("/"),
            "TEP": str(tmp_path / "Nghị quyết 90.txt"),
        }
        ran = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            env=environment,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert ran.returncode == 0, ran.stderr
        assert "event: done" in ran.stdout
        assert [one.action for one in book.decisions(here.store).decisions] == ["status", "undo"]
        newest = here.open.get(f"{V1}/jobs").json()["items"][0]
        assert (newest["kind"], newest["note"], newest["who"]) == ("withdraw", "gửi nhầm", "Nguyễn Văn A")
    assert json.loads((tmp_path / "da-nhan.json").read_text(encoding="utf-8"))["job"]["total"] == 1


def test_every_setting_command_and_address_in_the_document_exists() -> None:
    from api.app import create_app
    from api.settings import Settings

    text = DOCS.read_text(encoding="utf-8")
    for name in re.findall(r"DANCHIEU_([A-Z_]+)", text):
        assert name.lower() in Settings.model_fields, name
    for line in re.findall(r"danchieu (key \w+[^`)\n]*)", text):
        assert line.split()[1] in ("make", "list", "revoke"), line
    assert parser().parse_args(["key", "make", "A", "--role", "editor", "--expires", "365d"])
    paths = create_app(Settings()).openapi()["paths"]
    assert f"{V1}/audit" in paths
