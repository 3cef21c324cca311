"""A worker process as the pool sees it: start it, talk to it in whole frames, kill it, learn how it died."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
import time
from collections import deque
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Self, cast

from kg.errors import Unavailable
from kg.query.frames import CHUNK_SIZE, HEADER, LET_GO, READY, frame
from kg.query.processes.forks import Fork, ForkServer, describe_exit
from kg.query.question import AnyQuestion, Graph
from kg.store import Snapshot
from kg.waiting import within

_AHEAD = 4 * CHUNK_SIZE
"""Bytes read ahead of whoever takes the frames; the worker waits beyond that."""


class Connection(asyncio.Protocol):
    """Frames from one worker and to it. Only one task at a time may wait for a frame."""

    def __init__(self) -> None:
        self._partial = bytearray()
        self._frames: deque[tuple[bytes, bytes]] = deque()
        self._held = 0
        self._lost = asyncio.Event()
        self._waiting: asyncio.Future[None] | None = None
        self._transport: asyncio.Transport

    @classmethod
    async def over(cls, end: socket.socket) -> Self:
        """Take over one end of a pair of sockets."""
        _, connection = await asyncio.get_running_loop().create_unix_connection(cls, sock=end)
        return connection

    def send(self, frame: bytes) -> None:
        """Send a frame. Raises ConnectionError."""
        if self._lost.is_set():
            raise ConnectionResetError
        self._transport.write(frame)

    async def receive(self) -> tuple[bytes, bytes]:
        """Wait for the next frame: its tag and payload. Raises ConnectionError where none will come."""
        while not self._frames:
            if self._lost.is_set():
                raise ConnectionResetError
            self._waiting = asyncio.get_running_loop().create_future()
            await self._waiting
        tag, payload = self._frames.popleft()
        if self._held > _AHEAD >= self._held - len(payload) and not self._lost.is_set():
            self._transport.resume_reading()
        self._held -= len(payload)
        return tag, payload

    async def closed(self) -> None:
        """Wait until the other end is closed, which the system does where its process ends, or this one."""
        await self._lost.wait()

    def close(self) -> None:
        """Let go of the socket."""
        self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Take in bytes and find the frames in them."""
        self._partial += data
        start, end = 0, len(self._partial)
        before = self._held
        while end - start >= HEADER.size:
            tag, length = HEADER.unpack_from(self._partial, start)
            stop = start + HEADER.size + length
            if stop > end:
                break
            self._frames.append((tag, bytes(self._partial[start + HEADER.size : stop])))
            self._held += length
            start = stop
        del self._partial[:start]
        if before <= _AHEAD < self._held:
            self._transport.pause_reading()
        if self._frames:
            self._wake()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        """Tell who waits that nothing more will come."""
        self._lost.set()
        self._wake()

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)


_LONG_RUNNER = 15
"""How nice a process is to others while it answers a long question (nice(2))."""

_SHORT, _LONG = 0.05, 1.0
"""Seconds of a processor after which a question is no short one, and of any kind after which it is long.

On a busy machine a short question takes long as well: what others are started for then, they would lack."""

_TOPICS = 4
"""Topics of one worker: what it keeps of those before has made room."""

_STARTING = 60.0
"""Seconds in which a worker is ready, however busy the machine is: one that checks compiles the shapes first."""

_CAP_SYS_NICE = 23

_CPUCLOCK_SCHED = 2
"""With the number of a process, its clock of nanoseconds, as clock_getcpuclockid(3) of Linux makes it."""


NO_REPLICA = -1
"""In the place of the version that a replica has."""


class WorkerGoneError(Exception):
    """The worker ended in mid-conversation: `code` is its exit code, minus the signal if one killed it."""

    def __init__(self, code: int) -> None:
        super().__init__(describe_exit(code))
        self.code = code


class WorkerProcess:
    """One worker. It holds nothing but a graph opened for reading, so killing it is always safe.

    `replica` is the version it has in memory, `lineage` says when it was forked with it, and `followed` counts the
    bytes of journal that it has read since. One that is `retired` is to be killed as soon as it is free. `topics` are
    those of the questions that it was asked last.
    """

    def __init__(self, fork: Fork, connection: Connection) -> None:
        self._fork, self._connection = fork, connection
        self.pid = fork.pid
        self.replica, self.lineage, self.followed = NO_REPLICA, 0, 0
        self.killed = self.retired = self._gives_way = False
        self.topics = deque[str](maxlen=_TOPICS)
        self._snapshot: Snapshot | None = None
        self._read = sys.maxsize  # the version that it has something of

    @classmethod
    async def start(cls, forks: ForkServer, *arguments: str) -> Self:
        """Have a worker forked, and wait until it is ready. Raises Unavailable."""
        try:
            ours, theirs = socket.socketpair()
        except OSError as error:
            raise Unavailable(f"no process can be started: {error}") from None
        with theirs:
            try:
                connection = await Connection.over(ours)
            except BaseException:
                ours.close()
                raise
            try:
                fork = await forks.fork(theirs, *arguments)
            except BaseException:
                connection.close()
                raise
        worker = cls(fork, connection)
        try:
            await worker._greeting()
        except BaseException:
            worker.kill()
            raise
        return worker

    async def _greeting(self) -> None:
        if _may_take_precedence():
            self.give_way()  # to start can take longer than most questions do
        try:
            async with within(_STARTING, "a worker was not ready"):
                tag, _ = await self.receive()
        except WorkerGoneError as gone:
            raise Unavailable(f"a worker did not start: {gone}") from None
        if tag != READY:
            raise Unavailable("a worker spoke before it was ready")
        self.take_precedence()

    async def ask(self, question: AnyQuestion, graph: Graph) -> None:
        """Send a question, and what it is asked of. Raises WorkerGoneError."""
        if question.topic:
            if question.topic in self.topics:
                self.topics.remove(question.topic)
            self.topics.append(question.topic)
        try:
            self._connection.send(question.frame(graph))
        except ConnectionError:
            raise WorkerGoneError(await self._code()) from None

    def read(self, snapshot: Snapshot) -> Graph:
        """Let this worker have a snapshot in place of the one before, until it is released; give what to ask of it."""
        self.release()
        self._snapshot, self._read = snapshot, snapshot.version
        return Graph(snapshot.version, snapshot.folder)

    def let_go(self, version: int, behind: int = 0) -> None:
        """Have it close its snapshot, while it is asked nothing, if that is older than a version.

        It keeps what it has read in memory until that is older by more than `behind` versions.
        """
        if self._read < version - behind:
            self._tell_to_let_go(entirely=True)
        elif self._snapshot is not None and self._snapshot.version < version:
            self._tell_to_let_go(entirely=False)
        else:
            return
        self.release()

    def _tell_to_let_go(self, *, entirely: bool) -> None:
        with suppress(ConnectionError):
            self._connection.send(frame(LET_GO, json.dumps({"entirely": entirely}).encode()))
        if entirely:
            self._read = sys.maxsize

    def release(self) -> None:
        """Let go of the snapshot, which is not asked for any more."""
        if self._snapshot is not None:
            asyncio.get_running_loop().run_in_executor(None, self._snapshot.release)  # to remove it may take a while
            self._snapshot = None

    async def receive(self) -> tuple[bytes, bytes]:
        """Wait for the next frame: its tag and payload. Raises WorkerGoneError."""
        try:
            return await self._connection.receive()
        except ConnectionError:
            raise WorkerGoneError(await self._code()) from None

    async def _code(self) -> int:
        """Give the exit code; of one that was killed from here nothing has to be asked, so that nobody waits for it."""
        return -signal.SIGKILL if self.killed else await self.ended()

    @property
    def patience(self) -> float:
        """Seconds after which it is worth looking whether a question takes long."""
        return _SHORT if _may_take_precedence() else _LONG  # it must be replaced after a long one

    def processor_time(self) -> float:
        """Give the seconds of a processor that it has had, or of a clock where the system does not tell."""
        try:
            return time.clock_gettime(~self.pid << 3 | _CPUCLOCK_SCHED)
        except OSError:
            return time.monotonic()

    def is_long(self, seconds: float, processor_time: float) -> bool:
        """Tell whether to give way to others in a question that has taken so much."""
        return processor_time >= self.patience or seconds >= _LONG

    def give_way(self) -> None:
        """Let other processes go before it from now on."""
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.pid, _LONG_RUNNER)
            self._gives_way = True

    def take_precedence(self) -> None:
        """Make it equal to the others again; where the system does not let us, another takes its place."""
        if self._gives_way and not self.killed:
            self._gives_way = False
            try:
                os.setpriority(os.PRIO_PROCESS, self.pid, os.getpriority(os.PRIO_PROCESS, 0))
            except OSError:
                self.kill()

    def kill(self) -> None:
        """End it now, whatever it does; its place in the pool is filled again."""
        self.killed = True
        self._fork.kill()
        self._connection.close()  # whoever waits for it learns so at once, also where the system cannot end it yet

    async def ended(self) -> int:
        """Wait for its end; gives the exit code, minus the signal if one killed it."""
        await self._connection.closed()
        return await self._fork.code()

    async def close(self) -> None:
        """End it and let go of everything that belonged to it."""
        self.kill()
        await self.ended()
        self.release()


@cache
def _may_take_precedence() -> bool:
    """Tell whether this process may undo the niceness of others (capabilities(7))."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return False
    effective = next((line.split()[1] for line in status.splitlines() if line.startswith("CapEff:")), "0")
    return bool(int(effective, 16) >> _CAP_SYS_NICE & 1)
