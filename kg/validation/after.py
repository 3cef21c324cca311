"""The records as they would be after a change, as far as the gate looks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cache
from itertools import chain, groupby, islice
from typing import Protocol

from kg.curated import Curated
from kg.mapping import record_of, record_quads
from kg.ontology import ontology
from kg.recent import Recent
from kg.store import Quads, statements
from kg.store.rdf import ALT_LABEL, RDF_TYPE, BlankNode, DefaultGraph, NamedNode, Quad, Term, text_of
from kg.store.statements import Statement, statement_of
from kg.terms import BROADER, TERM, counts_as, our_terms
from kg.validation.form import STATEMENTS, unwritable_in
from kg.vocabulary import Vocabulary

Node = NamedNode | BlankNode


class ChangeOverlay:
    """What a change does to the quads of some predicates, over the store. The quads of others are not kept."""

    def __init__(self, store: Quads, predicates: Collection[NamedNode]) -> None:
        self._store, self._predicates = store, frozenset(predicates)
        self._removed: set[Quad] = set()
        self._by_subject: dict[tuple[Term, NamedNode], dict[Quad, None]] = {}
        self._by_object: dict[tuple[NamedNode, Term], dict[Quad, None]] = {}

    def take(self, is_addition: bool, quad: Quad) -> None:
        """Note a row of the change."""
        if quad.predicate not in self._predicates:
            return
        if not is_addition:
            self._removed.add(quad)
            return
        self._by_subject.setdefault((quad.subject, quad.predicate), {})[quad] = None
        self._by_object.setdefault((quad.predicate, quad.object), {})[quad] = None

    def changed(self, *predicates: NamedNode) -> Iterator[Node]:
        """Yield the nodes, each once, of which a quad of these predicates is added or removed; the added first."""
        quads = (quad for added in self._by_subject.values() for quad in added)
        nodes: dict[Node, None] = {}
        for quad in (*quads, *sorted(self._removed, key=str)):
            if quad.predicate in predicates and isinstance(quad.subject, Node):
                nodes[quad.subject] = None
        return iter(nodes)

    def before(self, subject: Node, predicate: NamedNode) -> list[Term]:
        """List the distinct objects that the store has."""
        return list(dict.fromkeys(quad.object for quad in self._store.quads(subject, predicate)))

    def objects(self, subject: Node, predicate: NamedNode) -> list[Term]:
        """List the distinct objects that there would be."""
        stored = self._kept(self._store.quads(subject, predicate))
        return list(dict.fromkeys(quad.object for quad in (*stored, *self._by_subject.get((subject, predicate), ()))))

    def subjects(self, predicate: NamedNode, object_: Term) -> list[Node]:
        """List the distinct subjects that there would be."""
        stored = self._kept(self._store.quads(None, predicate, object_))
        candidates = (quad.subject for quad in (*stored, *self._by_object.get((predicate, object_), ())))
        return [each for each in dict.fromkeys(candidates) if isinstance(each, Node)]

    def _kept(self, quads: Iterator[Quad]) -> Iterator[Quad]:
        """Leave out what is removed; another graph may still say the same."""
        return (quad for quad in quads if quad not in self._removed)


ENOUGH = 1_000
"""Faults after which no more are looked for."""

_OWL = "http://www.w3.org/2002/07/owl#"
_REFERRED = frozenset({TERM, *(f"{_OWL}{each}Property" for each in ("Object", "Datatype", "Annotation"))})
"""What records may refer to of the ontology."""


class CheckedChange(Protocol):
    """What the gate asks of a change set."""

    def statements(self) -> Iterator[tuple[bool, Statement]]:
        """Yield (is an addition, statement); what concerns one record stands together."""
        ...

    def outline(self, predicates: Iterable[NamedNode]) -> Iterator[tuple[bool, Quad]]:
        """Yield at least the rows of some predicates, one addition to each graph, and what XML cannot hold."""
        ...


class After:
    """Overlays a change on the records of a store. The change is read twice and never held, so memory stays flat."""

    def __init__(
        self, change: CheckedChange, store: Curated, vocabulary: Vocabulary, followed: Collection[NamedNode] = ()
    ) -> None:
        """Read the change. `graphs` are those it adds to; `overlay` shows the properties that are `followed`.

        `unwritable` are the first of the quads it adds that XML cannot hold, `labels` those of other labels.
        """
        self._change, self._store, self._known = change, store, vocabulary.by_iri
        followed = {*followed, BROADER}
        self.overlay = ChangeOverlay(store, followed)
        self._added: dict[str, dict[str, None]] = {}
        self._removed: dict[str, set[Quad]] = {}
        self.graphs: dict[Term | DefaultGraph, None] = {}
        self.unwritable: list[Quad] = []
        self.labels: list[Quad] = []
        for is_addition, quad in change.outline([RDF_TYPE, ALT_LABEL, *followed]):
            if is_addition:
                self.graphs[quad.graph_name] = None
                if len(self.unwritable) < ENOUGH and unwritable_in(quad.object):
                    self.unwritable.append(quad)
            if not store.has(quad):
                continue
            self.overlay.take(is_addition, quad)
            if is_addition and quad.predicate == ALT_LABEL and len(self.labels) < ENOUGH:
                self.labels.append(quad)
            if quad.predicate == RDF_TYPE and text_of(quad.object) in self._known:
                iri = text_of(quad.subject)
                if is_addition:
                    self._added.setdefault(iri, {})[text_of(quad.object)] = None
                else:
                    self._removed.setdefault(iri, set()).add(quad)
        self._types = Recent[str, tuple[Quad, ...]](1 << 14)
        self._ours = Recent[str, str](1 << 14)
        self._is_new = store.is_empty  # the first load has nothing to look up

    def records(self, advance: Callable[[int], None] = lambda _: None) -> Iterator[list[Statement]]:
        """Yield what each record would consist of that the change touches, or that refers to one it removes.

        To a term that it moves below another one, too.

        Of one that would have far more statements than a record may have, some are yielded. `advance` is called for
        whatever is looked at.
        """
        for record in chain(self._touched(), self._orphaned()):
            if self._is_record(record):
                yield record
            advance(0)

    def _is_record(self, record: Sequence[Statement]) -> bool:
        """Tell whether some node has a type of ours; of one that is not read to its end, its own types are asked."""
        for _, predicate, object_, _ in record:
            if predicate == statements.RDF_TYPE and object_[1:-1] in self._known:
                return True
        return len(record) > STATEMENTS and not self._known.keys().isdisjoint(self.types_of(iri_of(record[0])))

    def types_of(self, iri: str) -> Iterable[str]:
        """Give the classes that a node would have, concepts and properties of the ontology included.

        A term of a dataset has those of the term of ours that it counts as. One that comes to none has those of all:
        what is wrong with it is told once, where it is, and not of whatever names it.
        """
        declared = ontology_types().get(iri)
        if declared:
            return declared
        removed = self._removed.get(iri, ())
        stored = (text_of(quad.object) for quad in self._stored_types(iri) if quad not in removed)
        own = (*self._added.get(iri, ()), *stored)
        if TERM not in own:
            return own
        ours = self.counts_as(iri)
        return (*own, *(ontology_types()[ours] if ours else _classes_of_terms()))

    def counts_as(self, iri: str) -> str:
        """Give the term of ours that a term would count as, empty where there is none."""
        return self._ours.get(iri, lambda: counts_as(iri, self._broader))

    def _broader(self, iri: str) -> Iterator[str]:
        terms = self.overlay.objects(NamedNode(iri), BROADER)
        return (each.value for each in terms if isinstance(each, NamedNode))

    def was_there(self, iri: str) -> bool:
        """Tell whether the store has a record of this IRI."""
        return any(text_of(quad.object) in self._known for quad in self._stored_types(iri))

    def iris_of_class(self, class_iri: str) -> Iterator[str]:
        """Yield the IRIs of the records of a class that there would be."""
        stored = (text_of(quad.subject) for quad in self._store.quads(None, RDF_TYPE, NamedNode(class_iri)))
        yield from (iri for iri, classes in self._added.items() if class_iri in classes)
        yield from (iri for iri in stored if iri not in self._added and class_iri in self.types_of(iri))

    def _rows(self) -> Iterator[tuple[bool, Statement]]:
        return (row for row in self._change.statements() if self._store.has_statement(row[1]))

    def _touched(self) -> Iterator[list[Statement]]:
        for iri, rows in groupby(self._rows(), key=lambda row: iri_of(row[1])):
            present = dict.fromkeys(() if self._is_new else map(statement_of, self.stored(NamedNode(iri))))
            for is_addition, statement in rows:
                if is_addition:
                    present[statement] = None
                else:
                    present.pop(statement, None)
            yield list(present)

    def _orphaned(self) -> Iterator[list[Statement]]:
        removed = [*(iri for iri in self._removed if not self.types_of(iri)), *self._moved_terms()]
        referring = (record_of(quad) for iri in removed for quad in self._store.quads(object_=NamedNode(iri)))
        iris: set[str] = set()
        for record in referring:
            iris = iris or {iri_of(statement) for _, statement in self._rows()}  # those are told of already
            if record.value not in iris:
                iris.add(record.value)
                yield [*map(statement_of, self.stored(record))]

    def _moved_terms(self) -> Iterator[str]:
        """Yield the terms of which the broader one changes, and all that would be narrower than those."""
        moved = dict.fromkeys(each for each in self.overlay.changed(BROADER) if isinstance(each, NamedNode))
        waiting = list(moved)
        while waiting:
            narrower = self.overlay.subjects(BROADER, waiting.pop())
            new = [each for each in narrower if isinstance(each, NamedNode) and each not in moved]
            moved |= dict.fromkeys(new)
            waiting += new
        yield from (each.value for each in moved)

    def stored(self, record: Node) -> Iterator[Quad]:
        """Read what the store has of a record, until it is more than a record may have."""
        return islice(record_quads(self._store, record), STATEMENTS + 1)

    def _stored_types(self, iri: str) -> tuple[Quad, ...]:
        return self._types.get(iri, lambda: self._look_up(iri))

    def _look_up(self, iri: str) -> tuple[Quad, ...]:
        """Read the types with their graphs: what one dataset removes, another may still say."""
        if self._is_new:
            return ()
        types = (quad for quad in self._store.quads(NamedNode(iri), RDF_TYPE) if text_of(quad.object) in self._known)
        return tuple(islice(types, STATEMENTS))


def iri_of(statement: Statement) -> str:
    """Give the IRI of the record that a statement belongs to."""
    return statement[0][1:-1].partition("#")[0]


@cache
def _classes_of_terms() -> frozenset[str]:
    return frozenset(chain.from_iterable(ontology_types()[each] for each in our_terms()))


@cache
def ontology_types() -> dict[str, Sequence[str]]:
    """Map each concept of the schemes and each property to its classes."""
    declared = ontology()
    iris = {iri for class_iri in _REFERRED for iri in declared.subjects(RDF_TYPE.value, class_iri)}
    return {iri: declared.texts(iri, RDF_TYPE.value) for iri in iris}
