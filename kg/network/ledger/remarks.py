"""What a reader of sums of money has to know of them: what was asked for in vain, and what counts more than once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from kg.network.ledger.counting import Entry, Excluded, Ledger, Rules
from kg.network.ledger.flows import Turnover
from kg.network.ledger.statements import Statement
from kg.network.ledger.sums import added, in_words, written


def remarks(ledger: Ledger, rules: Rules, turnovers: Iterable[Turnover]) -> list[str]:
    """Say what is to be minded of a ledger, and of what changed hands in it."""
    return [*_in_vain(ledger, rules), *_overlaps(ledger.entries), *_given_on(turnovers)]


def _in_vain(ledger: Ledger, rules: Rules) -> Iterator[str]:
    """Say which currency and kinds were asked for that no contribution has, and which there are."""
    lines: Iterable[Entry | Excluded] = (*ledger.entries, *ledger.excluded)
    statements = [each.statement for each in lines]
    currencies = {each.currency for each in statements} - {""}
    kinds = {each.kind for each in statements} - {""}
    if rules.currency and rules.currency not in currencies:
        yield f"No contribution is in {rules.currency}; there is money in {_listed(currencies)}."
    for kind in rules.kinds:
        if kind not in kinds:
            yield f"No contribution is of the kind {kind}; there are {_listed(kinds)}."
    if rules.kinds and rules.currency in currencies and not ledger.entries:
        of_currency = {each.kind for each in statements if each.currency == rules.currency} - {""}
        yield f"Nothing counts; what is in {rules.currency} is of the kinds {_listed(of_currency)}."


def _overlaps(entries: Iterable[Entry]) -> Iterator[str]:
    """Say which money counts in other units too."""
    by_record = {each.statement.record: each for each in entries}
    pairs: dict[tuple[str, str], list[Entry]] = {}
    for entry in by_record.values():
        for other in {_name(by_record[record].statement) for record in entry.also_in}:
            pairs.setdefault((_name(entry.statement), other), []).append(entry)
    for (name, other), those in sorted(pairs.items()):
        figure = written(added(each.amount for each in those).figure)
        yield f"{in_words(figure, figure)} of {name} is also in {other}: the two are not to be added."


def _given_on(turnovers: Iterable[Turnover]) -> Iterator[str]:
    """Say of which money a part may be that of others who gave it on."""
    for each in turnovers:
        if each.new.low != each.gross.low:
            new, unit = in_words(written(each.new.low), written(each.new.high)), " ".join(each.unit)
            yield f"What is given on counts in {unit} each time it changes hands; {new} is new."


def _name(statement: Statement) -> str:
    return " ".join(statement.unit)


def _listed(names: Collection[str]) -> str:
    return ", ".join(sorted(names)) or "none"
