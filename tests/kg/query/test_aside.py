"""Long questions step aside, so that short ones stay short beside them."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from kg.errors import KgError
from kg.query import AcceptedFormats, Limits, QueryPool
from kg.query.processes.process import _LONG, _LONG_RUNNER, _SHORT, WorkerProcess
from kg.query.question import Needs, Question
from kg.remote import Remote
from tests.kg.query.conftest import ENDLESS_ROWS, HOURS_OF_COUNTING, ONE_NAME, Shelf, ask, pids
from tests.waiting import PATIENCE, eventually_async

TSV = AcceptedFormats("tsv")
MANY_ROWS = "SELECT * { ?a <https://example.org/name> ?b . ?c <https://example.org/name> ?d } LIMIT 60000"


def test_a_long_question_makes_room_for_short_ones_of_the_same_client(shelf: Shelf) -> None:
    async def answers() -> None:
        async with QueryPool(shelf.newest, Limits(workers=1, per_client=1, aside=2, timeout=120)) as pool:
            long = [asyncio.create_task(ask(pool, HOURS_OF_COUNTING, client="one")) for _ in range(2)]
            await eventually_async(lambda: len(pids(pool)) == 3 and pool.idle == 1)
            for _ in range(5):
                assert "Cardiff" in await ask(pool, ONE_NAME, client="one")
            assert not any(task.done() for task in long)
            for task in long:
                task.cancel()
            await asyncio.gather(*long, return_exceptions=True)
            assert "Cardiff" in await ask(pool, ONE_NAME, client="one")

    asyncio.run(answers())


def test_no_more_step_aside_than_may(shelf: Shelf) -> None:
    async def answers() -> None:
        async with QueryPool(shelf.newest, Limits(workers=1, aside=1, timeout=120)) as pool:
            long = [asyncio.create_task(ask(pool, HOURS_OF_COUNTING)) for _ in range(3)]
            await eventually_async(lambda: len(pids(pool)) == 2 and (pool.idle, pool.waiting) == (0, 1))
            await asyncio.sleep(1.5 * _LONG)  # no event tells that nothing happens
            assert (len(pids(pool)), pool.idle, pool.waiting) == (2, 0, 1)
            for task in long:
                task.cancel()
            await asyncio.gather(*long, return_exceptions=True)
            await eventually_async(lambda: (pool.idle, pool.waiting) == (1, 0))

    asyncio.run(answers())


def test_one_that_only_waits_for_a_processor_is_no_long_one(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.query.processes.process._LONG", PATIENCE)

    async def answers() -> None:
        async with QueryPool(shelf.newest, Limits(workers=1, aside=1, timeout=2 * PATIENCE)) as pool:
            [pid] = pids(pool)
            niceness = os.getpriority(os.PRIO_PROCESS, pid)
            os.kill(pid, signal.SIGSTOP)
            try:
                asking = asyncio.create_task(ask(pool, ONE_NAME))
                await asyncio.sleep(5 * _SHORT)  # no event tells that nothing happens
                assert (pids(pool), os.getpriority(os.PRIO_PROCESS, pid)) == ([pid], niceness)
            finally:
                os.kill(pid, signal.SIGCONT)
            assert "Cardiff" in await asking
            assert pids(pool) == [pid], "no other was started for it"

    asyncio.run(answers())


def test_an_update_for_which_writers_wait_gives_no_way_and_takes_no_place(shelf: Shelf, tmp_path: Path) -> None:
    async def copy() -> Path:
        await asyncio.to_thread(shelf.copy, tmp_path / "scratch")
        return tmp_path / "scratch"

    update = Question(f"INSERT {{ <a:> <b:> ?n }} WHERE {{ {HOURS_OF_COUNTING} }}", AcceptedFormats(), is_update=True)

    def niceness(pool: QueryPool) -> list[int]:
        return sorted(os.getpriority(os.PRIO_PROCESS, pid) for pid in pids(pool))

    async def answers() -> None:
        own = os.getpriority(os.PRIO_PROCESS, 0)
        async with QueryPool(shelf.newest, Limits(workers=1, aside=2, timeout=120)) as pool:
            proposal: asyncio.Future[object] = asyncio.ensure_future(pool.propose(update, Needs(), copy))
            query = asyncio.ensure_future(ask(pool, HOURS_OF_COUNTING))
            await eventually_async(lambda: pool.idle == 1 and niceness(pool) == [own, max(own, _LONG_RUNNER)])
            await eventually_async(lambda: any(map(pool.proposing.is_busy, pool.proposing.alive)))
            [proposing] = pool.proposing.alive
            await eventually_async(lambda: proposing.processor_time() > 2 * _SHORT)
            assert os.getpriority(os.PRIO_PROCESS, proposing.pid) == own
            assert not any(each.done() for each in (proposal, query))
            proposal.cancel()
            query.cancel()
            await asyncio.gather(proposal, query, return_exceptions=True)

    asyncio.run(answers())


def test_one_that_is_done_is_a_spare_and_equal_to_the_others_again(shelf: Shelf) -> None:
    async def answers() -> None:
        async with QueryPool(shelf.newest, Limits(workers=1, aside=1)) as pool:
            for _ in range(3):
                rows = await ask(pool, MANY_ROWS)
                assert rows.count("\n") == 60_001
                assert len(pids(pool)) <= 2
            await eventually_async(lambda: pool.idle == 1)
            own = os.getpriority(os.PRIO_PROCESS, 0)
            await eventually_async(lambda: all(os.getpriority(os.PRIO_PROCESS, pid) == own for pid in pids(pool)))

    asyncio.run(answers())


def test_a_place_that_one_is_on_the_way_to_is_not_filled_twice(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.query.processes.process._SHORT", 0.0)  # every question is a long one
    monkeypatch.setattr("kg.query.processes.process._LONG", 0.0)

    async def answers() -> None:
        async with QueryPool(shelf.newest, Limits(workers=1, aside=1)) as pool:
            starts, may_start = list[int](), asyncio.Event()
            start = pool.workers._start_one

            async def start_slowly() -> WorkerProcess:
                starts.append(len(starts))
                await may_start.wait()
                return await start()

            monkeypatch.setattr(pool.workers, "_start_one", start_slowly)
            for number in range(4):
                assert "Cardiff" in await ask(pool, ONE_NAME)
                assert pool.idle == 1, "it has its place again"
                assert len(starts) == 1, f"after {number + 1} questions"
            may_start.set()
            await eventually_async(lambda: len(pids(pool)) == 2)
            assert "Cardiff" in await ask(pool, ONE_NAME)
            assert len(starts) == 1, "the spare takes the place"

    asyncio.run(answers())


def test_who_gives_up_a_short_question_costs_no_worker(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.query.processes.answer._PATIENCE", PATIENCE)  # a busy machine makes no question a long one

    async def answers() -> None:
        async with QueryPool(shelf.newest, Limits(workers=1)) as pool:
            before = pids(pool)
            for _ in range(20):
                asking = asyncio.create_task(ask(pool, ONE_NAME))
                await asyncio.sleep(0)
                asking.cancel()
                await asyncio.gather(asking, return_exceptions=True)
            await eventually_async(lambda: pool.idle == 1)
            assert (pool.replaced, pids(pool)) == (0, before)

    asyncio.run(answers())


def test_who_gives_up_a_long_question_costs_its_worker(shelf: Shelf) -> None:
    async def answers() -> None:
        async with QueryPool(shelf.newest, Limits(workers=1)) as pool:
            before = pids(pool)
            endless = await pool.run(ENDLESS_ROWS, TSV)
            await endless.aclose()
            await eventually_async(lambda: pool.idle == 1 and pids(pool) != before)

    asyncio.run(answers())


def test_one_that_waits_for_another_service_makes_room_as_well(shelf: Shelf) -> None:
    asked, answer = threading.Event(), threading.Event()

    class Slow(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.set()
            answer.wait(PATIENCE)
            self.send_error(404)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    async def answers(host: str) -> None:
        limits = Limits(workers=1, per_client=1, aside=1, timeout=120)
        async with QueryPool(shelf.newest, limits, remote=Remote(host)) as pool:
            query = f"SELECT * {{ SERVICE <http://{host}/> {{ ?s ?p ?o }} }}"
            waiting = asyncio.create_task(pool.run(query, AcceptedFormats()))
            await eventually_async(asked.is_set)
            assert "Cardiff" in await ask(pool, ONE_NAME)
            assert not waiting.done()
            answer.set()
            with pytest.raises(KgError):
                await waiting

    with ThreadingHTTPServer(("127.0.0.1", 0), Slow) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            asyncio.run(answers(f"127.0.0.1:{server.server_port}"))
        finally:
            answer.set()
            server.shutdown()
