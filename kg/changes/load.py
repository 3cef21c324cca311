"""Bringing datasets in: check what the files say, write the difference, commit it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from kg.changes.change_set import ChangeWriter
from kg.changes.difference import Difference, Tally
from kg.changes.repository import Refused, Repository
from kg.mapping import Mapping
from kg.records import Report
from kg.store import EmbeddedStore, Store
from kg.store.rdf import NamedNode, canonical
from kg.validation import Advance, Gate, Intake
from kg.vocabulary import ONTOLOGY_IRI, ontology_quads


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: the version it reached, how many records it touched, and what was not checked."""

    version: int
    tally: Tally
    report: Report
    left_over: tuple[str, ...] = ()


def check(intake: Intake, gate: Gate, advance: Advance = lambda _: None) -> Report:
    """Check datasets by themselves, as though the graph were empty; nothing is kept."""
    report = intake.check()
    if any(each.shape == "form" for each in report.violations):
        return report
    with TemporaryDirectory(prefix="kg-check-") as folder:
        nothing = EmbeddedStore.in_memory()
        with ChangeWriter(Path(folder), "check", "check") as writer:
            _write(intake, gate.mapping, nothing, writer)
            change = writer.finish()
        return _merge(report, intake.locate(gate.check(change, nothing, advance)))


def load(repository: Repository, intake: Intake, advance: Advance = lambda _: None, *, prune: bool = False) -> Loaded:
    """Bring the graph to what the records say. Doing it twice changes nothing the second time.

    With `prune`, datasets of the graph that are not among those given are removed. Raises Refused with the report,
    files and lines named, where the records do not conform; nothing is changed then.
    """
    report = intake.check()
    if not report.conforms:
        raise Refused(report)
    mapping = repository.gate.mapping
    left_over = _left_over(repository.store, intake, mapping)
    with repository.prepare("kg load", "Records of " + ", ".join(each.name for each in intake.datasets)) as writer:
        difference = _write(intake, mapping, repository.store, writer)
        for graph in left_over if prune else ():
            difference.write((), NamedNode(graph))
        change = writer.finish()
    with _located(intake):
        version = repository.commit(change, advance)
    return Loaded(version, difference.tally, report, () if prune else left_over)


def _write(intake: Intake, mapping: Mapping, store: Store, writer: ChangeWriter) -> Difference:
    difference = Difference(mapping, store, writer)
    difference.write_graph(canonical(ontology_quads(), NamedNode(ONTOLOGY_IRI)), NamedNode(ONTOLOGY_IRI))
    for dataset in intake.datasets:
        difference.write(intake.records(dataset), mapping.graph(dataset.name))
    return difference


def _left_over(store: Store, intake: Intake, mapping: Mapping) -> tuple[str, ...]:
    given = {mapping.graph(each.name).value for each in intake.datasets}
    return tuple(
        sorted(iri for iri in store.graphs() if iri.startswith(f"{mapping.base_iri}datasets/") and iri not in given)
    )


def _merge(evidence: Report, shapes: Report) -> Report:
    """Join the two reports; where a shape already speaks of a cell, the evidence check need not."""
    told = {(each.file, each.line, each.field) for each in shapes.violations}
    rest = (each for each in evidence.violations if (each.file, each.line, each.field) not in told)
    return replace(evidence, violations=()).with_violations([*shapes.violations, *rest])


@contextmanager
def _located(intake: Intake) -> Iterator[None]:
    try:
        yield
    except Refused as refused:
        raise Refused(intake.locate(refused.report)) from None
