"""The process that workers are forked from: what they need is loaded once, and starting one takes milliseconds.

Started as `python -m kg.query.worker.fork_server MODULE [JOURNAL ENGINE MEMORY]`. With a journal it keeps a
replica of the graph, in at most so many MiB, which the workers have from the start: the system shares the memory among
them until they write to it. Only one thread runs here, for forking is unsafe beside others.

Its standard input is a socket over which orders come, a line of JSON each: `{"fork": [ARGUMENT, ...]}`, with the
worker's end of a socket attached, or `{"advance": VERSION}`. On its standard output it says, a line of JSON each too,
`{"at": VERSION}` when it stands at a version, `{"forked": PID}` or `{"failed": REASON}` to each fork in turn, and
`{"ended": PID, "code": CODE}`.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import select
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from kg.query.worker.confinement import bind_to_parent, data_in_use

_ORDERS, _FILES = 1 << 16, 1 << 10
"""Bytes that no orders are longer than, and a number that no open file here has."""


class _ForkServer:
    """What is forked, the replica, and the channels to the pool."""

    def __init__(self, work: Callable[..., None], advance: Callable[[int], object]) -> None:
        self._work, self._advance = work, advance
        self._orders = socket.socket(fileno=os.dup(0))
        self._deaths, wake = os.pipe()
        os.set_blocking(wake, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)

    def serve(self) -> None:
        """Do what the pool says until it closes its end."""
        while True:
            ready, _, _ = select.select([self._orders.fileno(), self._deaths], [], [])
            if self._deaths in ready:
                os.read(self._deaths, 4096)
                _tell_of_ended()
            if self._orders.fileno() in ready and not self._take_orders():
                return

    def _take_orders(self) -> bool:
        """Take what has come, of which one has a socket at most: the system gives no two at once (unix(7))."""
        data, attached, _, _ = socket.recv_fds(self._orders, _ORDERS, 1)
        for order in map(json.loads, data.splitlines()):
            if "advance" in order:
                self._advance(order["advance"])
                _tell(at=order["advance"])
            else:
                self._fork(attached[0], order["fork"])
        return bool(data)

    def _fork(self, end: int, arguments: list[str]) -> None:
        gc.freeze()  # the collector would write to every page that the forks share
        try:
            pid = os.fork()
        except OSError as error:
            _tell(failed=str(error))
        else:
            if not pid:
                _become(partial(self._work, *arguments), end)
            _tell(forked=pid)
        os.close(end)


def _become(work: Callable[[], None], end: int) -> NoReturn:
    """Be a worker from now on, with its socket as standard input and nothing else open."""
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.dup2(end, 0)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.closerange(3, _FILES)
        work()
        code = 0
    except BaseException:  # the edge of the process: nothing of the parent may go on in it
        traceback.print_exc()
    os._exit(code)


def _tell_of_ended() -> None:
    with suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            _tell(ended=ended[0], code=os.waitstatus_to_exitcode(ended[1]))


def _tell(**what: Any) -> None:
    os.write(1, json.dumps(what).encode() + b"\n")


def _replicated(work: Callable[..., None], journal: str, engine: str, memory: str) -> _ForkServer:
    """Load the replica, which the workers get as their last argument."""
    from kg.changes.journal import Journal  # noqa: PLC0415
    from kg.changes.replica import Replica  # noqa: PLC0415
    from kg.store import Engine  # noqa: PLC0415

    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    bound = data_in_use() + (int(memory) << 20)
    resource.setrlimit(resource.RLIMIT_DATA, (bound, most))
    replica = Replica(Journal(Path(journal), ahead=True), Engine.from_text(engine))

    def follow(version: int) -> None:
        for each in range(replica.position.version + 1, version + 1):
            replica.advance(each)
            if replica.is_worn:
                resource.setrlimit(resource.RLIMIT_DATA, (most, most))  # for a moment it is there twice
                replica.make_anew()
                resource.setrlimit(resource.RLIMIT_DATA, (max(bound, data_in_use()), most))

    return _ForkServer(partial(work, replica=replica), follow)


def main(module: str, *replicated: str) -> None:
    """Fork workers of the kind that `module` is until the pool closes its end."""
    for each in (signal.SIGINT, signal.SIGTERM):  # may reach all processes at once; the service decides
        signal.signal(each, signal.SIG_IGN)
    bind_to_parent()
    work = import_module(module).main
    server = _replicated(work, *replicated) if replicated else _ForkServer(work, lambda _: None)
    _tell(at=0)
    try:
        server.serve()
    except MemoryError:
        os.abort()  # as the engine does, so that the pool has one sign to read


if __name__ == "__main__":
    main(*sys.argv[1:])
