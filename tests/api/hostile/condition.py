"""What a service takes of the machine, as /proc shows it (Linux)."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

from tests.api.hostile.attack import MIB
from tests.processes import descendants, open_files, proc, server_of, stat
from tests.waiting import eventually

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
        self._home, self.server = home, server_of(home)

    def condition(self) -> Condition:
        workers = list(descendants(self.server))
        return Condition(
            memory=int(proc(self.server, "statm").split()[1]) * os.sysconf("SC_PAGESIZE") / MIB,
            files=len(open_files(self.server)) - len(open_files(self.server, self._home)),
            workers=len(workers),
            busy=sum(int(each) for pid in workers for each in stat(pid)[11:13]) / os.sysconf("SC_CLK_TCK"),
        )

    def rested(self, before: Condition) -> Condition:
        """The condition once nothing is done any more, and as little is kept as there was before."""

        def calm() -> Condition | None:
            earlier = self.condition()
            time.sleep(0.5)  # over which it is seen whether somebody works
            now = self.condition()
            rests = now.busy - earlier.busy < 0.1 and now.workers <= WORKERS and now.files <= before.files + FILES
            return now if rests else None

        return eventually(calm, f"at most {WORKERS} workers, {before.files + FILES} files, and nobody works")
