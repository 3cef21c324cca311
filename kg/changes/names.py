"""Names beside the name records: `skos:altLabel` of what bears them, so that plain SPARQL and foreign tools find them.

They are derived with each change, into a graph of their own that nobody edits. Two records may give the same name; it
goes with the last of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from itertools import groupby

from kg.changes.change_set import ChangeSet
from kg.mapping import Mapping
from kg.store import Store
from kg.store.rdf import PREFIXES, Literal, NamedNode, Quad, Term, text_of

_ALT_LABEL = NamedNode(f"{PREFIXES['skos']}altLabel")
_FORM = NamedNode(f"{PREFIXES['skosxl']}literalForm")
_NAME_OF = NamedNode(f"{PREFIXES['ikg']}nameOf")
_LANGUAGE = NamedNode(f"{PREFIXES['dcterms']}language")
_PARTS = (_FORM, _NAME_OF, _LANGUAGE)


def with_alt_labels(change: ChangeSet, store: Store, mapping: Mapping) -> ChangeSet:
    """Give a change with what follows from it for the derived names; `store` is as it was before. Raises OSError."""
    graph = mapping.names_graph
    touched: set[Term] = set()
    withdrawn: dict[Quad, None] = {}
    given: dict[Quad, None] = {}
    for name, rows in groupby(change.rows(_PARTS), key=lambda row: row[1].subject):
        if text_of(name).startswith(f"{mapping.base_iri}names/"):
            touched.add(name)
            parts = dict.fromkeys(_parts(store, name))
            withdrawn.update(dict.fromkeys(_alt_labels(parts, graph)))
            for is_addition, quad in rows:
                if is_addition:
                    parts[quad] = None
                else:
                    parts.pop(quad, None)
            given.update(dict.fromkeys(_alt_labels(parts, graph)))
    if next(store.quads(graph=graph), None) is None:  # also a home from before there was such a graph
        given.update(dict.fromkeys(_of_others(store, mapping, touched)))
    gone = [each for each in withdrawn if each not in given and store.holds(each)]
    kept = {each for one in gone for each in _of_others(store, mapping, touched, one.subject)}
    new = [each for each in given if not store.holds(each)]
    return change.extended([each for each in gone if each not in kept], new)


def _of_others(store: Store, mapping: Mapping, touched: Collection[Term], bearer: Term | None = None) -> Iterator[Quad]:
    """Yield what follows from the name records that a change leaves alone: of one bearer, or of all."""
    for quad in store.quads(None, _NAME_OF, bearer):
        if quad.subject not in touched and text_of(quad.subject).startswith(f"{mapping.base_iri}names/"):
            yield from _alt_labels(_parts(store, quad.subject), mapping.names_graph)


def _parts(store: Store, name: Term) -> Iterator[Quad]:
    """Yield what a name record says of the name."""
    if isinstance(name, NamedNode):
        for part in _PARTS:
            yield from store.quads(name, part)


def _alt_labels(parts: Iterable[Quad], graph: NamedNode) -> Iterator[Quad]:
    """Yield the label of each bearer of a name, in the language of the name if it tells one that can be."""
    said: dict[NamedNode, list[Term]] = {part: [] for part in _PARTS}
    for quad in parts:
        said[quad.predicate].append(quad.object)
    for form in map(text_of, said[_FORM]):
        label = Literal(form)
        with suppress(ValueError):
            label = next((Literal(form, language=text_of(each)) for each in said[_LANGUAGE]), label)
        for bearer in said[_NAME_OF]:
            if isinstance(bearer, NamedNode):
                yield Quad(bearer, _ALT_LABEL, label, graph)
