"""An edition: the graph at one version, with everything that is read from it.

Whoever answers takes one edition and uses nothing else, so that an answer can carry one version only. `Editions` hands
out the newest one, and closes each when it is out of date and its last reader is done.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from threading import Lock
from types import TracebackType
from typing import Self

from kg.catalogue import Catalogue, Database
from kg.claims import Conflict
from kg.claims import read as read_conflicts
from kg.errors import Unavailable, UnknownIri
from kg.export import void_quads
from kg.mapping import Mapping
from kg.memory import FreedMemory
from kg.recent import Recent
from kg.records import Dataset
from kg.spelling import nfc, spellings
from kg.store import EMBEDDED, Engine, Snapshot, Store
from kg.store.rdf import NamedNode, Quad
from kg.waiting import ENDING

_MOST = 4
"""Editions that are open at once; one has some twenty open files, and what was computed of it in memory."""


class Edition:
    """The graph at a version: its store for reading, its lists, its description.

    Lists and descriptions are made when they are first asked for, and kept until it is closed.
    """

    def __init__(
        self,
        version: int,
        mapping: Mapping,
        pin: Callable[[], Snapshot],
        engine: Engine = EMBEDDED,
        index: Database | None = None,
    ) -> None:
        """`pin` gives the snapshot of the version when the store is first asked for: few lists need it.

        The index of the catalogue is the edition's from now on. Without one, it is made of the store.
        """
        self.version, self.mapping = version, mapping
        self._pin, self._engine = pin, engine
        self._opening, self._is_closed = Lock(), False
        self._snapshot: Snapshot | None = None
        self._store: Store | None = None
        self._descriptions: Recent[str, tuple[Quad, ...]] = Recent(4)
        self._settling = Lock()
        self._conflicts: tuple[Conflict, ...] | None = None
        self._datasets: tuple[Dataset, ...] | None = None
        self.catalogue = Catalogue(lambda: self.store, mapping, version, index)

    @classmethod
    def open(cls, snapshot: Snapshot, mapping: Mapping, engine: Engine = EMBEDDED) -> Self:
        """Open a snapshot at once, which is this edition's from now on, also where that fails."""
        edition = cls(snapshot.version, mapping, lambda: snapshot, engine)
        try:
            edition._open()
        except BaseException:
            edition.close()
            raise
        return edition

    @property
    def store(self) -> Store:
        """The store of the version, for reading. Raises Unavailable where it cannot be opened."""
        return self._open() if self._store is None else self._store  # to ask whether it is empty reads all of it

    def _open(self) -> Store:
        with self._opening:
            if self._is_closed:
                raise ValueError("the edition is closed")
            if self._store is None:
                self._snapshot = self._snapshot or self._pin()
                self._store = self._engine.open_snapshot(self._snapshot.folder)
            return self._store

    def iri(self, reference: str) -> str:
        """Give the IRI of a record id, or the IRI itself, in the spelling that the graph knows or else in NFC.

        Raises UnknownIri for what can be neither.
        """
        iri = self.mapping.iri(reference)
        try:
            nodes = [NamedNode(each) for each in spellings(iri)]
        except ValueError:
            raise UnknownIri(iri) from None
        iris = (each.value for each in nodes if next(iter(self.store.quads(each)), None))
        return iri if len(nodes) == 1 else next(iris, nfc(iri))

    def description(self, root: str) -> tuple[Quad, ...]:
        """Describe in VoID what the graph holds; `root` is where the service answers."""
        return self._descriptions.get(root, lambda: tuple(void_quads(self.store, self.mapping, root)))

    def datasets(self) -> tuple[Dataset, ...]:
        """List the datasets as they are described, by name; they are read when they are first asked for."""
        if self._datasets is None:
            self._datasets = tuple(self.mapping.described(self.store))
        return self._datasets

    def conflicts(self) -> tuple[Conflict, ...]:
        """List the claims that contradict each other; all money and outcomes are read when it is first asked for."""
        with self._settling:
            if self._conflicts is None:
                self._conflicts = tuple(read_conflicts(self.catalogue))
            return self._conflicts

    def close(self) -> None:
        """Let go of its files and of all that was made of it."""
        self.catalogue.close()
        self._descriptions.clear()
        with self._opening:
            self._is_closed = True
            if self._store is not None:
                self._store.close()
            if self._snapshot is not None:
                self._snapshot.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Editions:
    """The editions that are open: the newest, and older ones as long as somebody reads them.

    `newest` tells the newest version, and `make` opens the edition of it, in a thread, for that may take a while. A
    reader waits for it for `patience` seconds at most. Use it on one event loop, and close it.
    """

    def __init__(self, newest: Callable[[], int], make: Callable[[], Edition], patience: float) -> None:
        self._newest, self._make, self._patience = newest, make, patience
        self._current: Edition | None = None
        self._readers: dict[Edition, int] = {}
        self._room = asyncio.Semaphore(_MOST)
        self._is_closed = False
        self._freed = FreedMemory()
        self._opening: asyncio.Task[None] | None = None
        self._closing: set[asyncio.Task[None]] = set()

    @property
    def opened(self) -> int:
        """Count the editions that are open."""
        return len(self._readers) + len(self._closing)

    @asynccontextmanager
    async def lease(self) -> AsyncIterator[Edition]:
        """Give the newest edition, which stays open inside. Raises Unavailable where it cannot be opened in time."""
        edition = await self._take()
        try:
            yield edition
        finally:
            if edition in self._readers:  # or all were closed, also under their readers
                self._readers[edition] -= 1
                self._close_unread()

    def outdate(self, version: int) -> None:
        """Close the edition that was the newest until now if it is older than a version, unless somebody reads it."""
        if self._current is not None and self._current.version < version:
            self.drop()

    def drop(self) -> None:
        """Hand out no more what there is; it is closed as soon as nobody reads it."""
        self._current = None
        self._close_unread()

    async def close(self) -> None:
        """Close all of them, also those that are read, as far as nothing hangs; none is opened after that."""
        self._is_closed = True
        if self._opening is not None:
            await asyncio.wait([self._opening], timeout=ENDING)
        self._readers = dict.fromkeys(self._readers, 0)
        self.drop()
        if self._closing:
            await asyncio.wait(self._closing, timeout=ENDING)

    async def _take(self) -> Edition:
        """Wait until the newest edition, or a newer one, is open, and become a reader of it."""
        newest = self._newest()
        try:
            async with asyncio.timeout(self._patience):
                while (edition := self._current) is None or edition.version < newest:
                    await asyncio.shield(self._opening or self._open())
        except TimeoutError:
            busy = f"{self.opened} versions of the graph are still being read"
            hangs = f"version {newest} of the graph was not open within {self._patience:g} s"
            raise Unavailable(busy if self._room.locked() else hangs) from None
        except OSError as error:
            raise Unavailable(f"version {newest} of the graph cannot be opened: {error}") from None
        self._readers[edition] += 1
        return edition

    def _open(self) -> asyncio.Task[None]:
        """Begin to open the newest edition, once for all who wait for it."""
        if self._is_closed:
            raise Unavailable("the service is ending")
        self._opening = asyncio.create_task(self._replace_current())
        self._opening.add_done_callback(_for_those_who_wait)
        return self._opening

    async def _replace_current(self) -> None:
        self.outdate(self._newest())
        try:
            await self._room.acquire()
            try:
                self._current = await asyncio.to_thread(self._make)
            except BaseException:
                self._room.release()
                raise
            self._readers[self._current] = 0
        finally:
            self._opening = None  # at once: to wait for what is done already lets nobody else go on

    def _close_unread(self) -> None:
        for edition, readers in [*self._readers.items()]:
            if not readers and edition is not self._current:
                del self._readers[edition]
                task = asyncio.create_task(self._close(edition))
                self._closing.add(task)
                task.add_done_callback(self._closing.discard)

    async def _close(self, edition: Edition) -> None:
        try:
            await asyncio.to_thread(edition.close)
        finally:
            self._room.release()
        await asyncio.to_thread(self._freed.give_back)


def _for_those_who_wait(opening: asyncio.Task[None]) -> None:
    """Take note of what went wrong: it is for those who wait, if anybody still does."""
    if not opening.cancelled():
        opening.exception()
