"""Facts about nodes, and the property paths of shapes compiled to functions over them (SHACL, section 2.3.1)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from kg.store.rdf import PREFIXES
from kg.store.statements import Statement, is_iri, text_of

_SH, _RDF = PREFIXES["sh"], PREFIXES["rdf"]
_FIRST, _REST, _NIL = f"{_RDF}first", f"{_RDF}rest", f"{_RDF}nil"
_PATH = f"{_SH}path"
_ONE_OR_MORE = f"{_SH}oneOrMorePath"

Facts = Mapping[str, Mapping[str, Sequence[str]]]
"""The objects of each predicate of each node: nodes and objects as they are spelt, predicates by IRI."""

Path = Callable[[str, Facts], Sequence[str]]
"""Takes a node and gives the distinct nodes that a path leads to from there."""


class Undecided(Exception):
    """The screen cannot tell; a general processor must."""


def index(statements: Iterable[Statement]) -> Facts:
    """Arrange statements by subject and predicate, each object once."""
    facts: dict[str, dict[str, dict[str, None]]] = {}
    for subject, predicate, object_, _ in statements:
        facts.setdefault(subject, {}).setdefault(predicate[1:-1], {})[object_] = None
    return {node: {name: tuple(objects) for name, objects in properties.items()} for node, properties in facts.items()}


def united(facts: Facts, more: Facts) -> Facts:
    """Give the facts of both."""
    union = {node: dict(properties) for node, properties in facts.items()}
    for node, properties in more.items():
        own = union.setdefault(node, {})
        own |= {predicate: [*own.get(predicate, ()), *objects] for predicate, objects in properties.items()}
    return union


def members(shapes: Facts, head: str) -> Iterator[str]:
    """Walk an RDF list."""
    while text_of(head) != _NIL:
        cell = shapes[head]
        yield cell[_FIRST][0]
        head = cell[_REST][0]


def walked(shapes: Facts) -> Mapping[str, frozenset[str]]:
    """Give the properties that shapes follow over any number of steps, by the IRI of the shape."""
    properties_of = {
        shape: frozenset(_walked(shapes, path))
        for shape, parameters in shapes.items()
        for path in parameters.get(_PATH, ())
    }
    return {text_of(shape): properties for shape, properties in properties_of.items() if properties}


def _walked(shapes: Facts, path: str, repeated: bool = False) -> Iterator[str]:
    if is_iri(path):
        yield from (text_of(path),) * repeated
    elif _FIRST in (parameters := shapes.get(path, {})):
        for each in members(shapes, path):
            yield from _walked(shapes, each, repeated)
    else:
        for name, (part, *_) in parameters.items():
            yield from _walked(shapes, part, repeated or name == _ONE_OR_MORE)


def compile_path(shapes: Facts, path: str) -> Path:
    """Give the function that follows a path. Raises Undecided where it has a part that is not compiled here."""
    if is_iri(path):
        return _along(text_of(path))
    parameters = shapes.get(path, {})
    if _FIRST in parameters:
        return _in_turn([compile_path(shapes, each) for each in members(shapes, path)])
    for name, make in _PATHS.items():
        if name in parameters:
            return make(shapes, parameters[name][0])
    raise Undecided


def _along(predicate: str) -> Path:
    def follow(node: str, facts: Facts) -> Sequence[str]:
        properties = facts.get(node)
        return properties.get(predicate, ()) if properties else ()

    return follow


def _in_turn(paths: Sequence[Path]) -> Path:
    def follow(node: str, facts: Facts) -> Sequence[str]:
        nodes: Sequence[str] = (node,)
        for path in paths:
            nodes = list(dict.fromkeys(end for each in nodes for end in path(each, facts)))
        return nodes

    return follow


def _inverse(_: Facts, part: str) -> Path:
    if not is_iri(part):
        raise Undecided
    predicate = text_of(part)
    return lambda node, facts: [each for each, properties in facts.items() if node in properties.get(predicate, ())]


def _alternative(shapes: Facts, part: str) -> Path:
    paths = [compile_path(shapes, each) for each in members(shapes, part)]
    return lambda node, facts: list(dict.fromkeys(end for path in paths for end in path(node, facts)))


def _one_or_more(shapes: Facts, part: str) -> Path:
    step = compile_path(shapes, part)

    def follow(node: str, facts: Facts) -> Sequence[str]:
        reached = dict.fromkeys(step(node, facts))
        waiting = list(reached)
        while waiting:
            new = [each for each in step(waiting.pop(), facts) if each not in reached]
            reached |= dict.fromkeys(new)
            waiting += new
        return list(reached)

    return follow


_PATHS: Mapping[str, Callable[[Facts, str], Path]] = {
    f"{_SH}inversePath": _inverse,
    f"{_SH}alternativePath": _alternative,
    _ONE_OR_MORE: _one_or_more,
}
"""The ways to make a path of others, by their name in SHACL."""
