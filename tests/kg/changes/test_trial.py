from __future__ import annotations

import json
from contextlib import suppress

import pytest

from kg.changes.trial import try_rdf, try_records
from kg.errors import UnreadableInput
from kg.mapping import DOCUMENT, Mapping
from kg.records import Unverified
from kg.store import EmbeddedStore
from kg.store.rdf import PREFIXES
from kg.validation import Gate

NOTHING = EmbeddedStore.in_memory()


def place(slug: str, **fields: object) -> dict[str, object]:
    return {"id": f"places/{slug}", "type": "Place", "confidence": "stated", **fields}


def cited(document: str, *, placed: bool = False) -> dict[str, object]:
    position = {"start": 0, "end": 4, "digest": "0" * 16} if placed else {}
    return {"document": f"documents/{document}", **position}


def test_the_evidence_of_records_is_counted(gate: Gate) -> None:
    records = [
        place("a", evidence=[cited("x"), cited("y", placed=True)], quote="Nobody said this"),
        place("b", evidence=[cited("x", placed=True)]),
    ]
    report = try_records(gate, NOTHING, json.dumps(records).encode())

    assert report.unverified == (Unverified("its document has no record here", 3, 1, ("x", "y")),)
    assert report.records == 2


def test_what_cites_nothing_has_nothing_to_verify(gate: Gate) -> None:
    assert try_records(gate, NOTHING, json.dumps(place("a")).encode()).unverified == ()
    assert try_rdf(gate, NOTHING, b"<urn:a> <urn:b> <urn:c> .", "ntriples", {}).unverified == ()


def test_the_evidence_of_rdf_is_counted(gate: Gate, mapping: Mapping) -> None:
    evidence = f"<{mapping.vocabulary.classes['Place'].fields['evidence'].iri}>"
    triples = "".join(
        f"<{iri}> a <{mapping.vocabulary.classes['Place'].iri}> ; {evidence} <{iri}#x> .\n"
        f"<{iri}#x> <{DOCUMENT.value}> <{mapping.iri('documents/x')}> .\n"
        f"<{iri}#x> <{PREFIXES['oa']}start> 0 ; <{PREFIXES['oa']}end> 4 ; <{PREFIXES['ikg']}digest> '{'0' * 16}' .\n"
        for iri in map(mapping.iri, ("places/a", "places/b", "places/c"))
    )
    (unverified,) = try_rdf(gate, NOTHING, triples.encode(), "turtle", {}).unverified
    assert (unverified.citations, unverified.documents) == (3, ("x",))
    assert unverified.reason == "its document has no record here"


def test_that_not_all_is_reported_is_said(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.validation.gate.ENOUGH", 1)
    report = try_records(gate, NOTHING, json.dumps([place("a"), place("b")]).encode())
    assert report.notices == ("only the first 1 faulty records are reported",)


@pytest.mark.parametrize(
    "evidence", ["<<( <urn:a> <urn:b> 1 )>>", "'\\uFFFF'", "'<a b>'", "' 1 '", "_:a", "true", "<urn:x>"]
)
def test_evidence_of_any_form_is_told_and_not_failed_at(gate: Gate, evidence: str) -> None:
    kind, property_ = f"<{PREFIXES['org']}Organization>", f"<{PREFIXES['ikg']}evidence>"
    body = f"<{gate.mapping.base_iri}organisations/a> a {kind} ; {property_} {evidence} ."
    with suppress(UnreadableInput):
        assert not try_rdf(gate, NOTHING, body.encode(), "turtle", {}).conforms
