"""What is made once for a whole test run, by whichever of its processes asks first: a loaded home, servers to read."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.nursery import SCRIPT
from tests.processes import descendants, is_running
from tests.waiting import eventually

ROOT = Path(__file__).parents[1]
_FOLDER = "TESTS_FOLDER"
"""The environment variable by which the processes of a run know its folder."""


def begin(folder: Path) -> None:
    """Make the folder of a run: whoever starts the run does so, before its other processes are there."""
    folder.mkdir()
    os.environ[_FOLDER] = str(folder)


def end() -> None:
    """End the nursery, and all that it forked with it."""
    for path in folder().glob("nursery-*/pid"):
        nursery = int(path.read_text(encoding="ascii"))
        pids = [nursery, *descendants(nursery)]
        os.kill(nursery, signal.SIGTERM)
        eventually(lambda: not any(map(is_running, pids)), "the servers of the run end")  # noqa: B023


def folder() -> Path:
    return Path(os.environ[_FOLDER])


def nursery() -> Path:
    """The folder of the nursery of the run: the socket `door`, and `kg` and `python`, which are run by it."""
    return Path(once("nursery", _begin_nursery))


def _begin_nursery(folder: Path) -> str:
    door = folder / "door"
    for script in (folder / "kg", folder / "python"):
        script.write_text(SCRIPT.format(python=sys.executable, door=str(door)), encoding="utf-8")
        script.chmod(0o755)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KG_")}
    environment["OPENBLAS_NUM_THREADS"] = "1"  # as for the fork servers: what forks must have one thread
    with (folder / "log").open("wb") as log:
        started = subprocess.Popen(
            [sys.executable, "-m", "tests.nursery", door],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
        )
    assert started.stdout is not None
    with started.stdout:
        assert started.stdout.readline() == b"open\n", (folder / "log").read_text(encoding="utf-8")
    (folder / "pid").write_text(str(started.pid), encoding="ascii")
    started.returncode = 0  # it outlives this process, which is to say nothing of that
    return str(folder)


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
