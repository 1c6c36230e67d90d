"""What the tests of Word files share: reading blocks, and looking at lines and cells."""

from __future__ import annotations

from ingest.readers.docx import read_docx
from ingest.source import SourceText
from tests.ingest.readers.word import (
    word,
)

PLAIN = ""  # a table without lines
LINED = '<w:tcBorders><w:top w:val="single"/></w:tcBorders>'
VNTIME = '<w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/>'


def read(*blocks: str, **more: object) -> SourceText:
    return read_docx(word(*blocks, **more), "van-ban.docx")  # type: ignore[arg-type]


def lines(source: SourceText) -> list[str]:
    return source.text.rstrip("\n").split("\n")


def cells(source: SourceText, at: int = 0) -> list[list[str]]:
    return [[source.text[a:b] for a, b in r] for r in source.tables[at]]


def shown(*blocks: str, **more: object) -> list[str]:
    return lines(read(*blocks, **more))
