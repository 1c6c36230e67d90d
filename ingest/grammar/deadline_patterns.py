"""What a deadline is written as: days, months, quarters, years, terms and how often, each as a pattern.

`ingest.grammar.deadlines` says what each of them means.
"""

from __future__ import annotations

import re

from ingest.grammar.dates import MONTH, UNNAMED_DATE, YEAR

DAY_BEFORE = re.compile(
    r"(?P<role>[Tt]rước|[Cc]hậm nhất(?:\s+(?:là|vào|đến|trước))*|[Mm]uộn nhất|[Kk]hông quá|[Đđ]ến hết|[Hh]ết|[Đđ]ến)"
    r"\s+(?:\d{1,2}\s*(?:giờ|h|g|:)\s*(?:\d{1,2}(?:\s*phút)?)?\s*,?\s*)?"
    rf"(?:ngày\s+)?(?={UNNAMED_DATE})"
)
ALSO_BY = re.compile(rf"\s*(?:,|và)\s*(?:ngày\s+)?(?={UNNAMED_DATE})")  # "trước ngày 20/12/2025 và 20/6/2026"
ON_DAY = re.compile(
    rf"(?:[Tt]rong|[Xx]ong|[Hh]oàn thành)\s+(?:trong\s+)?(?:(?:sáng|chiều|tối|đêm)\s+)?ngày\s+(?={UNNAMED_DATE})"
)
QUARTER = re.compile(
    r"(?P<role>[Tt]rước|[Đđ]ến hết|[Hh]ết|[Đđ]ến|[Cc]hậm nhất)?\s*(?:(?:là\s+)?(?:trong|vào)\s+)?(?:cuối\s+|đầu\s+)?"
    r"[Qq][Uu]ý\s+"
    rf"(?P<a>[IVX]+|[1-4])(?:\s*(?:,|và|-|đến)\s*(?:[Qq]uý\s+)?(?P<b>IV|I{{1,3}}|[1-4])(?!\d))?"
    rf"\s*(?:/|[Nn]ăm|,|-)?\s*(?:[Nn]ăm\s*)?(?P<year>{YEAR})"
)
QUARTER_RANGE = re.compile(
    rf"[Qq][Uu]ý\s+(?P<a>IV|I{{1,3}}|[1-4])\s*(?:/|,?\s*năm)\s*(?P<ya>{YEAR})\s*(?:-|đến)\s*(?:hết\s+)?"
    rf"[Qq][Uu]ý\s+(?P<b>IV|I{{1,3}}|[1-4])\s*(?:/|,?\s*năm)\s*(?P<yb>{YEAR})"
)
MONTHS = re.compile(
    r"(?P<role>[Tt]rước|[Đđ]ến hết|[Hh]ết|[Cc]hậm nhất(?:\s+(?:là|trong|vào))*|[Đđ]ến)?"
    r"\s*(?P<expect>dự kiến[^.;()]{0,40}?)?(?:(?:[Tt]rong|[Vv]ào|[Xx]ong trong|[Tt]ừ)\s+)?"
    rf"(?P<part>đầu|giữa|cuối)?\s*(?<![^\W_])[Tt]háng\s+(?P<a>{MONTH})(?!\d)(?:/(?P<ya>{YEAR}))?"
    rf"(?:\s*(?:,|-|và|đến|;)\s*(?:hết\s+)?(?:[Tt]háng\s+)?(?P<b>{MONTH})(?!\d))*\s*(?:/|\s+năm\s+|-)\s*(?P<year>{YEAR})"
)
MONTH_RANGE = re.compile(
    rf"[Tt]háng\s+(?P<a>{MONTH})/(?P<ya>{YEAR})\s*(?:-|đến)\s*(?:hết\s+)?[Tt]háng\s+(?P<b>{MONTH})/(?P<yb>{YEAR})"
)
MONTHLY = re.compile(
    r"(?P<role>trước|vào|chậm nhất(?:\s+là)?)?\s*(?:các\s+)?(?:ngày\s+|(?=\d{1,2}\s*/\s*\d{1,2}\s+h))"
    r"(?P<days>\d{1,2}(?:\s*(?:,"
    r"|và|đến|;)\s*(?:ngày\s+)?\d{1,2})*)(?P<month>(?:\s*/\s*|\s+tháng\s+)\d{1,2})?\s+(?:của\s+)?(?P<unit>hàng|hằng|mỗi)\s*(?P<what>tháng"
    r"|quý|năm|tuần)",
    re.I,
)
UNIT = (
    r"(?:(?:0?[36]|ba|sáu)\s+tháng(?:\s+một\s+lần|\s*/\s*lần|\s+đầu\s+năm)?"
    r"|ngày|tuần|tháng|quý|(?:(?:cả|01|một)\s+)?năm)"
)
EVERY = re.compile(
    rf"(?<![^\W_])(?:(?:định kỳ\s+)?(?:hàng|hằng)\s+{UNIT}|định kỳ\s+{UNIT}"
    r"|(?:0?6|sáu)\s+tháng\s*(?:một lần|/\s*lần))"
    rf"(?:(?:\s*,\s*|\s+và\s+|\s*;\s*)(?:định kỳ\s+)?(?:(?:hàng|hằng)\s+)?{UNIT})*(?![^\W_])",
    re.I,
)
EACH = re.compile(r"\s*mỗi\s+(?P<unit>tuần|tháng|quý|năm)(?=\s*,?\s[^\W\d_])", re.I)  # as a sentence opens
# "Hằng năm, … báo cáo trước ngày 20/11": a day without a year is one of every year.
DAY_OF_YEAR = re.compile(
    r"(?:(?:trước|chậm nhất(?:\s+(?:là|vào|đến|trước))*|vào)\s+ngày"
    r"|từ\s+ngày\s+(?P<first>\d{1,2})\s+đến(?:\s+ngày)?)\s+(?P<day>\d{1,2})"
    r"(?:\s*/\s*|\s+tháng\s+)(?P<month>\d{1,2})(?!\d|\s*[/.-]\s*\d|\s+năm\s+\d)",
    re.I,
)
# Laws write small numbers out: "trong thời hạn bảy ngày, kể từ ngày …".
_SPELT = r"(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười(?:\s+(?:lăm|hai))?|(?:hai|ba|bốn|sáu|chín)\s+mươi(?:\s+lăm)?)"
WITHIN_DAYS = re.compile(
    rf"trong\s+(?:thời hạn|thời gian|vòng)\s+(?:không quá\s+|tối đa\s+)?(?:\d{{1,3}}|{_SPELT})"
    r"\s*(?:\([^)]{1,20}\)\s*)?(?:ngày(?:\s+làm việc)?"
    r"|giờ|tháng|tuần)(?![^\W_])(?:[^.;()]{0,60}?kể từ[^.;,()]{0,60})?"
    r"|(?:trong|chậm nhất|không quá"
    r"|sau)\s+(?P<n>\d{1,3})\s*(?:\([^)]{1,20}\)\s*)?(?P<unit>ngày(?:\s+làm việc)?|giờ|tháng"
    r"|tuần)\b(?=[^.;]{0,40}(?:kể từ|từ ngày|sau khi"
    r"|tính từ))(?:[^.;()]{0,60}?kể từ[^.;,()]{0,60})?",
    re.I,
)
# How often a thing is done, counted: "02 lần/ngày", "mỗi quý 01 lần", "06 tháng/lần".
TIMES = re.compile(
    r"(?:ít nhất\s+|tối thiểu\s+)?(?:\d{1,2}\s+lần\s*(?:/|trong\s+(?:một|0?1)\s+|mỗi\s+)\s*"
    r"(?P<per>ngày|tuần|tháng|quý|năm)"
    r"|mỗi\s+(?P<each>ngày|tuần|tháng|quý|năm)\s+(?:họp\s+)?(?:ít nhất\s+|tối thiểu\s+)?(?:\d{1,2}|một|hai)\s+lần"
    r"|(?:(?P<n>\d{1,2})\s+)?(?P<unit>ngày|tuần|tháng|quý|năm)\s*/\s*(?:0?1\s+)?lần"
    r"|cứ\s+(?P<every>\d{1,2})\s+(?P<span>giờ|ngày|tuần|tháng)\s+(?:một|0?1)\s+lần)(?![^\W_])",
    re.I,
)
# "báo cáo trước ngày 30 tháng 01 của năm tiếp theo": a day of every year.
NEXT_YEAR = re.compile(r"\s+(?:của\s+)?năm\s+(?:sau|tiếp theo|kế tiếp|liền sau|kế sau)(?![^\W_])")
# "Trong quý I của năm liền kề": of every year, as what it follows is.
NEXT_QUARTER = re.compile(
    r"(?:trong|vào)\s+quý\s+(?P<q>IV|I{1,3}|[1-4])\s+(?:của\s+)?năm\s+(?:sau|liền kề|tiếp theo|kế tiếp|liền sau)", re.I
)
AT_MOST = re.compile(r"(?:không quá|tối đa)\s+$", re.I)  # "thanh tra không quá 01 lần/năm" bounds, it asks for none
FROM_DAY = re.compile(
    r"(?:thực hiện|áp dụng|triển khai|vận hành|thu|chi trả)\s+(?:chính thức\s+)?(?P<since>(?:kể\s+)?từ)\s+ngày\s+"
    rf"(?={UNNAMED_DATE})", re.I
)  # fmt: skip
UP_TO = re.compile(r"\s*(?:-|đến|tới)\s")
YEAR_LIMIT = re.compile(
    r"(?P<role>đến hết|hết|trước|ngay từ|từ|vào|xong trong|hoàn thành trong|hoàn thành"
    r"|phấn đấu(?:\s+(?:trong|đến))?|chậm nhất(?:\s+(?:là|trong))?)"
    rf"\s+năm\s+(?P<year>{YEAR})(?!\s*-\s*\d)",
    re.I,
)
# "Đến năm 2015, hoàn thành …" opens with by when; "quy hoạch đến năm 2030" in mid-sentence is how far a plan looks.
BY_YEAR = re.compile(
    rf"đến\s+(?:cuối\s+)?năm\s+(?P<year>{YEAR})(?=\s*,|\s+(?P<done>phải|cơ bản|hoàn thành|sơ kết|tổng kết))", re.I
)
PART_OF_YEAR = re.compile(
    rf"(?P<role>(?:vào|trước|ngay từ)\s+)?(?P<part>đầu|giữa|cuối)\s+năm\s+(?P<year>{YEAR})(?!\s*-\s*\d)", re.I
)
# The moon's new year: no day of our calendar, but words that a reader goes by.
NEW_YEAR = re.compile(
    r"trước\s+(?:dịp\s+)?tết\s+(?:nguyên đán|âm lịch|cổ truyền)"
    rf"(?:\s+(?:giáp|ất|bính|đinh|mậu|kỷ|canh|tân|nhâm|quý)\s+\w{{2,4}})?(?:\s*,?\s*(?:năm\s+)?{YEAR})?", re.I
)  # fmt: skip
IN_YEAR = re.compile(
    rf"(?P<role>trong)\s+năm\s+(?P<year>{YEAR})(?:(?=\s*(?:[.;,)]|$|và\s|để\s|theo\s))|(?P<more>(?=\s+[^\W\d_])))", re.I
)
FINISHED = re.compile(r"(?:hoàn thành|xong|kết thúc)[^.;]{0,60}$", re.I)
# "Báo cáo giữa kỳ (năm 2030)" and "… chấm điểm từ năm 2026", at a sentence's end.
ASIDE_YEAR = re.compile(rf"\(\s*(?:trong\s+)?năm\s+(?P<year>{YEAR})\s*\)", re.I)
SINCE_YEAR = re.compile(rf"từ\s+năm\s+(?P<year>{YEAR})(?=\s+trở đi|\s*[.;]?\s*$)", re.I)
HALF_YEAR = re.compile(
    rf"(?:trong|hoàn thành trong|xong trong)\s+(?:0?6|sáu)\s+tháng\s+(?P<half>đầu|cuối)\s+năm\s+(?P<year>{YEAR})", re.I
)
_GATHERINGS = ("diễn tập", "hội thi", "đại hội", "lễ", "festival", "ngày hội")
TRAILING_YEAR = re.compile(
    rf"(?:{'|'.join(_GATHERINGS)})[^.;]{{0,120}}?\s(?P<all>năm\s+(?P<year>{YEAR}))\s*[.;]?\s*$", re.I
)
# What begins with one of a few words is tried only where one of them stands.
OPENINGS: dict[re.Pattern[str], tuple[str, ...]] = {
    DAY_BEFORE: ("trước", "chậm nhất", "muộn nhất", "không quá", "hết", "đến"),
    ON_DAY: ("trong", "xong", "hoàn thành"),
    MONTH_RANGE: ("tháng",),
    QUARTER_RANGE: ("quý",),
    NEXT_QUARTER: ("trong", "vào"),
    WITHIN_DAYS: ("trong", "chậm nhất", "không quá", "sau"),
    BY_YEAR: ("đến",),
    NEW_YEAR: ("trước",),
    ASIDE_YEAR: ("(",),
    SINCE_YEAR: ("từ",),
    HALF_YEAR: ("trong", "xong", "hoàn thành"),
    IN_YEAR: ("trong",),
    TRAILING_YEAR: _GATHERINGS,
}
WORDS = {id(pattern): words for pattern, words in OPENINGS.items()}  # hashing a pattern takes as long as trying it
NOT_AFTER = re.compile(
    r"(?:giai đoạn|thời kỳ|tầm nhìn(?:\s+đến)?|nhiệm kỳ|niên độ|định hướng(?:\s+đến)?|kế hoạch"
    r"|dự toán|chỉ tiêu|mục tiêu|được giao|giao|so với|của|cùng kỳ)\s+(?:trong\s+)?$",
    re.I,
)
MONTH_NUMBER = re.compile(r"tháng\s+\d")
YEAR_NUMBER = re.compile(r"năm\s+(?:19|20)\d\d")
DAY_NUMBER = re.compile(r"\d\s*[/.-]\s*\d|\d\s*tháng\s")
LONGEST_YEAR_ROLE = 40  # "phấn đấu trong năm 2026", "ngay từ cuối năm"
LONGEST_SPAN = 160  # and those from that word on: a list of months and their year
LONGEST_ROLE = 90  # characters that a role and an expectation may take before the word they belong to
# No deadline is without a digit or one of these words, nor one with a digit without a unit of time or a year; two of
# three sentences have neither, and asking so costs a tenth of trying the patterns.
DIGIT = re.compile(r"\d")
OFTEN = ("hàng", "hằng", "định kỳ", "6 tháng", "sáu tháng")
SPELT_OUT = ("hàng", "hằng", "định kỳ", "sáu tháng", "trong thời hạn", "mỗi ", "quý ", "trước tết")
UNITS = ("ngày", "tháng", "năm", "quý", "tuần", "giờ", "tết ")
ANY_YEAR = re.compile(YEAR)
# "… theo kế hoạch giao trong năm 2023": the year of a plan or of what was said, no day to be done by.
REPORTED = re.compile(
    r"(?:kế hoạch|dự toán|chỉ tiêu|mục tiêu|được giao|phát động|ban hành|đề ra|phong trào)[^.;,]{0,40}$", re.I
)
