"""What a record must be before it is held against shapes at all: small enough, and made of what they know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kg.mapping import Mapping, record_of
from kg.records.description import name_fault
from kg.store.rdf import DefaultGraph, NamedNode, Quad, Term, Triple, text_of
from kg.validation.shapes import Result

STATEMENTS = 2_000
"""What a record may consist of, its evidence included: a processor of shapes takes milliseconds for some of them."""


def misshapen(quads: Sequence[Quad]) -> Iterator[Result]:
    """Tell why a record cannot be held against the shapes, if it cannot."""
    if len(quads) > STATEMENTS:
        message = f"a record has at most {STATEMENTS:,} statements, those of its evidence included"
        yield _result(text_of(record_of(quads[0])), "", "", message)
        return
    for quad in quads:
        if isinstance(quad.object, Triple):
            message = "a triple term is no value of a record"
            yield _result(text_of(quad.subject), quad.predicate.value, str(quad.object), message)


def misnamed(graphs: Iterable[Term | DefaultGraph], mapping: Mapping) -> Iterator[Result]:
    """Tell which graphs stand where those of datasets do, and have a name that no dataset can have."""
    datasets = f"{mapping.datasets_graph.value}/"
    for iri in (graph.value for graph in graphs if isinstance(graph, NamedNode)):
        if iri.startswith(datasets) and (message := name_fault(iri.removeprefix(datasets))):
            yield _result(iri, "", "", f"the graphs under {datasets} are those of datasets: {message}")


def _result(focus: str, path: str, value: str, message: str) -> Result:
    return Result(focus, path, value, message, severity="Violation", shape="form")
