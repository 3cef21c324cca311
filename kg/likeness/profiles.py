"""Profiles: what is compared of a record, read of the catalogue for all records of a class, or for some."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from kg.catalogue import SEPARATE, Catalogue, Selection
from kg.likeness.names import ComparedName, read_name
from kg.network import load_views
from kg.records import Record
from kg.vocabulary import load_vocabulary

_PLACES = ("located_in", "within", "places")
_PARTS = ("part_of", "governs")
_MOST = 1000
"""Records that are read of those that point at one."""


@dataclass(slots=True)
class Profile:
    """What is compared of one record; all by record id. `kin` are records that it cannot be one with."""

    id: str
    label: str
    names: dict[str, ComparedName] = field(default_factory=dict)
    identifiers: set[tuple[str, str]] = field(default_factory=set)
    places: frozenset[str] = frozenset()
    neighbours: set[str] = field(default_factory=set)
    kin: frozenset[str] = frozenset()

    def add_name(self, text: str) -> None:
        """Take in a name, once for each way of comparing it."""
        for name in read_name(text):
            self.names.setdefault(name.skeleton, name)


@cache
def classes_of_things() -> Sequence[str]:
    """Name the classes of which records stand for things that bear names, and not for statements about them."""
    linked = set(linking())
    return [
        name
        for name, each in load_vocabulary().classes.items()
        if "label" in each.fields and name not in linked and name not in ("Outcome", "Document", "Source")
    ]


@cache
def linking() -> dict[str, Sequence[str]]:
    """Map the classes whose records link others to the fields of what they link."""
    return {
        edge.record_class.name: [each.name for each in edge.record_class.fields.values() if each.iri in edge.path]
        for view in load_views().values()
        for edge in view.edge_classes
        if edge.role
    }


def read_profiles(
    catalogue: Catalogue, class_names: Sequence[str]
) -> tuple[dict[str, dict[str, Profile]], dict[str, list[str]]]:
    """Read the profiles of all records of some classes, by class and id; and which of them others mention, by id.

    What tells of them is read once, whichever class they are of.
    """
    profiles = {name: {each.id: _profile(each) for each in catalogue.records(name)} for name in class_names}
    by_id = {id_: profile for of_class in profiles.values() for id_, profile in of_class.items()}
    mentioned: dict[str, list[str]] = {}
    for name in ("Name", "Identifier", "Link", *linking()) if by_id else ():
        for record in catalogue.records(name):
            about = [by_id[id_] for id_ in mentioned_in(record) if id_ in by_id]
            for profile in about:
                _take(profile, record)
            if about:
                mentioned[record.id] = [profile.id for profile in about]
    return profiles, mentioned


def read_profile(catalogue: Catalogue, id_: str, iri: str) -> Profile:
    """Read the profile of one record. Raises UnknownIri."""
    profile = _profile(catalogue.record(iri))
    for pointing in catalogue.pointing_at(iri):
        if catalogue.record_class(pointing.collection).name in ("Name", "Identifier", "Link", *linking()):
            page = catalogue.page(
                pointing.collection, Selection({pointing.field: (id_,)}, limit=_MOST, members=SEPARATE)
            )
            for each in page.iris:
                _take(profile, catalogue.record(each))
    return profile


def _profile(record: Record) -> Profile:
    label = next(iter(record.values.get("label", ())), record.id.rpartition("/")[2].replace("-", " "))
    profile = Profile(
        record.id,
        label,
        places=frozenset(place for name in _PLACES for place in record.values.get(name, ())),
        kin=frozenset(each for name in _PARTS for each in record.values.get(name, ())),
    )
    profile.add_name(label)
    return profile


def mentioned_in(record: Record) -> Iterator[str]:
    """Yield the ids of the records to whose profiles another record adds something."""
    fields = {"Name": ("name_of",), "Identifier": ("identifies",), "Link": ("subject", "object")}
    for name in fields.get(record.type, linking().get(record.type, ())):
        yield from record.values.get(name, ())


def _take(profile: Profile, record: Record) -> None:
    """Take into a profile what a record says that mentions its own."""
    values = record.values
    if record.type == "Name":
        profile.add_name(values["name"][0])
    elif record.type == "Identifier":
        profile.identifiers.add((values["scheme"][0], values["value"][0].upper()))
    elif record.type == "Link":
        if not {"same-as", "possibly-same-as"} & {*values.get("relation", ())}:
            profile.kin |= {*mentioned_in(record)} - {profile.id}
    else:
        profile.neighbours |= {*mentioned_in(record)} - {profile.id}
