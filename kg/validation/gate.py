"""The gate: whether the graph would conform to the shapes after a change.

Only what the change can affect is validated: each record it touches, and each record that refers to something it
removes. A record is validated with its own quads, those of its evidence, and the types of the nodes it refers to; the
shapes ask for nothing else. Quads whose subject has no type of the vocabulary are free content and pass.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache, lru_cache
from itertools import chain, groupby, islice
from multiprocessing import get_context
from os import cpu_count
from typing import Protocol

from kg.mapping import Mapping, record_of, record_quads
from kg.records.report import Report, Violation
from kg.store import Store
from kg.store.rdf import RDF_TYPE, BlankNode, NamedNode, Quad, read_quads, text_of, write_triples
from kg.validation.shapes import Result, Shapes, memory_graph, to_rdflib
from kg.vocabulary import ontology_quads

Advance = Callable[[int], None]
Subject = NamedNode | BlankNode
Types = tuple[tuple[str, str], ...]
_BATCH = 250
_PARALLEL_FROM = 20_000
_CONCEPT = "http://www.w3.org/2004/02/skos/core#Concept"


class Change(Protocol):
    """What the gate asks of a change set: its quads, those of one record standing together."""

    @property
    def added(self) -> int:
        """Count the quads to add."""
        ...

    def rows(self) -> Iterator[tuple[bool, Quad]]:
        """Yield (is an addition, quad) in the order of the file."""
        ...


class Gate:
    """Validates changes against the shapes of the ontology."""

    def __init__(self, mapping: Mapping) -> None:
        self.mapping = mapping

    def check(self, change: Change, store: Store, advance: Advance = lambda _: None) -> Report:
        """Validate what `change` would make of `store`; `advance` is told the number of records done."""
        after = _After(change, store, self.mapping)
        results: list[Result] = []
        for found in _validate(after.batches(), parallel=change.added > _PARALLEL_FROM):
            results += found
            advance(_BATCH)
        return Report().with_violations(self._violation(result) for result in results)

    def _violation(self, result: Result) -> Violation:
        record, _, fragment = result.focus.partition("#")
        reference = self.mapping.reference(record)
        found = self.mapping.vocabulary.by_collection.get(reference.partition("/")[0])
        fields = found.fields.values() if found else ()
        field = "evidence" if fragment else next((each.name for each in fields if each.iri == result.path), "")
        return Violation(
            field=field,
            message=result.message,
            value=_shorten(self.mapping.reference(result.value)),
            focus=record,
            path=result.path,
            shape=result.shape,
            severity=result.severity,
        )


class _After:
    """The graph as it would be after a change, as far as the gate looks."""

    def __init__(self, change: Change, store: Store, mapping: Mapping) -> None:
        self._change, self._store, self._mapping = change, store, mapping
        self._added_types: dict[str, str] = {}
        self._removed: dict[str, None] = {}
        for is_addition, quad in change.rows():
            if quad.predicate == RDF_TYPE:
                self._note_type(is_addition, text_of(quad.subject), text_of(quad.object))
        for iri in self._added_types:
            self._removed.pop(iri, None)
        self._stored_types = lru_cache(maxsize=1 << 14)(self._look_up_types)

    def _note_type(self, is_addition: bool, iri: str, class_iri: str) -> None:
        if class_iri in self._mapping.vocabulary.by_iri:
            if is_addition:
                self._added_types[iri] = class_iri
            else:
                self._removed[iri] = None

    def batches(self) -> Iterator[tuple[bytes, Types]]:
        """Yield the records to validate, some hundreds at a time: their triples and the types of what they refer to."""
        records = (quads for quads in chain(self._touched(), self._orphaned()) if self._is_record(quads))
        while batch := list(islice(records, _BATCH)):
            quads = list(chain.from_iterable(batch))
            yield write_triples(quads, "ntriples"), tuple(self._referred_types(quads))

    def _touched(self) -> Iterator[list[Quad]]:
        for record, rows in _by_record(self._change.rows()):
            present = dict.fromkeys(record_quads(self._store, record))
            for is_addition, quad in rows:
                if is_addition:
                    present[quad] = None
                else:
                    present.pop(quad, None)
            yield list(present)

    def _orphaned(self) -> Iterator[list[Quad]]:
        referring = (quad for iri in self._removed for quad in self._store.quads(object_=NamedNode(iri)))
        for record in dict.fromkeys(record_of(quad) for quad in referring):
            if record.value not in self._removed:
                yield list(record_quads(self._store, record))

    def _is_record(self, quads: Iterable[Quad]) -> bool:
        known = self._mapping.vocabulary.by_iri
        return any(quad.predicate == RDF_TYPE and text_of(quad.object) in known for quad in quads)

    def _referred_types(self, quads: Sequence[Quad]) -> Iterator[tuple[str, str]]:
        described = {text_of(quad.subject) for quad in quads}
        referred = {quad.object.value for quad in quads if isinstance(quad.object, NamedNode)}
        for iri in referred - described:
            yield from ((iri, class_iri) for class_iri in self._types(iri))

    def _types(self, iri: str) -> Iterable[str]:
        if iri in self._added_types:
            return (self._added_types[iri],)
        return () if iri in self._removed else concept_types().get(iri) or self._stored_types(iri)

    def _look_up_types(self, iri: str) -> tuple[str, ...]:
        return tuple(text_of(quad.object) for quad in self._store.quads(NamedNode(iri), RDF_TYPE))


@cache
def concept_types() -> dict[str, tuple[str, ...]]:
    """Map each concept of the schemes to its classes."""
    types: dict[str, tuple[str, ...]] = {}
    for quad in ontology_quads():
        if quad.predicate == RDF_TYPE and isinstance(quad.subject, NamedNode):
            types[quad.subject.value] = (*types.get(quad.subject.value, ()), text_of(quad.object))
    return {iri: classes for iri, classes in types.items() if _CONCEPT in classes}


def _by_record(rows: Iterable[tuple[bool, Quad]]) -> Iterator[tuple[Subject, list[tuple[bool, Quad]]]]:
    return ((record, list(group)) for record, group in groupby(rows, key=lambda row: record_of(row[1])))


def _shorten(value: str, limit: int = 80) -> str:
    return value if len(value) <= limit else value[: limit - 1] + "…"


def _validate(batches: Iterator[tuple[bytes, Types]], *, parallel: bool) -> Iterator[list[Result]]:
    if not parallel:
        yield from (_validate_batch(batch) for batch in batches)
        return
    processes = cpu_count() or 1
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        pending = [pool.submit(_validate_batch, batch) for batch in islice(batches, 2 * processes)]
        while pending:
            yield pending.pop(0).result()
            pending += [pool.submit(_validate_batch, batch) for batch in islice(batches, 1)]


def _validate_batch(batch: tuple[bytes, Types]) -> list[Result]:
    triples, types = batch
    quads = list(read_quads(triples, "ntriples"))
    return shapes().validate(memory_graph(quads, types), {to_rdflib(quad.subject) for quad in quads})


@cache
def shapes() -> Shapes:
    """Give the shapes of the ontology, read once per process."""
    return Shapes.of_ontology()
