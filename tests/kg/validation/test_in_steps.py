"""Whatever changes come one after the other, each is judged as the whole graph that it would make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.changes.trial import try_quads
from kg.store import EmbeddedStore
from kg.store.rdf import NamedNode, Quad, Triple, text_of
from kg.store.statements import Statement, statement_of
from kg.validation.after import ontology_types
from kg.validation.gate import shapes
from tests.generated import sizes
from tests.kg.export.test_round_trip import GATE, GRAPH, MAPPING, RECORDS, VOCABULARY, iris, values_of

State = Mapping[str, frozenset[Quad]]
"""The quads of each record, by its id."""

START: State = {record.id: frozenset(MAPPING.to_quads(record, GRAPH)) for record in RECORDS}
TERMS = [(iri, type_) for iri, types in ontology_types().items() for type_ in types]
REFERENCES = [NamedNode(MAPPING.iri(record.id)) for record in RECORDS]


class Change:
    """What leads from one state to another."""

    def __init__(self, before: Iterable[Quad], after: Iterable[Quad]) -> None:
        old, new = set(before), set(after)
        self.removed, self.added = old - new, new - old

    def rows(self) -> Iterator[tuple[bool, Quad]]:
        rows = [*((False, each) for each in self.removed), *((True, each) for each in self.added)]
        return iter(sorted(rows, key=lambda row: (text_of(row[1].subject).partition("#")[0], row[0], str(row[1]))))

    def statements(self) -> Iterator[tuple[bool, Statement]]:
        return ((is_addition, statement_of(quad)) for is_addition, quad in self.rows())

    def outline(self, _: Iterable[NamedNode]) -> Iterator[tuple[bool, Quad]]:
        return self.rows()


def whole(state: State) -> list[Quad]:
    return [quad for quads in state.values() for quad in sorted(quads, key=str)]


@st.composite
def steps(draw: st.DrawFn, state: State) -> State:
    """The next state: some records are taken away, brought back, or say something else, right or wrong."""
    changed = dict(state)
    for id_ in draw(st.lists(st.sampled_from(sorted(START)), min_size=1, max_size=3, unique=True)):
        own = set(changed.get(id_) or START[id_])
        subject = NamedNode(MAPPING.iri(id_))
        record_class = VOCABULARY.by_collection[id_.partition("/")[0]]
        field = record_class.fields[draw(st.sampled_from(sorted(record_class.fields)))]
        about = {each for each in own if each.subject == subject and each.predicate.value == field.iri}
        match draw(st.sampled_from(["away", "back", "less", "instead", "instead", "beside", "refers"])):
            case "away":
                own = set()
            case "back":
                own = set(START[id_])
            case "less":
                own -= about
            case "instead":
                own = own - about | {Quad(subject, NamedNode(field.iri), draw(values_of(field)), GRAPH)}
            case "beside":
                own |= {Quad(subject, NamedNode(field.iri), draw(values_of(field)), GRAPH)}
            case "refers":
                reference = draw(st.sampled_from(REFERENCES) | iris)
                own = own - about | {Quad(subject, NamedNode(field.iri), reference, GRAPH)}
        changed[id_] = frozenset(own)
    return changed


@pytest.mark.parametrize("examples", sizes(15, 1_000))
def test_each_step_is_accepted_where_all_of_it_would_be(examples: int) -> None:
    accepted: list[Change] = []
    refused: list[Change] = []

    @settings(max_examples=examples)
    @given(data=st.data())
    def run(data: st.DataObject) -> None:
        state = START
        store = EmbeddedStore.in_memory(whole(state))
        for _ in range(data.draw(st.integers(1, 5))):
            then = data.draw(steps(state))
            change = Change(whole(state), whole(then))
            in_steps = GATE.check(change, store)
            at_once = try_quads(GATE, EmbeddedStore.in_memory(), whole(then))
            assert in_steps.conforms == at_once.conforms, (in_steps.violations, at_once.violations)
            (accepted if in_steps.conforms else refused).append(change)
            if in_steps.conforms:
                store.apply(change.removed, change.added)
                state = then
        if not any(isinstance(quad.object, Triple) for quad in whole(state)):
            assert shapes().validate(whole(state), TERMS) == [], "pySHACL finds nothing in all of what was accepted"

    run()
    assert len(accepted) > examples / 5
    assert len(refused) > examples / 5
