"""Set phrases that recognisers misread, written as they were printed. The length is kept, so offsets hold.

Only phrases that stand for nothing else are here: `Úy ban` is no word, `Kính gủi` neither. Of a symbol only the digits
of its number are, where letters stand for them, and `ingest.extract` marks it; the rest is the grammar's.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from itertools import product

import ahocorasick_rs

# What recognisers put for digits: "ngày l5 tháng I] nắm 2013", "3O/6/2023", "ngày 1ó tháng 6 năm 201 4".
_LOOK_ALIKES = str.maketrans("lIÌÏ|]!TOoóòõSŠ", "111111110066655")
_NUMERAL = r"[\dlIÌÏ|\]!TOoóòõSŠ]"
_SAID_DATE = re.compile(
    r"ngày (?!\d{1,2} tháng \d{1,2} năm \d{4}(?!\d))"  # nothing to mend
    rf"(?P<day>{_NUMERAL}{{1,2}}) (?P<month_word>th[áắẳẵăa]ng) (?P<month>{_NUMERAL}{{1,2}}) "
    rf"(?P<year_word>n[ăắằẳẵâ]m) (?P<year>{_NUMERAL}{{4}}|20\d \d)(?![^\W_])"
)
# "số 1O5/KH-UBND", "số 2l-KL/TW": digits and what looks like them before a code. Letters that a number may end with
# ("12a/QĐ") are not among them, and one digit at least was read as such.
_NUMBER = re.compile(r"số (?=[lIO]*\d)(?=\d*[lIO])(?P<number>[\dlIO]{2,5})(?=\s?[-/]\s?(?:(?:19|20)\d\d/)?[A-ZĐ])")
_YEAR_IN_FIGURES = re.compile(r"/20\d\d(?![\w/])")
_IN_FIGURES = re.compile(r"(?<![\w/])([\dlIOo]{1,2}/[\dlIOo]{1,2})$")


def mend(text: str) -> str:
    """The text with its misread phrases mended, as long as before.

    >>> mend("Kính gủi: Úy ban nhân dân xã; THỤC HIỆN quý 11/2026; Tỉnh úy")
    'Kính gửi: Ủy ban nhân dân xã; THỰC HIỆN quý II/2026; Tỉnh ủy'
    >>> mend("Uy tín, ủy ban, Hà Tĩnh, quý 1/2026, dân quân uy tín")
    'Uy tín, ủy ban, Hà Tĩnh, quý 1/2026, dân quân uy tín'
    """
    text = text.replace("\u2044", "/")  # a fraction's stroke, as a scan of "01/2017" is read
    table, signs = _table(), _signs(text)
    for k, (pattern, right) in enumerate(table):
        if k not in signs:
            continue
        mended = pattern.sub(right, text)
        if mended != text:
            text = mended
            signs |= _signs(text)  # "sửa đối, bồ sung": the second is known only once the first is mended
    return _dates(text)


def _dates(text: str) -> str:
    """Days, and numbers before a code, whose digits were read as letters, or parted, written as they were printed.

    >>> _dates("ngày l5 tháng I] nắm 2013; ngày 1ó tháng 6 năm 201 4; trước 3O/6/2023; ngày 15 tháng 5 năm 2014")
    'ngày 15 tháng 11 năm 2013; ngày 16 tháng 6 năm  2014; trước 30/6/2023; ngày 15 tháng 5 năm 2014'
    """
    found = [(m.span(), _said_date(m)) for m in _SAID_DATE.finditer(text)]
    found += [(m.span("number"), m["number"].translate(_LOOK_ALIKES)) for m in _NUMBER.finditer(text)]
    for year in _YEAR_IN_FIGURES.finditer(text):
        figures = _IN_FIGURES.search(text, max(0, year.start() - 6), year.start())
        if figures is not None and not figures[1].replace("/", "").isdecimal():
            found.append((figures.span(1), figures[1].translate(_LOOK_ALIKES)))
    pieces, done = [], 0
    for (start, end), right in sorted(found):
        if text[start:end] != right:
            pieces += [text[done:start], right]
            done = end
    return "".join([*pieces, text[done:]]) if pieces else text


def _said_date(match: re.Match[str]) -> str:
    """A day in words and figures, as long as it is written; as it stands where its figures make none."""
    day, month = (match[part].translate(_LOOK_ALIKES) for part in ("day", "month"))
    year = match["year"].translate(_LOOK_ALIKES)
    year = year if " " not in year else " " + year.replace(" ", "")
    if not (day[0].isdecimal() and 1 <= int(day) <= 31 and 1 <= int(month) <= 12 and year.strip()[:2] in ("19", "20")):
        return match.group()
    return f"ngày {day} tháng {month} năm {year}"


def _signs(text: str) -> set[int]:
    """The rows of the table that may match in a text: what none of them matches without is looked for all at once.

    Row after row took 5 % of the whole time with twenty rows, and grew with each; so many words in one automaton take
    a hundredth, however many they are.
    """
    automaton, rows = _looked_for()
    found = set(automaton.find_matches_as_strings(text, overlapping=True))
    return {row for sign in found for row in rows[sign]}


def _rows() -> list[list[str]]:
    said = files("ingest").joinpath("misread.tsv").read_text(encoding="utf-8")
    return [line.split("\t") for line in said.splitlines()[1:]]


@lru_cache(maxsize=1)
def _table() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(f"({before})(?:{misread})(?={after})"), rf"\g<1>{right}")
        for before, misread, after, right, *_ in _rows()
    )


@lru_cache(maxsize=1)
def _looked_for() -> tuple[ahocorasick_rs.AhoCorasick, dict[str, set[int]]]:
    """The words that give away a misread phrase, and the rows that each may be of."""
    of: dict[str, set[int]] = {}
    for k, (before, misread, after, _, sign, _) in enumerate(_rows()):
        for word in spelt_out(sign or before + misread + re.split(r".\?|[\\()|\[]", after)[0]):
            of.setdefault(word, set()).add(k)
    # Left to itself it takes a table half as large and twice as slow once there are more than a hundred words.
    return ahocorasick_rs.AhoCorasick(sorted(of), implementation=ahocorasick_rs.Implementation.DFA), of


def spelt_out(sign: str) -> list[str]:
    """Every word that letters and sets of letters stand for.

    >>> spelt_out("gh[ií] đ")
    ['ghi đ', 'ghí đ']
    """
    if not re.fullmatch(r"(?:[^\\()?|*+.\[\]]|\[[^\]\\]+\])+", sign):
        raise ValueError(f"a sign is letters and sets of letters: {sign!r}")
    parts = re.findall(r"\[([^\]]+)\]|(.)", sign)
    return ["".join(letters) for letters in product(*(several or one for several, one in parts))]
