"""What was sent, judged and stored is the same graph: no literal becomes another one on any way in."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from kg.store.rdf import read_quads, text_of
from tests.api.conftest import BASE, assert_problem

XSD = "http://www.w3.org/2001/XMLSchema#"
GRAPH = "urn:example:literals"
ADDRESS = f"/graphs?graph={quote(GRAPH, safe='')}"
PREFIXES = f"PREFIX xsd: <{XSD}> PREFIX ex: <urn:example:> "
REFUSED = {
    ("5", "int"): "integer",
    ("05", "unsignedByte"): "integer",
    ("2020-01-01T00:00:00Z", "dateTimeStamp"): "dateTime",
}
DOCUMENTS = {
    "text/turtle": '<urn:a> <urn:b> "{text}"^^<{datatype}> .',
    "application/n-triples": '<urn:a> <urn:b> "{text}"^^<{datatype}> .',
    "application/n-quads": '<urn:a> <urn:b> "{text}"^^<{datatype}> .',
    "application/trig": '{{ <urn:a> <urn:b> "{text}"^^<{datatype}> }}',
    "application/ld+json": '{{"@id": "urn:a", "urn:b": {{"@value": "{text}", "@type": "{datatype}"}}}}',
    "application/rdf+xml": '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:u="urn:">'
    '<r:Description r:about="urn:a"><u:b r:datatype="{datatype}">{text}</u:b></r:Description></r:RDF>',
}
UPDATES = (
    "INSERT DATA {{ GRAPH <{graph}> {{ <urn:a> <urn:b> '''{text}'''^^xsd:{datatype} }} }}",
    "INSERT {{ ?s ex:p '{text}'^^<{full}> }} WHERE {{ VALUES ?s {{ ex:s }} }}",
    "INSERT {{ ex:s ex:p ?o }} WHERE {{ VALUES ?o {{ 1 '{text}' ^^ xsd:{datatype} }} }}",
    "INSERT {{ ex:s ex:p ?o }} WHERE {{ BIND(STRDT('{text}', xsd:{datatype}) AS ?o) }}",
    "INSERT {{ ex:s ex:p ?o }} WHERE {{ BIND(strdt(CONCAT('', '{text}'), <{full}>) AS ?o) }}",
    "DELETE DATA {{ ex:s ex:p '{text}'^^xsd:{datatype} }}",
    "DELETE WHERE {{ ?s ?p '{text}'^^xsd:{datatype} }}",
    "INSERT DATA {{ ex:s ex:p 1 }} ; DELETE {{ ?s ?p '{text}'^^xsd:{datatype} }} WHERE {{ ?s ?p 5 }}",
)
UPDATE = {"content-type": "application/sparql-update"}


def version(client: httpx.Client) -> str:
    return client.get("/sparql?query=ASK%7B%7D").headers["kg-version"]


@pytest.mark.parametrize("literal", REFUSED, ids=lambda literal: literal[1])
@pytest.mark.parametrize("media_type", DOCUMENTS)
def test_a_document_with_a_literal_that_is_not_kept_is_refused(
    blank: httpx.Client, media_type: str, literal: tuple[str, str]
) -> None:
    text, datatype = literal
    body = DOCUMENTS[media_type].format(text=text, datatype=XSD + datatype)
    before, form = version(blank), {"a.file": ("a.file", body, media_type)}
    headers = {"content-type": media_type}
    answers = [blank.request(method, ADDRESS, content=body.encode(), headers=headers) for method in ("PUT", "POST")]
    for answer in (*answers, blank.post(ADDRESS, files=form), blank.post("/validate", content=body, headers=headers)):
        detail = assert_problem(answer, 400, "unreadable-input")["detail"]
        assert f'"{text}"^^xsd:{datatype} would come back as' in detail
        assert f"Write xsd:{REFUSED[literal]}, or a text." in detail
    assert version(blank) == before


@pytest.mark.parametrize("literal", REFUSED, ids=lambda literal: literal[1])
@pytest.mark.parametrize("update", UPDATES)
def test_an_update_with_a_literal_that_is_not_kept_is_refused(
    blank: httpx.Client, update: str, literal: tuple[str, str]
) -> None:
    text, datatype = literal
    before, told = version(blank), update.format(graph=GRAPH, text=text, datatype=datatype, full=XSD + datatype)
    detail = assert_problem(blank.post("/sparql", content=PREFIXES + told, headers=UPDATE), 400, "query-failed")[
        "detail"
    ]
    assert datatype in detail
    assert f"xsd:{REFUSED[literal]}" in detail
    assert version(blank) == before


SPELT = """<urn:a> <urn:b> 05 , +1 , 1.0 , 1.50 , 1e1 , "1"^^xsd:boolean , "P24M"^^xsd:duration ;
  <urn:b> "a"@en-GB , "abc"^^xsd:int ."""
KEPT = {"5", "1", "1.5", "10", "true", "P2Y", "a", "abc"}


def test_one_value_has_one_spelling_when_it_is_judged_written_down_and_read(
    blank: httpx.Client, blank_home: Path
) -> None:
    body = f"PREFIX xsd: <{XSD}> {SPELT}".encode()
    answer = blank.put(ADDRESS, content=body, headers={"content-type": "text/turtle"})
    assert answer.status_code in (201, 204), answer.text
    number = int(answer.headers["kg-version"])
    lines = (blank_home / "journal" / f"{number:010}.rdfp").read_text(encoding="utf-8").splitlines()
    added = {quad.triple for line in lines if line.startswith("A ") for quad in read_quads(line[2:], "nquads")}
    served = blank.get(ADDRESS, headers={"accept": "application/n-triples"}).content
    assert {quad.triple for quad in read_quads(served, "ntriples")} == added
    assert {text_of(each.object) for each in added} == KEPT
    again = blank.put(ADDRESS, content=body, headers={"content-type": "text/turtle"})
    assert again.headers["kg-version"] == str(number)
    update = f"{PREFIXES} INSERT DATA {{ GRAPH <{GRAPH}> {{ {SPELT} }} }}"
    assert blank.post("/sparql", content=update, headers=UPDATE).headers["kg-version"] == str(number)
    update = f"{PREFIXES} DELETE DATA {{ GRAPH <{GRAPH}> {{ <urn:a> <urn:b> 005 , 01.0 }} }}"
    assert blank.post("/sparql", content=update, headers=UPDATE).is_success
    served = blank.get(ADDRESS, headers={"accept": "application/n-triples"}).content
    assert {text_of(quad.object) for quad in read_quads(served, "ntriples")} == KEPT - {"5"}


def test_a_record_is_judged_as_it_is_kept(writable: httpx.Client) -> None:
    """The form of a table asks for the spelling of the store, so another one of the same value is that one."""
    graph, subject = f"{BASE}datasets/west-midlands-korea", f"{BASE}programmes/diatomic"
    statement = f'<{subject}> <{BASE}ontology#duration> "P24M"^^<{XSD}duration> .'
    address, headers = f"/graphs?graph={quote(graph, safe='')}", {"content-type": "text/turtle"}
    answer = writable.post(address, content=statement.encode(), headers=headers)
    assert answer.status_code == 204, answer.text
    assert writable.get("/programmes/diatomic").json()["duration"] == "P2Y"
