"""`registry import` and `registry list`: national instruments that an operator gives, to read by."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.commands.arguments import Subparsers, add_json, add_registry, command, some_path
from api.commands.common import BAD_INPUT, OK, UNREADABLE, Failure, Told, put, put_json, say, show
from api.configuration import registry_place

if TYPE_CHECKING:
    from graph.registry.imported import Identity, Imported, KnownInstrument
    from graph.registry.sheets import Sheet


def add_to(commands: Subparsers) -> None:
    words = "danh mục văn bản của trung ương, để nhận ra khi đọc / national instruments to recognise"
    registry = commands.add_parser("registry", help=words, description=words)
    found = registry.add_subparsers(metavar="VIỆC", required=True, title="Việc")
    one = command(
        found,
        import_files,
        "nhập CSV hoặc JSON có cột loại, số ký hiệu, ngày ban hành, tên, tên khác, nguồn / add rows of a table",
        "import",
    )
    one.add_argument("files", nargs="+", type=some_path, metavar="TỆP", help="tệp CSV hoặc JSON / CSV or JSON files")
    one.add_argument(
        "--replace",
        action="store_true",
        help="dòng mới thay dòng đã có trái với nó / let a new row replace a stored one that it contradicts",
    )
    add_registry(one)
    add_json(one)
    one = command(found, list_rows, "xem những gì đã nhập / show what was imported", "list")
    add_registry(one)
    add_json(one)


def import_files(files: Sequence[Path], replace: bool, registry: Path | None, as_json: bool) -> int:
    """Add the rows of the files to those that are kept; say which could not be taken and why."""
    from graph.registry.imported import merge, save

    folder = _folder(registry)
    kept = _load(folder)
    counts = {"added": 0, "changed": 0, "unchanged": 0}
    refused: list[dict[str, Any]] = []
    seen: set[Identity] = set()
    missing = [path for path in files if not path.exists()]
    for path in missing:
        say(f"Lỗi: không có tệp «{path}».")
    present = [path for path in dict.fromkeys(files) if path.exists()]
    if not present:
        raise Told(BAD_INPUT)
    unread = 0
    for path in present:
        sheet = _read(path)
        if sheet is None:
            unread += 1
            continue
        if sheet.ignored:
            say(f"{path}: bỏ qua cột {', '.join(f'«{name}»' for name in sheet.ignored)}.")
        merged = merge(kept, sheet.rows, renew=replace, seen=seen)
        kept = merged.imported
        for refusal in sorted((*sheet.refused, *merged.refused), key=lambda each: each.line):
            say(f"Lỗi: {path}, {refusal}.")
            refused.append({"file": str(path), "line": refusal.line, "reason": str(refusal.reason)})
        for what in counts:
            counts[what] += getattr(merged, what)
    if unread == len(present):
        raise Told(UNREADABLE)
    try:
        save(folder, kept)
    except OSError as error:
        raise Failure(f"Không ghi được vào «{folder}»: {error.strerror or error}.") from None
    told = {**counts, "refused": refused, "total": len(kept.instruments), "registry": str(folder)}
    show(told, as_json, lambda: _counted(told))
    return BAD_INPUT if refused or missing or unread else OK


def list_rows(registry: Path | None, as_json: bool) -> int:
    """Print what was imported: how many, and each."""
    folder = _folder(registry)
    rows = _load(folder, registry is not None).instruments
    if as_json:
        put_json({"registry": str(folder), "count": len(rows), "instruments": [_row(each) for each in rows]})
        return OK
    put(f"Danh mục ở «{folder}» có {len(rows)} văn bản.")
    for each in rows:
        others = f"; còn gọi: {', '.join(each.aliases)}" if each.aliases else ""
        put(f"  {each.said()}{others} ({each.source})")
    return OK


def imported(registry: Path | None) -> Imported:
    """What was imported into the folder that was asked for, else the usual one; a named one must be there."""
    return _load(_folder(registry), registry is not None)


def _folder(registry: Path | None) -> Path:
    return registry if registry is not None else registry_place()


def _load(folder: Path, asked_for: bool = False) -> Imported:
    from graph.registry import RegistryError
    from graph.registry.imported import TABLE, load

    try:
        if asked_for and not (folder / TABLE).is_file():
            raise Failure(f"Chưa có danh mục ở «{folder}»; hãy chạy «danchieu registry import TỆP…» trước.")
        return load(folder)
    except RegistryError as error:
        raise Failure(f"Danh mục hỏng: {error}.") from None
    except OSError as error:
        raise Failure(f"Không đọc được danh mục ở «{folder}»: {error.strerror or error}.") from None


def _read(path: Path) -> Sheet | None:
    from graph.registry.refusals import UnreadableSheet
    from graph.registry.sheets import read_sheet
    from ingest.resolve.registered import check

    try:
        return read_sheet(path, check)
    except UnreadableSheet as error:
        say(f"Lỗi: {path}: {error}.")
        return None


def _row(known: KnownInstrument) -> dict[str, Any]:
    return {
        "type": known.type,
        "symbol": known.symbol,
        "date": known.date,
        "name": known.name,
        "aliases": list(known.aliases),
        "source": known.source,
    }


def _counted(told: dict[str, Any]) -> str:
    refused = f", {len(told['refused'])} dòng không nhận" if told["refused"] else ""
    return (
        f"Đã nhập {told['added']} văn bản mới, sửa {told['changed']}, {told['unchanged']} đã có{refused}; "
        f"danh mục ở «{told['registry']}» có {told['total']} văn bản."
    )
