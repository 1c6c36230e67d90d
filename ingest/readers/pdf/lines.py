"""From words to lines: which words stand on one baseline, which are raised over it, where a row has holes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from unicodedata import normalize

from ingest.readers.pdf.glyphs import NO_BLANK
from ingest.readers.pdf.model import Line, Word

_SMALLER = 0.86  # a raised figure is set at 0.58 to 0.83 of its neighbour's size
_HOLE = 0.75  # sizes: a wider gap may part columns; whether it does, the lines above and below say
_BLANK = 0.25  # of the size: the width of a typed blank
_SAME_LINE = 0.35  # of the size: baselines this near are one
_GUESS = 0.08  # of the size: the narrowest gap in which a blank that PDFium guessed is believed
_TWICE = 0.12  # of the size: where a word stands on itself


def usual_size(words: Iterable[Word]) -> float:
    """The size that most characters have, to half a point; 12 where there is none."""
    sizes: Counter[float] = Counter()
    for word in words:
        sizes[round(word.size * 2) / 2] += len(word.text)
    return sizes.most_common(1)[0][0] if sizes else 12.0


def segments(words: list[Word]) -> list[Line]:
    """Pieces of lines without holes, from the top, left to right. Each word is in exactly one.

    What a letterhead or a signature sets side by side comes out in pieces of their own.
    """
    words = _once(words)
    _raise(words)
    out: list[Line] = []
    for row in _rows(words):
        row.sort(key=lambda w: w.x0)
        piece = [row[0]]
        for word in row[1:]:
            last = piece[-1]
            if word.x0 - last.x1 > _HOLE * max(word.size, last.size) and not _typed(last, word):
                out.append(line_of(piece))
                piece = []
            elif piece:
                _glue(last, word)
            piece.append(word)
        out.append(line_of(piece))
    return out


def line_of(words: list[Word]) -> Line:
    """The line of words that stand left to right."""
    set_on = [w for w in words if not w.rise] or words
    return Line(words, words[0].x0, max(w.x1 for w in words), set_on[0].y, max(w.size for w in set_on))


def merged(pieces: list[Line]) -> Line:
    """Pieces of one row as one line."""
    return pieces[0] if len(pieces) == 1 else line_of([w for piece in pieces for w in piece.words])


def _typed(last: Word, word: Word) -> bool:
    """Is a gap filled with typed blanks ("ngày      tháng      năm")?"""
    return word.blanks > 1 and word.blanks * _BLANK * word.size >= 0.6 * (word.x0 - last.x1)


def _glue(last: Word, word: Word) -> None:
    """Words that stand without a gap are parted only where a blank stands between these two."""
    size = max(word.size, last.size)
    gap = word.x0 - last.x1
    if last.order + 1 == word.order:
        parted = word.blanks > 0 or (word.guessed and gap > _GUESS * size)
    else:
        # Letters of another font were drawn into the gap that PDFium took for a blank.
        typed = word.blank_x is not None and (last.x0 + last.x1) / 2 < word.blank_x < word.x0 + _GUESS * size
        parted = typed or (_is_marked_vowel(last.text[-1]) and gap > _GUESS * size)
    word.glued = not parted and gap < NO_BLANK * size


def _is_marked_vowel(char: str) -> bool:
    """Is it a letter that a font without Vietnamese lacks? Drawn wider, it eats of the blank behind it."""
    return not char.isascii() and normalize("NFD", char)[0] in "aeiouyAEIOUY"


def _once(words: list[Word]) -> list[Word]:
    """Without those that stand on the same word again (boldness made by drawing twice)."""
    seen: dict[tuple[str, int, int], list[Word]] = {}
    out = []
    for word in words:
        reach = max(_TWICE * word.size, 0.5)
        kx, ky = int(word.x0 // 4), int(word.y // 4)
        near = (w for i in (-1, 0, 1) for j in (-1, 0, 1) for w in seen.get((word.text, kx + i, ky + j), ()))
        if any(abs(w.x0 - word.x0) < reach and abs(w.y - word.y) < reach for w in near):
            continue
        seen.setdefault((word.text, kx, ky), []).append(word)
        out.append(word)
    return out


def _raise(words: list[Word]) -> None:
    """Set raised and lowered words on the baseline of the word that they are set to, in the file's order."""
    for k, word in enumerate(words):
        if k and _is_beside(word, words[k - 1]):
            base = words[k - 1]
        elif k + 1 < len(words) and _is_beside(word, words[k + 1]):
            base = words[k + 1]
        else:
            continue
        word.rise = word.y + 0.0 - base.y
        word.y = base.y


def _is_beside(small: Word, base: Word) -> bool:
    if base.rise or len(small.text) > 6 or small.size > _SMALLER * base.size:
        # Some type a raised figure at its full size and lift it.
        return False
    rise = (small.y - base.y) / base.size
    if not (0.15 < rise < 0.8 or -0.5 < rise < -0.06):
        return False
    gap = small.x0 - base.x1 if small.x0 > base.x0 else base.x0 - small.x1
    return -0.3 * base.size < gap < 0.6 * base.size


def _rows(words: list[Word]) -> list[list[Word]]:
    rows: list[list[Word]] = []
    y = size = 0.0
    for word in sorted(words, key=lambda w: (-w.y, w.x0)):
        if rows and y - word.y <= _SAME_LINE * min(size, word.size):
            rows[-1].append(word)
            continue
        rows.append([word])
        y, size = word.y, word.size
    return rows
