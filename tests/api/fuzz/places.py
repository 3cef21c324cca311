"""Every place of every operation where something can be said, from the OpenAPI document and the table of routes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI
from fastapi.routing import APIRoute

from kg.vocabulary import Field, RecordClass, load_vocabulary
from tests.api.conftest import BASE, TOKENS, are_tried
from tests.api.fuzz.bodies import BODIES
from tests.api.fuzz.values import IN_HEADERS, IN_TARGETS, LONGEST, json_values, turtle_terms
from tests.api.fuzz.wire import Sent

Header = tuple[bytes, bytes]

AUTHORISED = (b"authorization", f"Bearer {TOKENS['steward']}".encode())
METHODS = ("PATCH", "TRACE", "OPTIONS", "HEAD", "DELETE", "M-SEARCH")


@dataclass(frozen=True)
class Place:
    """One place: its name, how many nasty values there are for it, and the request with the n-th of them."""

    name: str
    count: int
    request: Callable[[int], Sent]

    @property
    def kind(self) -> str:
        """What it is, of whatever operation."""
        return self.name.rpartition(", ")[2]


@dataclass(frozen=True)
class Operation:
    """An operation, with an example of all that it needs; `known` are the names of its parameters."""

    method: str
    path: str
    in_path: dict[str, bytes]
    in_query: dict[str, bytes]
    known: tuple[str, ...]
    bodies: dict[str, bytes]

    def places(self) -> Iterator[Place]:
        """Yield all its places."""
        for name in self.in_path:
            yield self._place(f"path {name}", len(IN_TARGETS), partial(self._in_path, name))
        for name in (*self.known, "unknown"):
            yield self._place(f"query {name}", len(IN_TARGETS), partial(self._in_query, name))
            yield self._place(f"query {name} twice", len(IN_TARGETS), partial(self._twice, name))
        yield self._place("name of a parameter", len(IN_TARGETS), self._named)
        for name, values in IN_HEADERS.items():
            yield self._place(f"header {name}", len(values), partial(self._with_header, name.encode(), values, 1))
            yield self._place(f"header {name} twice", len(values), partial(self._with_header, name.encode(), values, 2))
        for media_type in self.bodies:
            yield self._place(f"body as {media_type}", len(BODIES), partial(self._with_body, media_type))
        yield Place(f"{self.path}, methods", len(METHODS), self._with_method)

    def _place(self, name: str, count: int, request: Callable[[int], Sent]) -> Place:
        return Place(f"{self.method} {self.path}, {name}", count, request)

    def _in_path(self, name: str, at: int) -> Sent:
        return self._sent(IN_TARGETS[at], self._target({name: IN_TARGETS[at]}))

    def _in_query(self, name: str, at: int) -> Sent:
        return self._sent(IN_TARGETS[at], self._target({}, **{name: IN_TARGETS[at]}))

    def _twice(self, name: str, at: int) -> Sent:
        value = IN_TARGETS[at][: LONGEST // 2]
        return self._sent(value, self._target({}, **{name: value}) + b"&%b=%b" % (name.encode(), value))

    def _named(self, at: int) -> Sent:
        joint = b"&" if self.in_query else b"?"
        return self._sent(IN_TARGETS[at], self._target({}) + joint + IN_TARGETS[at] + b"=1")

    def _with_header(self, name: bytes, values: Sequence[bytes], times: int, at: int) -> Sent:
        headers, body = self._example()
        kept = [each for each in headers if each[0] != name]
        added = [(name, values[at - step]) for step in range(times)]
        return Sent(f"{name!r}: {values[at]!r:.80}", self.method, self._target({}), (*kept, *added), body)

    def _with_body(self, media_type: str, at: int) -> Sent:
        name, body = list(BODIES.items())[at]
        said = f"{media_type}; boundary=b" if media_type.startswith("multipart/") else media_type
        headers = ((b"content-type", said.encode()), AUTHORISED)
        return Sent(f"{name} as {said}", self.method, self._target({}), headers, body)

    def _with_method(self, at: int) -> Sent:
        return Sent(f"{METHODS[at]} {self.path}", METHODS[at], self._target({}), (AUTHORISED,))

    def _sent(self, value: bytes, target: bytes) -> Sent:
        headers, body = self._example()
        return Sent(f"{value!r:.80}", self.method, target, headers, body)

    def _example(self) -> tuple[tuple[Header, ...], bytes | None]:
        for media_type, body in self.bodies.items():
            return ((b"content-type", media_type.encode()), AUTHORISED), body
        return (AUTHORISED,), None

    def _target(self, in_path: dict[str, bytes], **in_query: bytes) -> bytes:
        """Write the target: the examples, but for what is given."""
        target = self.path.replace(":path}", "}").encode()
        for name, value in (self.in_path | in_path).items():
            target = target.replace(b"{%b}" % name.encode(), value)
        pairs = (b"%b=%b" % (name.encode(), value) for name, value in (self.in_query | in_query).items())
        return target + (b"?" + b"&".join(pairs) if self.in_query or in_query else b"")


def places(app: FastAPI) -> list[Place]:
    """List all places of an application, in the same order each time."""
    document: dict[str, Any] = app.openapi()
    described = (
        _described(method.upper(), path, operation)
        for path, methods in document["paths"].items()
        if are_tried(path)
        for method, operation in methods.items()
    )
    hidden = (
        Operation(method, route.path, dict.fromkeys(route.param_convertors, b"ttl"), {}, (), {})
        for route in app.routes
        if isinstance(route, APIRoute) and not route.include_in_schema
        for method in sorted(route.methods or ())
    )
    in_path = {"collection": b"places", "slug": b"busan"}
    generic = (Operation("GET", path, in_path, {}, (), {}) for path in ("/{collection}", "/{collection}/{slug}"))
    operations = (*described, *hidden, *generic, Operation("GET", "/openapi.json", {}, {}, (), {}))
    return [place for operation in operations for place in operation.places()]


def _described(method: str, path: str, operation: dict[str, Any]) -> Operation:
    parameters = operation.get("parameters", [])
    in_path = {each["name"]: _example_of(each) for each in parameters if each["in"] == "path"}
    in_query = [each for each in parameters if each["in"] == "query"]
    needed = {each["name"]: _example_of(each) for each in in_query if each.get("required") or each["name"] in _NEEDED}
    content = operation.get("requestBody", {}).get("content", {})
    bodies = {media_type: _as_bytes(body.get("example", _TURTLE)) for media_type, body in content.items()}
    return Operation(method, path, in_path, needed, tuple(each["name"] for each in in_query), bodies)


_NEEDED, _TURTLE = ("query", "graph"), "<urn:a> <urn:b> <urn:c> ."


def _example_of(parameter: dict[str, Any]) -> bytes:
    examples = (parameter.get("example"), *parameter.get("schema", {}).get("examples", ()))
    return quote(str(next((each for each in examples if each is not None), "")), safe="").encode()


def _as_bytes(example: Any) -> bytes:
    return example.encode() if isinstance(example, str) else json.dumps(example).encode()


def records() -> list[Place]:
    """List the fields of records, those that are alike in several classes once; some values are sent at once."""
    found: dict[object, tuple[Place, ...]] = {}
    for each in load_vocabulary().classes.values():
        for name in ("id", "type", *each.fields):
            field = each.fields.get(name)
            found.setdefault((name, field and (field.kind, field.datatype)), _of_field(each, name, field))
    return [place for some in found.values() for place in some]


_AT_ONCE = 8


def _some_at_once(values: Sequence[str]) -> list[Sequence[str]]:
    return [values[start : start + _AT_ONCE] for start in range(0, len(values), _AT_ONCE)]


_JSON, _TERMS = _some_at_once(json_values()), _some_at_once(turtle_terms())


def _of_field(owner: RecordClass, name: str, field: Field | None) -> tuple[Place, ...]:
    def in_json(at: int) -> Sent:
        parts = (
            f'{{"id": "{owner.collection}/x{number}", "type": "{owner.name}", "{name}": {value}}}'
            for number, value in enumerate(_JSON[at])
        )
        said = ((b"content-type", b"application/json"),)
        return Sent(f"{owner.name}.{name} of {_JSON[at]}", "POST", b"/validate", said, f"[{', '.join(parts)}]".encode())

    def as_rdf(method: str, target: bytes, at: int) -> Sent:
        iri = "" if field is None else field.iri
        text = f"<{BASE}{owner.collection}/x> a <{owner.iri}> ; <{iri}> {', '.join(_TERMS[at])} ."
        said = ((b"content-type", b"text/turtle"), AUTHORISED)
        return Sent(f"{method} {owner.name}.{name} of {_TERMS[at]}", method, target, said, text.encode())

    validated, put = partial(as_rdf, "POST", b"/validate"), partial(as_rdf, "PUT", b"/graphs?graph=urn:example:fuzz")
    ways = (("validated", validated), ("put", put)) if field is not None else ()
    return (
        Place(f"{owner.name}.{name} in JSON", len(_JSON), in_json),
        *(Place(f"{owner.name}.{name} {way}", len(_TERMS), request) for way, request in ways),
    )
