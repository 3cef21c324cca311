"""Whatever the gate lets in as RDF leaves as tables that `kg check` finds nothing in, and comes back as it was."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.changes.trial import try_quads
from kg.desk import check
from kg.export import read_all, write_records
from kg.mapping import Mapping, record_of
from kg.records import Dataset, Row, find_datasets, read_rows
from kg.store import EmbeddedStore
from kg.store.rdf import PREFIXES, BlankNode, Literal, NamedNode, Quad, Term, Triple, text_of
from kg.texts import SourceTexts
from kg.validation import Gate, Intake
from kg.vocabulary import Field, FieldKind, load_vocabulary
from tests.conftest import HARBOUR
from tests.generator import texts

VOCABULARY = load_vocabulary()
BASE = "https://example.org/kg/"
MAPPING = Mapping(VOCABULARY, BASE)
GATE = Gate(MAPPING)
GRAPH, A = MAPPING.graph("demo"), NamedNode("a:a")
RECORDS = [row.record for each in find_datasets(HARBOUR) for row in read_rows(each, VOCABULARY) if isinstance(row, Row)]
QUADS = [quad for record in RECORDS for quad in MAPPING.to_quads(record, GRAPH)]
FIELDS = sorted({field.iri for each in VOCABULARY.classes.values() for field in each.fields.values()})
DATATYPES = sorted({field.datatype for each in VOCABULARY.classes.values() for field in each.fields.values()})

fit_or_not = texts | st.text(
    st.sampled_from("ab 가é\u00a0\u3000\u2028\u200d\u200c\ufffd\r\n|,\"'\\=#\t1-/."), max_size=6
)
numbers = st.sampled_from(
    ["3", "99999999999", "5", "+5", "-0", "1.50", "007", "1e3", "9" * 40, "5.", "", "12345678901234567890"]
)
dates = st.sampled_from(["2024", "2025-02-29", "2028/2025", "2024/..", "2024-03\n", "2025/26", "P24M", "P0D", "PT36H"])
literals = (
    st.builds(Literal, fit_or_not)
    | st.builds(Literal, fit_or_not, language=st.sampled_from(["en", "ko-Latn"]))
    | st.builds(Literal, fit_or_not | numbers | dates, datatype=st.sampled_from(DATATYPES).map(NamedNode))
)
iris = st.sampled_from(
    [
        *(MAPPING.iri(record.id) for record in RECORDS),
        *(
            f"{BASE}{each}"
            for each in ("Nothing/Like-this", "places/Ulsan", "places/a b".replace(" ", "\u3000"), "#x", "")
        ),
        *(
            "https://example.org/a\u00a0b",
            "http://a/\u202eb",
            "https://한국.example/울산?q=a%20b",
            "urn:x:y",
            "HTTP://A/",
        ),
        *(each.iri for each in VOCABULARY.classes.values()),
        f"{PREFIXES['ikg'].rstrip('#')}/sectors/clean-energy",
    ]
).map(NamedNode)
terms: st.SearchStrategy[Term] = literals | iris | st.sampled_from([BlankNode("b"), Triple(A, A, A)])


def values_of(field: Field) -> st.SearchStrategy[Term]:
    """Terms that a field of this kind may well have, and any others."""
    if field.kind is FieldKind.REFERENCE:
        return iris | iris | terms
    if field.kind is FieldKind.LITERAL:
        datatype = NamedNode(field.datatype)
        return st.builds(Literal, fit_or_not | numbers | dates, datatype=st.just(datatype)) | terms
    return terms


@st.composite
def edited(draw: st.DrawFn) -> list[Quad]:
    """One of the records with another value of a field, or one more, or one less, or under another IRI."""
    record = draw(st.sampled_from(RECORDS))
    own = MAPPING.to_quads(record, GRAPH)
    subject = own[0].subject
    fields = VOCABULARY.classes[record.type].fields
    field = fields[draw(st.sampled_from(sorted(fields.keys() - {"quote"})))]  # quotes are held against texts
    more = Quad(subject, NamedNode(field.iri), draw(values_of(field)), GRAPH)
    match draw(st.sampled_from(["instead", "instead", "beside", "any", "less", "renamed"])):
        case "instead":
            return [*(each for each in own if (each.subject, each.predicate) != (subject, more.predicate)), more]
        case "beside":
            return [*own, more]
        case "any":  # a node of the evidence, or a type
            at = draw(st.integers(0, len(own) - 1))
            own[at] = Quad(own[at].subject, own[at].predicate, draw(terms), GRAPH)
        case "less":
            own.pop(draw(st.integers(0, len(own) - 1)))
        case "renamed":
            iri = draw(iris.filter(lambda iri: "#" not in iri.value))
            return [_renamed(each, text_of(subject), iri.value) for each in own]
    return own


def _renamed(quad: Quad, old: str, new: str) -> Quad:
    subject, target = (
        NamedNode(new + each.value.removeprefix(old))
        if isinstance(each, NamedNode) and each.value.startswith(old)
        else each
        for each in (quad.subject, quad.object)
    )
    assert isinstance(subject, NamedNode)
    return Quad(subject, quad.predicate, target, GRAPH)


def come_back(quads: Iterable[Quad], folder: Path) -> EmbeddedStore:
    """Write a graph as tables, check those, and load them again."""
    with closing(EmbeddedStore.in_memory([*quads, *MAPPING.describe(Dataset("demo", Path("demo")))])) as store:
        write_records(store, MAPPING, folder)
    datasets = find_datasets(folder)
    report = check(Intake(datasets, MAPPING, SourceTexts(None)), GATE)
    assert report.violations == (), "\n".join(map(str, report.violations))
    rows = [row for each in datasets for row in read_rows(each, VOCABULARY)]
    return EmbeddedStore.in_memory(
        quad for row in rows if isinstance(row, Row) for quad in MAPPING.to_quads(row.record, GRAPH)
    )


HELD = EmbeddedStore.in_memory(QUADS)


def assert_comes_back(own: list[Quad], *, accepted: bool = False) -> None:
    """Change a graph by one record; if the gate accepts it, write all records as tables and read them."""
    if not try_quads(GATE, HELD, own).conforms:
        assert not accepted
        return
    records = {record_of(each) for each in own}
    quads = [*(each for each in QUADS if record_of(each) not in records), *own]
    with (
        TemporaryDirectory() as folder,
        closing(come_back(quads, Path(folder))) as again,
        closing(EmbeddedStore.in_memory(quads)) as held,
    ):
        assert list(read_all(again, MAPPING)) == list(read_all(held, MAPPING))


@settings(max_examples=100)
@given(edited())
def test_what_the_gate_accepts_is_accepted_as_tables(own: list[Quad]) -> None:
    assert_comes_back(own)


ORGANISATION = next(record for record in RECORDS if record.type == "Organisation")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("homepage", f"{BASE}Nothing/Like-this"),
        ("homepage", f"{BASE}#x"),
        ("homepage", BASE),
        ("homepage", "https://한국.example/울산"),
        ("note", '"' * 1_000_000),
        ("note", 'a\n"\n, b'),
        ("description", "می‌خواهم 👩‍🔬"),
        ("note", "=1+1"),
    ],
)
def test_what_looks_odd_comes_back(field: str, value: str) -> None:
    """An IRI of ours that is no record's, and text that a table has to quote."""
    iri = VOCABULARY.classes["Organisation"].fields[field].iri
    own = [each for each in MAPPING.to_quads(ORGANISATION, GRAPH) if each.predicate.value != iri]
    term = NamedNode(value) if field == "homepage" else Literal(value)
    assert_comes_back([*own, Quad(own[0].subject, NamedNode(iri), term, GRAPH)], accepted=True)
