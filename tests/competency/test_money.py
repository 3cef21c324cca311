"""Totals of the shipped dataset, added up by hand from its records.

Of 21 contributions eight count: those with a figure, all in pounds, that is no plan, no repeat and no part.

================================  ==================  ==========  ======================================
record                            kind                millions    belongs to
================================  ==================  ==========  ======================================
5g-challenge-2-4m                 competition-budget  2.4         DCMS and ETRI, together without a split
innovation-accelerator-extension  extension           30          no funder; Innovation Accelerator, 2025
wmhtia-co-investment-2yr          co-investment       49.4        nobody is told
wmip-co-investment                co-investment       over 13     nobody is told
wmhtia-leveraged-total            leveraged-total     67.3        nobody is told
wmhtia-original-allocation        allocation          14.5        no funder; WMHTIA
wmhtia-share-of-extension         share-of-extension  4           no funder; WMHTIA, 2025
wmhtia-supported-companies-       grant               10          four agencies together; the companies
public-grants
================================  ==================  ==========  ======================================

The share is a part of the extension, but of another kind: the two are not added, and each counts in its own.

Two more have figures and are not counted: the headline (nearly 50 m) states the 49.4 m again, and what the investors
committed (36.3 m) is a part of them. Two of the plans carry a doubt (640 billion, 1 trillion); the others are 2 billion
of the Korean government, 3 billion of which nobody says whose they are, and over 970 m for Seoul.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest

from kg.network import Filters, StoreColumns
from kg.network.basis import Basis
from kg.network.ledger import GROUPINGS, Ledger, Rules, amounts_by, grouped, together, totals, turnovers
from kg.network.ledger.flows import flows
from kg.store import Store

MILLION = 1_000_000
DONE: Mapping[str, tuple[float, float | None]] = {
    "allocation": (14.5, 14.5),
    "co-investment": (62.4, None),
    "competition-budget": (2.4, 2.4),
    "extension": (30, 30),
    "grant": (10, 10),
    "leveraged-total": (67.3, 67.3),
    "share-of-extension": (4, 4),
}
PLANNED: Mapping[str, tuple[float, float | None]] = {"funding": (2000, 2000), "planned-investment": (3970, None)}
DOUBTFUL: Mapping[str, tuple[float, float | None]] = {
    "fund-size": (640_000, 640_000),
    "funding": (2000, 2000),
    "planned-investment": (1_003_970, None),
}


@pytest.fixture(scope="module")
def basis(graph: Store) -> Basis:
    return Basis(StoreColumns(graph), {})


def ledger(basis: Basis, rules: Rules | None = None, **filters: object) -> Ledger:
    return basis.ledger(Filters(**{"include_planned": False, **filters}), rules or Rules())  # type: ignore[arg-type]


def millions(value: Decimal | None) -> float | None:
    return None if value is None else float(value / MILLION)


def sums(ledger: Ledger) -> dict[str, tuple[float | None, float | None]]:
    assert {currency for currency, _ in totals(ledger)} <= {"GBP"}
    return {kind: (millions(each.low), millions(each.high)) for (_, kind), each in totals(ledger).items()}


def names(key: tuple[str, ...]) -> str:
    return " + ".join(each.rpartition("/")[2] for each in key)


def shares(ledger: Ledger, by: str) -> dict[tuple[str, str], float | None]:
    return {
        (kind, names(key)): millions(amount.low)
        for (_, kind), groups in amounts_by(ledger, by).items()
        for key, amount in groups.items()
    }


def test_totals_are_those_that_were_added_up_by_hand(basis: Basis) -> None:
    assert sums(ledger(basis)) == DONE
    assert sums(ledger(basis, include_planned=True)) == {**DONE, **PLANNED}
    assert sums(ledger(basis, Rules(doubtful=True), include_planned=True)) == {**DONE, **DOUBTFUL}


def test_what_does_not_count_is_told(basis: Basis) -> None:
    assert ledger(basis).reasons == {"planned": 8, "no_amount": 3, "repeat": 1, "part": 1}
    beside = {names((each.statement.record,)): names((each.beside,)) for each in ledger(basis).excluded if each.beside}
    assert beside == {
        "wmhtia-co-investment-headline": "wmhtia-co-investment-2yr",
        "wmhtia-investor-commitments": "wmhtia-co-investment-2yr",
    }


def test_who_gave_what(basis: Basis) -> None:
    agencies = "wmhtia-other-grant-agencies + eureka + innovate-uk + nihr"
    assert shares(ledger(basis), "funder") == {
        ("allocation", ""): 14.5,
        ("co-investment", ""): 62.4,
        ("competition-budget", "dcms + etri"): 2.4,
        ("extension", ""): 30,
        ("grant", agencies): 10,
        ("leveraged-total", ""): 67.3,
        ("share-of-extension", ""): 4,
    }


def test_who_received_what(basis: Basis) -> None:
    received = shares(ledger(basis), "recipient")
    assert {key: value for key, value in received.items() if key[1]} == {
        ("allocation", "wmhtia"): 14.5,
        ("extension", "innovation-accelerator"): 30,
        ("grant", "wmhtia-supported-companies"): 10,
        ("share-of-extension", "wmhtia"): 4,
    }


def test_through_what_when_and_where(basis: Basis) -> None:
    done = ledger(basis)
    assert {key: value for key, value in shares(done, "programme").items() if key[1]} == {
        ("allocation", "innovation-accelerator"): 14.5,
        ("competition-budget", "uk-south-korea-5g-challenge"): 2.4,
        ("extension", "innovation-accelerator"): 30,
        ("share-of-extension", "innovation-accelerator"): 4,
    }
    assert {key: value for key, value in shares(done, "year").items() if key[1]} == {
        ("extension", "2025"): 30,
        ("share-of-extension", "2025"): 4,
    }
    assert {key: value for key, value in shares(done, "benefits").items() if key[1]} == {
        ("competition-budget", "south-korea + united-kingdom"): 2.4
    }
    assert {key: value for key, value in shares(done, "delivered").items() if key[1]} == {
        ("allocation", "west-midlands"): 14.5,
        ("competition-budget", "south-korea + united-kingdom"): 2.4,
        ("share-of-extension", "west-midlands"): 4,
    }


def test_only_what_is_stated(basis: Basis) -> None:
    """That WMHTIA's allocation came by the Innovation Accelerator is implied, that it was 14.5 m is not."""
    stated = shares(ledger(basis, min_confidence="stated"), "programme")
    assert stated["allocation", ""] == 14.5
    assert stated["share-of-extension", "innovation-accelerator"] == 4


@pytest.mark.parametrize("planned", [False, True])
def test_by_whatever_they_are_told_apart_they_come_to_the_same(basis: Basis, planned: bool) -> None:
    done = ledger(basis, include_planned=planned)
    for by in GROUPINGS:
        assert together(grouped(done, by)) == totals(done)


def test_nothing_is_known_to_be_given_on(basis: Basis) -> None:
    """The accelerator received an extension and gave a share of it, which is told as money of another kind."""
    turned_over = turnovers(flows(ledger(basis)))
    assert {each.unit[1]: (millions(each.new.low), millions(each.new.high)) for each in turned_over} == DONE
