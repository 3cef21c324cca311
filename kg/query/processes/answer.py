"""The answer to one query while a worker computes it, and the four ways in which that can end."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import cast

from kg.errors import KgError, LimitExceeded, Unavailable
from kg.query.frames import FAULT, LAST, ROWS, read_fault
from kg.query.limits import Limits
from kg.query.processes.forks import describe_exit
from kg.query.processes.process import WorkerGoneError, WorkerProcess
from kg.query.question import AnyQuestion, Graph
from kg.query.rows import UNKNOWN
from kg.store.protocol import AnswerKind


@dataclass(frozen=True, slots=True)
class Lease:
    """The worker that answers; `make_room` when the question takes long, `give_back` once when it has been answered."""

    worker: WorkerProcess
    make_room: Callable[[], None]
    give_back: Callable[[], None]


_PATIENCE = 0.05
"""Seconds in which a worker may end what nobody wants any more: starting another takes far longer."""


class Exchange:
    """One question on one worker, from the asking to whichever comes first.

    - the last frame, or a fault: the worker is free for the next question;
    - the deadline: the worker is killed, also when nobody is waiting for the next chunk just then;
    - the asker gives up (is cancelled, or closes the chunks): the worker is killed unless it is done shortly;
    - the worker dies: by the way it died the asker learns why.

    A worker that takes long, and not only waits for a processor, gives way to others and makes room, so that short
    questions stay short beside it. One that has the turn of the writers only makes room.
    """

    def __init__(
        self,
        lease: Lease,
        question: AnyQuestion,
        limits: Limits,
        deadline: float,
    ) -> None:
        """Begin, on a worker that is given back when this has ended."""
        self._lease, self._worker, self._question, self._limits = lease, lease.worker, question, limits
        self._deadline = deadline
        self._expired = self._given_up = self.ended = False
        self._clock = asyncio.get_running_loop().time
        self._began, self._used = self._clock(), lease.worker.processor_time()
        self._look_again()

    @property
    def subject(self) -> str:
        """Say what it is that may run over a limit."""
        return self._question.subject

    async def begin(self, graph: Graph) -> AnswerKind:
        """Ask, and learn what kind of answer there is."""
        try:
            await self._worker.ask(self._question, graph)
        except BaseException as error:
            raise self._broken_off(error) from None
        _, announcement = await self.receive()
        return cast("AnswerKind", announcement.decode())

    async def receive(self) -> tuple[bytes, bytes]:
        """Wait for the next frame. Raises what the query ran into."""
        try:
            tag, payload = await self._worker.receive()
        except BaseException as error:
            raise self._broken_off(error) from None
        if tag in (LAST, FAULT):
            self._end()
        if tag == FAULT:
            raise read_fault(payload)
        return tag, payload

    def abandon(self) -> None:
        """Give up the rest of the answer."""
        if self.ended or self._given_up:
            return
        self._given_up = True
        try:
            self._rest = asyncio.get_running_loop().create_task(self._pass_over_rest())
        except RuntimeError:  # collected after the loop has ended
            self._break_off()

    async def _pass_over_rest(self) -> None:
        try:
            async with asyncio.timeout(_PATIENCE):
                while (await self._worker.receive())[0] not in (LAST, FAULT):
                    pass
        except (TimeoutError, WorkerGoneError, asyncio.CancelledError):
            self._break_off()
        else:
            self._end()

    def _break_off(self) -> None:
        self._worker.kill()
        self._end()

    def _end(self) -> None:
        self.ended = True
        self._timer.cancel()
        self._worker.take_precedence()
        self._lease.give_back()

    def _look_again(self) -> None:
        soon = min(self._deadline, self._clock() + self._worker.patience)
        self._timer = asyncio.get_running_loop().call_at(soon, self._look)

    def _look(self) -> None:
        seconds, processor_time = self._clock() - self._began, self._worker.processor_time() - self._used
        if self._worker.is_long(seconds, processor_time) or self._clock() >= self._deadline:
            self._give_way()
        else:
            self._look_again()

    def _give_way(self) -> None:
        if not self._question.has_the_turn:
            self._worker.give_way()
        self._lease.make_room()
        self._timer = asyncio.get_running_loop().call_at(self._deadline, self._expire)

    def _expire(self) -> None:
        self._expired = True
        self._worker.kill()

    def _broken_off(self, error: BaseException) -> BaseException:
        if not isinstance(error, WorkerGoneError):
            self.abandon()
            return error
        if not self.ended:
            self._break_off()
        return self._verdict(error.code)

    def _verdict(self, code: int) -> KgError:
        if self._expired:
            return LimitExceeded("time", f"{self._limits.timeout:g} s", self.subject)
        if code == -signal.SIGABRT:
            return LimitExceeded("memory", f"{self._limits.memory} MiB", self.subject)
        if code == -signal.SIGSEGV:
            return self._question.too_deep()
        return Unavailable(f"the worker that computed the answer ended ({describe_exit(code)})")


class Chunks(AsyncIterator[bytes]):
    """The bytes of a result, each chunk once. Ends normally only if the answer is complete, else raises.

    An object and not a generator, because closing a generator that was never begun leaves the worker busy.
    `rows` is told by the last chunk, and UNKNOWN where the format does not tell it.
    """

    def __init__(self, exchange: Exchange, limit: int) -> None:
        self._exchange, self._limit, self._taken = exchange, limit << 20, 0
        self._first: bytes | None = None
        self.rows = UNKNOWN

    @property
    def whole(self) -> bytes | None:
        """Give the whole result if it is here already and nothing of it was taken."""
        return self._first if self._exchange.ended else None

    async def prepare(self) -> None:
        """Take in the first chunk, so that what goes wrong before it is raised here."""
        self._first = await self._receive()

    async def __anext__(self) -> bytes:
        chunk, self._first = self._first, None
        if chunk is None and not self._exchange.ended:
            chunk = await self._receive()
        if chunk:
            return chunk
        raise StopAsyncIteration

    async def _receive(self) -> bytes:
        tag, chunk = await self._exchange.receive()
        if tag == LAST:
            (self.rows,) = ROWS.unpack_from(chunk)
            chunk = chunk[ROWS.size :]
        self._taken += len(chunk)
        if self._taken > self._limit:
            self._exchange.abandon()
            raise LimitExceeded("result", f"{self._limit >> 20} MiB", self._exchange.subject)
        return chunk

    async def gather(self) -> None:
        """Take in all that is left, so that it is here as a whole; what goes wrong is raised here."""
        self._first = await self.read()

    async def read(self) -> bytes:
        """Take all that is left."""
        return b"".join([chunk async for chunk in self])

    async def aclose(self) -> None:
        """Give up what is not yet read; the worker is free for others."""
        self._first = None
        self._exchange.abandon()


@dataclass(frozen=True, slots=True)
class QueryResult:
    """An answer: what it is, the version of the graph it speaks of, and its bytes.

    Of one version and one `origin` the same question has the same bytes each time.
    Read `chunks` to the end or close them; the worker is busy until then.
    """

    kind: AnswerKind
    format: str
    media_type: str
    version: int
    origin: int
    chunks: Chunks

    async def aclose(self) -> None:
        """Give up what is not yet read (`contextlib.aclosing` does it for you)."""
        await self.chunks.aclose()
