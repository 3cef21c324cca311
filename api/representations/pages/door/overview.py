"""A small picture of the graph: the activities that most take part in, and who takes part in most of them.

All is counted by the catalogue, so it costs the same at any size; a template draws it, and each name in it is a link.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.representations.pages.rendering import local
from kg.catalogue import FacetValue, Selection
from kg.edition import Edition
from kg.network.drawing.labels import width

_ACTIVITIES, _PARTICIPANTS = 7, 10
_ROW, _TOP = 34, 18
_LEFT, _RIGHT = 302, 418
_WIDEST = 23.5
"""The width of a name in the picture, in ems."""


@dataclass(frozen=True, slots=True)
class End:
    """Something in the picture: its name, shortened where that is long, its address, and how far down it stands."""

    type: str
    label: str
    short: str
    address: str
    y: int


@dataclass(frozen=True, slots=True)
class Tie:
    """That somebody takes part in something: a curve, and how wide it is drawn."""

    path: str
    width: float
    title: str


@dataclass(frozen=True, slots=True)
class Overview:
    """The picture: who takes part, in what, and the curves between them."""

    height: int
    participants: Sequence[End]
    activities: Sequence[End]
    ties: Sequence[Tie]


def overview_of(edition: Edition, root: str) -> Overview | None:
    """Lay out the picture; nothing where nobody takes part in anything."""
    activities = _most(edition, "activity", {}, _ACTIVITIES)
    wish = {"activity": [each.value for each in activities]}
    participants = _most(edition, "participant", wish, _PARTICIPANTS) if activities else []
    if not participants:
        return None
    rows = max(len(activities), len(participants))
    ends = {
        each.iri: _end(edition, each, root, _TOP + _ROW * rows * (place + 0.5) / len(column))
        for column in (participants, activities)
        for place, each in enumerate(column)
    }
    ties = [
        _tie(ends[participant.iri], ends[activity.iri], participant.total)
        for activity in activities
        for participant in _most(edition, "participant", {"activity": [activity.value]}, 1000)
        if participant.iri in {each.iri for each in participants}
    ]
    left, right = ([ends[each.iri] for each in column] for column in (participants, activities))
    return Overview(2 * _TOP + _ROW * rows, left, right, ties)


def _most(edition: Edition, field: str, filters: Mapping[str, Sequence[str]], most: int) -> list[FacetValue]:
    facets = edition.catalogue.facets("participations", Selection(filters), most)
    values = next((each.values for each in facets if each.field == field), ())
    return [each for each in values if each.value][:most]


def _end(edition: Edition, value: FacetValue, root: str, y: float) -> End:
    name = edition.catalogue.names([value.iri])[value.iri]
    return End(
        name.type, name.label, _shortened(name.label), local(value.iri, edition.mapping.base_iri, root), round(y)
    )


def _shortened(name: str) -> str:
    if width(name) <= _WIDEST:
        return name
    most = next(number for number in range(len(name), 0, -1) if width(name[:number]) < _WIDEST)
    return f"{name[:most].rstrip()}…"


def _tie(one: End, other: End, total: int) -> Tie:
    middle = (_LEFT + _RIGHT) // 2
    path = f"M{_LEFT} {one.y}C{middle} {one.y} {middle} {other.y} {_RIGHT} {other.y}"
    return Tie(path, min(1.2 + total, 6.0), f"{one.label} – {other.label}")
