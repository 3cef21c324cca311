"""The desk: where changes that come while the service runs are written, one after the other.

What can be done without the graph is done before its turn: reading, fetching, sorting. A turn has a time and a size, so
that whoever waits for the next one waits no longer than that.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from concurrent import futures
from contextlib import aclosing
from dataclasses import replace
from itertools import islice
from operator import itemgetter
from pathlib import Path
from secrets import token_hex
from time import monotonic
from typing import TypeVar

from kg.changes import ChangeSet, ChangeWriter, Origin, Refused, Repository
from kg.desk.operations import Edited, Operation
from kg.desk.records import RecordEdits
from kg.desk.turns import Gathering, WriteTurns
from kg.errors import Forbidden, LimitExceeded
from kg.history.loads import MANY, LoadReport, LoadReports
from kg.ontology import ONTOLOGY_IRI
from kg.query import AcceptedFormats, PatchRow, QueryPool, Question, rows_of
from kg.remote import NotAllowed, Remote, Unreachable
from kg.store import QueryDataset
from kg.store.rdf import MEDIA_TYPES, GraphName, NamedNode, Quad
from kg.waiting import within

_SOON = 0.05
"""Seconds of an update after which those who were before it wait for it no more."""
_MANY, _LARGE = 20, 200
"""Operations, and quads, of a change for which others are not to wait."""

T = TypeVar("T")

Sorted = Sequence[tuple[PatchRow, Quad]]
"""Quads with their rows in a change set, in the order of the rows."""


class Desk:
    """Writes changes into one repository. Use it on one event loop."""

    def __init__(
        self,
        repository: Repository,
        pool: QueryPool,
        remote: Remote,
        turns: WriteTurns,
        most: int,
        committed: Callable[[int], None] = lambda _: None,
    ) -> None:
        """A change has `most` quads at most; `committed` is told of each new version."""
        self._repository, self._pool, self._remote, self._committed = repository, pool, remote, committed
        self.turns, self._most = turns, most
        self._gathering = Gathering(repository, turns, committed, pool.doubt)
        mapping = repository.gate.mapping
        self._mapping = mapping
        self._following = {mapping.names_graph: "name records", mapping.same_graph: "decisions"}
        derived = (
            *self._following,
            mapping.files_graph,
            mapping.changes_graph,
            mapping.scores_graph,
            mapping.renames_graph,
        )
        self._reserved = (NamedNode(ONTOLOGY_IRI), mapping.datasets_graph, *derived)
        self._reports = LoadReports(repository.home)
        self._scratch = repository.home / "scratch"
        shutil.rmtree(self._scratch, ignore_errors=True)  # of a service that was killed

    @property
    def waiting(self) -> int:
        """Count the changes that wait for their turn."""
        return len(self._gathering)

    async def update(self, text: str, dataset: QueryDataset | None, origin: Origin, client: str = "") -> int:
        """Compute what a SPARQL update would change, then commit it; give the version.

        Raises MalformedQuery, QueryFailed, LimitExceeded, Unavailable and Refused; nothing is changed then.
        """
        loop = asyncio.get_running_loop()
        reserved = tuple(graph.value for graph in self._reserved)
        update = Question(text, AcceptedFormats(), dataset, is_update=True, most=self._most, reserved=reserved)
        self._demand_free({NamedNode(each.graph) for each in self._pool.annexes_of(update)})
        needs = await self._pool.needs(update, client)
        folder = self._scratch / token_hex(8)

        async def copy() -> Path:
            folder.mkdir(parents=True, exist_ok=True)
            async with within(self.turns.seconds, "the store could not be copied"):
                await asyncio.to_thread(self._repository.copy, folder / "store")
            return folder / "store"

        async def propose(question: Question, writer: ChangeWriter) -> None:
            after = self._repository.ground.position.version
            async with aclosing(await self._pool.propose(question, needs, copy, client, after=after)) as proposal:
                async for rows in proposal:
                    writer.write_rows(rows)

        try:
            documents = await asyncio.to_thread(self._fetch, needs.loads, folder) if needs.loads else {}
            question = replace(update, documents=documents)

            def stage() -> int:
                clock = self.turns.clock()
                with self._repository.prepare(origin) as writer:
                    proposing = asyncio.run_coroutine_threadsafe(propose(question, writer), loop)
                    if futures.wait([proposing], _SOON).not_done:
                        self._gathering.settle(loop)
                    proposing.result()
                    change = writer.finish()
                self._demand_allowed(change)
                return self._repository.stage(change, clock)

            return await self._gathering.change(stage, alone=False)
        finally:
            if folder.exists():
                await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)

    async def replace(
        self,
        graph: GraphName,
        quads: Iterable[Quad],
        origin: Origin,
        *,
        keep: bool,
        check: Callable[[], None] = lambda: None,
    ) -> int:
        """Put `quads` in the place of what a graph holds, or beside it with `keep`; give the version.

        `check` is called once nobody else can write any more; what it raises is raised, and nothing is changed.
        Raises as :meth:`update` does.
        """
        self._demand_own(origin, [graph])
        self._demand_free({graph})
        triples = await asyncio.to_thread(_in_order, quads)

        def compute(writer: ChangeWriter) -> None:
            check()
            self._replace(writer, graph, triples, keep)

        names = self._datasets_of([graph])
        return await self._reported(origin, names, self._write(origin, compute, alone=len(triples) > _LARGE))

    async def write(self, origin: Origin, compute: Callable[[ChangeWriter], None], *, rehearse: bool = False) -> int:
        """Commit what `compute` writes down once nobody else can write any more; give the version.

        What it raises is raised, and nothing is changed. With `rehearse` all is done but the change, and the version is
        the one there is. Raises as :meth:`update` does.
        """
        return await self._write(origin, compute, rehearse=rehearse, alone=True)

    async def _write(
        self,
        origin: Origin,
        compute: Callable[[ChangeWriter], None],
        *,
        rehearse: bool = False,
        alone: bool = False,
    ) -> int:
        """Do what :meth:`write` does; what is not to be `alone` is computed on the ground of the repository."""
        loop = asyncio.get_running_loop()

        def stage() -> int:
            clock = self.turns.clock()
            with self._repository.prepare(origin) as writer:
                compute(writer)
                change = writer.finish()
                if origin.datasets:
                    described = self._mapping.datasets_graph
                    rows = (quad for _, quad in change.rows())
                    graphs = {each.subject if each.graph_name == described else each.graph_name for each in rows}
                    self._demand_own(origin, graphs - {self._mapping.renames_graph})
            if change.added + change.removed > self._most:
                change.discard()
                raise LimitExceeded.of_size(self._most)
            if change.added + change.removed > _LARGE:
                self._gathering.settle(loop)
            return (self._repository.rehearse if rehearse else self._repository.stage)(change, clock)

        return await self._gathering.change(stage, alone=alone)

    async def do(self, work: Callable[[Repository], T]) -> T:
        """Give a turn, however long it takes, to what commits by itself. Raises Unavailable, and what it raises."""
        async with self.turns.turn(self.turns.patience):
            outcome = await asyncio.to_thread(work, self._repository)
        self._committed(self._repository.version)
        return outcome

    async def edit(
        self, origin: Origin, operations: Sequence[Operation], dataset: str = "", *, rehearse: bool = False
    ) -> tuple[int, Sequence[Edited]]:
        """Do what is to become of records, all or nothing; give the version, and what became of each.

        New ones go into `dataset`, which may be left empty where there is one. Raises as :meth:`update` does, and what
        :class:`kg.desk.records.RecordEdits` raises.
        """
        edits = RecordEdits(self._repository, operations, dataset, self._most)

        async def write() -> int:
            try:
                return await self._write(origin, edits.write, rehearse=rehearse, alone=len(operations) > _MANY)
            except Refused as refused:
                raise Refused(edits.locate(refused.report)) from None

        if rehearse or len(operations) < MANY:
            return await write(), edits.effects
        return await self._reported(origin, [dataset] if dataset else [], write(), len(operations)), edits.effects

    async def _reported(
        self, origin: Origin, datasets: Sequence[str], writing: Awaitable[int], records: int = 0
    ) -> int:
        """Keep the report of a load that is refused: nothing else tells of it."""
        try:
            return await writing
        except Refused as refused:
            report, reached = refused.report, self._repository.version
            kept = LoadReport.of(replace(report, records=records), origin, datasets, reached)
            await asyncio.to_thread(self._reports.keep, kept, (*report.violations, *report.warnings))
            raise

    def _datasets_of(self, graphs: Iterable[GraphName]) -> list[str]:
        """Name the datasets whose graphs are among some."""
        beginning = self._mapping.graph("").value
        names = (each.value.removeprefix(beginning) for each in graphs if isinstance(each, NamedNode))
        return [each for each in names if "/" not in each]

    def _replace(self, writer: ChangeWriter, graph: GraphName, triples: Sorted, keep: bool) -> None:
        store = self._repository.ground
        removed: set[Quad] = set()
        if keep:
            present = {quad for _, quad in triples if store.holds(quad)}
        else:
            present = set(islice(store.quads(graph=graph), self._most + len(triples) + 1))
            removed = present.difference(quad for _, quad in triples)
        added = [row for row, quad in triples if quad not in present]
        if len(removed) + len(added) > self._most:
            raise LimitExceeded.of_size(self._most)
        rows = sorted([*rows_of(removed, are_additions=False), *added])
        writer.write_rows(b"".join(map(bytes, rows)))

    def _demand_allowed(self, change: ChangeSet) -> None:
        """Raise Forbidden, and discard a change, where it is about graphs that nobody edits, or its author may not."""
        try:
            graphs = {quad.graph_name for _, quad in change.rows()}
            self._demand_own(change.origin, graphs)
            self._demand_free(graphs)
        except BaseException:
            change.discard()
            raise

    def _demand_own(self, origin: Origin, graphs: Iterable[object]) -> None:
        """Raise Forbidden where a change is about more than the datasets that its author may write to."""
        own = {self._mapping.graph(name) for name in origin.datasets}
        others = sorted(str(each) for each in graphs if each not in own)
        if own and others:
            names = ", ".join(origin.datasets)
            raise Forbidden(f"{origin.author} may write to the datasets {names} alone, and this is about {others[0]}")

    def _demand_free(self, graphs: AbstractSet[object]) -> None:
        """Raise Forbidden where graphs are among those that nobody edits."""
        for graph, records in self._following.items():
            if graph in graphs:
                raise Forbidden(f"The graph {graph.value} follows the {records}: change those")
        for graph in (self._mapping.changes_graph, self._mapping.scores_graph):
            if graph in graphs:
                raise Forbidden(f"The graph {graph.value} is made for queries alone: no update writes or reads it")
        if not graphs.isdisjoint(self._reserved):
            raise Forbidden("The graphs of the ontology and of the datasets are written by `kg load` alone")

    def _fetch(self, loads: Iterable[tuple[str, bool]], folder: Path) -> dict[str, tuple[str, str]]:
        """Make the folder of an update, with the documents in it that it loads."""
        folder.mkdir(parents=True)
        end, documents = self._remote.deadline(), {}
        for number, (iri, may_fail) in enumerate(loads):
            if monotonic() > end:
                raise LimitExceeded("time", f"{self.turns.seconds:g} s", "change")
            try:
                data, media_type = self._remote.fetch("LOAD", iri, ", ".join(MEDIA_TYPES), end)
            except NotAllowed:
                continue  # a worker says so, unless something else is wrong as well
            except Unreachable:
                if may_fail:
                    continue
                raise
            path = folder / str(number)
            path.write_bytes(data)
            documents[iri] = str(path), MEDIA_TYPES.get(media_type, "turtle")
        return documents


def _in_order(quads: Iterable[Quad]) -> Sorted:
    distinct = list(dict.fromkeys(quads))
    return sorted(zip(rows_of(distinct, are_additions=True), distinct, strict=True), key=itemgetter(0))
