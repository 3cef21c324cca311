"""Names beside the name records: `skos:altLabel` of what bears them, so that plain SPARQL and foreign tools find them.

They are derived with each change, into a graph of their own that nobody edits. Two records may give the same name; it
goes with the last of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from itertools import chain, groupby

from kg.changes.change_set import ChangeSet
from kg.curated import Curated
from kg.mapping import Mapping
from kg.store import Content
from kg.store.rdf import ALT_LABEL, PREFIXES, Literal, NamedNode, Quad, Term, text_of

_FORM = NamedNode(f"{PREFIXES['skosxl']}literalForm")
_NAME_OF = NamedNode(f"{PREFIXES['ikg']}nameOf")
_LANGUAGE = NamedNode(f"{PREFIXES['dcterms']}language")
_PARTS = (_FORM, _NAME_OF, _LANGUAGE)


def with_alt_labels(change: ChangeSet, store: Content, mapping: Mapping) -> ChangeSet:
    """Give a change with what follows from it for the derived names; `store` is as it was before. Raises OSError."""
    names = _Names(store, mapping)
    parts_of: dict[Term, dict[Quad, None]] = {}  # a load comes to a name twice if it goes from one dataset to another
    withdrawn: dict[Quad, None] = {}
    additions: dict[Quad, None] = {}
    for name, rows in groupby(change.rows(_PARTS), key=lambda row: row[1].subject):
        parts = parts_of[name] if name in parts_of else dict.fromkeys(names.parts(name))
        if parts:
            parts_of[name] = parts
            withdrawn.update(dict.fromkeys(names.labels(parts)))
        for is_addition, quad in rows:
            if is_addition:
                parts[quad] = None
            else:
                parts.pop(quad, None)
        if name not in parts_of:
            additions.update(dict.fromkeys(names.labels(parts)))
    additions.update(dict.fromkeys(chain.from_iterable(map(names.labels, parts_of.values()))))
    if next(store.quads(graph=mapping.names_graph), None) is None:  # also a home from before there was such a graph
        additions.update(dict.fromkeys(names.of_others(parts_of)))
    removals = [each for each in withdrawn if each not in additions and store.holds(each)]
    others = {each for one in removals for each in names.of_others(parts_of, one.subject)}
    new = [each for each in additions if not store.holds(each)]
    return change.extended([each for each in removals if each not in others], new)


class _Names:
    """What follows from the name records of a store."""

    def __init__(self, store: Content, mapping: Mapping) -> None:
        self._records, self._graph = Curated(store, mapping.base_iri), mapping.names_graph
        self._names = f"{mapping.base_iri}names/"

    def of_others(self, names: Collection[Term], bearer: Term | None = None) -> Iterator[Quad]:
        """Yield the labels that the names give which are not `names`: of one bearer, or of all."""
        for quad in self._records.quads(None, _NAME_OF, bearer):
            if quad.subject not in names:
                yield from self.labels(self.parts(quad.subject))

    def parts(self, name: Term) -> Iterator[Quad]:
        """Yield what is said of a name that makes labels."""
        if isinstance(name, NamedNode) and name.value.startswith(self._names):
            for part in _PARTS:
                yield from self._records.quads(name, part)

    def labels(self, parts: Iterable[Quad]) -> Iterator[Quad]:
        """Yield the label of each bearer of one name, in the language of the name if it tells one that can be."""
        terms: dict[NamedNode, list[Term]] = {part: [] for part in _PARTS}
        for quad in parts:
            if self._records.has(quad) and text_of(quad.subject).startswith(self._names):
                terms[quad.predicate].append(quad.object)
        for form in map(text_of, terms[_FORM]):
            label = Literal(form)
            with suppress(ValueError):
                label = next((Literal(form, language=text_of(each)) for each in terms[_LANGUAGE]), label)
            for bearer in terms[_NAME_OF]:
                if isinstance(bearer, NamedNode):
                    yield Quad(bearer, ALT_LABEL, label, self._graph)
