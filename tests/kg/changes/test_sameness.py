"""What decisions make one stands in a graph of its own after any change, for SPARQL to follow and networks to unite."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.changes import Repository
from kg.curated import Curated
from kg.facts import smallest_linked
from kg.network import Filters, StoreColumns, find_view, project
from kg.records import Record
from kg.store.rdf import PREFIXES, NamedNode, Quad
from tests.kg.validation.test_decisions import BODIES, PAIRS, STEP, change, decision, is_sound
from tests.kg.validation.test_identifiers import DOCUMENT
from tests.kg.validation.two_datasets import MAPPING, STATED, commit, quads

PROGRAMME = Record("Programme", "programmes/p", {"label": ("P",), "kind": ("programme",), **STATED})
PARTS = [
    Record(
        "Participation",
        f"participations/{each.id[-1]}",
        {"participant": (each.id,), "role": ("partner",), "activity": (PROGRAMME.id,), **STATED},
    )
    for each in BODIES
]


@pytest.fixture
def graph(repository: Repository) -> Repository:
    commit(repository, quads(DOCUMENT, PROGRAMME, *BODIES, *PARTS))
    return repository


def canonicals(repository: Repository) -> dict[str, str]:
    mapping = Curated(repository.store, MAPPING.base_iri).canonicals()
    same_as = NamedNode(f"{PREFIXES['owl']}sameAs")
    assert len([*repository.store.quads(None, same_as, graph=MAPPING.same_graph)]) == len(mapping)
    return {member[-1]: canonical[-1] for member, canonical in mapping.items()}


def nodes(repository: Repository, members: str = "merged") -> list[str]:
    store = Curated(repository.store, MAPPING.base_iri)
    view, filters = find_view("partnership"), Filters(members=members)
    network = project(StoreColumns(store), view, filters, canonicals=store.canonicals())
    return [each.iri[-1] for each in network.nodes]


def test_the_first_id_stays_unless_a_decision_names_another(graph: Repository) -> None:
    commit(graph, quads(decision("one", "bc")))
    assert canonicals(graph) == {"c": "b"}
    commit(graph, quads(decision("two", "cd", canonical="organisations/d")))
    assert canonicals(graph) == {"b": "d", "c": "d"}
    commit(graph, quads(decision("three", "ba", canonical="organisations/a", decided="2026-12-01")))
    assert canonicals(graph) == {"b": "a", "c": "a", "d": "a"}


def test_a_network_has_one_node_for_one_thing_and_all_of_them_when_asked(graph: Repository) -> None:
    before = nodes(graph)
    assert before == ["a", "b", "c", "d", "e"]
    joined = quads(decision("one", "ab", canonical="organisations/b"), decision("two", "bc"))
    commit(graph, joined)
    assert nodes(graph) == ["b", "d", "e"]
    assert nodes(graph, "separate") == before
    commit(graph, removed=joined)
    assert nodes(graph) == before
    assert canonicals(graph) == {}


def test_what_is_not_the_same_or_open_makes_nothing_one(graph: Repository) -> None:
    commit(graph, quads(decision("one", "ab", "not-same"), decision("two", "bc", "undecided")))
    assert canonicals(graph) == {}


def expected(decisions: dict[str, str]) -> dict[str, str]:
    linked = smallest_linked((pair[0], pair[1]) for pair, verdict in decisions.items() if verdict == "same")
    return {member: canonical for member, canonical in linked.items() if member != canonical}


def stated(decisions: dict[str, str]) -> list[Quad]:
    return quads(*(decision(pair, pair, verdict) for pair, verdict in decisions.items()))


@given(st.lists(STEP, max_size=6))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_after_any_change_it_is_what_all_decisions_together_make_one(
    graph: Repository, steps: Sequence[dict[str, str]]
) -> None:
    present: dict[str, str] = {}
    for step in steps:
        wanted = {pair: verdict for pair, verdict in {**present, **step}.items() if verdict}
        if is_sound([(pair[0], pair[1], verdict) for pair, verdict in wanted.items()]):
            before, after = stated(present), stated(wanted)
            change(
                graph, [each for each in after if each not in before], [each for each in before if each not in after]
            )
            present = wanted
            assert canonicals(graph) == expected(present)
    commit(graph, removed=stated(present))
    assert canonicals(graph) == {}
    assert len(PAIRS) == 10
