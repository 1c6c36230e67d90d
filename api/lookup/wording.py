"""What became of a citation, in one sentence: in Vietnamese, but on a page for an English reader."""

from __future__ import annotations

from collections.abc import Sequence

from api import words
from api.lookup.meaning import LEFT, ONE, SEVERAL, Meaning
from api.pages import wording
from api.pages.language import counted, gettext, noted
from graph.answers.rows import Json
from ingest.resolve.keys import Ref

_APART = {
    "date": noted("ngày ban hành"),
    "jurisdiction": noted("địa phương"),
    "issuer": noted("cơ quan ban hành"),
    "type": noted("loại"),
    "symbol": noted("cách viết số"),
    "title": noted("trích yếu"),
}
_ASSUMED = {"place": noted("địa phương"), "date": noted("ngày ban hành")}


def message(ref: Ref, quote: str, meaning: Meaning) -> str:
    """The sentence for a citation."""
    said = " ".join(quote.split())
    if meaning.status == LEFT:
        told = gettext("Chưa tra «%(words)s» vì một lần chỉ tra được có hạn; hãy gửi tiếp phần còn lại.")
        return told % {"words": said}
    if meaning.status == SEVERAL:
        apart = ", ".join(gettext(_APART[one]) for one in told_apart_by(meaning.found))
        tail = gettext("; khác nhau ở %(parts)s") % {"parts": apart} if apart else ""
        return counted("«%(words)s» có thể là %(num)s văn bản%(tail)s.", len(meaning.found), words=said, tail=tail)
    if meaning.status == ONE:
        return _one(meaning)
    if meaning.disagrees:
        return _disagreeing(ref, said, meaning)
    if ref.kind == "anaphor":
        return gettext("«%(words)s» chỉ lại một văn bản mà đoạn này không nêu.") % {"words": said}
    if meaning.found:
        return gettext("Đồ thị không biết văn bản nào là «%(words)s»; có văn bản gần giống.") % {"words": said}
    return gettext("Đồ thị không biết văn bản nào là «%(words)s».") % {"words": said}


def told_apart_by(found: Sequence[Json]) -> list[str]:
    """The members in which these instruments differ."""
    return [part for part in _APART if len({one[part] for one in found}) > 1]


def _one(meaning: Meaning) -> str:
    one = meaning.found[0]
    text = gettext("Là %(name)s") % {"name": _lower(words.name(one))}
    if meaning.disagrees:
        other = gettext("; nhưng cơ quan ban hành là %(issuer)s, khác với điều đoạn này viết")
        text += other % {"issuer": one["issuer"]}
    if meaning.assumed:
        unsaid = gettext(" và ").join(gettext(_ASSUMED[one]) for one in meaning.assumed)
        text += gettext("; đoạn này không nêu %(parts)s, đồ thị chỉ có một văn bản khớp") % {"parts": unsaid}
    return text + "."


def _disagreeing(ref: Ref, said: str, meaning: Meaning) -> str:
    found = meaning.found
    if "date" in meaning.disagrees:
        unknown = gettext("không rõ ngày")
        days = ", ".join(dict.fromkeys(wording.day(one["date"]) or unknown for one in found))
        written = wording.day(ref.date) or (str(ref.written_year) if ref.written_year else "")
        if written:
            told = gettext("Có «%(words)s» nhưng ngày %(days)s, không phải %(written)s.")
            return told % {"words": said, "days": days, "written": written}
        told = gettext("Có «%(words)s» nhưng ngày %(days)s, sau ngày của chính văn bản dẫn nó.")
        return told % {"words": said, "days": days}
    if "type" in meaning.disagrees:
        kinds = ", ".join(dict.fromkeys(str(one["type"]) for one in found))
        told = gettext("Có «%(words)s» nhưng là %(kinds)s, không phải %(type)s.")
        return told % {"words": said, "kinds": kinds, "type": ref.type}
    bodies = ", ".join(dict.fromkeys(one["issuer"] or words.jurisdiction(one["jurisdiction"]) for one in found))
    told = gettext("Có «%(words)s» nhưng của %(bodies)s, không phải của nơi mà đoạn này nói tới.")
    return told % {"words": said, "bodies": bodies}


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
