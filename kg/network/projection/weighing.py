"""Money as the weight of edges: which records have a figure that counts, in whole units, and why the others have none.

An edge weighs what its records' figures of one currency and kind add up to, each fact once, a part never beside its
whole. What is joint, doubtful or only planned is never added; a figure with a bound (over, nearly) counts as printed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from pyroaring import BitMap

from kg.errors import QueryFailed, UnknownField, UnreadableInput
from kg.network.columns import Columns, Integers
from kg.network.declarations import EdgeClass, View, local_name
from kg.network.filters import Filters
from kg.network.projection.admission import PLANNED, field_of, having
from kg.network.projection.money import EXACT, read_decimal
from kg.ontology import ontology
from kg.sentences import Sentence

_DECIMALS, _MOST_DECIMALS = 2, 6
"""Decimals of the unit, unless a figure has more; those with very many are no sums of money."""
_MOST = Decimal(10) ** 15
"""From here on a figure is no sum of money."""
_MOST_UNITS = (1 << 62) - 1
"""The most units that all figures may come to, for sums of them are held in 64 bits."""

Column = Mapping[str, BitMap]


@dataclass(frozen=True, slots=True)
class Weighing:
    """The money that weighs: of one currency and kind, in units such as 0.01.

    `records`, sorted, are those with a figure, which is positive; `figures` are these in units; `inexact` are those
    with a bound.
    """

    currency: str
    kind: str
    unit: Decimal
    records: Integers
    figures: Integers
    inexact: BitMap
    refused: Mapping[str, BitMap]

    def of(self, records: Integers) -> Integers:
        """Give the figures of some records that have one."""
        return self.figures[np.searchsorted(self.records, records)]


def read_weighing(view: View, columns: Columns, filters: Filters, counted: Callable[[str], str]) -> Weighing:
    """Read what the records of a view weigh. Raises UnreadableInput for a view without money.

    The reasons for which records have no figure are `no_amount`, `doubtful_amount`, `other_currency` and
    `other_kind_of_money`.
    """
    classes = [each for each in view.edge_classes if each.amount]
    if not classes or view.co_participation:
        raise UnreadableInput(
            Sentence("The edges of %(view)s carry no money that could weigh", view=view.name),
            Sentence("Ask without weight=amount, or ask funding."),
        )
    ledger = _Ledger(columns, classes, counted)
    if filters.kind and filters.kind not in ledger.known_kinds:
        raise UnknownField("kind of money", filters.kind, ledger.known_kinds)
    currency = filters.currency or ledger.commonest(ledger.currencies, ledger.usable)
    of_currency = ledger.usable & ledger.currencies.get(currency, BitMap())
    return ledger.weighing(currency, filters.kind or ledger.commonest(ledger.kinds, of_currency))


class _Ledger:
    """What the records of some classes say of money."""

    def __init__(self, columns: Columns, classes: list[EdgeClass], counted: Callable[[str], str]) -> None:
        self._columns = columns
        self._classes = {each.record_class.name: each for each in classes}.values()
        self.currencies = self._by_name(lambda each: each.currency, lambda text: text)
        self.kinds = self._by_name(lambda each: each.kind, lambda term: local_name(counted(term)))
        self.known_kinds = {local_name(term) for each in classes for term in _terms(each)} | {*self.kinds}
        self._figures, contradicted = self._read_figures()
        doubts = (having(field_of(columns, each.record_class, "doubt")) for each in self._classes)
        plans = (
            records
            for each in self._classes
            for term, records in field_of(columns, each.record_class, "modality").items()
            if local_name(term) == PLANNED
        )
        self._doubtful = BitMap.union(contradicted, *doubts, _several(self.currencies.values()))
        self.usable = BitMap(self._figures) - self._doubtful - BitMap.union(BitMap(), *plans)

    def commonest(self, groups: Column, records: BitMap) -> str:
        """Name the group that most of some records are in, the first by name of several; empty where none is."""
        counts = {name: len(group & records) for name, group in groups.items()}
        return min(
            (name for name, count in counts.items() if count), key=lambda name: (-counts[name], name), default=""
        )

    def weighing(self, currency: str, kind: str) -> Weighing:
        """Give the figures of one currency and kind, in units, and why the other records have none."""
        of_currency, of_kind = self.currencies.get(currency, BitMap()), self.kinds.get(kind, BitMap())
        chosen = sorted(BitMap(self._figures) & of_currency & of_kind - self._doubtful)
        unit = Decimal(1).scaleb(-max([_DECIMALS, *(_decimals(self._figures[each]) for each in chosen)]))
        units = [int(self._figures[each] / unit) for each in chosen]
        if sum(units) > _MOST_UNITS:
            raise QueryFailed(f"the figures of {kind} in {currency} are too large to be added exactly")
        members = BitMap.union(BitMap(), *(self._columns.members(each.record_class.iri) for each in self._classes))
        refused = {
            "no_amount": members - BitMap(self._figures),
            "doubtful_amount": self._doubtful,
            "other_currency": members - of_currency,
            "other_kind_of_money": members - of_kind,
        }
        bounds = (field_of(self._columns, each.record_class, "bound") for each in self._classes)
        inexact = (records for column in bounds for term, records in column.items() if local_name(term) != EXACT)
        return Weighing(
            currency,
            kind,
            unit,
            np.asarray(chosen, dtype=np.int64),
            np.asarray(units, dtype=np.int64),
            BitMap.union(BitMap(), *inexact),
            refused,
        )

    def _by_name(self, property_of: Callable[[EdgeClass], str], name: Callable[[str], str]) -> dict[str, BitMap]:
        groups: dict[str, BitMap] = {}
        for property_ in sorted({property_of(each) for each in self._classes} - {""}):
            for text, records in self._columns.column(property_).items():
                groups[name(text)] = groups.get(name(text), BitMap()) | records
        return groups

    def _read_figures(self) -> tuple[dict[int, Decimal], BitMap]:
        """Read the figure of each record, and find the records that graphs give different figures of."""
        figures: dict[int, Decimal] = {}
        contradicted = BitMap()
        for property_ in sorted({each.amount for each in self._classes}):
            for text, records in self._columns.column(property_).items():
                figure = read_decimal(text)
                if figure is None or not 0 < figure < _MOST or _decimals(figure) > _MOST_DECIMALS:
                    continue
                contradicted |= BitMap(record for record in records if figures.setdefault(record, figure) != figure)
        return figures, contradicted


def _terms(edge_class: EdgeClass) -> Iterator[str]:
    """Yield the terms of the ontology that a kind of money can be."""
    for field in edge_class.record_class.fields.values():
        if field.iri == edge_class.kind:
            yield from ontology().concepts(field.scheme.rstrip("/"))


def _several(groups: Iterable[BitMap]) -> BitMap:
    """Find the records that are in several groups."""
    once, again = BitMap(), BitMap()
    for records in groups:
        again |= once & records
        once |= records
    return again


def _decimals(figure: Decimal) -> int:
    """Count the decimals that a figure needs.

    >>> [_decimals(Decimal(each)) for each in ("2400000", "0.50", "1E+3", "0.125")]
    [0, 1, 0, 3]
    """
    exponent = figure.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
