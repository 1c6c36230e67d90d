"""`review`: the decisions of a reviewer, from the command line."""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.commands.arguments import Subparsers, add_json, add_registry, add_store, command
from api.commands.common import BROKEN, OK, Failure, choosing, opened, put, put_json, say

if TYPE_CHECKING:
    from api.review.deciding import Meant
    from graph.review.decisions import Decision

ACTIONS = ("accept", "reject", "correct", "done", "open", "merge", "split")
_SAID = {
    "accept": "chấp nhận", "reject": "bác", "correct": "sửa", "status": "tình trạng", "merge": "gộp",
    "split": "tách", "undo": "hủy",
}  # fmt: skip


def add_to(commands: Subparsers) -> None:
    words = "quyết định của người thẩm định: chấp nhận, bác, sửa, gộp, tách / a reviewer's decisions"
    review = commands.add_parser("review", help=words, description=words)
    parts = review.add_subparsers(metavar="VIỆC", required=True, title="Việc")
    one = command(parts, add, "ghi một quyết định và áp vào đồ thị / write a decision down", "add")
    one.add_argument(
        "action",
        metavar="QUYẾT_ĐỊNH",
        choices=ACTIONS,
        help="accept, reject, correct (dẫn chiếu, nhiệm vụ); done, open (nhiệm vụ đã, chưa hoàn thành); "
        "merge, split (hai văn bản là một, không phải là một)",
    )
    one.add_argument("thing", metavar="ĐỐI_TƯỢNG", help="IRI của dẫn chiếu, nhiệm vụ; số ký hiệu hoặc IRI của văn bản")
    one.add_argument(
        "other", metavar="VĂN_BẢN_2", nargs="?", help="với merge: văn bản được giữ; với split: văn bản kia"
    )
    one.add_argument("--relation", metavar="QUAN_HỆ", help="correct: implements, legalBasis, cites…")
    one.add_argument("--instrument", metavar="VĂN_BẢN", help="correct: văn bản thật sự được dẫn")
    one.add_argument("--lead", action="append", metavar="CƠ_QUAN", help="correct: cơ quan chủ trì; dùng được nhiều lần")
    one.add_argument("--deadline", metavar="NGÀY", help="correct: hạn cuối, 31/12/2026 hoặc 2026-12-31")
    one.add_argument("--note", default="", metavar="LỜI", help="lý do / why")
    _add_who(one)
    one = command(
        parts,
        split,
        "một định danh đã gộp nhầm hai văn bản: chuyển các lượt dẫn, tệp sang văn bản kia / split one in two",
        "split",
    )
    one.add_argument("thing", metavar="VĂN_BẢN", help="văn bản đang giữ nhầm: số ký hiệu hoặc IRI")
    one.add_argument(
        "other",
        metavar="VĂN_BẢN_2",
        help="văn bản kia: số ký hiệu, IRI (kể cả chưa có trong đồ thị), hoặc ngày ban hành của văn bản cùng số",
    )
    one.add_argument(
        "--mention", action="append", default=[], metavar="IRI", help="lượt dẫn của văn bản kia; dùng được nhiều lần"
    )
    one.add_argument(
        "--file", action="append", default=[], metavar="TỆP", help="tệp giữ toàn văn của văn bản kia, như kho ghi"
    )
    one.add_argument("--note", default="", metavar="LỜI", help="lý do / why")
    _add_who(one)
    one = command(parts, undo, "hủy một quyết định bằng một quyết định mới / undo a decision", "undo")
    one.add_argument("id", metavar="MÃ", help="mã của quyết định, xem ở «review list»")
    one.add_argument("--note", default="", metavar="LỜI", help="lý do / why")
    _add_who(one)
    one = command(parts, list_all, "mọi quyết định, kể cả đã hủy / all decisions", "list")
    add_store(one, kept_here=True)
    add_json(one)
    one = command(
        parts, check, "quyết định nào không còn tìm thấy chỗ của nó; mã thoát 1 nếu có / which are lost", "check"
    )
    add_store(one, kept_here=True)
    add_json(one)


def _add_who(one: Any) -> None:
    one.add_argument("--who", metavar="TÊN", help="người quyết định; mặc định $DANCHIEU_REVIEWER hoặc tên đăng nhập")
    one.add_argument(
        "--later", action="store_true", help="chỉ ghi, để lần nạp sau mới áp vào đồ thị / leave it for the next load"
    )
    add_store(one, kept_here=True)
    add_registry(one)
    add_json(one)


def add(
    action: str,
    thing: str,
    other: str | None,
    relation: str | None,
    instrument: str | None,
    lead: Sequence[str] | None,
    deadline: str | None,
    note: str,
    who: str | None,
    later: bool,
    store: Path,
    registry: Path | None,
    as_json: bool,
) -> int:
    """Decide on a citation, a task or two instruments."""
    corrected = {"--relation": relation, "--instrument": instrument, "--lead": lead, "--deadline": deadline}
    given = [name for name, value in corrected.items() if value is not None]
    if action != "correct" and given:
        raise Failure(f"{', '.join(given)} chỉ dùng với «correct».")
    if (action in ("merge", "split")) != (other is not None):
        raise Failure("merge và split cần hai văn bản; các quyết định khác chỉ một đối tượng.")
    with opened(store) as graph, choosing(as_json), _told_in_words():
        from api.review.deciding import correction, on_a_thing, on_two

        if other is not None:
            meant = on_two(graph, action, thing, other)
        elif action in ("done", "open"):
            meant = on_a_thing(graph, "status", thing, {"done": action == "done"})
        else:
            value = correction(graph, relation, instrument, lead, deadline) if action == "correct" else {}
            meant = on_a_thing(graph, action, thing, value)
    return _write(store, registry, as_json, later, who, meant, note)


def split(
    thing: str,
    other: str,
    mention: Sequence[str],
    file: Sequence[str],
    note: str,
    who: str | None,
    later: bool,
    store: Path,
    registry: Path | None,
    as_json: bool,
) -> int:
    """Say that one identifier holds two instruments, and which mentions and texts are the other's."""
    if not mention and not file:
        raise Failure("Hãy chỉ ra lượt dẫn (--mention) hoặc tệp (--file) nào là của văn bản kia.")
    with opened(store) as graph, choosing(as_json), _told_in_words():
        from api.review.deciding import on_one_that_is_two

        meant = on_one_that_is_two(graph, thing, other, mention, file)
    return _write(store, registry, as_json, later, who, meant, note)


def undo(id: str, note: str, who: str | None, later: bool, store: Path, registry: Path | None, as_json: bool) -> int:
    """Undo a decision: what stood before it stands again."""
    from api.review.deciding import Meant

    return _write(store, registry, as_json, later, who, Meant("decision", "undo", id), note)


def list_all(store: Path, as_json: bool) -> int:
    """All decisions in their order, and which of them stand."""
    from graph.review.decisions import standing

    found = _book(store)
    alive = {one.id for one in standing(found.decisions)}
    if as_json:
        put_json([{**one.to_json(), "stands": one.id in alive} for one in found.decisions])
    else:
        for one in found.decisions:
            put(_line(one, one.kind != "decision" and one.id not in alive))
    for line, reason in found.damaged:
        say(f"Dòng {line} của sổ quyết định: {reason}.")
    if not found.decisions and not as_json:
        say("Chưa có quyết định nào.")
    return OK


def check(store: Path, as_json: bool) -> int:
    """Which decisions the graph could not apply; 1 where there are any."""
    from graph.review.book import stamp
    from graph.review.decisions import standing
    from graph.store.generations import description

    found = _book(store)
    noted = description(store)
    review = noted.get("review") or {"moved": [], "lost": []}
    alive = standing(found.decisions)
    lost = [one for one in alive if one.id in review["lost"]]
    moved = [one for one in alive if one.id in review["moved"]]
    pending = not str(noted.get("inputs", "")).endswith(stamp(store))
    if as_json:
        put_json(
            {
                "standing": len(alive),
                "moved": [one.to_json() for one in moved],
                "lost": [one.to_json() for one in lost],
                "damaged": [{"line": line, "reason": reason} for line, reason in found.damaged],
                "pending": pending,
            }
        )
    else:
        put(
            f"{len(alive)} quyết định có hiệu lực: {len(moved)} đã tìm lại được chỗ mới, "
            f"{len(lost)} không tìm thấy chỗ, {len(found.damaged)} dòng hỏng."
        )
        for one in lost:
            put(f"Không tìm thấy: {_line(one)}")
        for line, reason in found.damaged:
            put(f"Dòng {line}: {reason}")
    if pending:
        say("Có quyết định chưa được áp vào đồ thị; lần nạp sau sẽ áp.")
    return BROKEN if lost or found.damaged else OK


def _write(
    store: Path,
    registry: Path | None,
    as_json: bool,
    later: bool,
    who: str | None,
    meant: Meant,
    note: str,
) -> int:
    from graph.review.book import decide
    from graph.review.decisions import BadDecision

    _book(store)  # a book that cannot be read is not written to
    try:
        name = _name(who)
        made = decide(store, name, meant.kind, meant.action, meant.target, meant.value, note=note, anchor=meant.anchor)
    except BadDecision as error:
        raise Failure(_sentence(error)) from None
    except OSError as error:
        raise Failure(f"Không ghi được vào kho «{store}»: {error.strerror or error}.") from None
    if as_json:
        put_json(made.to_json())
    else:
        put(f"Đã ghi quyết định {made.id}.")
    if later:
        say("Quyết định sẽ được áp vào đồ thị ở lần nạp sau.")
    else:
        _apply(store, registry, made)
    return OK


def _apply(store: Path, registry: Path | None, made: Decision) -> None:
    """Load anew. The decision is written: whatever hinders the load is told, and the next load applies it."""
    from api.commands.registering import imported
    from api.commands.settling import settle
    from graph.registry import RegistryError
    from graph.store.errors import StoreBusy
    from graph.store.generations import description
    from ingest.update import reload

    try:
        done = reload(store, registry=imported(registry))
    except StoreBusy:
        say("Một lần nạp khác đang chạy; quyết định sẽ được áp ở lần nạp sau.")
        return
    except (OSError, RegistryError, Failure) as error:
        say(f"Chưa áp được vào đồ thị ({error}); quyết định sẽ được áp ở lần nạp sau.")
        return
    if done is None:
        say("Kho không nhớ tệp nào; quyết định sẽ được áp ở lần nạp sau.")
    elif made.id in description(store).get("review", {}).get("lost", ()):
        say("Đồ thị mới không còn chỗ của quyết định này; xem «danchieu review check».")
    settle(store)


def _book(store: Path) -> Any:
    from graph.review.book import decisions

    try:
        return decisions(store)
    except OSError as error:
        raise Failure(f"Không đọc được sổ quyết định ở «{store}»: {error.strerror or error}.") from None


@contextmanager
def _told_in_words() -> Iterator[None]:
    """What a decision cannot say, in one sentence."""
    from graph.review.decisions import BadDecision
    from graph.review.places import NotOfInstrument, Unplaced

    try:
        yield
    except (BadDecision, NotOfInstrument, Unplaced) as error:
        raise Failure(_sentence(error)) from None


def _name(who: str | None) -> str:
    name = who if who is not None else os.environ.get("DANCHIEU_REVIEWER") or _login()
    if not name.strip():
        raise Failure("Hãy cho biết người quyết định: --who TÊN.")
    return name


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may have no name for its user
        return ""


def _sentence(error: Exception) -> str:
    words = str(error)
    return f"{words[:1].upper()}{words[1:]}."


def _line(one: Decision, undone: bool = False) -> str:
    words = f"{one.id}  {one.when}  {one.who}: {_SAID[one.action]} {one.target}"
    value = {name: said for name, said in one.value.items() if name not in ("about", "mentions", "files")}
    value |= {name: len(one.value[name]) for name in ("mentions", "files") if name in one.value}
    if value:
        words += " " + ", ".join(f"{name}={said}" for name, said in sorted(value.items()))
    if one.anchor is not None:
        words += f" «{' '.join(one.anchor.quote.split())[:100]}»"
    if one.note:
        words += f" — {one.note}"
    return words + (" (đã hủy)" if undone else "")
