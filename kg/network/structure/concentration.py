"""How far what flows in a network is that of a few."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

_TOPS = (1, 3, 5, 10)


@dataclass(frozen=True, slots=True)
class Concentration:
    """How far a total is that of a few of those who have a part in it; None where there is no total.

    `herfindahl` is the sum of the squared shares: 1 where one has all, and 1/count where all have the same; `effective`
    is how many with equal shares would have the same. `gini` is 0 where all have the same, and near 1 where one of many
    has all. `top` gives the share of the largest 1, 3, 5 and 10.
    """

    count: int
    total: int
    herfindahl: float | None
    effective: float | None
    gini: float | None
    top: dict[str, float]


def concentrate(values: Sequence[int]) -> Concentration:
    """Measure how far a total is that of a few, of those of more than 0. Exact but for one rounding.

    Sources: Herfindahl 1950, Concentration in the steel industry; Gini 1912, Variabilità e mutabilità; for `effective`
    Adelman 1969, Comment on the H concentration measure as a numbers-equivalent, Review of Economics and Statistics 51.

    >>> found = concentrate([6, 3, 0, 1])
    >>> found.count, found.total, found.herfindahl, round(found.gini, 3), found.top
    (3, 10, 0.46, 0.333, {'1': 0.6})
    """
    parts = sorted(value for value in values if value > 0)
    total, count = sum(parts), len(parts)
    if not total:
        return Concentration(0, 0, None, None, None, {})
    squares = Fraction(sum(value * value for value in parts), total * total)
    ranked = sum(place * value for place, value in enumerate(parts, start=1))
    gini = Fraction(2 * ranked, count * total) - Fraction(count + 1, count)
    top = {str(many): float(Fraction(sum(parts[-many:]), total)) for many in _TOPS if many < count}
    return Concentration(count, total, float(squares), float(1 / squares), float(gini), top)
