"""A worker for the time of one question."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kg.query.processes.process import WorkerProcess


@dataclass(frozen=True, slots=True)
class Lease:
    """The worker that answers; `make_room` when the question takes long, `give_back` once when it has been answered."""

    worker: WorkerProcess
    make_room: Callable[[], None]
    give_back: Callable[[], None]
