"""What a search finds as a page shows it: each thing with a few of its facts, and by what it can be narrowed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request

from api.http.visitor import visitor_of
from api.representations.bodies import Bodies
from api.representations.pages.body_words import CitedPassage, FieldRow, Wording
from api.representations.pages.find.lists import downloads, sparql_address, title_of
from api.representations.pages.find.narrowing import chips, facet_views, others
from api.representations.pages.rendering import Links, local, render, root_of
from api.representations.pages.speech import Value
from kg.catalogue import LINKED_TYPES, Selection
from kg.edition import Edition
from kg.vocabulary import load_vocabulary

_FACTS = (
    "amount",
    "value",
    "funder",
    "recipient",
    "participant",
    "role",
    "activity",
    "located_in",
    "when",
    "published",
    "name_of",
    "identifies",
)
"""Fields that tell what something is at a glance, in the order in which they stand."""

_BESIDE = {"amount": "currency", "value": "unit"}
"""Numbers, and what stands with them."""


@dataclass(frozen=True, slots=True)
class HitRow:
    """Something that was found: by which text if that is not its label, and a few facts."""

    item: Value
    type: str
    kind: str
    match: str
    description: str = ""
    facts: Sequence[FieldRow] = ()
    evidence: Sequence[CitedPassage] = ()


@dataclass(frozen=True, slots=True)
class Tab:
    """What can be shown instead: of a type, what is found or `is_linked` with it; how many, None if not known."""

    type: str
    plural: str
    total: int | None
    address: str
    is_shown: bool
    is_linked: bool


def search_page(
    request: Request, edition: Edition, type_: str, selection: Selection, show: str, body: Mapping[str, Any]
) -> bytes:
    """Show one page of what a search finds."""
    links = Links(request)
    record_class = edition.catalogue.class_named(type_)
    values = {
        "words": selection.search,
        "body": body,
        "type": type_,
        "shown": show,
        "hits": _hits(request, edition, body["items"]),
        "tabs": _tabs(links, body, type_, show),
        "facets": facet_views(request, body),
        "chips": [*chips(request, body)],
        "others": others(request, "q"),
        "downloads": downloads(request),
        "sparql": sparql_address(request, lambda: edition.catalogue.search_in_sparql(type_, selection, show)),
        "table": _table_address(request, record_class.collection) if type_ and not show else "",
        "is_linked": bool(show) and type_ != show,
    }
    return render(request, "find/search.html", values)


def _hits(request: Request, edition: Edition, items: Sequence[Mapping[str, Any]]) -> list[HitRow]:
    root = root_of(request)
    bodies = Bodies(edition, f"{root}/")
    records = [each for each in items if each["type"]]
    full = {each["id"]: each for each in map(json.loads, bodies.entities(each["id"] for each in records))}
    labels = json.loads(bodies.labels()) | {each["id"]: each["label"] for each in items}
    wording = Wording(edition, {"labels": labels}, root, visitor_of(request).language)
    return [_hit(wording, edition, each, full.get(each["id"]), root) for each in items]


def _hit(
    wording: Wording, edition: Edition, item: Mapping[str, Any], body: Mapping[str, Any] | None, root: str
) -> HitRow:
    match = "" if item["match"] == item["label"] else item["match"]
    if body is None:
        address = local(item["id"], edition.mapping.base_iri, root)
        return HitRow(Value(item["label"], address), type="", kind="", match=match)
    rows = {row.name: row for row in wording.rows(body)}
    facts = []
    for name in _FACTS:
        if name in rows:
            beside = [*rows[_BESIDE[name]].values] if _BESIDE.get(name) in rows else []
            facts.append(FieldRow(name, rows[name].label, [*beside, *rows[name].values]))
    return HitRow(
        wording.item(body),
        type=item["type"],
        kind=", ".join(value.text for value in rows["kind"].values) if "kind" in rows else "",
        match=match,
        description=body.get("description") or body.get("title") or "",
        facts=facts,
        evidence=wording.evidence(body),
    )


def _tabs(links: Links, body: Mapping[str, Any], type_: str, show: str) -> list[Tab]:
    return [
        Tab(
            type=each["type"],
            plural=title_of(load_vocabulary().classes[each["type"]].collection),
            total=each["total"],
            address=links.dropping("show", show) if each["type"] == type_ else links.having(show=each["type"]),
            is_shown=(show or type_) == each["type"],
            is_linked=each["type"] != type_,
        )
        for each in body["linked"]
        if each["type"] in LINKED_TYPES
    ]


def _table_address(request: Request, collection: str) -> str:
    pairs = urlencode(others(request, "type", "facets"))
    return f"{root_of(request)}/{collection}" + (f"?{pairs}" if pairs else "")
