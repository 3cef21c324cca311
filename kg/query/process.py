"""A worker process as the pool sees it: start it, talk to it, kill it, learn how it died."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from asyncio.subprocess import DEVNULL, Process
from contextlib import suppress
from functools import cache
from pathlib import Path

from kg.errors import Unavailable
from kg.query.connection import Connection
from kg.query.frames import READY
from kg.query.question import Asked

_LONG_RUNNER = 15
"""How nice a process is to others while it answers a long question (nice(2))."""

_SHORT, _LONG = 0.05, 1.0
"""Seconds after which a question is no short one; where a worker must be replaced after it, after which it is long."""

_CAP_SYS_NICE = 23


class WorkerGoneError(Exception):
    """The worker ended in mid-conversation: `code` is its exit code, minus the signal if one killed it."""

    def __init__(self, code: int) -> None:
        super().__init__(describe_exit(code))
        self.code = code


class WorkerProcess:
    """One worker. It holds nothing but a snapshot opened for reading, so killing it is always safe."""

    def __init__(self, process: Process, connection: Connection) -> None:
        self._process, self._connection = process, connection
        self.pid = process.pid
        self.version = -1
        self.killed = self._gives_way = False

    @classmethod
    async def start(cls, module: str, memory: int, *arguments: str) -> WorkerProcess:
        """Start a worker of the kind that `module` is, with `memory` MiB, and wait until it is ready.

        Raises Unavailable.
        """
        ours, theirs = socket.socketpair()
        with theirs:
            connection = await Connection.over(ours)
            try:
                process = await _spawn(theirs, module, str(memory), *arguments)
            except BaseException:
                connection.close()
                raise
        worker = cls(process, connection)
        try:
            await worker._greeting()
        except BaseException:
            await worker.close()
            raise
        return worker

    async def _greeting(self) -> None:
        if _may_take_precedence():
            self.give_way()  # to start takes longer than most questions do
        try:
            tag, _ = await self.receive()
        except WorkerGoneError as gone:
            raise Unavailable(f"a worker did not start: {gone}") from None
        if tag != READY:
            raise Unavailable("a worker spoke before it was ready")
        self.take_precedence()

    async def ask(self, question: Asked, snapshot: tuple[int, Path]) -> None:
        """Send a question, to be answered from a snapshot. Raises WorkerGoneError."""
        self.version, directory = snapshot
        try:
            self._connection.send(question.frame(self.version, directory))
        except ConnectionError:
            raise WorkerGoneError(await self.gone()) from None

    async def receive(self) -> tuple[bytes, bytes]:
        """Wait for the next frame: its tag and payload. Raises WorkerGoneError."""
        try:
            return await self._connection.receive()
        except ConnectionError:
            raise WorkerGoneError(await self.gone()) from None

    @property
    def patience(self) -> float:
        """Seconds after which a worker is to give way to others."""
        return _SHORT if _may_take_precedence() else _LONG

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
        with suppress(ProcessLookupError):
            self._process.kill()

    async def gone(self) -> int:
        """Wait for its end; gives the exit code, minus the signal if one killed it."""
        return await self._process.wait()

    async def close(self) -> None:
        """End it and let go of everything that belonged to it."""
        self.kill()
        await self.gone()
        self._connection.close()


@cache
def _may_take_precedence() -> bool:
    """Tell whether this process may undo the niceness of others (capabilities(7))."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return False
    effective = next((line.split()[1] for line in status.splitlines() if line.startswith("CapEff:")), "0")
    return bool(int(effective, 16) >> _CAP_SYS_NICE & 1)


def describe_exit(code: int) -> str:
    """Say how a process ended.

    >>> describe_exit(-9), describe_exit(1)
    ('SIGKILL', 'exit code 1')
    """
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"


async def _spawn(end: socket.socket, module: str, *arguments: str) -> Process:
    """Start Python anew, as forking is unsafe beside threads; it finds the modules this process finds."""
    path = os.pathsep.join(entry or str(Path.cwd()) for entry in sys.path)
    command = (sys.executable, "-P", "-m", module, *arguments)
    environment = {**os.environ, "PYTHONPATH": path}
    return await asyncio.create_subprocess_exec(*command, stdin=end.fileno(), stdout=DEVNULL, env=environment)
