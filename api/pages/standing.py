"""How an instrument stands, in a sentence for a reader who has no Vietnamese; the Vietnamese one comes with the answer
(`graph.answers.status`), of which this says the same."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from api.pages import wording
from api.pages.language import HOME, counted, gettext, language, noted
from api.pages.marking import vietnamese
from graph.answers.status import ENDINGS

Json = dict[str, Any]

# What the answer says of itself in fixed words: met on a page, they are looked up as they are.
FIXED = (
    noted("Ngày là ngày ban hành của văn bản làm thay đổi; ngày có hiệu lực có thể muộn hơn."),
    noted("ban hành trước chính văn bản này"),
    noted("không rõ ngày nên không so được với ngày được hỏi"),
    noted("ban hành sau ngày được hỏi"),
    noted("chỉ biết năm hoặc tháng ban hành"),
    noted("mới là việc được giao, chưa phải việc đã làm"),
    noted("Chuỗi thay thế quay lại chính nó."),
)
_LATER = "ban hành sau ngày được hỏi"  # a change that is left out for its day alone leaves nothing undecided
_ENDED = {
    "replaced": noted("đã bị thay thế bởi %(by)s (%(day)s)"),
    "repealed": noted("đã bị bãi bỏ bởi %(by)s (%(day)s)"),
    "partly-ended": noted(
        "bị bãi bỏ hoặc thay thế một phần (%(provisions)s) bởi %(by)s (%(day)s)%(others)s; phần còn lại không rõ"
    ),
    "amended": noted("đã được sửa đổi, bổ sung bởi %(by)s (%(day)s)%(others)s; còn hiệu lực hay không thì không rõ"),
}


def statement(standing: Json) -> str:
    """One sentence: how it stands, by what, since when."""
    if language() == HOME:
        return str(standing["statement"])
    said = _conclusion(standing)
    if standing["on"]:
        return Markup(gettext("Đến ngày %(day)s: %(said)s.")) % {"day": wording.day(standing["on"]), "said": said}
    return said[:1].upper() + said[1:] + "."


def _conclusion(standing: Json) -> Markup:
    if standing["state"] == "not-issued":
        day = wording.day(standing["instrument"]["date"])
        return Markup(gettext("chưa ban hành (ngày ban hành %(day)s)")) % {"day": day}
    if standing["by"] is None:
        return _unknown(standing)
    counting = [change for change in standing["changes"] if change["counted"]]
    others = {
        change["instrument"]["iri"]
        for change in counting
        if change["relation"] == "amends" or (change["relation"] in ENDINGS and change["provision"])
    } - {standing["by"]["iri"]}
    state = standing["state"]
    return Markup(gettext(_ENDED[state])) % {
        "by": vietnamese(_name(standing["by"])),
        "day": wording.day(standing["since"]) or gettext("không rõ ngày"),
        "provisions": vietnamese("; ".join(standing["provisions"])),
        "others": Markup(counted(", và %(num)s văn bản khác", len(others))) if others else "",
    }


def _unknown(standing: Json) -> Markup:
    said = gettext("không rõ: không văn bản đã đọc nào nói nó bị sửa đổi, thay thế hay bãi bỏ")
    undecided = sum(1 for change in standing["changes"] if change["why_not"] not in (None, _LATER))
    hint = counted(" (%(num)s lời nói về nó không tính được, xem lý do)", undecided) if undecided else ""
    return Markup(said + hint)


def _name(instrument: Json) -> str:
    """What an instrument is called in a sentence: its day is told beside it."""
    if instrument.get("symbol"):
        return f"{instrument.get('type') or 'văn bản'} {instrument['symbol']}"
    return str(instrument.get("title") or instrument["iri"].rpartition("/id/")[2])
