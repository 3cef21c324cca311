"""Validation without a change."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pyoxigraph
import pytest
import rdflib

from kg.texts import NO_FOLDER
from tests.api.conftest import BASE, assert_problem, everything
from tests.api.test_negotiation import COLLECTIONS

GOOD = {
    "id": "organisations/example",
    "type": "Organisation",
    "label": "Example",
    "kind": "company",
    "confidence": "stated",
    "evidence": [{"document": "documents/wm-ulsan-partnership"}],
}
SHAPES = "https://w3id.org/innovation-kg/shapes#"
SYNTAXES = {
    "text/turtle": pyoxigraph.RdfFormat.TURTLE,
    "application/ld+json": pyoxigraph.RdfFormat.JSON_LD,
    "application/n-triples": pyoxigraph.RdfFormat.N_TRIPLES,
    "application/rdf+xml": pyoxigraph.RdfFormat.RDF_XML,
    "application/trig": pyoxigraph.RdfFormat.TRIG,
    "application/n-quads": pyoxigraph.RdfFormat.N_QUADS,
}


def check(server: httpx.Client, body: Any, media_type: str = "application/json", accept: str = "") -> httpx.Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return server.post("/validate", content=content, headers={"content-type": media_type, "accept": accept})


def report(server: httpx.Client, body: Any, media_type: str = "application/json") -> dict[str, Any]:
    answer = check(server, body, media_type)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_good_record_conforms(server: httpx.Client) -> None:
    body = report(server, GOOD)
    assert (body["conforms"], body["records"], body["violations"]) == (True, 1, [])


@pytest.mark.parametrize("quote", [{}, {"quote": "Nobody said this"}])
def test_evidence_that_is_not_verified_is_counted(server: httpx.Client, quote: dict[str, str]) -> None:
    place = {"document": "documents/korea-expert-mission", "start": 0, "end": 9, "digest": "0" * 16}
    body = report(
        server, [GOOD, {**GOOD, **quote, "id": "organisations/other", "evidence": [place, *GOOD["evidence"]]}]
    )
    counted = {each["reason"]: (each["citations"], each["quotes"]) for each in body["unverified"]}
    assert counted == {"no passage is named": (2 - len(quote), 0), NO_FOLDER: (1 + len(quote), len(quote))}
    documents = {document for each in body["unverified"] for document in each["documents"]}
    assert documents == {"korea-expert-mission", "wm-ulsan-partnership"}
    assert len(body["notices"]) == 2


def test_evidence_in_rdf_is_counted_too(server: httpx.Client) -> None:
    triples = server.get("/contributions.nt").content
    body = report(server, triples, "application/n-triples")
    assert sum(each["citations"] for each in body["unverified"]) == triples.count(b"/ontology#evidence>")
    assert len(body["notices"]) == len(body["unverified"])
    turtle = check(server, triples, "application/n-triples", "text/turtle").text
    assert "citations were not verified" in turtle


def test_a_bad_record_is_told_what_where_and_by_which_shape(server: httpx.Client) -> None:
    body = report(server, [GOOD, {**GOOD, "id": "organisations/other", "kind": "companyy"}])
    assert body["conforms"] is False
    [violation] = body["violations"]
    assert violation["line"] == 2
    assert violation["field"] == "kind"
    assert violation["focus"] == f"{BASE}organisations/other"
    assert violation["path"] == "http://www.w3.org/ns/org#classification"
    assert violation["shape"] == f"{SHAPES}Organisation-kind"
    assert violation["severity"] == "Violation"
    assert violation["value"].endswith("companyy")
    assert violation["message"]


@pytest.mark.parametrize(
    ("record", "field"),
    [
        ({**GOOD, "bogus": 1}, "bogus"),
        ({**GOOD, "type": "Organization"}, "type"),
        ({**GOOD, "id": "places/example"}, "id"),
        ({**GOOD, "kind": "a b"}, "kind"),
        ({**GOOD, "homepage": "no iri"}, "homepage"),
        ({**GOOD, "evidence": ["wm-ulsan-partnership:1"]}, "evidence"),
        ({**GOOD, "label": ["One", "Two"]}, "label"),
        ({"label": "neither id nor type"}, "type"),
        ("a text", "-"),
        (None, "-"),
    ],
)
def test_a_fault_of_form_names_its_field(server: httpx.Client, record: Any, field: str) -> None:
    body = report(server, [GOOD, record])
    assert body["conforms"] is False
    assert {(each["line"], each["shape"]) for each in body["violations"]} == {(2, "form")}
    assert field in {each["field"] for each in body["violations"]}


def test_a_reference_to_nothing_is_a_violation(server: httpx.Client) -> None:
    [violation] = report(server, {**GOOD, "part_of": ["organisations/nobody"]})["violations"]
    assert (violation["field"], violation["line"]) == ("part_of", 1)
    assert violation["value"] == "organisations/nobody"
    nobody = {**GOOD, "id": "organisations/nobody"}
    assert report(server, [{**GOOD, "part_of": ["organisations/nobody"]}, nobody])["conforms"]


def test_a_record_takes_the_place_of_the_one_with_its_id(server: httpx.Client) -> None:
    """With both in the graph there would be two labels and two kinds, and the shapes forbid that."""
    body = {**GOOD, "id": "organisations/innovate-uk", "label": "Innovate UK, renamed", "kind": "company"}
    assert report(server, body)["conforms"]
    triples = f'<{BASE}places/busan> a <{BASE}ontology#Place> ; skos:prefLabel "Pusan" ; '
    triples = (
        f"@prefix skos: <{rdflib.SKOS}> . {triples} <{BASE}ontology#confidence> <{BASE}ontology/confidences/stated> ."
    )
    found = report(server, triples.encode(), "text/turtle")
    assert not any("more than" in each["message"].lower() for each in found["violations"])


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_what_the_service_gives_it_takes_back(server: httpx.Client, collection: str) -> None:
    assert report(server, everything(server, f"/{collection}"))["violations"] == []


@pytest.mark.parametrize("media_type", SYNTAXES)
def test_rdf_in_each_syntax(server: httpx.Client, media_type: str) -> None:
    given = server.get("/contributions.nt").content
    quads = list(pyoxigraph.parse(given, pyoxigraph.RdfFormat.N_TRIPLES))
    written = pyoxigraph.serialize(quads, format=SYNTAXES[media_type])
    assert written
    assert report(server, written, media_type)["violations"] == []
    wrong = pyoxigraph.NamedNode(f"{BASE}ontology/contribution-kinds/bogus")
    kind = next(quad for quad in quads if "contribution-kinds" in str(quad.object))
    broken = [quad for quad in quads if quad != kind]
    broken.append(pyoxigraph.Quad(kind.subject, kind.predicate, wrong, kind.graph_name))
    [violation] = report(server, pyoxigraph.serialize(broken, format=SYNTAXES[media_type]), media_type)["violations"]
    assert violation["field"] == "kind"
    assert violation["shape"] == f"{SHAPES}Contribution-kind"


def test_the_json_ld_of_the_service_can_be_validated(server: httpx.Client) -> None:
    given = server.get("/contributions.jsonld")
    assert check(server, given.content, "application/ld+json").json()["conforms"] is True


def test_the_report_as_rdf(server: httpx.Client) -> None:
    answer = check(server, {**GOOD, "kind": "companyy"}, accept="text/turtle")
    parsed = rdflib.Graph().parse(data=answer.text, format="turtle")
    [node] = parsed.subjects(rdflib.RDF.type, rdflib.SH.ValidationReport)
    assert parsed.value(node, rdflib.SH.conforms) == rdflib.Literal(False)
    [result] = parsed.objects(node, rdflib.SH.result)
    assert parsed.value(result, rdflib.SH.focusNode) == rdflib.URIRef(f"{BASE}organisations/example")
    assert parsed.value(result, rdflib.SH.sourceShape) == rdflib.URIRef(f"{SHAPES}Organisation-kind")


@pytest.mark.parametrize(
    ("body", "media_type", "kind"),
    [
        (b"", "application/json", "bad-request"),
        (b"{", "application/json", "bad-request"),
        (b"\xff\xfe\xfd", "application/json", "bad-request"),
        (b"[" * 100_000, "application/json", "bad-request"),
        (b'{"a":' * 50_000 + b"1" + b"}" * 50_000, "application/json", "bad-request"),
        (b"1" * 5_000, "application/json", "bad-request"),
        (b'{"label": "\\ud800"}', "application/json", "bad-request"),
        (b'{"\\ud800": 1}', "application/json", "bad-request"),
        (b'{"id": "\xed\xa0\x80"}', "application/json", "bad-request"),
        (b'{"@id": "\\ud800"}', "application/ld+json", "unreadable-input"),
        (b"<a> <b>", "text/turtle", "unreadable-input"),
        (b"<a", "application/rdf+xml", "unreadable-input"),
        (b"\xff", "application/n-triples", "unreadable-input"),
        (b"{", "application/ld+json", "unreadable-input"),
        (b'{"@context": "http://127.0.0.1:9/x", "@id": "a:b"}', "application/ld+json", "unreadable-input"),
        (b"[" * 100_000, "application/ld+json", "unreadable-input"),
    ],
)
def test_what_cannot_be_read_is_refused(server: httpx.Client, body: bytes, media_type: str, kind: str) -> None:
    assert_problem(check(server, body, media_type), 400, kind)


@pytest.mark.parametrize("media_type", ["text/csv", "application/x-www-form-urlencoded", "nonsense"])
def test_another_content_type_is_refused(server: httpx.Client, media_type: str) -> None:
    assert_problem(check(server, GOOD, media_type), 415, "unsupported-media-type")


@pytest.mark.parametrize(
    "body",
    [
        {**GOOD, "label": "\x00"},
        {**GOOD, "evidence": {"document": {"document": []}}},
        {**GOOD, "evidence": [[]]},
        {**GOOD, "evidence": [{"document": "documents/x", "start": "y"}]},
        {**GOOD, "kind": {"kind": {}}},
        {**GOOD, "id": 5},
        {**GOOD, "type": ["Organisation"]},
        [[GOOD]],
        [],
        1e300,
        True,
    ],
)
def test_hostile_json_gets_a_report(server: httpx.Client, body: Any) -> None:
    answer = check(server, body)
    assert answer.status_code == 200, answer.text
    assert answer.json()["conforms"] is (body == [])


@pytest.mark.parametrize(
    "triples",
    [
        "_:a a <http://www.w3.org/ns/org#Organization> .",
        "<urn:x> a <http://www.w3.org/ns/org#Organization>, <http://xmlns.com/foaf/0.1/Person> .",
        "<a#b> a <https://w3id.org/innovation-kg/ontology#Evidence> .",
        "<a> <b> << <c> <d> <e> >> .",
        "<a> <b> <<( <c> <d> <e> )>> .",
        "<> <> <> .",
        "<a> <b> 'x'@en--ltr .",
    ],
)
def test_hostile_rdf_gets_a_report(server: httpx.Client, triples: str) -> None:
    answer = check(server, triples.encode(), "text/turtle")
    assert answer.status_code in (200, 400), answer.text


def test_validation_changes_nothing(server: httpx.Client) -> None:
    before = server.get("/organisations.nt"), server.get("/ready").json()
    report(server, GOOD)
    report(server, {**GOOD, "id": "organisations/innovate-uk"})
    assert server.get("/organisations.nt").content == before[0].content
    assert server.get("/ready").json() == before[1]
    assert server.get("/organisations/example").status_code == 404


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (json.dumps(GOOD).replace("}]", '}], "label": "Another"'), "the key 'label' stands twice"),
        (json.dumps(GOOD).replace('"Example"', "NaN"), "NaN is no number"),
    ],
)
def test_json_that_says_two_things_is_refused(server: httpx.Client, body: str, said: str) -> None:
    assert said in assert_problem(check(server, body.encode()), 400, "bad-request")["detail"]


def test_a_number_keeps_its_digits(server: httpx.Client) -> None:
    money = {**GOOD, "id": "contributions/example", "type": "Contribution", "kind": "grant", "currency": "GBP"}
    body = json.dumps({**money, "amount": "AMOUNT"}).replace('"AMOUNT"', "12345678901234567890.123456789")
    answer = check(server, body.encode())
    assert answer.json()["conforms"], answer.text


@pytest.mark.parametrize("accepted", [(), ("amount-disagrees: the article misprints it",)])
def test_what_conforms_may_be_warned_of(server: httpx.Client, accepted: tuple[str, ...]) -> None:
    money = {**GOOD, "id": "contributions/example", "type": "Contribution", "kind": "grant", "currency": "GBP"}
    slip = {**money, "amount": 30000000, "printed": "over £3m", "bound": "over", "accepted": list(accepted)}
    body = report(server, slip)
    (warning,) = [each for each in body["warnings"] if each["shape"] == "amount-disagrees"]
    assert (body["conforms"], body["violations"]) == (True, [])
    assert (warning["field"], warning["line"]) == ("amount", 1)
    assert warning["severity"] == ("Info" if accepted else "Warning")
    turtle = rdflib.Graph().parse(data=check(server, slip, accept="text/turtle").text)
    severity = rdflib.SH.Info if accepted else rdflib.SH.Warning
    assert severity in set(turtle.objects(None, rdflib.SH.resultSeverity))
    assert (None, rdflib.SH.conforms, rdflib.Literal(True)) in turtle
