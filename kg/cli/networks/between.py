"""What is no question about one network, but made of the answers to several."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from kg.network import Filters
from kg.query.analysis import Subject
from kg.query.comparison import Comparing, Moment, comparison
from kg.query.consequences import Sides
from kg.query.processes.on_demand import NewestSnapshot
from kg.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Between:
    """What entered and left between two dates or versions."""

    moments: tuple[Moment, Moment]
    measure: str
    weighted: bool
    most: int

    def answer(self, workspace: Workspace, subject: Subject, filters: Filters) -> Any:
        """Compare both. Raises what :func:`kg.query.comparison.comparison` does."""
        comparing = Comparing(subject, self.measure, self.weighted, self.most)
        earlier, later = (each.filters(filters) for each in self.moments)

        async def ask(before: NewestSnapshot, after: NewestSnapshot) -> dict[str, Any]:
            pool, networks = workspace.pool(after, workers=1), workspace.networks(after, workers=1)
            async with networks:  # the pool is asked nothing
                sides = Sides(pool, networks, before, after, filters=(earlier, later))
                return await comparison(sides, self.moments, comparing)

        with ExitStack() as opened:
            before, after = (opened.enter_context(workspace.frozen(each.version)) for each in self.moments)
            return asyncio.run(ask(before, after))
