"""The fork server as the pool sees it: it is started when a worker is wanted, and again when it dies."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections import deque
from contextlib import suppress
from pathlib import Path
from typing import Any

from kg.errors import Unavailable

_MODULE = "kg.query.worker.fork_server"


class Fork:
    """A process that was forked: known by its number until it has ended."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def kill(self) -> None:
        """End it now."""
        if not self.ended.done():
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)

    async def wait(self) -> int:
        """Wait for its end; gives the exit code, minus the signal if one killed it."""
        return await asyncio.shield(self.ended)


class ForkServer:
    """Forks workers of the kind that `module` is. Use it on one event loop, and close it.

    `replicated` are the journal and the rest that a replica is made of; without them the workers have none.
    """

    def __init__(self, module: str, *replicated: str) -> None:
        self._forks_at_once = not replicated
        self._command = (sys.executable, "-P", "-m", _MODULE, module, *replicated)
        self._starting = asyncio.Lock()
        self._process: Process | None = None
        self.exit_code: int | None = None
        self.starts = 0
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

    async def advance(self, version: int) -> None:
        """Bring the replica to a version. Raises Unavailable."""
        await self._ask({"advance": version})

    async def close(self) -> None:
        """End it, and with it all that it forked."""
        process, listening = self._process, self._listening
        if process is not None and listening is not None:
            with suppress(ProcessLookupError):
                process.kill()
            await listening

    async def _ask(self, order: dict[str, Any], end: socket.socket | None = None, *, may_start: bool = True) -> Any:
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
        return await self._next()

    async def _next(self) -> Any:
        """Wait for what it says to the order that was sent last."""
        told = asyncio.get_running_loop().create_future()
        self._asked.append(told)
        return await told

    async def _start(self) -> None:
        """Start Python anew, as forking is unsafe beside threads; it finds the modules this process finds."""
        self.starts += 1
        self._orders, theirs = socket.socketpair()
        self._orders.setblocking(False)
        path = os.pathsep.join(entry or str(Path.cwd()) for entry in sys.path)
        with theirs:
            try:
                self._process = await asyncio.create_subprocess_exec(
                    *self._command,
                    stdin=theirs.fileno(),
                    stdout=PIPE,
                    env={**os.environ, "PYTHONPATH": path, "RUST_BACKTRACE": "0"},
                    start_new_session=True,  # Ctrl-C is for the service alone
                )
            except BaseException:
                self._orders.close()
                raise
        self._listening = asyncio.create_task(self._listen(self._process))
        await self._next()

    async def _listen(self, process: Process) -> None:
        """Take in what it says until it ends; whatever it forked ends with it."""
        assert process.stdout is not None  # noqa: S101 - it is a pipe
        while line := await process.stdout.readline():
            self._hear(json.loads(line))
        code = self.exit_code = await process.wait()
        self._process = None
        self._orders.close()
        for told in self._asked:
            if not told.done():
                told.set_exception(Unavailable(f"the process that starts the workers ended ({describe_exit(code)})"))
        self._asked.clear()
        for fork in [*self._forks.values()]:
            fork.kill()
            self._end(fork.pid, -signal.SIGKILL)

    def _hear(self, told: dict[str, Any]) -> None:
        match told:
            case {"ended": pid, "code": code}:
                self._end(pid, code)
            case {"forked": pid}:
                self._forks[pid] = Fork(pid)
                self._answer(self._forks[pid])
            case {"failed": reason}:
                self._answer(Unavailable(f"no process can be started: {reason}"))
            case {"at": version}:
                self._answer(version)

    def _answer(self, what: object) -> None:
        told = self._asked.popleft()
        if told.done():  # nobody waits for it any more
            if isinstance(what, Fork):
                what.kill()
        elif isinstance(what, Exception):
            told.set_exception(what)
        else:
            told.set_result(what)

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
