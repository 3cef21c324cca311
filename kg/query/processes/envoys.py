"""Workers that answer one question and end: those that may reach out, and those whose replica is spoilt by it."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from kg.query.processes.answer import Lease
from kg.query.processes.process import WorkerProcess
from kg.waiting import ENDING


class Envoys:
    """Workers that stand in for others. Use it on one event loop, and close it."""

    def __init__(self) -> None:
        self.answering: set[WorkerProcess] = set()
        self._closing: set[asyncio.Task[None]] = set()

    def stand_in(self, lease: Lease, envoy: WorkerProcess) -> Lease:
        """Let a worker answer once and end, while the one whose turn it is stays idle."""
        self.answering.add(envoy)

        def end() -> None:
            self.answering.discard(envoy)
            lease.give_back()
            closing = asyncio.create_task(envoy.close())
            self._closing.add(closing)
            closing.add_done_callback(self._closing.discard)

        return replace(lease, worker=envoy, give_back=end)

    async def close(self) -> None:
        """End them all."""
        ending = [*map(asyncio.ensure_future, (envoy.close() for envoy in self.answering)), *self._closing]
        if ending:
            await asyncio.wait(ending, timeout=ENDING)
