"""Where a body's name ends that no table holds: at a verb, a mark, or a word that no name goes on with.

A verb inside a name is no verb: "Ban An toàn giao thông", "Trung tâm kiểm soát bệnh tật", "Ban Chỉ đạo xây dựng nông
thôn mới tỉnh". The words that tell are in lexicons/name-words.tsv and lexicons/directive-verbs.txt.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files

from ingest.grammar.letters import pattern as vn

_AND = re.compile(
    r"\s+và\s+(?:Đầu tư|Môi trường|Đào tạo|Truyền thông|Du lịch|Công nghệ|Phát triển|Xã hội"
    r"|xã hội|Dân vận|Tôn giáo|Phát thanh|Truyền hình|"
    r"phát thanh|phát triển|Phục hồi|bảo vệ|Thể thao|thể thao|Cứu nạn|cứu nạn|Kiến trúc"
    r"|Dịch vụ|dịch vụ|Khoáng sản|Hội đồng nhân dân|"
    r"HĐND|công nghệ|truyền thông|Lâm nghiệp|Thủy sản|Chế biến|Thú y|hải đảo|Hải đảo|xúc tiến"
    r"|Phòng chống|phòng chống)(?![^\W_])"
)
# "Vụ Đánh giá và Thẩm định công nghệ": what begins with a capital and is no body goes on with the name.
_AND_CAPITAL = vn(
    r"\s+và\s+(?!(?:Ông|Bà|Đồng chí|Phó|Trưởng|Thành viên|Cá nhân|Tổ chức|Doanh nghiệp)(?![^\W_]))"
    r"(?P<next>[{UP}][{LOW}]+)"
)
# "Vụ Khoa học công nghệ, môi trường và Vật liệu xây dựng": a comma in a name, shown by what follows "và".
_COMMA_AND = vn(
    r"\s*,\s+(?P<first>[{UP}{LOW}]+(?:\s+[{LOW}]+){0,4}?)\s+và\s+(?P<second>[{UP}][{LOW}]+(?:\s+[{LOW}]+){0,4}?)"
    r"(?=\s*(?:[,;.:)]|$)|\s+(?:chủ trì|có trách nhiệm|chịu trách nhiệm|phối hợp|theo|là|tham mưu|hướng dẫn)(?![^\W_]))"
)
_EVIL = (
    r"(?:thiên tai|lụt(?:,)? bão|bão lụt|lũ lụt|tham nhũng|lãng phí|tiêu cực|ma túy|mại dâm|tội phạm"
    r"(?:\s+(?:sử dụng công nghệ cao|công nghệ cao|và vi phạm pháp luật|ma túy|mua bán người))?|dịch(?:\s+bệnh)?"
    r"|HIV(?:/AIDS)?|AIDS|bạo lực gia đình|buôn lậu|gian lận thương mại|hàng giả|cháy(?:,)?(?:\s+nổ|\s+rừng)?|rửa tiền"
    r"|mua bán người|xâm hại trẻ em|tác hại (?:của )?thuốc lá|khủng bố|tệ nạn xã hội|đuối nước|sạt lở)"
)
# The idioms in which a comma, a "và" or a verb's first syllable stand in a name.
_IDIOM = re.compile(
    r"(?:\s*,)?(?:\s+và)?\s+(?:"
    rf"phòng(?:\s*,)?\s+chống\s+{_EVIL}(?:(?:\s*,\s*(?:và\s+)?|\s+và\s+){_EVIL})*"
    r"(?:\s+và\s+(?:tìm kiếm(?:\s*,)?\s+cứu nạn|phòng thủ dân sự|xây dựng phong trào\s+[^,;.:]{4,60}Tổ quốc))?"
    r"|phòng cháy(?:\s*,|\s+và)?\s+chữa cháy(?:\s+rừng)?"
    r"(?:(?:\s*,|\s+và)\s+cứu (?:nạn|hộ)(?:(?:\s*,|\s+và)\s+cứu (?:hộ|nạn))?)?"
    r"|hậu cần|tìm kiếm(?:\s*,)?\s+cứu nạn|khám(?:\s*,)?\s+chữa bệnh|quản lý hành chính về trật tự xã hội"
    r"|điều tra tội phạm về (?:trật tự xã hội|ma túy|tham nhũng(?:, kinh tế, buôn lậu)?)"
    r"|(?:đầu tư|thương mại|du lịch)(?:(?:\s*,|\s+và|\s+-)\s+(?:đầu tư|thương mại|du lịch|hỗ trợ doanh nghiệp)){1,3}"
    r"|y(?:\s*,)?\s+dược cổ truyền|phòng thủ dân sự|phổ biến(?:\s*,)?\s+giáo dục pháp luật"
    r"|an toàn(?:\s*,)?\s+an ninh(?:\s+thông tin)?\s+mạng"
    r")(?![^\W_])",
    re.I,
)
_WORD_ON = re.compile(r"\s*(?:-\s*)?([^\W\d_]+(?:&[^\W\d_]+)?)")
_LETTERS = re.compile(r"[^\W\d_]+")
_LAST_WORD = re.compile(r"[^\W\d_]+$")
_STEERING = vn(
    r"đạo\s+\d{1,4}(?=\s+[{LOW}])|\sán\s+\d{1,3}(?![^\W_]|/)|vực\s+(?:\d{1,2}|[IVX]{1,4})(?![^\W_])"
    r"|\ssố\s+\d{1,2}(?![^\W_]|/)|khu\s+\d(?![^\W_])"
)
_LEVELS = re.compile(r"\s+(?:(?:các|hai) cấp|cấp (?:tỉnh|huyện|xã))(?![^\W_])")  # "Tòa án nhân dân các cấp"
# A steering committee or working group is named for what it does, up to whose it is.
_BOARD = re.compile(
    r"(?:Ban (?:Chỉ đạo|chỉ đạo|Điều phối|điều hành|Điều hành|Vận động)|Tổ (?:công tác|giúp việc)|Hội đồng)"
)
_BOARD_OF = re.compile(
    r"(?:\s+(?!(?:các|của|về|tại|theo|cho|để|trình|với|được|có|là|phải|đã|sẽ|đang|bị|do|ở"
    r"|UBND|HĐND|Ủy|Hội|Sở|Bộ|Ban|Văn|Tỉnh|Thành)(?![^\W_]))"
    r"[^\W_]+(?:/[^\W_]+|\s+-(?=\s))?,?){1,16}?"
    r"\s+(?:của\s+)?(?:tỉnh|(?<!trực thuộc )[Tt]rung ương|quốc gia|(?<=của )Chính phủ|cấp (?:tỉnh|huyện|xã)"
    r"|các cấp)(?![^\W_])"
)
_BEHIND_BOARD = re.compile(r"\s*(?:[,;.:)]|$)|\s+(?P<verb>[^\W\d_]+\s+[^\W\d_]+)")
_ABOUT = re.compile(  # "Ban Chỉ đạo quốc gia về chuyển đổi số"
    r"(?:(?<=quốc gia)|(?<=rung ương)|(?<=Chính phủ))\s+về\s+(?:phòng(?:\s*,)?\s+chống\s+)?[^\W_]+(?:\s+[^\W_]+"
    r"|\s*,\s+tiêu cực){1,8}?"
    r"(?=\s*(?:$|[,;.:)](?!\s*tiêu cực))|\s+(?:kiểm tra|chủ trì|tham mưu|chỉ đạo|có trách nhiệm|hướng dẫn|theo dõi"
    r"|phối hợp|giám sát)(?![^\W_]))"
)
_PROGRAMME = re.compile(
    r"\s+(?:phát triển|xây dựng|giảm nghèo)\s+[^\W_]+(?:\s+[^\W_]+){1,8}?"
    r"(?=\s*[,;.:)]|\s+(?:kiểm tra|chủ trì|tham mưu|chỉ đạo|có trách nhiệm|hướng dẫn|theo dõi|phối hợp"
    r"|giám sát)(?![^\W_]))"
)
# What an office is for, right behind the word for it: "Trung tâm hỗ trợ doanh nghiệp", "Quỹ phát triển đất".
_FOR = re.compile(
    r"(?:Trung tâm|Quỹ|Cục|Chi cục|Vụ|Viện|Hội|Phòng|Ủy ban|Chi nhánh)"
    r"\s+(?:quản lý|phát triển|hỗ trợ|bảo vệ|bảo tồn|xúc tiến|kiểm soát|kiểm tra(?=\s+(?:Tỉnh|Thành|Huyện|Đảng) ủy)"
    r"|kiểm định|kiểm lâm|nghiên cứu|đào tạo|bồi dưỡng|ứng dụng|khai thác|tư vấn|phát hành|phục hồi|điều phối|giám định"
    r"|thông tin|truyền thông|xử lý|cấp cứu|cấp nước|trồng trọt|giao dịch|đăng ký|đăng kiểm|chăm sóc|nuôi dưỡng"
    r"|thi hành án)"
    r"\s+(?!(?:các|của|việc|và|cho|về|kịp|nghiêm|chặt)(?![^\W_]))(?=[^\W\d_])"
)
# "Chủ tịch Hội đồng kết luận như sau": a verb of saying ends a name. In small letters, for "Ban Chỉ đạo" is a name.
_SAYS = vn(r"\s+(?:kết luận|nhấn mạnh|phát biểu|ghi nhận|như sau|cho biết|nêu rõ)(?![^\W_])")
_MOST_WORDS = 14

BeginsAgency = Callable[[str, int, int], bool]


@cache
def verbs() -> frozenset[str]:
    """The words that open an order (lexicons/directive-verbs.txt)."""
    text = files("ingest.grammar").joinpath("lexicons/directive-verbs.txt").read_text(encoding="utf-8")
    return frozenset(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))


@cache
def name_words(kind: str) -> frozenset[str]:
    """The words of a kind in lexicons/name-words.tsv, which says what the kinds are."""
    text = files("ingest.grammar").joinpath("lexicons/name-words.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return frozenset(words for of, words in rows if of == kind)


def name_end(text: str, start: int, at: int, end: int, begins: BeginsAgency) -> int:
    """Where the name that begins at `start` ends, its first words up to `at` known; `begins` tells other bodies.

    >>> t = "Ban An toàn giao thông tỉnh tham mưu"
    >>> t[: name_end(t, 0, 3, len(t), lambda *_: False)]
    'Ban An toàn giao thông tỉnh'
    """
    words = 0
    named_for = _FOR.match(text, start, end)
    if named_for is not None and named_for.end() > at:
        at = named_for.end() - 1
        words = 2
    while words < _MOST_WORDS:
        numbered = _STEERING.match(text, at - 3, end)  # "Ban Chỉ đạo 389 quốc gia"
        if numbered is not None:
            at = numbered.end()
            continue
        idiom = _IDIOM.match(text, at, end)
        if idiom is not None and (words or idiom.group().lstrip()[0] not in ",v"):
            at = idiom.end()
            words += 2
            continue
        joined = _joined(text, at, end, begins) if words else _AND.match(text, at, end)
        if joined is not None:
            at = joined.end()
            words += 2
            continue
        word = _WORD_ON.match(text, at, end)
        if word is None or "\n" in word.group() or _SAYS.match(text, at, end):
            break
        if word[1].lower() in name_words("stop") or (word[1].islower() and verb_at(text, at, word.start(1))):
            onward = _board_end(text, start, at, end)
            if onward is None:
                break
            at = onward
            words += 2
            continue
        at = word.end()
        words += 1
    levels = _LEVELS.match(text, at, end) if words else None
    return levels.end() if levels is not None else at


def _joined(text: str, at: int, end: int, begins: BeginsAgency) -> re.Match[str] | None:
    """What a name goes on with behind "và" or a comma."""
    joined = _AND.match(text, at, end)
    if joined is not None:
        return joined
    capital = _AND_CAPITAL.match(text, at, end)
    if capital is not None and not begins(text, capital.start("next"), end):
        return capital
    comma = _COMMA_AND.match(text, at, end)
    if (
        comma is not None
        and not begins(text, comma.start("first"), end)
        and not begins(text, comma.start("second"), end)
        and (comma["first"][0].isupper() or _opening_verb(comma["first"]) is None)
    ):
        return comma
    return None


def _opening_verb(words: str) -> str | None:
    following = _LETTERS.findall(words[:40].lower())[:3]
    said = (" ".join(following[:3]), " ".join(following[:2]), *following[:1])
    return (
        next((v for v in said if v in verbs()), None)
        if " ".join(following[:2]) not in name_words("noun") | name_words("never")
        else None
    )


def verb_at(text: str, at: int, word: int) -> bool:
    """Does a verb stand at `word`, that a name does not hold?"""
    if _opening_verb(text[word : word + 40]) is None:
        return False
    before = _LAST_WORD.search(text[max(0, at - 12) : at])
    first = _LETTERS.match(text, word)
    return before is None or first is None or f"{before.group()} {first.group()}".lower() not in name_words("compound")


def _board_end(text: str, start: int, at: int, end: int) -> int | None:
    """Where a steering committee's name ends that says what it is for, told by whose it is."""
    board = _BOARD.match(text, start, at)
    if board is None:
        return None
    matter = _PROGRAMME if text.endswith("Chương trình", start, at) else _ABOUT
    said = matter.match(text, at, end)
    if said is not None:
        return said.end()
    whose = _BOARD_OF.match(text, at, end) if board.end() == at else None
    if whose is None:
        return None
    behind = _BEHIND_BOARD.match(text, whose.end(), end)
    if behind is None or (
        behind["verb"] and _opening_verb(text[behind.start("verb") : behind.start("verb") + 40]) is None
    ):
        return None
    return whose.end()
