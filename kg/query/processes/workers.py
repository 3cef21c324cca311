"""Warm processes of one kind: handed out first come, first served, and replaced when they die."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from enum import Enum
from functools import partial

from kg.errors import Unavailable
from kg.query.limits import Limits
from kg.query.processes.answer import Chunks, Exchange, Lease
from kg.query.processes.forks import describe_exit
from kg.query.processes.process import WorkerProcess
from kg.query.processes.turns import Turns
from kg.query.question import AnyQuestion, Graph
from kg.store.protocol import AnswerKind
from kg.waiting import ENDING

_log = logging.getLogger(__name__)

_PAUSE = 1.0
"""Seconds between attempts to start a worker where the machine lets none start."""

_FIRST_PAUSES = (0.1, 0.5)
"""The same seconds while nobody is served yet."""

Start = Callable[[], Awaitable[WorkerProcess]]
GraphOf = Callable[[WorkerProcess], Graph | Awaitable[Graph]]
StandIn = Callable[[Lease], Awaitable[Lease]]
Reply = tuple[AnswerKind, Graph, Chunks]
"""The kind of an answer, what it speaks of, and the answer."""


class WorkerState(Enum):
    """Where a worker stands among the others. Each place is for one that is free or asked."""

    FREE = "it has a place, and takes the next question"
    ASKED = "it has a place, and answers"
    ASIDE = "it answers, and another has its place"
    SPARE = "it waits for a place"


_PLACED, _BUSY = (WorkerState.FREE, WorkerState.ASKED), (WorkerState.ASKED, WorkerState.ASIDE)


class Workers:
    """As many processes as the limits say, made by `start`. Use it on one event loop, and close it.

    What they keep of their snapshots may be `behind` by so many versions while they are asked nothing, so that they can
    take over what no change has touched. Each worker that is handed out has a place. One whose question takes long is
    set aside, as far as the limits allow: another takes its place, and it is a spare when it is done.
    """

    def __init__(self, start: Start, limits: Limits, behind: int = 0) -> None:
        self._start_one, self._limits, self._behind = start, limits, behind
        self._turns = Turns[WorkerProcess](limits.waiting * limits.workers, limits.per_client)
        self._states: dict[WorkerProcess, WorkerState] = {}  # one that ended keeps its own until its place is filled
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_open = False
        self._starting = 0  # how many are on their way to a place
        self._newest = 0
        self.alive: set[WorkerProcess] = set()
        self.replaced = 0

    @property
    def idle(self) -> int:
        """Count the workers that could take a question now."""
        return self._turns.idle

    @property
    def waiting(self) -> int:
        """Count the questions that wait for a worker."""
        return self._turns.waiting

    async def open(self) -> None:
        """Start all of them, and wait until they are ready. Raises Unavailable."""
        self._is_open = True
        self._starting = self._limits.workers
        for _ in range(self._limits.workers):
            worker = await self._first()
            self._starting -= 1
            self._settle(worker)

    def open_soon(self) -> None:
        """Have them started, unless they are already."""
        if not self._is_open:
            self._is_open = True
            self._fill()

    async def close(self) -> None:
        """End them all; what hangs and does not tell of it is left to the end of the process it was forked from."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self.alive:
            await asyncio.wait([asyncio.ensure_future(worker.close()) for worker in self.alive], timeout=ENDING)
        self.alive.clear()

    async def ask(
        self,
        question: AnyQuestion,
        client: str,
        graph: GraphOf,
        stand_in: StandIn | None = None,
    ) -> Reply:
        """Find a worker, ask it, and wait for the first chunk of what it says: the kind, what it speaks of, the chunks.

        `graph` gives what a worker is asked of. `stand_in` starts another, which answers in place of the one whose
        turn it is.
        """
        deadline = asyncio.get_running_loop().time() + self._limits.timeout
        lease, reading = await self._lease(deadline, client, question.topic, graph, stand_in)
        exchange = Exchange(lease, question, self._limits, deadline)
        kind = await exchange.begin(reading)
        chunks = Chunks(exchange, min(self._limits.result, question.longest_answer))
        await chunks.prepare()
        return kind, reading, chunks

    async def _lease(
        self, deadline: float, client: str, topic: str, graph: GraphOf, stand_in: StandIn | None
    ) -> tuple[Lease, Graph]:
        """Find a worker, best one that knows the topic, and what it is to read. Raises Unavailable."""
        self._bring_in(topic)
        try:
            worker = await self._turns.take(client, deadline, (lambda each: topic in each.topics) if topic else None)
            self._states[worker] = WorkerState.ASKED
            # the room is that of its place, also where another stands in
            lease = Lease(worker, partial(self._set_aside, worker, client), partial(self._give_back, worker, client))
            try:
                if stand_in is not None:
                    async with asyncio.timeout_at(deadline):
                        lease = await stand_in(lease)
                reading = graph(lease.worker)
                if not isinstance(reading, Graph):
                    async with asyncio.timeout_at(deadline):
                        reading = await reading
            except BaseException:
                lease.give_back()
                raise
        except TimeoutError:
            raise Unavailable(f"its turn did not come within {self._limits.timeout:g} s") from None
        except OSError as error:
            raise Unavailable(f"the newest version cannot be read: {error}") from None
        return lease, reading

    def renew(self, outdated: Callable[[WorkerProcess], bool]) -> None:
        """Replace those that are outdated as soon as they are free."""
        for worker in filter(outdated, self.alive):
            worker.retired = True
            if self._turns.discard(worker) or self._states.get(worker) is WorkerState.SPARE:
                worker.kill()

    def outdate(self, version: int) -> None:
        """Have the snapshots let go of that are older than a version, by busy workers when they are free."""
        self._newest = version
        for worker in self.alive:
            if not self.is_busy(worker):
                worker.let_go(version, self._behind)

    def is_busy(self, worker: WorkerProcess) -> bool:
        """Tell whether a worker answers a question."""
        return self._states.get(worker) in _BUSY

    def _bring_in(self, topic: str) -> None:
        """Let a spare that knows a topic take the place of one that is free and knows less, if none free knows it."""
        free, spare = (
            [worker for worker, state in self._states.items() if state is each and not worker.killed]
            for each in (WorkerState.FREE, WorkerState.SPARE)
        )
        knowing = [worker for worker in spare if topic in worker.topics]
        if not free or not knowing or any(topic in worker.topics for worker in free):
            return
        resting = min(free, key=lambda worker: len(worker.topics))
        self._turns.discard(resting)
        self._states[resting] = WorkerState.SPARE
        self._offer(knowing[0])

    def _give_back(self, worker: WorkerProcess, client: str) -> None:
        if worker in self.alive:
            worker.let_go(self._newest, self._behind)
        else:
            worker.release()  # it may have ended before it had its snapshot
        state = self._states.get(worker)
        if state is WorkerState.ASIDE:
            self._settle(worker)
            return
        self._turns.leave(client)
        if state is WorkerState.ASKED and not worker.killed:
            self._offer(worker)

    def _offer(self, worker: WorkerProcess) -> None:
        self._states[worker] = WorkerState.FREE
        if worker.retired:
            worker.kill()
        else:
            self._turns.offer(worker)

    def _set_aside(self, worker: WorkerProcess, client: str) -> None:
        """Let a long question go on beside, and fill the place of its worker; the client may ask another."""
        if self._states.get(worker) is WorkerState.ASKED and self._count(WorkerState.ASIDE) < self._limits.aside:
            self._states[worker] = WorkerState.ASIDE
            self._turns.leave(client)
            self._fill()

    def _settle(self, worker: WorkerProcess) -> None:
        """Give a free worker a place, or keep it for when there is one; what is outdated is not kept."""
        self._states.pop(worker, None)
        if worker.killed or worker not in self.alive:
            return
        if self._count(*_PLACED) < self._limits.workers:
            self._offer(worker)
        elif self._count(WorkerState.SPARE) < self._limits.aside and not worker.retired:
            self._states[worker] = WorkerState.SPARE
        else:
            worker.kill()

    def _count(self, *states: WorkerState) -> int:
        return sum(state in states for state in self._states.values())

    def _fill(self) -> None:
        """Fill the places that are empty and that nobody is on the way to."""
        spares = [worker for worker, state in self._states.items() if state is WorkerState.SPARE and not worker.killed]
        for _ in range(self._limits.workers - self._count(*_PLACED)):
            if spares:
                self._settle(spares.pop())
        for _ in range(self._limits.workers - self._count(*_PLACED) - self._starting):
            self._starting += 1
            self._begin(self._replace())

    def _begin(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _watch(self, worker: WorkerProcess) -> None:
        """Wait for the end of a worker, and fill its place."""
        code = await worker.ended()
        self.alive.discard(worker)
        self._turns.discard(worker)
        if self._states.get(worker) is WorkerState.SPARE:
            del self._states[worker]
        if not worker.retired:
            self.replaced += 1
            _log.info("query worker %d ended (%s)", worker.pid, describe_exit(code))
        await worker.close()
        if self._states.get(worker) in _PLACED:
            del self._states[worker]
            self._fill()

    async def _replace(self) -> None:
        try:
            worker = await self._replacement()
        finally:
            self._starting -= 1
        self._settle(worker)
        self._fill()  # it may have ended already

    async def _first(self) -> WorkerProcess:
        """Start a worker, and another where it dies before it is ready; but soon say that none can be started."""
        for pause in _FIRST_PAUSES:
            try:
                return await self._start()
            except Unavailable as error:
                _log.error("a query worker did not start: %s", error)
                await asyncio.sleep(pause)
        return await self._start()

    async def _replacement(self) -> WorkerProcess:
        while True:
            try:
                return await self._start()
            except Unavailable as error:
                _log.error("no query worker can be started: %s", error)
                await asyncio.sleep(_PAUSE)

    async def _start(self) -> WorkerProcess:
        worker = await self._start_one()
        self.alive.add(worker)
        self._begin(self._watch(worker))
        return worker
