"""The RTF reader: what each control word does to the text that is written."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from ingest.readers.errors import Refused
from ingest.readers.rtf.tokens import BYTE, CLOSE, OPEN, SYMBOL, TEXT, WORD, tokens
from ingest.readers.rtf.words import codec_of, known
from ingest.readers.rtf.writer import Font, Story
from ingest.source import Footnote, SourceText, digest_of

_DEEPEST = 2_000  # groups inside one another; Word makes some 20
_LEVELS = 16  # tables inside one another
_TARGET = re.compile(r'\s*HYPERLINK\s+"([^"]{1,2000})"')
_HEADS = frozenset(["header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf"])
# Groups that a reader must know to enter, although a star says that it may pass them over.
_STARRED = frozenset(["footnote", "shpinst", "do", "nesttableprops", "ud", "shppict", "fldinst"])
_BODY, _SKIP, _FONTS, _FIELD = range(4)


@dataclass(slots=True)
class _State:
    """What a group inherits and its end restores."""

    story: Story
    font: Font
    into: int = _BODY
    fallback: int = 1  # characters after a \u that stand for it
    hidden: bool = False
    deleted: bool = False
    level: int = 0  # of tables, where the paragraph stands
    inner: bool = False  # a row of a table in a table is being defined
    lead: bool = False  # a paragraph's number, written out: its settings are not the paragraph's
    close: Callable[[], None] | None = None  # what the end of this very group does


@dataclass(slots=True)
class _Field:
    instruction: list[str] = field(default_factory=list)
    begun: tuple[int, int] | None = None


def read_rtf(data: bytes, name: str) -> SourceText:
    """The text of an RTF file, with its tables, footnotes and links; `Refused` where it is none."""
    start = data.find(b"{\\rtf", 0, 1_024)
    if start < 0:
        raise Refused("tệp không bắt đầu bằng «{\\rtf»")
    return _Reader(data[start:]).read(name, digest_of(data))


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._body = Story()
        self._heads: list[Story] = []
        self._codec = "cp1252"
        self._fonts: dict[int, Font] = {}
        self._default = 0
        self._open_font: Font | None = None
        self._font_name = bytearray()
        self._fields: list[_Field] = []
        self._notes = 0
        self._deleted = 0
        self._broken = False
        self._state = _State(self._body, Font())
        self._stack: list[_State] = []
        self._pass = 0  # characters still to be passed over after a \u
        self._first = False  # the group has just begun
        self._starred = False

    def read(self, name: str, digest: str) -> SourceText:
        self._words()
        body = self._body
        body.finish()
        warnings = []
        if self._stack:
            warnings.append("Tệp RTF bị cắt cụt: văn bản có thể thiếu đoạn cuối.")
        if self._broken:
            warnings.append("Tệp RTF hỏng: có nhóm đóng trước chỗ; phần sau vẫn được đọc, cần đối chiếu.")
        if self._deleted:
            warnings.append(f"Tệp còn theo dõi sửa đổi: {self._deleted} đoạn chữ đã xóa không được đọc.")
        footnotes = []
        for number, at, note in body.notes:  # grows where a note has a note
            start, end = body.absorb(note)
            if end > start:
                footnotes.append(Footnote(number, at, start, end))
        text = "\n".join(body.lines)
        if not any(c.isalnum() for c in text):
            raise Refused("tệp RTF không có chữ nào")
        margins = []
        for head in self._heads:
            head.finish()
            said = "\n".join(line for line in head.lines if line.strip())
            if said and said not in margins:
                margins.append(said)
        return SourceText(
            name,
            "application/rtf",
            digest,
            text,
            warnings,
            tables=body.tables,
            footnotes=footnotes,
            links=body.links,
            margins=margins,
            by_paragraphs=True,
        )

    def _words(self) -> None:
        for kind, said, number in tokens(self._data):
            if kind == TEXT:
                self._text(said)
            elif kind == WORD:
                self._word(said.decode("ascii"), number)
            elif kind == BYTE:
                self._first = False
                if self._pass:
                    self._pass -= 1
                else:
                    self._bytes(bytes((number or 0,)))
            elif kind == OPEN:
                if len(self._stack) >= _DEEPEST:
                    raise Refused(f"tệp RTF lồng quá {_DEEPEST} tầng nhóm")
                self._stack.append(self._state)
                self._state = replace(self._state, close=None)
                self._first, self._starred, self._pass = True, False, 0
            elif kind == CLOSE:
                self._first = self._starred = False
                self._pass = 0
                if self._state.close is not None:
                    self._state.close()
                self._state = self._stack.pop() if self._stack else self._state
                if not self._stack and not self._goes_on(number or 0):
                    return
            elif kind == SYMBOL:
                self._symbol(said)

    def _goes_on(self, at: int) -> bool:
        """Is there more of the file behind its last group? One brace too many must not cost the rest."""
        more = self._data.find(b"\\", at) >= 0
        self._broken = self._broken or more
        return more

    # characters

    def _text(self, said: bytes) -> None:
        self._first = False
        if self._pass:
            skipped = min(self._pass, len(said))
            self._pass -= skipped
            said = said[skipped:]
        self._bytes(said)

    def _bytes(self, said: bytes) -> None:
        state = self._state
        if state.into == _FONTS:
            self._in_font_name(said)
        elif state.into == _FIELD:
            if self._fields:
                self._fields[-1].instruction.append(said.decode("latin-1"))
        elif self._shown(state):
            text = _unicode(said) if state.font.codec != "symbol" else None
            if text is not None:
                state.story.text(text, state.font)
            else:
                for byte in said:
                    state.story.byte(byte, state.font)

    def _shown(self, state: _State) -> bool:
        if state.into != _BODY or state.hidden or state.deleted:
            return False
        if state.level:
            state.story.enter(state.level)
        else:
            state.story.leave(0)
        return True

    def _say(self, character: str) -> None:
        if self._pass:
            self._pass -= 1
        elif self._shown(self._state):
            self._state.story.text(character, self._state.font)

    def _symbol(self, said: bytes) -> None:
        symbol = said.decode("latin-1")
        if symbol == "*":
            self._starred = self._first
            return
        self._first = False
        character = known().characters.get(symbol)
        if character is not None:
            self._say(character)

    # control words

    def _word(self, word: str, number: int | None) -> None:
        first, starred = self._first, self._starred
        self._first = self._starred = False
        state = self._state
        if first and self._destination(word, starred):
            return
        if self._pass:
            self._pass -= 1
            if word != "u":
                return
        if state.into == _SKIP:
            return
        if state.into == _FONTS:
            self._in_fonts(word, number)
        elif word == "u":
            if self._shown(state):
                state.story.unicode(number or 0, state.font)
            self._pass = state.fallback
        elif (character := known().characters.get(word)) is not None:
            self._say(character)
        elif (act := _ACTS.get(word)) is not None:
            act(self, number)

    def _destination(self, word: str, starred: bool) -> bool:
        """What a group that begins with this word is for; true where the word has done its work."""
        state = self._state
        if word in known().skipped or (starred and word not in _STARRED):
            state.into = _SKIP
        elif state.into == _SKIP and word != "ud":
            pass
        elif word == "fonttbl":
            state.into = _FONTS
            state.close = self._end_fonts
        elif word == "upr":
            state.into = _SKIP  # until its \ud, which says the same in Unicode
        elif word == "ud":
            state.into = _BODY
        elif word in _HEADS:
            state.story = Story()
            state.level = 0
            self._heads.append(state.story)
        elif word in ("listtext", "pntext"):
            state.lead = True
        elif word == "nesttableprops":
            state.inner = True
        elif word == "footnote":
            self._footnote(state)
        elif word in ("shptxt", "dptxbxtext"):
            box = Story()
            state.story.boxes.append(box)
            state.story, state.level = box, 0
        elif word == "field":
            self._fields.append(_Field())
            state.close = self._end_field
        elif word == "fldinst":
            state.into = _FIELD
        elif word == "fldrslt":
            if self._fields and self._shown(state):
                self._fields[-1].begun = state.story.begin_link()
        else:
            return state.into == _SKIP
        return True

    def _footnote(self, state: _State) -> None:
        note = Story()
        if not (state.hidden or state.deleted) and state.into == _BODY:
            self._notes += 1
            state.story.mark(str(self._notes), note)
        state.story, state.level = note, 0

    def _end_field(self) -> None:
        done = self._fields.pop()
        target = _TARGET.match("".join(done.instruction))
        if target and done.begun is not None:
            self._state.story.end_link(done.begun, target[1])

    # fonts

    def _in_fonts(self, word: str, number: int | None) -> None:
        if word == "f":
            self._open_font = self._fonts.setdefault(number or 0, Font(codec=self._codec))
            self._font_name.clear()
        elif self._open_font is not None and word == "fcharset":
            self._open_font.codec = known().codecs.get(number or 0, self._codec)
        elif self._open_font is not None and word == "cpg":
            self._open_font.codec = codec_of(number) or self._open_font.codec

    def _in_font_name(self, said: bytes) -> None:
        self._font_name += said
        if b";" in said and self._open_font is not None:
            self._open_font.name = self._font_name.partition(b";")[0].decode("latin-1").strip()[:100]
            self._font_name.clear()

    def _end_fonts(self) -> None:
        if self._stack:
            self._stack[-1].font = self.default_font()

    def default_font(self) -> Font:
        return self._fonts.setdefault(self._default, Font(codec=self._codec))

    # what control words do

    def set_codec(self, codec: str | None) -> None:
        if codec is not None:
            self._codec = codec
            self._state.font = Font(codec=codec)

    def set_default(self, number: int | None) -> None:
        self._default = number or 0

    def set_font(self, number: int | None) -> None:
        self._state.font = self._fonts.get(number or 0) or self.default_font()

    def set_fallback(self, number: int | None) -> None:
        self._state.fallback = min(max(0, 1 if number is None else number), 16)

    def set_hidden(self, number: int | None) -> None:
        self._state.hidden = number != 0

    def set_deleted(self, number: int | None) -> None:
        self._deleted += number != 0 and not self._state.deleted
        self._state.deleted = number != 0

    def plain(self, _: int | None) -> None:
        self._state.font = self.default_font()
        self._state.hidden = self._state.deleted = False

    def set_level(self, number: int | None) -> None:
        if not self._state.lead:
            self._state.level = min(max(0, number or 0), _LEVELS)

    def in_table(self, number: int | None) -> None:
        if number != 0 and not self._state.lead:
            self._state.level = max(1, self._state.level)

    def paragraph(self, _: int | None) -> None:
        # The end of a deleted paragraph is deleted too: its words and the next one's are one.
        if self._shown(self._state):
            self._state.story.paragraph()

    def division(self, _: int | None) -> None:
        if self._shown(self._state):
            self._state.story.paragraph(forced=False)

    def cell(self, _: int | None) -> None:
        if self._state.into == _BODY:
            self._state.story.cell(1)

    def row(self, _: int | None) -> None:
        if self._state.into == _BODY:
            self._state.story.row(1)

    def inner_cell(self, _: int | None) -> None:
        if self._state.into == _BODY:
            self._state.story.cell(max(2, self._state.level))

    def inner_row(self, _: int | None) -> None:
        if self._state.into == _BODY:
            self._state.story.row(max(2, self._state.level))

    def define(self, word: str, number: int | None) -> None:
        self._state.story.define(max(2, self._state.level) if self._state.inner else 1, word, number or 0)


def _unicode(said: bytes) -> str | None:
    """Text that is ASCII, or UTF-8 which some generators write against the rules; None for other bytes."""
    try:
        return said.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _defining(word: str) -> _Act:
    return lambda reader, number: reader.define(word, number)


_Act = Callable[[_Reader, int | None], None]
_ACTS: dict[str, _Act] = {
    "ansi": lambda reader, _: reader.set_codec("cp1252"),
    "mac": lambda reader, _: reader.set_codec("mac_roman"),
    "pc": lambda reader, _: reader.set_codec("cp437"),
    "pca": lambda reader, _: reader.set_codec("cp850"),
    "ansicpg": lambda reader, number: reader.set_codec(codec_of(number)),
    "deff": _Reader.set_default,
    "f": _Reader.set_font,
    "uc": _Reader.set_fallback,
    "v": _Reader.set_hidden,
    "deleted": _Reader.set_deleted,
    "plain": _Reader.plain,
    "pard": lambda reader, _: reader.set_level(0),
    "itap": _Reader.set_level,
    "intbl": _Reader.in_table,
    "par": _Reader.paragraph,
    "line": _Reader.paragraph,
    "sect": _Reader.division,
    "page": _Reader.division,
    "column": _Reader.division,
    "cell": _Reader.cell,
    "row": _Reader.row,
    "nestcell": _Reader.inner_cell,
    "nestrow": _Reader.inner_row,
    **{word: _defining(word) for word in ("trowd", "trleft", "cellx", "clvmrg", "clmrg")},
}
