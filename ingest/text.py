"""Text as it was read, and text as it is matched, with an exact map from the second to the first.

Matching needs one spelling of each thing: NFC, one dash, Đ for the look-alike Ð, one place for
the tone mark (uỷ = ủy, hoá = hóa), no markdown marks inside a number (`**3737** /UBND-TH`).
Evidence needs the source untouched. So `CleanText.text` is what grammars see, and
`CleanText.source_span` leads back: `quote == source[start:end]` holds by construction, because a
quote is only ever cut out of the source.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

from ingest.misread import mend

# A character that may begin a stretch to be rewritten. One class, so that untouched text, nearly
# all of it, is skipped at the speed of a single scan (the full alternation at every letter: 1 M/s).
_SUSPECT = re.compile(
    "[\u0300-\u036f\\[<&\\\\*_\r\t\u00a0\u1680\u2000-\u2015\u202f\u205f\u2060\u2212\u3000\f\v"
    "\uf02d\u00d0\u00ad\ufeff\uff01-\uff5e\x00-\x08\x0e-\x1f\u00b9\u00b2\u00b3\u2070\u2074-\u2079]"
)
# Blanks are every fifth character: these two are looked for by the newline and by the pair.
_BLANK_END = re.compile(r"\n(?<=\ \n)")
_BLANK_PAIR = re.compile(r"\ \ (?=\S)")
# A stretch of the source that is written otherwise in the clean text.
_TOUCHED = re.compile(
    r"""
      (?P<combining>[^\W\d_][\u0300-\u036f]+)
    | (?P<bookmark>\[bookmark:[^\]\n]{0,80}\])
    | (?P<footnote><sup>\s*\(?\[?\d{1,3}\]?\)?\s*</sup>)
    | (?P<raised>(?<=[\w)\]”"’'.,;:])(?<!(?<![^\W_])m)(?<!(?<![^\W_])[kcdmh]m)[\u00b9\u00b2\u00b3\u2070\u2074-\u2079]+)
    | (?P<tag></?(?:sup|sub|b|i|u|em|strong|span|a|p|font)(?:\s[^<>\n]{0,200})?>)
    | (?P<break><br\s*/?>)
    | (?P<entity>&(?:nbsp|amp|lt|gt|quot|\#160|\#38);)
    | (?P<escape>\\(?=[*_\-+.()\[\]\#~|<>&]))
    | (?P<emphasis>\*+|(?<![^\W_])_{2,3}(?=\S)|(?<=\S)_{2,3}(?![^\W_]))
    | (?P<blanks>\ +(?=\n)|(?<=\S)\ \ (?=\S))  # a justified line leaves one at its end, or two between words
    | (?P<return>\r\n?)
    | (?P<space>[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\f\v])
    | (?P<dash>[\u2010-\u2015\u2212\uf02d])
    | (?P<eth>[\u00d0])
    | (?P<wide>[\uff01-\uff5e]+)  # letters, digits and marks as wide as an ideograph, of a keyboard for Japanese
    | (?P<shy>\u00ad)
    | (?P<nothing>[\u200b-\u200f\u2060\ufeff\x00-\x08\x0e-\x1f])
    """,
    re.VERBOSE,
)
# Nothing for the eye, longer than any column of a table drawn with blanks: patterns that allow blanks here and there
# would share 30,000 of them out in every way there is.
_NOTHING_SEEN = r"[\s\u00ad\u200b-\u200f\u2060\ufeff\x00-\x08\x0e-\x1f]"
_GAP = re.compile(f"{_NOTHING_SEEN}+")
_GAP_OF_TWO = re.compile(f"{_NOTHING_SEEN}(?={_NOTHING_SEEN})")
_LONGEST_GAP = 200
_ENTITY = {"nbsp": " ", "#160": " ", "amp": "&", "#38": "&", "lt": "<", "gt": ">", "quot": '"'}

# Old tone placement to new, at the end of a syllable only ("hoá", never "hoán"); "qu" is one
# consonant, so "quý" keeps its mark. Both forms are alive in one corpus (seeds: 20 against 332).
# One pattern for each first letter, for a pattern that begins with a letter is looked for ten times as fast as one that
# begins with a set of letters.
_OLD_TONE = tuple(
    re.compile(rf"{first}[{marked}](?![^\W\d_])")
    for first, marked in (
        ("o", "àáảãạèéẻẽẹÀÁẢÃẠÈÉẺẼẸ"),
        ("O", "àáảãạèéẻẽẹÀÁẢÃẠÈÉẺẼẸ"),
        ("u", "ỳýỷỹỵỲÝỶỸỴ"),
        ("U", "ỳýỷỹỵỲÝỶỸỴ"),
    )
)
_TONE_MARKS = "\u0300\u0301\u0309\u0303\u0323"


@dataclass(slots=True)
class FootnoteMark:
    """A superscript number, taken out of the clean text. `at` is where it stood in it."""

    at: int
    number: str


@dataclass(slots=True)
class CleanText:
    """The text that grammars match, and its exact map back to the source."""

    source: str
    text: str
    marks: list[FootnoteMark]
    # Segment k begins at clean offset _clean[k] and source offset _source[k]; it is copied
    # unchanged where _atomic[k] is 0, else it stands as a whole for _atomic[k] source characters.
    _clean: list[int]
    _source: list[int]
    _atomic: list[int]

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """The source offsets of clean `text[start:end]`; an empty span maps to an empty one."""
        if not 0 <= start <= end <= len(self.text):
            raise ValueError(f"đoạn [{start}, {end}) nằm ngoài văn bản dài {len(self.text)} ký tự")
        if start == len(self.text):
            return len(self.source), len(self.source)
        clean_at, source_at, atomic = self._clean, self._source, self._atomic
        k = bisect_right(clean_at, start) - 1
        first = source_at[k] if atomic[k] else source_at[k] + start - clean_at[k]
        if start == end:
            return first, first
        if k + 1 < len(clean_at) and end > clean_at[k + 1]:  # most spans end in the segment that they begin in
            k = bisect_right(clean_at, end - 1) - 1
        last = source_at[k] + (atomic[k] or end - clean_at[k])
        return first, max(first, last)

    def clean_at(self, at: int) -> int:
        """Where in the clean text a source offset stands; the next place that is left where it was taken out.

        >>> cleaned = clean("**3737** /UBND")
        >>> cleaned.text[cleaned.clean_at(2) : cleaned.clean_at(6)]
        '3737'
        """
        k = bisect_right(self._source, at) - 1
        if k < 0:
            return 0
        after = self._clean[k + 1] if k + 1 < len(self._clean) else len(self.text)
        if self._atomic[k]:
            return self._clean[k] if at < self._source[k] + self._atomic[k] else after
        return min(self._clean[k] + at - self._source[k], after)


def clean(source: str) -> CleanText:
    """The clean text of a source, whatever the source holds: no input is refused."""
    pieces: list[str] = []
    marks: list[FootnoteMark] = []
    clean_at: list[int] = []
    source_at: list[int] = []
    atomic: list[int] = []
    done = 0  # source characters consumed
    size = 0  # clean characters written

    gaps = _gaps(source)
    for at in _suspects(source, gaps):
        if at < done:
            continue
        if at in gaps:
            kind, end = "gap", gaps[at]
            new = "\n\n" if "\n" in source[at:end] else "  "
        else:
            combining = "\u0300" <= source[at] <= "\u036f"
            match = _TOUCHED.match(source, at - 1 if combining and at > done else at)
            if match is None:
                continue
            kind, at, end = match.lastgroup or "", match.start(), match.end()
            new = _rewrite(kind, match.group(), source, at, end)
        stretch = source[at:end]
        if new == stretch:
            continue
        if at > done:
            pieces.append(source[done:at])
            clean_at.append(size)
            source_at.append(done)
            atomic.append(0)
            size += at - done
        if kind in ("footnote", "raised"):
            marks.append(FootnoteMark(size, re.sub(r"\D", "", unicodedata.normalize("NFKC", stretch))))
        if new:
            pieces.append(new)
            clean_at.append(size)
            source_at.append(at)
            atomic.append(len(stretch))
            size += len(new)
        done = end
    if done < len(source) or not clean_at:
        pieces.append(source[done:])
        clean_at.append(size)
        source_at.append(done)
        atomic.append(0)
    text = "".join(pieces)
    for pattern in _OLD_TONE:
        text = pattern.sub(_new_tone, text)
    return CleanText(source, mend(text), marks, clean_at, source_at, atomic)


def _first_blank(source: str, at: int) -> int:
    while at and source[at - 1] == " ":
        at -= 1
    return at


def _gaps(source: str) -> dict[int, int]:
    """Where gaps too long to be matched begin and end. Each holds a whole block, so only blocks are looked at."""
    out: dict[int, int] = {}
    block = _LONGEST_GAP // 2
    done = 0
    for two in _GAP_OF_TWO.finditer(source[::block]):  # each such gap holds the first characters of two blocks
        at = two.start() * block
        found = _GAP.match(source, at) if at >= done else None
        if found is None:
            continue
        start, done = at, found.end()
        while start and _GAP.match(source[start - 1]):
            start -= 1
        if done - start > _LONGEST_GAP:
            out[start] = done
    return out


def _suspects(source: str, gaps: Mapping[int, int]) -> list[int]:
    """Where a stretch to be rewritten may begin, rising."""
    found = [m.start() for m in _SUSPECT.finditer(source)]
    blanks = [_first_blank(source, m.start()) for m in _BLANK_END.finditer(source)]
    blanks += [m.start() for m in _BLANK_PAIR.finditer(source) if m.start() and not source[m.start() - 1].isspace()]
    return sorted([*found, *blanks, *gaps]) if blanks or gaps else found


def _rewrite(kind: str, stretch: str, source: str, start: int, end: int) -> str:
    if kind == "combining":
        return unicodedata.normalize("NFC", stretch)
    if kind == "space":
        return " "
    if kind == "blanks":
        return "" if source[end : end + 1] == "\n" else " "
    if kind == "dash":
        return "-"
    if kind == "wide":
        return unicodedata.normalize("NFKC", stretch)
    if kind == "eth":
        return "Đ"
    if kind == "break" or kind == "return":
        return "\n"
    if kind == "entity":
        return _ENTITY[stretch[1:-1]]
    if kind == "shy":
        # A soft hyphen that stands for a real one inside a symbol (`NĐ\xadCP`); elsewhere nothing.
        after = source[end : end + 1]
        return "-" if start and source[start - 1].isupper() and after.isupper() else ""
    if kind == "emphasis" and stretch == "*" and source[end : end + 1] in (" ", "\t"):
        line = source.rfind("\n", 0, start) + 1
        if not source[line:start].strip():
            return "*"  # a bullet, not emphasis
    return ""


def _new_tone(match: re.Match[str]) -> str:
    pair = match.group()
    first, second = pair[0], pair[1]
    if first in "uU" and match.start() and match.string[match.start() - 1] in "qQ":
        return pair
    base, mark = unicodedata.normalize("NFD", second)[0], ""
    for char in unicodedata.normalize("NFD", second)[1:]:
        if char in _TONE_MARKS:
            mark = char
    # Length is kept, so the map needs no new segment.
    moved = unicodedata.normalize("NFC", first + mark) + base
    return moved if len(moved) == 2 else pair
