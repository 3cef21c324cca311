"""What queries may take, and how many of them at once."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """`timeout` in seconds covers waiting, evaluation and the taking of the result; sizes are in MiB.

    `memory` is what a worker may have, 80 of which the engine takes for itself. Of `workers` queries at once,
    `per_client` may be of one client, so that some worker is left for the others; `aside` more may go on that
    take long. For each worker `waiting` may wait; more are turned away at once, for they would wait in vain.

    `patience`, in seconds too, is for the processes that workers are forked from: one that is silent for so long where
    it should speak hangs, and is killed.
    """

    timeout: float = 30.0
    memory: int = 1024
    result: int = 1024
    workers: int = 2
    per_client: int = 2
    aside: int = 0
    waiting: int = 128
    patience: float = 10.0
