"""Zip archives and letters: every member, or why not."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from dataclasses import replace
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.readers.containers import Found, Member, Refusal, Skipped, members
from ingest.readers.errors import Refused
from ingest.readers.limits import LIMITS, Limits
from ingest.readers.sniffing import EML, ZIP, sniff


def zipped(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return out.getvalue()


def unzipped(data: bytes, limits: Limits = LIMITS) -> list[Found]:
    return list(members(data, "a.zip", ZIP, limits))


def opened(letter: EmailMessage | bytes, limits: Limits = LIMITS) -> list[Found]:
    data = letter if isinstance(letter, bytes) else letter.as_bytes()
    return list(members(data, "a.eml", EML, limits))


def letter(body: str = "Xin gửi kèm kế hoạch.", html: str | None = None) -> EmailMessage:
    out = EmailMessage()
    out["From"], out["To"], out["Subject"] = "a@vidu.vn", "b@vidu.vn", "Giao việc"
    out.set_content(body)
    if html is not None:
        out.add_alternative(html, subtype="html")
    return out


def test_members_come_by_bytes_with_their_place() -> None:
    found = unzipped(zipped(("kế hoạch/b.txt", b"B"), ("a.txt", b"A"), ("rỗng/", b"")))
    assert found == [Member("a.zip!/kế hoạch/b.txt", b"B"), Member("a.zip!/a.txt", b"A")]


def test_a_name_leads_nowhere() -> None:
    found = unzipped(zipped(("../../etc/passwd", b"x"), ("/a\\..\\b.txt", b"y"), ("C:\\c.txt", b"z")))
    assert [m.name for m in found] == ["a.zip!/etc/passwd", "a.zip!/a/b.txt", "a.zip!/C:/c.txt"]


def test_what_systems_leave_behind_is_counted_only() -> None:
    junk = [("__MACOSX/._a.txt", b"x"), (".DS_Store", b"x"), ("b/Thumbs.db", b"x"), ("~$a.docx", b"x")]
    assert unzipped(zipped(*junk, ("a.txt", b"A"))) == [Member("a.zip!/a.txt", b"A"), Skipped("a.zip", 4)]


@pytest.mark.parametrize("codec", ["utf-8", "cp1258", "cp437"])
def test_names_in_the_code_pages_of_old_programs_are_read(codec: str) -> None:
    name = "Công văn.txt" if codec != "cp437" else "Cong van é.txt"
    raw = name.encode(codec)
    data = zipped(("x" * len(raw), b"A")).replace(b"x" * len(raw), raw)
    (found,) = unzipped(data)
    if codec == "cp437":  # bytes that are letters in the page of Vietnamese too; either way it can be told
        assert found.name.startswith("a.zip!/Cong van ")
    else:
        assert found.name == f"a.zip!/{name}"


def test_two_members_of_one_name_are_two() -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        data = zipped(("a.txt", b"1"), ("a.txt", b"2"))
    assert unzipped(data) == [Member("a.zip!/a.txt", b"1"), Member("a.zip!/a.txt (2)", b"2")]


def test_a_damaged_member_costs_that_member() -> None:
    data = bytearray(zipped(("a.txt", b"A" * 50), ("b.txt", b"B"), method=zipfile.ZIP_STORED))
    data[data.index(b"AAAA")] = 0
    first, second = unzipped(bytes(data))
    assert isinstance(first, Refusal)
    assert "hỏng" in first.reason
    assert second == Member("a.zip!/b.txt", b"B")


def test_a_member_with_a_password_is_named() -> None:
    data = bytearray(zipped(("a.txt", b"A"), ("b.txt", b"B")))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    first, second = unzipped(bytes(data))
    assert first == Refusal("a.zip!/a.txt", "tệp trong zip đặt mật khẩu; bỏ mật khẩu rồi nạp lại")
    assert second == Member("a.zip!/b.txt", b"B")


def test_a_method_that_is_not_known_is_named() -> None:
    data = bytearray(zipped(("a.txt", b"A")))
    for mark, at in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        data[data.index(mark) + at] = 98
    (found,) = unzipped(bytes(data))
    assert isinstance(found, Refusal)
    assert "ppmd" in found.reason


def test_a_bomb_is_stopped_while_it_is_unpacked() -> None:
    data = zipped(("a.txt", bytes(200_000_000)), ("b.txt", b"B"))
    tracemalloc.start()
    found = unzipped(data, replace(LIMITS, bytes=1_000_000, unpacked=4_000_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(found[0], Refusal)
    assert "quá" in found[0].reason
    assert peak < 20_000_000


def test_the_sum_of_all_members_is_bounded() -> None:
    data = zipped(*((f"{k}.txt", bytes(600)) for k in range(5)))
    *read, last = unzipped(data, replace(LIMITS, unpacked=1_500))
    assert [m.name for m in read] == ["a.zip!/0.txt", "a.zip!/1.txt"]
    assert isinstance(last, Refusal)
    assert "còn lại" in last.reason


def test_the_number_of_members_is_bounded() -> None:
    found = unzipped(zipped(*((f"{k}.txt", b"x") for k in range(5))), replace(LIMITS, members=3))
    assert len(found) == 4
    assert found[3] == Refusal("a.zip", "tệp zip có trên 3 tệp; các tệp còn lại không được đọc")


def test_members_come_one_by_one() -> None:
    coming = members(zipped(("a.txt", b"A"), ("b.txt", b"B")), "a.zip", ZIP)
    assert next(coming) == Member("a.zip!/a.txt", b"A")


@pytest.mark.parametrize("data", [b"PK\x03\x04", zipped(("a", b"A"))[:-10]])
def test_an_archive_without_its_list_is_refused(data: bytes) -> None:
    with pytest.raises(Refused, match="hỏng"):
        unzipped(data)


def test_a_letter_says_something_and_brings_files() -> None:
    mail = letter()
    mail.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="Kế hoạch số 12.pdf")
    body, file = opened(mail)
    assert isinstance(body, Member)
    assert (body.name, body.data.decode("utf-8-sig").strip()) == ("a.eml!/nội dung thư.txt", "Xin gửi kèm kế hoạch.")
    assert file == Member("a.eml!/Kế hoạch số 12.pdf", b"%PDF-1.7")


def test_of_a_letter_in_two_forms_the_page_is_read() -> None:
    (body,) = opened(letter(html="<p>Xin <b>gửi</b> kèm</p>"))
    assert isinstance(body, Member)
    assert sniff(body.data, body.name) == "text/html"
    assert "<b>gửi</b>" in body.data.decode()


def test_of_parts_that_are_not_the_same_said_twice_none_is_lost() -> None:
    mail = letter("Kính gửi các sở")
    mail.make_mixed()
    mail.attach(letter("x", html="<p>Điều 1</p>").get_payload()[1])
    page, plain = opened(mail)
    assert isinstance(page, Member)
    assert isinstance(plain, Member)
    assert "Điều 1" in page.data.decode()
    assert "Kính gửi các sở" in plain.data.decode()


def test_a_letter_of_blanks_is_only_its_files() -> None:
    mail = letter("\n \n")
    mail.add_attachment("Kế hoạch", filename="a.txt")
    (file,) = opened(mail)
    assert isinstance(file, Member)
    assert (file.name, file.data.decode()) == ("a.eml!/a.txt", "Kế hoạch\n")


def test_a_letter_in_a_letter_is_a_member() -> None:
    mail = letter()
    mail.add_attachment(letter("Việc gấp"))
    _, inner = opened(mail)
    assert isinstance(inner, Member)
    assert inner.name == "a.eml!/Giao việc.eml"
    assert sniff(inner.data, "x") == EML
    (body,) = members(inner.data, inner.name, EML)
    assert body.name == "a.eml!/Giao việc.eml!/nội dung thư.txt"


def test_logos_are_counted_and_scans_are_members() -> None:
    mail = letter(html="<img src=cid:a><img src=cid:b>Kính gửi")
    page = mail.get_payload()[1]
    assert isinstance(page, EmailMessage)
    page.add_related(b"\x89PNG logo", "image", "png", cid="<a>")
    page.add_related(b"\xff\xd8\xff" + bytes(90_000), "image", "jpeg", cid="<b>")
    found = opened(mail)
    assert [type(f) for f in found] == [Member, Member, Skipped]
    assert found[2] == Skipped("a.eml", 1)


def test_names_in_pieces_and_in_old_forms_are_joined() -> None:
    data = (
        b"From: a@vidu.vn\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n"
        b"Content-Type: application/pdf\r\nContent-Disposition: attachment;\r\n filename*0*=utf-8''K%E1%BA%BF%20ho;\r\n"
        b" filename*1*=%E1%BA%A1ch.pdf\r\n\r\n%PDF\r\n--x\r\n"
        b'Content-Type: application/pdf; name="=?utf-8?B?S+G6vw==?="\r\n\r\n%PDF-2\r\n--x--\r\n'
    )
    assert [f.name for f in opened(data)] == ["a.eml!/Kế hoạch.pdf", "a.eml!/Kế"]


@pytest.mark.parametrize("charset", ["windows-1258", "x-unknown", "us-ascii", "utf-8"])
def test_a_letter_that_names_its_letters_wrongly_is_read(charset: str) -> None:
    said = "Kế hoạch số 12 của Ủy ban nhân dân tỉnh về việc trồng cây".encode()
    if charset == "windows-1258":
        said = b"S\xea\xec 12 c\xfaa \xd0o\xe0n"
    head = f"From: a@vidu.vn\r\nSubject: a\r\nContent-Type: text/plain; charset={charset}\r\n\r\n".encode()
    (body,) = opened(head + said)
    assert isinstance(body, Member)
    expected = said.decode("cp1258") if charset == "windows-1258" else said.decode()
    assert body.data.decode("utf-8-sig") == expected


def test_an_empty_letter_says_so() -> None:
    assert opened(b"From: a@vidu.vn\r\nSubject: a\r\n\r\n") == [
        Refusal("a.eml", "thư không có chữ và không có tệp đính kèm")
    ]


def test_a_letter_of_parts_within_parts_ends() -> None:
    data = b""
    for k in range(200):
        data += b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (k, k)
    assert opened(b"From: a@vidu.vn\r\n" + data + b"\r\nx")


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_damaged_containers_yield_or_refuse(draw: st.DataObject) -> None:
    mail = letter(html="<p>a</p>")
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="Kế.pdf")
    kind, whole = draw.draw(
        st.sampled_from([(ZIP, zipped(("kế.txt", b"A" * 99), ("b/c.txt", b"B"))), (EML, mail.as_bytes())])
    )
    data = bytearray(whole)
    for _ in range(draw.draw(st.integers(1, 6))):
        data[draw.draw(st.integers(0, len(data) - 1))] = draw.draw(st.integers(0, 255))
    try:
        found = list(members(bytes(data), "a", kind))
    except Refused:
        return
    assert all(f.name.startswith("a") for f in found)
