"""What is shown as one, in the index: of records that were decided to be one, the canonical record stands for all.

Where nothing was decided, each question costs a look at an empty key.
"""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

from pyroaring import BitMap

from kg.catalogue import layout as of
from kg.catalogue.database import Database
from kg.catalogue.layout import Layout
from kg.catalogue.postings import Postings


class Cluster(NamedTuple):
    """Records that are one: the IRI and the number of the one that is shown, and all of them."""

    canonical: str
    number: int
    iris: tuple[str, ...]
    numbers: BitMap


class Sameness:
    """The clusters of one index, which are read once."""

    def __init__(self, database: Database, layout: Layout) -> None:
        self._database, self._layout, self._postings = database, layout, Postings(database)

    @cached_property
    def hidden(self) -> BitMap:
        """The records that are shown as another."""
        return self._postings.get(of.SHOWN_AS, "")

    def cluster(self, iri: str) -> Cluster | None:
        """Give the cluster of a record; None of one that is by itself."""
        return self._by_iri.get(iri) if self.hidden else None

    def together(self, iri: str) -> tuple[str, ...]:
        """Give the IRIs of all records that are one with a record, itself included."""
        cluster = self.cluster(iri)
        return cluster.iris if cluster else (iri,)

    def united(self, numbers: BitMap) -> BitMap:
        """Put in the place of records those that they are shown as."""
        hidden = numbers & self.hidden
        if not hidden:
            return numbers
        return (numbers - hidden) | BitMap(self._by_number[each].number for each in hidden)

    def widened(self, numbers: BitMap) -> BitMap:
        """Add to records all those that are one with them."""
        if not self.hidden:
            return numbers
        clusters = (self._by_number[each] for each in numbers & self._clustered)
        return numbers.union(numbers, *(each.numbers for each in clusters))

    @cached_property
    def _clusters(self) -> list[Cluster]:
        keys = [each for each in self._postings.keys(of.SHOWN_AS) if each]
        members = {self._layout.text(*each.split(" ", 1)): self._postings.get(of.SHOWN_AS, each) for each in keys}
        named = self._database.rows_in("SELECT iri, number FROM thing WHERE iri IN", members)
        numbers = {iri: members[iri] | BitMap([number]) for iri, number in named}
        rows = self._database.rows_in(
            "SELECT number, iri FROM thing WHERE number IN", BitMap().union(*numbers.values())
        )
        iris: dict[int, str] = dict(rows)
        by_iri = {iri: number for number, iri in iris.items()}
        return [
            Cluster(canonical, by_iri[canonical], tuple(sorted(iris[each] for each in cluster)), cluster)
            for canonical, cluster in numbers.items()
        ]

    @cached_property
    def _by_iri(self) -> dict[str, Cluster]:
        return {iri: each for each in self._clusters for iri in each.iris}

    @cached_property
    def _by_number(self) -> dict[int, Cluster]:
        return {number: each for each in self._clusters for number in each.numbers}

    @cached_property
    def _clustered(self) -> BitMap:
        return BitMap(self._by_number)
