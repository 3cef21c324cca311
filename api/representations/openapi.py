"""The service as `/openapi.json` describes it: all JSON with its schema, each collection by itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from threading import Lock
from typing import Any

from fastapi import FastAPI

from api.http.negotiation import JSON
from api.representations.filters import filter_fields, range_ends, year_filters
from api.representations.models import schemas
from api.representations.models.base import Schema, reference
from api.representations.models.entities import meaning
from api.representations.record_bodies import PATCHES, WHOLE
from kg.catalogue import DERIVED, UNSURE
from kg.vocabulary import RecordClass, load_vocabulary

LIST, ENTITY = "/{collection}", "/{collection}/{slug}"

_SLUGS = {
    "agreements": "west-midlands-uccei-mou",
    "contributions": "5g-challenge-2-4m",
    "decisions": "west-midlands-uccei-mou-and-west-midlands-ulsan-technopark-mou",
    "documents": "korea-expert-mission",
    "events": "birmingham-tech-week",
    "funders": "innovate-uk",
    "goals": "5g-challenge-collaboration",
    "groups": "british-smart-city-companies",
    "identifiers": "etri-ror",
    "links": "business-connect-related-ktn",
    "names": "adam-tickell-with-title",
    "omissions": "appetite-for-collaboration",
    "organisations": "innovate-uk",
    "outcomes": "assist-participation-in-national-programmes",
    "participations": "aline-martins-contact-gem-programme",
    "people": "adam-tickell",
    "places": "birmingham",
    "posts": "ceo-and-founder-tech-west-midlands",
    "programmes": "bloomberg-innovation-index-2019",
    "projects": "5g-pilots-seoul-underground",
    "questions": "growth-ladder-fund-currency",
    "sources": "source-000",
    "terms": "technopark",
}
"""An id of each collection that is in the dataset that comes with the service."""

_ID = "https://w3id.org/innovation-kg/organisations/innovate-uk"
_DOCUMENT = "https://w3id.org/innovation-kg/documents/wm-ulsan-partnership"
_ITEM = {
    "id": _ID,
    "type": "Organisation",
    "label": "Innovate UK",
    "evidence": [
        {
            "id": f"{_ID}#wm-ulsan-partnership:862-890",
            "type": "Evidence",
            "document": _DOCUMENT,
            "start": 862,
            "end": 890,
            "digest": "0a1b2c3d4e5f6071",
            "links": {"self": "http://127.0.0.1:8000/organisations/innovate-uk/evidence/wm-ulsan-partnership:862-890"},
        }
    ],
    "links": {"self": "http://127.0.0.1:8000/organisations/innovate-uk"},
    "labels": {_DOCUMENT: "West Midlands and Ulsan"},
}
_LIST = {"items": [], "total": 31, "next": "WzAsICJpbm5vdmF0ZSB1ayJd", "version": 7, "labels": {}}


_CONDITIONS = [
    {
        "name": name,
        "in": "header",
        "required": False,
        "description": description,
        "schema": {"type": "string"},
    }
    for name, description in {
        "If-Match": "The entity tag with which the record was read; it must be given for one that is there.",
        "If-None-Match": "`*` for a record that is to be new.",
    }.items()
]


class Described(FastAPI):
    """An application with two routes for all collections, which its description tells apart."""

    _describing = Lock()
    _document = ("", b"")

    def openapi(self) -> dict[str, Any]:
        """Describe the application."""
        with self._describing:
            if self.openapi_schema is None:
                described = super().openapi()
                _tell_collections_apart(described["paths"])
                described["components"]["schemas"] = schemas()
            return self.openapi_schema or {}

    def document(self, root_path: str = "") -> bytes:
        """Describe the application in JSON; `root_path` is where a proxy shows it. The first time takes a while."""
        known_path, document = self._document
        if known_path != root_path or not document:
            servers = {"servers": [{"url": root_path}]} if root_path else {}
            document = json.dumps({**self.openapi(), **servers}, ensure_ascii=False, separators=(",", ":")).encode()
            self._document = root_path, document
        return document


def _tell_collections_apart(paths: dict[str, Any]) -> None:
    """Put a path for each collection in the place of those for all."""
    lists, entities = paths.pop(LIST), paths.pop(ENTITY)
    by_collection = load_vocabulary().by_collection
    for name, record_class in by_collection.items():
        posting = {"post": _edit_of(name, record_class, "post", lists["post"])}
        paths[f"/{name}"] = {"get": _list_of(name, record_class, lists["get"]), **posting}
        edits = {verb: _edit_of(name, record_class, verb, entities[verb]) for verb in ("put", "patch", "delete")}
        paths[f"/{name}/{{slug}}"] = {"get": _entity_of(name, record_class, entities["get"]), **edits}
    for name, (real, _) in DERIVED.items():
        paths[f"/{name}"] = {"get": _list_of(name, by_collection[real], lists["get"])}
        paths[f"/{name}/{{slug}}"] = {"get": _entity_of(name, by_collection[real], entities["get"])}


def _list_of(collection: str, record_class: RecordClass, operation: Schema) -> Schema:
    """Describe the list of one collection, with each field as a filter."""
    order = "label" if "label" in record_class.fields else next(iter(record_class.fields))
    own = [
        {**each, "example": f"-{order}"} if each["name"] == "sort" else each
        for each in operation["parameters"]
        if each["in"] == "query"
    ]
    names = {each["name"] for each in own}
    filters = [each for each in _filters(record_class) if each["name"] not in names]
    return {
        **operation,
        "operationId": f"list_{collection}",
        "summary": f"List {collection}",
        "parameters": [*own, *filters],
        "responses": _answered(operation, f"{record_class.name}List", _LIST),
    }


def _entity_of(collection: str, record_class: RecordClass, operation: Schema) -> Schema:
    """Describe an entity of one collection."""
    answered = _answered(operation, f"{record_class.name}Answer", {**_ITEM, "type": record_class.name})
    return {
        **operation,
        "operationId": f"get_{collection}_{record_class.name.lower()}",
        "summary": f"One of {collection}",
        "parameters": _parameters(collection, operation),
        "responses": {status: each for status, each in answered.items() if status != "307" or collection in DERIVED},
    }


def _edit_of(collection: str, record_class: RecordClass, verb: str, operation: Schema) -> Schema:
    """Describe an edit of a record of one collection."""
    model = f"{record_class.name}{'Patch' if verb == 'patch' else 'Record'}"
    media_types = {"put": WHOLE, "post": WHOLE, "patch": PATCHES}.get(verb, ())
    content = {each: {"schema": reference(model)} for each in media_types}
    answered = {} if verb == "delete" else {"responses": _answered(operation, f"{record_class.name}Answer", _ITEM)}
    return {
        **operation,
        "operationId": f"{verb}_{collection}_{record_class.name.lower()}",
        "summary": f"{verb.capitalize()} one of {collection}",
        "parameters": [*_parameters(collection, operation), *(_CONDITIONS if verb != "post" else ())],
        **({"requestBody": {"required": True, "content": content}} if content else {}),
        **answered,
    }


def _parameters(collection: str, operation: Schema) -> list[Schema]:
    """Give the parameters for one collection: first the id in it, which is one that there is."""
    parameters = [each for each in operation["parameters"] if each["name"] != "collection"]
    slug = [{**each, "example": _SLUGS.get(collection)} for each in parameters if each["name"] == "slug"]
    return [*slug, *(each for each in parameters if each["name"] != "slug")]


def _answered(operation: Schema, model: str, example: Schema) -> Schema:
    """Say in which model the good answer comes as JSON."""
    responses: Schema = operation["responses"]
    good = {status: each for status, each in responses.items() if status in ("200", "201")}
    for status, response in good.items():
        content = response["content"]
        described = {**content[JSON.media_type], "schema": reference(model), "example": example}
        good[status] = {**response, "content": {**content, JSON.media_type: described}}
    return {**responses, **good}


def _filters(record_class: RecordClass) -> Iterator[Schema]:
    for name, field in filter_fields(record_class.name).items():
        yield _filter(name, meaning(field), {"type": "array", "items": {"type": "string"}})
    for name, field in year_filters(record_class.name).items():
        about = f"`{field.name}` certainly lies in this year; `{UNSURE}`: in no one year; empty: it is not stated."
        yield _filter(name, about, {"type": "array", "items": {"type": "string"}})
    for name, (field, end) in range_ends(record_class.name).items():
        is_date = field.datatype.endswith("EDTF")
        meanings = ("Not certainly before this.", "Not certainly after this.") if is_date else ("At least.", "At most.")
        yield _filter(name, f"`{field.name}`: {meanings[end]}", {"type": "string" if is_date else "number"})


def _filter(name: str, description: str, schema: Schema) -> Schema:
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}
