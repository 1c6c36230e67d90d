"""Words that only the pages need: how something was told, how sure that is, what a problem is called."""

from __future__ import annotations

from pathlib import PurePosixPath, PureWindowsPath

_METHODS = {
    "symbol-date-issuer": "ghi đủ số ký hiệu, ngày và cơ quan ban hành",
    "symbol-date": "ghi đủ số ký hiệu và ngày; địa phương theo văn bản dẫn",
    "symbol-and-year": "ghi số ký hiệu và năm, chỉ một văn bản khớp",
    "symbol-with-year": "năm nằm ngay trong số ký hiệu",
    "same-document": "đã được dẫn đầy đủ ở chỗ khác trong cùng văn bản",
    "one-fit": "chỉ một văn bản đã biết có số này và không muộn hơn văn bản dẫn",
    "co-mention": "trong các văn bản cùng số, đây là văn bản hay được dẫn cùng những văn bản bên cạnh",
    "title-likeness": "trong các văn bản cùng số, đây là văn bản có trích yếu giống nhất",
    "only-mention": "không nơi nào ghi ngày; mọi lần nhắc số này được coi là một văn bản",
    "name-and-date": "ghi tên luật và ngày",
    "name-and-year": "ghi tên luật và năm",
    "name-in-document": "tên luật, đã ghi ngày ở chỗ khác trong cùng văn bản",
    "name-by-date": "tên luật; lấy bản đang có khi văn bản dẫn được viết",
    "name-only": "chỉ ghi tên",
    "congress": "đại hội, theo lần thứ và nơi họp",
    "plenum": "hội nghị, theo lần thứ, khóa và nội dung",
    "scheme": "đề án, theo số",
    "number-in-document": "chỉ ghi số; số ký hiệu đầy đủ có trong cùng văn bản",
    "own-number": "số của chính văn bản",
    "self": "tự nhắc đến mình",
    "anaphor": "«văn bản nói trên»: văn bản cùng loại được nhắc ngay trước",
    "session": "phiên họp Chính phủ, theo tháng",
    "in-title": "nằm trong trích yếu của văn bản được dẫn",
    "structure": "câu nằm trong chính văn bản",
    "ambiguous": "nhiều văn bản khớp",
    "unresolved": "không văn bản nào khớp",
}
_PROBLEMS = {
    "date-conflict": "Ngày mâu thuẫn",
    "ambiguous": "Nhiều văn bản cùng khớp",
    "ambiguous-mention": "Nhiều văn bản cùng khớp",
    "unresolved": "Chưa rõ là văn bản nào",
    "mended-symbol": "Số ký hiệu viết sai đã được đọc lại",
    "no-number": "Không thấy số, ký hiệu",
    "reader-warning": "Tệp đọc được nhưng có chỗ đáng ngờ",
    "unreadable-file": "Tệp không đọc được",
}
_STATES = {
    "not-issued": "chưa ban hành",
    "replaced": "đã bị thay thế",
    "repealed": "đã bị bãi bỏ",
    "partly-ended": "đã bị bãi bỏ, thay thế một phần",
    "amended": "đã được sửa đổi, bổ sung",
    "unknown": "không rõ",
}
_EVENTS = {
    "rests-on": "dẫn",
    "issued": "Ban hành văn bản này",
    "spoken-of": "Được dẫn trong",
    "due": "Hạn của nhiệm vụ",
}
_SURE, _FAIR = 0.95, 0.85


def method(key: str | None) -> str:
    """How it was told which instrument is meant."""
    return _METHODS.get(key or "", key or "không rõ")


def confidence(value: float) -> str:
    """The measured precision of a method, with a word for it.

    >>> confidence(0.99), confidence(0.9), confidence(0.5)
    ('99% (cao)', '90% (khá)', '50% (thấp, nên xem lại)')
    """
    word = "cao" if value >= _SURE else "khá" if value >= _FAIR else "thấp, nên xem lại"
    return f"{value:.0%} ({word})"


def problem(code: str) -> str:
    """What a sort of problem is called."""
    return _PROBLEMS.get(code, code)


def state(key: str) -> str:
    """An instrument's standing (`graph.answers.status.STATES`) in a word or two."""
    return _STATES.get(key, key)


def event(kind: str) -> str:
    """What happened, of a line of time (`graph.answers.timeline`)."""
    return _EVENTS.get(kind, kind)


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


def languages(text: str) -> list[tuple[str, str]]:
    """The Vietnamese and the English half of a description, with the language of each.

    >>> languages("Tìm gì / what to find")
    [('vi', 'Tìm gì'), ('en', 'what to find')]
    """
    vietnamese, _, english = text.rpartition(" / ")
    return [("vi", vietnamese), ("en", english)] if vietnamese else [("vi", english)]
