"""Records in order: a page of any choice of records, from any place in any order."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain, islice

from pyroaring import BitMap

from kg.catalogue import layout as of
from kg.catalogue.cursors import Place
from kg.catalogue.database import Database
from kg.catalogue.layout import Layout
from kg.catalogue.postings import Postings

_WALK = 4
"""Places that are gone through in the time in which a twelfth of a record is read and its place is computed."""

_BATCH, _LARGEST_BATCH = 128, 4096
"""Places that are read at once, at first and in the end."""


class Orders:
    """The orders of the classes of one index."""

    def __init__(self, database: Database, layout: Layout) -> None:
        self._database, self._layout, self._postings = database, layout, Postings(database)

    def page(
        self, class_name: str, property_: int, records: BitMap, after: Place | None, limit: int, *, descending: bool
    ) -> list[Place]:
        """Give places in the order of a property, of some records of a class, after one of them.

        A place is (0 or 1 where there is no value, what it is sorted by, IRI). What has no value is at the end.
        """
        members = self._postings.get(of.MEMBERS, class_name)
        if len(records) ** 2 <= _WALK * len(members):
            places = self._sorted(class_name, property_, records, descending=descending)
            later = (each for each in places if after is None or _is_after(each, after, descending))
            return list(islice(later, limit))
        number = self._layout.classes[class_name]
        valued = records if property_ == of.ID_ORDER else records & self._postings.get(of.TELLS, str(property_))
        first: Iterator[Place] = iter(())
        if after is None or after[0] == 0:
            first = (
                (0, key, iri)
                for key, iri in self._walk(number, property_, valued, after and after[1:], descending=descending)
            )
        begin = ("", after[2]) if after is not None and after[0] == 1 else None
        rest = (
            (1, "", iri) for _, iri in self._walk(number, of.ID_ORDER, records - valued, begin, descending=descending)
        )
        return list(islice(chain(first, rest), limit))

    def _sorted(self, class_name: str, property_: int, records: BitMap, *, descending: bool) -> list[Place]:
        """Compute the places of few records."""
        places: list[Place] = []
        for iri, facts in self._database.rows_in("SELECT iri, facts FROM thing WHERE number IN", records):
            if property_ == of.ID_ORDER:
                places.append((0, "", iri))
                continue
            own = [tuple(fact) for fact in json.loads(facts) if fact[0] == property_]
            text = self._layout.sort_texts(class_name, own).get(property_)
            places.append((1, "", iri) if text is None else (0, text, iri))
        places.sort(reverse=descending)
        return sorted(places, key=lambda place: place[0])  # what has no value is last in either direction

    def _walk(
        self, class_number: int, property_: int, records: BitMap, after: tuple[str, str] | None, *, descending: bool
    ) -> Iterator[tuple[str, str]]:
        """Go through the places of a class, and yield (key, IRI) of chosen records until none is left."""
        if not records:
            return
        direction, follows = ("DESC", "<") if descending else ("ASC", ">")
        begin = f"AND (key, iri) {follows} (?, ?)"
        size = _BATCH
        while True:
            query = (
                "SELECT key, iri, number FROM place WHERE class = ? AND property = ? "  # noqa: S608 (texts of ours)
                f"{begin if after else ''} ORDER BY key {direction}, iri {direction} LIMIT ?"
            )
            rows = self._database.rows(query, (class_number, property_, *(after or ()), size))
            for key, iri, number in rows:
                if number in records:
                    yield key, iri
            if len(rows) < size:
                return
            after, size = (rows[-1][0], rows[-1][1]), min(2 * size, _LARGEST_BATCH)


def _is_after(place: Place, other: Place, descending: bool) -> bool:
    if place[0] != other[0]:
        return place[0] > other[0]
    return place[1:] < other[1:] if descending else place[1:] > other[1:]
