"""`kg network funding money`: tables, what does not count, and formats."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.conftest import RunKg


def test_the_money_of_a_graph(kg: RunKg, home: Path) -> None:
    done = kg("--home", home, "network", "funding", "money", "--by", "funder", "--format", "table")
    assert done.code == 0, done
    assert "Seahaven Council" in done.out
    assert done.out.count("1,250,000.5") == 2  # of the council, and in all
    assert "is a part of what another states (first-grant)" in done.err
    assert "1 of 2 contributions counted (money/1)" in done.err


def test_who_received_and_gave(kg: RunKg, home: Path) -> None:
    done = kg("--home", home, "network", "funding", "money", "--by", "organisation", "--format", "table")
    assert [word for word in ("Quay Works", "-1,250,000.5", "of it new") if word not in done.out] == []
    (turnover,) = json.loads(kg("--home", home, "network", "funding", "money", "--by", "organisation").out)["turnovers"]
    assert turnover["new"] == {"low": "1250000.5", "high": "1250000.5"}


def test_the_money_of_one_currency_and_kind(kg: RunKg, home: Path) -> None:
    money = "--home", home, "network", "funding", "money"
    none = json.loads(kg(*money, "--currency", "KRW").out)
    assert none["coverage"]["excluded"] == {"other_currency": 2}
    some = json.loads(kg(*money, "--currency", "GBP", "--kind", "grant,award", "--by", "year").out)
    assert [each["who"][0]["label"] for each in some["groups"]] == ["2025"]
    assert some["options"] == {"currency": "GBP", "kind": ["award", "grant"]}


@pytest.mark.parametrize(("shown", "first"), [("groups", "who"), ("entries", "record"), ("excluded", "record")])
def test_the_money_as_a_table_of_its_own(kg: RunKg, home: Path, shown: str, first: str) -> None:
    done = kg("--home", home, "network", "funding", "money", "--shown", shown, "--format", "csv")
    header, *rows = csv.reader(io.StringIO(done.out))
    assert (header[0], len(rows)) == (first, 1)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["partnership", "money"], "partnership tells of no money"),
        (["funding", "money", "--roles", "grant"], "roles chooses nodes and edges"),
        (["funding", "money", "--undirected"], "--undirected has no effect here"),
        (["funding", "degree", "--plans"], "--plans has no effect here; it is for money."),
        (["funding", "degree", "--currency", "GBP"], "Add weight=amount."),
        (["funding", "money", "--format", "gexf"], "money is not written as gexf"),
    ],
)
def test_what_has_no_effect_is_refused(kg: RunKg, home: Path, arguments: list[str], words: str) -> None:
    done = kg("--home", home, "network", *arguments)
    assert done.code == 2
    assert words in " ".join(done.err.split())
