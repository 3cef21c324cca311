"""What a service takes of the machine, as /proc shows it (Linux)."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.api.hostile.attack import MIB
from tests.processes import children, descendants, proc, stat

WORKERS = 8
"""Two for queries, two that stand in while others take long, one that checks what is sent, and the three that these are
forked from: one has a replica of the graph."""

FILES = 6
"""What a worker or two hold open between them and the service."""


@dataclass(frozen=True)
class Condition:
    """What the service takes of the machine: MiB of memory, open files but those of the graph, workers, their CPU."""

    memory: float
    files: int
    workers: int
    busy: float


class Processes:
    """The server of a home and its workers, as /proc shows them."""

    def __init__(self, home: Path) -> None:
        self._home = str(home)
        self.server = next(pid for pid in children(os.getpid()) if f"KG_HOME={home}\0".encode() in proc(pid, "environ"))

    def condition(self) -> Condition:
        workers = list(descendants(self.server))
        return Condition(
            memory=int(proc(self.server, "statm").split()[1]) * os.sysconf("SC_PAGESIZE") / MIB,
            files=sum(not _end_of(each).startswith(self._home) for each in Path(f"/proc/{self.server}/fd").iterdir()),
            workers=len(workers),
            busy=sum(int(each) for pid in workers for each in stat(pid)[11:13]) / os.sysconf("SC_CLK_TCK"),
        )

    def rested(self, before: Condition, patience: float = 30) -> Condition:
        """The condition once nothing is done any more, or when patience is at an end."""
        limit = time.monotonic() + patience
        while True:
            earlier = self.condition()
            time.sleep(0.5)
            now = self.condition()
            calm = now.busy - earlier.busy < 0.1 and now.workers <= WORKERS and now.files <= before.files + FILES
            if calm or time.monotonic() > limit:
                return now


def _end_of(link: Path) -> str:
    with suppress(OSError):  # it is closed meanwhile
        return str(link.readlink())
    return ""
