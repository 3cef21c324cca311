"""What one contribution states, as far as it is told, and where it belongs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from kg.network.ledger.sums import Interval, allowed
from kg.network.projection.money import EXACT

Key = tuple[str, ...]
"""To whom or what money belongs: IRIs (or years), sorted. Several have it together, without a split; none: not told."""

Unit = tuple[str, str]
"""Currency and kind. Money of two units is never added."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A contribution as its record states it; what is not told is empty, and `figure` None.

    `refusal` says why it does not count whatever its amount, see :data:`kg.network.ledger.counting.REASONS`.
    """

    record: str
    currency: str = ""
    kind: str = ""
    figure: Decimal | None = None
    bound: str = EXACT
    doubtful: bool = False
    funders: Key = ()
    through: Key = ()
    recipients: Key = ()
    programmes: Key = ()
    registered: Key = ()
    delivered: Key = ()
    benefits: Key = ()
    years: Key = ()
    sector: str = ""
    refusal: str = ""

    @property
    def unit(self) -> Unit:
        """What its figure may be added with."""
        return self.currency, self.kind

    @property
    def allowed(self) -> Interval:
        """The amounts that it allows. Raises ValueError where it has none."""
        if self.figure is None:
            raise ValueError(f"{self.record} has no figure")
        return allowed(self.figure, self.bound)

    def completed(self, other: Statement) -> Statement:
        """Take from another, of the same fact, where it belongs as far as this one does not tell."""
        blank = {name: getattr(other, name) for name in _BELONGING if not getattr(self, name)}
        return replace(self, **blank)


_BELONGING = (
    "funders",
    "through",
    "recipients",
    "programmes",
    "registered",
    "delivered",
    "benefits",
    "years",
    "sector",
)

GROUPINGS: Mapping[str, Callable[[Statement], Key]] = {
    "funder": lambda statement: statement.funders,
    "recipient": lambda statement: statement.recipients,
    "programme": lambda statement: statement.programmes,
    "benefits": lambda statement: statement.benefits,
    "delivered": lambda statement: statement.delivered,
    "registered": lambda statement: statement.registered,
    "year": lambda statement: statement.years,
}
"""By what money can be told apart: each statement belongs to one group, all that are together in it."""
