"""A worker process that projects networks, measures them and writes the answers.

It is forked by `kg.query.worker.fork_server`, and as confined as a worker that answers queries.
"""

from __future__ import annotations

from typing import IO

from kg.curated import Curated
from kg.errors import NetworkTooLarge
from kg.network import Filters, Network, find_view, project
from kg.query.analysis import Analysis
from kg.query.frames import Told
from kg.query.worker.held import HeldGraph
from kg.query.worker.reply import Reply
from kg.query.worker.serving import Answerer, serve


class _Analyst:
    """The snapshot and the network that were asked for last, and the stream to the pool."""

    def __init__(self, pool: IO[bytes], most_edges: int, base: str) -> None:
        self._pool, self._most_edges, self._base = pool, most_edges, base
        self._graph = HeldGraph()
        self._held: tuple[tuple[int, str, Filters], Network | NetworkTooLarge] | None = None

    def answer(self, _: bytes, told: Told, __: bytes) -> None:
        """Send the answer. Raises what goes wrong, as an error that can be sent."""
        analysis = Analysis.from_json(told)
        network = self._project(told["version"], told["directory"], analysis)
        reply = Reply(self._pool, "network", "network")
        analysis.question.write(network, told["version"], analysis.format, reply)
        reply.finish()

    def let_go(self) -> None:
        """Close the snapshot that was read last, and drop its network."""
        self._held = None
        self._graph.let_go()

    def _project(self, version: int, directory: str, analysis: Analysis) -> Network:
        """Project the view, unless the question before was about the same: analysts ask many about one."""
        key = version, analysis.view, analysis.filters
        if self._held is None or self._held[0] != key:
            self._held = None  # before the next is made: the memory is for one
            store = Curated(self._graph.open(version, directory), self._base)
            try:
                view, canonicals = find_view(analysis.view), store.canonicals()
                self._held = key, project(store, view, analysis.filters, self._most_edges, canonicals)
            except NetworkTooLarge as refusal:
                self._held = key, refusal
        network = self._held[1]
        if isinstance(network, NetworkTooLarge):
            raise network.with_traceback(None)
        return network


def main(memory: str, most_edges: str, base: str) -> None:
    """Serve until the pool closes its end."""

    def make(pool: IO[bytes], _: bool) -> Answerer:
        return _Analyst(pool, int(most_edges), base)

    serve(make, int(memory))
