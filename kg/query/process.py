"""A worker process as the pool sees it: start it, talk to it, kill it, learn how it died."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from kg.errors import Unavailable
from kg.query.connection import Connection
from kg.query.frames import QUERY, READY, json_frame
from kg.query.question import Question


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
        self.killed = False

    @classmethod
    async def start(cls, memory: int, base: str, *, union: bool, hosts: Iterable[str] = ()) -> WorkerProcess:
        """Start a worker with `memory` MiB, which may ask services of `hosts`, and wait until it is ready.

        Raises Unavailable.
        """
        ours, theirs = socket.socketpair()
        with theirs:
            connection = await Connection.over(ours)
            try:
                process = await _spawn(theirs, str(memory), "union" if union else "unnamed", base, ",".join(hosts))
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
        try:
            tag, _ = await self.receive()
        except WorkerGoneError as gone:
            raise Unavailable(f"a worker did not start: {gone}") from None
        if tag != READY:
            raise Unavailable("a worker spoke before it was ready")

    async def ask(self, question: Question, snapshot: tuple[int, Path]) -> None:
        """Send a question, to be answered from a snapshot. Raises WorkerGoneError."""
        self.version, directory = snapshot
        request = {"version": self.version, "directory": str(directory), "question": question.to_json()}
        try:
            self._connection.send(json_frame(QUERY, request))
        except ConnectionError:
            raise WorkerGoneError(await self.gone()) from None

    async def receive(self) -> tuple[bytes, bytes]:
        """Wait for the next frame: its tag and payload. Raises WorkerGoneError."""
        try:
            return await self._connection.receive()
        except ConnectionError:
            raise WorkerGoneError(await self.gone()) from None

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


def describe_exit(code: int) -> str:
    """Say how a process ended.

    >>> describe_exit(-9), describe_exit(1)
    ('SIGKILL', 'exit code 1')
    """
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"


async def _spawn(end: socket.socket, *arguments: str) -> Process:
    """Start Python anew, as forking is unsafe beside threads; it finds the modules this process finds."""
    path = os.pathsep.join(entry or str(Path.cwd()) for entry in sys.path)
    command = (sys.executable, "-P", "-m", "kg.query.worker", *arguments)
    environment = {**os.environ, "PYTHONPATH": path}
    return await asyncio.create_subprocess_exec(*command, stdin=end.fileno(), stdout=DEVNULL, env=environment)
