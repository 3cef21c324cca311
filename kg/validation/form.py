"""The form of what comes as RDF: what must be so before shapes are asked at all, and what tables are held to as well.

A record in the graph can be written as a table, read again, and is the same record: so its id and its fields have the
form that tables and JSON are held to while they are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Mapping as Map
from dataclasses import replace

from kg.characters import Unfit, unwritable
from kg.mapping import Mapping
from kg.records.description import name_fault
from kg.records.values import LIST_SEPARATOR, LONGEST, fault, id_fault, misspelt
from kg.store import statements
from kg.store.rdf import PREFIXES, RDF_TYPE, DefaultGraph, Literal, NamedNode, Quad, Term, Triple, text_of
from kg.store.statements import Statement
from kg.terms import TERM, our_names
from kg.validation.paths import Facts
from kg.validation.result import Result
from kg.vocabulary import Field, FieldKind, RecordClass

STATEMENTS = 2_000
"""What a record may consist of, its evidence included: a processor of shapes takes milliseconds for some of them."""

_JUDGED = (FieldKind.LITERAL, FieldKind.REFERENCE)
_OF_ITS_OWN = f"{PREFIXES['shape']}Term-of-its-own"
_SEPARATED = f" {LIST_SEPARATOR} "


def misshapen(record: Sequence[Statement]) -> Iterator[Result]:
    """Tell why a record cannot be held against the shapes, if it cannot."""
    if len(record) > STATEMENTS:
        message = f"a record has at most {STATEMENTS:,} statements, those of its evidence included"
        yield _result(statements.text_of(record[0][0]).partition("#")[0], "", "", message)
        return
    for subject, predicate, object_, _ in record:
        if object_.startswith("<<"):
            message = "a triple term is no value of a record"
            yield _result(statements.text_of(subject), statements.text_of(predicate), object_[4:-4], message)


def misnamed(graphs: Iterable[Term | DefaultGraph], mapping: Mapping) -> Iterator[Result]:
    """Tell which graphs stand where those of datasets do, and have a name that no dataset can have."""
    datasets = f"{mapping.datasets_graph.value}/"
    for iri in (graph.value for graph in graphs if isinstance(graph, NamedNode)):
        if iri.startswith(datasets) and (message := name_fault(iri.removeprefix(datasets))):
            yield _result(iri, "", "", f"the graphs under {datasets} are those of datasets: {message}")


def labelled(quad: Quad) -> Result:
    """Say that a label of a record is not written but follows from records of names."""
    message = "skos:altLabel is derived from the records of names; write one (names/...) with name and name_of"
    return _result(text_of(quad.subject), quad.predicate.value, text_of(quad.object), message)


def unwritable_in(term: Term) -> Unfit | None:
    """Find the first character of a term that XML cannot hold; no IRI has any."""
    if isinstance(term, Literal):
        return unwritable(term.value)
    return unwritable_in(term.subject) or unwritable_in(term.object) if isinstance(term, Triple) else None


def unwritable_result(quad: Quad) -> Result:
    """Say which character of a quad XML cannot hold."""
    character = unwritable_in(quad.object)
    message = f"has {character}, which {character.why}" if character else ""
    return _result(text_of(quad.subject), quad.predicate.value, text_of(quad.object), message)


class Form:
    """Judges the form of records of one vocabulary and under one base IRI.

    Of evidence and of fields that take terms, the shapes say enough.
    """

    def __init__(self, mapping: Mapping) -> None:
        self._mapping, self._classes = mapping, mapping.vocabulary.by_iri
        self._fields = {
            iri: {field.iri: field for field in each.fields.values() if field.kind in _JUDGED}
            for iri, each in self._classes.items()
        }

    def faults(self, facts: Facts) -> Iterator[Result]:
        """Tell what is wrong with the id of one record, and with the form of its fields."""
        for node, properties in facts.items():
            for type_ in map(statements.text_of, properties.get(RDF_TYPE.value, ())):
                if fields := self._fields.get(type_):
                    yield from self._faults_of_id(statements.text_of(node), self._classes[type_])
                    yield from self._faults_of_fields(statements.text_of(node), properties, fields)

    def _faults_of_id(self, iri: str, record_class: RecordClass) -> Iterator[Result]:
        base = self._mapping.base_iri
        if iri.startswith(base) and (message := id_fault(iri.removeprefix(base), record_class.collection)):
            yield _result(iri, "", iri, message)
        elif record_class.iri == TERM and (scheme := our_names().get(iri.rpartition("/")[2])):
            message = f"{iri.rpartition('/')[2]} is a term of {scheme} already: use that one, or choose another id."
            yield replace(_result(iri, "", iri, message), shape=_OF_ITS_OWN)

    def _faults_of_fields(
        self, iri: str, properties: Map[str, Sequence[str]], fields: Map[str, Field]
    ) -> Iterator[Result]:
        for predicate in properties.keys() & fields.keys():
            values = [self._mapping.reference(statements.text_of(term)) for term in properties[predicate]]
            for value in values:
                if message := fault(fields[predicate], value) or misspelt(value):
                    yield _result(iri, predicate, value, message)
            if len(values) > 1 and len(_SEPARATED.join(values)) > LONGEST:
                yield _result(
                    iri, predicate, "", f"has {len(values)} values, of more than {LONGEST:,} characters in all"
                )


def _result(focus: str, path: str, value: str, message: str) -> Result:
    return Result(focus, path, value, message, severity="Violation", shape="form")
