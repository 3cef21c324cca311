"""Money on its way, by hand, and what holds of every ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from kg.facts import Facts
from kg.network.ledger import Entry, Statement, added, count, totals
from kg.network.ledger.streams import COLUMNS, NAMED, OTHER, UNTOLD, Course, Stop, course, stop_of, units_of
from tests.kg.network.ledger.ledgers import Generated, ledgers


def entries(*statements: Statement) -> Sequence[Entry]:
    return count(statements, Facts()).entries


def grant(record: str, figure: str, funder: str = "", by: str = "", recipient: str = "", **more: object) -> Statement:
    steps = {
        "funders": tuple(funder.split()),
        "programmes": tuple(by.split()),
        "recipients": tuple(recipient.split()),
    }
    return replace(Statement(record, "GBP", "grant", Decimal(figure)), **steps, **more)  # type: ignore[arg-type]


def amounts(running: Course) -> dict[tuple[str, str], str]:
    return {(each.source.id, each.target.id): str(each.amount.figure) for each in running.streams}


def test_money_runs_from_who_pays_through_a_programme_to_who_benefits() -> None:
    running = course(entries(grant("a", "5", "ann", "fund", "bob"), grant("b", "2", "ann", "fund", "cyd")), 12)
    assert amounts(running) == {
        ("funder:ann", "programme:fund"): "7",
        ("programme:fund", "recipient:bob"): "5",
        ("programme:fund", "recipient:cyd"): "2",
    }


def test_what_is_not_told_is_a_stop_of_its_own_in_each_column() -> None:
    running = course(entries(grant("a", "5", recipient="bob"), grant("b", "2", "ann")), 12)
    assert amounts(running) == {
        ("funder:ann", "programme:untold"): "2",
        ("funder:untold", "programme:untold"): "5",
        ("programme:untold", "recipient:bob"): "5",
        ("programme:untold", "recipient:untold"): "2",
    }


def test_what_several_pay_together_is_theirs_together() -> None:
    running = course(entries(grant("a", "5", "ann bob"), grant("b", "2", "ann")), 12)
    assert [each.stop.key for each in running.pools if each.stop.column == "funder"] == [("ann", "bob"), ("ann",)]


def test_a_programme_that_receives_is_where_money_runs_and_who_has_it_from_there_is_not_told() -> None:
    running = course(entries(grant("a", "5", "ann", "fund", "fund"), grant("b", "2", "ann", "fund", "fund bob")), 12)
    assert amounts(running) == {
        ("funder:ann", "programme:fund"): "7",
        ("programme:fund", "recipient:bob"): "2",
        ("programme:fund", "recipient:untold"): "5",
    }


def test_beyond_the_largest_is_one_stop_which_says_how_many_there_are() -> None:
    paid = [grant(f"r{size}", str(size), f"f{size}") for size in (5, 4, 3, 2)]
    running = course(entries(*paid), 2)
    column = [each for each in running.pools if each.stop.column == "funder"]
    assert [(each.stop.id, str(each.amount.figure), each.parties) for each in column] == [
        ("funder:f5", "5", 1),
        ("funder:f4", "4", 1),
        ("funder:other", "5", 2),
    ]


def test_one_alone_is_not_hidden_as_another() -> None:
    running = course(entries(*(grant(f"r{size}", str(size), f"f{size}") for size in (5, 4, 3))), 2)
    assert [each.stop.role for each in running.pools if each.stop.column == "funder"] == [NAMED] * 3


def test_the_ends_of_sums_stay_open() -> None:
    (stream, _) = course(entries(grant("a", "5", "ann", bound="over"), grant("b", "2", "ann")), 12).streams
    assert (str(stream.amount.low), stream.amount.high, str(stream.amount.figure)) == ("7", None, "7")


def test_the_entries_behind_a_stop_and_a_stream() -> None:
    running = course(entries(grant("a", "5", "ann", "fund"), grant("b", "2", "ann", "lab"), grant("c", "1")), 12)
    ann, fund = stop_of("funder:ann"), stop_of("programme:fund")

    def records(source: Stop | None, target: Stop | None) -> list[str]:
        return [each.statement.record for each in running.within(source, target)]

    assert records(ann, None) == ["a", "b"]
    assert records(ann, fund) == ["a"]
    assert records(Stop("funder", UNTOLD), Stop("programme", UNTOLD)) == ["c"]
    assert records(stop_of("funder:nobody"), fund) == []
    assert sorted(records(None, None)) == ["a", "b", "c"]


def test_the_unit_of_which_most_tell_their_way_comes_first_then_that_of_most_entries() -> None:
    statements = [
        grant("a", "9", currency="KRW"),
        grant("b", "1"),
        grant("c", "1"),
        grant("d", "3", kind="award"),
        grant("e", "2", "", "fund", "bob", kind="extension"),
        grant("f", "1", "ann", "", "bob", kind="fees"),
    ]
    order = [("GBP", "fees"), ("GBP", "extension"), ("GBP", "grant"), ("KRW", "grant"), ("GBP", "award")]
    assert [*units_of(entries(*statements))] == order


def test_nothing_runs_where_nothing_counts() -> None:
    assert course((), 12) == Course(added(()), (), ())


@given(ledgers(), st.integers(1, 3))
def test_every_column_comes_to_the_total_and_so_do_the_streams_after_it(generated: Generated, top: int) -> None:
    ledger = generated.ledger
    for unit, those in units_of(ledger.entries).items():
        running = course(those, top)
        assert running.total == totals(ledger)[unit]
        for column in COLUMNS:
            pools = [each for each in running.pools if each.stop.column == column]
            assert added(each.amount for each in pools) == running.total
            assert sum(each.stop.role == NAMED for each in pools) <= top + 1
            assert {each.stop.role for each in pools} <= {NAMED, OTHER, UNTOLD}
        for left, right in pairwise(COLUMNS):
            between = [each for each in running.streams if (each.source.column, each.target.column) == (left, right)]
            assert added(each.amount for each in between) == running.total


@given(ledgers())
def test_the_entries_behind_the_streams_of_a_stop_are_those_behind_it(generated: Generated) -> None:
    for those in units_of(generated.ledger.entries).values():
        running = course(those, 2)
        for pool in running.pools:
            assert stop_of(pool.stop.id) == pool.stop
            out = [each for each in running.streams if each.source == pool.stop]
            behind = {each.statement.record for each in pool.entries}
            assert running.within(pool.stop, None) == pool.entries
            if out:
                assert {each.statement.record for stream in out for each in stream.entries} == behind
            for stream in out:
                assert {e.statement.record for e in running.within(stream.source, stream.target)} == {
                    e.statement.record for e in stream.entries
                }
