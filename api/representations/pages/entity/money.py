"""The money of one entity: what it gave, received and passed on, per currency and kind, and what does not count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from pyroaring import BitMap

from api.representations.pages.body_words import Wording
from api.representations.pages.languages import Message, marked
from api.representations.pages.speech import Value
from kg.network import Filters
from kg.network.columns import SomeColumns
from kg.network.ledger import REASONS, Entry, Group, Ledger, Statement, added, count, grouped, read_statements
from kg.reference import concepts
from kg.vocabulary import load_vocabulary

SIDES: Mapping[str, Message] = {
    "recipient": marked("Money in"),
    "funder": marked("Money out"),
    "through": marked("Runs through it"),
    "attributed_to": marked("Attributed to it"),
}
"""By which fields contributions name whom they belong to, and what that is to the one named."""

_SHARING = {"funder": "funder", "recipient": "recipient"}
_MOST = 1_000
"""Contributions of one side that are added up for a page."""
_LISTED = 8


@dataclass(frozen=True, slots=True)
class Sum:
    """What some contributions of one currency and kind come to, and those who have it together with the entity."""

    kind: str
    text: str
    contributions: str
    together: Sequence[Value]
    address: str
    disputed: bool


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Why some contributions do not count, how many, and the first of them."""

    reason: str
    total: int
    records: Sequence[Value]


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the money of an entity; where contributions are `too_many` they are not added up here."""

    name: str
    title: str
    total: str
    sums: Sequence[Sum]
    left_out: Sequence[LeftOut]
    address: str
    too_many: bool


def money_of(wording: Wording, iris: Sequence[str], members: str) -> list[Side]:
    """Add up the money of an entity, which is described by the records `iris`, the one that is shown first."""
    catalogue = wording.edition.catalogue
    totals = {each.field: each.total for each in catalogue.pointing_at(*iris, collection="contributions")}
    few = [name for name in SIDES if 0 < totals.get(name, 0) <= _MOST]
    ledgers = _ledgers(wording, iris, few)
    return [_side(wording, iris, members, name, totals[name], ledgers.get(name)) for name in SIDES if name in totals]


def _ledgers(wording: Wording, iris: Sequence[str], names: Iterable[str]) -> dict[str, Ledger]:
    catalogue = wording.edition.catalogue
    naming = {name: catalogue.pointing("contributions", name, *iris) for name in names}
    if not naming:
        return {}
    whole = catalogue.columns()
    terms = whole.members(load_vocabulary().classes["Term"].iri)
    columns = SomeColumns(whole, BitMap.union(terms, *naming.values()))
    statements, facts = read_statements(columns, Filters(include_planned=False), whole.canonicals())
    numbers = whole.numbers([each.record for each in statements])
    by_side: dict[str, list[Statement]] = {
        name: [each for each in statements if numbers[each.record] in naming[name]] for name in naming
    }
    return {name: count(side, facts) for name, side in by_side.items()}


def _side(wording: Wording, iris: Sequence[str], members: str, name: str, total: int, ledger: Ledger | None) -> Side:
    speech = wording.speech
    wish = {"members": members} if members else {}
    own = {name: wording.edition.mapping.reference(iris[0]), **wish}
    address = f"{wording.root}/contributions?{urlencode(own)}"
    text = speech.count(marked("%(count)s contribution"), marked("%(count)s contributions"), total)
    if ledger is None:
        return Side(name, speech.text(SIDES[name]), str(text), (), (), address, too_many=True)
    sums = [_sum(wording, iris, group, own) for group in _groups(ledger, name)]
    return Side(name, speech.text(SIDES[name]), str(text), sums, _left_out(wording, ledger), address, too_many=False)


def _groups(ledger: Ledger, side: str) -> list[Group]:
    if side in _SHARING:
        return grouped(ledger, _SHARING[side])
    units: dict[tuple[str, str], list[Entry]] = {}
    for entry in ledger.entries:
        units.setdefault(entry.statement.unit, []).append(entry)
    return [
        Group((), unit, added(each.amount for each in entries), tuple(entries))
        for unit, entries in sorted(units.items())
    ]


def _sum(wording: Wording, iris: Sequence[str], group: Group, own: Mapping[str, str]) -> Sum:
    speech, (currency, kind) = wording.speech, group.unit
    query = urlencode({**own, "currency": currency, "kind": kind})
    kinds = {each.name: speech.label(each.label) for each in concepts("contribution-kinds")}
    one, many = marked("%(count)s contribution"), marked("%(count)s contributions")
    return Sum(
        kinds.get(kind, kind),
        speech.between(currency, group.amount.low, group.amount.high),
        str(speech.count(one, many, sum(len(each.records) for each in group.entries))),
        [wording.named(each) for each in group.key if each not in iris],
        f"{wording.root}/contributions?{query}",
        any(each.disputed for each in group.entries),
    )


def _left_out(wording: Wording, ledger: Ledger) -> list[LeftOut]:
    by_reason: dict[str, list[Any]] = {}
    for each in ledger.excluded:
        by_reason.setdefault(each.reason, []).append(each)
    return [
        LeftOut(
            wording.speech.label(REASONS[reason]),
            len(by_reason[reason]),
            [wording.named(each.statement.record) for each in by_reason[reason][:_LISTED]],
        )
        for reason in REASONS
        if reason in by_reason
    ]
