"""Bringing datasets in: check what the files say, write the difference, commit it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from kg.changes.change_set import ChangeWriter
from kg.changes.difference import Difference, Tally
from kg.changes.repository import Refused, Repository
from kg.mapping import Mapping
from kg.records import Report, Violation
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


def load(
    repository: Repository,
    intake: Intake,
    advance: Advance = lambda _: None,
    *,
    prune: bool = False,
    rehearse: bool = False,
) -> Loaded:
    """Bring the graph to what the records say. Doing it twice changes nothing the second time.

    With `rehearse`, everything is done but the change. With `prune`, datasets of the graph that are not among those
    given are removed. Raises Refused with the report, files and lines named, where the records do not conform; nothing
    is changed then.
    """
    report = intake.check()
    if not report.conforms:
        raise Refused(report)
    left_over = _left_over(repository.store, intake, repository.gate.mapping)
    with repository.prepare("kg load", "Records of " + ", ".join(each.name for each in intake.datasets)) as writer:
        difference = _write(intake, repository.gate.mapping, repository.store, writer, left_over if prune else ())
        change = writer.finish()
    with _located(intake):
        if difference.taken:
            change.discard()
            raise Refused(Report().with_violations(map(_taken, difference.taken)))
        version = (repository.rehearse if rehearse else repository.commit)(change, advance)
    return Loaded(version, difference.tally, report, () if prune else left_over)


def _write(
    intake: Intake, mapping: Mapping, store: Store, writer: ChangeWriter, removed: Collection[str] = ()
) -> Difference:
    difference = Difference(mapping, store, writer, removed)
    difference.write_graph(canonical(ontology_quads(), NamedNode(ONTOLOGY_IRI)), NamedNode(ONTOLOGY_IRI))
    given = {mapping.graph(each.name).value for each in intake.datasets}
    kept = [each for each in mapping.described(store) if mapping.graph(each.name).value not in {*given, *removed}]
    described = [quad for each in [*intake.datasets, *kept] for quad in mapping.describe(each)]
    difference.write_graph(described, mapping.datasets_graph)
    for graph in removed:
        difference.write((), NamedNode(graph))
    for dataset in intake.datasets:
        difference.write(intake.records(dataset), mapping.graph(dataset.name))
    return difference


def _left_over(store: Store, intake: Intake, mapping: Mapping) -> tuple[str, ...]:
    given = {mapping.graph(each.name).value for each in intake.datasets}
    ours = (iri for iri in store.graphs() if iri.startswith(f"{mapping.base_iri}datasets/"))
    return tuple(sorted(iri for iri in ours if iri not in given))


def _taken(iri: str) -> Violation:
    message = "another dataset of the graph has this id; choose another, or `kg load --prune` if that dataset is gone"
    return Violation(field="id", message=message, focus=iri, shape="form")


def _merge(evidence: Report, shapes: Report) -> Report:
    """Join the two reports; where a shape already speaks of a cell, the evidence check need not."""
    told = {(each.file, each.line, each.field) for each in shapes.violations}
    rest = (each for each in evidence.violations if (each.file, each.line, each.field) not in told)
    notices = (*evidence.notices, *shapes.notices)
    return replace(evidence, violations=(), notices=notices).with_violations([*shapes.violations, *rest])


@contextmanager
def _located(intake: Intake) -> Iterator[None]:
    try:
        yield
    except Refused as refused:
        raise Refused(intake.locate(refused.report)) from None
