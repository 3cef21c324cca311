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
from kg.errors import UnreadableInput
from kg.mapping import Mapping
from kg.records import Dataset, Report, Violation
from kg.records.report import form_fault
from kg.store import EmbeddedStore, Store
from kg.store.rdf import NamedNode, canonical, text_of
from kg.validation import Advance, Gate, Intake
from kg.vocabulary import ONTOLOGY_IRI, ontology_quads

MANY_RECORDS, GREAT_SHARE = 10, 0.2
"""A load removes much of a dataset if it removes more records than this, and of all more than that; or over half."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: the version it reached, how many records it touched, and what was not checked."""

    version: int
    tally: Tally
    report: Report
    left_over: tuple[str, ...] = ()


class RemovesMuch(Refused):
    """A load that would remove much of what a dataset holds: its files may be missing, or be those of another."""

    def __init__(self, report: Report) -> None:
        super().__init__(report)
        self.message, self.fix = "The load would remove much of what the graph holds", "Nothing was changed."
        self.args = (f"{self.message}. {self.fix}",)


def check(intake: Intake, gate: Gate, store: Store | None = None, advance: Advance = lambda _: None) -> Report:
    """Check all records of datasets as a load into `store` would, by default an empty one; nothing is kept."""
    report = intake.check()
    if any(each.shape == "form" for each in report.violations):
        return report
    graph = EmbeddedStore.in_memory() if store is None else store
    with TemporaryDirectory(prefix="kg-check-") as folder:
        with ChangeWriter(Path(folder), "check", "check") as writer:
            plan = _write(intake, gate.mapping, graph, writer, whole=True)
            change = writer.finish()
        shapes = gate.check(change, graph, advance)
    notices = (*report.notices, *(each.message for each in plan.losses))
    return _merge(replace(report, notices=notices), intake.locate(shapes.with_violations(map(_taken, plan.taken))))


def load(
    repository: Repository,
    intake: Intake,
    advance: Advance = lambda _: None,
    *,
    prune: bool = False,
    rehearse: bool = False,
    force: bool = False,
) -> Loaded:
    """Bring the graph to what the records say. Doing it twice changes nothing the second time.

    With `rehearse`, everything is done but the change. With `prune`, datasets of the graph that are not among those
    given are removed. Raises Refused with the report, files and lines named, where the records do not conform, and
    without `force` RemovesMuch; nothing is changed then.
    """
    store, gate = repository.store, repository.gate
    report = intake.check()
    if not report.conforms:
        raise Refused(check(intake, gate, store, advance))
    left_over = _left_over(store, intake, gate.mapping)
    with repository.prepare("kg load", "Records of " + ", ".join(each.name for each in intake.datasets)) as writer:
        plan = _write(intake, gate.mapping, store, writer, left_over if prune else ())
        if plan.tally.given != report.records:
            raise UnreadableInput("The records were changed while they were read", "Load them again.")
        if plan.losses and not force:
            raise RemovesMuch(Report().with_violations(plan.losses))
        change = writer.finish()
    with _located(intake):
        if plan.taken:
            change.discard()
            raise Refused(Report().with_violations(map(_taken, plan.taken)))
        version = (repository.rehearse if rehearse else repository.commit)(change, advance)
    return Loaded(version, plan.tally, report, () if prune else left_over)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a load would do: its tally, ids that another dataset has, and datasets of which much would go."""

    tally: Tally
    taken: Collection[str]
    losses: Collection[Violation]


def _write(
    intake: Intake,
    mapping: Mapping,
    store: Store,
    writer: ChangeWriter,
    removed: Collection[str] = (),
    *,
    whole: bool = False,
) -> _Plan:
    graphs = {mapping.graph(each.name): each for each in intake.datasets}
    written = {*(graph.value for graph in graphs), *removed}
    difference = Difference(mapping, store, writer, written, whole=whole)
    difference.write_graph(canonical(ontology_quads(), NamedNode(ONTOLOGY_IRI)), NamedNode(ONTOLOGY_IRI))
    others = (each for each in store.quads(graph=mapping.datasets_graph) if text_of(each.subject) not in written)
    described = (quad for dataset in intake.datasets for quad in mapping.describe(dataset))
    difference.write_graph([*others, *described], mapping.datasets_graph)
    tally = Tally()
    for name in removed:
        tally += difference.write((), NamedNode(name))
    losses = []
    for graph, dataset in graphs.items():
        own = difference.write(intake.records(dataset), graph)
        losses += list(_loss(dataset, own))
        tally += own
    return _Plan(tally, difference.taken, losses)


def _loss(dataset: Dataset, tally: Tally) -> Iterator[Violation]:
    many = tally.removed > MANY_RECORDS and tally.removed > GREAT_SHARE * tally.before
    if many or tally.removed * 2 > tally.before:
        message = f"the load would remove {tally.removed:,} of the {tally.before:,} records of {dataset.name!r}"
        fix = "put them back, give another dataset a name of its own, or say --force if they are to go"
        yield form_fault(*dataset.named_in, "-", f"{message}; {fix}")


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
