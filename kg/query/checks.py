"""Checks without a change, in a process that can be stopped: `Checks.run` is the one verb."""

from __future__ import annotations

from pathlib import Path

from kg.query.documents import Check
from kg.query.limits import Limits
from kg.query.processes.on_demand import NewestSnapshot, OnDemand
from kg.settings import BASE_IRI


class Checks(OnDemand):
    """Processes that check what somebody sent."""

    def __init__(
        self,
        snapshot: NewestSnapshot,
        limits: Limits | None = None,
        *,
        base: str = BASE_IRI,
        sources: Path | None = None,
    ) -> None:
        """`sources` is the folder of the source texts that evidence is held against."""
        super().__init__("checker", snapshot, limits or Limits(workers=1), base, str(sources or ""))

    async def run(self, check: Check, client: str = "") -> bytes:
        """Give the report on what the newest version would be, in the format that is wished.

        Raises UnreadableInput, KgError for records that are no JSON, and LimitExceeded, TooManyRequests and
        Unavailable as `QueryPool.run` does.
        """
        _, _, chunks = await self.ask(check, client)
        return await chunks.read()
