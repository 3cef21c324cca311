"""Records in order: a page of any choice of records, from any place in any order."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from itertools import chain, groupby, islice
from operator import itemgetter

from pyroaring import BitMap

from kg.catalogue import layout as of
from kg.catalogue.cursors import Place
from kg.catalogue.database import Database
from kg.catalogue.layout import Layout
from kg.catalogue.postings import Postings

_WALK, _DEAR = 4, 12
"""Places that are gone through in the time in which the IRI of a record is read; its facts are that much dearer."""

_DIGITS = 12
"""Digits by which versions are in order as texts."""

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
        number, members = self._layout.classes[class_name], len(self._postings.get(of.MEMBERS, class_name))
        valued = records if property_ == of.ID_ORDER else records & self._postings.get(of.TELLS, str(property_))

        def places(part: BitMap, begin: Place | None, own: int, mark: int) -> Iterator[Place]:
            last, dear = begin, 1 if own == of.ID_ORDER else _DEAR
            if len(part) ** 2 > _WALK * members:
                after = None if begin is None else begin[1:]
                walk = self._walk(number, own, part, after, _WALK * dear * len(part), descending=descending)
                for each in walk:
                    if each is None:
                        break
                    last = (mark, *each)
                    yield last
                else:
                    return
            ordered = ((mark, key, iri) for key, iri in self._sorted(class_name, own, part, descending=descending))
            yield from (each for each in ordered if last is None or _is_after(each, last, descending))

        first: Iterator[Place] = iter(())
        if after is None or after[0] == 0:
            first = places(valued, after, property_, 0)
        rest = places(records - valued, after if after is not None and after[0] == 1 else None, of.ID_ORDER, 1)
        return list(islice(chain(first, rest), limit))

    def latest(
        self, class_name: str, property_: int, records: BitMap, versions: Callable[[BitMap], Mapping[int, int]]
    ) -> Iterator[Place]:
        """Yield the places of some records by the day that a property tells, and of one day by the version.

        The newest is first, and what tells no day last. The versions of a day are read when it is reached.
        """
        query = "SELECT key, number, iri FROM place WHERE class = ? AND property = ? ORDER BY key DESC"
        rows = self._database.rows(query, (self._layout.classes[class_name], property_))
        undated = records - self._postings.get(of.TELLS, str(property_))
        own = self._database.rows_in("SELECT '', number, iri FROM thing WHERE number IN", undated)
        chosen = (each for each in chain(rows, own) if each[1] in records)
        for day, group in groupby(chosen, key=itemgetter(0)):
            iris = {number: iri for _, number, iri in group}
            last = versions(BitMap(iris))
            texts = {number: f"{day} {last.get(number, 0):0{_DIGITS}}" for number in iris}
            yield from sorted(((int(day != ""), texts[number], iri) for number, iri in iris.items()), reverse=True)

    def _sorted(self, class_name: str, property_: int, records: BitMap, *, descending: bool) -> list[tuple[str, str]]:
        """Compute the (key, IRI) of few records, all of which have a value of the property."""
        if property_ == of.ID_ORDER:
            rows = self._database.rows_in("SELECT iri FROM thing WHERE number IN", records)
            return sorted((("", iri) for (iri,) in rows), reverse=descending)
        places = []
        for iri, facts in self._database.rows_in("SELECT iri, facts FROM thing WHERE number IN", records):
            own = [tuple(fact) for fact in json.loads(facts) if fact[0] == property_]
            places.append((self._layout.sort_texts(class_name, own)[property_], iri))
        return sorted(places, reverse=descending)

    def _walk(
        self,
        class_number: int,
        property_: int,
        records: BitMap,
        after: tuple[str, str] | None,
        most: int,
        *,
        descending: bool,
    ) -> Iterator[tuple[str, str] | None]:
        """Go through the places of a class, and yield (key, IRI) of chosen records until none is left.

        The last is None where this was given up after `most` places: those that are chosen lie close together.
        """
        if not records:
            return
        left = len(records)
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
                    left -= 1
                    yield key, iri
            if len(rows) < size or not left:
                return
            most -= len(rows)
            if most < 0:
                yield None
                return
            after, size = (rows[-1][0], rows[-1][1]), min(2 * size, _LARGEST_BATCH)


def _is_after(place: Place, other: Place, descending: bool) -> bool:
    if place[0] != other[0]:
        return place[0] > other[0]
    return place[1:] < other[1:] if descending else place[1:] > other[1:]
