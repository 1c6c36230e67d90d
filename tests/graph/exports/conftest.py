"""Awkward text, and a part of the small corpus, for every format."""

from __future__ import annotations

import networkx as nx
import pytest

from graph.exports.selection import Selection, chosen
from graph.identity import agency_iri
from graph.model import Assignment, Corpus, Deadline
from graph.store.engine import OxigraphStore, in_memory
from tests.graph.small_corpus import CT19, NQ33, Draft

AWKWARD = 'Làm "ngay" <việc> & theo\x0c19-CT/TU\x00\\n\n\ufffe😀 ; { } | # ` = + - @ &lt; \\N'
FORMULAS = ("=1+1", "+84", "-5%", "@SUM(A1)", '=HYPERLINK("http://example.org")')


@pytest.fixture(scope="session")
def awkward() -> OxigraphStore:
    """Text as it comes out of PDF files, and tasks that a spreadsheet would take for formulas."""
    f = Draft('tệp "lạ" & <khác>.txt', NQ33)
    place = f.say('Điều 1 > "a" \\ b', AWKWARD)
    agency = "Sở \x00 <A> & B"
    task = f.task(
        place,
        lead=[Assignment(agency, agency_iri(agency))],
        deadlines=[Deadline("trước\x0b <31/12>", "before", None, "2024-12-31")],
    )
    f.cite(place, "\x0c19-CT/TU\x00", CT19, "implements", task)
    for words in FORMULAS:
        f.task(f.say("Điều 2", words))
    return in_memory(Corpus([f.done()], {i.iri: i for i in (NQ33, CT19)}))


@pytest.fixture(scope="session")
def implementing(store: OxigraphStore) -> nx.MultiDiGraph[str]:
    """All that implements 19-CT/TU, as the formats of tasks have it."""
    return chosen(store, Selection(of=CT19.iri), implementation=True)
