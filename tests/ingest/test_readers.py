"""Files that cannot be read cost themselves, with the reason, never the run."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.readers import Unreadable, read_file
from ingest.run import read_corpus


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("empty.txt", b"", "tệp rỗng"),
        ("blank.txt", b" \n\t\n", "tệp rỗng"),
        ("binary.txt", bytes(range(256)) * 20, "nhị phân"),
        ("latin.txt", b"Ngh\xde quy\xd5t", "không phải văn bản UTF-8"),
        ("program.txt", b"\x7fELF" + bytes(200), "tệp chương trình"),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(Unreadable, match=reason):
        read_file(path)


def test_a_missing_file_is_named() -> None:
    with pytest.raises(Unreadable, match=r"khong-co\.txt: không có tệp này"):
        read_file(Path("khong-co.txt"))


def test_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Thực hiện Chỉ thị số 19-CT/TU.", encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"")
    corpus = read_corpus([tmp_path, tmp_path / "c.txt"])
    assert len(corpus.extractions) == 1
    assert [p.code for p in corpus.problems].count("unreadable-file") == 2


def test_utf16_is_read_and_said(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Chỉ thị số 19-CT/TU", encoding="utf-16")
    read = read_file(path)
    assert "19-CT/TU" in read.text
    assert read.warnings == ["đọc theo bảng mã utf-16"]
