"""Old Word files by the programs of others, and those programs kept in bounds."""

from __future__ import annotations

import functools
import http.server
import shutil
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ingest.readers import office, programs
from ingest.readers.doc import read_doc, read_odt, read_word_xml
from ingest.readers.errors import Refused
from ingest.readers.sniffing import DOC, sniff
from ingest.source import digest_of

needs_office = pytest.mark.skipif(office.program() is None, reason="LibreOffice (soffice) is not installed")
LETTER = (
    r"{\rtf1\ansi{\fonttbl{\f0\fcharset0 Times New Roman;}}"
    r"S\u7889?: 12/KH-UBND\par Giao S\u7903? X\u226?y d\u7921?ng th\u7921?c hi\u7879?n.\par"
    r"\trowd\cellx2000\cellx4000\pard\intbl TT\cell Vi\u7879?c\cell\row"
    r"\trowd\cellx2000\cellx4000\pard\intbl 1\cell R\u224? so\u225?t\cell\row\pard H\u7871?t\par "
    + r"C\u225?c s\u7903? t\u7893? ch\u7913?c th\u7921?c hi\u7879?n.\par " * 40  # antiword reads no shorter file
    + "}"
).encode("ascii")
WORDS = ["Số: 12/KH-UBND", "Giao Sở Xây dựng thực hiện.", "TT", "Việc", "1", "Rà soát", "Hết"]


@functools.lru_cache(maxsize=1)
def word_file() -> bytes:
    """A Word 97 file, made once."""
    return office.convert(LETTER, "rtf", "doc")


def only(*names: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have only these programs on the machine."""
    monkeypatch.setattr(office, "program", lambda: shutil.which("soffice") if "soffice" in names else None)
    monkeypatch.setattr(programs, "find", lambda name: shutil.which(name) if name in names else None)


def script(folder: Path, name: str, body: str) -> str:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return str(path)


@needs_office
def test_a_word_file_is_read_with_its_tables() -> None:
    data = word_file()
    assert sniff(data, "a") == DOC
    source = read_doc(data, "a.doc")
    assert [line for line in source.text.split("\n") if line.strip()][:7] == WORDS
    assert [[source.text[a:b].strip() for a, b in row] for row in source.tables[0]] == [
        ["TT", "Việc"],
        ["1", "Rà soát"],
    ]
    assert (source.media_type, source.sha256, source.warnings) == (DOC, digest_of(data), [])


@needs_office
def test_kin_of_word_are_read_by_the_same_way() -> None:
    odt = office.convert(LETTER, "rtf", "odt")
    assert read_odt(odt, "a.odt").text.split("\n")[0] == WORDS[0]
    body = "<w:body><w:p><w:r><w:t>Kế hoạch</w:t></w:r></w:p></w:body>"
    xml = (
        '<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Word.Document"?>'
        f'<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml">{body}</w:wordDocument>'
    )
    assert read_word_xml(xml.encode(), "a.xml").text.strip() == "Kế hoạch"


@needs_office
@pytest.mark.parametrize("program", ["catdoc", "antiword"])
def test_without_libreoffice_a_smaller_program_reads_with_a_word(program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    data = word_file()
    only(program, monkeypatch=monkeypatch)
    source = read_doc(data, "a.doc")
    for word in WORDS:
        assert word in source.text
    assert source.warnings[0].startswith(f"Đọc bằng {program}: không có số thứ tự tự động")


def test_rows_that_catdoc_prints_become_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = r"Số: 12/KH-UBND\n1.\tGiao việc\nTT\tViệc\tCơ quan\n1\tRà soát\t\nHết\ta\n"
    fake = script(tmp_path, "catdoc", f"printf '{said}'")
    monkeypatch.setattr(office, "program", lambda: None)
    monkeypatch.setattr(programs, "find", lambda name: fake if name == "catdoc" else None)
    source = read_doc(b"x", "a.doc")
    assert source.text == "Số: 12/KH-UBND\n1.\tGiao việc\nTT\nViệc\nCơ quan\n1\nRà soát\n\nHết\na"
    (table,) = source.tables
    assert [[source.text[a:b] for a, b in row] for row in table] == [["TT", "Việc", "Cơ quan"], ["1", "Rà soát", ""]]


def test_old_letters_that_a_program_printed_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    printed = "NghÞ quyÕt sè 20 cña Héi ®ång nh©n d©n tØnh vÒ viÖc trång c©y"
    fake = script(tmp_path, "catdoc", f"echo '{printed}'")
    monkeypatch.setattr(office, "program", lambda: None)
    monkeypatch.setattr(programs, "find", lambda name: fake if name == "catdoc" else None)
    source = read_doc(b"x", "a.doc")
    assert source.text == "Nghị quyết số 20 của Hội đồng nhân dân tỉnh về việc trồng cây"
    assert len(source.warnings) > 1


def test_without_any_program_the_three_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch=monkeypatch)
    with pytest.raises(Refused, match=r"LibreOffice, antiword hoặc catdoc .*apt-get install"):
        read_doc(b"x", "a.doc")


def test_what_no_program_reads_is_refused_with_what_they_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = script(tmp_path, "antiword", "echo not a Word document >&2; exit 1")
    monkeypatch.setattr(office, "program", lambda: None)
    monkeypatch.setattr(programs, "find", lambda name: fake if name == "antiword" else None)
    with pytest.raises(Refused, match="not a Word document"):
        read_doc(b"x", "a.doc")


@needs_office
@pytest.mark.parametrize("keep", [0.1, 0.5, 0.9])
def test_a_damaged_file_ends_in_text_or_a_reason(keep: float) -> None:
    data = word_file()
    warnings = ["cắt cụt"]
    try:
        warnings = read_doc(data[: int(len(data) * keep)], "a.doc").warnings
    except Refused as error:
        reason = error.reason
        assert "LibreOffice" in reason
    assert "cắt cụt" in warnings[0]


@needs_office
def test_conversions_run_beside_one_another() -> None:
    with ThreadPoolExecutor(3) as pool:
        made = list(pool.map(lambda _: office.convert(LETTER, "rtf", "docx"), range(3)))
    assert all(sniff(one, "a") != DOC and len(one) > 1_000 for one in made)


@pytest.fixture
def visited() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine: its address, and what was asked of it."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(404)
            self.end_headers()

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET  # noqa: N815 - names of the protocol

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()


@needs_office
def test_a_conversion_asks_no_one_for_anything(visited: tuple[str, list[str]]) -> None:
    address, asked = visited
    page = f'<html><body><img src="{address}/a.png"><iframe src="{address}/b"></iframe>Kế hoạch</body></html>'
    office.convert(page.encode(), "html", "docx")
    rtf = (
        r'{\rtf1 {\field{\*\fldinst INCLUDETEXT "' + address + r'/c.rtf"}{\fldrslt x}}a{\*\template ' + address + "/t}}"
    )
    office.convert(rtf.encode(), "rtf", "docx")
    assert asked == []


@needs_office
def test_a_conversion_that_takes_too_long_is_ended() -> None:
    with pytest.raises(Refused, match="quá"):
        office.convert(LETTER, "rtf", "docx", seconds=0.05)


def test_a_program_and_all_it_started_end_in_time(tmp_path: Path) -> None:
    slow = script(tmp_path, "slow", f"(sleep 2; touch {tmp_path}/alive) & sleep 60")
    begun = time.monotonic()
    with pytest.raises(Refused, match="slow chạy quá"):
        programs.run([slow], tmp_path, seconds=0.3)
    assert time.monotonic() - begun < 2
    time.sleep(2.2)
    assert not (tmp_path / "alive").exists()


def test_a_program_sees_nothing_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DANCHIEU_SECRET", "x")
    ran = programs.run([script(tmp_path, "env", "env")], tmp_path, seconds=5)
    assert b"SECRET" not in ran.output
    assert f"HOME={tmp_path}".encode() in ran.output


def test_a_program_that_writes_without_end_is_stopped(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="ghi ra quá"):
        programs.run([script(tmp_path, "much", "exec cat /dev/zero")], tmp_path, seconds=20, output=100_000)


def test_a_program_that_is_not_there_is_a_reason(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="không chạy được"):
        programs.run([str(tmp_path / "none")], tmp_path, seconds=1)
