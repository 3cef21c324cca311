"""What the routes share: the graph, its reading sides, and what was computed for its newest version."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from secrets import token_hex
from types import TracebackType
from typing import Annotated, Any, Self

from fastapi import Depends, Query
from starlette.requests import Request
from starlette.types import Scope

from api.http.cache import KeptAnswers
from api.http.client import client_of
from api.http.feed import Feed
from api.http.immutable import ABOUT_HISTORY, HISTORY, mark_immutable
from api.http.observation import Metrics
from api.jobs import LARGEST, Job, Jobs, Work
from api.underway import Underway
from kg.changes import Repository
from kg.changes.archive import Archive, asked_version
from kg.edition import Edition, Editions
from kg.errors import KgError
from kg.history import KeptCourse, LoadReports, Loads, Log
from kg.likeness import KeptLikeness
from kg.query.processes.on_demand import NewestSnapshot, pinned
from kg.store import Snapshot
from kg.survey import KeptSurvey
from kg.waiting import ENDING, Upkeep
from kg.workspace import Workspace

_PAST = 2
"""Editions of older versions that stay open for the next who asks: each has its index in memory."""

_TROUBLE = 1.0
"""Seconds after which a store in trouble is looked after again."""


class Service:
    """One running service over one home folder. An async context manager: the graph is open, and mended, inside."""

    def __init__(self, workspace: Workspace, repository: Repository) -> None:
        self.settings = workspace.settings
        self.run = token_hex(4)  # tells apart the versions 1 of two graphs, and an upgrade from what was before it
        self.workspace, self.repository = workspace, repository
        self.mapping = workspace.mapping
        self.annals = workspace.annals(repository.home / "annals", repository.journal)
        self.published = workspace.published(repository.home / "scored")
        self.pool = workspace.pool(self.snapshot, repository=repository, annexes=(self.annals, self.published))
        self.checks = workspace.checks(self.snapshot)
        self.networks = workspace.networks(self.snapshot, repository=self.repository)
        self.long_networks = workspace.long_networks(self.snapshot, self.repository, LARGEST)
        self.jobs = Jobs(self.long_networks, self.settings.job_seconds, self.settings.job_kept)
        self.log = Log(repository.journal, self.mapping, lambda: self.version, repository.home / "log")
        self.loads = Loads(self.log, LoadReports(repository.home))
        self.likeness, self.surveys = KeptLikeness(), KeptSurvey(workspace.texts)
        self.courses = KeptCourse(repository.journal)
        self.archive = Archive(repository.home / "history", repository.journal, repository.snapshot)
        self._past: OrderedDict[int, Editions] = OrderedDict()
        self.feed = Feed(lambda: self.version)
        self.desk = workspace.desk(repository, self.pool, self._outdate)
        self._held: set[asyncio.Task[Any]] = set()
        self.comparing = Underway(self.hold)
        open_edition = partial(workspace.edition, repository)
        self.editions = Editions(lambda: self.version, open_edition, self.settings.query_timeout)

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as opening:
            opening.callback(self.repository.close)
            opening.push_async_callback(self.editions.close)
            opening.callback(self.feed.close)
            opening.push_async_callback(self._let_finish)
            opening.push_async_callback(self._close_past)
            for each in (self.pool, self.checks, self.networks, self.long_networks):
                await opening.enter_async_context(each)
            opening.push_async_callback(self.jobs.aclose)
            (await self.snapshot()).release()  # it is made, so that the command line can read beside the service
            upkeep = Upkeep(self._keep_whole)
            upkeep.begin()
            opening.push_async_callback(upkeep.end)
            self.hold(asyncio.create_task(self._note_large()))
            self._closing = opening.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._closing.aclose()

    def hold(self, task: asyncio.Task[Any]) -> None:
        """Keep what goes on also when whoever asked for it is gone, until it is done."""
        self._held.add(task)
        task.add_done_callback(self._held.discard)

    async def _let_finish(self) -> None:
        if self._held:
            await asyncio.wait(self._held, timeout=ENDING)

    async def snapshot(self) -> Snapshot:
        """Pin the snapshot of the newest version."""
        ready = self.repository.ready_snapshot()
        if ready is not None:
            return ready
        return await pinned(self.repository.snapshot)

    def snapshot_of(self, version: int | None) -> NewestSnapshot | None:
        """Give what pins the snapshot of an older version; None where the newest is asked for."""
        return None if version is None else partial(pinned, partial(self.archive.snapshot, version))

    async def begin_job(self, request: Request, version: int | None, work: Work) -> Job:
        """Begin to answer later, about the version that is newest now or an older one; it is held until the end.

        Raises TooManyRequests and Unavailable where there is no room for a job.
        """
        self.jobs.demand_room(client_of(request))
        older = self.snapshot_of(version)
        snapshot = await (older or self.snapshot)()
        pin = older or partial(pinned, partial(self.repository.snapshots.pin, snapshot.version))
        return self.jobs.begin(request, snapshot, pin, work)

    @asynccontextmanager
    async def edition(self, version: int | None = None) -> AsyncIterator[Edition]:
        """Give the edition of a version, by default the newest; it stays open inside. Raises Unavailable."""
        if version is None:
            async with self.editions.lease() as newest:
                yield newest
            return
        editions = self._past.pop(version, None) or self._editions_of(version)
        self._past[version] = editions
        while len(self._past) > _PAST:
            self._past.popitem(last=False)[1].drop()
        try:
            async with editions.lease() as edition:
                yield edition
        finally:
            if self._past.get(version) is not editions:
                editions.drop()  # others took its place while it was being opened

    @asynccontextmanager
    async def edition_of(self, version: int) -> AsyncIterator[Edition]:
        """Give the edition of the version that an answer has, which mostly is the newest still. Raises Unavailable."""
        async with self.editions.lease() as newest:
            if newest.version == version:
                yield newest
                return
        async with self.edition(version) as older:
            yield older

    def _editions_of(self, version: int) -> Editions:
        def make() -> Edition:
            return Edition.open(self.archive.snapshot(version), self.mapping, self.workspace.engine)

        return Editions(lambda: version, make, self.settings.query_timeout)

    def version_asked(self, request: Request, version: int | None, at: str, history: str = "") -> int | None:
        """Say which older version is asked for, by number or by time; None for the newest, whichever that is.

        Its answer gets an address that lasts. Raises as :func:`kg.changes.archive.asked_version` does.
        """
        journal = self.repository.journal
        older = asked_version(journal, self.version, version, at, history)
        if older is not None:
            mark_immutable(request, journal.position(older), is_named=bool(history))
        return older

    async def _close_past(self) -> None:
        """Let go of all older versions: their files are those of the store."""
        past, self._past = self._past, OrderedDict()
        for editions in past.values():
            await editions.close()
        await asyncio.to_thread(self.archive.clear)
        await asyncio.to_thread(self.annals.clear)
        await asyncio.to_thread(self.published.clear)

    async def _note_large(self) -> None:
        """Read what the log tells of large changes before somebody asks."""
        with suppress(KgError):  # whoever asks is told
            await asyncio.to_thread(self.log.note_large)

    async def _keep_whole(self) -> None:
        while True:
            await asyncio.sleep(_TROUBLE)
            if not self.repository.trouble:
                if await asyncio.to_thread(self.repository.help_followers):
                    self.editions.drop()  # the next one may have what they make
                continue
            if await asyncio.to_thread(self.repository.mend):
                await self._close_past()
                self.editions.drop()  # whoever read until now may still hold what is damaged
                for each in (self.pool, self.checks, self.networks, self.long_networks):
                    each.workers.renew(lambda _: True)

    def show(self, metrics: Metrics, answers: KeptAnswers) -> None:
        """Let the operator see the state of the graph, the workers and the cache."""
        turns = self.desk.turns
        metrics.read("kg_graph_version", "Newest version of the graph.", lambda: self.version)
        metrics.read("kg_trouble", "1 while the store cannot be used.", lambda: bool(self.repository.trouble))
        metrics.read(
            "kg_followers_behind", "Followers that are not at it.", lambda: len(self.repository.followers.behind)
        )
        metrics.read("kg_follower_failures", "How often one failed.", self.repository.followers.failures.total)
        metrics.read(
            "kg_replica_version", "Version that new workers have in memory, -1 none.", lambda: self.pool.replica
        )
        metrics.read("kg_editions_open", "Versions that are open for lists and entities.", lambda: self.editions.opened)
        metrics.read("kg_workers_idle", "Query workers that are free.", lambda: self.pool.idle)
        metrics.read("kg_workers_replaced", "Query workers that ended and were replaced.", lambda: self.pool.replaced)
        metrics.read("kg_queries_waiting", "Queries that wait for a worker.", lambda: self.pool.waiting)
        metrics.read("kg_networks_idle", "Processes for networks that are free.", lambda: self.networks.workers.idle)
        metrics.read("kg_networks_waiting", "Networks that wait for a process.", lambda: self.networks.workers.waiting)
        metrics.read("kg_jobs", "Jobs that are running, or have ended and are kept.", lambda: len(self.jobs))
        metrics.read("kg_changes_written", "Changes that are being written, 0 or 1.", lambda: turns.is_taken)
        metrics.read("kg_changes_waiting", "Changes that wait for their turn.", lambda: self.desk.waiting)
        metrics.read("kg_change_seconds_sum", "Seconds of all turns of changes.", lambda: turns.total)
        metrics.read("kg_change_seconds_longest", "Seconds of the longest turn of a change.", lambda: turns.longest)
        metrics.read("kg_listeners", "Clients that are told of each change.", lambda: self.feed.listeners)
        metrics.read("kg_cache_bytes", "Memory taken by answers that are kept.", lambda: answers.size)
        metrics.read("kg_cache_hits", "Answers given again.", lambda: answers.hits)
        metrics.read("kg_cache_misses", "Answers that were not kept.", lambda: answers.misses)

        if (followed := self.pool.followed) is not None:
            metrics.read("kg_engine_version", "Version in the SPARQL engine, -1 none.", lambda: followed.version)
            metrics.read("kg_engine_trouble", "1 while it cannot follow.", lambda: bool(followed.trouble))
            metrics.read("kg_engine_left_out", "Triples that it takes in no form.", lambda: followed.left_out)
            metrics.read("kg_engine_failures", "Times that it could not follow.", lambda: followed.failures)

    @property
    def version(self) -> int:
        """The newest version of the graph."""
        return self.repository.version

    def _outdate(self, version: int) -> None:
        """Let go of what is older than a version, as far as nobody reads it."""
        self.editions.outdate(version)
        self.feed.announce()
        for each in (self.pool, self.checks, self.networks, self.long_networks):
            each.workers.outdate(version)
        if self.pool.followed is not None:
            self.pool.followed.look()


def served(request: Request) -> Service:
    """Give the service that answers a request."""
    service: Service = request.app.state.service
    return service


async def _served(request: Request) -> Service:
    return served(request)  # a coroutine, for the framework sends plain functions to a thread


def version_of(scope: Scope) -> int:
    """Give the newest version of the graph that a request is about."""
    service: Service = scope["app"].state.service
    return service.version


async def _asked(
    request: Request,
    version: Annotated[int | None, Query(ge=0, description="The graph as it was at this version.")] = None,
    at: Annotated[str, Query(description="The graph as it was at this time (ISO 8601; of a date, its end).")] = "",
    history: Annotated[str, Query(pattern=HISTORY, description=ABOUT_HISTORY)] = "",
) -> int | None:
    if version is None and not at and not history:
        return None
    return await asyncio.to_thread(served(request).version_asked, request, version, at, history)


AskedVersion = Annotated[int | None, Depends(_asked)]
"""The older version that a request is about, None for the newest, as a parameter of a route."""


async def _leased(request: Request, version: AskedVersion) -> AsyncIterator[Edition]:
    async with served(request).edition(version) as edition:
        yield edition


async def _newest(request: Request) -> AsyncIterator[Edition]:
    async with served(request).edition() as edition:
        yield edition


Served = Annotated[Service, Depends(_served)]
"""The service, as a parameter of a route."""

Leased = Annotated[Edition, Depends(_leased, scope="function")]
"""The edition that is asked for, by default the newest, as a parameter of a route that reads nothing else.

The route has it until it returns, and has put the whole body together then: a slow client keeps no edition open.
"""

Newest = Annotated[Edition, Depends(_newest, scope="function")]
"""The newest edition, in the same way, for what is asked of no other."""
