"""Every valid example conforms; every invalid one breaks the shape it is named after, once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import SH, Graph, URIRef

from kg.changes.trial import try_quads
from kg.desk import check
from kg.ontology import ontology_folder
from kg.records import find_datasets, from_json
from kg.store import EmbeddedStore
from kg.store.rdf import PREFIXES, Quad, read_quads
from kg.texts import SourceTexts
from kg.validation import Gate, Intake

EXAMPLES = ontology_folder() / "examples"
VALID = sorted((EXAMPLES / "valid").glob("*.jsonl"))
INVALID = sorted((EXAMPLES / "invalid").glob("*.jsonl"))
ONLY_IN_RDF = {"Evidence-digest", "Evidence-end", "Evidence-position", "Evidence-start"}
"""Shapes that guard against RDF from elsewhere: of a record, the reader tells before that its passage is malformed."""


def intake(gate: Gate, path: Path) -> Intake:
    return Intake(find_datasets(path), gate.mapping, SourceTexts(None))


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_a_valid_example_conforms(gate: Gate, path: Path) -> None:
    report = check(intake(gate, path), gate)
    assert report.violations == ()
    assert report.records == len(path.read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_a_valid_example_conforms_as_json_ld(gate: Gate, path: Path) -> None:
    assert try_quads(gate, EmbeddedStore.in_memory(), as_rdf(gate, path)).violations == ()


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_an_invalid_example_breaks_its_shape_once(gate: Gate, path: Path) -> None:
    (violation,) = check(intake(gate, path), gate).violations
    shape = "form" if path.stem in ONLY_IN_RDF else f"{PREFIXES['shape']}{path.stem}"
    assert violation.shape == shape
    assert violation.file == str(path)
    assert violation.line == line_of(gate, path, violation.field)
    assert len(violation.message) > 20


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_an_invalid_example_breaks_its_shape_once_as_json_ld(gate: Gate, path: Path) -> None:
    (violation,) = try_quads(gate, EmbeddedStore.in_memory(), as_rdf(gate, path)).violations
    assert violation.shape == f"{PREFIXES['shape']}{path.stem}"
    assert violation.field
    assert violation.focus.startswith(gate.mapping.base_iri)


def test_every_shape_with_a_message_has_an_invalid_example() -> None:
    shapes = Graph().parse(ontology_folder() / "shapes.ttl")
    told = {str(each).rpartition("#")[2] for each in shapes.subjects(SH.message) if isinstance(each, URIRef)}
    assert told == {path.stem for path in INVALID}


def bodies(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def line_of(gate: Gate, path: Path, field: str) -> int:
    """Find the line at fault by hand: the only record of the class that the shape and the field belong to."""
    name = path.stem.partition("-")[0]
    for line, body in enumerate(bodies(path), 1):
        record_class = gate.mapping.vocabulary.classes[str(body["type"])]
        slug = str(body["id"]).partition("/")[2]
        if (body["type"] == name or body["type"] != "Document") and field in record_class.fields and slug in "axgsp":
            return line
    return next(line for line, body in enumerate(bodies(path), 1) if body["type"] in (name, "Document"))


def as_rdf(gate: Gate, path: Path) -> Iterator[Quad]:
    """Read an example with the engine's JSON-LD parser; evidence gets the IRIs that a record gives it.

    Terms that the example brings go by their IRIs, for in the context short names are those of the vocabulary.
    """
    context = [gate.mapping.vocabulary.context, {"@base": gate.mapping.base_iri}]
    ids = {str(body["id"]) for body in bodies(path)}
    for body in bodies(path):
        evidence = body.get("evidence", [])
        assert isinstance(evidence, list)
        named = [{"id": f"{body['id']}#{n}", "type": "Evidence", **each} for n, each in enumerate(evidence)]
        own = {
            name: gate.mapping.iri(f"terms/{value}")
            for name, value in body.items()
            if name in ("kind", "broader") and f"terms/{value}" in ids
        }
        document = {"@context": context, **body, **own, **({"evidence": named} if named else {})}
        for quad in read_quads(json.dumps(document), "jsonld"):
            yield Quad(quad.subject, quad.predicate, quad.object, gate.mapping.graph("examples"))
        assert from_json(body, gate.mapping.vocabulary) is not None
