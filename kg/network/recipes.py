"""Recipes of users: a document, as JSON, that says how a network of their own is projected.

>>> view = read_recipe({"name": "signing", "edges": ["signed_at", {"class": "Participation", "roles": ["signatory"]}]})
>>> view.recipe, [each.record_class.name for each in view.edge_classes], sorted(view.role_names)
('signing/2', ['Agreement', 'Participation'], ['signatory', 'signedAt'])

`name` and `edges` are needed. An edge is the name of a class that has a path, of a field that is a reference, or an
object: `class`, `path` (names of fields, or ``@id`` for the record itself; the direction is that of the list) and
`roles`. `directed` is true unless told; `projection` is direct or co-participation; `types` are the classes of nodes,
or `places` and `people` are false to leave those out; `members` is false where named members of a group do not count
with it; `options` are those of a call by name (weight, currency, kind, since, until, undated, min_confidence and so
on), which a call may say otherwise.

Source of the names: `ontology/context.jsonld`. What is wrong raises UnreadableInput, which names place and remedy.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from kg.errors import KgError, UnknownField, UnreadableInput
from kg.network.declarations import RULES_VERSION, SELF, EdgeClass, View, declared_paths, local_name, role_names_of
from kg.network.filters import Filters
from kg.store.rdf import PREFIXES
from kg.vocabulary import FieldKind, RecordClass, load_vocabulary

PROJECTIONS = ("direct", "co-participation")
_KEYS = (
    "name",
    "label",
    "description",
    "edges",
    "directed",
    "projection",
    "types",
    "places",
    "people",
    "members",
    "options",
)
_EDGE_KEYS = ("class", "path", "roles")
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MOST_EDGES, _LONGEST = 50, 100
_MEMBERSHIP = f"{PREFIXES['ikg']}includes"
_KINDS_OF_NODES = {"places": "Place", "people": "Person"}


def parse_recipe(text: str) -> View:
    """Read a recipe that is written as JSON. Raises UnreadableInput."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableInput(f"The recipe is no JSON: {error}", "Write an object with name and edges.") from None
    return read_recipe(document)


def read_recipe(document: Any) -> View:
    """Read a recipe, checked against classes, fields and roles. Raises UnreadableInput."""
    recipe = _Place("recipe", document)
    recipe.demand_object(_KEYS)
    name = recipe.text("name")
    if not _NAME.fullmatch(name) or len(name) > _LONGEST:
        raise recipe.wrong(f"name {name!r} is not lower-case words with hyphens", "Write it as my-network.")
    projection = recipe.text("projection", "direct")
    if projection not in PROJECTIONS:
        raise recipe.unknown("projection", projection, PROJECTIONS)
    edges = recipe.list_of("edges")
    if not 1 <= len(edges) <= _MOST_EDGES:
        raise recipe.wrong(f"edges has {len(edges)} entries", f"Give 1 to {_MOST_EDGES}.")
    edge_classes = tuple(each for edge in edges for each in _edge_classes(edge))
    return View(
        name=name,
        recipe=f"{name}/{RULES_VERSION}",
        label=recipe.text("label", name),
        description=recipe.text("description", ""),
        directed=recipe.flag("directed") and projection == "direct",
        co_participation=projection == "co-participation",
        edge_classes=edge_classes,
        roles=None,
        role_names=frozenset(role_names_of(edge_classes)),
        membership=_MEMBERSHIP if recipe.flag("members") else "",
        types=_types(recipe),
        options=_options(recipe),
    )


class _Place:
    """A part of a recipe, and where it is."""

    def __init__(self, where: str, content: Any) -> None:
        self.where, self.content = where, content

    def wrong(self, what: str, remedy: str) -> UnreadableInput:
        return UnreadableInput(f"{self.where}: {what}", remedy)

    def unknown(self, noun: str, name: str, known: Iterable[str]) -> UnreadableInput:
        return self.told(UnknownField(noun, name, known))

    def told(self, error: KgError) -> UnreadableInput:
        return self.wrong(error.message, error.fix)

    def demand_object(self, keys: Sequence[str]) -> None:
        if not isinstance(self.content, dict):
            raise self.wrong("is no object", f"Write {{…}} with {', '.join(keys)}.")
        for key in self.content:
            if key not in keys:
                raise self.unknown("key", key, keys)

    def text(self, key: str, default: str | None = None) -> str:
        content = self.content.get(key, default)
        if not isinstance(content, str) or len(content) > 10 * _LONGEST:
            raise self.wrong(f"{key} is no text", f'Write "{key}": "…".')
        return content

    def flag(self, key: str) -> bool:
        content = self.content.get(key, True)
        if not isinstance(content, bool):
            raise self.wrong(f"{key} is neither true nor false", f'Write "{key}": true.')
        return content

    def list_of(self, key: str) -> list[_Place]:
        content = self.content.get(key, [])
        if not isinstance(content, list):
            raise self.wrong(f"{key} is no list", f'Write "{key}": […].')
        return [_Place(f"{self.where}.{key}[{number}]", each) for number, each in enumerate(content)]

    def names(self, key: str, noun: str, known: Iterable[str]) -> tuple[str, ...]:
        names = self.list_of(key)
        for each in names:
            if each.content not in known:
                raise each.unknown(noun, str(each.content), known)
        return tuple(sorted({each.content for each in names}))


def _edge_classes(edge: _Place) -> Iterator[EdgeClass]:
    """Read one entry of edges."""
    classes = load_vocabulary().classes
    if not isinstance(edge.content, str):
        edge.demand_object(_EDGE_KEYS)
        yield _with_path(edge)
    elif edge.content in classes:
        yield _declared(edge, classes[edge.content])
    else:
        having = [each for each in classes.values() if _refers(each, edge.content)]
        if not having:
            ours = {name for each in classes.values() for name in each.fields if _refers(each, name)}
            raise edge.unknown("class or field that refers to something", edge.content, {*classes, *ours})
        for each in having:
            iri = each.fields[edge.content].iri
            yield EdgeClass(each, (SELF, iri), "", local_name(iri))


def _with_path(edge: _Place) -> EdgeClass:
    name, classes = edge.text("class", ""), load_vocabulary().classes
    if name not in classes:
        raise edge.unknown("class", name, classes)
    declared = declared_paths().get(name)
    path = [_step(each, classes[name]) for each in edge.list_of("path")]
    if path and (len(path) < 2 or len(path) != len({*path}) or SELF in path[1:]):
        raise edge.wrong("path is none", f"Name two different fields or more; {SELF} can only be the first.")
    edge_class = replace(declared, path=tuple(path)) if declared and path else declared
    edge_class = edge_class or EdgeClass(classes[name], tuple(path), "", name)
    if not edge_class.path:
        raise _without_path(edge, classes[name])
    roles = edge.names("roles", "role", {*role_names_of([edge_class])})
    return replace(edge_class, roles=frozenset(roles))


def _declared(edge: _Place, record_class: RecordClass) -> EdgeClass:
    if record_class.name not in declared_paths():
        raise _without_path(edge, record_class)
    return declared_paths()[record_class.name]


def _without_path(edge: _Place, record_class: RecordClass) -> UnreadableInput:
    names = [name for name in record_class.fields if _refers(record_class, name)]
    return edge.wrong(f"{record_class.name} has no path of its own", f"Give one, of {SELF}, {', '.join(names)}.")


def _step(step: _Place, record_class: RecordClass) -> str:
    if step.content == SELF:
        return SELF
    if not isinstance(step.content, str) or not _refers(record_class, step.content):
        known = [name for name in record_class.fields if _refers(record_class, name)]
        raise step.unknown(f"reference of {record_class.name}", str(step.content), [*known, SELF])
    return record_class.fields[step.content].iri


def _refers(record_class: RecordClass, name: str) -> bool:
    field = record_class.fields.get(name)
    return field is not None and field.kind is FieldKind.REFERENCE


def _types(recipe: _Place) -> tuple[str, ...]:
    classes = load_vocabulary().classes
    names = recipe.names("types", "class", classes) or tuple(sorted(classes))
    left_out = {class_ for key, class_ in _KINDS_OF_NODES.items() if not recipe.flag(key)}
    return tuple(name for name in names if name not in left_out) if left_out or "types" in recipe.content else ()


def _options(recipe: _Place) -> Mapping[str, Any]:
    options = _Place(f"{recipe.where}.options", recipe.content.get("options", {}))
    options.demand_object([each.name for each in fields(Filters)])
    defaults = Filters()
    asked: dict[str, Any] = {}
    for name, content in options.content.items():
        kind = type(getattr(defaults, name))
        is_list = isinstance(content, list) and all(isinstance(each, str) for each in content)
        if not (is_list if kind is tuple else isinstance(content, kind)):
            kinds = {bool: "true or false", tuple: "a list of texts", str: "a text"}
            raise options.wrong(f"{name} is not {kinds[kind]}", f"Write it as the option {name} of a call.")
        asked[name] = tuple(sorted({*content})) if kind is tuple else content
    try:
        return Filters(**asked).options
    except KgError as error:
        raise options.told(error) from None
