"""Laws, codes, ordinances and the constitution, by name.

Law names come from the registry, longest match, because only a list tells where `Luật Phòng, chống
bệnh truyền nhiễm` ends; an unknown law is read word by word up to a word that no name holds.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache

import ahocorasick_rs

from graph import registry
from graph.registry.imported import Imported
from ingest.grammar.letters import pattern as vn
from ingest.grammar.names import Name

_LAW_HEAD = vn(
    r"(?<![^\W_])(?<!Pháp )(?<!PHÁP )(?<!pháp )(?P<type>Bộ\s+[Ll]uật|BỘ LUẬT|Luật|LUẬT"
    r"|Pháp [Ll]ệnh|PHÁP LỆNH|Hiến [Pp]háp|HIẾN PHÁP)(?![^\W_])(?!\s+(?:sư|gia|pháp|học"
    r"|Việt Nam|VIỆT NAM))"
)
# Where a head can be: with nothing before its first letter the engine skips to the letters that begin one.
_LAW_WORD = re.compile(r"Bộ\s+[Ll]uật|BỘ LUẬT|L(?:uật|UẬT)|Pháp [Ll]ệnh|PHÁP LỆNH|Hiến [Pp]háp|HIẾN PHÁP")
_STOP_WORDS = frozenset(
    [
        "số",
        "năm",
        "ngày",
        "được",
        "có",
        "của",
        "về",
        "đã",
        "này",
        "thì",
        "do",
        "tại",
        "trong",
        "theo",
        "để",
        "khi",
        "là",
        "nếu",
        "hiện",
        "với",
        "cho",
        "và",
        "hoặc",
        "nêu",
        "trên",
        "đó",
        "từ",
        "đến",
        "bằng",
        "cũng",
        "phải",
        "sẽ",
        "nhưng",
        "các",
        "những",
        "mà",
        "vào",
        "ra",
        "quy",
        "hướng",
        "ban",
        "mới",
        "khác",
        "cùng",
        "giảm",
        "tăng",
        "nhằm",
    ]
)
_OF_LAWS = vn(
    r"(?:sửa\s+đổi|bổ\s+sung)[\w\s,]{0,40}?(?:của|các)?\s*(?=(?:\d+\s+)?(?:Bộ\s+luật|Luật|luật|Pháp\s+lệnh))",
    re.I,
)
_BLANKS = re.compile(r" {2,}")
_AMENDING = vn(r"\s+(?:sửa\s+đổi|Sửa\s+đổi|SỬA\s+ĐỔI)")
_OWN_SYMBOL = vn(r"\s+số\s+\d{1,3}/\d{4}/(?:UBTV)?QH\d+")
_JOINER = vn(r"\s*,\s*(?:và\s+)?|\s+và\s+|\s*;\s*")
_WORD = vn(r"\s*([^\W\d_][\w]*)")
_COMMA_RUN = vn(
    r"\s*,\s*(?:chống|bổ sung|sử dụng|xuất cảnh|quá cảnh|cư trú|thể thao|thủ công|lãng phí"
    r"|nhãn hiệu|đại biểu|quản lý|bảo vệ|công cụ)"
)
_GENERIC_LAW = vn(r"\s+(?:[{UP}][\wà-ỹ]*|(?:sửa|Sửa)\s+đổi)")


@lru_cache(maxsize=2)
def _law_names(_: Imported | None) -> tuple[ahocorasick_rs.AhoCorasick, list[str]]:
    """The automaton over all names, kept for the import in use."""
    # An amending law is read by its own rule: as one name it would hide the laws named in it.
    laws = (law for law in registry.laws() if not law.amends)
    names = sorted({n for law in laws for n in (law.name, *law.aliases) if not _names_amending(n)})
    lowered = [n.lower() for n in names]
    return (
        ahocorasick_rs.AhoCorasick(lowered, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest),
        names,
    )


def _names_amending(name: str) -> bool:
    head = _LAW_HEAD.match(name)
    return head is not None and _AMENDING.match(name, head.end()) is not None


def find_laws(text: str) -> list[Name]:
    """Laws, codes, ordinances and the constitution, by name.

    >>> [text[n.start:n.end] for text in ["Căn cứ Luật Sửa đổi, bổ sung một số điều của Luật Tổ chức Chính phủ;"]
    ...  for n in find_laws(text)]
    ['Luật Sửa đổi, bổ sung một số điều của Luật Tổ chức Chính phủ', 'Luật Tổ chức Chính phủ']
    """
    words = list(_LAW_WORD.finditer(text))
    known = _known(text, words)
    out: list[Name] = []
    for maybe in words:
        head = _LAW_HEAD.match(text, maybe.start())
        if head is None:
            continue
        kind = " ".join(head["type"].lower().split())
        start = head.start()
        if kind == "hiến pháp":
            if text[max(0, start - 5) : start].endswith("Luật "):
                continue
            out.append(Name(start, head.end(), "law", "hiến pháp", "Hiến pháp"))
            continue
        if _AMENDING.match(text, head.end()):
            amending = _amending_law(text, head, known)
            if amending:
                out.append(amending)
            continue
        end = known.get(start) or _generic_end(text, head.end())
        if end is None or (end < len(text) and (text[end].isalnum())):
            end = _generic_end(text, head.end())
        if end is None or (head["type"].isupper() and start not in known):
            continue  # in capitals only a known name tells a law from a shout
        out.append(Name(start, end, "law", kind, " ".join(text[start:end].split())))
    _nest(out)
    return out


def _known(text: str, words: Iterable[re.Match[str]]) -> dict[int, int]:
    """Where the names of the registry stand in the paragraphs that hold a law word: start -> end.

    No name goes on in the next paragraph, and most paragraphs name no law: to lower and to read them all was 7 % of
    the whole time.
    """
    out: dict[int, int] = {}
    done = 0
    for word in words:
        if word.end() > done:
            start = text.rfind("\n", done, word.start()) + 1 or done
            stop = text.find("\n", word.end())
            done = stop if stop >= 0 else len(text)
            out.update((start + a, start + b) for a, b in _names_in(text[start:done]))
    return out


def _names_in(paragraph: str) -> Iterator[tuple[int, int]]:
    """The names of the registry in a paragraph. Double blanks, which justified lines leave, count as one."""
    lower = paragraph.lower()
    if len(lower) != len(paragraph):
        return
    automaton, _ = _law_names(registry.in_use())
    if "  " not in lower:
        for _, start, end in automaton.find_matches_as_indexes(lower):
            yield start, end
        return
    pieces: list[str] = []
    begins = [0]  # of each piece in the text of single blanks
    lost = [0]  # blanks left out before it
    done = 0
    for run in _BLANKS.finditer(lower):
        pieces.append(lower[done : run.start() + 1])
        done = run.end()
        begins.append(begins[-1] + len(pieces[-1]))
        lost.append(done - begins[-1])
    pieces.append(lower[done:])

    def source(at: int) -> int:
        return at + lost[bisect_right(begins, at) - 1]

    for _, start, end in automaton.find_matches_as_indexes("".join(pieces)):
        yield source(start), source(end - 1) + 1


def _amending_law(text: str, head: re.Match[str], known: dict[int, int]) -> Name | None:
    """`Luật Sửa đổi, bổ sung một số điều của Luật A và Luật B`: the whole is one name."""
    of = _OF_LAWS.match(text, _AMENDING.match(text, head.end()).start() + 1)  # type: ignore[union-attr]
    end = None
    if of is not None:
        at = of.end()
        while True:
            inner = _LAW_HEAD.match(text, at)
            if inner is None:
                if end is None:  # "… một số điều của 37 luật có liên quan đến quy hoạch"
                    rest = vn(
                        r"(?:\d+\s+)?[Ll]uật(?:\s+có)?\s+liên\s+quan\s+đến\s+[\w\s]{3,40}?(?=\s+(?:số|ngày|năm)\b"
                        r"|[;,.()\n]|$)"
                    ).match(text, at)
                    end = rest.end() if rest else None
                break
            end = known.get(at) or _generic_end(text, inner.end())
            if end is None:
                break
            numbered = _OWN_SYMBOL.match(text, end)
            join = _JOINER.match(text, numbered.end() if numbered else end)
            end = numbered.end() if numbered else end
            if join is None or _LAW_HEAD.match(text, join.end()) is None:
                break
            if ";" in join.group():
                break
            at = join.end()
    if end is None:
        return None
    return Name(
        head.start(),
        end,
        "law",
        head["type"].lower(),
        " ".join(text[head.start() : end].split()),
        {"amending": "yes"},
    )


def _generic_end(text: str, at: int) -> int | None:
    if not _GENERIC_LAW.match(text, at):
        return None
    end = at
    words = 0
    while words < 14:
        word = _WORD.match(text, end)
        if word is None or "\n" in word.group() or (words and word[1].lower() in _STOP_WORDS):
            if words and word is not None and word[1] == "và":
                after = _WORD.match(text, word.end())
                # "Luật Giáo dục và Đào tạo" goes on, "… và Luật", "… và các" does not.
                if (
                    after
                    and after[1].lower() not in _STOP_WORDS
                    and not _LAW_HEAD.match(text, after.start(1))
                    and after[1] not in ("Nghị", "Thông", "Quyết", "Bộ", "Pháp")
                ):
                    end = after.end()
                    words += 2
                    continue
            if word is None and _COMMA_RUN.match(text, end):
                end = _COMMA_RUN.match(text, end).end()  # type: ignore[union-attr]
                words += 2
                continue
            break
        if words and word[1][0].isupper() and word[1] in ("Nghị", "Thông", "Quyết", "Luật", "Căn", "Theo"):
            break
        end = word.end()
        words += 1
    return end if words else None


def _nest(names: list[Name]) -> None:
    ordered = sorted(names, key=lambda n: n.start)
    starts = [n.start for n in ordered]
    for outer in names:
        if outer.key.get("amending"):
            inside = ordered[bisect_right(starts, outer.start) : bisect_right(starts, outer.end)]
            outer.inner = [(n.start, n.end) for n in inside if n.end <= outer.end]


_BILL_BEFORE = re.compile(r"(?:[Dd]ự (?:án|thảo)|DỰ (?:ÁN|THẢO))\s*(?:các\s+)?$")
_BILL_AFTER = re.compile(
    r"\s*\((?:[Ss]ửa đổi|[Ss]ửa đổi, bổ sung|[Ss]ửa đổi toàn diện)\)|\s*\([Ss]ửa đổi toàn diện Luật\s"
)
_PASSED_LAW = re.compile(r"\s*(?:,\s*)?(?:số\s|năm\s+\d|ngày\s|được\s|đã\s|có hiệu lực|\d{4})")


def is_bill(text: str, law: Name) -> bool:
    """A law that is still to be passed: no instrument yet.

    >>> text = "trình dự án Luật Báo chí; Luật An toàn thực phẩm (sửa đổi), Luật Đất đai (sửa đổi) năm 2024"
    >>> [n.name for n in find_laws(text) if not is_bill(text, n)]
    ['Luật Đất đai']
    """
    if _BILL_BEFORE.search(text[max(0, law.start - 16) : law.start]):
        return True
    after = _BILL_AFTER.match(text, law.end)
    return after is not None and _PASSED_LAW.match(text, after.end()) is None
