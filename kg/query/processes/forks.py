"""The fork server as the pool sees it: it is started when a worker is wanted, and again when it dies or hangs."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections import deque
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from kg.errors import Unavailable
from kg.waiting import ENDING

_log = logging.getLogger(__name__)

INTERPRETER = sys.executable
"""The Python that fork servers are started with."""

_MODULE = "kg.query.worker.fork_server"

_STARTING = 60.0
"""Seconds in which Python has started and loaded the modules, however busy the machine is."""

T = TypeVar("T")


class Fork:
    """A process that was forked: known by its number until it has ended."""

    def __init__(self, pid: int, server: ForkServer) -> None:
        self.pid, self._server = pid, server
        self.ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def kill(self) -> None:
        """End it now."""
        if not self.ended.done():
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)

    async def code(self) -> int:
        """Give the exit code of one that has ended, minus the signal if one killed it, which its parent is to tell."""
        try:
            return await self._server.hear(asyncio.shield(self.ended))
        except Unavailable:
            return -signal.SIGKILL  # what becomes of all that a fork server had forked


class ForkServer:
    """Forks workers of the kind that `module` is. Use it on one event loop, and close it.

    `replicated` are the journal and the rest that a replica is made of; without them the workers have none. One that
    is silent for `patience` seconds when it is to say something hangs: it is killed, and what it forked ends with it.
    """

    def __init__(self, module: str, *replicated: str, patience: float) -> None:
        self._patience, self._forks_at_once = patience, not replicated
        self._command = (INTERPRETER, "-P", "-m", _MODULE, module, *replicated)
        self._starting = asyncio.Lock()
        self._process: Process | None = None
        self._is_killed = False
        self.exit_code: int | None = None
        self._forks: dict[int, Fork] = {}
        self._asked: deque[asyncio.Future[Any]] = deque()
        self._listening: asyncio.Task[None] | None = None

    @property
    def is_running(self) -> bool:
        """Tell whether there is a process to fork from."""
        return self._process is not None

    async def fork(self, end: socket.socket, *arguments: str) -> Fork:
        """Fork a worker with its end of a socket; one with a replica only after :meth:`advance`. Raises Unavailable."""
        fork: Fork = await self._ask({"fork": arguments}, end, may_start=self._forks_at_once)
        return fork

    async def advance(self, version: int, seconds: float) -> None:
        """Bring the replica to a version, which takes so many seconds at most. Raises Unavailable."""
        await self._ask({"advance": version}, seconds=seconds)

    async def hear(self, word: asyncio.Future[T], seconds: float = 0.0) -> T:
        """Wait for what the process is to say, `seconds` longer than it has patience. Raises Unavailable."""
        patience = self._patience + seconds
        try:
            async with asyncio.timeout(patience):
                return await word
        except TimeoutError:
            if not self._is_killed:  # many may wait for it, and all of them learn of it at about the same time
                _log.error("the process that starts workers has been silent for %g s: it is killed", patience)
                self._kill()
            raise Unavailable("the process that starts the workers hung") from None

    async def close(self) -> None:
        """End it, and with it all that it forked."""
        self._kill()
        if self._listening is not None:
            await asyncio.wait([self._listening], timeout=ENDING)

    def _kill(self) -> None:
        self._is_killed = True
        if self._process is not None:
            with suppress(ProcessLookupError):
                self._process.kill()

    async def _ask(
        self, order: dict[str, Any], end: socket.socket | None = None, *, may_start: bool = True, seconds: float = 0.0
    ) -> Any:
        try:
            async with self._starting:
                if self._process is None:
                    if not may_start:
                        raise Unavailable("the replica of the graph is gone")
                    await self._start()
            attached = [] if end is None else [end.fileno()]
            socket.send_fds(self._orders, [json.dumps(order).encode() + b"\n"], attached)
        except OSError as error:
            raise Unavailable(f"no process can be started: {error}") from None
        return await self.hear(self._answer_to_last(), seconds)

    def _answer_to_last(self) -> asyncio.Future[Any]:
        """Give what will hold what it says to the order that was sent last."""
        answer = asyncio.get_running_loop().create_future()
        self._asked.append(answer)
        return answer

    async def _start(self) -> None:
        """Start Python anew, as forking is unsafe beside threads; it finds the modules this process finds."""
        self._orders, theirs = socket.socketpair()
        self._orders.setblocking(False)
        path = os.pathsep.join(entry or str(Path.cwd()) for entry in sys.path)
        quiet = {"RUST_BACKTRACE": "0", "OPENBLAS_NUM_THREADS": "1"}  # it must have one thread
        with theirs:
            try:
                self._process = await asyncio.create_subprocess_exec(
                    *self._command,
                    stdin=theirs.fileno(),
                    stdout=PIPE,
                    env={**os.environ, "PYTHONPATH": path, **quiet},
                    start_new_session=True,  # Ctrl-C is for the service alone
                )
            except BaseException:
                self._orders.close()
                raise
        self._is_killed = False
        self._listening = asyncio.create_task(self._listen(self._process))
        await self.hear(self._answer_to_last(), _STARTING)

    async def _listen(self, process: Process) -> None:
        """Take in what it says until it ends; whatever it forked ends with it."""
        assert process.stdout is not None  # noqa: S101 - it is a pipe
        while line := await process.stdout.readline():
            self._hear(json.loads(line))
        code = self.exit_code = await process.wait()
        self._process = None
        self._orders.close()
        for answer in self._asked:
            if not answer.done():
                answer.set_exception(Unavailable(f"the process that starts the workers ended ({describe_exit(code)})"))
        self._asked.clear()
        for fork in [*self._forks.values()]:
            fork.kill()
            self._end(fork.pid, -signal.SIGKILL)

    def _hear(self, facts: dict[str, Any]) -> None:
        match facts:
            case {"ended": pid, "code": code}:
                self._end(pid, code)
            case {"forked": pid}:
                self._forks[pid] = Fork(pid, self)
                self._answer(self._forks[pid])
            case {"failed": reason}:
                self._answer(Unavailable(f"no process can be started: {reason}"))
            case {"at": version}:
                self._answer(version)

    def _answer(self, what: object) -> None:
        answer = self._asked.popleft()
        if answer.done():  # nobody waits for it any more
            if isinstance(what, Fork):
                what.kill()
        elif isinstance(what, Exception):
            answer.set_exception(what)
        else:
            answer.set_result(what)

    def _end(self, pid: int, code: int) -> None:
        ended = self._forks.pop(pid).ended
        if not ended.done():
            ended.set_result(code)


def describe_exit(code: int) -> str:
    """Say how a process ended.

    >>> describe_exit(-9), describe_exit(1)
    ('SIGKILL', 'exit code 1')
    """
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"
