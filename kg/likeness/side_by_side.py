"""Two records side by side: which fields are equal, which differ, and whom both are linked with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from kg.catalogue import SEPARATE, Catalogue, Selection
from kg.likeness.profiles import linking, mentioned_in
from kg.records import Record
from kg.vocabulary import FieldKind

MOST = 20
"""Records that are read of those that point at one with one field."""

_APART = {FieldKind.EVIDENCE, FieldKind.FIELD}
_TOLD_BY_OTHERS = {"Name": "name_of", "Identifier": "identifies"}

Relation = Literal["equal", "differing", "one-sided"]


@dataclass(frozen=True, slots=True)
class FieldPair:
    """What two records say in a field, or what records of names or identifiers say of them."""

    name: str
    first: Sequence[str]
    second: Sequence[str]

    @property
    def relation(self) -> Relation:
        """Tell whether both say the same, something else, or one of them nothing."""
        if not (self.first and self.second):
            return "one-sided"
        return "equal" if set(self.first) == set(self.second) else "differing"


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Two records of one class: their fields, the evidence of each, and the ids of what each is linked with.

    `both` are neighbours of the two. Of a record with very many links the first are read, and `truncated` says so.
    """

    class_name: str
    fields: Sequence[FieldPair]
    evidence: tuple[Sequence[str], Sequence[str]]
    both: Sequence[str]
    neighbours: tuple[Sequence[str], Sequence[str]]
    truncated: bool


def side_by_side(catalogue: Catalogue, first: str, second: str) -> SideBySide:
    """Read two records by their ids. Raises UnknownIri."""
    records = [catalogue.record(catalogue.mapping.iri(each)) for each in (first, second)]
    one, other = (_Around(catalogue, each) for each in records)
    both = one.neighbours & other.neighbours
    return SideBySide(
        records[0].type,
        [*_fields(catalogue, *records), *_told_by_others(one.told, other.told)],
        (records[0].values.get("evidence", ()), records[1].values.get("evidence", ())),
        sorted(both),
        (sorted(one.neighbours - both), sorted(other.neighbours - both)),
        one.truncated or other.truncated,
    )


def _fields(catalogue: Catalogue, first: Record, second: Record) -> Iterator[FieldPair]:
    for name, field in catalogue.mapping.vocabulary.classes[first.type].fields.items():
        values = first.values.get(name, ()), second.values.get(name, ())
        if field.kind not in _APART and any(values):
            yield FieldPair(name, *values)


def _told_by_others(one: Mapping[str, Sequence[str]], other: Mapping[str, Sequence[str]]) -> Iterator[FieldPair]:
    for name in ("names", "identifiers"):
        if one[name] or other[name]:
            yield FieldPair(name, one[name], other[name])


class _Around:
    """What other records say of one: its names and identifiers, and whom they link it with."""

    def __init__(self, catalogue: Catalogue, record: Record) -> None:
        self._catalogue, self._id = catalogue, record.id
        self.told: dict[str, list[str]] = {"names": [], "identifiers": []}
        self.neighbours: set[str] = set()
        self.truncated = False
        for class_name, field in _TOLD_BY_OTHERS.items():
            for each in self._pointing(class_name, field):
                if class_name == "Name":
                    self.told["names"].append(each.one("name"))
                else:
                    self.told["identifiers"].append(f"{each.one('scheme')} {each.one('value')}")
        for class_name, fields in linking().items():
            for field in fields:
                for each in self._pointing(class_name, field):
                    self.neighbours |= {*mentioned_in(each)} - {record.id}

    def _pointing(self, class_name: str, field: str) -> Iterator[Record]:
        collection = self._catalogue.mapping.vocabulary.classes[class_name].collection
        selection = Selection({field: (self._id,)}, sort="id", limit=MOST, members=SEPARATE)
        page = self._catalogue.page(collection, selection)
        self.truncated = self.truncated or page.total > MOST
        for iri in page.iris:
            yield self._catalogue.record(iri)
