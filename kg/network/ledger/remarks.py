"""What a reader of sums of money has to know of them: what was asked for in vain, and what counts more than once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.network.ledger.counting import Entry, Excluded, Ledger, Rules
from kg.network.ledger.flows import Turnover
from kg.network.ledger.statements import Unit
from kg.network.ledger.sums import added, written
from kg.network.remarks import Remark


def remarks(ledger: Ledger, rules: Rules, turnovers: Iterable[Turnover]) -> list[Remark]:
    """Say what is to be minded of a ledger, and of what changed hands in it."""
    return [*_in_vain(ledger, rules), *_overlaps(ledger.entries), *_given_on(turnovers)]


def _in_vain(ledger: Ledger, rules: Rules) -> Iterator[Remark]:
    """Say which currency and kinds were asked for that no contribution has, and which there are."""
    lines: Iterable[Entry | Excluded] = (*ledger.entries, *ledger.excluded)
    statements = [each.statement for each in lines]
    currencies = {each.currency for each in statements} - {""}
    kinds = {each.kind for each in statements} - {""}
    if rules.currency and rules.currency not in currencies:
        yield Remark("no-such-currency", currency=rules.currency, currencies=sorted(currencies))
    for kind in rules.kinds:
        if kind not in kinds:
            yield Remark("no-such-kind", kind=kind, kinds=sorted(kinds))
    if rules.kinds and rules.currency in currencies and not ledger.entries:
        of_currency = {each.kind for each in statements if each.currency == rules.currency} - {""}
        yield Remark("no-such-kind-in-currency", currency=rules.currency, kinds=sorted(of_currency))


def _overlaps(entries: Iterable[Entry]) -> Iterator[Remark]:
    """Say which money counts in other units too."""
    by_record = {each.statement.record: each for each in entries}
    pairs: dict[tuple[Unit, Unit], list[Entry]] = {}
    for entry in by_record.values():
        for other in {by_record[record].statement.unit for record in entry.also_in}:
            pairs.setdefault((entry.statement.unit, other), []).append(entry)
    for (unit, other), those in sorted(pairs.items()):
        figure = written(added(each.amount for each in those).figure)
        amount = {"low": figure, "high": figure}
        yield Remark("counts-in-two", amount=amount, unit=unit_value(unit), other=unit_value(other))


def _given_on(turnovers: Iterable[Turnover]) -> Iterator[Remark]:
    """Say of which money a part may be that of others who gave it on."""
    for each in turnovers:
        if each.new.low != each.gross.low:
            amount = {"low": written(each.new.low), "high": written(each.new.high)}
            yield Remark("given-on", unit=unit_value(each.unit), amount=amount)


def unit_value(unit: Unit) -> dict[str, str]:
    """Give a unit of money as a value of a remark."""
    currency, kind = unit
    return {"currency": currency, "kind": kind}
