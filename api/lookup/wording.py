"""What became of a citation, in one Vietnamese sentence."""

from __future__ import annotations

from collections.abc import Sequence

from api import words
from api.lookup.meaning import LEFT, ONE, SEVERAL, Meaning
from graph.answers.rows import Json
from ingest.resolve.keys import Ref

_APART = {"date": "ngày ban hành", "jurisdiction": "địa phương", "issuer": "cơ quan ban hành", "type": "loại",
          "symbol": "cách viết số", "title": "trích yếu"}  # fmt: skip
_ASSUMED = {"place": "địa phương", "date": "ngày ban hành"}


def message(ref: Ref, quote: str, meaning: Meaning) -> str:
    """The sentence for a citation."""
    said = " ".join(quote.split())
    if meaning.status == LEFT:
        return f"Chưa tra «{said}» vì một lần chỉ tra được có hạn; hãy gửi tiếp phần còn lại."
    if meaning.status == SEVERAL:
        apart = ", ".join(_APART[one] for one in told_apart_by(meaning.found))
        tail = f"; khác nhau ở {apart}" if apart else ""
        return f"«{said}» có thể là {len(meaning.found)} văn bản{tail}."
    if meaning.status == ONE:
        return _one(meaning)
    if meaning.disagrees:
        return _disagreeing(ref, said, meaning)
    if ref.kind == "anaphor":
        return f"«{said}» chỉ lại một văn bản mà đoạn này không nêu."
    near = "; có văn bản gần giống" if meaning.found else ""
    return f"Đồ thị không biết văn bản nào là «{said}»{near}."


def told_apart_by(found: Sequence[Json]) -> list[str]:
    """The members in which these instruments differ."""
    return [part for part in _APART if len({one[part] for one in found}) > 1]


def _one(meaning: Meaning) -> str:
    one = meaning.found[0]
    text = f"Là {_lower(words.name(one))}"
    if meaning.disagrees:
        text += f"; nhưng cơ quan ban hành là {one['issuer']}, khác với điều đoạn này viết"
    if meaning.assumed:
        unsaid = " và ".join(_ASSUMED[one] for one in meaning.assumed)
        text += f"; đoạn này không nêu {unsaid}, đồ thị chỉ có một văn bản khớp"
    return text + "."


def _disagreeing(ref: Ref, said: str, meaning: Meaning) -> str:
    found = meaning.found
    if "date" in meaning.disagrees:
        days = ", ".join(dict.fromkeys(words.day(one["date"]) or "không rõ ngày" for one in found))
        written = words.day(ref.date) or (str(ref.written_year) if ref.written_year else "")
        wrong = f", không phải {written}" if written else ", sau ngày của chính văn bản dẫn nó"
        return f"Có «{said}» nhưng ngày {days}{wrong}."
    if "type" in meaning.disagrees:
        kinds = ", ".join(dict.fromkeys(str(one["type"]) for one in found))
        return f"Có «{said}» nhưng là {kinds}, không phải {ref.type}."
    bodies = ", ".join(dict.fromkeys(one["issuer"] or words.jurisdiction(one["jurisdiction"]) for one in found))
    return f"Có «{said}» nhưng của {bodies}, không phải của nơi mà đoạn này nói tới."


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
