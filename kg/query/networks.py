"""Networks, projected and measured in processes that can be stopped: `Networks.run` is the one verb."""

from __future__ import annotations

import asyncio
from typing import IO

from kg.network import MEDIA_TYPES
from kg.query.analysis import Analysis
from kg.query.limits import Limits
from kg.query.processes.answer import QueryResult
from kg.query.processes.on_demand import NewestSnapshot, OnDemand
from kg.settings import BASE_IRI


class Networks(OnDemand):
    """Processes that answer questions about networks of at most so many edges."""

    def __init__(
        self,
        snapshot: NewestSnapshot,
        limits: Limits,
        most_edges: int,
        *,
        base: str = BASE_IRI,
        index: str = "",
        behind: int = 0,
    ) -> None:
        """Records are under `base`; they are read from the index in the folder `index`, if it is of the version.

        `behind` is what :class:`Workers` has of that name.
        """
        super().__init__("networks", snapshot, limits, str(most_edges), base, index, behind=behind)

    async def run(self, analysis: Analysis, client: str = "", snapshot: NewestSnapshot | None = None) -> QueryResult:
        """Answer a question about a network of the newest version, or of that which `snapshot` pins.

        It returns with the first chunk of the answer.

        Raises NetworkTooLarge, UnknownNode, and LimitExceeded, TooManyRequests and Unavailable as `QueryPool.run` does.
        """
        kind, graph, chunks = await self.ask(analysis, client, snapshot)
        return QueryResult(kind, analysis.format, MEDIA_TYPES[analysis.format], graph.version, graph.origin, chunks)


def analyse_locally(networks: Networks, analysis: Analysis, output: IO[bytes]) -> None:
    """Answer one question without a server. Raises what `Networks.run` does."""

    async def answer() -> None:
        async with networks:
            result = await networks.run(analysis)
            async for chunk in result.chunks:
                output.write(chunk)

    asyncio.run(answer())
