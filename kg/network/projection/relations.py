"""Which records of a view speak of one fact, and which of a part of another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from pyroaring import BitMap

from kg.facts import Facts
from kg.network.columns import Columns, Integers
from kg.network.declarations import View

Stated = tuple[str, str]
"""The IRI of a record, and what it states."""


@dataclass(frozen=True)
class Relations:
    """What records state: of `same`, the first is the same fact as the second, of `parts` it is a part of that.

    `numbers` are those of all that is related to anything, by IRI; negative ones of what is no record.
    """

    same: frozenset[Stated] = frozenset()
    parts: frozenset[Stated] = frozenset()
    numbers: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def records(self) -> Integers:
        """The numbers of the records among them."""
        return np.asarray(sorted(number for number in self.numbers.values() if number >= 0), dtype=np.int64)

    @cached_property
    def others(self) -> Mapping[int, str]:
        """The IRIs of those that are no records, by number."""
        return {number: iri for iri, number in self.numbers.items() if number < 0}

    @cached_property
    def facts(self) -> Facts:
        """The facts behind records."""
        return Facts(self.same, self.parts)

    def of(self, records: Iterable[str]) -> tuple[frozenset[Stated], frozenset[Stated]]:
        """Give what some records state."""
        stating = {*records}
        return (
            frozenset(pair for pair in self.same if pair[0] in stating),
            frozenset(pair for pair in self.parts if pair[0] in stating),
        )


def read_relations(view: View, columns: Columns) -> Relations:
    """Read what the records of some columns state."""
    classes = {each.record_class.name: each.record_class for each in view.edge_classes}.values()
    same, parts = (
        _stated({each.fields[name].iri for each in classes if name in each.fields}, columns)
        for name in ("same_fact_as", "part_of")
    )
    iris = {iri for pairs in (same, parts) for pair in pairs for iri in pair}
    numbers = dict(columns.numbers(iris))
    others = {iri: -1 - place for place, iri in enumerate(sorted(iris - numbers.keys()))}
    return Relations(same, parts, {**numbers, **others})


def _stated(properties: Iterable[str], columns: Columns) -> frozenset[Stated]:
    stated: set[Stated] = set()
    for each in properties:
        column = columns.column(each)
        iris = columns.iris(BitMap.union(BitMap(), *column.values()))
        stated |= {(iris[record], other) for other, records in column.items() for record in records}
    return frozenset(stated)
