"""Sets of records divided by class, by dataset, and by the version that last said something of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pyroaring import BitMap

from kg.catalogue import layout as of
from kg.catalogue.database import Database
from kg.catalogue.layout import Layout
from kg.catalogue.postings import Postings
from kg.catalogue.quality import NO_CLAIMS


@dataclass(frozen=True, slots=True)
class Touches:
    """Which versions said something of records.

    `once` maps a version to the numbers of the records of which it alone did, `again` the IRIs of all others to the
    versions that did, the oldest first.
    """

    once: Mapping[int, BitMap]
    again: Mapping[str, Sequence[int]]


class Divisions:
    """Divides the records of one index, which are told by their numbers."""

    def __init__(self, database: Database, layout: Layout) -> None:
        self._database, self._layout, self._postings = database, layout, Postings(database)

    def by_class(self, numbers: BitMap) -> dict[str, int]:
        """Count records by the names of their classes, the most first."""
        return _counted(numbers, {name: self.of_class(name) for name in self._layout.classes})

    def by_dataset(self, numbers: BitMap) -> dict[str, int]:
        """Count records by the names of their datasets, the most first; one that two tell counts for both."""
        return _counted(numbers, self._datasets)

    def by_version(self, numbers: BitMap) -> dict[int, int]:
        """Count records by the version that last said something of them, the oldest first."""
        return dict(sorted(Counter(self.last_versions(numbers).values()).items()))

    def last_versions(self, numbers: Iterable[int]) -> dict[int, int]:
        """Give the version that last said something of each of some records, as far as that is noted."""
        query = "SELECT number, version FROM thing JOIN touched USING (iri) WHERE number IN"
        last: dict[int, int] = {}
        for number, version in self._database.rows_in(query, numbers):
            last[number] = max(version, last.get(number, 0))
        return last

    def touches(self) -> Touches | None:
        """Tell which versions said something of records; None where that is not noted of all of them."""
        unknown = "SELECT 1 FROM thing WHERE facts IS NOT NULL AND iri NOT IN (SELECT iri FROM touched) LIMIT 1"
        if self._database.one(unknown):
            return None
        once: dict[int, BitMap] = {}
        query = "SELECT number, max(version) FROM touched JOIN thing USING (iri) GROUP BY iri HAVING count(*) = 1"
        for number, version in self._database.rows(query):
            once.setdefault(version, BitMap()).add(number)
        again: dict[str, list[int]] = {}
        several = """SELECT iri, version FROM touched WHERE iri IN (
            SELECT iri FROM touched GROUP BY iri HAVING count(*) > 1
        ) ORDER BY iri, version"""
        for iri, version in self._database.rows(several):
            again.setdefault(iri, []).append(version)
        return Touches(once, again)

    def of_class(self, name: str) -> BitMap:
        """Give the records of a class."""
        return self._postings.get(of.MEMBERS, name)

    def of_dataset(self, name: str) -> BitMap:
        """Give the records of which a dataset tells the class."""
        return self._datasets.get(name, BitMap())

    def claims(self) -> BitMap:
        """Give the records that say something of the world."""
        return self._postings.union(of.MEMBERS, (each for each in self._layout.classes if each not in NO_CLAIMS))

    def numbers(self, iris: Iterable[str]) -> dict[str, int]:
        """Give the numbers of records by their IRIs."""
        rows = self._database.rows_in("SELECT iri, number FROM thing WHERE iri IN", iris)
        return dict(rows)

    @cached_property
    def _datasets(self) -> Mapping[str, BitMap]:
        begin = self._layout.mapping.graph("").value
        keys = ((each, self._layout.text(*each.split(" ", 1))) for each in self._postings.keys(of.DATASETS))
        return {iri.removeprefix(begin): self._postings.get(of.DATASETS, key) for key, iri in keys}


def _counted(numbers: BitMap, groups: Mapping[str, BitMap]) -> dict[str, int]:
    counts = Counter({name: numbers.intersection_cardinality(members) for name, members in groups.items()})
    return {name: count for name, count in counts.most_common() if count}
