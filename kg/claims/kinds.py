"""What is the same fact: five ways in which records turn out to speak of one, and where they contradict each other.

All are pure. What is left open counts for neither: who does not tell a field contradicts nobody in it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from kg.claims.agreement import FIGURES, agree, apart, disagreeing
from kg.claims.witnesses import Witnesses
from kg.facts import smallest_linked
from kg.records import Record
from kg.spelling import fold
from kg.vocabulary import FieldKind, RecordClass

_OF_A_FACT = {
    "Contribution": ("kind", "currency", "amount", "when"),
    "Outcome": ("metric", "unit", "value", "when"),
}
"""The fields in which records of one fact must agree; what a figure counts stands before it."""

_WORDS = frozenset(
    ["label", "title", "description", "printed", "doubt", "note", "quote", "confidence", "bound", "accepted"]
)
"""Fields in which records of one thing may differ: each has its own words, and its own sources."""

_MOST = 20
"""Records alike in all but the figure: more of them are payments in a row, not one that is told of often."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Records, by id, that contradict each other in a field; `about` are the ids of what they speak of."""

    kind: str
    field: str
    about: tuple[str, ...]
    records: tuple[Record, ...]


def same_fact(witnesses: Witnesses) -> Iterator[Disagreement]:
    """Records that say that they tell the same fact as another."""
    groups: dict[str, list[Record]] = {}
    for class_name in _OF_A_FACT:
        for record in witnesses.each(class_name):
            groups.setdefault(witnesses.facts.of(record.id), []).append(record)
    for records in groups.values():
        if len(records) > 1:
            subjects = ("funder", "recipient") if records[0].type == "Contribution" else ("attributed_to", "about")
            about = _about(records, subjects, witnesses)
            yield from _in_fields("same-fact", _OF_A_FACT[records[0].type], about, records, witnesses)


def same_payment(witnesses: Witnesses) -> Iterator[Disagreement]:
    """Contributions of one kind between the same parties in times that overlap."""

    def parties(record: Record) -> tuple[Hashable, ...] | None:
        funders, recipients = witnesses.things(record, "funder"), witnesses.things(record, "recipient")
        if not funders or not recipients or not record.one("amount") or not record.one("kind"):
            return None
        fields = (record.one(each) for each in ("kind", "currency", "modality"))
        return (funders, recipients, witnesses.things(record, "through"), *fields)

    buckets = _alike(witnesses.each("Contribution"), parties)
    for records in (each for each in buckets if len(each) <= _MOST):
        about = _about(records, ("funder", "recipient"), witnesses)
        yield from _by_pairs("same-payment", "amount", about, records, witnesses)


def same_outcome(witnesses: Witnesses) -> Iterator[Disagreement]:
    """Outcomes of one metric, told of the same by the same day."""

    def measured(record: Record) -> tuple[Hashable, ...] | None:
        attributed, about = witnesses.things(record, "attributed_to"), witnesses.things(record, "about")
        if not (attributed or about) or not record.one("metric") or not record.one("value"):
            return None
        fields = (record.one(each) for each in ("unit", "as_of", "modality"))
        return (fold(record.one("metric")), attributed, about, *fields)

    buckets = _alike(witnesses.each("Outcome"), measured)
    for records in (each for each in buckets if len(each) <= _MOST):
        about = _about(records, ("attributed_to", "about"), witnesses)
        yield from _by_pairs("same-outcome", "value", about, records, witnesses)


def same_thing(witnesses: Witnesses) -> Iterator[Disagreement]:
    """Records that were decided to be one."""
    for records in witnesses.clusters:
        record_class = witnesses.vocabulary.classes[records[0].type]
        yield from _in_fields("same-thing", _single(record_class), (records[0].id,), records, witnesses)


def same_scheme(witnesses: Witnesses) -> Iterator[Disagreement]:
    """Identifiers of one scheme for one body."""

    def scheme(record: Record) -> tuple[Hashable, ...]:
        return witnesses.thing(record.one("identifies")), record.one("scheme")

    for records in _alike(witnesses.each("Identifier"), scheme):
        about = (witnesses.thing(records[0].one("identifies")),)
        yield from _in_fields("same-scheme", ("value",), about, records, witnesses)


KINDS: Mapping[str, Callable[[Witnesses], Iterator[Disagreement]]] = {
    "same-fact": same_fact,
    "same-payment": same_payment,
    "same-outcome": same_outcome,
    "same-thing": same_thing,
    "same-scheme": same_scheme,
}
"""Each way by its name. What the one finds, none of those after it tells again."""


def _in_fields(
    kind: str, fields: Iterable[str], about: tuple[str, ...], records: Sequence[Record], witnesses: Witnesses
) -> Iterator[Disagreement]:
    """Yield one for each field; figures that count different things are not compared as well."""
    differing = set[str]()
    for field in fields:
        if field in FIGURES and differing & {"currency", "unit", "metric"}:
            continue
        if telling := disagreeing(records, field, witnesses):
            differing.add(field)
            yield Disagreement(kind, field, about, tuple(telling))


def _by_pairs(
    kind: str, field: str, about: tuple[str, ...], records: Sequence[Record], witnesses: Witnesses
) -> Iterator[Disagreement]:
    """Yield those that hang together by pairs that contradict each other at the same time."""
    pairs = [
        (one.id, other.id)
        for one, other in combinations(records, 2)
        if not agree(one, other, field, witnesses) and _at_once(one, other) and not witnesses.are_apart(one, other)
    ]
    groups: dict[str, list[Record]] = {}
    for id_, first in sorted(smallest_linked(pairs).items()):
        groups.setdefault(first, []).append(witnesses.records[id_])
    yield from (Disagreement(kind, field, about, tuple(group)) for group in groups.values())


def _at_once(one: Record, other: Record) -> bool:
    """Tell whether two records tell of times that may overlap, or neither tells any."""
    for field in ("when", "financial_year"):
        first, second = one.one(field), other.one(field)
        if first and second:
            return not apart(first, second) if field == "when" else first == second
    return not any(each.one(field) for each in (one, other) for field in ("when", "financial_year"))


def _alike(records: Iterable[Record], key: Callable[[Record], Hashable]) -> list[list[Record]]:
    buckets: dict[Hashable, list[Record]] = {}
    for record in records:
        if (own := key(record)) is not None:
            buckets.setdefault(own, []).append(record)
    return [each for each in buckets.values() if len(each) > 1]


def _about(records: Sequence[Record], fields: Iterable[str], witnesses: Witnesses) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(each for field in fields for record in records for each in witnesses.things(record, field))
    )


def _single(record_class: RecordClass) -> list[str]:
    """List the fields of which a thing has one value, those that are figures after what they count."""
    kinds = (FieldKind.LITERAL, FieldKind.REFERENCE, FieldKind.CONCEPT)
    fields = (each for each in record_class.fields.values() if not each.many and each.kind in kinds)
    return sorted((each.name for each in fields if each.name not in _WORDS), key=lambda name: (name in FIGURES, name))
