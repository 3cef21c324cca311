"""What is no question about one network, but made of the answers to several."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from typing import Any

from kg.network import Filters
from kg.query.analysis import Subject
from kg.query.comparison import Comparing, comparison
from kg.query.consequences import Sides
from kg.query.processes.on_demand import NewestSnapshot
from kg.workspace import Workspace


def compare(
    workspace: Workspace, subject: Subject, comparing: Comparing, filters: Filters, moment: tuple[int | None, str]
) -> Any:
    """Compare two moments; dates are looked up in the version that is asked, by number or time.

    Raises what :func:`kg.query.comparison.comparison` does, and UnreadableInput where that has no effect.
    """
    comparing.demand_effect(*moment)

    async def ask(before: NewestSnapshot, after: NewestSnapshot) -> dict[str, Any]:
        pool, networks = workspace.pool(after, workers=1), workspace.networks(after, workers=1)
        async with networks:  # the pool is asked nothing
            sides = Sides(pool, networks, before, after, filters=comparing.filters(filters))
            return await comparison(sides, subject, comparing)

    with ExitStack() as opened:
        before, after = (opened.enter_context(workspace.frozen(*each)) for each in comparing.versions(*moment))
        return asyncio.run(ask(before, after))
