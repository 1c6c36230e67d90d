"""The Vietnamese code tables that came before Unicode: TCVN3 (ABC), VNI, VISCII and VPS.

Text in them reaches us as bytes, or as characters that stand for the bytes (`bytes_of`). A table maps
codes of one byte (a letter) or two (VNI: a letter and its mark) to letters; what it does not map means
what it means in Windows: quotation marks and dashes at 80–9F.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_PRIVATE = 0xF000  # where Word keeps the codes of fonts that it takes for symbol fonts
LABELS = {"tcvn3": "TCVN3 (ABC)", "vni": "VNI", "viscii": "VISCII", "vps": "VPS"}
CHARSETS = tuple(LABELS)
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_VOWELS = "aăâeêioôơuưy"


def _windows(byte: int) -> str:
    """What Windows shows for a byte; its five free places stay the control characters of Latin-1."""
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


WINDOWS = "".join(map(_windows, range(256)))
_TO_BYTE = {ord(char): chr(byte) for byte, char in enumerate(WINDOWS) if ord(char) != byte}
_TO_BYTE |= {_PRIVATE + byte: chr(byte) for byte in range(0x20, 0x100)}


def bytes_of(text: str) -> str:
    """Each character that stands for one byte as the code point of that byte; others stay what they are.

    The byte 93 may come as U+0093, as U+201C (a program read it as Windows text) or as U+F093 (Word).

    >>> bytes_of("“Nghþ\uf0c2”") == "\x93Ngh\xfe\xc2\x94"
    True
    """
    return text.translate(_TO_BYTE)


@dataclass(frozen=True, slots=True)
class Charset:
    """A code table. `label` is what people call it; `letters` maps codes, as code points below 100, to letters."""

    name: str
    label: str
    letters: dict[str, str]
    _code: re.Pattern[str]

    def read(self, codes: str) -> str:
        """The text that codes stand for. `codes` holds bytes as code points, see `bytes_of`; others stay."""
        return self._code.sub(self._letter, codes)

    def _letter(self, found: re.Match[str]) -> str:
        code = found[0]
        return self.letters.get(code) or WINDOWS[ord(code)]


@cache
def charset(name: str) -> Charset:
    """A code table by its name: `tcvn3`, `vni`, `viscii` or `vps`."""
    letters = dict(_rows(name))
    if name == "vni":
        # A mark serves a letter of either case: texts mix them, and the letter tells the case.
        letters |= {code[0] + code[1].swapcase(): letter for code, letter in letters.items() if len(code) == 2}
    two = "|".join(re.escape(code) for code in letters if len(code) == 2)
    one = "".join(re.escape(code) for code in letters if len(code) == 1 and code < "\x20")
    combining = {code for code, letter in letters.items() if letter in _TONES}
    pattern = f"[{one}\x80-\xff]"
    if combining:
        # The combining tones of TCVN share their places with ° ± ² ³: they are tones after a vowel only.
        vowels = (
            "".join(c for c, letter in letters.items() if len(c) == 1 and letter.lower() in _VOWELS) + "aeiouyAEIOUY"
        )
        marks = "".join(sorted(combining))
        pattern = f"(?<=[{re.escape(vowels)}])[{marks}]|(?![{marks}]){pattern}"
    return Charset(name, LABELS[name], letters, re.compile(f"{two}|{pattern}" if two else pattern))


def _rows(name: str) -> list[tuple[str, str]]:
    table = files("ingest.encodings") / "tables" / f"{name}.tsv"
    lines = [line for line in table.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [(bytes.fromhex(code).decode("latin-1"), letter) for code, letter in (r.split("\t") for r in lines[1:])]
