"""What is made once for a whole test run, by whichever of its processes asks first: a loaded home, servers to read."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.processes import is_running
from tests.waiting import eventually

_FOLDER = "TESTS_FOLDER"
"""The environment variable by which the processes of a run know its folder."""


def begin() -> None:
    """Make the folder of a run: whoever starts the run does so, before its other processes are there."""
    os.environ[_FOLDER] = tempfile.mkdtemp(prefix="kg-tests-")


def end(*, is_well: bool) -> None:
    """Stop the servers of the run, and remove its folder if nobody has to look into it."""
    pids = [int(path.read_text(encoding="ascii")) for path in folder().glob("*/server.pid")]
    for pid in filter(is_running, pids):
        os.kill(pid, signal.SIGTERM)
    eventually(lambda: not any(map(is_running, pids)), "the servers of the run end")
    if is_well:
        shutil.rmtree(folder())


def folder() -> Path:
    return Path(os.environ[_FOLDER])


def new_folder(name: str) -> Path:
    """A folder that nobody else uses."""
    return Path(tempfile.mkdtemp(prefix=f"{name}-", dir=folder()))


def once(name: str, make: Callable[[Path], str]) -> str:
    """What `make` gives for the first who asks in this run; `make` is given a folder, and others wait for it."""
    with (folder() / f"{name}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = folder() / f"{name}.made"
        if not made.exists():
            made.write_text(make(new_folder(name)), encoding="utf-8")
        return made.read_text(encoding="utf-8")
