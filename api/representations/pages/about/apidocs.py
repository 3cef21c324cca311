"""The reference of the API, made of what `/openapi.json` says: an index of all operations, and a page for each."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from starlette.requests import Request

from api.http.visitor import visitor_of
from api.representations.pages.languages import marked, messages
from api.representations.pages.rendering import render, root_of
from kg.catalogue import DERIVED
from kg.errors import UnknownName
from kg.spelling import fold
from kg.vocabulary import load_vocabulary

_GROUPS = {
    "sparql": marked("SPARQL"),
    "collections": marked("Lists and records, reading"),
    "records": marked("Records, writing"),
    "network": marked("Networks and money"),
    "changes": marked("Changes and history"),
    "curation": marked("Curation"),
    "validation": marked("Validation"),
    "graph store": marked("Graphs"),
    "description": marked("What the service says of itself"),
    "operations": marked("Operations"),
}
"""The tags, in the order in which they are shown, and what they are called."""

OF_RECIPE = marked("%(summary)s, by a recipe of your own")
"""How the summary of a question about a view becomes that of the same about a recipe."""

_COLLECTION = "%(collection)s"

_DEEP = 3
"""Models within models that are shown in place."""

Described = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Operation:
    """One way to use an address."""

    id: str
    method: str
    path: str
    summary: str
    described: Described

    @property
    def text(self) -> str:
        """All that it can be found by."""
        return f"{self.method} {self.path} {self.summary} {self.described.get('description')}"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter, with what its values look like."""

    name: str
    place: str
    is_required: bool
    takes: str
    description: str
    example: str


@dataclass(frozen=True, slots=True)
class Shape:
    """A member of a model: with its own members where it is one as well."""

    name: str
    takes: str
    description: str
    is_required: bool
    members: Sequence[Shape] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an operation may end."""

    status: str
    description: str
    media_types: Sequence[str]
    model: str
    members: Sequence[Shape]
    example: str


def operations_of(document: Described) -> list[Operation]:
    """List all operations."""
    return [
        Operation(each["operationId"], method, path, each.get("summary", ""), each)
        for path, methods in document["paths"].items()
        for method, each in methods.items()
    ]


def with_gap(path: str, summary: str) -> str:
    """Give the text of a summary by which it is translated: a gap where it names the collection of its path.

    >>> with_gap("/places/{slug}", "Delete one of places"), with_gap("/network", f"A network{OF_RECIPE[11:]}")
    ('Delete one of %(collection)s', 'A network')
    """
    text, collection = summary.removesuffix(OF_RECIPE.removeprefix("%(summary)s")), path.split("/")[1]
    is_collection = collection in (*load_vocabulary().by_collection, *DERIVED)
    return text.replace(collection, _COLLECTION) if is_collection else text


def in_language(operation: Operation, translate: Callable[[str], str]) -> str:
    """Say what an operation does."""
    text = translate(with_gap(operation.path, operation.summary))
    text = text.replace(_COLLECTION, translate(operation.path.split("/")[1]))
    is_of_recipe = operation.summary.endswith(OF_RECIPE.removeprefix("%(summary)s"))
    return translate(OF_RECIPE) % {"summary": text} if is_of_recipe else text


def index_page(request: Request, document: Described) -> bytes:
    """Show all operations, or those that have the words of the filter, by what they are about."""
    words = fold(request.query_params.get("q", "")).split()
    translate = messages(visitor_of(request).language).gettext
    operations = [
        each
        for each in operations_of(document)
        if all(word in fold(f"{each.text} {in_language(each, translate)}") for word in words)
    ]
    groups = []
    for tag, title in _GROUPS.items():
        by_path: dict[str, list[Operation]] = {}
        for each in operations:
            if tag in each.described.get("tags", ()):
                by_path.setdefault(each.path, []).append(each)
        if by_path:
            groups.append((tag.replace(" ", "-"), title, [*by_path.items()]))
    values = {
        "groups": groups,
        "total": len(operations),
        "words": request.query_params.get("q", ""),
        "says": lambda operation: in_language(operation, translate),
        "info": document["info"],
        "service": str(request.base_url).rstrip("/"),
    }
    return render(request, "about/docs.html", values)


def operation_of(document: Described, id_: str) -> Operation:
    """Find an operation. Raises UnknownName."""
    operations = {each.id: each for each in operations_of(document)}
    if id_ not in operations:
        raise UnknownName("operation", id_, operations)
    return operations[id_]


def operation_page(request: Request, document: Described, operation: Operation) -> bytes:
    """Show one operation: parameters, how to call it, what comes back."""
    schemas: Described = document["components"]["schemas"]
    translate = messages(visitor_of(request).language).gettext
    parameters = [*_parameters(operation.described, translate)]
    service, address = str(request.base_url).rstrip("/"), _address(operation.path, parameters)
    body = operation.described.get("requestBody", {}).get("content", {})
    media_type = next(iter(body), "")
    siblings = [each for each in operations_of(document) if each.path == operation.path and each.id != operation.id]
    values = {
        "operation": operation,
        "summary": in_language(operation, translate),
        "group": next((_GROUPS[tag] for tag in operation.described.get("tags", ()) if tag in _GROUPS), ""),
        "tag": next(iter(operation.described.get("tags", ())), "").replace(" ", "-"),
        "paragraphs": [each for each in operation.described.get("description", "").split("\n\n") if each.strip()],
        "parameters": parameters,
        "curl": _curl(operation.method, f"{service}{address}", media_type),
        "tries": [*_tries(request, operation, address)],
        "body": [
            (name, _model(each.get("schema", {})), [*_members(each.get("schema", {}), schemas, translate)])
            for name, each in body.items()
        ],
        "outcomes": [*_outcomes(operation.described, schemas, translate)],
        "siblings": siblings,
    }
    return render(request, "about/operation.html", values)


def _parameters(described: Described, translate: Callable[[str], str]) -> Iterator[Parameter]:
    """Yield what a request is told, the required first."""
    for each in sorted(described.get("parameters", ()), key=lambda each: not each.get("required")):
        schema = each.get("schema", {})
        example = each.get("example", next(iter(schema.get("examples", ())), None))
        texts = (
            [str(one) for one in example] if isinstance(example, list) else [] if example is None else [str(example)]
        )
        yield Parameter(
            each["name"],
            each["in"],
            bool(each.get("required")),
            takes(schema, translate),
            each.get("description") or schema.get("description", ""),
            ",".join(texts),
        )


def takes(schema: Described, translate: Callable[[str], str] = str) -> str:
    """Say what the values of a schema look like.

    >>> takes({"anyOf": [{"type": "integer", "minimum": 1}, {"type": "null"}]}), takes({"enum": ["a", ""]})
    ('whole number, at least 1', 'a')
    >>> takes({"type": "array", "items": {"$ref": "#/components/schemas/Unit"}})
    'list of Unit'
    """
    if "$ref" in schema:
        return _model(schema)
    if choices := schema.get("anyOf") or schema.get("oneOf"):
        kinds = dict.fromkeys(takes(each, translate) for each in choices if each.get("type") != "null")
        return translate(marked(" or ")).join(kinds) or "null"
    if "enum" in schema:
        return ", ".join(str(each) for each in schema["enum"] if each != "")
    if "const" in schema:
        return str(schema["const"])
    if schema.get("type") == "array":
        return translate(marked("list of %(items)s")) % {"items": takes(schema.get("items", {}), translate)}
    type_ = str(schema.get("type", "anything"))
    kind = translate(_KINDS.get(type_, type_))
    ends = [translate(text) % {"number": schema[name]} for name, text in _ENDS.items() if name in schema]
    default = schema.get("default")
    if default not in (None, "", [], False):
        ends.append(translate(marked("by default %(value)s")) % {"value": default})
    return ", ".join([kind, *ends])


_KINDS = {
    "integer": marked("whole number"),
    "number": marked("number"),
    "string": marked("text"),
    "boolean": marked("true or false"),
    "object": marked("object"),
    "anything": marked("anything"),
}
_ENDS = {
    "minimum": marked("at least %(number)s"),
    "maximum": marked("at most %(number)s"),
    "exclusiveMinimum": marked("more than %(number)s"),
    "exclusiveMaximum": marked("less than %(number)s"),
}


def _model(schema: Described) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]


def _members(
    schema: Described, schemas: Described, translate: Callable[[str], str], within: tuple[str, ...] = ()
) -> Iterator[Shape]:
    """Yield the members of a model, with those of models within it; none of one that is within itself."""
    name = _model(schema)
    if name:
        if name in within or len(within) >= _DEEP:
            return
        schema, within = schemas.get(name, {}), (*within, name)
    required = schema.get("required", ())
    for key, member in schema.get("properties", {}).items():
        yield Shape(
            key,
            takes(member, translate),
            member.get("description", ""),
            key in required,
            [each for inner in _inner(member) for each in _members(inner, schemas, translate, within)],
        )


def _inner(schema: Described) -> Iterator[Described]:
    """Yield the models that a member is made of."""
    if "$ref" in schema:
        yield schema
    for each in (
        schema.get("items"),
        schema.get("additionalProperties"),
        *schema.get("anyOf", ()),
        *schema.get("oneOf", ()),
    ):
        if isinstance(each, Mapping):
            yield from _inner(each)


def _outcomes(described: Described, schemas: Described, translate: Callable[[str], str]) -> Iterator[Outcome]:
    for status, each in described.get("responses", {}).items():
        content = each.get("content", {})
        schema = content.get("application/json", {}).get("schema", {})
        is_good = status.startswith("2")
        example = next((one["example"] for one in content.values() if "example" in one), "") if is_good else ""
        yield Outcome(
            status=status,
            description=each.get("description", ""),
            media_types=[*content],
            model=_model(schema),
            members=[*_members(schema, schemas, translate)] if is_good else (),
            example=example if isinstance(example, str) else json.dumps(example, ensure_ascii=False, indent=2),
        )


def _address(path: str, parameters: Sequence[Parameter]) -> str:
    """Give an address with the examples of what is required."""
    for each in parameters:
        if each.place == "path":
            path = path.replace(f"{{{each.name}}}", quote(each.example or each.name, safe="/"))
    query = [(each.name, each.example) for each in parameters if each.place == "query" and each.is_required]
    return f"{path}?{urlencode(query)}" if query else path


def _curl(method: str, address: str, media_type: str) -> str:
    verb = "" if method == "get" else f" -X {method.upper()}"
    headers = ""
    if method != "get":
        headers = " \\\n  -H 'Authorization: Bearer YOUR-TOKEN'"
    if media_type:
        headers += f" \\\n  -H 'Content-Type: {media_type}' --data @body"
    return f"curl{verb} '{address}'{headers}"


def _tries(request: Request, operation: Operation, address: str) -> Iterator[tuple[str, str]]:
    """Yield addresses at which the answer can be looked at, each with what comes; JSON where a suffix asks for it."""
    content = operation.described.get("responses", {}).get("200", {}).get("content", {})
    is_collection = operation.path.split("/")[1] in (*load_vocabulary().by_collection, *DERIVED)
    path, _, query = address.partition("?")
    if operation.method != "get" or not {"text/html", "application/json"} & {*content}:
        return
    if "text/html" in content:
        yield marked("As a page"), f"{root_of(request)}{address}"
    if "application/json" not in content:
        return
    if any(getattr(each, "path", "") == f"{operation.path}.{{suffix}}" for each in request.app.routes) or (
        is_collection and "evidence" not in operation.path
    ):
        yield marked("As JSON"), f"{root_of(request)}{path}.json{f'?{query}' if query else ''}"
