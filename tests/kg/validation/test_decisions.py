"""Decisions agree with each other, whatever a change adds, moves or takes away; refusals name the other decision."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.changes import Origin, Refused, Repository
from kg.facts import smallest_linked
from kg.records import Record
from kg.store.rdf import PREFIXES, Quad
from tests.kg.validation.test_identifiers import DOCUMENT, body, identifier
from tests.kg.validation.two_datasets import commit, quads

BODIES = [body(each) for each in "abcde"]
Stated = tuple[str, str, str]


def decision(slug: str, pair: str, verdict: str = "same", **more: str) -> Record:
    first, second = (f"organisations/{each}" for each in pair)
    said = {"first": first, "second": second, "verdict": verdict, "author": "Ann", "decided": "2026-11-26", **more}
    return Record("Decision", f"decisions/{slug}", {**{name: (each,) for name, each in said.items()}, "reason": ("r",)})


def refusal(repository: Repository, *records: Record) -> tuple[str, str]:
    with pytest.raises(Refused) as refused:
        commit(repository, quads(*records))
    (violation,) = refused.value.report.violations
    return violation.shape.removeprefix(f"{PREFIXES['shape']}Decision-"), violation.message


@pytest.fixture
def graph(repository: Repository) -> Repository:
    commit(repository, quads(DOCUMENT, *BODIES))
    return repository


def test_a_chain_of_same_is_not_broken_by_a_not_same(graph: Repository) -> None:
    commit(graph, quads(decision("one", "ab"), decision("two", "cb")))
    shape, message = refusal(graph, decision("three", "ac", "not-same"))
    assert shape == "uncontradicted"
    assert "decisions/one, decisions/two" in message


def test_what_is_not_the_same_is_not_joined_over_others(graph: Repository) -> None:
    commit(graph, quads(decision("one", "ab"), decision("apart", "ac", "not-same")))
    shape, message = refusal(graph, decision("two", "bc"))
    assert shape == "uncontradicted"
    assert "decisions/apart" in message
    assert "organisations/a and organisations/c" in message


def test_of_one_change_the_later_is_told(graph: Repository) -> None:
    shape, message = refusal(graph, decision("one", "ab"), decision("two", "ba", "not-same"))
    assert shape == "of-one-pair"
    assert "decisions/one" in message


def test_a_decision_that_is_changed_does_not_contradict_itself(graph: Repository) -> None:
    commit(graph, quads(decision("one", "ab")))
    commit(graph, quads(decision("one", "ab", "not-same")), quads(decision("one", "ab")))
    shape, _ = refusal(graph, decision("two", "ab"))
    assert shape == "of-one-pair"


def test_a_canonical_is_one_of_the_two_and_of_what_is_the_same(graph: Repository) -> None:
    assert refusal(graph, decision("one", "ab", canonical="organisations/c"))[0] == "canonical-of-the-two"
    assert refusal(graph, decision("one", "ab", "not-same", canonical="organisations/a"))[0] == "canonical-of-the-two"
    commit(graph, quads(decision("one", "ab", canonical="organisations/b")))


def test_two_bodies_that_are_decided_to_be_one_may_have_one_number(graph: Repository) -> None:
    both = [identifier("x", "organisations/a"), identifier("y", "organisations/b")]
    with pytest.raises(Refused):
        commit(graph, quads(*both))
    commit(graph, quads(*both, decision("one", "ab")))
    with pytest.raises(Refused, match="1 violation"):
        commit(graph, quads(decision("one", "ab", "not-same")), quads(decision("one", "ab")))
    commit(graph, quads(decision("one", "ab", "undecided")), quads(decision("one", "ab")))


def change(repository: Repository, added: Sequence[Quad], removed: Sequence[Quad]) -> None:
    """Commit rows, of which those of one record stand together."""
    with repository.prepare(Origin("ann", "because")) as writer:
        for subject in sorted({str(quad.subject) for quad in (*added, *removed)}):
            writer.remove(quad for quad in removed if str(quad.subject) == subject)
            writer.add(quad for quad in added if str(quad.subject) == subject)
        finished = writer.finish()
    repository.commit(finished)


def is_sound(decisions: Sequence[Stated]) -> bool:
    """Tell by hand whether decisions can stand together."""
    pairs = [frozenset((first, second)) for first, second, _ in decisions]
    cluster = smallest_linked((first, second) for first, second, verdict in decisions if verdict == "same")
    apart = [(first, second) for first, second, verdict in decisions if verdict == "not-same"]
    return len({*pairs}) == len(pairs) and all(cluster.get(a, a) != cluster.get(b, b) for a, b in apart)


PAIRS = [first + second for first, second in combinations("abcde", 2)]
STEP = st.dictionaries(
    st.sampled_from(PAIRS), st.sampled_from(["same", "not-same", "undecided", ""]), min_size=1, max_size=5
)


@given(st.lists(STEP, max_size=5))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_a_change_passes_if_and_only_if_all_decisions_can_stand_together(
    graph: Repository, steps: list[dict[str, str]]
) -> None:
    present: dict[str, str] = {}
    for step in steps:
        wanted = {pair: verdict for pair, verdict in {**present, **step}.items() if verdict}
        before, after = (
            quads(*(decision(pair, pair, said) for pair, said in each.items())) for each in (present, wanted)
        )
        added, removed = [each for each in after if each not in before], [each for each in before if each not in after]
        if is_sound([(pair[0], pair[1], said) for pair, said in wanted.items()]):
            change(graph, added, removed)
            present = wanted
        else:
            with pytest.raises(Refused):
                change(graph, added, removed)
    commit(graph, removed=quads(*(decision(pair, pair, said) for pair, said in present.items())))
