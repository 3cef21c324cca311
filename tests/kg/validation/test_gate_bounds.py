"""What the gate does with a change is bounded: by the size of a record, and by the patience of whoever asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import pytest

from kg.errors import LimitExceeded
from kg.store import EmbeddedStore
from kg.store.rdf import PREFIXES, RDF_TYPE, BlankNode, Literal, NamedNode, Quad, Term, Triple
from kg.store.statements import Statement, statement_of
from kg.validation import Gate
from kg.validation.form import STATEMENTS

BASE = "https://w3id.org/innovation-kg/"
GRAPH = NamedNode(f"{BASE}datasets/demo")
PLACE = NamedNode(f"{PREFIXES['ikg']}Place")
ALSO = NamedNode(f"{PREFIXES['skos']}hiddenLabel")
LARGE = f"a record has at most {STATEMENTS:,} statements, those of its evidence included"


@dataclass(frozen=True)
class Change:
    added: tuple[Quad, ...] = ()
    removed: tuple[Quad, ...] = ()

    def rows(self) -> Iterator[tuple[bool, Quad]]:
        rows = [*((False, quad) for quad in self.removed), *((True, quad) for quad in self.added)]
        return iter(sorted(rows, key=lambda row: str(row[1].subject)))

    def statements(self) -> Iterator[tuple[bool, Statement]]:
        return ((is_addition, statement_of(quad)) for is_addition, quad in self.rows())

    def outline(self, _: Iterable[NamedNode]) -> Iterator[tuple[bool, Quad]]:
        return self.rows()


def node(number: int = 0) -> NamedNode:
    return NamedNode(f"{BASE}places/{number}")


def typed(number: int = 0) -> Quad:
    return Quad(node(number), RDF_TYPE, PLACE, GRAPH)


def labels(count: int, first: int = 0) -> tuple[Quad, ...]:
    return tuple(Quad(node(), ALSO, Literal(str(each)), GRAPH) for each in range(first, first + count))


def messages(gate: Gate, change: Change, stored: Iterable[Quad] = ()) -> set[str]:
    return {each.message for each in gate.check(change, EmbeddedStore.in_memory(stored)).violations}


def test_a_record_may_be_large_but_not_larger(gate: Gate) -> None:
    assert LARGE not in messages(gate, Change((typed(), *labels(STATEMENTS - 1))))
    assert messages(gate, Change((typed(), *labels(STATEMENTS)))) == {LARGE}


def test_a_record_cannot_grow_by_many_changes(gate: Gate) -> None:
    stored = (typed(), *labels(STATEMENTS - 2))
    assert LARGE not in messages(gate, Change(labels(1, STATEMENTS)), stored)
    assert messages(gate, Change(labels(2, STATEMENTS)), stored) == {LARGE}


def test_what_is_large_and_no_record_is_free_until_it_becomes_one(gate: Gate) -> None:
    many = labels(3 * STATEMENTS)
    assert messages(gate, Change(many)) == set()
    assert messages(gate, Change(labels(1, -1)), many) == set()
    assert messages(gate, Change((typed(),)), many) == {LARGE}
    assert messages(gate, Change(labels(1, -1)), (*many, typed())) == {LARGE}
    assert messages(gate, Change(removed=(typed(),)), (*many, typed())) == set()
    assert messages(gate, Change(removed=(typed(), *many)), (*many, typed())) == set()


def test_a_large_node_that_refers_to_what_is_gone_is_told_once(gate: Gate) -> None:
    inside = NamedNode(f"{PREFIXES['ikg']}within")
    referring = [Quad(node(), inside, node(1), NamedNode(f"{BASE}datasets/{each}")) for each in range(3 * STATEMENTS)]
    found = gate.check(Change(removed=(typed(1),)), EmbeddedStore.in_memory([typed(), typed(1), *referring]))
    assert [each.message for each in found.violations] == [LARGE]


def test_a_node_may_have_its_type_in_very_many_graphs(gate: Gate) -> None:
    types = [Quad(node(), RDF_TYPE, PLACE, NamedNode(f"{BASE}datasets/{each}")) for each in range(3 * STATEMENTS)]
    assert messages(gate, Change(tuple(types))) == {LARGE}
    assert messages(gate, Change(removed=tuple(types)), types) == set()


def test_a_triple_term_is_no_value_of_a_record(gate: Gate) -> None:
    term = Triple(node(1), ALSO, Literal("x"))
    said = Quad(node(), ALSO, term, GRAPH)
    assert messages(gate, Change((said,))) == set()
    report = gate.check(Change((typed(), said)), EmbeddedStore.in_memory())
    [violation] = report.violations
    assert violation.message == "a triple term is no value of a record"
    assert (violation.focus, violation.path) == (node().value, ALSO.value)


COUNT = 5_000
ARRANGEMENTS: dict[str, Callable[[int], int]] = {
    "a ring": lambda each: (each + 1) % COUNT,
    "a tree": lambda each: each // 2,
    "one list": lambda each: min(each + 1, COUNT - 1),
    "a star": lambda _: 0,
}


@pytest.mark.parametrize("name", ARRANGEMENTS)
def test_blank_nodes_in_any_arrangement_are_free(gate: Gate, name: str) -> None:
    nodes, to = [BlankNode(str(each)) for each in range(COUNT)], ARRANGEMENTS[name]
    quads = tuple(Quad(nodes[each], ALSO, nodes[to(each)], GRAPH) for each in range(COUNT))
    assert messages(gate, Change(quads)) == set()


class Impatient:
    """Has no time any more after it was asked so many times."""

    def __init__(self, times: int) -> None:
        self.left = times

    def __call__(self, _: int) -> None:
        self.left -= 1
        if self.left < 0:
            raise LimitExceeded("time", "1 s", "change")


FAULTY = Change(tuple(typed(each) for each in range(20)))


def test_a_check_for_which_there_is_no_time_ends(gate: Gate) -> None:
    for change in (FAULTY, Change(labels(20)), Change(removed=(typed(),))):
        with pytest.raises(LimitExceeded, match="The change ran over its time limit"):
            gate.check(change, EmbeddedStore.in_memory([typed()]), Impatient(0))


def test_what_was_found_before_the_time_was_over_is_told(gate: Gate) -> None:
    """Finding takes two looks at the clock for each record here, wording one."""
    whole = gate.check(FAULTY, EmbeddedStore.in_memory(), Impatient(60))
    assert len({each.focus for each in whole.violations}) == 20
    assert whole.notices == ()
    some = gate.check(FAULTY, EmbeddedStore.in_memory(), Impatient(45))
    assert len({each.focus for each in some.violations}) == 5
    assert some.notices == ("only the first 5 faulty records are reported",)
    with pytest.raises(LimitExceeded):
        gate.check(FAULTY, EmbeddedStore.in_memory(), Impatient(40))


DOCUMENT = NamedNode(f"{PREFIXES['foaf']}Document")
START, END = (NamedNode(f"{PREFIXES['ikg']}source{which}") for which in ("Start", "End"))
INTEGER, DOUBLE, DATE = (NamedNode(f"{PREFIXES['xsd']}{name}") for name in ("integer", "double", "date"))
ODD = (
    *(
        BlankNode("b"),
        node(7),
        Literal("x"),
        Literal("x", language="en"),
        Literal(5),
        Literal(2.5),
        Literal("x", datatype=node()),
    ),
    *(Literal("NaN", datatype=DOUBLE), Literal("1e999", datatype=DOUBLE), Literal("x", datatype=INTEGER)),
    *(Literal("9" * 5000, datatype=INTEGER), Literal("99999-01-01", datatype=DATE), Literal("²", datatype=INTEGER)),
)


@pytest.mark.parametrize("end", ODD, ids=lambda term: str(term)[:20])
def test_whatever_is_compared_there_is_a_verdict(gate: Gate, end: Term) -> None:
    """A processor may say that it cannot compare two terms; for SHACL they are not in order then."""
    for start in ODD:
        quads = (
            Quad(node(), RDF_TYPE, DOCUMENT, GRAPH),
            Quad(node(), START, start, GRAPH),
            Quad(node(), END, end, GRAPH),
        )
        found = messages(gate, Change(quads))
        assert found
        assert all(found)
