"""Replicas that are too large, killed or hang: queries are answered all the same, and nothing is left behind."""

import asyncio
import os
import signal
from collections.abc import Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from kg.errors import LimitExceeded, Unavailable
from kg.query import Limits
from kg.query.processes.process import NO_REPLICA
from kg.store.rdf import Literal, Quad
from tests.generated import sizes
from tests.kg.query.conftest import (
    COUNT,
    ENDLESS_ROWS,
    HOURS_OF_COUNTING,
    MUCH,
    NOTE,
    PLACES,
    Graph,
    all_have,
    ask,
    named,
    pids,
    place,
)
from tests.processes import children, is_running, proc
from tests.waiting import PATIENCE, eventually_async

pytestmark = pytest.mark.usefixtures("installed_python")
"""Fork servers are children of this process, which is told how they end."""


def run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(work)


def test_a_graph_that_is_too_large_is_read_from_disk(graph: Graph, caplog: pytest.LogCaptureFixture) -> None:
    graph.write(named(range(1000, 1000 + 2 * MUCH)))  # 4 MiB of journal, more in memory

    async def answers() -> None:
        async with graph.pool(memory=6) as pool:
            await eventually_async(lambda: "takes more than 6 MiB" in caplog.text)
            assert str(100 + 2 * MUCH) in await ask(pool, COUNT)
            assert pool.replica == NO_REPLICA

    run(answers())


def test_a_journal_that_is_longer_says_nothing_of_the_graph(graph: Graph) -> None:
    """At a start, and where the process that has the replica ended."""
    memory = 40
    many = [Quad(place(number), NOTE, Literal("광주 " * 50), PLACES) for number in range(1000, 1001 + MUCH)]
    for _ in range(4):
        graph.write(many)
        graph.write((), many)
    assert graph.repository.journal.size(0, graph.repository.version) > memory << 20

    async def answers() -> None:
        async with graph.pool(Limits(workers=1), memory) as pool:
            for _ in range(2):
                assert "100" in await ask(pool, COUNT)
                await eventually_async(lambda: all_have(pool, graph.repository.version, workers=1))
                before, replaced = pids(pool), pool.replaced
                os.kill(_parent(before[0]), signal.SIGKILL)
                await eventually_async(lambda: pool.replaced >= replaced + len(before))  # noqa: B023

    run(answers())


def test_a_replica_that_is_killed_is_made_again(graph: Graph) -> None:
    async def answers() -> None:
        async with graph.replicated() as pool:
            before = pids(pool)
            os.kill(_parent(before[0]), signal.SIGKILL)
            await eventually_async(lambda: not any(map(is_running, before)) and pool.replaced >= len(before))
            assert "100" in await ask(pool, COUNT)
            await eventually_async(lambda: all_have(pool, 1, workers=2))
            assert "100" in await ask(pool, COUNT)

    run(answers())


def test_a_replica_that_hangs_is_made_again_and_so_are_workers_without_one(graph: Graph) -> None:
    async def answers() -> None:
        async with graph.replicated(Limits(workers=2, timeout=20, patience=3)) as pool:
            before = pids(pool)
            for pid in children(os.getpid()):
                if b"fork_server" in proc(pid, "cmdline"):  # with the replica, and without
                    os.kill(pid, signal.SIGSTOP)
            version = graph.write(named(range(1000, 1000 + MUCH)))
            assert str(100 + MUCH) in await ask(pool, COUNT)  # from a snapshot: the replica cannot follow
            await eventually_async(lambda: all_have(pool, version, workers=2))
            assert not any(map(is_running, before))
            assert str(100 + MUCH) in await ask(pool, COUNT)

    run(answers())


@pytest.mark.parametrize("kills", sizes(2, 8))
def test_no_worker_is_lost_over_many_kills(graph: Graph, kills: int) -> None:
    async def answers() -> None:
        async with graph.replicated(Limits(workers=4, aside=4)) as pool:
            for _ in range(kills):
                os.kill(_parent(pids(pool)[0]), signal.SIGKILL)
                await eventually_async(lambda: pool.replica == NO_REPLICA)
                async with asyncio.timeout(PATIENCE):
                    while not all_have(pool, 1, workers=4):
                        with suppress(Unavailable):
                            await ask(pool, COUNT)

    run(answers())


def test_a_query_that_takes_too_much_memory_is_ended(graph: Graph) -> None:
    async def answers() -> None:
        async with graph.replicated(Limits(workers=1, memory=256, timeout=120)) as pool:
            with pytest.raises(LimitExceeded, match="memory"):
                await ask(pool, f"{ENDLESS_ROWS} ORDER BY ?a ?d ?g ?j")
            assert "100" in await ask(pool, COUNT)

    run(answers())


def test_a_query_that_takes_too_long_is_ended(graph: Graph) -> None:
    async def answers() -> None:
        async with graph.replicated(Limits(workers=1, timeout=1)) as pool:
            with pytest.raises(LimitExceeded, match="time"):
                await ask(pool, HOURS_OF_COUNTING)
            await eventually_async(lambda: all_have(pool, 1, workers=1))
            assert "100" in await ask(pool, COUNT)

    run(answers())


def test_nothing_is_left_behind(graph: Graph) -> None:
    async def answers() -> list[int]:
        async with graph.replicated() as pool:
            workers = pids(pool)
            return [*workers, _parent(workers[0])]

    assert not any(map(is_running, asyncio.run(answers())))


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[1])
