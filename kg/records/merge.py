"""Three-way merging: what two sides made of one record since both had it from the same base, field by field.

Where only one side moved, it is followed; where both moved to the same, that is it; where they moved apart, it is a
clash, which somebody has to decide.

>>> base = Record("Place", "places/ulsan", {"label": ("Ulsan",)})
>>> one = Record("Place", "places/ulsan", {"label": ("Ulsan",), "note": ("A city.",)})
>>> other = Record("Place", "places/ulsan", {"label": ("Ulsan, Korea",)})
>>> merge(base, one, other).record.values
{'label': ('Ulsan, Korea',), 'note': ('A city.',)}
>>> merge(base, one, None).clashes
(Clash(field='id', base=('places/ulsan',), ours=('places/ulsan',), theirs=()),)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kg.records.model import Record

Values = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that both sides moved, to different values; none where a side took it away.

    The field is `id` where one side removed the record that the other changed.
    """

    field: str
    base: Values
    ours: Values
    theirs: Values


@dataclass(frozen=True, slots=True)
class Merged:
    """What comes of a merge: the record, None where it is gone, and the clashes; those fields are as ours has them."""

    record: Record | None
    clashes: tuple[Clash, ...] = ()


def merge(base: Record | None, ours: Record | None, theirs: Record | None) -> Merged:
    """Merge two sides of a record; None stands for none, before or after.

    Values of a field are compared as a whole: of a field that takes many, it is the list that both may have moved.
    """
    if theirs in (ours, base):
        return Merged(ours)
    if ours == base:
        return Merged(theirs)
    if ours is None or theirs is None:
        return Merged(ours, (Clash("id", _id(base), _id(ours), _id(theirs)),))
    return _by_field(base.values if base else {}, ours, theirs)


def _by_field(base: Mapping[str, Values], ours: Record, theirs: Record) -> Merged:
    values: dict[str, Values] = {}
    clashes: list[Clash] = []
    for field in dict.fromkeys([*ours.values, *theirs.values]):
        before, mine, other = (each.get(field, ()) for each in (base, ours.values, theirs.values))
        if other not in (before, mine) and mine != before:
            clashes.append(Clash(field, before, mine, other))
        outcome = other if mine == before else mine
        if outcome:
            values[field] = outcome
    return Merged(Record(ours.type, ours.id, values), tuple(clashes))


def _id(record: Record | None) -> Values:
    return (record.id,) if record else ()
