"""Words that only the pages need: how something was told, how sure that is, what a problem is called."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from pathlib import PurePosixPath, PureWindowsPath

from api import words
from api.pages.days import Window
from api.pages.language import HOME, counted, gettext, language, noted, noted_of

_ISO_DAY = re.compile(r"(?<![\d-])\d{4}-\d{2}-\d{2}(?![\d-])")
_METHODS = {
    "symbol-date-issuer": noted("ghi đủ số ký hiệu, ngày và cơ quan ban hành"),
    "symbol-date": noted("ghi đủ số ký hiệu và ngày; địa phương theo văn bản dẫn"),
    "symbol-and-year": noted("ghi số ký hiệu và năm, chỉ một văn bản khớp"),
    "symbol-with-year": noted("năm nằm ngay trong số ký hiệu"),
    "same-document": noted("đã được dẫn đầy đủ ở chỗ khác trong cùng văn bản"),
    "one-fit": noted("chỉ một văn bản đã biết có số này và không muộn hơn văn bản dẫn"),
    "co-mention": noted("trong các văn bản cùng số, đây là văn bản hay được dẫn cùng những văn bản bên cạnh"),
    "title-likeness": noted("trong các văn bản cùng số, đây là văn bản có trích yếu giống nhất"),
    "only-mention": noted("không nơi nào ghi ngày; mọi lần nhắc số này được coi là một văn bản"),
    "name-and-date": noted("ghi tên luật và ngày"),
    "name-and-year": noted("ghi tên luật và năm"),
    "name-in-document": noted("tên luật, đã ghi ngày ở chỗ khác trong cùng văn bản"),
    "name-by-date": noted("tên luật; lấy bản đang có khi văn bản dẫn được viết"),
    "name-only": noted("chỉ ghi tên"),
    "congress": noted("đại hội, theo lần thứ và nơi họp"),
    "plenum": noted("hội nghị, theo lần thứ, khóa và nội dung"),
    "scheme": noted("đề án, theo số"),
    "number-in-document": noted("chỉ ghi số; số ký hiệu đầy đủ có trong cùng văn bản"),
    "own-number": noted("số của chính văn bản"),
    "self": noted("tự nhắc đến mình"),
    "anaphor": noted("«văn bản nói trên»: văn bản cùng loại được nhắc ngay trước"),
    "session": noted("phiên họp Chính phủ, theo tháng"),
    "registered-symbol": noted("trong danh mục văn bản trung ương chỉ một văn bản số này hợp năm và không muộn hơn"),
    "registered-number": noted("chỉ ghi số; trong danh mục văn bản trung ương chỉ một văn bản có số này và loại này"),
    "quoted-self": noted("tự nhắc đến mình trong đoạn sửa đổi được trích: là văn bản bị sửa đổi"),
    "statute": noted("Điều lệ Đảng, bất kể lần sửa nào"),
    "treaty": noted("điều ước, theo tên"),
    "in-title": noted("nằm trong trích yếu của văn bản được dẫn"),
    "structure": noted("câu nằm trong chính văn bản"),
    "ambiguous": noted("nhiều văn bản khớp"),
    "unresolved": noted("không văn bản nào khớp"),
}
_PROBLEMS = {
    "date-conflict": noted("Ngày mâu thuẫn"),
    "ambiguous": noted("Nhiều văn bản cùng khớp"),
    "ambiguous-mention": noted("Nhiều văn bản cùng khớp"),
    "unresolved": noted("Chưa rõ là văn bản nào"),
    "mended-symbol": noted("Số ký hiệu viết sai đã được đọc lại"),
    "no-number": noted("Không thấy số, ký hiệu"),
    "year-mismatch": noted("Ngày khác năm trong số ký hiệu"),
    "cites-the-future": noted("Dẫn văn bản ban hành sau nó"),
    "review-lost": noted("Quyết định thẩm định không còn chỗ"),
    "reader-warning": noted("Tệp đọc được nhưng có chỗ đáng ngờ"),
    "unreadable-file": noted("Tệp không đọc được"),
}
_STATES = {
    "not-issued": noted("chưa ban hành"),
    "replaced": noted("đã bị thay thế"),
    "repealed": noted("đã bị bãi bỏ"),
    "partly-ended": noted("đã bị bãi bỏ, thay thế một phần"),
    "amended": noted("đã được sửa đổi, bổ sung"),
    "unknown": noted("không rõ"),
}
_EVENTS = {
    "rests-on": noted("dẫn"),
    "issued": noted("Ban hành văn bản này"),
    "spoken-of": noted("Được dẫn trong"),
    "due": noted("Hạn của nhiệm vụ"),
}
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_LOADED = {
    ("edges", "added"): noted_of("thêm %(num)s quan hệ"),
    ("edges", "removed"): noted_of("bớt %(num)s quan hệ"),
    ("edges", "changed"): noted_of("đổi %(num)s quan hệ"),
    ("tasks", "added"): noted_of("thêm %(num)s nhiệm vụ"),
    ("tasks", "removed"): noted_of("bớt %(num)s nhiệm vụ"),
    ("tasks", "changed"): noted_of("đổi %(num)s nhiệm vụ"),
    ("instruments", "added"): noted_of("thêm %(num)s văn bản"),
    ("instruments", "removed"): noted_of("bớt %(num)s văn bản"),
    ("instruments", "changed"): noted_of("đổi %(num)s văn bản"),
}
# The groups of the interface (`api.openapi`): the page that describes it looks each up as it is.
GROUPS = (
    noted("Văn bản"),
    noted("Nhiệm vụ"),
    noted("Cơ quan"),
    noted("Tài liệu"),
    noted("Tra cứu"),
    noted("Câu hỏi"),
    noted("Đồ thị"),
    noted("Vấn đề"),
    noted("Thay đổi"),
    noted("Dữ liệu liên kết"),
    noted("Ghi"),
    noted("Thẩm định"),
    noted("Khóa"),
    noted("Vận hành"),
)
_SURE, _FAIR = 0.95, 0.85


def method(key: str | None) -> str:
    """How it was told which instrument is meant."""
    return gettext(_METHODS[key]) if key in _METHODS else key or gettext("không rõ")


def confidence(value: float) -> str:
    """The measured precision of a method, with a word for it.

    >>> confidence(0.99), confidence(0.9), confidence(0.5)
    ('99% (cao)', '90% (khá)', '50% (thấp, nên xem lại)')
    """
    word = gettext("cao") if value >= _SURE else gettext("khá") if value >= _FAIR else gettext("thấp, nên xem lại")
    return f"{value:.0%} ({word})"


def problem(code: str) -> str:
    """What a sort of problem is called."""
    return gettext(_PROBLEMS[code]) if code in _PROBLEMS else code


def state(key: str) -> str:
    """An instrument's standing (`graph.answers.status.STATES`) in a word or two."""
    return gettext(_STATES[key]) if key in _STATES else key


def event(kind: str) -> str:
    """What happened, of a line of time (`graph.answers.timeline`)."""
    return gettext(_EVENTS[kind]) if kind in _EVENTS else kind


def day(date: str | None) -> str:
    """A day, or what is known of it, as the reader's language writes it: 11/6/2020; 11 June 2020.

    The months are named in English, for 11/6 is another day to half of those who read it.
    """
    if language() == HOME or not date:
        return words.day(date)
    try:
        found = datetime.date.fromisoformat(date)
    except ValueError:
        return date
    return f"{found.day} {_MONTHS[found.month - 1]} {found.year}"


def month(number: int) -> str:
    """A month of a year whose number stands beside it."""
    return f"tháng {number}" if language() == HOME else _MONTHS[number - 1]


def period(window: Window) -> str:
    """A window of whole months by its name: quý III năm 2024, tháng 7 năm 2024, năm 2024."""
    since, until = (datetime.date.fromisoformat(one) for one in (window.since, window.until))
    if since.month == until.month:
        return gettext("%(month)s năm %(year)s") % {"month": month(since.month), "year": since.year}
    if until.month - since.month == 2:
        quarter = ("I", "II", "III", "IV")[since.month // 3]
        return gettext("quý %(quarter)s năm %(year)s") % {"quarter": quarter, "year": since.year}
    return gettext("năm %(year)s") % {"year": since.year}


def load(counts: Mapping[str, Mapping[str, int]]) -> str:
    """How much a load changed (`graph.changelog`), in one line.

    >>> load({"edges": {"added": 2, "removed": 0}, "instruments": {"changed": 1}})
    'thêm 2 quan hệ; đổi 1 văn bản'
    """
    found = [(message, counts.get(kind, {}).get(change, 0)) for (kind, change), message in _LOADED.items()]
    return "; ".join(counted(message, count) for message, count in found if count) or gettext("không đổi gì")


def typed_day(date: str | None) -> str:
    """A day as it may stand in a field and be sent back: 11/6/2020; 2020-06-11."""
    return words.day(date) if language() == HOME else date or ""


def file(source: str) -> str:
    """The name of a file, without the folders of the machine that it was read on.

    >>> file("van-ban/a.txt"), file("C:\\\\van-ban\\\\a.txt")
    ('a.txt', 'a.txt')
    """
    posix = PurePosixPath(source).name
    return PureWindowsPath(posix).name or source


def path(structural: str) -> str:
    """A structural path as it is read aloud.

    >>> path("Điều 2 > 4 > đoạn 1")
    'Điều 2 › 4 › đoạn 1'
    """
    return structural.replace(" > ", " › ")


def half(text: str) -> str:
    """Of a heading in both languages what the reader reads; both for a Vietnamese one, as programs call it.

    >>> half("Lớp · classes")
    'Lớp · classes'
    """
    vietnamese, _, english = text.rpartition(" · ")
    return text if language() == HOME or not vietnamese else english


def languages(text: str) -> list[tuple[str, str]]:
    """The Vietnamese and the English half of a description, with the language of each; for an English reader the
    English one alone.

    >>> languages("Tìm gì / what to find")
    [('vi', 'Tìm gì'), ('en', 'what to find')]
    """
    vietnamese, _, english = text.rpartition(" / ")
    if not vietnamese:
        return [("vi", english)]
    return [("vi", vietnamese), ("en", english)] if language() == HOME else [("en", english)]


def days_as_written(text: str) -> str:
    """A sentence of the graph, which writes days as ISO 8601 does, with its days as State documents write them.

    >>> days_as_written("ghi 2022-07-25, dùng 2023-02-05, số 2022-07")
    'ghi 25/7/2022, dùng 05/02/2023, số 2022-07'
    """
    return _ISO_DAY.sub(lambda found: day(found[0]), text)
