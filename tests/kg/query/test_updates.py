"""What an update would change, computed in this process."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import QueryFailed
from kg.query.question import AcceptedFormats, Question
from kg.query.updates import Update
from kg.store.rdf import read_quads
from kg.store.scratch import Scratch

DATA = """
<urn:s> <urn:p> 0 .
GRAPH <urn:free> { <urn:s> <urn:p> 1 }
GRAPH <urn:ours> { <urn:s> <urn:p> 2 }
"""


def removed_by(text: str) -> set[str]:
    store = ox.Store()
    store.extend(read_quads(DATA, "trig"))
    question = Question(text, AcceptedFormats(), is_update=True, reserved=("urn:ours",))
    update = Update(Scratch(store), "urn:x:x", question)
    update.run()
    return {quad.object.value for quad in update.removed if isinstance(quad.object, ox.Literal)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("DROP ALL", {"0", "1"}),
        ("CLEAR ALL", {"0", "1"}),
        ("CLEAR NAMED", {"1"}),
        ("drop silent named", {"1"}),
        ("INSERT DATA { GRAPH <urn:free> { <urn:s> <urn:p> 3 } } ; CLEAR SILENT NAMED ; CLEAR DEFAULT", {"0", "1"}),
        ("CLEAR GRAPH <urn:ours>", {"2"}),
        ("DROP DEFAULT", {"0"}),
        ("MOVE <urn:ours> TO <urn:free>", {"1", "2"}),
    ],
)
def test_all_and_named_do_not_cover_what_is_reserved(text: str, expected: set[str]) -> None:
    assert removed_by(text) == expected


def test_what_is_loaded_is_kept_or_refused(tmp_path: Path) -> None:
    def loaded(literal: str) -> set[str]:
        document = tmp_path / "document"
        document.write_text(f"PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> <urn:a> <urn:b> {literal} .", "utf-8")
        documents = {"http://a.example/": (str(document), "turtle")}
        question = Question("LOAD <http://a.example/>", AcceptedFormats(), is_update=True, documents=documents)
        update = Update(Scratch(ox.Store()), "urn:x:x", question)
        update.run()
        return {str(quad.object) for quad in update.added}

    assert loaded("05 , 1.5e1 , 5 , 'a'@en-GB") == {str(ox.Literal(5)), str(ox.Literal(15.0)), '"a"@en-gb'}
    for literal in ("'5'^^xsd:int", "'nan'^^xsd:double"):
        with pytest.raises(
            QueryFailed, match=r"LOAD <http://a\.example/>: Quad 1 of the turtle: .* would come back as"
        ):
            loaded(literal)


@pytest.mark.parametrize(
    ("where", "is_refused"),
    [
        ("VALUES ?o { '5'^^xsd:int }", True),
        ("BIND(STRDT('5', xsd:short) AS ?o)", True),
        ("{ SELECT (STRDT(STR(?x), xsd:short) AS ?o) { ?s ?p ?x } }", True),
        ("?s ?p ?o FILTER(?o = 'nan'^^<http://www.w3.org/2001/XMLSchema#float>)", True),
        ("?s ?p ?o FILTER(DATATYPE(?o) IN (xsd:integer, xsd:int))", False),
        ("?s ?p ?o OPTIONAL { ?p <urn:range> xsd:int , xsd:long }", False),
        ("?s ?p ?o FILTER('5^^xsd:int' != STRDT('5', xsd:integer))", False),
        ("?s ^(^<urn:p>) ?o", False),
    ],
)
def test_a_pattern_makes_nothing_that_is_not_kept(where: str, is_refused: bool) -> None:
    text = f"PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> INSERT {{ <urn:a> <urn:b> ?o }} WHERE {{ {where} }}"
    if is_refused:
        with pytest.raises(QueryFailed, match="xsd:"):
            removed_by(text)
    else:
        assert removed_by(text) == set()
