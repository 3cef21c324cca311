"""Whatever hangs, nobody waits for it without end: processes are stopped here as a machine out of memory stops them."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Iterable
from pathlib import Path

import pytest

from kg.errors import KgError, LimitExceeded, Unavailable
from kg.query import Check, Checks, Limits, QueryPool
from kg.query.processes import forks
from kg.query.processes.workers import Workers
from kg.store import Snapshot
from tests.kg.query.conftest import HOURS_OF_COUNTING, ONE_NAME, Shelf, ask, pids
from tests.processes import is_running, stat
from tests.waiting import PATIENCE, eventually_async

LIMITS = Limits(workers=2, timeout=2, patience=3)
MARGIN = PATIENCE
"""Seconds over a deadline; what hangs here does so for ever."""


def parent(pid: int) -> int:
    return int(stat(pid)[1])


def stop(stopped: Iterable[int]) -> None:
    for pid in stopped:
        os.kill(pid, signal.SIGSTOP)


async def seconds_of(work: Awaitable[object], failure: type[KgError]) -> float:
    """How long work takes that fails."""
    clock = asyncio.get_running_loop().time
    began = clock()
    with pytest.raises(failure):
        await work
    return clock() - began


async def all_are_free(workers: Workers, count: int) -> None:
    await eventually_async(lambda: workers.idle == len(workers.alive) == count, "all workers are free")


def test_what_forks_the_workers_may_hang(shelf: Shelf) -> None:
    async def answers() -> None:
        async with QueryPool(shelf.newest, LIMITS) as pool:
            await all_are_free(pool.workers, 2)
            before = pids(pool)
            stop([parent(before[0])])
            long = asyncio.create_task(seconds_of(ask(pool, HOURS_OF_COUNTING), LimitExceeded))
            assert "Cardiff" in await ask(pool, ONE_NAME)
            assert await long < LIMITS.timeout + MARGIN
            await eventually_async(lambda: not any(map(is_running, before)), "it is killed, with all that it forked")
            await all_are_free(pool.workers, 2)
            assert "Cardiff" in await ask(pool, ONE_NAME)

    asyncio.run(answers())


def test_it_is_told_once_that_what_forks_the_workers_hangs(shelf: Shelf, caplog: pytest.LogCaptureFixture) -> None:
    """However many wait for it, and once more when it hangs again."""

    async def answers() -> None:
        limits = Limits(workers=6, timeout=PATIENCE, patience=3)
        async with QueryPool(shelf.newest, limits) as pool:
            for hangs in (1, 2):
                await all_are_free(pool.workers, 6)
                before = pids(pool)
                stop([parent(before[0])])
                for pid in before:
                    os.kill(pid, signal.SIGKILL)
                await eventually_async(lambda: not set(pids(pool)) & set(before), "they are replaced")  # noqa: B023
                await all_are_free(pool.workers, 6)
                assert "Cardiff" in await ask(pool, ONE_NAME)
                assert caplog.text.count("has been silent for 3 s") == hangs

    asyncio.run(answers())


def test_all_may_hang_and_go_on_again(shelf: Shelf) -> None:
    """Without a worker a query has its turn never; those that are stopped run into the deadline."""

    async def answers() -> None:
        limits = Limits(workers=2, timeout=2, patience=60)
        async with QueryPool(shelf.newest, limits) as pool:
            await all_are_free(pool.workers, 2)
            before = [parent(pids(pool)[0]), *pids(pool)]
            stop(before)
            for failure in (LimitExceeded, LimitExceeded, Unavailable):
                assert await seconds_of(ask(pool, ONE_NAME), failure) < limits.timeout + MARGIN
            os.kill(before[0], signal.SIGCONT)
            await all_are_free(pool.workers, 2)
            assert "Cardiff" in await ask(pool, ONE_NAME)
            assert parent(pids(pool)[0]) == before[0]

    asyncio.run(answers())


@pytest.mark.parametrize("which", ["forks", "workers", "all"])
def test_a_pool_in_which_all_hang_is_closed(shelf: Shelf, which: str) -> None:
    async def closed() -> list[int]:
        async with QueryPool(shelf.newest, Limits(workers=2, patience=1000)) as pool:
            workers = pids(pool)
            processes = [parent(workers[0]), *workers]
            stop({"forks": processes[:1], "workers": workers, "all": processes}[which])
        return processes

    async def check() -> None:
        processes = await asyncio.wait_for(closed(), MARGIN)
        await eventually_async(lambda: not any(map(is_running, processes)), "all are ended")

    asyncio.run(check())


def test_a_pool_is_closed_while_a_query_is_under_way_and_all_hang(shelf: Shelf) -> None:
    async def closed() -> None:
        async with QueryPool(shelf.newest, Limits(workers=1, timeout=1000, patience=1000)) as pool:
            (worker,) = pids(pool)
            asking = asyncio.create_task(seconds_of(ask(pool, HOURS_OF_COUNTING), Unavailable))
            await eventually_async(lambda: not pool.idle, "the query is under way")
            stop([worker, parent(worker)])
        await asking

    asyncio.run(asyncio.wait_for(closed(), MARGIN))


def test_a_fork_server_that_hangs_at_its_start_is_started_again(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    python, stopped = tmp_path / "python", tmp_path / "stopped"
    python.write_text(f'#!/bin/sh\nmkdir {stopped} 2>/dev/null && kill -STOP $$\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    monkeypatch.setattr(forks, "INTERPRETER", str(python))
    usual = forks._STARTING
    monkeypatch.setattr(forks, "_STARTING", 1.0)

    async def answer() -> str:
        opening = asyncio.create_task(_first_answer(shelf))
        await eventually_async(lambda: "silent" in caplog.text, "it is killed")
        monkeypatch.setattr(forks, "_STARTING", usual)
        return await opening

    assert "Cardiff" in asyncio.run(answer())


async def _first_answer(shelf: Shelf) -> str:
    async with QueryPool(shelf.newest, Limits(workers=1, patience=3)) as pool:
        return await ask(pool, ONE_NAME)


def test_a_worker_that_cannot_be_started_is_not_waited_for(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python, broken = tmp_path / "python", tmp_path / "broken"
    python.write_text(f'#!/bin/sh\ntest -e {broken} && exit 1\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    monkeypatch.setattr(forks, "INTERPRETER", str(python))

    async def answers() -> None:
        async with QueryPool(shelf.newest, LIMITS) as pool:
            await all_are_free(pool.workers, 2)
            broken.touch()
            os.kill(parent(pids(pool)[0]), signal.SIGKILL)
            await eventually_async(lambda: not pool.workers.alive, "there is no worker")
            assert await seconds_of(ask(pool, ONE_NAME), Unavailable) < LIMITS.timeout + MARGIN
            broken.unlink()
            await all_are_free(pool.workers, 2)
            assert "Cardiff" in await ask(pool, ONE_NAME)

    asyncio.run(answers())


def test_a_snapshot_that_is_never_made_is_not_waited_for(shelf: Shelf) -> None:
    is_made = False

    async def snapshot() -> Snapshot:
        if not is_made:
            await asyncio.Event().wait()
        return await shelf.newest()

    async def answers() -> None:
        nonlocal is_made
        async with QueryPool(snapshot, LIMITS) as pool:
            assert await seconds_of(ask(pool, ONE_NAME), Unavailable) < LIMITS.timeout + MARGIN
            is_made = True
            assert "Cardiff" in await ask(pool, ONE_NAME)
            assert pool.replaced == 0

    asyncio.run(answers())


def test_what_checks_may_hang(shelf: Shelf) -> None:
    check = Check(b"[]", "records", "json")

    async def answers() -> None:
        async with Checks(shelf.newest, Limits(workers=1, timeout=2, patience=3)) as checks:
            checks.workers.open_soon()
            await all_are_free(checks.workers, 1)
            (worker,) = checks.workers.alive
            stop([worker.pid])
            assert await seconds_of(checks.run(check), LimitExceeded) < 2 + MARGIN
            await all_are_free(checks.workers, 1)
            (again,) = checks.workers.alive
            stop([again.pid, parent(again.pid)])
            assert await seconds_of(checks.run(check), LimitExceeded) < 2 + MARGIN
            assert await seconds_of(checks.run(check), Unavailable) < 2 + MARGIN
            await all_are_free(checks.workers, 1)
            assert b"conforms" in await checks.run(check)

    asyncio.run(answers())
