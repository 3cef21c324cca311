"""What a network shows of its nodes and edges: names, records, evidence, amounts, looked up when they are shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np
from pyroaring import BitMap

from kg.dates import years_of
from kg.network.columns import Columns, Integers, Pairs, Said, counted, documents_of, spread, starts
from kg.network.declarations import EdgeClass, View, local_name
from kg.network.model import Edge, Node, Place, Shown
from kg.network.projection.money import EXACT, Figure, amounts, read_decimal
from kg.network.projection.places import Gazetteer
from kg.network.projection.reading import Reading
from kg.network.projection.relations import Relations
from kg.network.rows import Rows
from kg.store.rdf import PREFIXES, RDF_TYPE
from kg.vocabulary import RecordClass, load_vocabulary

_NAME_OF = f"{PREFIXES['ikg']}nameOf"
_NAME = f"{PREFIXES['skosxl']}literalForm"
_EVIDENCE, _WHEN = f"{PREFIXES['ikg']}evidence", f"{PREFIXES['ikg']}when"

_MOST_DESCRIBED = 50_000
"""Nodes that are kept as they were looked up, of some half a kilobyte each."""


class Names:
    """Describes nodes; what `same` maps goes by what it is mapped to."""

    def __init__(self, columns: Columns, same: Mapping[str, str]) -> None:
        self._columns, self._same = columns, same
        self._described: dict[str, Node] = {}
        self._alike: dict[str, list[str]] = {}
        for other, iri in sorted(same.items()):
            if other != iri:
                self._alike.setdefault(iri, []).append(other)

    def nodes(self, iris: Sequence[str]) -> list[Node]:
        """Describe nodes, in this order."""
        unknown = [iri for iri in iris if iri not in self._described]
        if len(self._described) + len(unknown) > _MOST_DESCRIBED:
            return self._describe(iris)
        self._described.update(zip(unknown, self._describe(unknown), strict=True))
        return [self._described[iri] for iri in iris]

    def remember(self, older: Names, mentioned: frozenset[str]) -> None:
        """Take over how nodes were described in an older version, but for those that are mentioned since."""
        if older._same == self._same:
            alike = {iri for iri, others in self._alike.items() if mentioned.intersection(others)}
            stale = mentioned | alike
            self._described = {iri: node for iri, node in older._described.items() if iri not in stale}

    def place(self, reference: str, min_confidence: str = "") -> Place | None:
        """Find the place of an IRI or name, with what lies in it; None where there is none. Raises AmbiguousName."""
        return Gazetteer(self._columns, self._same, self.nodes).find(reference, min_confidence)

    def years(self) -> tuple[int, int] | None:
        """Give the first and the last year that records tell of; None where none does."""
        return years_of(self._columns.column(_WHEN))

    def _describe(self, iris: Sequence[str]) -> list[Node]:
        everybody = [each for iri in iris for each in (iri, *self._alike.get(iri, ()))]
        numbers = self._columns.numbers(everybody)
        by_number = self._columns.said(numbers.values())
        statements, names = {each: by_number[number] for each, number in numbers.items()}, self._names(everybody)
        return [self._node(iri, statements, names) for iri in iris]

    def _node(self, iri: str, statements: Mapping[str, Said], names: Mapping[str, set[str]]) -> Node:
        own, others = statements.get(iri, {}), tuple(self._alike.get(iri, ()))
        record_class = _class_of(own)
        label = next(iter(_values(record_class, "label", own)), local_name(iri))
        known_as = {name for each in (iri, *others) for name in names.get(each, ())}
        known_as |= {
            text
            for each in others
            for text in _values(_class_of(statements.get(each, {})), "label", statements.get(each, {}))
        }
        known_as |= {*_values(record_class, "label", own)}
        kind = local_name(next(iter(_values(record_class, "kind", own)), ""))
        type_ = record_class.name if record_class else ""
        return Node(iri, label, type_, kind, tuple(sorted(known_as - {label})), others)

    def _names(self, iris: Iterable[str]) -> Mapping[str, set[str]]:
        """Find the names of some things, as their records of names give them."""
        bearers = self._columns.column(_NAME_OF)
        records = {iri: bearers[iri] for iri in iris if iri in bearers}
        statements = self._columns.said(BitMap.union(BitMap(), *records.values()))
        return {
            iri: {text for each in having for text in statements[each].get(_NAME, ())}
            for iri, having in records.items()
        }


class Linking(Names):
    """Describes edges that rest on records of their own."""

    def __init__(self, columns: Columns, same: Mapping[str, str], view: View, relations: Relations) -> None:
        super().__init__(columns, same)
        self._view = view
        self._counted = counted(columns)
        self._relations = relations

    def facts(self, source: Integers, target: Integers, records: Integers) -> Integers:
        """Tell which fact the record of each row speaks of; rows of the same two stand together.

        A fact goes by a record: by the first of those that tell it, and a part by its whole where that is among the
        records of the same two.
        """
        facts, numbers = records.copy(), self._relations.numbers
        apart = np.append(starts(source, target), len(records))
        related = np.flatnonzero(np.isin(records, self._relations.records))
        pairs = np.unique(np.searchsorted(apart, related, "right") - 1)
        stretches = [slice(apart[pair], apart[pair + 1]) for pair in pairs]
        iris = self._columns.iris({int(each) for rows in stretches for each in records[rows]})
        for rows in stretches:
            of_pair = records[rows].tolist()
            outermost = self._relations.facts.outermost(iris[each] for each in of_pair)
            facts[rows] = [numbers.get(outermost[iris[each]], each) for each in of_pair]
        return facts

    def own_facts(self, records: Integers) -> Integers:
        """Give the fact that each record speaks of, by the first record of it."""
        facts, numbers, fact = records.copy(), self._relations.numbers, self._relations.facts.of
        affected = np.flatnonzero(np.isin(records, self._relations.records))
        iris = self._columns.iris(records[affected].tolist())
        facts[affected] = [numbers.get(fact(iris[each]), each) for each in records[affected].tolist()]
        return facts

    def iris(self, records: Sequence[int]) -> Mapping[int, str]:
        """Give the IRIs of records."""
        return self._columns.iris(records)

    def edges(self, shown: Sequence[Shown]) -> list[Edge]:
        """Describe edges, in this order."""
        records = {record for edge in shown for record in edge.records}
        facts = {fact for edge in shown for fact in edge.facts if fact >= 0}
        statements, iris = (
            self._columns.said(records),
            {**self._columns.iris(records | facts), **self._relations.others},
        )
        return [self._edge(edge, statements, iris) for edge in shown]

    def named(self, numbers: Sequence[int]) -> Mapping[int, str]:
        """Give the IRIs of records, and of facts."""
        return {**self._columns.iris(number for number in numbers if number >= 0), **self._relations.others}

    def documents(self, iris: Sequence[str], rows: Rows) -> list[Pairs]:  # noqa: ARG002
        """Tell on which documents rows rest: those of their records."""
        return [documents_of(self._columns, Pairs(np.arange(len(rows)), rows.record))]

    def _edge(self, edge: Shown, statements: Mapping[int, Said], iris: Mapping[int, str]) -> Edge:
        joint = dict(zip(edge.records, edge.joint, strict=True))
        figures = [
            figure
            for record in edge.records
            for money in self._money
            for figure in self._figures(iris[record], statements[record], money, joint=bool(joint[record]))
        ]
        facts = tuple(sorted({iris[fact] for fact in edge.facts}))
        return replace(
            _edge(edge, edge.records, statements, iris), facts=facts, amounts=amounts(figures, self._relations.facts)
        )

    def _figures(self, record: str, statement: Said, edge_class: EdgeClass, *, joint: bool) -> list[Figure]:
        """Read the figure that a record gives; none where it gives none that is a number.

        Where graphs contradict each other over one record, each of its figures is doubtful.
        """
        currencies = statement.get(edge_class.currency, ())
        kinds = sorted(map(self._counted, statement.get(edge_class.kind, ())))
        values = [value for text in statement.get(edge_class.amount, ()) if (value := read_decimal(text)) is not None]
        bounds = _values(edge_class.record_class, "bound", statement)
        doubts = _values(edge_class.record_class, "doubt", statement)
        return [
            Figure(
                record=record,
                currency=next(iter(currencies), ""),
                kind=local_name(next(iter(kinds), "")),
                value=value,
                bound=local_name(next(iter(bounds), EXACT)),
                joint=joint,
                doubtful=bool(doubts) or len(values) > 1 or len(currencies) > 1,
            )
            for value in values
        ]

    @cached_property
    def _money(self) -> list[EdgeClass]:
        return [each for each in self._view.edge_classes if each.amount]


class Sharing(Names):
    """Describes edges that rest on activities that two take part in; claims are sorted by activity and participant."""

    def __init__(self, columns: Columns, reading: Reading) -> None:
        super().__init__(columns, reading.around.same)
        claims, self._nodes = reading.claims, reading.nodes
        self._taking_part = claims.targets * len(self._nodes) + claims.sources, claims.records

    def edges(self, shown: Sequence[Shown]) -> list[Edge]:
        """Describe edges, in this order."""
        behind = [self._records(edge) for edge in shown]
        records = {record for each in behind for record in each}
        statements, iris = self._columns.said(records), self._columns.iris(records)
        return [self._edge(edge, each, statements, iris) for edge, each in zip(shown, behind, strict=True)]

    def named(self, numbers: Sequence[int]) -> Mapping[int, str]:
        """Give the IRIs of activities, which are the facts."""
        return {number: self._nodes.texts[number] for number in numbers}

    def documents(self, iris: Sequence[str], rows: Rows) -> list[Pairs]:
        """Tell on which documents rows rest: of each end those of the records by which it takes part."""
        codes = np.asarray([self._nodes.code(iri) for iri in iris], dtype=np.int64)
        keys, records = self._taking_part
        sides = []
        for end in (rows.source, rows.target):
            wanted = rows.record * len(self._nodes) + codes[end]
            row, place = spread(np.searchsorted(keys, wanted, "left"), np.searchsorted(keys, wanted, "right"))
            sides.append(documents_of(self._columns, Pairs(row, records[place])))
        return sides

    def _records(self, edge: Shown) -> list[int]:
        keys, records = self._taking_part
        ends = np.asarray([self._nodes.code(each) for each in (edge.source, edge.target)])
        wanted = (np.asarray(edge.records)[:, None] * len(self._nodes) + ends).ravel()
        first, end = np.searchsorted(keys, wanted, "left"), np.searchsorted(keys, wanted, "right")
        return sorted({int(each) for one, other in zip(first, end, strict=True) for each in records[one:other]})

    def _edge(
        self, edge: Shown, records: Sequence[int], statements: Mapping[int, Said], iris: Mapping[int, str]
    ) -> Edge:
        activities = tuple(sorted(self._nodes.texts[each] for each in edge.records))
        return replace(_edge(edge, records, statements, iris), facts=activities, activities=activities)


def _edge(edge: Shown, records: Sequence[int], statements: Mapping[int, Said], iris: Mapping[int, str]) -> Edge:
    """Describe an edge by the records behind it, without its facts."""
    return Edge(
        source=edge.source,
        target=edge.target,
        role=edge.role,
        weight=edge.weight,
        money=edge.money,
        confidence=edge.confidence,
        amounts=(),
        records=tuple(sorted(iris[record] for record in records)),
        evidence=_all(_EVIDENCE, records, statements),
        facts=(),
        when=_all(_WHEN, records, statements),
    )


def _all(property_: str, records: Iterable[int], statements: Mapping[int, Said]) -> tuple[str, ...]:
    return tuple(sorted({text for record in records for text in statements[record].get(property_, ())}))


def _class_of(statement: Said) -> RecordClass | None:
    """Give the class of a record, the first in the vocabulary where there are several."""
    types = statement.get(RDF_TYPE.value, ())
    return next((each for each in load_vocabulary().classes.values() if each.iri in types), None)


def _values(record_class: RecordClass | None, name: str, statement: Said) -> Sequence[str]:
    field = record_class.fields.get(name) if record_class else None
    return statement.get(field.iri, ()) if field else ()
