"""Questions that take long: each is answered as a job, while the client asks now and then how it stands."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from secrets import token_urlsafe
from time import monotonic
from typing import Literal

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from api.http.client import client_of
from api.http.endings import CloseAfterAnswer
from api.http.problems import answer_to, problem
from kg.errors import KgError, LimitExceeded, TooManyRequests, Unavailable
from kg.query.networks import Networks
from kg.query.processes.on_demand import NewestSnapshot
from kg.sentences import Sentence
from kg.store import Snapshot
from kg.waiting import ENDING

_log = logging.getLogger("kg.api")

Work = Callable[[Request], Awaitable[Response]]
"""Answers a request with a whole body. The one it is given may be that of a job."""
Status = Literal["running", "done", "failed", "cancelled"]

LARGEST = 32
"""MiB that the answer of a job may have."""

_ROOM = 4 * LARGEST << 20
"""Bytes of memory for all answers; the job that ended first makes room."""
_RUNNING, _OF_ONE = 32, 4
"""Jobs that may run, and of one client: they take turns, and their waiting counts as well."""
_KEPT = 256
"""Jobs that may be kept, most of them ended; the one that ended first makes room."""
_GRACE = 5.0
"""Seconds that an answer may take beyond those of its questions, which end by themselves."""
_JOB = "kg.job"


@dataclass(slots=True, eq=False)
class Job:
    """A question, the version it is about, which is held until it is answered, and the answer."""

    id: str
    asked: str
    client: str
    snapshot: Snapshot
    pin: NewestSnapshot
    networks: Networks
    started: datetime
    began: float
    status: Status = "running"
    response: Response | None = None
    seconds_taken: float | None = None
    task: asyncio.Task[None] | None = None

    @property
    def seconds(self) -> float:
        """How long it took, or takes already."""
        return monotonic() - self.began if self.seconds_taken is None else self.seconds_taken

    @property
    def size(self) -> int:
        """Bytes of the answer."""
        return 0 if self.response is None else len(self.response.body)

    async def end_within(self, seconds: float) -> None:
        """Wait for the end, at most so many seconds."""
        if self.task is not None:
            await asyncio.wait([self.task], timeout=seconds)


def job_of(request: Request) -> Job | None:
    """Give the job that a request is answered for, None where its client waits."""
    job: Job | None = request.scope.get(_JOB)
    return job


class Jobs:
    """All jobs, by ids that cannot be guessed. Use it on one event loop, and close it."""

    def __init__(self, networks: Networks, within: float, kept: float) -> None:
        """Let `networks` answer, each `within` so many seconds; what has ended is `kept` for so many."""
        self.networks, self._within, self._kept_for = networks, within, kept
        self._jobs: dict[str, Job] = {}
        self._ended: dict[str, asyncio.TimerHandle] = {}  # in the order in which they ended

    def __len__(self) -> int:
        return len(self._jobs)

    def demand_room(self, client: str) -> None:
        """Raise TooManyRequests where a client has too many running, Unavailable where all have."""
        running = [job for job in self._jobs.values() if job.status == "running"]
        if sum(job.client == client for job in running) >= _OF_ONE:
            raise TooManyRequests(_OF_ONE)
        if len(running) >= _RUNNING:
            raise Unavailable(f"{len(running)} jobs are running already")

    def begin(self, request: Request, snapshot: Snapshot, pin: NewestSnapshot, work: Work) -> Job:
        """Begin to answer a request about a version that is held, and that `pin` pins again. Raises as demand_room."""
        client = client_of(request)
        try:
            self.demand_room(client)
        except KgError:
            snapshot.release()
            raise
        query = f"?{request.url.query}" if request.url.query else ""
        address = f"{request.url.path}{query}"
        job = Job(token_urlsafe(24), address, client, snapshot, pin, self.networks, datetime.now(UTC), monotonic())
        self._jobs[job.id] = job
        scope = {**request.scope, _JOB: job, "kg.observation": None}  # that of the request is written soon
        job.task = asyncio.create_task(self._answer(job, scope, work))
        job.task.add_done_callback(lambda _: self._end(job))
        return job

    def find(self, id_: str) -> Job:
        """Give a job. Answers 404 where there is none of that id, or none any more."""
        if id_ in self._jobs:
            return self._jobs[id_]
        detail = Sentence(
            "There is no job of that id. One that has ended is kept for %(seconds)s seconds, if there is room, "
            "and none outlives a restart of the service. Ask the question again.",
            seconds=f"{self._kept_for:g}",
        )
        raise HTTPException(404, detail)

    def cancel(self, id_: str) -> None:
        """End the work for a job that is running, and forget one that has ended. Answers 404 as :meth:`find`."""
        job = self.find(id_)
        if job.status == "running" and job.task is not None:
            job.status = "cancelled"
            job.task.cancel()
        else:
            self.forget(job)

    def forget(self, job: Job) -> None:
        """Keep a job no longer; its work ends."""
        self._jobs.pop(job.id, None)
        if timer := self._ended.pop(job.id, None):
            timer.cancel()
        if job.task is not None:
            job.task.cancel()

    async def aclose(self) -> None:
        """End all work, and forget all."""
        tasks = [job.task for job in self._jobs.values() if job.task is not None]
        for job in [*self._jobs.values()]:
            self.forget(job)
        if tasks:
            await asyncio.wait(tasks, timeout=ENDING)

    async def _answer(self, job: Job, scope: Scope, work: Work) -> None:
        async def answering(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001
            job.response = await work(Request(scope, receive))
            job.status = "done"

        try:
            async with asyncio.timeout(self._within + _GRACE):
                await CloseAfterAnswer(answering)(scope, _nothing_more, _nowhere)
        except TimeoutError:
            self._fail(job, scope, LimitExceeded("time", f"{self._within:g} s", "network"))
        except (KgError, HTTPException) as error:
            self._fail(job, scope, error)
        except Exception as error:  # an edge of the service: it is logged, and the job says so
            _log.error("job failed: %r", job.asked, exc_info=error)
            job.response = problem(
                500, "internal-error", "The service failed at this; the operator finds why in the log."
            )
            job.status = "failed"

    def _fail(self, job: Job, scope: Scope, error: Exception) -> None:
        job.response, job.status = answer_to(Request(scope), error), "failed"

    def _end(self, job: Job) -> None:
        """Let go of the version, and keep the answer for a while."""
        job.snapshot.release()
        job.seconds_taken = job.seconds
        if job.id not in self._jobs:
            return
        self._ended[job.id] = asyncio.get_running_loop().call_later(self._kept_for, self.forget, job)
        while self._ended and (len(self._jobs) > _KEPT or sum(each.size for each in self._jobs.values()) > _ROOM):
            self.forget(self._jobs[next(iter(self._ended))])


async def _nothing_more() -> Message:
    """Receive nothing: the client of a job has hung up already, which does not end it."""
    return await asyncio.get_running_loop().create_future()  # type: ignore[no-any-return]


async def _nowhere(message: Message) -> None:
    """Send nothing."""
