"""Whatever a query does, it is stopped, its asker is told, and the pool is whole again."""

import asyncio
import os
import resource
import signal
from contextlib import aclosing
from pathlib import Path

import pytest

from kg.errors import LimitExceeded, QueryFailed, TooManyRequests, Unavailable
from kg.query import AcceptedFormats, Limits, QueryPool
from kg.store import Snapshot
from tests.kg.query.conftest import (
    ENDLESS_ROWS,
    HOURS_OF_COUNTING,
    NAME,
    ONE_NAME,
    Shelf,
    ask,
    pids,
    place,
    read,
)
from tests.processes import is_running, stat
from tests.waiting import eventually_async

TSV = AcceptedFormats("tsv")
DOUBLED = "BIND('xxxxxxxxxxxxxxxx' AS ?t0) " + " ".join(
    f"BIND(CONCAT(?t{step}, ?t{step}) AS ?t{step + 1})" for step in range(40)
)


def test_a_query_over_its_time_ends_with_its_worker(shelf: Shelf) -> None:
    async def answers() -> None:
        async with QueryPool(shelf.newest, Limits(workers=2, timeout=2)) as pool:
            before = pids(pool)
            with pytest.raises(LimitExceeded, match="time limit of 2 s") as caught:
                await ask(pool, HOURS_OF_COUNTING)
            assert (caught.value.limit, caught.value.value) == ("time", "2 s")
            assert "Cardiff" in await ask(pool, ONE_NAME)
            await eventually_async(lambda: pool.idle == 2)
            assert sum(is_running(pid) for pid in before) == 1

    asyncio.run(answers())


def test_a_result_cut_by_the_deadline_never_looks_complete(shelf: Shelf) -> None:
    async def answers() -> None:
        async with QueryPool(shelf.newest, Limits(workers=1, timeout=1)) as pool:
            with pytest.raises(LimitExceeded, match="time"):
                await read(await pool.run(ENDLESS_ROWS, TSV))  # on a busy machine it is cut before it begins
            await eventually_async(lambda: pool.idle == 1)

    asyncio.run(answers())


def test_a_result_that_nobody_reads_frees_its_worker_at_the_deadline(shelf: Shelf) -> None:
    async def answers() -> None:
        async with QueryPool(shelf.newest, Limits(workers=1, timeout=1)) as pool:
            result = await pool.run(ENDLESS_ROWS, TSV)
            await eventually_async(lambda: pool.idle == 1)
            with pytest.raises(LimitExceeded, match="time"):
                await read(result)

    asyncio.run(answers())


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT (STRLEN(?t40) AS ?n) {{ {DOUBLED} }}",
        "SELECT (GROUP_CONCAT(?c) AS ?all) { ?a ?b ?c . ?d ?e ?f }",
        "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f",
    ],
    ids=["doubling", "group_concat", "sort"],
)
def test_a_query_over_its_memory_ends_with_its_worker(shelf: Shelf, query: str) -> None:
    async def answers() -> None:
        async with QueryPool(shelf.newest, Limits(workers=1, memory=256, timeout=120)) as pool:
            with pytest.raises(LimitExceeded, match="memory limit of 256 MiB"):
                await ask(pool, query)
            assert "Cardiff" in await ask(pool, ONE_NAME)
            await eventually_async(lambda: pool.idle == 1)

    asyncio.run(answers())


def test_a_query_nested_too_deeply_harms_only_its_worker(shelf: Shelf) -> None:
    async def answers() -> None:
        async with QueryPool(shelf.newest, Limits(workers=1)) as pool:
            with pytest.raises(QueryFailed, match="nested too deeply"):
                await ask(pool, "SELECT * " + "{" * 2_000_000 + "}" * 2_000_000)
            assert "Cardiff" in await ask(pool, ONE_NAME)

    asyncio.run(answers())


def test_a_long_generated_query_is_no_trouble(shelf: Shelf) -> None:
    wanted = " ".join(str(place(number)) for number in range(500, 50_000))

    async def answer() -> str:
        async with QueryPool(shelf.newest, Limits(workers=1)) as pool:
            return await ask(pool, f"SELECT ?name {{ VALUES ?s {{ {wanted} }} ?s {NAME} ?name }}")

    assert len(asyncio.run(answer()).splitlines()) == 501


def test_an_asker_that_is_cancelled_frees_its_worker(shelf: Shelf) -> None:
    async def answers() -> None:
        async with QueryPool(shelf.newest, Limits(workers=1)) as pool:
            for query in (HOURS_OF_COUNTING, ENDLESS_ROWS):
                asker = asyncio.create_task(ask(pool, query))
                await eventually_async(lambda: pool.idle == 0)
                waiter = asyncio.create_task(ask(pool, ONE_NAME))
                await eventually_async(lambda: pool.waiting == 1)
                asker.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await asker
                assert "Cardiff" in await waiter

    asyncio.run(answers())


def test_a_waiting_asker_that_is_cancelled_leaves_the_queue(shelf: Shelf) -> None:
    async def answers() -> None:
        async with QueryPool(shelf.newest, Limits(workers=1)) as pool:
            asker = await pool.run(ENDLESS_ROWS, TSV)
            waiter = asyncio.create_task(ask(pool, ONE_NAME))
            await eventually_async(lambda: pool.waiting == 1)
            waiter.cancel()
            await eventually_async(lambda: pool.waiting == 0)
            await asker.aclose()
            assert "Cardiff" in await ask(pool, ONE_NAME)

    asyncio.run(answers())


@pytest.mark.parametrize("taken", [0, 3])
def test_closing_the_chunks_frees_the_worker(shelf: Shelf, taken: int) -> None:
    async def answers() -> None:
        async with QueryPool(shelf.newest, Limits(workers=1)) as pool:
            [worker] = pids(pool)
            async with aclosing(await pool.run(ENDLESS_ROWS, TSV)) as result:
                for _ in range(taken):
                    await anext(result.chunks)
            assert "Cardiff" in await ask(pool, ONE_NAME)
            assert not is_running(worker)

    asyncio.run(answers())


def test_closing_a_result_frees_the_worker(shelf: Shelf) -> None:
    async def answers() -> None:
        async with QueryPool(shelf.newest, Limits(workers=1, timeout=600)) as pool:
            result = await pool.run(ENDLESS_ROWS, TSV)
            assert pool.idle == 0
            await result.aclose()
            await eventually_async(lambda: pool.idle == 1)

    asyncio.run(answers())


def test_a_worker_killed_from_outside_is_replaced(shelf: Shelf) -> None:
    async def answers() -> None:
        async with QueryPool(shelf.newest, Limits(workers=1)) as pool:
            await eventually_async(lambda: pool.idle == 1)
            os.kill(pids(pool)[0], signal.SIGKILL)
            await eventually_async(lambda: pool.replaced == 1)
            assert "Cardiff" in await ask(pool, ONE_NAME)
            asker = asyncio.create_task(ask(pool, HOURS_OF_COUNTING))
            await eventually_async(lambda: pool.idle == 0)
            os.kill(pids(pool)[0], signal.SIGKILL)
            with pytest.raises(Unavailable, match="SIGKILL"):
                await asker
            assert "Cardiff" in await ask(pool, ONE_NAME)

    asyncio.run(answers())


def test_too_many_waiting_are_turned_away(shelf: Shelf) -> None:
    async def answers() -> None:
        async with QueryPool(shelf.newest, Limits(workers=1, waiting=2)) as pool:
            result = await pool.run(ENDLESS_ROWS, TSV)
            waiters = [asyncio.create_task(ask(pool, ONE_NAME, client="ana"))]
            await eventually_async(lambda: pool.waiting == 1)
            with pytest.raises(TooManyRequests, match="1 of your queries are waiting"):
                await ask(pool, ONE_NAME, client="ana")
            waiters.append(asyncio.create_task(ask(pool, ONE_NAME, client="bo")))
            await eventually_async(lambda: pool.waiting == 2)
            with pytest.raises(Unavailable, match="2 queries are waiting"):
                await ask(pool, ONE_NAME, client="cy")
            await result.aclose()
            assert all("Cardiff" in text for text in await asyncio.gather(*waiters))

    asyncio.run(answers())


def test_a_client_has_no_more_than_its_share_of_the_workers(shelf: Shelf) -> None:
    async def answers() -> None:
        async with QueryPool(shelf.newest, Limits(workers=2, per_client=1, timeout=120)) as pool:
            greedy = [asyncio.create_task(ask(pool, HOURS_OF_COUNTING, client="greedy")) for _ in range(4)]
            await eventually_async(lambda: (pool.idle, pool.waiting) == (1, 3))
            for _ in range(5):
                assert "Cardiff" in await ask(pool, ONE_NAME, client="other")
            for each in greedy:
                each.cancel()
            await asyncio.gather(*greedy, return_exceptions=True)
            await eventually_async(lambda: (pool.idle, pool.waiting) == (2, 0))
            assert "Cardiff" in await ask(pool, ONE_NAME, client="greedy")

    asyncio.run(answers())


def test_the_clients_take_turns(shelf: Shelf) -> None:
    finished: list[str] = []

    async def answers() -> None:
        async def one(client: str) -> None:
            await ask(pool, ONE_NAME, client=client)
            finished.append(client)

        async with QueryPool(shelf.newest, Limits(workers=1)) as pool:
            many = [one("many") for _ in range(6)]
            await asyncio.gather(*many, one("few"), one("few"))

    asyncio.run(answers())
    assert finished == ["many", "many", "few", "many", "few", "many", "many", "many"]


def test_a_result_over_the_limit_never_looks_complete(shelf: Shelf) -> None:
    async def answers() -> None:
        async with QueryPool(shelf.newest, Limits(workers=1, result=1)) as pool:
            result = await pool.run("SELECT * { ?a ?b ?c . ?d ?e ?f }", TSV)
            with pytest.raises(LimitExceeded, match="result limit of 1 MiB"):
                await read(result)
            assert "Cardiff" in await ask(pool, ONE_NAME)

    asyncio.run(answers())


def test_waiting_has_the_same_deadline() -> None:
    async def never() -> Snapshot:
        await asyncio.Event().wait()
        raise AssertionError

    async def answers() -> None:
        async with QueryPool(never, Limits(workers=1, timeout=0.2)) as pool:
            holder = asyncio.create_task(pool.run(ONE_NAME, TSV))
            with pytest.raises(Unavailable, match=r"within 0\.2 s"):
                await pool.run(ONE_NAME, TSV)
            with pytest.raises(Unavailable, match=r"within 0\.2 s"):
                await holder
            assert pool.idle == 1

    asyncio.run(answers())


def test_a_hundred_megabytes_pass_through_without_staying(shelf: Shelf) -> None:
    note = "<https://example.org/note>"
    query = f"SELECT ?x ?y {{ ?a {note} ?x . ?b {note} ?y }} LIMIT 55000"

    async def streamed() -> tuple[int, int]:
        async with QueryPool(shelf.newest, Limits(workers=1, timeout=300)) as pool:
            result = await pool.run(query, TSV)
            [worker] = pids(pool)
            await eventually_async(lambda: stat(worker)[0] == "S")  # it waits for the reader, who is slow
            size, before, peak = 0, _resident(), 0
            async for chunk in result.chunks:
                size += len(chunk)
                peak = max(peak, _resident())
            return size, peak - before

    before = _resident()
    size, growth = asyncio.run(streamed())
    assert size > 100_000_000
    assert growth < 64 << 20
    assert _resident() - before < 64 << 20


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize()
