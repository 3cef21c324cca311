"""Editions that cannot be opened, or hang, or that nobody waits for any more: nothing stays open."""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from kg.changes import Repository
from kg.edition import Edition, Editions
from kg.errors import StoreFailed, Unavailable
from kg.mapping import Mapping
from kg.store import Snapshot
from tests.kg.growing import MOST, GrowingGraph, interrupted, is_of_its_version
from tests.processes import open_files
from tests.waiting import PATIENCE, eventually_async


@pytest.fixture
def graph(repository: Repository, mapping: Mapping) -> Iterator[GrowingGraph]:
    """Closed is what was closed by name: there is no garbage collection."""
    gc.disable()
    yield GrowingGraph(repository, mapping)
    gc.enable()


def test_one_that_hangs_while_it_opens_is_not_waited_for(graph: GrowingGraph) -> None:
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
def test_what_cannot_be_opened_leaves_nothing_open(graph: GrowingGraph, fault: Exception) -> None:
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


def test_a_snapshot_that_the_engine_cannot_open_is_let_go_of(
    graph: GrowingGraph, mapping: Mapping, tmp_path: Path
) -> None:
    (tmp_path / "9").mkdir()
    (tmp_path / "9" / "CURRENT").write_text("nothing", encoding="ascii")
    told: list[bool] = []
    with pytest.raises(StoreFailed):
        Edition.open(Snapshot(9, tmp_path / "9", lambda: told.append(True)), mapping)
    assert told == [True]
    assert open_files(os.getpid(), tmp_path / "9") == []


def test_who_gives_up_waiting_holds_nothing(graph: GrowingGraph) -> None:
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


def test_who_asks_in_the_very_turn_in_which_an_older_version_is_open_waits_for_the_next(graph: GrowingGraph) -> None:
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
