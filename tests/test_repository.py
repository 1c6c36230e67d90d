"""What a visitor of the repository relies on: README is true, nothing is missing, nothing is copied."""

from __future__ import annotations

import argparse
import os
import re
import shlex
import subprocess
import unicodedata
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

import pytest

from api import cli
from api.commands.arguments import WrongUsage

ROOT = Path(__file__).parent.parent
SEEDS = ROOT.parent / "shared" / "seeds"
RUN = 25  # words in a row; the title of an instrument with its number and date is shorter
MARK = "Văn bản minh họa do dự án Dẫn Chiếu soạn, không phải văn bản chính thức"
SKIPPED = {".git", ".venv", ".venv-uv", ".danchieu", "__pycache__", "node_modules", "build", "dist"}
BINARY = {".png", ".ico", ".woff2", ".pdf", ".docx", ".doc", ".xlsx", ".parquet"}
LIMIT = 450


def files() -> list[Path]:
    """The files of the repository, as git knows them; where there is no git, as the disk does."""
    git = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(git, capture_output=True, check=True).stdout.decode().split("\0")
        found = [ROOT / name for name in listed if name]
    except (OSError, subprocess.CalledProcessError):
        found = [path for path in ROOT.rglob("*") if not SKIPPED & set(path.relative_to(ROOT).parts)]
    return sorted(path for path in found if path.is_file() and path.suffix not in BINARY)


def words(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFC", text).lower())


def runs(text: str) -> Iterator[int]:
    """Each stretch of `RUN` words, as a number that compares fast."""
    found = words(text)
    return (hash(tuple(found[i : i + RUN])) for i in range(len(found) - RUN + 1))


def readme_commands() -> list[list[str]]:
    """What README tells people to type after `danchieu`, one list of words each."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```(?:sh|console)\n(.*?)^```", text, re.M | re.S)
    typed = [line.strip().removeprefix("$ ") for block in blocks for line in block.splitlines()]
    typed += re.findall(r"`(danchieu [^`\n]+)`", text)
    found = [re.search(r"^(?:\S*/)?danchieu (.*)", line) for line in typed]
    commands = [shlex.split(match[1], comments=True) for match in found if match]
    # What a shell does with the output, and `--help`, which prints and ends, are no arguments.
    cut = [list(takewhile(lambda word: word not in ("|", ">", "--help"), c)) for c in commands]
    return [c for c in cut if c]


def commands_of(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    (group,) = (a for a in parser._actions if isinstance(a, argparse._SubParsersAction))
    return dict(group.choices)


def test_readme_names_only_commands_and_options_that_exist():
    typed = readme_commands()
    assert len(typed) >= 10
    for words_of_one in typed:
        try:
            cli.parser().parse_args(words_of_one)
        except WrongUsage as error:
            pytest.fail(f"danchieu {shlex.join(words_of_one)}: {error}")


def test_readme_names_every_command_and_every_question():
    typed = readme_commands()
    commands = commands_of(cli.parser())
    assert set(commands) <= {words_of_one[0] for words_of_one in typed}
    assert set(commands_of(commands["ask"])) <= {w[1] for w in typed if w[0] == "ask"}


def test_readme_shows_what_the_program_really_prints(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    """Every line of a `console` block follows from its command; `…` stands for lines that are left out."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "100")
    store = ["--store", str(tmp_path / "store")]
    assert cli.main(["ingest", "samples", *store]) == 0
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"^```console\n\$ danchieu (.*)\n(.*?)^```", readme, re.M | re.S)
    assert shown
    for command, output in shown:
        capsys.readouterr()
        cli.main([*shlex.split(command), *store])
        printed = " ".join(capsys.readouterr().out.split())
        at = 0
        for part in re.split(r"^\s*…\s*$", output, flags=re.M):
            expected = " ".join(part.split())
            at = printed.find(expected, at)
            assert at >= 0, f"danchieu {command} does not print: {expected}"
            at += len(expected)


def test_readme_names_only_targets_of_make_that_exist():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]*):(?!=)", makefile, re.M))
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\bmake ([a-z]+)\b", readme))
    assert {"demo", "test"} <= named <= targets


def test_readme_names_only_paths_that_exist():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", readme)
    folders = re.findall(r"`([a-z][\w./-]*/)`", readme)
    for name in [*links, *folders]:
        assert (ROOT / name).exists(), name


def test_readme_speaks_vietnamese_first_and_english_after():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    first, _, second = readme.partition("## English")
    assert "văn bản" in first
    assert "directive" in second
    assert MARK not in readme


@pytest.mark.parametrize(
    "name",
    [
        ".ci/run",
        ".gitignore",
        "LICENSE",
        "Makefile",
        "README.md",
        "api",
        "graph",
        "ingest",
        "ontology.ttl",
        "pyproject.toml",
        "samples",
        "tests",
        "uv.lock",
    ],
)
def test_nothing_is_missing_at_the_top(name: str):
    assert (ROOT / name).exists()


def test_continuous_integration_can_be_run():
    run = ROOT / ".ci" / "run"
    assert os.access(run, os.X_OK)
    assert "make --no-print-directory test" in run.read_text(encoding="utf-8")


def test_no_python_file_is_longer_than_one_idea():
    long = {
        str(path.relative_to(ROOT)): count
        for path in files()
        if path.suffix == ".py" and (count := path.read_text(encoding="utf-8").count("\n")) > LIMIT
    }
    assert not long


def test_no_file_names_a_path_of_somebodys_machine():
    # Written in pieces, so that this file is not its own finding.
    somewhere = re.compile("/" + r"(?:home|Users|root|work|mnt)/\w+|\b[A-Z]:\\\\Users")
    for path in files():
        if path.name == "uv.lock":
            continue
        found = somewhere.search(path.read_text(encoding="utf-8", errors="replace"))
        assert found is None, f"{path.relative_to(ROOT)}: {found and found[0]}"


def test_text_files_are_utf8_and_end_with_a_line_end():
    for path in files():
        data = path.read_bytes()
        data.decode("utf-8")
        assert not data or data.endswith(b"\n"), path.relative_to(ROOT)


def test_there_are_enough_samples_and_each_says_that_it_is_an_illustration():
    samples = [path for path in files() if path.parent == ROOT / "samples"]
    assert len(samples) >= 7
    assert {path.suffix for path in samples} >= {".txt", ".md"}
    for path in samples:
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        assert MARK in lines[0] or MARK in lines[-1], path.name
        assert "<!--" not in lines[0] + lines[-1]


def test_samples_have_a_real_length():
    for path in (ROOT / "samples").iterdir():
        assert 2_000 <= path.stat().st_size <= 8_000, path.name


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the source documents are not beside this repository")
def test_no_sentence_of_the_source_documents_is_copied():
    theirs = {run for path in SEEDS.iterdir() for run in runs(path.read_text(encoding="utf-8"))}
    assert theirs
    copied = [
        str(path.relative_to(ROOT))
        for path in files()
        if not theirs.isdisjoint(runs(path.read_text(encoding="utf-8", errors="replace")))
    ]
    assert not copied
