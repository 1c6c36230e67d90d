"""What `benchmarks.load` asks: the same questions of any store, of things drawn at random from it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from pyoxigraph import QuerySolutions

from benchmarks.wire_client import Exchange, get, post
from graph.answers.competency import bound, question
from graph.identity import base_iri
from graph.store.base import Store

ROWS = "application/sparql-results+json"
COMPETENCY = ("who-cites", "tasks-implementing", "same-number")
DRAWN = 40  # with three questions fewer than the 128 queries that rdflib-endpoint keeps parsed: it may profit too
MOST_CITED = 400  # times: what nearly all cite has thousands of rows, and a benchmark of it is one of writing JSON
CHARACTERS = 2000  # of a text that is looked up
_TEXT, _JSON = "text/plain; charset=utf-8", "application/json"
_FORM = "application/x-www-form-urlencoded"
_CITED = f"""PREFIX cito: <http://purl.org/spar/cito/>
PREFIX dan: <https://w3id.org/danchieu/def#>
SELECT ?it (SAMPLE(?number) AS ?symbol) {{
  ?citation cito:hasCitedEntity ?it . ?it dan:symbol ?number
}} GROUP BY ?it HAVING(COUNT(DISTINCT ?citation) < {MOST_CITED}) ORDER BY ?it"""


@dataclass(frozen=True, slots=True)
class Asked:
    """The things asked of: instruments, texts that cite them, and queries."""

    instruments: Sequence[str]
    texts: Sequence[str]
    sparql: Sequence[str]

    def exchanges(self, host: str) -> dict[str, list[Exchange]]:
        """Every kind of question as requests to that host."""
        addresses = [quote(iri.removeprefix(f"{base_iri()}id/")) for iri in self.instruments]
        form = [urlencode({"query": query}).encode() for query in self.sparql]
        return {
            "instrument": [get(host, f"/api/v1/instruments/{address}") for address in addresses],
            "tasks": [get(host, f"/api/v1/instruments/{address}/tasks") for address in addresses],
            "lookup": [post(host, "/api/v1/lookup", _TEXT, text.encode(), _JSON) for text in self.texts],
            "SPARQL": [post(host, "/sparql", _FORM, body, ROWS) for body in form],
        }


def of(store: Store, seed: int = 7) -> Asked:
    """What to ask of that store."""
    rows = store.query(_CITED)
    assert isinstance(rows, QuerySolutions)
    cited = [(row["it"].value, row["symbol"].value) for row in rows]
    drawn = random.Random(seed).sample(cited, min(DRAWN, len(cited)))
    sparql = [
        bound(store, question(name), {question(name).parameters[0].name: symbol if name == "same-number" else iri})
        # One of each question after the other, so that a comparison that has to stop early had some of each.
        for iri, symbol in drawn
        for name in COMPETENCY
    ]
    chance = random.Random(seed + 1)
    texts = [_recitals(chance.sample(drawn, len(drawn))) for _ in drawn]
    return Asked([iri for iri, _ in drawn], texts, sparql)


def _recitals(cited: Sequence[tuple[str, str]]) -> str:
    """The legal bases of a draft as long as `CHARACTERS`, which cite as many of these as have room."""
    lines = "".join(
        f"Căn cứ văn bản số {symbol} về nhiệm vụ, giải pháp phát triển kinh tế - xã hội của địa phương;\n"
        for _, symbol in cited
    )
    return (lines * (1 + CHARACTERS // max(len(lines), 1)))[:CHARACTERS]
