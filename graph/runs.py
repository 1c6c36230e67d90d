"""The provenance of loads: which program made which generation, of which files, under which settings.

What depends on time, machine or run stays out of the graph, so that the same files give the same N-Quads
anywhere. In the graph is what the files and the extractor alone decide: the activity of reading (named by the
extractor), the files that it `prov:used` and their hashes. Beside it, in `runs.jsonl`, is what does not: when,
by which program with which readers at hand, under which settings, with which counts. `run_quads` says that in
PROV, in a named graph of its own, for who asks for it.

A load is named by what it is made of (`identity`: program, reader, settings, inputs, decisions of reviewers), so
two machines that load the same name it the same, and apart from that by its moment.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, Quad

from graph.answers.rows import Json
from graph.identity import digest, document_graph_iri
from graph.model import Resolved
from graph.store.journal import append, read
from graph.triples.sheet import Sheet, data_node
from graph.vocabulary import DAN, PROV, RDFS, SCHEMA

NAME = "runs.jsonl"
# Of 400 files a record takes 60 kB, so that the last 250 loads are kept; of 5 files the last 10,000.
MOST_BYTES = 16 * 2**20
# Files that a record names; of 20,000 each load would write 3 MB. The digest is of all of them, and the graph itself
# names every file that it was made of.
MOST_INPUTS = 2_000
_COUNTS = {
    "files": DAN.fileCount,
    "documents": DAN.documentCount,
    "citations": DAN.mentionCount,
    "tasks": DAN.taskCount,
    "problems": DAN.problemCount,
}


@dataclass(frozen=True, slots=True)
class Making:
    """What a load is made of. `program` {name, version}; `reader` the fingerprint of all that reading depends
    on; `configuration` the settings; `inputs` path and SHA-256 of every file, the hash empty where it could
    not be opened; `started` a moment (ISO 8601, UTC)."""

    program: Mapping[str, str]
    reader: str
    configuration: Mapping[str, Any] = field(default_factory=dict)
    inputs: tuple[tuple[str, str], ...] = ()
    started: str | None = None

    @classmethod
    def of(cls, corpus: Resolved) -> Making:
        """What a corpus says of itself, where nobody says more."""
        extractors = sorted({tuple(sorted(e.extractor.items())) for e in corpus.extractions})
        program = dict(extractors[0]) if extractors else {}
        inputs = {(e.source.path, e.source.sha256) for e in corpus.extractions}
        return cls(program, digest(extractors) if extractors else "", {}, tuple(sorted(inputs)))

    @property
    def inputs_digest(self) -> str:
        """SHA-256 over the paths and hashes of all inputs, whatever their order."""
        found = hashlib.sha256()
        for path, sha256 in sorted(self.inputs):
            found.update(f"{sha256}  {path}\n".encode())
        return found.hexdigest()


def keep(directory: Path | str, making: Making, described: Mapping[str, Any], decisions: str) -> Json:
    """Write a load down: `described` is the note beside its generation, `decisions` the stamp of the reviews."""
    identity = digest(
        json.dumps(dict(making.program), sort_keys=True),
        making.reader,
        json.dumps(dict(making.configuration), sort_keys=True),
        making.inputs_digest,
        decisions,
    )
    record = {
        "identity": identity,
        "generation": described["generation"],
        "started": making.started or described["loaded"],
        "ended": described["loaded"],
        "program": dict(making.program),
        "reader": making.reader,
        "configuration": dict(making.configuration),
        "inputs_digest": making.inputs_digest,
        "decisions": decisions,
        "counts": {name: described[name] for name in (*_COUNTS, "instruments", "quads")},
        "inputs": [list(pair) for pair in sorted(making.inputs)[:MOST_INPUTS]],
        "inputs_omitted": max(0, len(making.inputs) - MOST_INPUTS),
    }
    return append(Path(directory) / NAME, record, most_bytes=MOST_BYTES)


def runs(directory: Path | str) -> list[Json]:
    """All loads that are remembered, newest first."""
    return [one for one in reversed(read(Path(directory) / NAME).records) if "identity" in one]


def run_quads(records: Iterable[Mapping[str, Any]]) -> Iterator[Quad]:
    """Loads as PROV activities, in the named graph `…id/graph/runs`."""
    sheet = Sheet(data_node("graph", "runs"))
    for one in records:
        node = data_node("load", digest(one["identity"], one["generation"], one["ended"]))
        agent = data_node("agent", digest(*sorted(one["program"].items())))
        sheet.kinds(node, PROV.Activity)
        sheet.plain(node, DAN.generation, one["generation"])
        sheet.moment(node, PROV.startedAtTime, one["started"])
        sheet.moment(node, PROV.endedAtTime, one["ended"])
        sheet.add(node, PROV.wasAssociatedWith, agent)
        sheet.kinds(agent, PROV.SoftwareAgent)
        sheet.plain(agent, RDFS.label, one["program"].get("name"))
        sheet.plain(agent, SCHEMA.softwareVersion, one["program"].get("version"))
        sheet.plain(node, DAN.readerFingerprint, one["reader"])
        sheet.plain(node, DAN.configuration, json.dumps(one["configuration"], ensure_ascii=False, sort_keys=True))
        sheet.plain(node, DAN.inputsDigest, one["inputs_digest"])
        for name, property_ in _COUNTS.items():
            sheet.number(node, property_, one["counts"][name])
        for path, sha256 in one["inputs"]:
            if sha256:
                file = NamedNode(document_graph_iri(sha256))
                sheet.add(node, PROV.used, file)
                sheet.plain(file, DAN.sha256, sha256)
                sheet.plain(file, DAN.path, path)
    yield from sheet.quads()
