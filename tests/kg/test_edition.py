"""Editions are leased, and closed by name: the newest is open, older ones as long as they are read, four in all."""

from __future__ import annotations

import asyncio
import gc
import random
from collections.abc import Iterator
from contextlib import AsyncExitStack, suppress

import pytest

from kg.catalogue import Selection
from kg.changes import Repository
from kg.edition import Edition
from kg.errors import Unavailable
from kg.mapping import Mapping
from tests.kg.growing import MOST, SHORT, GrowingGraph, is_closed, is_of_its_version, leased
from tests.waiting import PATIENCE, eventually_async


@pytest.fixture
def graph(repository: Repository, mapping: Mapping) -> Iterator[GrowingGraph]:
    """Closed is what was closed by name: there is no garbage collection."""
    gc.disable()
    yield GrowingGraph(repository, mapping)
    gc.enable()


def test_an_edition_is_closed_by_name_and_twice_is_once(graph: GrowingGraph) -> None:
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


def test_all_readers_of_a_version_share_one_edition(graph: GrowingGraph) -> None:
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


def test_one_that_is_out_of_date_goes_with_its_last_reader(graph: GrowingGraph) -> None:
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


def test_a_lease_outlives_many_versions(graph: GrowingGraph) -> None:
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


def test_what_nobody_reads_goes_as_soon_as_it_is_out_of_date(graph: GrowingGraph) -> None:
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


def test_no_more_than_four_are_open_and_others_wait(graph: GrowingGraph) -> None:
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


def test_closing_takes_also_what_is_being_read_or_opened(graph: GrowingGraph) -> None:
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


def test_readers_who_come_and_go_beside_a_writer(graph: GrowingGraph) -> None:
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
