"""A citation as it is to be written: the State by Nghị định 30/2020/NĐ-CP, the Party by Hướng dẫn 05-HD/VPTW."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from api.words import day, jurisdiction

_PARTY = re.compile(r"\d+[a-z]?-[^/]+/")  # number-type/body; the State writes number/type-body
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# Not of a city: «Ủy ban nhân dân thành phố» may be that of one within the province.
_OF_A_PROVINCE = ("tỉnh ủy", "đảng bộ tỉnh", "nhân dân tỉnh", "ubnd tỉnh", "hđnd tỉnh")
_ABOUT = re.compile(r"(?:v/v|về việc|về)\s", re.IGNORECASE)
_BY_NAME = ("luật", "bộ luật", "pháp lệnh", "hiến pháp")  # written by their name, with no body and no subject


def official(instrument: Mapping[str, Any], *, in_words: bool = False) -> dict[str, Any]:
    """{"text", "missing"}: the citation in full, and which of its parts the graph does not know.

    `in_words` writes the day out, as the opening of an instrument has it: ngày 05 tháng 3 năm 2020.

    >>> official({"type": "nghị định", "symbol": "30/2020/NĐ-CP", "date": "2020-03-05", "issuer": "Chính phủ",
    ...     "title": "Về công tác văn thư"})["text"]
    'Nghị định số 30/2020/NĐ-CP ngày 05/3/2020 của Chính phủ về công tác văn thư'
    >>> official({"type": "chỉ thị", "symbol": "5-CT/TU", "date": "2021", "issuer": None, "title": None})
    {'text': 'Chỉ thị số 05-CT/TU, năm 2021', 'missing': ['date', 'issuer', 'title']}
    """
    kind = str(instrument["type"] or "")
    title = " ".join(str(instrument["title"] or "").split())
    missing = [part for part in ("type", "symbol", "issuer", "title") if not instrument[part]]
    if not _DAY.fullmatch(instrument["date"] or ""):
        missing.append("date")
    # A number below ten has a zero before it; identity goes without.
    symbol = re.sub(r"^(?=\d\D)", "0", str(instrument["symbol"] or ""))
    if kind in _BY_NAME and title.lower().startswith(kind):
        text = f"{title} số {symbol}" if symbol else title
        return {"text": text, "missing": sorted(part for part in missing if part != "issuer")}
    if not symbol and title.lower().startswith(kind):
        return {"text": f"{title[:1].upper()}{title[1:]}", "missing": sorted(missing)}
    words = [kind or "văn bản", f"số {symbol}" if symbol else ""]
    text = " ".join(word for word in words if word)
    date = str(instrument["date"] or "")
    if date:
        # The Party sets the day off by a comma (Hướng dẫn 05-HD/VPTW, 6.1.4), the State does not.
        text += ", " if _PARTY.match(str(instrument["symbol"] or "")) else " "
        written = _in_words(date) if in_words else f"ngày {day(date)}"
        text += written if _DAY.fullmatch(date) else f"năm {date[:4]}"
    if instrument["issuer"]:
        text += f" của {_body(str(instrument['issuer']), instrument.get('jurisdiction'))}"
    if title:
        text += f" {_subject(title, kind)}"
    return {"text": text[:1].upper() + text[1:], "missing": sorted(missing)}


def _body(issuer: str, place: str | None) -> str:
    """The body that issued it; one that only says that it is a province's is of the province that is known.

    >>> _body("Ban Thường vụ Tỉnh ủy", "bac-giang"), _body("Tỉnh ủy Bắc Ninh", "bac-ninh"), _body("Chính phủ", "vn")
    ('Ban Thường vụ Tỉnh ủy Bắc Giang', 'Tỉnh ủy Bắc Ninh', 'Chính phủ')
    """
    unnamed = place and place != "vn" and issuer.lower().endswith(_OF_A_PROVINCE)
    return f"{issuer} {jurisdiction(place)}" if unnamed else issuer


def _in_words(date: str) -> str:
    """A day as it is written out; only an ISO day has one.

    >>> _in_words("2020-02-27"), _in_words("2020-03-05")
    ('ngày 27 tháng 02 năm 2020', 'ngày 05 tháng 3 năm 2020')
    """
    of_month, _, rest = day(date).partition("/")
    month, _, year = rest.partition("/")
    return f"ngày {of_month} tháng {month} năm {year}"


def _subject(title: str, kind: str) -> str:
    """What it is about, after «về»; a title that is a name of its own is quoted."""
    about = _ABOUT.match(title)
    if about:
        opening = "về việc " if about[0].lower().startswith(("v/v", "về việc")) else "về "
        return opening + title[about.end() :]
    if kind and title.lower().startswith(kind):
        return f"«{title}»"
    # A title in capitals stays as it is: which of its words are names cannot be told.
    return f"về {title}" if title[:2].isupper() else f"về {title[:1].lower()}{title[1:]}"
