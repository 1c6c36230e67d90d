"""What a corpus is like, in figures: how long, how many citations and tasks, how they are written, who is cited.

    python -m benchmarks.country.figures STORE > benchmarks/country/figures.json

STORE is one that `danchieu ingest` made of the corpus. No sentence and no name leaves it, but the words for types
of instruments and for levels. `documents` has a row for each document, with `COLUMNS`; made-up documents take after
these rows, so what goes together in real ones (long and full of citations, short and full of tasks) does there too.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from math import log
from pathlib import Path
from typing import Any

from graph.model import Citation
from ingest.fingerprint import reader_fingerprint
from ingest.ledger import Ledger
from ingest.resolve.local import Local

COLUMNS = (
    "type", "level", "characters", "provisions", "symbols", "names", "selves", "anaphors", "instruments",
    "tasks", "led", "joined", "due", "targets",
)  # fmt: skip
_MUTED = re.compile(r"[\s]")
_PARTY = re.compile(r"[/-](?:TW|TU|ĐU|BTGTW|VPTW)\b", re.IGNORECASE)
_LOCAL = re.compile(r"(?:UBND|HĐND|ĐĐBQH)", re.IGNORECASE)
_YEAR = re.compile(r"/(\d{4})/")
LEVELS = ("central", "province", "party")
_WHOSE = ("local", "party", "year inside")
_TOPS = (1, 5, 20, 100, 400)


def main(arguments: Sequence[str]) -> int:
    """Print the figures of a store's documents as JSON."""
    print(dumped(figures(held(Path(arguments[0])))))
    return 0


def held(store: Path) -> Iterator[Local]:
    """Every text of a store's files, as it was read."""
    with Ledger(store, reader_fingerprint(None)) as ledger:
        for entry in ledger.files():
            yield from ledger.outcome(entry).locals


def dumped(found: dict[str, Any]) -> str:
    """JSON with a line for each document."""
    rows = ",\n  ".join(json.dumps(row, ensure_ascii=False) for row in found["documents"])
    rest = json.dumps({**found, "documents": []}, ensure_ascii=False, indent=1)
    return rest.replace('"documents": []', f'"documents": [\n  {rows}\n ]')


def figures(locals_: Iterable[Local]) -> dict[str, Any]:
    """The figures of these texts."""
    rows: list[list[Any]] = []
    symbols: list[Citation] = []
    cited, citing = Counter[str](), Counter[str]()
    shares = Counter[str]()
    relations = Counter[str]()
    leads, joined = Counter[int](), Counter[int]()
    tasks = 0
    for local in locals_:
        found = local.extraction
        rows.append(_row(local))
        own = [one for one in found.citations if one.kind == "symbol"]
        symbols += own
        for one in own:
            for name, holds in _written(one).items():
                shares[f"{_level(local)} {name}"] += holds
            shares[f"{_level(local)} symbols"] += 1
        cited.update(_plain(one.symbol) for one in own)
        seen = set[str]()
        for one in own:
            again = _plain(one.symbol) in seen
            seen.add(_plain(one.symbol))
            shares["again"] += again
            shares["dated again" if again else "dated first"] += _written(one)["dated"]
        citing.update(seen)
        relations.update(one.relation for one in found.citations if one.kind in ("symbol", "name"))
        tasks += len(found.tasks)
        for task in found.tasks:
            inside = [one for one in own if task.start <= one.start and one.end <= task.end]
            shares[f"{_level(local)} tasks"] += 1
            shares[f"{_level(local)} tasks that cite"] += bool(inside)
            leads[len(task.lead)] += 1
            joined[len(task.coordinating)] += 1
            shares["explicit lead"] += any(one.explicit for one in task.lead)
    for one in symbols:
        for name, holds in _written(one).items():
            shares[name] += holds
    return {
        "columns": list(COLUMNS),
        "documents": sorted(rows, key=lambda row: (row[2], row)),
        "symbols": {name: round(shares[name] / len(symbols), 4) for name in sorted(_written(symbols[0]))},
        "relations": {name: round(n / relations.total(), 4) for name, n in relations.most_common()},
        "leads": {str(n): round(c / max(tasks, 1), 4) for n, c in sorted(leads.items())[:6]},
        "joined": {str(n): round(c / max(tasks, 1), 4) for n, c in sorted(joined.items())[:6]},
        "tasks that cite": {
            level: round(shares[f"{level} tasks that cite"] / max(shares[f"{level} tasks"], 1), 4) for level in LEVELS
        },
        "explicit": round(shares["explicit lead"] / max(tasks, 1), 4),
        "symbols of": {
            level: {name: round(shares[f"{level} {name}"] / max(shares[f"{level} symbols"], 1), 4) for name in _WHOSE}
            for level in LEVELS
        },
        "dated": {
            "first": round(shares["dated first"] / max(len(symbols) - shares["again"], 1), 4),
            "again": round(shares["dated again"] / max(shares["again"], 1), 4),
        },
        "mentions of one instrument": _ranked(cited),
        "documents that cite one instrument": _ranked(citing),
    }


def _ranked(counts: Counter[str]) -> dict[str, Any]:
    by_rank = [count for _, count in counts.most_common()]
    return {
        "instruments": len(by_rank),
        "once": round(by_rank.count(1) / len(by_rank), 4),
        "top": {str(k): round(sum(by_rank[:k]) / counts.total(), 4) for k in _TOPS},
        "exponent": round(_exponent(by_rank), 3),
    }


def _row(local: Local) -> list[Any]:
    found = local.extraction
    kinds = Counter(one.kind for one in found.citations)
    document = found.documents[0] if found.documents else None
    return [
        document.type if document else None,
        _level(local),
        found.source.characters,
        len(found.provisions),
        kinds["symbol"],
        kinds["name"],
        kinds["self"],
        kinds["anaphor"],
        len({_plain(one.symbol) for one in found.citations if one.kind == "symbol"}),
        len(found.tasks),
        sum(1 for one in found.tasks if one.lead),
        sum(1 for one in found.tasks if one.coordinating),
        sum(1 for one in found.tasks if one.deadlines),
        sum(1 for one in found.tasks if one.targets),
    ]


def _level(local: Local) -> str:
    own = local.owns[0] if local.owns else None
    if own is None:
        return "central"
    if own.party:
        return "party"
    return "central" if own.place in (None, "vn") else "province"


def _written(one: Citation) -> dict[str, bool]:
    """How a symbol is written. Shares of these are what made-up documents are written after."""
    symbol, text = one.symbol or "", one.text
    year = _YEAR.search(symbol)
    return {
        "dated": bool(one.date and len(one.date) == 10),
        "issuer": bool(one.issuer),
        "title": bool(one.title),
        "pinpoint": bool(one.pinpoint),
        "party": bool(_PARTY.search(symbol)),
        "local": bool(_LOCAL.search(symbol)),
        "year inside": bool(year),
        "blank inside": bool(_MUTED.search(text)),
        "other dash": any(dash in text for dash in "–—‑"),
        "zero before": text.startswith("0"),
        "mended": _bare(text) != _bare(symbol),
        "another year": bool(year and one.date and year[1] != one.date[:4]),
    }


def _bare(text: str) -> str:
    """A symbol as written, without its blanks and the zeros before its number; small letters stay."""
    return "".join(text.split()).lstrip("0")


def _plain(symbol: str | None) -> str:
    return _bare(symbol or "").upper()


def _exponent(by_rank: Sequence[int]) -> float:
    """Of the power law of ranks, by least squares over ranks that grow by a factor, lest the tail outweigh the rest."""
    points = []
    rank = 1.0
    while rank <= len(by_rank):
        points.append((log(int(rank)), log(by_rank[int(rank) - 1])))
        rank *= 1.5
    n = len(points)
    mean_x, mean_y = sum(x for x, _ in points) / n, sum(y for _, y in points) / n
    over = sum((x - mean_x) * (y - mean_y) for x, y in points)
    return -over / (sum((x - mean_x) ** 2 for x, _ in points) or 1.0)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
