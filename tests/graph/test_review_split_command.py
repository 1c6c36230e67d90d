"""`danchieu review split`: from a mention on the disk to two instruments, and back."""

from __future__ import annotations

import json
from pathlib import Path

from pyoxigraph import QuerySolutions

from graph.store.embedded import EmbeddedStore
from ingest.update import update
from tests.graph.test_review_commands import Run, cited, run, status, store
from tests.graph.test_runs import TEXTS

__all__ = ["run", "store"]  # fixtures


def meant(store: Path, iri: str) -> str:
    """The instrument that a mention cites."""
    with EmbeddedStore.open(store) as graph:
        rows = graph.query(f"SELECT ?i WHERE {{ <{iri}> <http://purl.org/spar/cito/hasCitedEntity> ?i }}")
        assert isinstance(rows, QuerySolutions)
        (found,) = [str(row["i"].value) for row in rows]
        return found


def test_a_split_shows_at_once_survives_a_new_reading_and_can_be_undone(store: Path, run: Run) -> None:
    path = store.parent / "a.txt"
    law = cited(store, "31/2024/QH15", str(path))
    before = meant(store, law)
    code, out, err = run("split", before, "1/2/2023", "--mention", law, "--note", "số trùng", "--json")
    assert (code, err) == (0, "")
    made = json.loads(out)
    other = made["value"]["from"]
    assert other.endswith("/2023-02-01/31-2024-qh15")
    assert meant(store, law) == other
    assert status(store, law) == ["corrected"]
    path.write_text(TEXTS["a.txt"].replace("Căn cứ Luật", "Xét tình hình;\n\nCăn cứ Luật"), encoding="utf-8")
    update(store, [path], jobs=1)
    assert meant(store, cited(store, "31/2024/QH15", str(path))) == other
    assert "tách" in run("list")[1]
    assert "mentions=1" in run("list")[1]
    assert run("undo", made["id"])[0] == 0
    assert meant(store, cited(store, "31/2024/QH15", str(path))) == before


def test_a_split_whose_mention_is_gone_is_told(store: Path, run: Run) -> None:
    path = store.parent / "a.txt"
    law = cited(store, "31/2024/QH15", str(path))
    assert run("split", meant(store, law), "2023", "--mention", law)[0] == 0
    path.write_text(TEXTS["a.txt"].replace("Căn cứ Luật Đất đai số 31/2024/QH15;", ""), encoding="utf-8")
    update(store, [path], jobs=1)
    code, out, _ = run("check")
    assert code == 1
    assert "1 không tìm thấy chỗ" in out


def test_a_split_that_cannot_be_is_refused_in_one_sentence(store: Path, run: Run) -> None:
    law = cited(store, "31/2024/QH15", str(store.parent / "a.txt"))
    for arguments, words in (
        ((meant(store, law), "2023"), "--mention"),
        (("19-CT/TU", "2023", "--mention", law), "không phải là dẫn chiếu"),
        ((meant(store, law), "vn/x/luat", "--mention", law), "IRI"),
        ((meant(store, law), "2023", "--file", "khong-co.txt"), "khong-co.txt"),
        ((meant(store, law), meant(store, law), "--mention", law), "khác nhau"),
    ):
        code, out, err = run("split", *arguments)
        assert (code, out) == (2, ""), arguments
        assert words in err
        assert len(err.splitlines()) == 1
