"""What holds of every ledger, however it is generated."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal, localcontext
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from kg.facts import Facts
from kg.network.ledger import (
    GROUPINGS,
    Interval,
    Ledger,
    Statement,
    Unit,
    added,
    amounts_by,
    count,
    flows,
    grouped,
    together,
    totals,
    turnovers,
)
from kg.network.projection.money import EXACTLY
from tests.kg.network.ledger.ledgers import Generated, figures, ledgers, statements, true_values


def by_flows(ledger: Ledger, side: str) -> dict[Unit, Interval]:
    units: dict[Unit, list[Interval]] = {}
    for flow in flows(ledger):
        units.setdefault(flow.unit, []).append(getattr(flow, side))
    return {unit: added(each) for unit, each in units.items()}


def answers(ledger: Ledger) -> list[object]:
    """All sums, by whatever they are told apart, without the records."""
    return [totals(ledger), *(amounts_by(ledger, by) for by in GROUPINGS), flows(ledger), turnovers(flows(ledger))]


@given(ledgers())
def test_totals_by_every_grouping_agree(generated: Generated) -> None:
    ledger = generated.ledger
    for by in GROUPINGS:
        assert together(grouped(ledger, by)) == totals(ledger), by
    for side in ("received", "given"):
        assert by_flows(ledger, side) == totals(ledger), side


@given(ledgers())
def test_what_counts_and_what_does_not_is_what_was_read(generated: Generated) -> None:
    ledger = generated.ledger
    records = [each.statement.record for each in ledger.entries] + [each.statement.record for each in ledger.excluded]
    assert sorted(records) == sorted(each.record for each in generated.statements)
    assert ledger.read == len(ledger.entries) + sum(ledger.reasons.values())
    counted = {each.statement.record for each in ledger.entries}
    for each in ledger.excluded:
        assert (each.beside in counted) == (each.reason in ("repeat", "part"))


@given(ledgers(least=1), st.data())
def test_a_repeat_changes_nothing(generated: Generated, data: st.DataObject) -> None:
    original = data.draw(st.sampled_from(generated.statements))
    first = data.draw(st.booleans())
    repeat = replace(original, record=data.draw(st.sampled_from(["a", "s00", "z"])))  # before and after all others
    more = replace(
        generated,
        statements=[*generated.statements, repeat],
        same=[*generated.same, (original.record, repeat.record) if first else (repeat.record, original.record)],
    )
    assert answers(more.ledger) == answers(generated.ledger)


@given(ledgers(least=1), st.data())
def test_a_part_of_what_counts_changes_nothing(generated: Generated, data: st.DataObject) -> None:
    entries = generated.ledger.entries
    if not entries:
        return
    whole = data.draw(st.sampled_from(entries)).statement
    part = data.draw(statements("part", *whole.unit))
    more = replace(
        generated,
        statements=[*generated.statements, replace(part, years=whole.years)],
        parts=[*generated.parts, ("part", whole.record)],
    )
    assert answers(more.ledger) == answers(generated.ledger)


@given(ledgers(), st.lists(st.decimals(0, 10**6, places=2), min_size=1, max_size=5), st.booleans())
def test_a_whole_may_be_split_into_its_parts(generated: Generated, shares: list[Decimal], named: bool) -> None:
    whole = Statement(
        "whole", "GBP", "grant", sum(shares, Decimal(0)), funders=("ann",), recipients=("bob",), years=("2020",)
    )
    parts = [replace(whole, record=f"part-{place}", figure=share) for place, share in enumerate(shares)]
    unsplit = replace(generated, statements=[*generated.statements, whole])
    remaining = [replace(whole, figure=None)] if named else []
    split = replace(
        generated,
        statements=[*generated.statements, *parts, *remaining],
        parts=[*generated.parts, *((part.record, "whole") for part in parts)],
    )
    both = replace(split, statements=[*generated.statements, *parts, whole])
    assert answers(split.ledger) == answers(unsplit.ledger) == answers(both.ledger)


@given(ledgers(), st.randoms(use_true_random=False))
def test_the_order_of_records_does_not_matter(generated: Generated, random: Random) -> None:
    shuffled = [random.sample(each, len(each)) for each in (generated.statements, generated.same, generated.parts)]
    assert Generated(*shuffled).ledger == generated.ledger  # type: ignore[arg-type]


@given(ledgers(), st.sampled_from([Decimal(1000), Decimal("0.01"), Decimal(7)]))
def test_scaling_all_amounts_scales_sums_and_leaves_ranks(generated: Generated, factor: Decimal) -> None:
    def scaled(value: Decimal | None) -> Decimal | None:
        return None if value is None else EXACTLY.multiply(value, factor)

    ledger = generated.ledger
    larger = replace(
        generated, statements=[replace(each, figure=scaled(each.figure)) for each in generated.statements]
    ).ledger
    for by in GROUPINGS:
        before, after = grouped(ledger, by), grouped(larger, by)
        assert [(each.unit, each.key) for each in before] == [(each.unit, each.key) for each in after]
        for one, other in zip(before, after, strict=True):
            low, high = scaled(one.amount.low), scaled(one.amount.high)
            assert (other.amount.low, other.amount.high) == (low, high)


@given(ledgers(), st.data())
def test_intervals_contain_every_exact_completion(generated: Generated, data: st.DataObject) -> None:
    """Whichever of the records of a fact is right, and whatever its figure stands for."""
    by_record = {each.record: each for each in generated.statements}
    ledger = generated.ledger
    truths: dict[str, Decimal] = {}
    for entry in ledger.entries:
        right = by_record[data.draw(st.sampled_from(entry.records))]
        agreeing = [by_record[each] for each in entry.records]
        truth = data.draw(true_values(right))
        if not entry.disputed and not all(_allows(each, truth) for each in agreeing):
            truth = entry.amount.low or Decimal(0)
        truths[entry.statement.record] = truth
    for by in GROUPINGS:
        for group in grouped(ledger, by):
            total = Decimal(0)
            for entry in group.entries:
                total = EXACTLY.add(total, truths[entry.statement.record])
            assert _holds(group.amount, total)


@given(st.lists(st.tuples(figures, figures), min_size=1, max_size=6), st.data())
def test_money_that_is_given_on_is_not_new_again(steps: list[tuple[Decimal, Decimal]], data: st.DataObject) -> None:
    """A chain: each gives what it received, or some of it, and something of its own; all that is its own is new."""
    received, new, chain = Decimal(0), Decimal(0), []
    for place, (own, kept) in enumerate(steps):
        given_on = max(EXACTLY.subtract(received, kept), Decimal(0))
        amount = EXACTLY.add(given_on, own)
        new = EXACTLY.add(new, own)
        through = data.draw(st.sampled_from([(), ("fund",)]))
        chain.append(
            Statement(
                f"s{place}",
                "GBP",
                "grant",
                amount,
                funders=(f"b{place}",),
                through=through,
                recipients=(f"b{place + 1}",),
            )
        )
        received = amount
    (turnover,) = turnovers(flows(count(chain, Facts())))
    assert _holds(turnover.new, new)
    least = turnover.new.low or Decimal(0)
    if all(kept == 0 and (own == 0 or not place) for place, (own, kept) in enumerate(steps)):
        assert least == steps[0][0]  # passed on to the last penny: only the first gave anything new


def _allows(statement: Statement, truth: Decimal) -> bool:
    figure = statement.figure or Decimal(0)
    nine, eleven = (EXACTLY.multiply(figure, each) for each in (Decimal("0.9"), Decimal("1.1")))
    return {
        "exact": truth == figure,
        "over": truth >= figure,
        "at-least": truth >= figure,
        "up-to": truth <= figure,
        "nearly": nine <= truth <= figure,
        "about": nine <= truth <= eleven,
    }[statement.bound]


def _holds(interval: Interval, value: Decimal) -> bool:
    with localcontext(EXACTLY):
        return (interval.low is None or interval.low <= value) and (interval.high is None or value <= interval.high)
