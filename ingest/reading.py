"""What is known of a file while the pipeline reads it: one record that the components fill in turn."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.grammar.mention import Mention
from ingest.grammar.tasks import FoundTask
from ingest.structure.documents import Part
from ingest.structure.header import Header
from ingest.structure.outline import Unit
from ingest.structure.paragraphs import Paragraph
from ingest.structure.quotations import Quotation
from ingest.structure.tables import Table
from ingest.text import CleanText


@dataclass(slots=True)
class Instrument:
    """One instrument of a file: its header, its body as an outline, the zone of each unit."""

    part: Part
    header: Header
    units: list[Unit]
    zones: list[str]
    start: int
    end: int


@dataclass(slots=True)
class Reading:
    """A file in the pipeline. Offsets are of `flat`, which has the clean text's length."""

    clean: CleanText
    flat: str
    paragraphs: list[Paragraph]
    tables: list[Table] = field(default_factory=list)
    instruments: list[Instrument] = field(default_factory=list)
    quotations: list[Quotation] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    owner: list[int] = field(default_factory=list)  # the instrument that each mention stands in
    unit: list[int] = field(default_factory=list)  # the unit of that instrument, or -1
    tasks: list[tuple[int, FoundTask]] = field(default_factory=list)
