"""Jobs make room for each other: what has ended goes first, and what runs is counted for each client and for all."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.jobs import LARGEST, Job, Jobs
from kg.errors import KgError, TooManyRequests, Unavailable
from kg.query.limits import Limits
from kg.query.networks import Networks
from kg.store import Snapshot
from tests.waiting import eventually_async

Work = Callable[[Request], Awaitable[Response]]


class Bench:
    """Jobs on an event loop, each of which holds a snapshot in a folder."""

    def __init__(self, folder: Path, within: float, kept: float) -> None:
        self.folder = folder
        self.released = 0
        self.jobs = Jobs(Networks(self.pin, Limits(), 10), within, kept)

    async def pin(self) -> Snapshot:
        return Snapshot(1, self.folder, self._count)

    def _count(self) -> None:
        self.released += 1

    async def begin(self, work: Work, client: str = "192.0.2.1") -> Job:
        scope = {
            "type": "http",
            "method": "GET",
            "path": "/network/x",
            "query_string": b"a=1",
            "headers": [(b"host", b"h")],
            "client": (client, 1),
        }
        return self.jobs.begin(Request(scope), await self.pin(), self.pin, work)


def on_bench(folder: Path, test: Callable[[Bench], Awaitable[None]], within: float = 60, kept: float = 60) -> None:
    async def run() -> None:
        bench = Bench(folder, within, kept)
        await test(bench)
        await bench.jobs.aclose()
        assert len(bench.jobs) == 0

    asyncio.run(run())


async def for_ever(_: Request) -> Response:
    await asyncio.Event().wait()
    raise AssertionError


def giving(size: int) -> Work:
    async def work(_: Request) -> Response:
        return Response(b"x" * size)

    return work


def test_of_one_client_and_of_all_only_so_many_run(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        for client in range(8):
            for _ in range(4):
                await bench.begin(for_ever, f"192.0.2.{client}")
            if client < 7:
                with pytest.raises(TooManyRequests):
                    await bench.begin(for_ever, f"192.0.2.{client}")
        with pytest.raises(Unavailable):
            await bench.begin(for_ever, "198.51.100.1")
        assert bench.released == 8, "a refused job holds nothing"
        await bench.jobs.aclose()
        assert bench.released == 40

    on_bench(tmp_path, test)


def test_answers_take_so_much_memory_and_the_first_that_ended_goes(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        jobs = []
        for _ in range(5):
            job = await bench.begin(giving(LARGEST << 20))
            await job.end_within(60)
            jobs.append(job)
        assert [job.id in ids(bench, jobs) for job in jobs] == [False, True, True, True, True]
        small = await bench.begin(giving(1))
        await small.end_within(60)
        assert ids(bench, jobs) == {job.id for job in jobs[2:]}

    on_bench(tmp_path, test)


def ids(bench: Bench, jobs: list[Job]) -> set[str]:
    """The ids of those that are there still."""

    def is_there(job: Job) -> bool:
        try:
            return bench.jobs.find(job.id) is job
        except HTTPException:
            return False

    return {job.id for job in jobs if is_there(job)}


def test_hundreds_of_small_ones_do_not_stay(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        jobs = []
        for _ in range(300):
            jobs.append(await bench.begin(giving(1)))
            await jobs[-1].end_within(60)
        assert ids(bench, jobs) == {job.id for job in jobs[-256:]}
        assert len({job.id for job in jobs}) == 300
        assert min(len(job.id) for job in jobs) >= 32

    on_bench(tmp_path, test)


def test_they_are_forgotten_after_a_while(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        job = await bench.begin(giving(1))
        await job.end_within(60)
        await eventually_async(lambda: not ids(bench, [job]), "it is forgotten")
        assert bench.released == 1

    on_bench(tmp_path, test, kept=0.01)


def test_what_fails_says_why_and_lets_go(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def wrong(_: Request) -> Response:
        raise KgError("it is wrong")

    async def broken(_: Request) -> Response:
        raise ZeroDivisionError

    async def test(bench: Bench) -> None:
        for work, status in ((wrong, 400), (broken, 500)):
            job = await bench.begin(work)
            await job.end_within(60)
            assert job.status == "failed"
            assert job.response is not None
            assert job.response.status_code == status
        assert bench.released == 2

    on_bench(tmp_path, test)
    assert "ZeroDivisionError" in caplog.text


def test_one_that_hangs_is_ended_by_the_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def test(bench: Bench) -> None:
        job = await bench.begin(for_ever)
        await job.end_within(60)
        assert job.status == "failed"
        assert job.response is not None
        assert job.response.status_code == 504

    monkeypatch.setattr("api.jobs._GRACE", 0.01)
    on_bench(tmp_path, test, within=0.01)


def test_one_that_is_cancelled_before_it_began_lets_go(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        job = await bench.begin(for_ever)
        bench.jobs.cancel(job.id)
        await job.end_within(60)
        assert (job.status, bench.released) == ("cancelled", 1)

    on_bench(tmp_path, test)
