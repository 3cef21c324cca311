"""Characters that do not belong in a graph are refused by name on every way in; what leaves as XML is read by all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest

from kg.changes import Origin
from kg.settings import Settings
from kg.store.rdf import PREFIXES, DefaultGraph, Literal, NamedNode, Quad, read_quads
from kg.workspace import Workspace
from tests.api.conftest import BASE, assert_problem, copy_of, serving
from tests.kg.changes.homes import append

GRAPH = f"{BASE}datasets/west-midlands-korea"
NOTE = f"{PREFIXES['skos']}editorialNote"
SUBJECT = f"{BASE}places/south-korea"
TURTLE, UPDATE = {"content-type": "text/turtle"}, {"content-type": "application/sparql-update"}
RECORD_FAULTS = {
    "Pu\\u202Esan": "U+202E RIGHT-TO-LEFT OVERRIDE at position 3",
    "Pusan\\u200B": "U+200B ZERO WIDTH SPACE at position 6",
    "\\u0092Pusan": "U+0092 control character at position 1",
    "a\\uFFFDb": "U+FFFD REPLACEMENT CHARACTER at position 2",
    "a\\uE000b": "U+E000 private use character at position 2",
    "a\\u2028b": "U+2028 LINE SEPARATOR at position 2",
    "Caf\\u0065\\u0301": "is not spelt as records spell it",
    "a\\u00A0b": "is not spelt as records spell it",
}
ANYWHERE = {
    "a\\u0000b": "U+0000 control character at position 2",
    "a\\u0001": "U+0001 control character at position 2",
    "\\uFFFE": "U+FFFE noncharacter at position 1",
}


def only_violation(answer: httpx.Response) -> dict[str, Any]:
    body = assert_problem(answer, 422, "not-conforming") if answer.status_code != 200 else answer.json()
    (violation,) = body["violations"]
    found: dict[str, Any] = violation
    return found


def version(client: httpx.Client) -> str:
    return client.get("/sparql?query=ASK%7B%7D").headers["kg-version"]


@pytest.mark.parametrize("text", [*RECORD_FAULTS, *ANYWHERE])
def test_a_record_is_held_to_them_by_update_and_graph_store_and_check(writable: httpx.Client, text: str) -> None:
    before, told = version(writable), (RECORD_FAULTS | ANYWHERE)[text]
    statement = f'<{SUBJECT}> <{NOTE}> "{text}"'
    update = f"INSERT DATA {{ GRAPH <{GRAPH}> {{ {statement} }} }}"
    for answer in (
        writable.post("/sparql", content=update.encode(), headers=UPDATE),
        writable.post(f"/graphs?graph={GRAPH}", content=f"{statement} .".encode(), headers=TURTLE),
    ):
        found = only_violation(answer)
        assert (found["focus"], found["path"], found["field"]) == (SUBJECT, NOTE, "note")
        assert told in found["message"]
    assert version(writable) == before


@pytest.mark.parametrize("text", ANYWHERE)
@pytest.mark.parametrize("graph", ["default", "graph=urn:mine"])
def test_free_content_may_have_all_that_xml_can_hold(writable: httpx.Client, text: str, graph: str) -> None:
    before = version(writable)
    bad = f'<urn:a> <urn:b> "x" , "{text}"@en .'
    found = only_violation(writable.post(f"/graphs?{graph}", content=bad.encode(), headers=TURTLE))
    assert (found["focus"], found["path"]) == ("urn:a", "urn:b")
    assert ANYWHERE[text] in found["message"]
    nested = f'<urn:a> <urn:b> <<( <urn:s> <urn:p> "{text}" )>> .'
    assert (
        ANYWHERE[text]
        in only_violation(writable.post(f"/graphs?{graph}", content=nested.encode(), headers=TURTLE))["message"]
    )
    where = f"GRAPH <urn:mine> {{ <urn:a> <urn:b> '{text}' }}" if "mine" in graph else f"<urn:a> <urn:b> '{text}'"
    found = only_violation(writable.post("/sparql", content=f"INSERT DATA {{ {where} }}".encode(), headers=UPDATE))
    assert found["focus"] == "urn:a"
    assert version(writable) == before
    for fine in RECORD_FAULTS:
        good = f'<urn:a> <urn:b> "{fine}" .'
        assert writable.post(f"/graphs?{graph}", content=good.encode(), headers=TURTLE).is_success


def test_a_check_of_records_and_of_rdf_names_them(writable: httpx.Client) -> None:
    record = {"id": "places/new", "type": "Place", "kind": "city", "label": "Ulsan\u200b", "confidence": "stated"}
    for body in (record, [record]):
        found = only_violation(writable.post("/validate", json=body))
        assert (found["field"], found["line"]) == ("label", 1)
        assert "U+200B ZERO WIDTH SPACE at position 6" in found["message"]
    turtle = f'<{BASE}places/new> a <{PREFIXES["ikg"]}Place> ; <{PREFIXES["skos"]}prefLabel> "Ulsan\\u200b" .'
    report = writable.post("/validate", content=turtle.encode(), headers=TURTLE).json()
    assert any("U+200B" in each["message"] and each["field"] == "label" for each in report["violations"])
    assert all("\u200b" not in json.dumps(each, ensure_ascii=False) for each in report["violations"])


@pytest.mark.parametrize("name", ["Places/new", "places/New", "places/a\u00a0b", "places/a_b", "organisations/new"])
def test_a_record_has_an_id_that_a_table_can_have(writable: httpx.Client, name: str) -> None:
    turtle = f"<{BASE}{name}> a <{PREFIXES['ikg']}Place> ."
    answer = writable.post(f"/graphs?graph={GRAPH}", content=turtle.encode(), headers=TURTLE)
    violations = assert_problem(answer, 422, "not-conforming")["violations"]
    assert [each["field"] for each in violations if "is not an id" in each["message"]] == ["id"]


OLD = "In\x01novate\ufffe \x0b& <UK>\r"


@pytest.fixture(scope="module")
def of_old(loaded: Path) -> Iterator[httpx.Client]:
    """A service over a journal from before the policy: a label, and free content, that XML cannot hold."""
    home = copy_of(loaded, "of-old")
    with Workspace(Settings(home=home, data=None)).repository() as repository:
        subject = NamedNode(f"{BASE}organisations/innovate-uk")
        [label] = repository.store.quads(subject, NamedNode(f"{PREFIXES['skos']}prefLabel"))
        with repository.prepare(Origin("ann", "before there was a policy")) as writer:
            writer.remove([label])
            writer.add([Quad(label.subject, label.predicate, Literal(OLD), label.graph_name)])
            writer.add([Quad(NamedNode("urn:a"), NamedNode("urn:b"), Literal(OLD), DefaultGraph())])
            change = writer.finish()
        append(repository.journal, change, repository.position)
    with serving(home, KG_DATA="") as client:
        yield client


@pytest.mark.parametrize(
    "address",
    [
        "/organisations/innovate-uk.rdf",
        "/graphs?default",
        f"/graphs?graph={GRAPH}",
        "/network/affiliation.gexf",
        "/network/affiliation.graphml",
        "/network/funding.gexf",
        "/sparql?query=SELECT * { ?s ?p ?o FILTER(STRSTARTS(STR(?o), 'In')) }",
        "/sparql?query=CONSTRUCT WHERE { ?s ?p ?o }",
    ],
)
def test_what_was_stored_before_leaves_as_xml_all_the_same(of_old: httpx.Client, address: str) -> None:
    accept = "application/rdf+xml" if "SELECT" not in address else "application/sparql-results+xml"
    headers = {} if "/network" in address else {"accept": accept}
    answer = of_old.get(address, headers=headers)
    assert answer.status_code == 200, answer.text
    assert b"<" in answer.content[:5]
    read = ElementTree.tostring(ElementTree.fromstring(answer.content), encoding="unicode")
    assert "In\ufffdnovate\ufffd \ufffd&amp; &lt;UK&gt;" in read


def test_other_formats_give_what_is_stored(of_old: httpx.Client) -> None:
    answer = of_old.get("/graphs?default", headers={"accept": "application/n-triples"})
    assert [quad.object for quad in read_quads(answer.content, "ntriples")] == [Literal(OLD)]
    assert of_old.get("/organisations/innovate-uk").json()["label"] == OLD
