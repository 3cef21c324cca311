"""A graph in a folder: asked through the processes that the shell and the service use, with the same limits."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import ExitStack
from threading import Lock, Thread
from typing import Any, TypeVar

from kg.edition import Edition
from kg.errors import UnknownName
from kg.network import Filters
from kg.notebook.source import NODE_LINK, WAYS, Options, Way, from_node_link
from kg.query import AcceptedFormats, QueryPool
from kg.query.analysis import Analysis, Subject
from kg.query.comparison import Comparing, comparison
from kg.query.consequences import Sides
from kg.query.elsewhere import elsewhere
from kg.query.networks import Networks
from kg.query.processes.answer import QueryResult
from kg.query.processes.on_demand import NewestSnapshot
from kg.quoting import quote_paths
from kg.store import Snapshot
from kg.store.protocol import AnswerKind
from kg.texts import SourceTexts
from kg.workspace import Workspace

_PINNED = 3
"""Versions that are held at once, so that what was asked of one is asked of it again without making it anew."""

_NODES = ("one", "source", "target", "node", "other", "nodes")
"""Options that are nodes, which may be given by their ids."""

T = TypeVar("T")


class LocalSource:
    """The graph in a home, also while a service writes to it."""

    def __init__(self, workspace: Workspace) -> None:
        """Look whether there is a graph. Raises KgError where there is none."""
        self._workspace, self._loop = workspace, _Loop()
        self._pinned: dict[int, tuple[ExitStack, NewestSnapshot]] = {}
        self._networks: Networks | None = None
        self._pool: QueryPool | None = None
        self.version(None, "")

    @property
    def address(self) -> str:
        """The folder."""
        return str(self._workspace.settings.home)

    def version(self, version: int | None, at: str) -> int:
        """Find the number of a version."""
        with self._workspace.pinned(version, at) as chosen:
            return chosen.version

    def ask(self, subject: Subject, way: Way, options: Options, version: int) -> Any:
        """Answer a question about a network."""
        nodes = {name: self._node(options[name]) for name in _NODES if name in options}
        question, filters = way.asked({**options, **nodes}, self._workspace.settings.network_limit)
        if isinstance(question, Comparing):
            return self._loop.run(self._compared(subject, question, filters, version))
        analysis = subject.ask(question, filters)
        body = json.loads(self._analyse(analysis, version))
        if "paths" in body:
            self._complete(analysis, body, version)
        return body

    def whole(self, subject: Subject, options: Options, version: int) -> Any:
        """Give a whole network."""
        question, filters = WAYS["whole"].asked(options, 0)
        return from_node_link(self._analyse(subject.ask(question, filters, NODE_LINK), version))

    def query(self, text: str, version: int | None) -> tuple[AnswerKind, bytes, int]:
        """Answer a SPARQL query."""
        chosen = self.version(version, "")

        async def answer() -> tuple[AnswerKind, bytes, int]:
            pool = await self._queries(chosen)
            formats = AcceptedFormats(result="json", graph="ntriples")
            result = await pool.run(text, formats, snapshot=self._pin(chosen))
            return result.kind, await _read(result), result.version

        return self._loop.run(answer())

    def items(self, collection: str, version: int | None) -> tuple[Iterator[Any], int]:
        """Yield the records of a collection."""
        record_class = self._workspace.mapping.vocabulary.by_collection.get(collection)
        if record_class is None:
            raise UnknownName("collection", collection, self._workspace.mapping.vocabulary.by_collection)
        with self._workspace.contents(version) as contents:
            items = sorted(map(json.loads, contents.items(record_class)), key=lambda item: str(item["id"]))
            return iter(items), contents.version

    def link(self, subject: Subject, way: Way, options: Options, version: int) -> str:  # noqa: ARG002
        """Give no address: a folder has none."""
        return ""

    def close(self) -> None:
        """End its processes, and let go of the versions."""
        for opened in (self._networks, self._pool):
            if opened is not None:
                self._loop.run(opened.__aexit__(None, None, None))
        self._networks = self._pool = None
        self._loop.close()
        while self._pinned:
            self._pinned.popitem()[1][0].close()

    def _node(self, reference: str | Sequence[str]) -> str | tuple[str, ...]:
        if not isinstance(reference, str):
            return tuple(str(self._node(each)) for each in reference)
        return self._workspace.mapping.node(reference)

    def _analyse(self, analysis: Analysis, version: int) -> bytes:
        self._pin(version)
        return self._loop.run(self._answered(analysis, version))

    async def _queries(self, version: int) -> QueryPool:
        if self._pool is None:
            self._pool = await self._workspace.pool(self._pin(version), workers=1).__aenter__()
        return self._pool

    async def _projections(self, version: int) -> Networks:
        if self._networks is None:
            self._networks = await self._workspace.networks(self._pin(version), workers=1).__aenter__()
        return self._networks

    async def _compared(self, subject: Subject, comparing: Comparing, filters: Filters, version: int) -> Any:
        before, after = (self._pin(version if each is None else each) for each, _ in comparing.versions(version))
        pool, networks = await self._queries(version), await self._projections(version)
        sides = Sides(pool, networks, before, after, filters=comparing.filters(filters))
        return await comparison(sides, subject, comparing)

    async def _answered(self, analysis: Analysis, version: int) -> bytes:
        """Answer a question about a network of a version that is held."""
        networks = await self._projections(version)
        return await _read(await networks.run(analysis, snapshot=self._pinned[version][1]))

    def _complete(self, analysis: Analysis, body: Any, version: int) -> None:
        """Add to paths the passages behind them, and where there are some instead."""

        async def ask(other: Analysis) -> Any:
            return json.loads(await self._answered(other, version))

        if "misses" in body:
            body["misses"]["elsewhere"] = self._loop.run(elsewhere(analysis, ask))
        workspace = self._workspace
        with workspace.pinned(version) as chosen:
            snapshot = Snapshot(chosen.version, chosen.folder)
            with Edition.open(snapshot, workspace.mapping, workspace.engine) as edition:
                quote_paths(edition, SourceTexts(workspace.settings.sources), body)

    def _pin(self, version: int) -> NewestSnapshot:
        """Hold a version, and let go of the one that was held longest."""
        if version not in self._pinned:
            stack = ExitStack()
            snapshot = stack.enter_context(self._workspace.frozen(version))
            self._pinned[version] = stack, snapshot
            while len(self._pinned) > _PINNED:
                self._pinned.pop(next(iter(self._pinned)))[0].close()
        return self._pinned[version][1]


async def _read(result: QueryResult) -> bytes:
    output = io.BytesIO()
    async for chunk in result.chunks:
        output.write(chunk)
    return output.getvalue()


class _Loop:
    """An event loop in a thread of its own, begun when it is needed: that of a notebook is busy with its cells."""

    def __init__(self) -> None:
        self._starting = Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: Thread | None = None

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Wait for work; who interrupts the cell ends it."""
        with self._starting:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = Thread(target=self._loop.run_forever, name="kg", daemon=True)
                self._thread.start()
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result()
        except KeyboardInterrupt:
            future.cancel()
            raise

    def close(self) -> None:
        """Stop it."""
        if self._loop is not None and self._thread is not None:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()
            self._loop = self._thread = None
