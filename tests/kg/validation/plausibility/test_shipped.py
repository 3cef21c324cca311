"""The dataset that is shipped: nothing in it is warned of, and each of its figures and times is guarded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from kg.records import Record, Row, Violation, read_rows
from kg.records.report import WARNING
from kg.settings import Settings
from kg.texts import SourceTexts
from kg.validation.evidence import EvidenceCheck
from kg.validation.plausibility import Beside, Plausibility
from kg.vocabulary import load_vocabulary
from kg.workspace import Workspace
from tests.conftest import SHIPPED
from tests.kg.validation.plausibility.articles import MAPPING


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    (dataset,) = Workspace(Settings()).intake(SHIPPED).datasets
    return [row for row in read_rows(dataset, load_vocabulary()) if isinstance(row, Row)]


@pytest.fixture(scope="module")
def evidence(rows: list[Row], seeds: Path) -> EvidenceCheck:
    check = EvidenceCheck(SourceTexts(seeds), [each for each in rows if each.record.type in ("Document", "Source")])
    assert list(check.check_sources()) == []
    return check


def warned(rows: list[Row], evidence: EvidenceCheck) -> list[Violation]:
    plausibility = Plausibility(MAPPING, evidence)
    for row in rows:
        plausibility.take(row)
    return [each for each in plausibility.findings(Beside(None, MAPPING)) if each.severity == WARNING]


def test_nothing_is_warned_of(rows: list[Row], evidence: EvidenceCheck) -> None:
    assert list(map(str, warned(rows, evidence))) == []


def changed(record: Record, **fields: str) -> Record:
    return replace(record, values={**record.values, **{name: (value,) for name, value in fields.items()}})


def wrong_number(record: Record) -> Iterator[Record]:
    for name in ("amount", "value", "count"):
        if record.one(name) and record.one("printed") and any(map(str.isdigit, record.one("printed"))):
            for factor in ("10", "0.1", "1000", "1.5"):
                yield changed(record, **{name: f"{Decimal(record.one(name)) * Decimal(factor):f}"})


def wrong_print(record: Record) -> Iterator[Record]:
    printed = record.one("printed")
    if any(map(str.isdigit, printed)):
        yield changed(record, printed=printed.translate(str.maketrans("0123456789", "1234567890")))


def wrong_bound(record: Record) -> Iterator[Record]:
    opposite = {"over": "nearly", "nearly": "over"}.get(record.one("bound"))
    if opposite:
        yield from (changed(record, bound=opposite), changed(record, bound="exact"))


def wrong_currency(record: Record) -> Iterator[Record]:
    if record.one("currency"):
        yield from (changed(record, currency=code) for code in ("EUR", "KRW", "USD", "CHF"))


def wrong_year(record: Record) -> Iterator[Record]:
    inferred = {*record.values.get("implied_fields", ()), *record.values.get("ambiguous_fields", ())}
    if record.one("when")[:4].isdigit() and "when" not in inferred:
        yield changed(record, when=f"{int(record.one('when')[:4]) + 30}{record.one('when')[4:]}")


@pytest.mark.parametrize(
    ("slips", "checks", "least"),
    [
        (wrong_number, {"amount-disagrees"}, 60),
        (wrong_print, {"printed-nowhere", "amount-disagrees"}, 18),
        (wrong_bound, {"bound-disagrees"}, 8),
        (wrong_currency, {"currency-unnamed"}, 60),
        (wrong_year, {"time-unsupported", "after-its-document"}, 8),
    ],
)
def test_a_slip_in_it_is_found(
    rows: list[Row],
    evidence: EvidenceCheck,
    slips: Callable[[Record], Iterator[Record]],
    checks: set[str],
    least: int,
) -> None:
    wrong = [replace(row, record=each) for row in rows for each in slips(row.record)]
    missed = [row for row in wrong if not checks & {each.shape for each in warned([row], evidence)}]
    assert [(row.record.id, row.record.values) for row in missed] == []
    assert len(wrong) >= least


@pytest.mark.parametrize("kind", ["participations", "people"])
def test_a_table_that_is_lost_leaves_loose_ends(rows: list[Row], evidence: EvidenceCheck, kind: str) -> None:
    left = [row for row in rows if not row.record.id.startswith(f"{kind}/")]
    found = {each.shape for each in warned(left, evidence)}
    assert found == ({"without-parties", "unreferred"} if kind == "participations" else set())
