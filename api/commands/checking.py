"""`validate`: whether the graph holds together; and the vocabulary and the shapes as files."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.commands.arguments import Subparsers, add_json, add_store, command
from api.commands.common import BROKEN, OK, Failure, Progress, opened, put, put_json, say

if TYPE_CHECKING:
    from graph.validate import Broken, Example

VOCABULARIES = ("ontology", "shapes")
# Fewer named graphs than this take about a second; nobody need be told of it.
_WORTH_TELLING = 10


def add_to(commands: Subparsers) -> None:
    one = command(commands, validate, "kiểm tra đồ thị / check that the graph holds together")
    part = one.add_mutually_exclusive_group()
    part.add_argument(
        "--rules-only",
        action="store_true",
        help="chỉ các quy tắc xuyên cạnh (khoảng 3 giây cho 100.000 bộ bốn) / only the rules across edges",
    )
    part.add_argument(
        "--shapes-only",
        action="store_true",
        help="chỉ hình dạng của từng nút (khoảng 6 giây cho 100.000 bộ bốn) / only the shape of each node",
    )
    add_store(one)
    add_json(one)


def validate(rules_only: bool, shapes_only: bool, store: Path, as_json: bool) -> int:
    """Check shapes and rules; 1 where a violation was found, 0 where there are warnings at most."""
    with opened(store) as graph:
        from graph.validate import validate as check

        progress = Progress()

        def tell(done: int, total: int) -> None:
            if total >= _WORTH_TELLING and (sys.stderr.isatty() or done % 50 == 0):
                progress.of_many("hình dạng", done, total)

        broken = check(graph, with_rules=not shapes_only, with_shapes=not rules_only, tell=tell)
        progress.done()
    if as_json:
        put_json([dataclasses.asdict(each) for each in broken])
    else:
        for each in broken:
            put(_in_words(each))
    violations = [each for each in broken if each.severity == "violation"]
    say(_summary(len(violations), len(broken) - len(violations)))
    return BROKEN if violations else OK


def _summary(violations: int, warnings: int) -> str:
    if violations:
        return f"Đồ thị sai {violations} quy tắc" + (f", có {warnings} cảnh báo." if warnings else ".")
    if warnings:
        return f"Đồ thị giữ mọi quy tắc bắt buộc, có {warnings} cảnh báo."
    return "Đồ thị giữ mọi quy tắc."


def _in_words(broken: Broken) -> str:
    grade = "SAI" if broken.severity == "violation" else "CẢNH BÁO"
    lines = [f"{grade} {broken.rule}: {broken.count} — {broken.meaning}", f"    {broken.english}"]
    for example in broken.examples:
        lines.append(f"    • {example.focus}" + (f" ({example.detail})" if example.detail else ""))
        if example.file:
            lines.append(f"      {_where(example)}")
    if broken.count > len(broken.examples):
        lines.append(f"    … và {broken.count - len(broken.examples)} chỗ khác")
    return "\n".join(lines)


def _where(example: Example) -> str:
    parts = [example.file or "", example.place or ""]
    if example.start is not None:
        parts.append(f"ký tự {example.start}")
    return ", ".join(part for part in parts if part)


def export_vocabulary(which: str, out: Path | None, filters: dict[str, Any]) -> int:
    """Write ontology.ttl or shapes.ttl as it is shipped; it is the same whatever the store holds."""
    from graph.shapes import shapes_text
    from graph.vocabulary import ontology_path

    given = sorted(name for name, value in filters.items() if value and value != "both")
    if given:
        raise Failure(f"«{which}» không phụ thuộc đồ thị; hãy bỏ " + ", ".join(f"--{name}" for name in given) + ".")
    text = ontology_path().read_text(encoding="utf-8") if which == "ontology" else shapes_text()
    data = text.encode("utf-8")
    if out is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return OK
    try:
        out.write_bytes(data)
    except OSError as error:
        raise Failure(f"Không ghi được «{out}»: {error.strerror or error}.") from None
    say(f"Đã ghi {out} ({len(data)} byte).")
    return OK
