"""Editions are leased, and closed by name: the newest is open, older ones as long as they are read, four in all."""

from __future__ import annotations

import asyncio
import gc
import os
import random
import signal
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager, suppress
from pathlib import Path
from threading import Event

import pytest

from kg.catalogue import Selection
from kg.changes import Repository
from kg.edition import Edition, Editions
from kg.errors import StoreFailed, Unavailable
from kg.mapping import Mapping
from kg.store import Snapshot
from tests.kg.changes.homes import texts, write
from tests.processes import open_files
from tests.waiting import PATIENCE, eventually_async

MOST = 4
SHORT = 0.5
"""Seconds of patience where it is to end."""


class Graph:
    """A repository that is written to, and the editions of it; version n holds the text n and no other."""

    def __init__(self, repository: Repository, mapping: Mapping) -> None:
        self.repository, self._mapping = repository, mapping
        self.made = 0
        self.write()

    def write(self) -> int:
        version = self.repository.version
        return write(self.repository, [str(version + 1)], [str(version)] if version else [])

    def make(self) -> Edition:
        self.made += 1
        return Edition.open(self.repository.snapshot(), self._mapping)

    def editions(self, patience: float = PATIENCE) -> Editions:
        return Editions(lambda: self.repository.version, self.make, patience)

    @property
    def snapshots(self) -> list[int]:
        return self.repository.snapshots.versions()

    @property
    def files(self) -> int:
        """The files of snapshots that are open."""
        return len(open_files(os.getpid(), self.repository.home / "snapshots"))


@pytest.fixture
def graph(repository: Repository, mapping: Mapping) -> Iterator[Graph]:
    """Closed is what was closed by name: there is no garbage collection."""
    gc.disable()
    yield Graph(repository, mapping)
    gc.enable()


async def leased(editions: Editions, reader: AsyncExitStack) -> Edition | None:
    """Become a reader; None where the patience was too short for a busy machine."""
    with suppress(Unavailable):
        return await reader.enter_async_context(editions.lease())
    return None


def is_of_its_version(edition: Edition) -> bool:
    return texts(edition.store) == {str(edition.version)}


def is_closed(edition: Edition) -> bool:
    with suppress(ValueError):
        return not list(edition.store.quads()) and False
    return True


@contextmanager
def interrupted(fault: str) -> Iterator[None]:
    """Fail where what is inside keeps the loop to itself, so that no clock of the loop can end it."""

    def fail(*_: object) -> None:
        raise AssertionError(fault)

    before = signal.signal(signal.SIGALRM, fail)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE, 0.1)  # and again, for others may come to the same place
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_an_edition_is_closed_by_name_and_twice_is_once(graph: Graph) -> None:
    with graph.make() as edition:
        assert is_of_its_version(edition)
        assert edition.description("http://here/")
        assert edition.catalogue.page("organisations", Selection()).total == 0
        assert graph.files > 0
    assert is_closed(edition)
    assert graph.files == 0
    with graph.make() as other:
        edition.close()
        assert is_of_its_version(other)  # a second closing takes nobody else's snapshot


def test_all_readers_of_a_version_share_one_edition(graph: Graph) -> None:
    async def read() -> None:
        editions = graph.editions()

        async def reader() -> Edition:
            async with editions.lease() as edition:
                await asyncio.sleep(0)
                return edition

        assert len(set(await asyncio.gather(*(reader() for _ in range(20))))) == 1
        assert (graph.made, editions.opened) == (1, 1)
        async with editions.lease() as again:
            assert not is_closed(again)  # it is kept as long as it is the newest
        assert graph.made == 1
        await editions.close()
        assert is_closed(again)

    asyncio.run(read())
    assert graph.files == 0


def test_one_that_is_out_of_date_goes_with_its_last_reader(graph: Graph) -> None:
    async def read() -> None:
        editions = graph.editions()
        async with AsyncExitStack() as first, AsyncExitStack() as second:
            older = [await each.enter_async_context(editions.lease()) for each in (first, second)]
            graph.write()
            editions.outdate(2)
            async with editions.lease() as newer:
                assert [each.version for each in (*older, newer)] == [1, 1, 2]
                for reader in (first, second):
                    assert is_of_its_version(older[0])
                    assert graph.snapshots == [1, 2]
                    await reader.aclose()
            await eventually_async(lambda: editions.opened == 1, "the older one is closed")
        assert is_closed(older[0])
        assert graph.snapshots == [2]
        await editions.close()

    asyncio.run(read())
    assert graph.files == 0


def test_a_lease_outlives_many_versions(graph: Graph) -> None:
    async def read() -> None:
        editions = graph.editions()
        async with editions.lease() as held:
            files = graph.files
            for _ in range(10):
                version = graph.write()
                editions.outdate(version)
                async with editions.lease() as newest:
                    assert newest.version == version
                    assert is_of_its_version(newest)
            assert is_of_its_version(held)
            assert held.version == 1
            await eventually_async(lambda: editions.opened == 2, "those between are closed")
            assert graph.snapshots == [1, 11]
            assert graph.files <= 3 * files
        await editions.close()
        assert graph.snapshots == [11]

    asyncio.run(read())
    assert graph.files == 0


def test_what_nobody_reads_goes_as_soon_as_it_is_out_of_date(graph: Graph) -> None:
    async def read() -> None:
        editions = graph.editions()
        async with editions.lease():
            pass
        graph.write()
        editions.outdate(1)
        assert editions.opened == 1  # it is no older than that
        editions.outdate(2)
        await eventually_async(lambda: editions.opened == 0, "it is closed, though nobody asked for another")
        await editions.close()

    asyncio.run(read())
    assert graph.files == 0


def test_no_more_than_four_are_open_and_others_wait(graph: Graph) -> None:
    async def read() -> None:
        editions, readers = graph.editions(SHORT), [AsyncExitStack() for _ in range(MOST)]
        for reader in readers:
            while not (read := await leased(editions, reader)):
                pass
            assert is_of_its_version(read)
            graph.write()
        assert editions.opened == MOST
        with pytest.raises(Unavailable, match=f"{MOST} versions of the graph are still being read"):
            async with editions.lease():
                pass
        assert (editions.opened, graph.made) == (MOST, MOST)

        async def version() -> int:
            async with editions.lease() as edition:
                return edition.version

        waiting = asyncio.create_task(version())
        await asyncio.sleep(0)
        await readers[1].aclose()
        with suppress(Unavailable):
            assert await waiting == MOST + 1
        await eventually_async(lambda: graph.made == MOST + 1, "there was room for it")
        for each in readers:
            await each.aclose()
        await editions.close()

    asyncio.run(read())
    assert graph.files == 0


def test_one_that_hangs_while_it_opens_is_not_waited_for(graph: Graph) -> None:
    async def read() -> None:
        free = Event()

        def make() -> Edition:
            assert free.wait(PATIENCE)
            return graph.make()

        editions = Editions(lambda: graph.repository.version, make, 0.01)
        for _ in range(2 * MOST):
            with pytest.raises(Unavailable, match=r"version 1 of the graph was not open within 0\.01 s"):
                async with editions.lease():
                    pass
        free.set()
        await eventually_async(lambda: editions.opened == 1, "it is open")
        async with editions.lease() as edition:
            assert is_of_its_version(edition)
        assert graph.made == 1
        await editions.close()

    asyncio.run(read())
    assert graph.files == 0


@pytest.mark.parametrize("fault", [OSError(24, "Too many open files"), StoreFailed("damaged"), Unavailable("trouble")])
def test_what_cannot_be_opened_leaves_nothing_open(graph: Graph, fault: Exception) -> None:
    async def read() -> None:
        faults = [fault] * (2 * MOST)

        def make() -> Edition:
            if faults:
                raise faults.pop()
            return graph.make()

        editions = Editions(lambda: graph.repository.version, make, PATIENCE)

        async def reader() -> None:
            async with editions.lease() as edition:
                assert is_of_its_version(edition)

        while faults:
            refused = await asyncio.gather(reader(), reader(), return_exceptions=True)
            assert all(isinstance(each, Unavailable | StoreFailed) for each in refused)
            assert (editions.opened, graph.files) == (0, 0)
        await reader()
        await editions.close()

    asyncio.run(read())


def test_a_snapshot_that_the_engine_cannot_open_is_let_go_of(graph: Graph, mapping: Mapping, tmp_path: Path) -> None:
    (tmp_path / "9").mkdir()
    (tmp_path / "9" / "CURRENT").write_text("nothing", encoding="ascii")
    told: list[bool] = []
    with pytest.raises(StoreFailed):
        Edition.open(Snapshot(9, tmp_path / "9", lambda: told.append(True)), mapping)
    assert told == [True]
    assert open_files(os.getpid(), tmp_path / "9") == []


def test_who_gives_up_waiting_holds_nothing(graph: Graph) -> None:
    async def read() -> None:
        editions = graph.editions()

        async def reader() -> None:
            async with editions.lease():
                await asyncio.sleep(PATIENCE)

        readers = [asyncio.create_task(reader()) for _ in range(10)]
        for each in readers:
            await asyncio.sleep(0.002)
            each.cancel()
        await asyncio.gather(*readers, return_exceptions=True)
        graph.write()
        editions.outdate(2)
        await eventually_async(lambda: editions.opened <= 1, "nobody reads the first one")
        async with editions.lease() as edition:
            assert edition.version == 2
        await editions.close()

    asyncio.run(read())
    assert graph.files == 0


def test_who_asks_in_the_very_turn_in_which_an_older_version_is_open_waits_for_the_next(graph: Graph) -> None:
    """In every turn of the loop somebody asks, while each opening but the last is overtaken by a writer."""

    def overtaken() -> Edition:
        edition = graph.make()
        if graph.made < 5:
            graph.write()
        return edition

    async def read() -> None:
        editions = Editions(lambda: graph.repository.version, overtaken, PATIENCE)

        async def reader() -> None:
            asked = graph.repository.version
            async with editions.lease() as edition:
                assert edition.version >= asked

        readers: list[asyncio.Task[None]] = []
        while graph.made < 5:
            readers.append(asyncio.create_task(reader()))
            await asyncio.sleep(0)
        await asyncio.gather(*readers)
        await editions.close()

    with interrupted("the loop goes round in one task"):
        asyncio.run(read())


def test_closing_takes_also_what_is_being_read_or_opened(graph: Graph) -> None:
    async def read() -> None:
        editions = graph.editions()

        async def read_one() -> None:
            async with editions.lease():
                await asyncio.sleep(PATIENCE)

        async with editions.lease() as held:
            graph.write()
            opening = asyncio.create_task(read_one())
            await asyncio.sleep(0)
            await editions.close()
            assert is_closed(held)
            assert editions.opened == 0
            opening.cancel()
            await asyncio.gather(opening, return_exceptions=True)
        await editions.close()  # a second time does nothing
        with pytest.raises(Unavailable, match="is ending"):
            async with editions.lease():
                pass
        assert editions.opened == 0

    asyncio.run(read())
    assert graph.files == 0


def test_readers_who_come_and_go_beside_a_writer(graph: Graph) -> None:
    """None has one that is closed, or older than what was the newest when it asked; and nothing stays."""

    async def read() -> None:
        editions, chance = graph.editions(), random.Random(1)

        async def write() -> None:
            for _ in range(40):
                editions.outdate(await asyncio.to_thread(graph.write))

        async def reader() -> None:
            while not writing.done():
                newest = graph.repository.version
                with suppress(TimeoutError):
                    async with asyncio.timeout(chance.choice((0.001, 0.01, PATIENCE))), editions.lease() as edition:
                        assert edition.version >= newest
                        await asyncio.sleep(chance.choice((0, 0.001, 0.05)))
                        assert is_of_its_version(edition)
                assert editions.opened <= MOST

        writing = asyncio.create_task(write())
        await asyncio.gather(writing, *(reader() for _ in range(8)))
        await eventually_async(lambda: editions.opened <= 1, "all but the newest are closed")
        await eventually_async(lambda: len(graph.snapshots) == 1, "and their snapshots are gone")
        await editions.close()
        assert editions.opened == 0

    asyncio.run(read())
    assert graph.files == 0
