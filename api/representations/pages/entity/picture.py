"""A small picture of an entity among its neighbours: by which role they are, and who of them are tied to each other.

All of it is geometry; a template draws it, so that each neighbour is a link.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from typing import Any
from urllib.parse import quote

from api.representations.pages.body_words import Wording, listed
from api.representations.pages.entity.relations import HEADINGS
from api.representations.pages.speech import Value
from kg.catalogue import Selection
from kg.network import load_views
from kg.network.drawing.labels import lines
from kg.reference import label_of
from kg.vocabulary import FieldKind, RecordClass

MOST = 12
"""Neighbours in the picture; the network view has the others."""

VIEW = "involvement"
"""The network that has ties of every kind."""

WIDTH, _ROW, _MARGIN = 640.0, 44.0, 30.0
_LOWEST = 124.0
"""What the entity itself needs, with its name."""
_REACH, _HEAD, _TALLER = 112.0, 66.0, 52.0
_LOOK = 60
"""Ties among neighbours that are looked at, of each class."""
_DRAWN = ("Organisation", "Group", "Person", "Programme", "Project", "Event", "Agreement", "Place")
"""Classes of things; records of money, parts and posts are the lines between them."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """One neighbour: where its mark stands, on which side its name does, in lines, and by which role it is one."""

    iri: str
    value: Value
    role: str
    x: float
    y: float
    side: str
    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture: its height, the middle, the neighbours, and the curves between those who are tied themselves."""

    height: float
    x: float
    y: float
    type: str
    lines: Sequence[str]
    neighbours: Sequence[Neighbour]
    ties: Sequence[str]
    others: int
    address: str

    @property
    def tall(self) -> float:
        """How high it is where there is no room for two sides: the neighbours stand in one column then."""
        return _HEAD + len(self.neighbours) * _TALLER

    def row(self, number: int) -> float:
        """Give where a neighbour stands in that column."""
        return _HEAD + number * _TALLER


def picture_of(wording: Wording, body: Mapping[str, Any], label: str) -> Picture | None:
    """Draw an entity among its neighbours; nothing where it has none, or is no thing but a record about others."""
    if body["type"] not in _DRAWN:
        return None
    roles = dict(_neighbours(wording, body))
    for each in (body["id"], *(each["id"] for each in body.get("members", ()))):
        roles.pop(each, None)
    names = wording.edition.catalogue.names(roles)
    iris = [iri for iri in roles if names[iri].type in _DRAWN]
    if not iris:
        return None
    number = min(len(iris), MOST)
    height = max(2 * _MARGIN + ((number + 1) // 2 - 1) * _ROW, _LOWEST)
    neighbours = {}
    for iri, (x, y, side) in zip(iris, _points(number, height), strict=False):
        value = replace(wording.named(iri), type=names[iri].type)
        neighbours[iri] = Neighbour(iri, value, roles[iri], x, y, side, lines(value.text)[:2])
    return Picture(
        height=height,
        x=WIDTH / 2,
        y=height / 2,
        type=body["type"],
        lines=lines(label),
        neighbours=[*neighbours.values()],
        ties=[_curve(neighbours[one], neighbours[other]) for one, other in _tied(wording, [*neighbours])],
        others=len(iris) - number,
        address=_exploring(wording, body),
    )


def _exploring(wording: Wording, body: Mapping[str, Any]) -> str:
    """Give the address of the network around an entity; nothing where no record shown makes an edge of it."""
    collections, classes = wording.edition.mapping.vocabulary.by_collection, wording.edition.mapping.vocabulary.classes
    records = [(classes[body["type"]], "@id", body)]
    for group in body["facts"]:
        record_class = collections[group["collection"]]
        records += [(record_class, record_class.fields[group["field"]].iri, item) for item in group["items"]]
    is_there = any(_is_edge(*record) for record in records)
    reference = quote(wording.edition.mapping.reference(body["id"]))
    return f"{wording.root}/network/{VIEW}/ego/{reference}" if is_there else ""


def _is_edge(record_class: RecordClass, end: str, record: Mapping[str, Any]) -> bool:
    """Tell whether a record makes an edge of the view at whatever is its `end`: a path needs two properties."""
    present = {"@id", *(field.iri for name, field in record_class.fields.items() if record.get(name))}
    paths = [{*each.path} for each in load_views()[VIEW].edge_classes if each.record_class == record_class]
    return any(end in path and len(path & present) > 1 for path in paths)


def _neighbours(wording: Wording, body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield neighbours with the role by which they are, those that take part before the others."""
    speech, classes = wording.speech, wording.edition.mapping.vocabulary.classes
    for group in sorted(body["facts"], key=lambda each: each["collection"] not in ("participations", "contributions")):
        heading = HEADINGS.get((group["collection"], group["field"]))
        for item in group["items"]:
            fields = classes[item["type"]].fields
            if item["type"] in _DRAWN:
                yield item["id"], speech.text(heading) if heading else ""
            for name, field in fields.items():
                if field.kind is FieldKind.REFERENCE and item["type"] not in _DRAWN:
                    role = wording.value(fields["role"], item["role"]).text if item.get("role") else ""
                    yield from ((iri, role or speech.label(label_of(field.iri))) for iri in listed(item.get(name)))
    for name, field in classes[body["type"]].fields.items():
        if field.kind is FieldKind.REFERENCE:
            yield from ((iri, speech.label(label_of(field.iri))) for iri in listed(body.get(name)))


def _points(number: int, height: float) -> Iterator[tuple[float, float, str]]:
    """Yield where neighbours stand: on both sides of an arc, one below the other, so that no name lies over another."""
    for place in range(number):
        side, row = ("right", place // 2) if place % 2 else ("left", place // 2)
        rows = number // 2 if side == "right" else (number + 1) // 2
        y = height / 2 + (row - (rows - 1) / 2) * _ROW
        bend = 1 - ((y - height / 2) / (height / 2 + _ROW)) ** 2
        x = WIDTH / 2 + (1 if side == "right" else -1) * _REACH * (0.55 + 0.45 * sqrt(max(bend, 0.0)))
        yield round(x, 1), round(y, 1), side


def _tied(wording: Wording, iris: Sequence[str]) -> list[tuple[str, str]]:
    """Find which of the neighbours are tied by a record of their own."""
    ties: dict[tuple[str, str], None] = {}
    references = tuple(wording.edition.mapping.reference(iri) for iri in iris)
    catalogue = wording.edition.catalogue
    for first, second, name in (("participant", "activity", "participations"), ("funder", "through", "contributions")):
        ends = [catalogue.pointing(name, each, *iris) for each in (first, second)]
        if not ends[0] & ends[1]:
            continue
        page = catalogue.page(name, Selection({first: references}, limit=_LOOK))
        for record in map(catalogue.record, page.iris):
            ones = [wording.edition.mapping.iri(each) for each in record.values.get(first, ())]
            others = [wording.edition.mapping.iri(each) for each in record.values.get(second, ())]
            ties |= {(one, other): None for one in ones for other in others if one in iris and other in iris}
    return [*ties]


def _curve(one: Neighbour, other: Neighbour) -> str:
    """Draw a tie between two neighbours as a curve that bends towards the middle."""
    x = WIDTH / 2 + (one.x + other.x - WIDTH) / 8
    return f"M{one.x} {one.y}Q{x:.1f} {(one.y + other.y) / 2:.1f} {other.x} {other.y}"
