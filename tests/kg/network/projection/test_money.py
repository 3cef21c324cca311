from __future__ import annotations

from decimal import Decimal

import pytest

from kg.facts import Facts
from kg.network.projection.money import Figure, amounts, read_decimal


def figure(record: str, value: int, currency: str = "GBP", kind: str = "grant", **more: bool | str) -> Figure:
    return Figure(record, currency, kind, Decimal(value), **more)  # type: ignore[arg-type]


def totals(figures: list[Figure], facts: Facts | None = None) -> list[tuple[str, str, int]]:
    found = amounts(figures, facts or Facts())
    return [(each.currency, each.kind, int(each.value)) for each in found]


def test_the_same_currency_and_kind_add_up() -> None:
    (total,) = amounts([figure("b", 2), figure("a", 1)], Facts())
    assert total.value == 3
    assert total.records == ("a", "b")


def test_currencies_and_kinds_never_add_up() -> None:
    figures = [figure("a", 1), figure("b", 2, "KRW"), figure("c", 4, kind="leveraged-total")]
    assert totals(figures) == [("GBP", "grant", 1), ("GBP", "leveraged-total", 4), ("KRW", "grant", 2)]


def test_bounds_stay_apart() -> None:
    found = amounts([figure("a", 1), figure("b", 2, bound="over"), figure("c", 4, bound="over")], Facts())
    assert [(each.bound, int(each.value)) for each in found] == [("exact", 1), ("over", 6)]


def test_figures_without_currency_or_kind_never_add_up() -> None:
    assert totals([figure("a", 1, ""), figure("b", 2, "")]) == [("", "grant", 1), ("", "grant", 2)]
    assert totals([figure("a", 1, kind=""), figure("b", 2, kind="")]) == [("GBP", "", 1), ("GBP", "", 2)]


def test_a_part_does_not_add_to_its_whole_however_far_up() -> None:
    facts = Facts(parts=[("part", "middle"), ("middle", "whole")])
    assert totals([figure("part", 4), figure("whole", 30)], facts) == [("GBP", "grant", 30)]


def test_a_part_counts_where_its_whole_gives_no_sum() -> None:
    facts = Facts(parts=[("part", "whole")])
    assert totals([figure("part", 4)], facts) == [("GBP", "grant", 4)]
    doubted = amounts([figure("part", 4), figure("whole", 30, doubtful=True)], facts)
    assert [(int(each.value), each.doubtful) for each in doubted] == [(4, False), (30, True)]


def test_a_circle_of_parts_counts_once() -> None:
    facts = Facts(parts=[("a", "b"), ("b", "a")])
    assert totals([figure("a", 4), figure("b", 4)], facts) == [("GBP", "grant", 4)]


def test_the_same_fact_counts_once_with_its_best_figure() -> None:
    facts = Facts(same=[("a", "b"), ("b", "c")])
    figures = [figure("a", 50, bound="nearly"), figure("b", 49), figure("c", 99, doubtful=True)]
    (total,) = amounts(figures, facts)
    assert (total.value, total.bound, total.records) == (Decimal(49), "exact", ("b",))


def test_joint_figures_stand_alone() -> None:
    found = amounts([figure("a", 1), figure("b", 30, joint=True), figure("c", 40, joint=True)], Facts())
    assert [(int(each.value), each.joint) for each in found] == [(1, False), (30, True), (40, True)]


@pytest.mark.parametrize("text", ["1,000", "n/a", "", "INF", "NaN"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert read_decimal(text) is None
