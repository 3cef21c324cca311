"""The ledger comes to what every rule comes to that is applied to all pairs of statements, one by one."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.facts import Facts
from kg.network.ledger import GROUPINGS, Interval, Rules, count, flows, grouped, totals
from tests.kg.network.ledger import brute_force
from tests.kg.network.ledger.ledgers import Generated, ledgers


def ends(interval: Interval) -> brute_force.Ends:
    assert interval.low is not None
    return Fraction(interval.low), None if interval.high is None else Fraction(interval.high)


AREAS = st.sets(st.sampled_from(["north", "south"])).map(frozenset)


def facts_of(generated: Generated) -> list[brute_force.Counted]:
    return brute_force.counted(generated.statements, generated.same, generated.parts)


@given(ledgers())
@settings(max_examples=400)
def test_totals_are_those_of_brute_force(generated: Generated) -> None:
    ledger, facts = generated.ledger, facts_of(generated)
    assert [sorted(each.records) for each in facts] or not ledger.entries
    assert {frozenset(each.records) for each in ledger.entries} == {each.records for each in facts}
    assert {(unit, ()): ends(total) for unit, total in totals(ledger).items()} == brute_force.totals_by(facts, "")
    for by in GROUPINGS:
        groups = {(group.unit, group.key): ends(group.amount) for group in grouped(ledger, by)}
        assert groups == brute_force.totals_by(facts, by), by


@given(ledgers())
@settings(max_examples=200)
def test_what_moved_is_what_brute_force_says(generated: Generated) -> None:
    moves = brute_force.moved(facts_of(generated))
    of_nothing = Fraction(0), Fraction(0)
    for flow in flows(generated.ledger):
        for role in ("given", "received", "passed"):
            assert ends(getattr(flow, role)) == moves.pop((role, flow.unit, flow.key), of_nothing)
    assert not moves


@given(ledgers(), AREAS)
@settings(max_examples=200)
def test_what_is_within_a_place_is_what_brute_force_says(generated: Generated, area: frozenset[str]) -> None:
    within = Rules(area_by="delivered", area=area)
    ledger = count(generated.statements, Facts(generated.same, generated.parts), within)
    facts = brute_force.counted(generated.statements, generated.same, generated.parts, area)
    assert {frozenset(each.records) for each in ledger.entries} == {each.records for each in facts}
    for by in GROUPINGS:
        groups = {(group.unit, group.key): ends(group.amount) for group in grouped(ledger, by)}
        assert groups == brute_force.totals_by(facts, by), by
