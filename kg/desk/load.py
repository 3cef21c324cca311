"""Bringing datasets in: check what the files say, write the difference, commit it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from collections.abc import Mapping as Map
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from kg.changes.change_set import ChangeWriter, Origin
from kg.changes.reasons import LOADED, ONTOLOGY_ALONE
from kg.changes.repository import Refused, Repository
from kg.desk.difference import Difference, Tally
from kg.desk.edits import FILE, Edit, Meeting, Place, dataset_of, mark, notes
from kg.desk.last_load import LastLoad, last_load
from kg.desk.scope import WHOLE, Scope, scope_of
from kg.errors import KgError, UnreadableInput
from kg.files import printable
from kg.history.loads import LoadReport, LoadReports
from kg.mapping import Mapping
from kg.ontology import ONTOLOGY_IRI, ontology
from kg.records import Dataset, Report, Violation
from kg.records.report import form_fault
from kg.sentences import Sentence
from kg.store import EMBEDDED, Store
from kg.store.rdf import NamedNode, text_of
from kg.validation import Advance, Gate, Intake
from kg.validation.intake import Digests, Inspection, TableNote

LOADER = "kg load"
"""The author of the change sets that loads make."""

Side = Literal["", "file", "graph"]

MANY_RECORDS, GREAT_SHARE = 10, 0.2
"""A load removes much of a dataset if it removes more records than this, and of all more than that; or over half."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: the version it reached, how many records it touched, and what was not checked.

    `left_over` are graphs of datasets that are not among those given, and `kept` records that were edited in the graph
    and say there what their files do not. `conflicts` are among them: file and graph say otherwise of the same field,
    and nothing of the record was loaded.
    """

    version: int
    tally: Tally
    report: Report
    left_over: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    conflicts: tuple[Violation, ...] = ()


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """How a load is done.

    `prune` removes datasets of the graph that are not among those given, `rehearse` does everything but the change,
    `force` removes even much of a dataset, and `take` says whose word counts where a file and the graph were edited
    in the same field: that of the `file`, of the `graph`, or nobody's yet.
    """

    prune: bool = False
    rehearse: bool = False
    force: bool = False
    take: Side = ""


_AS_USUAL = LoadOptions()


class RemovesMuch(Refused):
    """A load that would remove much of what a dataset holds: its files may be missing, or be those of another."""

    def __init__(self, report: Report) -> None:
        super().__init__(report)
        message = Sentence("The load would remove much of what the graph holds")
        KgError.__init__(self, message, Sentence("Nothing was changed."))


def check(intake: Intake, gate: Gate, store: Store | None = None, advance: Advance = lambda _: None) -> Report:
    """Check all records of datasets as a load into `store` would, by default an empty one; nothing is kept."""
    if not intake.has_graphs:
        return intake.check()
    inspection = intake.inspect(store)
    graph = EMBEDDED.in_memory() if store is None else store
    with TemporaryDirectory(prefix="kg-check-") as folder:
        with ChangeWriter(Path(folder), Origin("check", "check")) as writer:
            difference = Difference(gate.mapping, graph, writer, whole=True)
            plan = _write(intake.datasets, inspection, graph, difference)
            change = writer.finish()
        report = intake.report(inspection)
        if any(each.shape == "form" for each in report.violations):
            return report
        shapes = gate.check(change, graph, advance, is_verified=lambda _: True)
    notices = (*report.notices, *(each.message for each in plan.losses))
    conflicts = map(_taken, difference.taken)
    return _merge(replace(report, notices=notices), intake.locate(shapes.with_violations(conflicts)))


def load(
    repository: Repository, intake: Intake, options: LoadOptions = _AS_USUAL, advance: Advance = lambda _: None
) -> Loaded:
    """Bring the graph to what the records say. Doing it twice changes nothing the second time.

    Files that are as they were at the last load are not read again. Records that were edited in the graph since are
    merged: what only one side changed is as that side has it, and what both changed stays until somebody decides.
    Raises Refused with the report, files and lines named, where the records do not conform, and RemovesMuch unless
    that is forced; nothing is changed then. What a load found is kept in the home (:mod:`kg.history.loads`).
    """
    before, reports = repository.version, LoadReports(repository.home)
    origin, names = _origin(intake), [each.name for each in intake.datasets]
    try:
        loaded = _bring(repository, intake, options, advance)
    except Refused as refused:
        if not options.rehearse:
            report = refused.report
            found = _in_datasets((*report.violations, *report.warnings), intake)
            reports.keep(LoadReport.of(report, origin, names, before), found)
        raise
    if loaded.version > before and not options.rehearse:
        report = loaded.report.with_violations(loaded.conflicts)
        found = _in_datasets((*report.violations, *report.warnings), intake)
        reports.keep(LoadReport.of(report, origin, names, loaded.version, is_accepted=True), found)
    return loaded


def _origin(intake: Intake) -> Origin:
    names = ", ".join(each.name for each in intake.datasets)
    return Origin(LOADER, LOADED % {"datasets": names} if names else ONTOLOGY_ALONE, FILE)


def _in_datasets(findings: Iterable[Violation], intake: Intake) -> Iterator[Violation]:
    """Name the files of findings by dataset: where these lie on the disk is of no use to who reads it elsewhere."""
    folders = {f"{printable(each.path)}/": each.name for each in intake.datasets}
    for each in findings:
        folder = next((folder for folder in folders if each.file.startswith(folder)), "")
        file = f"{folders[folder]}/{each.file.removeprefix(folder)}" if folder else each.file.rpartition("/")[2]
        yield replace(each, file=file)


def _bring(repository: Repository, intake: Intake, options: LoadOptions, advance: Advance) -> Loaded:
    store, gate = repository.store, repository.gate
    last = last_load(repository.home, repository.journal).brought_up(repository.journal, store, gate.mapping)
    left_over, digests = _left_over(store, intake, gate.mapping), intake.digests()
    if digests.whole == last.digest and not (options.prune and left_over):
        report = Report(notices=last.remarks, records=last.records)
        return Loaded(repository.version, Tally(unchanged=last.records), report, left_over, _iris(last.edits))
    if not intake.has_graphs:
        raise Refused(intake.check())
    plan = _Load(repository, intake, options, last, digests, left_over)
    try:
        return plan.run(WHOLE if options.prune else scope_of(intake, digests, last), advance)
    except _BeyondScope:
        return plan.run(WHOLE, advance)


class _BeyondScope(Exception):
    """Whether another dataset still has a record can only be told of all tables."""


@dataclass(frozen=True, slots=True)
class _Load:
    """One load: where to, of what, and what is known from the last one."""

    repository: Repository
    intake: Intake
    options: LoadOptions
    last: LastLoad
    digests: Digests
    left_over: tuple[str, ...]

    def run(self, scope: Scope, advance: Advance) -> Loaded:
        """Write the difference for the tables that are read, and commit it. Raises as :func:`load` does."""
        repository, intake, options, last = self.repository, self.intake, self.options, self.last
        store, gate = repository.store, repository.gate
        inspection = intake.inspect(store, scope.carried)
        meeting = Meeting(last.edits, gate.mapping, store, options.take)
        with repository.prepare(_origin(intake)) as writer:
            difference = Difference(gate.mapping, store, writer, meeting)
            difference.is_partial = scope.read is not None
            removed = self.left_over if options.prune else ()
            plan = _write(intake.datasets, inspection, store, difference, scope, removed)
            report = intake.report(inspection)
            if intake.digest() != self.digests.whole:
                raise UnreadableInput("The records were changed while they were read", "Load them again.")
            if not report.conforms:
                raise Refused(check(intake, gate, store, advance))
            if difference.taken and difference.is_partial:
                raise _BeyondScope
            if plan.losses and not options.force:
                raise RemovesMuch(Report().with_violations(plan.losses))
            edits = {**self._unread(scope, difference), **meeting.left}
            files_graph = gate.mapping.files_graph
            edit_notes = [*notes(edits, files_graph)]
            difference.write_graph(edit_notes, files_graph)
            if writer.is_empty and edits != last.edits:  # the next load has to know that less is edited
                difference.write_graph([*edit_notes, mark(files_graph)], files_graph)
            change = writer.finish()
        with _located(intake):
            if difference.taken:
                change.discard()
                raise Refused(Report().with_violations(map(_taken, difference.taken)))
            edited = {iri for _, iri in last.edits}  # these may come from both sides, and were not read as they are now
            write = repository.rehearse if options.rehearse else repository.commit
            version = write(change, advance, is_verified=lambda iri: iri not in edited)
        if intake.datasets and not options.rehearse:
            self._note(report, edits, {} if meeting.clashes else inspection.tables, came_in=not meeting.clashes)
        conflicts = intake.locate(Report().with_violations(meeting.report())).violations
        kept = _iris(place for place in edits if dataset_of(place, gate.mapping) in difference.written)
        return Loaded(version, plan.tally, report, () if options.prune else self.left_over, kept, conflicts)

    def _unread(self, scope: Scope, difference: Difference) -> dict[Place, Edit]:
        """Give the edits of records that this load does not read: they stay as they were noted."""
        mapping = difference.mapping
        return {
            place: edit
            for place, edit in self.last.edits.items()
            if dataset_of(place, mapping) not in difference.written or not scope.covers(place, mapping)
        }

    def _note(self, report: Report, edits: Map[Place, Edit], tables: Map[str, TableNote], *, came_in: bool) -> None:
        """Note what was loaded. Where not all of it came in, the next load reads all."""
        mapping, digests = self.repository.gate.mapping, self.digests if came_in else Digests("", {})
        folders = {mapping.graph(each.name).value: str(each.path.resolve()) for each in self.intake.datasets}
        nothing = {name: TableNote(0) for name in digests.tables}
        LastLoad(
            digests.whole if came_in else "",
            self.repository.position,
            report.records,
            report.in_short,
            edits,
            {**self.last.folders, **folders},
            digests.frame,
            {name: replace(each, digest=digests.tables.get(name, "")) for name, each in {**nothing, **tables}.items()},
        ).note(self.repository.home)


def _iris(records: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(sorted(iri for _, iri in records))


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a load would do: its tally, and datasets of which much would go."""

    tally: Tally
    losses: Collection[Violation]


def _write(
    datasets: Sequence[Dataset],
    inspection: Inspection,
    store: Store,
    difference: Difference,
    scope: Scope = WHOLE,
    removed: Collection[str] = (),
) -> _Plan:
    mapping = difference.mapping
    graphs = {mapping.graph(each.name): each for each in datasets}
    written = difference.written = {*(graph.value for graph in graphs), *removed}
    difference.write_graph(ontology().graph, NamedNode(ONTOLOGY_IRI))
    others = (each for each in store.quads(graph=mapping.datasets_graph) if text_of(each.subject) not in written)
    described = (quad for dataset in datasets for quad in difference.description(dataset))
    difference.write_graph([*others, *described], mapping.datasets_graph)
    pruned = {name: difference.write((), NamedNode(name)) for name in removed}
    tally, losses = sum(pruned.values(), Tally()), list[Violation]()
    for graph, dataset in graphs.items():
        own, collections = Tally(unchanged=scope.unread(dataset)), scope.of(dataset)
        if collections is None or collections:
            own += difference.write(inspection.records(dataset, collections or ()), graph, collections)
        losses += list(_loss(dataset, own))
        tally += own
    if tally.added < sum(each.removed for each in pruned.values()):  # they did not only move to another dataset
        for iri, each in pruned.items():
            name = iri.rpartition("/")[2]
            message = f"the load would remove the dataset {name!r} with all its records, {each.removed:,}"
            fix = "give its folder as well, leave --prune out, or say --force if it is to go"
            losses.append(Violation(field="-", message=f"{message}; {fix}", shape="form"))
    return _Plan(tally, losses)


def _loss(dataset: Dataset, tally: Tally) -> Iterator[Violation]:
    many = tally.removed > MANY_RECORDS and tally.removed > GREAT_SHARE * tally.before
    if many or tally.removed * 2 > tally.before:
        message = f"the load would remove {tally.removed:,} of the {tally.before:,} records of {dataset.name!r}"
        fix = "put them back, give another dataset a name of its own, or say --force if they are to go"
        yield form_fault(*dataset.named_in, "-", f"{message}; {fix}")


def _left_over(store: Store, intake: Intake, mapping: Mapping) -> tuple[str, ...]:
    loaded = {mapping.graph(each.name).value for each in intake.datasets}
    ours = (iri for iri in store.graphs() if iri.startswith(f"{mapping.base_iri}datasets/"))
    return tuple(sorted(iri for iri in ours if iri not in loaded))


def _taken(iri: str) -> Violation:
    message = "another dataset of the graph has this id; choose another, or `kg load --prune` if that dataset is gone"
    return Violation(field="id", message=message, focus=iri, shape="form")


def _merge(evidence: Report, shapes: Report) -> Report:
    """Join the two reports; where a shape already speaks of a cell, the evidence check need not."""
    cells = {(each.file, each.line, each.field) for each in shapes.violations}
    rest = (each for each in evidence.violations if (each.file, each.line, each.field) not in cells)
    notices = (*evidence.notices, *shapes.notices)
    warnings = tuple(each for each in evidence.warnings if (each.file, each.line, each.field) not in cells)
    return replace(evidence, violations=(), notices=notices, warnings=warnings).with_violations(
        [*shapes.violations, *rest]
    )


@contextmanager
def _located(intake: Intake) -> Iterator[None]:
    try:
        yield
    except Refused as refused:
        raise Refused(intake.locate(refused.report)) from None
