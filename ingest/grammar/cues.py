"""The words that say what an instrument is to the document: "thực hiện", "sửa đổi", "theo quy định tại", …

They are data (lexicons/relation-cues.tsv), tried as one alternation.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files

_ABOUT = 42  # an assessing word this near before "thực hiện" makes it an account of the carrying out

# What a cue begins with: letters that few places of a text show, a mark, or nothing at the very beginning. Asked before
# the cues are tried, it halves what they cost. A test holds that no cue begins otherwise.
CUE_BEGINS = r"(?=[bcdghkmnpqrstvxyáýđ.;\n]|^)(?:(?<![^\W_])|(?=[.;]))"  # no "ý kiến" in "quản lý kiến trúc"


@cache
def cues() -> re.Pattern[str]:
    """One pattern for all cues; the group that matches is the name of the relation."""
    rows = csv.DictReader(
        files("ingest.grammar").joinpath("lexicons/relation-cues.tsv").read_text(encoding="utf-8").splitlines(),
        delimiter="\t",
        quoting=csv.QUOTE_NONE,
    )
    branches: dict[str, list[str]] = {}
    for row in rows:
        branches.setdefault(row["relation"], []).append(row["cue"])
    said = "|".join(f"(?P<{name}>{'|'.join(branch)})" for name, branch in branches.items())
    return re.compile(f"{CUE_BEGINS}(?:{said})")


# "A được sửa đổi, bổ sung tại Điều 2 B": B acted on A, the document does not.
PASSIVE_BY = re.compile(
    r"(?:được|bị|đã)\s+(?:\S+\s+){0,6}?(?:sửa đổi|bổ sung|thay thế|bãi bỏ|hợp nhất|đính chính"
    r"|phê duyệt|ban hành|công bố|(?<!theo )(?<!như )quy định|(?<!theo )hướng dẫn)"
    r"(?:(?:(?!\s(?:này|thì)\s)[^;.]){0,60})?\s(?:bởi|tại|theo|trong)(?:\s+(?:các\s+)?(?:điều|khoản"
    r"|điểm)\s[^;.]{0,40})?(?:\s+các)?\s*$"
    r"|được\s+(?:gia hạn|kéo dài|điều chỉnh)(?:\s+(?!theo\s)[^\s;.]+){0,4}?\s(?:bởi|tại)(?:\s+các)?\s*$"
)
CHANGED_BY = re.compile(
    r"(?:sửa đổi|bổ sung|thay thế|bãi bỏ|hợp nhất|đính chính)(?:(?!\s(?:được|công bố|ban hành)\s)[^;.]){0,60}\s"
    r"(?:bởi|theo|tại)(?:\s+(?:các\s+)?(?:điều|khoản|điểm)\s[^;.]{0,40})?(?:\s+các)?\s*$"
)


def last_cue(left: str) -> tuple[str, int] | None:
    """The cue nearest to a mention and where it begins in the words left of it."""
    best: tuple[str, int] | None = None
    for match in cues().finditer(left):
        best = (match.lastgroup or "", match.start())
    if best and best[0] == "implements":
        # "sơ kết 10 năm thực hiện X" is an account; "sơ kết các văn bản … thực hiện X" is not.
        for match in cues().finditer(left, max(0, best[1] - _ABOUT), best[1] + 1):
            if match.lastgroup == "assesses":
                return "assesses", match.start()
    return best
