"""Requests made from our own OpenAPI by schemathesis: no 5xx, and no answer that the description does not promise.

    python -m benchmarks.schema_fuzz [--examples 25] [--seed 1] [--json] [FILE_OR_FOLDER …]

A temporary store is made of the files (by default `samples/`) and served as `danchieu serve` does; then schemathesis
asks it four times: without a key, and with one of a reader, an editor and an administrator. What it uploads and decides
changes that store alone. Each time it sends the examples, the edges of every parameter (`coverage`), `--examples`
requests made at random, right and wrong, for each operation, and sequences of operations. Part of the values are such
as the store holds (`HELD`), for at random no identifier would ever be met. Which answers are faults is in
`checks.toml`. Exit code 1 where there was one; the report of schemathesis, with the curl that repeats each, is printed.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import httpx

from api.keys import book
from api.keys.book import Role
from benchmarks.servers import ROOT, ours
from ingest.update import update

HERE = Path(__file__).parent
V1 = "/api/v1"
HOLDERS: tuple[Role | None, ...] = (None, "reader", "editor", "admin")
PHASES = ("examples", "coverage", "fuzzing", "stateful")
SETTINGS = {
    "DANCHIEU_RATE_REQUESTS": "0",  # 5,000 requests in two minutes are more than one client may send
    "DANCHIEU_RATE_SPARQL": "0",
    "DANCHIEU_SPARQL_PER_CLIENT": "8",
    "DANCHIEU_UPLOAD_BYTES": "65536",
    "DANCHIEU_UPLOAD_WAITING": "10000",
}
TIMES = 900.0  # seconds that one holder's requests may take
_MET = 0.5  # of the values of these parameters
_AT_ONCE = 2
_ASKING = 1  # two threads at once and `ast.parse` of CPython 3.11 may fail: "AST constructor recursion depth mismatch"


@dataclass(frozen=True, slots=True)
class Held:
    """Where to find values for a parameter of some operations: a list, and what of each item.

    `operations` is a regular expression for what they are called, such as `GET /api/v1/tasks/{digest}`.
    """

    parameter: str
    operations: str
    where: str
    value: Callable[[dict[str, Any]], str]
    most: int = 50


def _local(one: dict[str, Any]) -> str:
    return str(one["iri"]).partition("/id/")[2]


# What the store holds, by the path of the operations that ask for it: where each identifier stands in which list.
HELD: tuple[Held, ...] = (
    Held("path.id", r"/instruments/\{id\}", f"{V1}/instruments", _local),
    Held("path.id", r"/agencies/\{id\}", f"{V1}/agencies", lambda one: _local(one).removeprefix("org/")),
    Held("path.slug", r"/agencies/\{slug\}", f"{V1}/agencies", lambda one: _local(one).removeprefix("org/")),
    Held("path.digest", r"/tasks/\{digest\}", f"{V1}/tasks", lambda one: _local(one).removeprefix("task/")),
    Held("path.id", r"GET .*/documents/\{id\}", f"{V1}/documents", lambda one: _local(one).removeprefix("document/")),
    # One only: what was taken out is not there to be asked for any more.
    Held("path.id", r"DELETE .*/documents/\{id\}", f"{V1}/documents", lambda one: str(one["sha256"]), most=1),
    Held("path.id", r" /id/\{id\}", f"{V1}/instruments", _local),
    Held("path.name", r"/questions/\{name\}", f"{V1}/questions", lambda one: str(one["name"])),
    Held("query.q", r"/lookup", f"{V1}/instruments", lambda one: str(one.get("symbol") or _local(one))),
    Held("query.from", r"/(path|explain)", f"{V1}/instruments", _local),
    Held("query.to", r"/(path|explain)", f"{V1}/instruments", _local),
    Held("body.target", r"/reviews$", f"{V1}/tasks", lambda one: str(one["iri"])),
)


@dataclass(frozen=True, slots=True)
class Fuzzed:
    """What one holder's requests came to. `failures` are the faults by kind, each with its operations."""

    holder: str
    requests: int
    operations: int
    untested: int
    never_accepted: tuple[str, ...]
    failures: dict[str, tuple[str, ...]]
    errors: dict[str, int]
    told: str

    @property
    def clean(self) -> bool:
        """Whether every operation was asked and no answer was a fault."""
        return not (self.untested or self.failures or self.errors)


def made(directory: Path, documents: Sequence[Path]) -> tuple[Path, dict[Role | None, str]]:
    """A store of those files, and a key for each holder."""
    store = directory / "store"
    update(store, documents, jobs=_AT_ONCE)
    roles: tuple[Role, ...] = ("reader", "editor", "admin")
    return store, {None: "", **{role: book.make(store, f"fuzz {role}", role)[1] for role in roles}}


def fuzz(
    address: str,
    secret: str = "",
    *,
    holder: str = "",
    examples: int,
    seed: int,
    directory: Path,
    phases: Iterable[str] = PHASES,
    held: Sequence[Held] = HELD,
) -> Fuzzed:
    """Let schemathesis ask the server at that address, in a process of its own.

    `held` are the parameters whose values it is told. Raises RuntimeError where it could not do its work at all.
    """
    directory.mkdir(parents=True)
    (directory / "schemathesis.toml").write_text(configuration(address, held), encoding="utf-8")
    report = directory / "report.json"
    program = shutil.which("schemathesis", path=str(Path(sys.executable).parent)) or "schemathesis"
    command = [program, "--config-file", str(directory / "schemathesis.toml"), "run", f"{address}/openapi.json"]
    command += ["--phases", ",".join(phases), "--max-examples", str(examples), "--seed", str(seed), "--no-color"]
    command += ["--workers", str(_ASKING), "--report", "json", "--report-json-path", str(report)]
    command += ["--header", f"Authorization: Bearer {secret}"] if secret else []
    environment = {**os.environ, "SCHEMATHESIS_HOOKS": "benchmarks.schema_fuzz.hooks", "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(
        command, cwd=directory, env=environment, capture_output=True, text=True, timeout=TIMES, check=False
    )
    if not report.exists():
        raise RuntimeError(f"schemathesis ended with {ran.returncode} and no report: {ran.stdout[-2000:]}{ran.stderr}")
    return _read(json.loads(report.read_text(encoding="utf-8")), holder, ran.stdout)


def _read(report: dict[str, Any], holder: str, told: str) -> Fuzzed:
    accepted = {
        operation: sum(phase["accepted"] for phase in phases.values())
        for operation, phases in report["valid_rates"].items()
    }
    errors = {one["title"]: one["count"] for one in report["errors"]}
    if not report["complete"]:
        errors[f"stopped: {report['stop_reason']}"] = 1
    return Fuzzed(
        holder=holder,
        requests=report["test_cases"]["generated"],
        operations=report["operations"]["selected"],
        untested=report["operations"]["selected"] - report["operations"]["tested"],
        never_accepted=tuple(sorted(operation for operation, count in accepted.items() if not count)),
        failures={f"{one['code']} {one['title']}": tuple(one["operations"]) for one in report["failures"]},
        errors=errors,
        told=told,
    )


def configuration(address: str, held: Sequence[Held]) -> str:
    """`checks.toml` with values that the store holds. JSON's texts and lists of texts are TOML's as well."""
    said = [(HERE / "checks.toml").read_text(encoding="utf-8")]
    with httpx.Client(base_url=address, timeout=30) as client:
        for number, one in enumerate(held):
            told = client.get(one.where).raise_for_status().json()
            items = told["items"] if isinstance(told, dict) else told
            values = list(dict.fromkeys(one.value(item) for item in items))[: one.most]
            if not values:
                raise RuntimeError(f"nothing at {one.where}: the store holds too little to be asked about")
            said.append(f"[dictionaries.held{number}]\nvalues = {json.dumps(values, ensure_ascii=False)}\n")
            bound = f'{{dictionary = "held{number}", probability = {_MET}}}'
            said.append(
                f"[[operations]]\ninclude-name-regex = {json.dumps(one.operations)}\n"
                f"parameters = {{{json.dumps(one.parameter)} = {bound}}}\n"
            )
    return "\n".join(said)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.schema_fuzz", description=__doc__)
    parser.add_argument("documents", nargs="*", type=Path, default=[ROOT / "samples"])
    parser.add_argument("--examples", type=int, default=25)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        store, keys = made(Path(scratch), [path.resolve() for path in options.documents])
        settings = {**SETTINGS, "DANCHIEU_REGISTRY": str(Path(scratch) / "registry")}
        found = []
        with ours(store, settings) as (address, _):
            for holder in HOLDERS:
                directory = Path(scratch) / (holder or "none")
                one = fuzz(
                    address,
                    keys[holder],
                    holder=holder or "none",
                    examples=options.examples,
                    seed=options.seed,
                    directory=directory,
                )
                found.append(one)
                if not options.json:
                    print(_line(one), flush=True)
    if options.json:
        print(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1))
    else:
        print("\n".join(one.told for one in found if not one.clean), end="")
        print(f"requests: {sum(one.requests for one in found)}")
    return 0 if all(one.clean for one in found) else 1


def _line(one: Fuzzed) -> str:
    faults = "; ".join(f"{kind} ×{len(operations)}" for kind, operations in one.failures.items()) or "no fault"
    errors = "".join(f"; {title} ×{count}" for title, count in one.errors.items())
    return f"{one.holder:8} {one.requests:6} requests, {one.operations} operations: {faults}{errors}"


if __name__ == "__main__":
    raise SystemExit(main())
