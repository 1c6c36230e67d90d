"""What other formats of a document lose against its Word file, on documents of our own: floors under the figures."""

from __future__ import annotations

import pytest

from benchmarks import fidelity, rich_documents
from benchmarks.measures import Counts

OFFICE = fidelity.lacking(["pdf"])
SCANS = fidelity.lacking(["scan300"])
needs_office = pytest.mark.skipif(OFFICE is not None, reason=f"no LibreOffice: {OFFICE}")
needs_scans = pytest.mark.skipif(SCANS is not None, reason=f"nothing recognises text: {SCANS}")


def said(name: str, form: str) -> tuple[Counts, Counts]:
    printed = rich_documents.build(name, fidelity.SCAN_FACE, final=True)
    found = fidelity.compare(f"{name}.docx", rich_documents.build(name), [form], printed=printed)
    assert [one.refused for one in found] == [None]
    return found[0].citations, found[0].tasks


@needs_office
@pytest.mark.parametrize("name", rich_documents.names())
def test_a_print_says_what_its_word_file_says(name: str) -> None:
    citations, tasks = said(name, "pdf")
    assert citations.there >= 10
    assert tasks.there >= 8
    assert citations.f1 >= 0.98
    assert tasks.f1 >= 0.98


@needs_office
@pytest.mark.parametrize("form", ["doc", "rtf", "odt", "html"])
def test_other_formats_say_what_the_word_file_says(form: str) -> None:
    citations, tasks = said("quyet-dinh-phu-luc", form)
    assert citations.f1 >= 0.98
    assert tasks.f1 >= 0.98


@needs_scans
@pytest.mark.parametrize("name", ["thong-bao-ket-luan", "ke-hoach-danh-so"])
def test_a_scan_says_what_its_word_file_says(name: str) -> None:
    citations, tasks = said(name, "scan300")
    assert citations.f1 >= 0.95
    assert tasks.f1 >= 0.95


def test_what_differs_is_counted_once() -> None:
    one = fidelity.Fact("citation", ("19-CT/TU",), ())
    task = fidelity.Fact("task", (), (("báocáokếtquả",), ("sởytế",), ()))
    near = fidelity.Fact("task", (), (("báocáokềtquả",), ("sởytế",), ()))
    compared = fidelity.Compared("a", "pdf")
    fidelity.weigh(compared, [one, one, task], [one, near], 1.0)
    assert (compared.citations.right, compared.citations.said, compared.citations.there) == (1, 1, 2)
    assert compared.tasks.right == 0
    assert compared.missed == [one, task]
    assert compared.extra == [near]
    scanned = fidelity.Compared("a", "scan300")
    fidelity.weigh(scanned, [one, task], [one, near], fidelity.ALIKE)
    assert scanned.tasks.right == 1
