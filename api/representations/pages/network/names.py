"""Names in answers about networks and money in the language of whoever reads the page, as far as they are attested."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from api.representations.pages.languages import Messages, marked, messages
from api.representations.pages.naming import names_in
from kg.edition import Edition
from kg.ontology import ENGLISH

MOST_RECORDS = 33
"""Records of an edge that a page names."""
_MOST = 1000
"""Things whose names are looked up for one page, the first in the answer."""


def name_records(edition: Edition, body: dict[str, Any]) -> None:
    """Add to an answer what the records behind its edges are called, as `record_labels`, for the first of each edge."""
    told = (each["records"] for each in _objects(body) if "records" in each and "entries" not in each)
    iris = dict.fromkeys(iri for records in told for iri in records[:MOST_RECORDS])
    names = edition.catalogue.names([*iris][:_MOST])
    body["record_labels"] = {iri: name.label for iri, name in names.items()}


def name_for_reader(edition: Edition, language: str, body: dict[str, Any]) -> None:
    """Have an answer, which names things in English, name them in a language, and groups after those of them."""
    if language == ENGLISH:
        return
    objects = [*_objects(body)]
    places = [place for each in objects for place in _named(each)]
    iris = [*dict.fromkeys(iri for _, _, iri in places)]
    names = names_in(edition, iris[:_MOST], language)
    for thing, key, iri in places:
        thing[key] = names.get(iri, thing[key])
    labels = {iri: thing[key] for thing, key, iri in places}
    for group in objects:
        if {"best_linked", "size", "label"} <= group.keys():
            foremost = [labels[each if isinstance(each, str) else each["id"]] for each in group["best_linked"]]
            group["label"] = _group_label(foremost, group["size"], messages(language))
            group["names"] = foremost


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    """Yield all objects of an answer."""
    if isinstance(value, dict):
        yield value
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _objects(each)


def _named(value: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str, str]]:
    """Yield where an object names something: the object, the key of the name, and the IRI of what it names."""
    iri = value.get("id", value.get("record"))
    if isinstance(iri, str) and "label" in value:
        yield value, "label", iri
    yield from ((value, f"{end}_label", value[end]) for end in ("source", "target") if f"{end}_label" in value)


def _group_label(names: Sequence[str], size: int, own: Messages) -> str:
    """Call a community after the best linked of it, as the library does in English."""
    if others := size - len(names):
        text = own.ngettext("%(names)s and %(num)s other", "%(names)s and %(num)s others", others)
        return text % {"names": ", ".join(names), "num": others}
    first, *rest = names
    return own.gettext(marked("%(first)s and %(last)s")) % {"first": first, "last": rest[0]} if rest else first
