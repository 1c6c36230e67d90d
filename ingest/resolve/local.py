"""What one file hands to the resolution."""

from __future__ import annotations

from dataclasses import dataclass

from graph.model import Extraction
from ingest.resolve.keys import Own, Ref


@dataclass(slots=True)
class Local:
    """A file's extraction before resolution. `refs[k]` is what `extraction.citations[k]` says of
    identity; `owns[k]` the identity of `extraction.documents[k]`."""

    extraction: Extraction
    refs: list[Ref]
    owns: list[Own]
