"""What counts and what does not, by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest

from kg.errors import UnknownField
from kg.facts import Facts
from kg.network.ledger import Interval, Ledger, Rules, Statement, amounts_by, count, flows, grouped, totals, turnovers
from kg.network.ledger.remarks import remarks

GRANT = ("GBP", "grant")


def grant(record: str, figure: str | None, bound: str = "exact", **more: object) -> Statement:
    value = None if figure is None else Decimal(figure)
    return replace(Statement(record, "GBP", "grant", value, bound), **more)  # type: ignore[arg-type]


def ends(ledger: Ledger) -> tuple[str, str]:
    total = totals(ledger)[GRANT]
    return str(total.low), str(total.high)


def reasons(ledger: Ledger) -> dict[str, str]:
    return {each.statement.record: each.reason for each in ledger.excluded}


@pytest.mark.parametrize(
    ("bound", "low", "high"),
    [
        ("exact", "5", "5"),
        ("over", "5", "None"),
        ("at-least", "5", "None"),
        ("up-to", "0", "5"),
        ("nearly", "4.5", "5"),
        ("about", "4.5", "5.5"),
        ("of-somebody", "0", "None"),
    ],
)
def test_a_bound_leaves_an_end_open(bound: str, low: str, high: str) -> None:
    assert ends(count([grant("a", "5", bound)], Facts())) == (low, high)


def test_a_sum_is_as_open_as_its_summands() -> None:
    ledger = count([grant("a", "5", "over"), grant("b", "2", "nearly"), grant("c", "1.50")], Facts())
    assert totals(ledger)[GRANT] == Interval(Decimal("8.30"), None, Decimal("8.50"))


def test_no_digit_is_lost_however_many_there_are() -> None:
    ledger = count([grant("a", "9" * 40), grant("b", "0." + "1" * 40)], Facts())
    assert ends(ledger) == (f"{'9' * 40}.{'1' * 40}",) * 2


def test_currencies_and_kinds_stay_apart() -> None:
    statements = [grant("a", "1"), grant("b", "2", currency="KRW"), grant("c", "4", kind="award")]
    figures = {unit: int(total.figure) for unit, total in totals(count(statements, Facts())).items()}
    assert figures == {GRANT: 1, ("KRW", "grant"): 2, ("GBP", "award"): 4}


def test_the_first_reason_that_holds_is_told() -> None:
    statements = [
        grant("a", None),
        grant("b", "1", currency=""),
        grant("c", "1", kind=""),
        grant("d", "1", doubtful=True),
        grant("e", None, refusal="planned"),
        grant("f", None, refusal="contradicted"),
        grant("g", "1", currency="KRW", doubtful=True),
        grant("h", "1", kind="award"),
    ]
    assert reasons(count(statements, Facts(), Rules(currency="GBP", kinds=("grant",)))) == {
        "a": "no_amount",
        "b": "no_currency",
        "c": "no_kind",
        "d": "doubtful",
        "e": "planned",
        "f": "no_amount",
        "g": "other_currency",
        "h": "other_kind",
    }


def test_doubtful_figures_count_where_they_are_asked_for() -> None:
    statements = [grant("a", "1", doubtful=True), grant("b", "2")]
    assert ends(count(statements, Facts(), Rules(doubtful=True))) == ("3", "3")


def test_of_repeats_an_exact_figure_stands_and_the_others_tell_what_it_leaves_open() -> None:
    statements = [grant("a", "50", "nearly", funders=("x",)), grant("b", "49.4", years=("2020",))]
    ledger = count(statements, Facts(same=[("a", "b")]))
    (entry,) = ledger.entries
    assert (entry.statement.record, entry.records) == ("b", ("a", "b"))
    assert (entry.statement.funders, entry.statement.years) == (("x",), ("2020",))
    assert ends(ledger) == ("49.4", "49.4")
    assert [(each.statement.record, each.reason, each.beside) for each in ledger.excluded] == [("a", "repeat", "b")]


def test_repeats_narrow_each_other_down() -> None:
    facts = Facts(same=[("a", "b"), ("b", "c")])
    ledger = count([grant("a", "10", "over"), grant("b", "20", "up-to"), grant("c", "19", "about")], facts)
    assert ends(ledger) == ("17.1", "20")
    assert not ledger.entries[0].disputed


def test_repeats_that_contradict_each_other_leave_open_which_is_right() -> None:
    ledger = count([grant("a", "49"), grant("b", "50")], Facts(same=[("a", "b")]))
    assert ends(ledger) == ("49", "50")
    assert ledger.entries[0].disputed
    open_ended = count([grant("a", "49"), grant("b", "50", "over")], Facts(same=[("a", "b")]))
    assert ends(open_ended) == ("49", "None")


def test_a_repeat_of_another_kind_counts_in_its_own() -> None:
    ledger = count([grant("a", "1"), grant("b", "1", kind="award")], Facts(same=[("a", "b")]))
    assert len(ledger.entries) == 2


def test_a_part_of_a_part_counts_in_the_whole_whatever_lies_between() -> None:
    facts = Facts(parts=[("part", "middle"), ("middle", "whole")])
    ledger = count([grant("part", "4"), grant("middle", None), grant("whole", "30")], facts)
    assert ends(ledger) == ("30", "30")
    assert [each.beside for each in ledger.excluded] == ["", "whole"]


def test_a_part_counts_where_its_whole_does_not() -> None:
    facts = Facts(parts=[("part", "whole")])
    for whole in (grant("whole", None), grant("whole", "30", doubtful=True), grant("whole", "30", kind="award")):
        assert ends(count([grant("part", "4"), whole], facts)) == ("4", "4")


def test_a_circle_of_parts_counts_once() -> None:
    ledger = count([grant("a", "4"), grant("b", "5")], Facts(parts=[("a", "b"), ("b", "a")]))
    assert ends(ledger) == ("4", "4")


def test_many_parts_within_parts_take_no_time() -> None:
    names = [f"s{place:05}" for place in range(5_000)]
    ledger = count([grant(name, "1") for name in names], Facts(parts=[*pairwise(names)]))
    assert ledger.reasons == {"part": len(names) - 1}


def test_what_several_give_is_theirs_together() -> None:
    statements = [grant("a", "3", funders=("x", "y")), grant("b", "1", funders=("x",)), grant("c", "9")]
    by_funder = {
        key: int(amount.figure) for key, amount in amounts_by(count(statements, Facts()), "funder")[GRANT].items()
    }
    assert by_funder == {("x", "y"): 3, ("x",): 1, (): 9}
    assert [group.key for group in grouped(count(statements, Facts()), "funder")] == [("x", "y"), ("x",), ()]


def test_what_is_no_grouping_is_refused() -> None:
    with pytest.raises(UnknownField, match="funders"):
        grouped(count([], Facts()), "funders")


def test_who_gives_on_what_it_received_makes_no_new_money() -> None:
    statements = [
        grant("a", "100", funders=("state",), recipients=("agency",)),
        grant("b", "30", funders=("agency",), recipients=("firm",)),
        grant("c", "5", funders=("agency",), through=("fund",), recipients=("firm",)),
        grant("d", "7", recipients=("firm",)),
    ]
    ledger = count(statements, Facts())
    told = {
        flow.key: [int(each.figure) for each in (flow.received, flow.given, flow.passed, flow.net)]
        for flow in flows(ledger)
    }
    assert told == {
        ("agency",): [100, 35, 0, 65],
        ("state",): [0, 100, 0, -100],
        ("firm",): [42, 0, 0, 42],
        ("fund",): [0, 0, 5, 0],
        (): [0, 7, 0, -7],
    }
    (turnover,) = turnovers(flows(ledger))
    assert turnover.gross.figure == 142
    assert (str(turnover.new.low), str(turnover.new.high)) == ("107", "142")


def test_a_programme_that_receives_and_gives_is_followed_too() -> None:
    """Where one record tells what a programme got and another what it gave."""
    statements = [
        grant("a", "100", funders=("state",), through=("fund",)),
        grant("b", "40", through=("fund",), recipients=("firm",)),
    ]
    told = {flow.key: int(flow.net.figure) for flow in flows(count(statements, Facts()))}
    assert told == {("state",): -100, ("fund",): 60, ("firm",): 40}
    (turnover,) = turnovers(flows(count(statements, Facts())))
    assert turnover.new.low == 100


def test_who_gives_together_may_give_on_what_one_of_them_received() -> None:
    statements = [
        grant("a", "100", funders=("state",), recipients=("agency",)),
        grant("b", "30", funders=("agency", "bank")),
    ]
    (turnover,) = turnovers(flows(count(statements, Facts())))
    assert (str(turnover.new.low), str(turnover.new.high)) == ("100", "130")


def test_a_part_of_money_of_another_kind_counts_in_its_own_and_says_of_what_it_is_a_part() -> None:
    statements = [grant("share", "4", kind="share"), grant("middle", None), grant("whole", "30", kind="extension")]
    ledger = count(statements, Facts(parts=[("share", "middle"), ("middle", "whole")]))
    assert {each.statement.record: each.also_in for each in ledger.entries} == {"share": ("whole",), "whole": ()}
    assert remarks(ledger, Rules(), turnovers(flows(ledger))) == [
        "4 of GBP share is also in GBP extension: the two are not to be added."
    ]


def test_what_is_stated_in_two_currencies_is_in_both() -> None:
    statements = [grant("a", "5"), grant("b", "9000", currency="KRW"), grant("c", "1")]
    ledger = count(statements, Facts(same=[("a", "b")]))
    assert [each.also_in for each in ledger.entries] == [("b",), ("a",), ()]
    assert len(remarks(ledger, Rules(), [])) == 2


def test_money_that_may_have_been_given_on_is_told() -> None:
    statements = [
        grant("a", "100", funders=("state",), recipients=("agency",)),
        grant("b", "30", funders=("agency",), recipients=("firm",)),
    ]
    ledger = count(statements, Facts())
    (remark,) = remarks(ledger, Rules(), turnovers(flows(ledger)))
    assert remark == "What is given on counts in GBP grant each time it changes hands; 100 to 130 is new."


def test_what_was_asked_for_in_vain_is_told_with_what_there_is() -> None:
    statements = [grant("a", "1"), grant("b", "2", currency="KRW", kind="award"), grant("c", None, currency="")]

    def told(**rules: object) -> Sequence[str]:
        asked = Rules(**rules)  # type: ignore[arg-type]
        return remarks(count(statements, Facts(), asked), asked, [])

    assert told() == []
    assert told(currency="EUR") == ["No contribution is in EUR; there is money in GBP, KRW."]
    assert told(kinds=("grant", "loan")) == ["No contribution is of the kind loan; there are award, grant."]
    assert told(currency="KRW", kinds=("grant",)) == ["Nothing counts; what is in KRW is of the kinds award."]


NORTH = frozenset({"north", "quay"})


def within(*statements: Statement, facts: Facts | None = None, sector: str = "") -> Ledger:
    return count(statements, facts or Facts(), Rules(area_by="delivered", area=NORTH, sector=sector))


def test_within_a_place_counts_what_belongs_to_it_alone() -> None:
    ledger = within(
        grant("a", "1", delivered=("north",)),
        grant("b", "2", delivered=("quay",)),
        grant("c", "4", delivered=("quay", "south")),
        grant("d", "8", benefits=("north",)),
    )
    assert ends(ledger) == ("3", "3")
    assert reasons(ledger) == {"c": "elsewhere", "d": "elsewhere"}


def test_where_a_fact_belongs_is_told_by_all_that_state_it() -> None:
    facts = Facts(same=[("a", "b")])
    ledger = within(grant("a", "5"), grant("b", "5", "about", delivered=("north",)), facts=facts)
    assert (ends(ledger), reasons(ledger)) == (("5", "5"), {"b": "repeat"})
    assert reasons(within(grant("a", "5"), grant("b", "5", delivered=("south",)), facts=facts)) == {
        "a": "elsewhere",
        "b": "elsewhere",
    }


def test_a_part_within_a_place_counts_though_its_whole_is_elsewhere() -> None:
    facts = Facts(parts=[("part", "whole")])
    ledger = within(grant("part", "4", delivered=("north",)), grant("whole", "30"), facts=facts)
    assert (ends(ledger), reasons(ledger)) == (("4", "4"), {"whole": "elsewhere"})


def test_money_of_a_sector() -> None:
    ledger = within(
        grant("a", "1", delivered=("north",), sector="public"), grant("b", "2", delivered=("north",)), sector="public"
    )
    assert (ends(ledger), reasons(ledger)) == (("1", "1"), {"b": "other_sector"})
