"""Workers that ask a SPARQL engine of the operator's, which is kept near the newest version."""

from __future__ import annotations

from kg.errors import EngineMoved
from kg.query.limits import Limits
from kg.query.processes.followed import Followed, FollowingEngine
from kg.query.processes.forks import ForkServer
from kg.query.processes.process import WorkerProcess
from kg.query.processes.workers import Reply, Workers
from kg.query.question import Question

_MODULE = "kg.query.worker.engine"
_TRIES = 2
"""Times that an engine is asked which moves on meanwhile, before it is made to stay."""


class EngineWorkers:
    """Workers that ask the engine which `followed` keeps up. Use it on one event loop, and close it."""

    def __init__(self, following: FollowingEngine, limits: Limits, engine: str) -> None:
        """`engine` is the text of the embedded engine, by which workers spell what they ask."""
        self.followed = Followed(following, limits.timeout)
        self._forks = ForkServer(_MODULE, patience=limits.patience)
        arguments = str(limits.memory), engine, following.address.to_text()
        self.workers = Workers(lambda: WorkerProcess.start(self._forks, *arguments), limits)

    async def open(self) -> None:
        """Start them, and begin to bring the engine up. Raises Unavailable."""
        await self.workers.open()
        self.followed.open()

    async def close(self) -> None:
        """End them, and bring the engine up no more."""
        await self.followed.stop()
        await self.workers.close()
        await self._forks.close()

    async def ask(self, question: Question, client: str) -> Reply:
        """Ask the engine, again where it moved on meanwhile, and at last while it is held at a version."""
        for _ in range(_TRIES):
            try:
                return await self.workers.ask(question, client, lambda _: self.followed.graph())
            except EngineMoved:
                self.followed.look()
        async with self.followed.hold():
            return await self.workers.ask(question, client, lambda _: self.followed.graph())
