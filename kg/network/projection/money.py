"""Figures on an edge: added only where the sum means something."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal, Inexact
from functools import reduce
from itertools import groupby

from kg.facts import Facts
from kg.network.model import Amount

EXACT = "exact"

EXACTLY = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[Inexact])
"""Adds decimals however many digits they have; the usual context rounds to 28."""

_DECIMAL = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Figure:
    """The amount of one record as it counts on one edge; `currency` and `kind` are empty where not stated."""

    record: str
    currency: str
    kind: str
    value: Decimal
    bound: str = EXACT
    joint: bool = False
    doubtful: bool = False

    @property
    def adds_up(self) -> bool:
        """Tell whether it may be added to others of its currency and kind."""
        return bool(self.currency and self.kind) and not self.joint and not self.doubtful


def read_decimal(text: str) -> Decimal | None:
    """Read a number in the form of ``xsd:decimal``; None for others, such as ``1,000``, which RDF stores load as well.

    >>> read_decimal("14500000"), read_decimal("1,000"), read_decimal("1e999999999")
    (Decimal('14500000'), None, None)
    """
    return Decimal(text) if _DECIMAL.fullmatch(text) else None


def amounts(figures: Iterable[Figure], facts: Facts) -> tuple[Amount, ...]:
    """Add up the figures of one edge.

    Of a fact that several records tell, one figure counts per currency and kind: a sure one before a
    doubtful, a sole one before a joint, an exact one before another, then the first by IRI. A part is left
    out beside its whole. What remains is added per currency, kind and bound. Joint and doubtful figures, and
    those without a currency or kind, stay as they are, one by one.
    """
    chosen = _one_per_fact(figures, facts)
    adding = _without_parts([figure for figure in chosen if figure.adds_up], facts)
    groups = [list(group) for _, group in groupby(sorted(adding, key=_unit), key=_unit)]
    groups += [[figure] for figure in chosen if not figure.adds_up]
    totals = [_total(group) for group in groups]
    return tuple(
        sorted(
            totals,
            key=lambda each: (each.currency, each.kind, each.joint, each.doubtful, each.bound, each.records),
        )
    )


def _one_per_fact(figures: Iterable[Figure], facts: Facts) -> list[Figure]:
    chosen: dict[tuple[str, str, str], Figure] = {}
    for figure in sorted(figures, key=lambda each: (each.doubtful, each.joint, each.bound != EXACT, each.record)):
        chosen.setdefault((facts.of(figure.record), figure.currency, figure.kind), figure)
    return list(chosen.values())


def _without_parts(figures: Iterable[Figure], facts: Facts) -> Iterator[Figure]:
    units: dict[tuple[str, str], list[Figure]] = {}
    for figure in figures:
        units.setdefault((figure.currency, figure.kind), []).append(figure)
    for alike in units.values():
        outermost = facts.outermost(figure.record for figure in alike)
        yield from (figure for figure in alike if outermost[figure.record] == facts.of(figure.record))


def _unit(figure: Figure) -> tuple[str, str, str]:
    return figure.currency, figure.kind, figure.bound


def _total(group: list[Figure]) -> Amount:
    first = group[0]
    return Amount(
        currency=first.currency,
        kind=first.kind,
        value=reduce(EXACTLY.add, (figure.value for figure in group)),
        bound=first.bound,
        joint=first.joint,
        doubtful=first.doubtful,
        records=tuple(sorted(figure.record for figure in group)),
    )
