"""What only all records of a dataset together tell: who refers to whom, and which say the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from kg.records.model import Record, Row
from kg.spelling import fold
from kg.validation.plausibility.case import Finding
from kg.vocabulary import FieldKind, Vocabulary

_LOOSE = frozenset({"Person", "Group"})
"""Classes of which a record says nothing by itself."""

_KEPT = frozenset({"Source", "Document", "Place"})
"""Classes of which records may be kept for others to refer to."""

_TELLING = frozenset({"count", "includes"})
"""Fields by which a record of these classes says something all the same."""

DESCRIBING = frozenset({"Name", "Identifier", "Omission", "Decision"})
"""Classes that only describe what they refer to further."""

_TOLD_APART_BY: dict[str, tuple[str, ...]] = {
    "Organisation": (),
    "Group": ("located_in",),
    "Person": (),
    "Place": ("kind", "within"),
    "Programme": ("kind", "when"),
    "Project": ("kind", "part_of", "when"),
    "Event": ("kind", "when"),
    "Agreement": ("kind", "when", "part_of"),
    "Document": ("kind", "published", "url"),
}
"""Classes in which one label is one thing, and the fields by which two of one label may differ."""

_STATEMENTS: dict[str, tuple[str, ...]] = {
    "Contribution": ("amount", "funder", "recipient", "when"),
    "Participation": ("participant", "role", "activity"),
    "Outcome": ("metric", "value", "about", "when"),
}
"""Classes whose records say one thing, and the fields without which two that are alike may be two things."""

_BY_THE_WAY = frozenset(
    [
        "label",
        "description",
        "printed",
        "doubt",
        "note",
        "quote",
        "evidence",
        "confidence",
        "stated_fields",
        "implied_fields",
        "ambiguous_fields",
        "accepted",
        "same_fact_as",
    ]
)
"""Fields in which two records that say the same may differ."""


@dataclass(frozen=True, slots=True)
class RecordPlace:
    """Where a record stands."""

    id: str
    file: Path
    line: int


class Elsewhere(Protocol):
    """The records beside those that are checked."""

    def is_referred_to(self, id_: str) -> bool:
        """Tell whether a record there refers to this one, and not only to describe it."""
        ...

    def has_party(self, agreement: str) -> bool:
        """Tell whether somebody takes part in an agreement there."""
        ...


Told = tuple[RecordPlace, Finding]


@dataclass(frozen=True, slots=True)
class _Member:
    """One of the records that may be alike: its label, and the records that it says it belongs with."""

    place: RecordPlace
    label: str
    linked: tuple[str, ...] = ()


class _Alike:
    """Records by what they have in common, which is kept as a hash."""

    def __init__(self) -> None:
        self._first: dict[int, _Member] = {}
        self._groups: dict[int, list[_Member]] = {}

    def take(self, key: object, member: _Member) -> None:
        """Put a record to those with the same key."""
        hashed = hash(key)
        first = self._first.setdefault(hashed, member)
        if first is not member:
            self._groups.setdefault(hashed, [first]).append(member)

    def pairs(self) -> Iterator[tuple[_Member, _Member]]:
        """Yield each record that is like another, with the one whose id comes first among them."""
        for members in self._groups.values():
            first, *others = sorted(members, key=lambda each: each.place.id)
            for each in others:
                if first.place.id not in each.linked and each.place.id not in first.linked:
                    yield each, first


@dataclass
class Census:
    """Counts the records of some datasets, one by one, and keeps only what the checks over all of them need."""

    vocabulary: Vocabulary
    agreements: dict[str, RecordPlace] = field(default_factory=dict)
    joined: set[str] = field(default_factory=set)
    loose: dict[str, RecordPlace] = field(default_factory=dict)
    kept: dict[str, RecordPlace] = field(default_factory=dict)
    referred: set[str] = field(default_factory=set)
    labels: _Alike = field(default_factory=_Alike)
    statements: _Alike = field(default_factory=_Alike)
    decided: set[frozenset[str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        classes = self.vocabulary.classes.values()
        self._prefixes = tuple(f"{each.collection}/" for each in classes if each.name in _LOOSE | _KEPT)
        self._references = {
            each.name: [name for name, own in each.fields.items() if own.kind is FieldKind.REFERENCE]
            for each in classes
            if each.name not in DESCRIBING
        }

    def take(self, row: Row, dataset: str, place: RecordPlace) -> None:
        """Count one record of a dataset."""
        record = row.record
        values = record.values
        for name in self._references.get(record.type, ()):
            for value in values.get(name, ()):
                if value.startswith(self._prefixes):
                    self.referred.add(value)
        for value in values.get("evidence", ()):
            self.referred.add(f"documents/{value.partition(':')[0]}")
        if record.type in _LOOSE and values.keys().isdisjoint(_TELLING):
            self.loose[record.id] = place
        elif record.type == "Decision":
            self.decided.add(frozenset((record.one("first"), record.one("second"))))
        elif record.type in _KEPT:
            self.kept[record.id] = place
        elif record.type == "Agreement":
            self.agreements[record.id] = place
        elif record.type == "Participation" and record.one("activity").startswith("agreements/"):
            self.joined.add(record.one("activity"))
        self._compare(record, dataset, place)

    def _compare(self, record: Record, dataset: str, place: RecordPlace) -> None:
        label = record.one("label")
        apart = _TOLD_APART_BY.get(record.type)
        if apart is not None and label:
            key = (dataset, record.type, fold(label), *map(record.values.get, apart))
            self.labels.take(key, _Member(place, label))
        needed = _STATEMENTS.get(record.type)
        if needed is not None and all(map(record.values.get, needed)):
            items = sorted(item for item in record.values.items() if item[0] not in _BY_THE_WAY)
            linked = (*record.values.get("same_fact_as", ()), record.one("part_of"))
            self.statements.take((dataset, record.type, *items), _Member(place, label, linked))


def without_parties(census: Census, elsewhere: Elsewhere) -> Iterator[Told]:
    """Agreements in which nobody takes part."""
    for id_, place in census.agreements.items():
        if id_ not in census.joined and not elsewhere.has_party(id_):
            yield place, Finding("-", "nobody takes part in this agreement; add its parties to the participations")


def unreferred(census: Census, elsewhere: Elsewhere) -> Iterator[Told]:
    """Records that say nothing by themselves, and that no other refers to."""
    for id_, place in census.loose.items():
        if id_ not in census.referred and not elsewhere.is_referred_to(id_):
            yield place, Finding("-", "no record refers to this one; delete it, or say what it has to do with")


def unused(census: Census, elsewhere: Elsewhere) -> Iterator[Told]:
    """Texts on which nothing rests, and places where nothing is."""
    for id_, place in census.kept.items():
        if id_ not in census.referred and not elsewhere.is_referred_to(id_):
            yield place, Finding("-", "no record refers to this one")


def of_one_label(census: Census, _: Elsewhere) -> Iterator[Told]:
    """Records of one class and dataset whose labels are the same but for case, width and spaces."""
    for each, first in census.labels.pairs():
        if frozenset((each.place.id, first.place.id)) not in census.decided:
            message = f"{first.place.id} has the same label; decide whether they are one, or tell them apart"
            yield each.place, Finding("label", message, each.label)


def of_one_content(census: Census, _: Elsewhere) -> Iterator[Told]:
    """Statements of one dataset that say the same."""
    for each, first in census.statements.pairs():
        if frozenset((each.place.id, first.place.id)) not in census.decided:
            yield each.place, Finding("-", f"{first.place.id} says the same; delete one, or say what tells them apart")
