"""Sums of money as intervals, exact to the last digit: what figures with their bounds allow, and come to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from kg.figures import MULTIPLES
from kg.network.projection.money import EXACTLY

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Interval:
    """A sum is not below `low` and not above `high`; None where nothing bounds it. `figure` is the sum as printed."""

    low: Decimal | None
    high: Decimal | None
    figure: Decimal

    @property
    def exact(self) -> bool:
        """Tell whether it is one number."""
        return self.low == self.high == self.figure

    def minus(self, other: Interval) -> Interval:
        """Give what remains where both may take any of their values."""
        return Interval(
            low=None if self.low is None or other.high is None else EXACTLY.subtract(self.low, other.high),
            high=None if self.high is None or other.low is None else EXACTLY.subtract(self.high, other.low),
            figure=EXACTLY.subtract(self.figure, other.figure),
        )


def allowed(figure: Decimal, bound: str) -> Interval:
    """Give the amounts that a figure with its bound allows, one that is not negative.

    Near is taken to mean a tenth, as it is where claims are held against each other. The ends belong to the interval,
    also of `over`. A bound that is none leaves everything open.

    >>> for bound in ("over", "nearly", "about"):
    ...     interval = allowed(Decimal(5), bound)
    ...     print(bound, written(interval.low), written(interval.high))
    over 5 None
    nearly 4.5 5
    about 4.5 5.5
    """
    least, most = MULTIPLES.get(bound, (NOTHING, None))
    return Interval(EXACTLY.multiply(figure, least), None if most is None else EXACTLY.multiply(figure, most), figure)


def added(intervals: Iterable[Interval]) -> Interval:
    """Add intervals up; none come to nothing."""
    low: Decimal | None = NOTHING
    high: Decimal | None = NOTHING
    figure, add = NOTHING, EXACTLY.add
    for each in intervals:
        low = None if low is None or each.low is None else add(low, each.low)
        high = None if high is None or each.high is None else add(high, each.high)
        figure = add(figure, each.figure)
    return Interval(low, high, figure)


def agreed(intervals: Iterable[Interval], figure: Decimal) -> tuple[Interval, bool]:
    """Give the amounts on which several figures of one fact agree, and whether there are any.

    Where they contradict each other, it is all from the least to the greatest that one of them allows.
    """
    parts = list(intervals)
    low, high = _greatest(*(each.low for each in parts)), _least(*(each.high for each in parts))
    if high is None or low is None or low <= high:
        return Interval(low, high, figure), True
    highest = None if any(each.high is None for each in parts) else max(each.high or NOTHING for each in parts)
    return Interval(min(each.low or NOTHING for each in parts), highest, figure), False


def written(value: Decimal | None) -> str | None:
    """Write a number as a decimal, without the zeros that say nothing.

    >>> written(Decimal("2.50")), written(Decimal("1E+3")), written(None)
    ('2.5', '1000', None)
    """
    return None if value is None else f"{EXACTLY.add(value, NOTHING).normalize(EXACTLY):f}"


AT_LEAST, AT_MOST, BETWEEN, UNBOUNDED = "at least %(least)s", "at most %(most)s", "%(least)s to %(most)s", "unbounded"
"""What a sum may be, in words with gaps."""


def in_words(low: str | None, high: str | None, translate: Callable[[str], str] = str) -> str:
    """Tell in words what a sum may be, by its ends as they are written; `translate` gives another language.

    >>> [in_words(*each) for each in (("62400000", None), ("4.5", "5"), ("0", "5"), ("5", "5"), (None, None))]
    ['at least 62,400,000', '4.5 to 5', 'at most 5', '5', 'unbounded']
    """
    least, most = (None if end is None else f"{Decimal(end):,f}" for end in (low, high))
    if most is None:
        return translate(UNBOUNDED if least is None else AT_LEAST) % {"least": least}
    if least == most:
        return most
    words = AT_MOST if least in (None, "0") else BETWEEN
    return translate(words) % {"least": least, "most": most}


def _greatest(*lows: Decimal | None) -> Decimal | None:
    return max((each for each in lows if each is not None), default=None)


def _least(*highs: Decimal | None) -> Decimal | None:
    return min((each for each in highs if each is not None), default=None)
