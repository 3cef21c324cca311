"""A CSV row, a JSON body and a set of quads are the same record, whichever way it goes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import UnreadableInput
from kg.mapping import Mapping, record_of, record_quads
from kg.records import Record, Row, find_datasets, from_json, read_rows, to_json, write_table
from kg.records.tables import OPTIONAL_COLUMNS, read_table, split_cell
from kg.records.values import canonical
from kg.reference import concepts
from kg.settings import Settings
from kg.store import EmbeddedStore
from kg.store.rdf import BlankNode, DefaultGraph, Literal, NamedNode, Quad, read_quads
from kg.vocabulary import Field, FieldKind, load_vocabulary
from tests.conftest import HARBOUR, SHIPPED
from tests.generated import sizes
from tests.generator import any_record, records, spelled

VOCABULARY = load_vocabulary()
MAPPING = Mapping(VOCABULARY, Settings().base_iri)
GRAPH = MAPPING.graph("demo")
FIELDS = [(name, field) for name, each in VOCABULARY.classes.items() for field in each.fields.values()]


def known() -> list[Record]:
    datasets = [*find_datasets(SHIPPED), *find_datasets(HARBOUR)]
    return [row.record for each in datasets for row in read_rows(each, VOCABULARY) if isinstance(row, Row)]


def through_quads(record: Record) -> Record:
    return MAPPING.from_quads(MAPPING.to_quads(record, GRAPH))


def through_csv(record: Record, folder: Path) -> Record:
    record_class = VOCABULARY.classes[record.type]
    path = folder / f"{record_class.collection}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        write_table([record], record_class, file)
    (row,) = read_table(path, record_class)
    assert isinstance(row, Row), row
    return row.record


def through_json(record: Record, *, absolute: bool) -> Record:
    iri, reference = (MAPPING.iri, MAPPING.reference) if absolute else (str, str)
    body = json.loads(json.dumps(to_json(record, VOCABULARY.classes[record.type], iri)))
    found = from_json(body, VOCABULARY, reference)
    assert isinstance(found, Record), found
    return found


def as_jsonld(found: list[Record], *, absolute: bool) -> set[Quad]:
    """Read the JSON bodies with the engine's own JSON-LD parser."""
    context = [VOCABULARY.context, {"@base": MAPPING.base_iri}]
    bodies = [
        to_json(each, VOCABULARY.classes[each.type], MAPPING.iri if absolute else str, is_jsonld=True) for each in found
    ]
    return set(read_quads(json.dumps({"@context": context, "@graph": bodies}), "jsonld"))


def as_mapped(found: list[Record]) -> set[Quad]:
    return {
        Quad(quad.subject, quad.predicate, quad.object, DefaultGraph())
        for record in found
        for quad in MAPPING.to_quads(record, GRAPH)
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tables")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedStore]:
    """A store on disk: the engine normalises numbers only when it stores them."""
    opened = EmbeddedStore.open(tmp_path_factory.mktemp("mapping") / "store")
    yield opened
    opened.close()


def assert_one_record(record: Record, folder: Path, store: EmbeddedStore) -> None:
    assert through_quads(record) == record
    assert through_csv(record, folder) == record
    assert through_json(record, absolute=False) == record
    assert through_json(record, absolute=True) == record
    quads = MAPPING.to_quads(record, GRAPH)
    store.apply((), quads)
    kept = set(record_quads(store, NamedNode(MAPPING.iri(record.id)), GRAPH))
    assert kept == set(quads)
    assert MAPPING.from_quads(kept) == record
    store.apply(kept, ())
    assert len(store) == 0


@pytest.mark.parametrize("examples", sizes(6, 30))
@pytest.mark.parametrize("type_", VOCABULARY.classes)
def test_every_class_of_record_goes_round(type_: str, folder: Path, store: EmbeddedStore, examples: int) -> None:
    @settings(max_examples=examples)
    @given(records(VOCABULARY.classes[type_]), st.booleans())
    def goes_round(record: Record, absolute: bool) -> None:
        assert_one_record(record, folder, store)
        assert as_jsonld([record], absolute=absolute) == as_mapped([record])

    goes_round()


def test_every_record_that_is_shipped_goes_round(folder: Path, store: EmbeddedStore) -> None:
    found = known()
    assert {record.type for record in found} == set(VOCABULARY.classes)
    assert as_jsonld(found, absolute=True) == as_mapped(found)
    own = {record.slug for record in found if record.type == "Term"}
    short = [each for each in found if own.isdisjoint(each.values.get("kind", ()))]
    assert as_jsonld(short, absolute=False) == as_mapped(short)
    for record in found:
        assert_one_record(record, folder, store)


@pytest.mark.parametrize(("type_", "field"), FIELDS, ids=[f"{type_}-{field.name}" for type_, field in FIELDS])
def test_a_field_is_mapped_as_the_context_says(type_: str, field: Field, folder: Path, store: EmbeddedStore) -> None:
    """One fixed value in each field, so that a failure names the field."""
    record = Record(type_, f"{VOCABULARY.classes[type_].collection}/x", {field.name: (_sample(field),)})
    assert_one_record(record, folder, store)
    assert as_jsonld([record], absolute=False) == as_mapped([record])


def _sample(field: Field) -> str:
    if field.kind is FieldKind.CONCEPT:
        return concepts(field.scheme_name)[-1].name
    by_kind = {"field": "note", "reference": "places/ulsan", "evidence": "article:4-9:0123456789abcdef"}
    by_datatype = {"decimal": "4303894.5", "integer": "21", "duration": "P4Y", "EDTF": "2024-03", "string": "a\n한"}
    return by_kind.get(field.kind.value) or by_datatype[field.datatype.replace("/", "#").rpartition("#")[2]]


@given(data=st.data())
def test_any_spelling_of_a_value_is_one_value(data: st.DataObject, store: EmbeddedStore) -> None:
    type_, field = data.draw(st.sampled_from(FIELDS))
    written = data.draw(spelled(field))
    value = canonical(field, written)
    if not field.many:
        assert split_cell(field, f" {written} ") == (value,)
    record = Record(type_, "x/y", {field.name: (value,)})
    quads = MAPPING.to_quads(record, GRAPH)
    store.apply((), quads)
    assert set(store.quads()) == set(quads)
    store.apply(quads, ())


@settings(max_examples=20)
@given(st.lists(any_record, max_size=4, unique_by=lambda record: record.id))
def test_a_table_keeps_its_rows_apart(found: list[Record]) -> None:
    for record_class in VOCABULARY.classes.values():
        own = [record for record in found if record.type == record_class.name]
        output = io.StringIO()
        assert write_table(own, record_class, output) == len(own)
        header, *rows = csv.reader(io.StringIO(output.getvalue(), newline=""))
        assert [row[0] for row in rows] == [record.slug for record in own]
        filled = {name for record in own for name in record.values}
        assert header == [name for name in record_class.columns if name in filled or name not in OPTIONAL_COLUMNS]


def test_what_the_vocabulary_does_not_know_is_left_out() -> None:
    record = Record("Place", "places/ulsan", {"label": ("Ulsan",)})
    subject = NamedNode(MAPPING.iri(record.id))
    foreign = Quad(subject, NamedNode("https://example.org/mood"), Literal("good"), GRAPH)
    assert MAPPING.from_quads([foreign, *MAPPING.to_quads(record, GRAPH)]) == record


def test_nothing_of_ours_is_no_record() -> None:
    quad = Quad(NamedNode("https://example.org/a"), NamedNode("https://example.org/b"), Literal("c"), GRAPH)
    with pytest.raises(UnreadableInput):
        MAPPING.from_quads([quad])


def test_evidence_belongs_to_its_record() -> None:
    record = Record("Place", "places/ulsan", {"evidence": ("a:1-2:0123456789abcdef", "b")})
    quads = MAPPING.to_quads(record, GRAPH)
    assert {record_of(quad) for quad in quads} == {NamedNode(MAPPING.iri(record.id))}
    blank = Quad(BlankNode("b"), NamedNode("urn:p"), Literal("c"), GRAPH)
    assert record_of(blank) == BlankNode("b")


def test_a_term_of_a_field() -> None:
    fields = VOCABULARY.classes["Contribution"].fields
    assert MAPPING.term(fields["funder"], "organisations/a") == NamedNode(MAPPING.base_iri + "organisations/a")
    assert MAPPING.term(fields["amount"], "5").value == "5"  # type: ignore[union-attr]
    with pytest.raises(ValueError, match="several quads"):
        MAPPING.term(fields["evidence"], "a")


@pytest.mark.parametrize("name", ["a b", "}", "\\u0000", "\U000e0001"])
def test_what_can_name_no_dataset_is_refused(mapping: Mapping, name: str) -> None:
    with pytest.raises(UnreadableInput, match="is no name of a dataset"):
        mapping.graph(name)
