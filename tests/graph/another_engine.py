"""Queries as rdflib reads them, for tests that compare its answers with those of our engine."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query


def read(sparql: str) -> Query:
    """A query as rdflib has it once it is parsed. Raises what its parser raises.

    Read in a thread of its own: the parser leaves each try that failed in a cycle, with all frames beneath it and what
    they held. Among that were our engine's results, which may be freed in no thread but theirs: where the collector
    happened to run in a server's thread it could not free them, and warned.
    """
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(prepareQuery, sparql).result()
