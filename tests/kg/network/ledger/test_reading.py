"""Statements as they are read of a graph."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

import pytest

from kg.facts import Facts
from kg.network import Filters, StoreColumns
from kg.network.basis import Basis
from kg.network.ledger import Ledger, Rules, Statement, read_statements
from kg.store.embedded import EmbeddedStore
from kg.store.rdf import Quad

BASE = "https://example.org/"
Row = Mapping[str, str]
Quads = Callable[..., list[Quad]]

SURE = {"confidence": "stated"}
BODIES: tuple[Row, ...] = (
    {"id": "organisations/agency", "label": "Agency", "located_in": "places/country", **SURE},
    {"id": "organisations/firm", "label": "Firm", "located_in": "places/town|places/country", **SURE},
    {"id": "organisations/works", "label": "Works", "located_in": "places/coast", **SURE},
    {"id": "groups/others", "label": "Others", **SURE},
    {"id": "places/country", "label": "Country", "kind": "country", **SURE},
    {"id": "places/town", "label": "Town", "kind": "city", "within": "places/region", **SURE},
    {"id": "places/region", "label": "Region", "kind": "region", "within": "places/country", **SURE},
    {"id": "places/coast", "label": "Coast", "kind": "region", **SURE},
    {"id": "programmes/fund", "label": "Fund", "kind": "programme", "places": "places/region", **SURE},
    {"id": "projects/pilot", "label": "Pilot", "kind": "pilot", "places": "places/coast", **SURE},
)


def grant(slug: str, **fields: str) -> Row:
    return {"id": f"contributions/{slug}", "kind": "grant", "amount": "5", "currency": "GBP", **SURE, **fields}


@pytest.fixture
def read(quads: Quads) -> Callable[..., dict[str, Statement]]:
    """Read the statements of some contributions, by slug, with filters as keywords."""

    def read(*rows: Row, **filters: object) -> dict[str, Statement]:
        columns = StoreColumns(EmbeddedStore.in_memory(quads(*BODIES, *rows)))
        statements, _ = read_statements(columns, Filters(**filters), {})  # type: ignore[arg-type]
        return {each.record.rpartition("/")[2]: each for each in statements}

    return read


def slugs(key: tuple[str, ...]) -> list[str]:
    return [each.rpartition("/")[2] for each in key]


def test_a_statement_says_what_its_record_says(read: Callable[..., dict[str, Statement]]) -> None:
    told = read(
        grant(
            "a",
            amount="5.50",
            bound="over",
            doubt="too much",
            funder="organisations/agency|groups/others",
            through="programmes/fund",
            recipient="organisations/firm",
            places="places/town|places/country|places/coast",
            when="2019/2021-03",
            financial_year="2020/21",
        )
    )["a"]
    assert (str(told.figure), told.unit, told.bound, told.doubtful) == ("5.5", ("GBP", "grant"), "over", True)
    assert (slugs(told.funders), slugs(told.recipients), slugs(told.programmes)) == (
        ["others", "agency"],
        ["firm"],
        ["fund"],
    )
    assert (slugs(told.registered), slugs(told.delivered), slugs(told.benefits)) == (
        ["town"],
        ["region"],
        ["coast", "town"],
    )
    assert told.years == ("2019/2021",)
    assert told.refusal == ""


def test_what_is_not_told_is_empty(read: Callable[..., dict[str, Statement]]) -> None:
    told = read({"id": "contributions/a", "kind": "grant", **SURE})["a"]
    assert told == Statement(f"{BASE}contributions/a", kind="grant")


def test_the_financial_year_stands_where_no_year_is_told(read: Callable[..., dict[str, Statement]]) -> None:
    told = read(
        grant("a", when="XXXX-06-24", financial_year="2025/26"), grant("b", financial_year="2024/25"), grant("c")
    )
    assert [told[each].years for each in "abc"] == [("2025/26",), ("2024/25",), ()]


def test_a_programme_that_receives_is_that_of_the_money(read: Callable[..., dict[str, Statement]]) -> None:
    told = read(
        grant("a", recipient="projects/pilot"),
        grant("b", recipient="projects/pilot", through="programmes/fund"),
        grant("c", recipient="organisations/firm"),
    )
    assert [slugs(told[each].programmes) for each in "abc"] == [["pilot"], ["fund"], []]
    assert [slugs(told[each].delivered) for each in "abc"] == [["coast"], ["coast"], []]


def test_money_is_registered_nowhere_where_one_seat_is_not_told(read: Callable[..., dict[str, Statement]]) -> None:
    told = read(
        grant("a", recipient="organisations/firm|organisations/works"),
        grant("b", recipient="organisations/firm|groups/others"),
    )
    assert [slugs(told[each].registered) for each in "ab"] == [["coast", "town"], []]


def test_what_is_less_sure_belongs_to_nobody_and_its_sum_counts(read: Callable[..., dict[str, Statement]]) -> None:
    rows = [
        grant("a", funder="organisations/agency", recipient="organisations/firm", implied_fields="funder"),
        grant("b", funder="organisations/agency", implied_fields="amount"),
    ]
    sure = read(*rows, min_confidence="stated")
    assert [(each.funders, slugs(each.recipients), each.refusal) for each in (sure["a"], sure["b"])] == [
        ((), ["firm"], ""),
        ((f"{BASE}organisations/agency",), [], "below_confidence"),
    ]
    assert read(*rows, min_confidence="implied")["a"].funders


def test_filters_refuse_with_the_first_reason(read: Callable[..., dict[str, Statement]]) -> None:
    rows = [
        grant("a", when="2030", modality="planned"),
        grant("b", when="2030"),
        grant("c", when="2019", modality="planned"),
        grant("d"),
        grant("e", when="2015"),
    ]
    told = read(*rows, include_planned=False, until="2025", since="2018", undated="drop")
    assert {name: each.refusal for name, each in told.items()} == {
        "a": "planned",
        "b": "later",
        "c": "planned",
        "d": "undated",
        "e": "earlier",
    }


@pytest.mark.parametrize("amount", ["1,000", "n/a", "-5", "1e3", ""])
def test_what_is_no_sum_is_no_amount(read: Callable[..., dict[str, Statement]], amount: str) -> None:
    assert read({**grant("a"), "amount": amount})["a"].figure is None


def test_what_graphs_say_against_each_other_is_contradicted(quads: Quads) -> None:
    said = [*quads(grant("a"), dataset="one"), *quads(grant("a", amount="6"), dataset="two")]
    statements, _ = read_statements(StoreColumns(EmbeddedStore.in_memory(said)), Filters(), {})
    assert [each.refusal for each in statements] == ["contradicted"]


def test_how_records_are_divided_into_datasets_does_not_matter(quads: Quads) -> None:
    rows = [
        *BODIES,
        *(
            grant(f"g{place}", amount=str(place), part_of="contributions/g7" if place < 3 else "contributions/g99")
            for place in range(9)
        ),
        grant("again", amount="8", same_fact_as="contributions/g8", funder="organisations/agency"),
    ]

    def ledger(said: list[Quad]) -> Ledger:
        return Basis(StoreColumns(EmbeddedStore.in_memory(said)), {}).ledger(Filters(), Rules())

    random, whole = Random(2), ledger(quads(*rows))
    assert whole.reasons == {"repeat": 1, "part": 3}
    for _ in range(5):
        said = [
            quad for row in random.sample(rows, len(rows)) for quad in quads(row, dataset=random.choice(["one", "two"]))
        ]
        assert ledger(said) == whole


def test_what_is_decided_to_be_one_is_one(quads: Quads) -> None:
    """A body under two names gives under one; a contribution under two counts once."""
    rows = [
        *BODIES,
        grant("a", funder="organisations/agency"),
        grant("b", funder="organisations/firm"),
        grant("c", funder="organisations/works"),
    ]
    decided = {
        f"{BASE}organisations/firm": f"{BASE}organisations/agency",
        f"{BASE}contributions/c": f"{BASE}contributions/b",
    }
    basis = Basis(StoreColumns(EmbeddedStore.in_memory(quads(*rows))), decided)
    ledger = basis.ledger(Filters(), Rules())
    assert [(slugs((each.statement.record,)), slugs(each.statement.funders)) for each in ledger.entries] == [
        (["a"], ["agency"]),
        (["b"], ["agency"]),
    ]
    assert ledger.reasons == {"repeat": 1}
    separate = basis.ledger(Filters(members="separate"), Rules())
    assert [slugs(each.statement.funders) for each in separate.entries] == [["agency"], ["firm"], ["works"]]


def test_repeats_and_parts_are_read(quads: Quads) -> None:
    rows = [grant("a", same_fact_as="contributions/b"), grant("b"), grant("c", part_of="contributions/a")]
    _, facts = read_statements(StoreColumns(EmbeddedStore.in_memory(quads(*rows))), Filters(), {})
    assert isinstance(facts, Facts)
    assert facts.of(f"{BASE}contributions/b") == f"{BASE}contributions/a"
    assert facts.wholes(f"{BASE}contributions/c") == {f"{BASE}contributions/a"}
