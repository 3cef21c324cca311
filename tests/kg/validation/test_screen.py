"""What the screen clears, pySHACL finds nothing in; what conforms, it mostly clears."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.mapping import Mapping
from kg.records import Record, Row, find_datasets, read_rows
from kg.reference import concepts
from kg.settings import Settings
from kg.store.rdf import PREFIXES, RDF_TYPE, BlankNode, Literal, NamedNode, Quad, Term, Triple
from kg.store.statements import statement_of
from kg.validation.after import ontology_types
from kg.validation.circles import steps_of
from kg.validation.gate import screen, shapes
from kg.validation.paths import index
from kg.vocabulary import FieldKind, load_vocabulary
from tests.conftest import HARBOUR

VOCABULARY = load_vocabulary()
MAPPING = Mapping(VOCABULARY, Settings().base_iri)
GRAPH = MAPPING.graph("demo")
RECORDS = [row.record for each in find_datasets(HARBOUR) for row in read_rows(each, VOCABULARY) if isinstance(row, Row)]
RELATIONS = frozenset(each for walked in screen().walked.values() for each in walked)
TYPES = {MAPPING.iri(record.id): (VOCABULARY.classes[record.type].iri,) for record in RECORDS} | ontology_types()


def types_of(iri: str) -> Sequence[str]:
    return TYPES.get(iri, ())


def judge(quads: list[Quad], ways_back: Sequence[Quad] = ()) -> tuple[bool, list[str]]:
    """Give both verdicts: whether the screen clears it, and which shapes pySHACL finds broken."""
    referred = {quad.object.value for quad in quads if isinstance(quad.object, NamedNode)}
    types = [(iri, each) for iri in referred for each in types_of(iri)]
    return screen().clears(index(map(statement_of, quads)), types_of, ways_back), [
        result.shape for result in shapes().validate(quads, types, ways_back)
    ]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.id)
def test_what_conforms_is_cleared(record: Record) -> None:
    assert judge(MAPPING.to_quads(record, GRAPH)) == (True, [])


IRIS = [
    *(MAPPING.iri(record.id) for record in RECORDS),
    *(each.iri for scheme in ("roles", "bounds", "confidences", "place-kinds") for each in concepts(scheme)),
    *("https://example.org/", "ftp://a.b/", "http://x"),
]
TEXTS = [
    "",
    " ",
    "x",
    "x ",
    "a\nb",
    "2024",
    "2024-02-29",
    "2023-02-29",
    "1900-02-29",
    "2024-13",
    "2025-W03",
    "0000",
    "12025",
    "2025/2028",
    "2028/2025",
    "2025-12/2025-03",
    "2025-03~/2025",
    "../2025-06-31",
    "XXXX-02-29/XXXX-02-30",
    "2025/27",
    "2025/26",
    "XXXX-06-24",
    "2024/..",
    "GBP",
    "en",
    "P4Y",
    "PT2H",
    "GB-COH",
    "GB-CHO",
    "01234567",
    "1234567",
    "1.24E+09",
    "\u200e01234567",
]
NUMBERS = ["5", "-5", "+5.0", "1,000", "NaN", " 5", "0", "1e6", "5.", ".5"]
DATATYPES = {field.datatype for each in VOCABULARY.classes.values() for field in each.fields.values()}
values: st.SearchStrategy[Term] = st.one_of(
    st.sampled_from(IRIS).map(NamedNode),
    st.sampled_from(TEXTS).map(Literal),
    st.builds(Literal, st.sampled_from([*NUMBERS, *TEXTS]), datatype=st.sampled_from(sorted(DATATYPES)).map(NamedNode)),
    st.sampled_from(
        [Literal("x", language="en"), BlankNode("b"), Triple(NamedNode("a:a"), NamedNode("a:b"), BlankNode("b"))]
    ),
)


@settings(max_examples=150)
@given(data=st.data())
def test_both_judge_alike(data: st.DataObject) -> None:
    """Spoil a record in one or two places, in any way, and hold the two verdicts against each other."""
    record = data.draw(st.sampled_from(RECORDS))
    quads = MAPPING.to_quads(record, GRAPH)
    fields = VOCABULARY.classes[record.type].fields
    for _ in range(data.draw(st.integers(1, 2))):
        at = data.draw(st.integers(0, len(quads) - 1))
        if data.draw(st.booleans()) and quads[at].predicate != RDF_TYPE:
            quads.pop(at)
        else:
            field = fields[data.draw(st.sampled_from(sorted(fields)))]
            predicate = data.draw(st.sampled_from([quads[at].predicate, NamedNode(field.iri)]))
            value = data.draw(values | st.just(quads[at].object))
            if predicate != RDF_TYPE and field.kind is not FieldKind.EVIDENCE:
                quads.append(Quad(quads[at].subject, predicate, value, GRAPH))
    steps = [
        each.way_back for each in steps_of(index(map(statement_of, quads)), RELATIONS) if each.source != each.target
    ]
    ways_back = [each for each in steps if data.draw(st.booleans())]
    cleared, broken = judge(quads, ways_back)
    assert cleared == (not broken), (cleared, broken, quads, ways_back)


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.id)
def test_both_find_a_way_back(record: Record) -> None:
    quads = MAPPING.to_quads(record, GRAPH)
    for step in steps_of(index(map(statement_of, quads)), RELATIONS):
        if (record.type, step.relation) == ("Outcome", f"{PREFIXES['ikg']}attributedTo"):
            continue  # nothing is attributed to an outcome
        cleared, broken = judge(quads, [step.way_back])
        assert not cleared
        [shape] = broken
        assert step.relation in screen().walked[shape]


def test_the_shapes_tell_of_files_beyond(tmp_path: Path) -> None:
    """A record that refers to nothing is not cleared."""
    record = Record("Name", "names/x", {"name": ("X",), "name_of": ("places/nowhere",)})
    cleared, broken = judge(MAPPING.to_quads(record, GRAPH))
    assert not cleared
    assert any(shape.endswith("#Name-name_of") for shape in broken)
