"""A term of a result is shown the same by the server and by the page's script: short, with its address here."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from api.pages.result_terms import QUERY_PREFIXES, Shown, shown
from graph.identity import ONTOLOGY, base_iri

SCRIPTS = Path(__file__).parents[2] / "web" / "src" / "sparql"
XSD = "http://www.w3.org/2001/XMLSchema#"
THING = f"{base_iri()}id/vn/quoc-hoi/luat/2019-06-13/38-2019-qh14"


def uri(value: str) -> dict[str, Any]:
    return {"type": "uri", "value": value}


def literal(value: str, **more: str) -> dict[str, Any]:
    return {"type": "literal", "value": value, **more}


CASES: list[tuple[dict[str, Any], Shown]] = [
    (uri(THING), Shown("vn/quoc-hoi/luat/2019-06-13/38-2019-qh14", "/id/" + THING.partition("/id/")[2], full=THING)),
    (uri(f"{ONTOLOGY}Task"), Shown("dan:Task", "/ontology#Task", full=f"{ONTOLOGY}Task")),
    (uri(f"{base_iri()}id/a%20b"), Shown("a%20b", "/id/a%2520b", full=f"{base_iri()}id/a%20b")),
    (uri(f"{base_iri()}id/đất"), Shown("đất", "/id/%C4%91%E1%BA%A5t", full=f"{base_iri()}id/đất")),
    (uri(f"{XSD}date"), Shown("xsd:date", full=f"{XSD}date")),
    (uri("http://purl.org/dc/terms/a/b"), Shown("http://purl.org/dc/terms/a/b", full="http://purl.org/dc/terms/a/b")),
    (uri("javascript:alert(1)"), Shown("javascript:alert(1)", full="javascript:alert(1)")),
    ({"type": "bnode", "value": "b0"}, Shown("_:b0")),
    (literal("<b>"), Shown("<b>")),
    (literal("đất", **{"xml:lang": "vi"}), Shown("đất", note="vi")),
    (literal("7", datatype=f"{XSD}integer"), Shown("7", note="xsd:integer", number=True)),
    (literal("a", datatype=f"{XSD}string"), Shown("a")),
    (
        {
            "type": "triple",
            "value": {"subject": uri("urn:s"), "predicate": uri(f"{ONTOLOGY}p"), "object": literal("1")},
        },
        Shown("<<( urn:s dan:p 1 )>>"),
    ),
]


@pytest.mark.parametrize(("term", "expected"), CASES)
def test_the_server_shows_a_term(term: dict[str, Any], expected: Shown) -> None:
    assert shown(term) == expected


@pytest.mark.skipif(shutil.which("node") is None, reason="wants Node on the PATH")
def test_the_script_shows_the_same() -> None:
    script = f"""import {{ Names }} from {json.dumps((SCRIPTS / "terms.js").as_uri())};
        const [terms, ...about] = JSON.parse(process.argv[1]);
        const names = new Names(...about);
        console.log(JSON.stringify(terms.map((term) => names.shown(term))));"""
    given = json.dumps([[term for term, _ in CASES], QUERY_PREFIXES, f"{base_iri()}id/", ONTOLOGY])
    done = subprocess.run(
        ["node", "--input-type=module", "-e", script, given],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    found = [asdict(Shown(**{"text": "", **one})) for one in json.loads(done.stdout)]
    assert found == [asdict(expected) for _, expected in CASES]
