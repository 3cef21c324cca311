"""Trying a change: the report that it would get, and nothing kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from kg.curated import Curated
from kg.errors import UnreadableInput
from kg.identifiers import taken_as_they_are
from kg.mapping import Mapping, record_of, record_quads
from kg.records import Record, Report, Violation, from_json
from kg.records.json_records import parse_body
from kg.store import Store
from kg.store.jsonld import Contexts
from kg.store.rdf import RDF_TYPE, NamedNode, Quad, as_stored, read_quads, text_of
from kg.store.statements import Statement, statement_of
from kg.validation import Gate
from kg.validation.identifiers import SCHEME
from kg.validation.plausibility import warnings_of_records

_GRAPH = "validate"


@dataclass(frozen=True, slots=True)
class _Trial:
    """A change that is never written down."""

    changes: tuple[tuple[bool, Quad], ...]

    def statements(self) -> Iterator[tuple[bool, Statement]]:
        return ((is_addition, statement_of(quad)) for is_addition, quad in self.changes)

    def outline(self, _: Iterable[NamedNode]) -> Iterator[tuple[bool, Quad]]:
        return iter(self.changes)


def try_quads(gate: Gate, store: Store, quads: Iterable[Quad]) -> Report:
    """Report on what `store` would be if `quads` took the place of what it says of their subjects."""
    ordered = sorted(quads, key=lambda quad: str(record_of(quad)))
    changes: list[tuple[bool, Quad]] = []
    for record, own in groupby(ordered, key=record_of):
        changes += ((False, quad) for quad in record_quads(store, record))
        changes += ((True, quad) for quad in own)
    report = gate.check(_Trial(tuple(changes)), store)
    registers = (text_of(quad.object) for quad in ordered if quad.predicate == SCHEME)
    notices = (*report.notices, *taken_as_they_are(registers), *_free_content(gate.mapping, store, ordered))
    cells = {(each.focus, each.field) for each in report.violations}
    warnings = warnings_of_records(list(_records(gate.mapping, ordered)), gate.mapping, store, gate.texts)
    return replace(
        report,
        notices=notices,
        warnings=tuple(each for each in warnings if (each.focus, each.field) not in cells),
    )


def _records(mapping: Mapping, ordered: Iterable[Quad]) -> Iterator[Record]:
    """Read the records among quads, as far as there are any."""
    for record, own in groupby(ordered, key=record_of):
        if text_of(record).startswith(mapping.base_iri):
            try:
                read = mapping.from_quads(own)
            except (UnreadableInput, ValueError):
                continue
            yield read


def _free_content(mapping: Mapping, store: Store, quads: Iterable[Quad]) -> Iterator[str]:
    curated, classes = Curated(store, mapping.base_iri), mapping.vocabulary.by_iri
    typed = [quad for quad in quads if quad.predicate == RDF_TYPE and text_of(quad.object) in classes]
    if free := {quad.subject for quad in typed if not curated.has(quad)}:
        yield f"{len(free):,} with a class of ours not under {mapping.base_iri}: free content, held against no shape"


def try_rdf(gate: Gate, store: Store, data: bytes, format_name: str, contexts: Contexts) -> Report:
    """Report on RDF. Raises UnreadableInput."""
    graph = gate.mapping.graph(_GRAPH)
    quads = read_quads(data, format_name, gate.mapping.base_iri, contexts)
    return try_quads(gate, store, [Quad(each.subject, each.predicate, as_stored(each.object), graph) for each in quads])


def try_records(gate: Gate, store: Store, data: bytes) -> Report:
    """Report on records in JSON, one object or an array of them, whose lines count from 1. Raises KgError."""
    mapping = gate.mapping
    places: dict[str, int] = {}
    quads: list[Quad] = []
    faults: list[Violation] = []
    body = parse_body(data)
    for line, each in enumerate(body if isinstance(body, list) else [body], 1):
        outcome = from_json(each, mapping.vocabulary, mapping.reference, is_exact=True)
        if isinstance(outcome, Record):
            places[mapping.iri(outcome.id)] = line
            quads += mapping.to_quads(outcome, mapping.graph(_GRAPH))
        else:
            faults += [Violation(line=line, field=name, message=message, shape="form") for name, message in outcome]
    if faults:
        return Report(records=len(places)).with_violations(faults)
    checked = try_quads(gate, store, quads)
    placed = (replace(each, line=places.get(each.focus, 0)) for each in checked.violations)
    warnings = tuple(sorted(replace(each, line=places.get(each.focus, 0)) for each in checked.warnings))
    return replace(checked, violations=(), records=len(places), warnings=warnings).with_violations(placed)
