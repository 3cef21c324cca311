"""A process that has the whole program loaded, and forks the servers, commands and fork servers of a test run.

What runs is what a user runs, less the second that its imports take. A fork gets folder, environment and open files
from whoever asks for it over a socket, who is told its process id, and at its end the exit code.
"""

from __future__ import annotations

import fcntl
import gc
import json
import os
import signal
import socket
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from api.app import create_app
from api.serving import Server
from kg.cli.main import main as run_command
from kg.query.processes import forks
from kg.query.worker import checker, networks, queries
from kg.query.worker.confinement import bind_to_parent
from kg.query.worker.fork_server import main as fork_workers

SCRIPT = """#!{python} -IS
import json, os, socket, sys
with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as nursery:
    nursery.connect({door!r})
    socket.send_fds(nursery, [json.dumps([sys.argv, os.getcwd(), dict(os.environ)]).encode()], [0, 1, 2])
    nursery.recv(100)
    sys.exit(int(nursery.recv(100) or 255))
"""
"""A program that is run by a nursery: `kg`, or the `python` that fork servers are started with."""

LOADED = (checker, networks, queries)
"""What fork servers fork workers of."""


def fork_server(door: Path, folder: Path, environment: dict[str, str], files: Sequence[int]) -> int:
    """Start a server in `folder` and give its process id; `files` are its three standard ones and its socket."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as nursery:
        nursery.connect(str(door))
        socket.send_fds(nursery, [json.dumps([["kg"], str(folder), environment]).encode()], files)
        return int(nursery.recv(100))


def keep(path: Path) -> NoReturn:
    """Fork for everybody who comes to the socket at `path`."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them here
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as door:
        door.bind(str(path))
        door.listen(100)
        gc.freeze()
        print("open", flush=True)
        while True:
            asker, _ = door.accept()
            if os.fork() == 0:
                door.close()
                _run(asker, str(path.with_name("python")))
            asker.close()


def _run(asker: socket.socket, python: str) -> NoReturn:
    """Run what is asked for; its own fork servers are begun with `python`, unless it says otherwise."""
    bind_to_parent()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    message, files, _, _ = socket.recv_fds(asker, 1 << 20, 4)
    sys.argv, folder, environment = json.loads(message)
    for number, file in enumerate(files[:3]):
        os.dup2(file, number)
        os.close(file)
    sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w", buffering=1)  # noqa: SIM115
    os.chdir(folder)
    forks.INTERPRETER = environment.pop("TESTS_PYTHON", python)
    os.environ.clear()
    os.environ.update(environment)
    asker.send(str(os.getpid()).encode())
    if len(files) == 3:
        _end_with(asker)
    code: object = 1
    try:
        if len(files) > 3:
            _serve(files[3])
        elif Path(sys.argv[0]).name == "python":
            fork_workers(*sys.argv[sys.argv.index(fork_workers.__module__) + 1 :])
        else:
            run_command()
        code = 0
    except SystemExit as ended:
        code = ended.code or 0
    except BaseException:  # as the interpreter does
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    with suppress(OSError):  # nobody waits for a server
        asker.send(str(code if isinstance(code, int) else 1).encode())
    os._exit(0)


def _end_with(asker: socket.socket) -> None:
    """End this process when its asker ends, whose place it has: the system sees to it (fcntl(2))."""
    fcntl.fcntl(asker, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(asker, fcntl.F_SETSIG, signal.SIGKILL)
    fcntl.fcntl(asker, fcntl.F_SETFL, fcntl.fcntl(asker, fcntl.F_GETFL) | os.O_ASYNC)


def _serve(listening: int) -> None:
    """Serve on a socket that is handed over, as `kg serve` does on one of its own."""
    Server.of(create_app()).run(sockets=[socket.socket(fileno=listening)])


if __name__ == "__main__":
    keep(Path(sys.argv[1]))
