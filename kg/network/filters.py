"""Which records count: by date, by confidence, by modality, by the types and roles of what they link."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.dates import begins_after, demand_date
from kg.errors import UnknownField, UnknownName
from kg.vocabulary import load_vocabulary

CONFIDENCES = ("ambiguous", "implied", "stated")
"""From the least to the most sure."""

UNDATED = ("keep", "drop")
"""What can be done with what has no date."""

SEPARATE = "separate"
"""The way to show what was decided, or is linked, to be one: each record for itself."""

_PLANNED = "planned"


@dataclass(frozen=True, slots=True)
class Filters:
    """What a projection leaves out; by default nothing.

    `as_of` (2025, 2025-03 or 2025-03-14) leaves out records whose stated time begins later. It is cumulative:
    what has ended stays, and so does a record without a time, because nothing says that it is later, unless
    `undated` is "drop".
    `known_by`, a date as well, leaves out what certainly became known later: all documents behind the record are of
    later dates, or it is told as of a later day. A document without a date, or a year, is later than nothing.
    `min_confidence` (stated, implied or ambiguous) leaves out links below it and those of records that tell none.
    `include_planned=False` leaves out what is only planned.
    `types` (names of record classes) and `roles` leave out all other nodes and edges; empty, they leave out none.
    `directed=False` takes away the directions of a view that has them, and joins what leads both ways.
    `members="separate"` gives each record a node of its own, also where it was decided that several are one.

    Raises UnreadableInput for a wrong date and UnknownName for a wrong name; roles are for the view to know.
    """

    as_of: str = ""
    min_confidence: str = ""
    include_planned: bool = True
    undated: str = "keep"
    types: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    directed: bool = True
    known_by: str = ""
    members: str = ""

    def __post_init__(self) -> None:
        for date in filter(None, (self.as_of, self.known_by)):
            demand_date(date)
        if self.min_confidence and self.min_confidence not in CONFIDENCES:
            raise UnknownName("confidence", self.min_confidence, CONFIDENCES)
        if self.members not in ("", SEPARATE):
            raise UnknownField("way to show members", self.members, (SEPARATE,))
        if self.undated not in UNDATED:
            raise UnknownField("way with the undated", self.undated, UNDATED)
        for name in self.types:
            if name not in load_vocabulary().classes:
                raise UnknownField("type", name, load_vocabulary().classes)

    def refusal(self, times: Sequence[str], modalities: Iterable[str]) -> str:
        """Tell why a record with these values does not count: planned, undated, later; nothing where it counts."""
        if not self.include_planned and _PLANNED in modalities:
            return "planned"
        if self.undated == "drop" and not times:
            return "undated"
        if self.as_of and any(begins_after(time, self.as_of) for time in times):
            return "later"
        return ""

    def trust(self, sureness: int) -> bool:
        """Tell whether a link counts whose certainty is that place in `CONFIDENCES`."""
        return not self.min_confidence or sureness >= CONFIDENCES.index(self.min_confidence)


def certainty(confidences: Iterable[str]) -> int:
    """Give the place in `CONFIDENCES` of the surest of them, -1 where there is none."""
    return max((CONFIDENCES.index(each) for each in confidences if each in CONFIDENCES), default=-1)
