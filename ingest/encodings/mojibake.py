"""Unicode text whose letters are really codes of an older table: "NghÞ quyÕt" for "Nghị quyết".

Old .doc files and web pages arrive so, when a program took their bytes for Windows text. Each word is
weighed: is it a Vietnamese syllable as it stands, or only when read through the table? Real Vietnamese,
French and ASCII text has next to no words of the second kind, and is left alone to the letter.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from ingest.encodings.charsets import CHARSETS, WINDOWS, bytes_of, charset
from ingest.encodings.detect import Decoded
from ingest.encodings.syllables import SIGNS, is_abbreviation, is_syllable
from ingest.grammar.letters import pattern

# A hard blank is inside a word here: it is the second byte of "à" in UTF-8 that was read twice.
_WORD = re.compile(r"[^\x00-@\[-`{-\x7f\u2028\u2029]+")
_OUTER_SIGNS = re.compile(rf"^[{SIGNS}]+|[{SIGNS}]+$")
_ASCII_LETTER = re.compile("[A-Za-z]")
# A character of UTF-8, its bytes taken for characters.
_UTF8_TWICE = re.compile("[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
# A blank may have taken the place of the hard blank: the last byte A0 of à, Ạ, Ơ, Ỡ and of the hard blank itself.
_LOST_BLANK = re.compile("(?<=[\xc2\xc3\xc6]) |(?<=\xe1[\xba\xbb]) ")

_LEGACY, _UNICODE, _AS_IT_STANDS, _EITHER, _NEITHER = range(5)
_AGAINST = (_UNICODE, _AS_IT_STANDS, _NEITHER)
_ENOUGH = 3  # words that only the table explains, in one line or in all
_SHARE = 0.75  # of the words that speak for or against
_CERTAIN = 20


@dataclass(frozen=True, slots=True)
class _Reading:
    name: str
    label: str
    read: Callable[[str], str]  # of `bytes_of` text


def decode_legacy_text(text: str) -> Decoded | None:
    """The text with its codes of an older table read as letters, None where it has none (nearly always).

    Lines are judged one by one, and words within a line that mixes both, so that a file of Unicode with
    one old paragraph keeps the rest to the letter. Lengths change: VNI writes two characters for one.
    """
    words = Counter(word for word in _WORD.findall(text) if not word.isascii())
    best: tuple[int, _Reading, dict[str, int]] | None = None
    for reading in _readings():
        kinds = {word: _kind(word, reading) for word in words}
        legacy = sum(n for word, n in words.items() if kinds[word] == _LEGACY)
        if legacy >= _ENOUGH and (best is None or legacy > best[0]):
            best = legacy, reading, kinds
    if best is None:
        return None
    legacy, reading, kinds = best
    against = sum(n for word, n in words.items() if kinds[word] in _AGAINST)
    whole = legacy >= _SHARE * (legacy + against)
    if whole:
        # The odd name that would be a syllable as it stands is read like its neighbours.
        kinds = {word: _EITHER if kind == _AS_IT_STANDS else kind for word, kind in kinds.items()}
    lines = text.split("\n")
    if not whole and not any(_convinces(line, kinds) for line in lines):
        return None
    read = [_line(line, reading, kinds, whole) for line in lines]
    changed = sum(a != b for a, b in zip(lines, read, strict=True))
    if not changed:
        return None
    certain = whole and legacy >= _CERTAIN
    where = "" if whole else f" ở {changed} dòng"
    warnings = [f"đọc theo bảng mã {reading.label}{where}" + ("" if certain else ", chưa chắc chắn")]
    return Decoded("\n".join(read), reading.name, certain, 0, warnings)


def _readings() -> list[_Reading]:
    tables = [_Reading(name, charset(name).label, charset(name).read) for name in CHARSETS]
    return [_Reading("utf-8-twice", "UTF-8 (bị mã hóa hai lần)", _read_utf8_twice), *tables]


def _read_utf8_twice(codes: str) -> str:
    def letter(found: re.Match[str]) -> str:
        try:
            return found[0].encode("latin-1").decode("utf-8")
        except UnicodeDecodeError:
            return found[0]

    read = _UTF8_TWICE.sub(letter, _LOST_BLANK.sub("\xa0", codes))
    return "".join(WINDOWS[ord(c)] if "\x80" <= c < "\xa0" else c for c in read)


_LONGEST_WORD = 500  # characters, words held together by hard blanks too: longer ones are dots, dashes, damage


def _kind(word: str, reading: _Reading) -> int:
    if len(word) > _LONGEST_WORD:
        return _EITHER
    codes = bytes_of(word)
    if any(c > "\xff" and c.isalpha() for c in codes):
        return _UNICODE  # a letter that no byte of Windows text stands for
    before, after = (_OUTER_SIGNS.sub("", w) for w in (word, reading.read(codes)))
    if not before and not after:
        return _EITHER
    if _are_syllables(before):
        return _EITHER if _are_syllables(after) else _AS_IT_STANDS
    if _are_syllables(after):
        # A sign alone (10÷20, ® after a name) may chance to be a letter of a table.
        return _LEGACY if _ASCII_LETTER.search(after) else _EITHER
    return _EITHER if is_abbreviation(after) else _NEITHER


def _are_syllables(words: str) -> bool:
    return all(is_syllable(word) for word in words.split("\xa0") if word)


def _convinces(line: str, kinds: dict[str, int]) -> bool:
    found = Counter(kinds[word] for word in _WORD.findall(line) if not word.isascii())
    against = sum(found[kind] for kind in _AGAINST)
    return found[_LEGACY] >= _ENOUGH and found[_LEGACY] >= _SHARE * (found[_LEGACY] + against)


def _line(line: str, reading: _Reading, kinds: dict[str, int], whole: bool) -> str:
    """A line with its legacy words read; in a text that is legacy as a whole, doubtful words too."""
    spans = [found.span() for found in _WORD.finditer(line) if not found[0].isascii()]
    if not spans:
        return line
    found = [kinds[line[a:b]] for a, b in spans]
    if _UNICODE not in found and _AS_IT_STANDS not in found:
        if not whole and _LEGACY not in found:
            return line
        return _with_capitals(reading.read(bytes_of(line)), reading)
    if _LEGACY not in found:
        return line
    sure = [k for k, kind in enumerate(found) if kind in (_LEGACY, _UNICODE, _AS_IT_STANDS)]
    pieces, at = [], 0
    for k, (start, end) in enumerate(spans):
        if found[_nearest(sure, k)] == _LEGACY:
            pieces += [line[at:start], reading.read(bytes_of(line[start:end]))]
            at = end
    return "".join([*pieces, line[at:]])


def _nearest(sure: list[int], k: int) -> int:
    """The member of an ascending list nearest to k."""
    at = bisect_left(sure, k)
    return min(sure[max(0, at - 1) : at + 1], key=lambda s: abs(s - k))


def _with_capitals(line: str, reading: _Reading) -> str:
    """Capitals with tones, which TCVN3 has only in fonts of capitals: "CéNG HßA" is "CỘNG HÒA", not "CộNG HòA"."""
    if reading.name != "tcvn3":
        return line
    shouted = sum(1 for word in _LETTERS.findall(line) if _CAPITALS.fullmatch(word))
    if not shouted:
        return line
    if shouted >= 2 and _SMALL_ASCII.search(line) is None:
        return line.upper()
    return _LETTERS.sub(lambda word: word[0].upper() if _CAPITALS.fullmatch(word[0]) else word[0], line)


_LETTERS = re.compile(r"[^\W\d_]+")
_SMALL_ASCII = re.compile("[a-z]")
# Two capitals of ASCII at least, no small one, and a small letter beyond ASCII among them.
_CAPITALS = pattern(r"(?=(?:[^A-Z]*[A-Z]){2})(?![^a-z]*[a-z])(?=[{UP}]*[{LOW}])[{UP}{LOW}]+")
