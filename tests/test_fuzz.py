"""A few mutants of each format on every run; `python -m benchmarks.fuzz --files 2000` tries as many as one likes."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.fuzz.__main__ import confirmed, fuzz
from benchmarks.fuzz.mutations import mutant
from benchmarks.fuzz.seeds import SUFFIXES, seeds
from benchmarks.fuzz.trials import Work

FEW = 40
OWN = ("txt", "md", "html", "eml", "docx", "rtf", "zip", "pdf")  # read without other programs


def work(kind: str) -> Work:
    return Work(kind, seeds(kind), seed=7, bound=30.0, hidden=("soffice", "tesseract", "antiword", "catdoc"))


@pytest.mark.parametrize("kind", OWN)
def test_mutants_are_read_or_refused_in_time(kind: str, tmp_path: Path) -> None:
    tally = fuzz(work(kind), range(FEW), jobs=1, keep=tmp_path)
    assert tally.mutants == FEW
    assert [(trial.number, trial.ending, trial.reasons) for trial in tally.bad] == []
    assert tally.endings["read"] >= FEW // 8, tally.reasons


def test_a_mutant_is_the_same_every_time() -> None:
    for kind in OWN:
        of_kind = seeds(kind)
        assert mutant(kind, of_kind, 17, 3) == mutant(kind, of_kind, 17, 3)
        assert mutant(kind, of_kind, 0, 3) == of_kind[0]


def test_a_run_accounts_for_every_mutant() -> None:
    files = [(f"{kind}-{n}{SUFFIXES[kind]}", mutant(kind, seeds(kind), n, 11)) for kind in OWN for n in range(5, 9)]
    assert confirmed(files, jobs=2) == []
