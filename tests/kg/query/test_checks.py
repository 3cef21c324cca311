"""Checks without a change: in one process that is started when it is needed, bounded, and replaced when it dies."""

import asyncio
import io
import json
import os
import signal
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from kg.errors import KgError, LimitExceeded, TooManyRequests, Unavailable, UnreadableInput
from kg.query import Check, Checks, Limits
from kg.query.frames import HEADER, VALIDATE, Told, WorkerFaultError, read_fault
from kg.query.worker.serving import answer_one
from kg.store import Snapshot
from tests.kg.query.conftest import Shelf
from tests.processes import is_running
from tests.waiting import eventually_async

ONE = Limits(workers=1, per_client=1, waiting=4)
EMPTY = Check(b"[]", "records", "json")
PLACE = "<https://w3id.org/innovation-kg/places/{n}> a <https://w3id.org/innovation-kg/ontology#Place> ."
ENDLESS = Check("".join(PLACE.format(n=number) for number in range(20_000)).encode(), "turtle", "json")


def checking(shelf: Shelf, limits: Limits, work: Callable[[Checks], Awaitable[None]]) -> None:
    async def all_of_it() -> None:
        async with Checks(shelf.newest, limits) as checks:
            await work(checks)

    asyncio.run(all_of_it())


async def conforms(checks: Checks, check: Check = EMPTY, client: str = "") -> bool:
    report: dict[str, Any] = json.loads(await checks.run(check, client))
    return bool(report["conforms"])


def test_the_process_is_started_by_the_first_check_and_then_kept(shelf: Shelf) -> None:
    async def work(checks: Checks) -> None:
        assert not checks.workers.alive
        assert await conforms(checks)
        [worker] = checks.workers.alive
        assert await conforms(checks)
        assert checks.workers.alive == {worker}
        assert is_running(worker.pid)

    checking(shelf, ONE, work)


def test_a_process_that_ends_before_it_has_its_snapshot_keeps_none(shelf: Shelf) -> None:
    async def work() -> None:
        loop = asyncio.get_running_loop()
        waits, ready, released = asyncio.Event(), asyncio.Event(), asyncio.Event()

        async def newest() -> Snapshot:
            waits.set()
            await ready.wait()
            shelved = await shelf.newest()
            shelved.release()
            return Snapshot(shelved.version, shelved.folder, lambda: loop.call_soon_threadsafe(released.set))

        async with Checks(newest, ONE) as checks:
            asking = asyncio.create_task(conforms(checks))
            await waits.wait()
            (worker,) = checks.workers.alive
            os.kill(worker.pid, signal.SIGKILL)
            await eventually_async(lambda: checks.workers.alive - {worker}, "another takes its place")
            ready.set()
            with pytest.raises(Unavailable):
                await asking
            await eventually_async(released.is_set, "the snapshot is nobody's")

    asyncio.run(work())


def test_records_and_rdf_get_a_report_in_the_format_that_is_wished(shelf: Shelf) -> None:
    async def work(checks: Checks) -> None:
        record = json.dumps({"id": "places/x", "type": "Place"}).encode()
        assert not await conforms(checks, Check(record, "records", "json"))
        assert not await conforms(checks, Check(PLACE.format(n=1).encode(), "turtle", "json"))
        assert b"sh:ValidationReport" in await checks.run(Check(record, "records", "turtle"))
        ours = (
            b'{"@context": "https://example.org/c", "id": "https://w3id.org/innovation-kg/places/x", "type": "Place"}'
        )
        assert not await conforms(checks, Check(ours, "jsonld", "json", ("https://example.org/c",)))

    checking(shelf, ONE, work)


def test_what_cannot_be_read_is_told_as_it_is(shelf: Shelf) -> None:
    pile = b"<urn:a> <urn:b> " + b"<<( <urn:a> <urn:b> " * 30_000 + b"<urn:c>" + b" )>>" * 30_000 + b" ."

    async def work(checks: Checks) -> None:
        with pytest.raises(KgError, match="The body is not JSON: Expecting"):
            await checks.run(Check(b"[", "records", "json"))
        with pytest.raises(UnreadableInput, match="does not parse at line 1, column"):
            await checks.run(Check(b"<a> <b>", "turtle", "json"))
        [worker] = checks.workers.alive
        with pytest.raises(UnreadableInput, match="The body is nested too deeply"):
            await checks.run(Check(pile, "ntriples", "json"))
        assert await conforms(checks)
        assert worker not in checks.workers.alive

    checking(shelf, ONE, work)


def test_a_check_over_its_time_ends_with_its_process(shelf: Shelf) -> None:
    async def work(checks: Checks) -> None:
        await until_ready(checks)
        with pytest.raises(LimitExceeded, match="The check ran over its time limit of 2 s"):
            await checks.run(ENDLESS)
        await until_ready(checks)

    checking(shelf, Limits(workers=1, timeout=2), work)


def test_a_check_over_its_memory_ends_with_its_process(shelf: Shelf) -> None:
    async def work(checks: Checks) -> None:
        lists = Check(b"<urn:a> <urn:b> (" + b"1 " * 600_000 + b") .", "turtle", "json")
        with pytest.raises(LimitExceeded, match="The check ran over its memory limit of 200 MiB"):
            await checks.run(lists)
        assert await conforms(checks)

    checking(shelf, Limits(workers=1, memory=200, timeout=120), work)


def test_a_process_killed_from_outside_is_replaced(shelf: Shelf) -> None:
    async def work(checks: Checks) -> None:
        await until_ready(checks)
        [idle] = checks.workers.alive
        os.kill(idle.pid, signal.SIGKILL)
        await eventually_async(lambda: checks.workers.replaced == 1)
        assert await conforms(checks)
        asker = asyncio.create_task(checks.run(ENDLESS))
        await eventually_async(lambda: checks.workers.idle == 0)
        [busy] = checks.workers.alive
        os.kill(busy.pid, signal.SIGKILL)
        with pytest.raises(Unavailable, match="SIGKILL"):
            await asker
        assert await conforms(checks)

    checking(shelf, ONE, work)


def test_an_asker_that_is_cancelled_frees_the_process(shelf: Shelf) -> None:
    async def work(checks: Checks) -> None:
        await until_ready(checks)
        asker = asyncio.create_task(checks.run(ENDLESS))
        await eventually_async(lambda: checks.workers.idle == 0)
        waiter = asyncio.create_task(conforms(checks))
        asker.cancel()
        assert await waiter

    checking(shelf, ONE, work)


def test_few_may_wait(shelf: Shelf) -> None:
    async def work(checks: Checks) -> None:
        await until_ready(checks)
        asker = asyncio.create_task(checks.run(ENDLESS, "ana"))
        await eventually_async(lambda: checks.workers.idle == 0)
        waiters = [asyncio.create_task(conforms(checks, client=name)) for name in ("ana", "ana", "bo", "bo")]
        await eventually_async(lambda: checks.workers.waiting == 4)
        with pytest.raises(Unavailable, match="waiting already"):
            await checks.run(EMPTY, "cy")
        waiters[3].cancel()
        await eventually_async(lambda: checks.workers.waiting == 3)
        with pytest.raises(TooManyRequests):
            await checks.run(EMPTY, "ana")
        asker.cancel()
        assert all(await asyncio.gather(*waiters[:3]))

    checking(shelf, ONE, work)


def test_a_fault_of_ours_comes_with_its_trace() -> None:
    def broken(tag: bytes, told: Told, data: bytes) -> None:
        raise TypeError("a bug")

    sent = io.BytesIO()
    answer_one(sent, broken, VALIDATE, {})
    error = read_fault(sent.getvalue()[HEADER.size :])
    assert isinstance(error, WorkerFaultError)
    assert "TypeError: a bug" in str(error)
    assert "in broken" in str(error)


async def until_ready(checks: Checks) -> None:
    checks.workers.open_soon()
    await eventually_async(lambda: checks.workers.idle == 1)
    assert await conforms(checks)
