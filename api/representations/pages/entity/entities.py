"""An entity as a page shows it: a headline of its facts, what it rests on, its money, and all that points at it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from starlette.requests import Request

from api.http.visitor import visitor_of
from api.representations.pages.body_words import FieldRow, Wording
from api.representations.pages.entity.dated import timeline_of
from api.representations.pages.entity.evidence import witnesses
from api.representations.pages.entity.headlines import headline_of
from api.representations.pages.entity.money import money_of
from api.representations.pages.entity.picture import picture_of
from api.representations.pages.entity.registers import entry_in, register_of
from api.representations.pages.entity.relations import relation_sections
from api.representations.pages.entity.resting import resting_on
from api.representations.pages.entity.standing import badges_of, conflicts_about, doubts_of, warnings_about
from api.representations.pages.languages import marked
from api.representations.pages.rendering import grouped, local, render, root_of
from api.representations.pages.speech import Value
from kg.catalogue import NO_CLAIMS
from kg.claims import datasets_of
from kg.edition import Edition
from kg.reference import label_of
from kg.texts import SourceTexts

SHOWN = 12
"""Records of a group that stand on the page of what they point at."""

_QUOTED = 8
"""Passages of an entity that are shown with their words."""


@dataclass(frozen=True, slots=True)
class Naming:
    """A name with its language and kind, and where it is attested."""

    name: str
    language: str
    kind: str
    record: Value


@dataclass(frozen=True, slots=True)
class Register:
    """An identifier with the register that gives it, and the address of the entry there, if one is known."""

    register: Value
    identifier: Value
    record: Value


def entity_page(
    request: Request, edition: Edition, body: Mapping[str, Any], formats: Sequence[str], texts: SourceTexts
) -> bytes:
    """Show one entity, whose body has `facts`; `formats` are those that it has as data."""
    root, language, may_see = root_of(request), visitor_of(request).language, visitor_of(request).may_write
    wording = Wording(edition, body, root, language)
    iris = [body["id"], *(each["id"] for each in body.get("members", ()))]
    title, warnings = wording.item(body).text, warnings_about(wording, body["id"], texts)
    values = {
        **_around(wording, body),
        "version": edition.version,
        "body": body,
        "formats": formats,
        "title": title,
        "type_label": wording.speech.label(label_of(edition.mapping.vocabulary.classes[body["type"]].iri)),
        "headline": headline_of(wording, body),
        "names": [each for each in _names(wording, body) if each.name != title],
        "registers": _registers(wording, body),
        "rows": _rows(wording, body),
        "note": body.get("note", ""),
        "description": body.get("description", ""),
        "is_claim": body["type"] not in NO_CLAIMS,
        "witnesses": witnesses(wording, body["id"], texts, _QUOTED, may_see=may_see),
        "money": money_of(wording, iris, request.query_params.get("members", "")),
        "picture": picture_of(wording, body, title),
        "timeline": timeline_of(wording, body, iris),
        "sections": relation_sections(wording, body),
        "members": wording.members(body),
        "told": wording.told(body),
        "badges": badges_of(wording, body, warnings),
        "warnings": warnings,
        "doubts": doubts_of(wording, body),
        "conflicts": conflicts_about(wording, iris),
        "resting": resting_on(wording, body, texts, may_see=may_see) if body["type"] == "Document" else None,
    }
    return render(request, "entity/entity.html", values)


def _around(wording: Wording, body: Mapping[str, Any]) -> dict[str, Any]:
    """Tell where one goes on from the page: history, form, source text, datasets, the version that changed it last."""
    root, catalogue = wording.root, wording.edition.catalogue
    reference = quote(wording.edition.mapping.reference(body["id"]))
    versions, datasets = catalogue.versions(body["id"]), datasets_of(catalogue, reference)
    titles = {each.name: each.title for each in wording.edition.datasets()}
    return {
        "history": f"{root}/history/{reference}",
        "curate": f"{root}/curate/{reference}",
        "reading": f"{root}/curate/read/{reference.rpartition('/')[2]}",
        "dataset": [Value(titles.get(each) or each, f"{root}/datasets/{each}") for each in datasets],
        "changed": versions[-1] if versions else 0,
    }


def _rows(wording: Wording, body: Mapping[str, Any]) -> list[FieldRow]:
    """Lay out the fields that have no place of their own; a figure is one row, with its currency or unit and bound.

    What a record is surer or less sure of than of the figure keeps a row.
    """
    rows = [each for each in wording.rows(body) if each.name not in _ELSEWHERE]
    for figure, unit in (("amount", "currency"), ("value", "unit")):
        if figure in body and wording.field(body["type"], figure).is_number:
            whole = Value(_figure(wording, body, figure, body.get(unit, "")))
            rows = [
                replace(each, values=[whole]) if each.name == figure else each
                for each in rows
                if each.confidence or each.name not in (unit, "bound")
            ]
    return rows


def _figure(wording: Wording, body: Mapping[str, Any], name: str, unit: str) -> str:
    """Write a figure with its bound and unit; a sum of money also with all its digits."""
    digits, bound = grouped(str(body[name])), body.get("bound", "")
    if name == "value" or not unit:
        return f"{wording.speech.amount('', str(body[name]), bound)} {unit}".rstrip()
    text = wording.speech.amount(unit, str(body[name]), bound)
    return text if digits in text else f"{text} ({digits} {unit})"


_ELSEWHERE = ("description", "note", "label", "confidence", "accepted", "quote")
"""Fields that have a place of their own on the page."""


def _names(wording: Wording, body: Mapping[str, Any]) -> list[Naming]:
    """List the names that are attested, those in the language of the reader first."""
    items = [item for group in body["facts"] if group["field"] == "name_of" for item in group["items"]]
    namings = [
        Naming(
            item["name"],
            item.get("language", ""),
            wording.value(wording.field("Name", "kind"), item["kind"]).text if "kind" in item else "",
            Value(wording.speech.text(marked("record")), local(item["id"], wording.base, wording.root)),
        )
        for item in items
    ]
    return sorted(namings, key=lambda each: each.language != wording.speech.language)


def _registers(wording: Wording, body: Mapping[str, Any]) -> list[Register]:
    items = [item for group in body["facts"] if group["field"] == "identifies" for item in group["items"]]
    return [
        Register(
            register_of(item["scheme"]),
            Value(item["value"], item.get("url") or entry_in(item["scheme"], item["value"])),
            Value(wording.speech.text(marked("record")), local(item["id"], wording.base, wording.root)),
        )
        for item in items
    ]
