"""A worker process that projects networks, measures them and writes the answers.

It is forked by `kg.query.worker.fork_server`, and as confined as a worker that answers queries.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO

from pyroaring import BitMap

from kg.catalogue import CatalogueFollower, IndexColumns
from kg.curated import Curated
from kg.errors import NetworkTooLarge
from kg.mapping import Mapping
from kg.network import Basis, BasisQuestion, Filters, Network, Projection, StoreColumns, follow, projected
from kg.query.analysis import Analysis
from kg.query.frames import Told
from kg.query.worker.held import HeldGraph
from kg.query.worker.reply import Reply
from kg.query.worker.serving import Answerer, serve
from kg.vocabulary import load_vocabulary

_NETWORKS = 4
"""Networks of one version that are kept."""
_ROWS = 1_000_000
"""Rows of networks, of some 60 bytes, beyond which no other is made beside them."""


class _Analyst:
    """The version and the networks that were asked for last, and the stream to the pool."""

    def __init__(self, pool: IO[bytes], most_edges: int, base: str, index: str) -> None:
        self._pool, self._most_edges, self._base = pool, most_edges, base
        self._index = CatalogueFollower(Path(index), Mapping(load_vocabulary(), base)) if index else None
        self._graph = HeldGraph()
        self._read: _Read | None = None
        self._older: _Read | None = None
        self._projections: dict[tuple[str, Filters], _Kept | NetworkTooLarge] = {}

    def answer(self, _: bytes, told: Told, __: bytes) -> None:
        """Send the answer. Raises what goes wrong, as an error that can be sent.

        Where the memory is too little for it beside what is kept of questions before, that is let go of.
        """
        has_room, reply = self._read is None, Reply(self._pool, "network", "network")
        try:
            self._write(told, reply)
        except MemoryError:
            if has_room or reply.is_begun:
                raise
        else:
            return
        self.let_go(entirely=True)  # not where the error is at hand, which holds what was being made
        self._write(told, Reply(self._pool, "network", "network"))

    def _write(self, told: Told, reply: Reply) -> None:
        analysis = Analysis.from_json(told)
        version, directory, question = told["version"], told["directory"], analysis.question
        if isinstance(question, BasisQuestion):
            basis = self._open(version, directory).basis
            question.write_of(basis, analysis.declared, analysis.filters, version, analysis.format, reply)
        else:
            question.write(self._project(version, directory, analysis), version, analysis.format, reply)
        reply.finish()

    def let_go(self, *, entirely: bool) -> None:
        """Close the version that was read last; what was made of it stays to follow from, unless it is `entirely`."""
        if self._read is not None:
            self._read.close()
            self._older, self._read = self._read, None
        if entirely:
            self._projections.clear()
            self._older = None
        self._graph.let_go()

    def _project(self, version: int, directory: str, analysis: Analysis) -> Network:
        """Project the view, unless a question before was about the same: analysts ask many about one."""
        basis, key = self._open(version, directory).basis, (analysis.recipe or analysis.view, analysis.filters)
        kept = self._projections.pop(key, None)
        if isinstance(kept, _Kept) and kept.is_behind:
            projection = follow(kept.projection, basis.columns, basis.canonicals, kept.touched, kept.mentioned)
            kept = _Kept(projection) if projection else None
        if kept is None:
            self._make_room()  # before the next is made
            kept = self._projected(basis, analysis)
        self._projections[key] = kept
        if isinstance(kept, NetworkTooLarge):
            raise kept.with_traceback(None)
        return kept.projection.network

    def _projected(self, basis: Basis, analysis: Analysis) -> _Kept | NetworkTooLarge:
        """Project the view anew."""
        view, canonicals = analysis.declared, basis.canonicals
        try:
            return _Kept(projected(basis.columns, view, analysis.filters, self._most_edges, canonicals))
        except NetworkTooLarge as refusal:
            return refusal

    def _make_room(self) -> None:
        """Drop the networks that were asked for longest ago, until there may be another."""
        sizes = {
            key: len(each.projection.network.links) if isinstance(each, _Kept) else 0
            for key, each in self._projections.items()
        }
        for key in [*sizes]:
            if len(sizes) < _NETWORKS and sum(sizes.values()) <= _ROWS:
                return
            del self._projections[key], sizes[key]

    def _open(self, version: int, directory: str) -> _Read:
        """Open a version: the index where that has it, otherwise the store."""
        if self._read is None or self._read.version != version:
            older, self._older = self._read or self._older, None
            index = self._index_at(version, older)
            self._touch(index)
            if older is not None:
                older.close()
            if index is None:
                store = Curated(self._graph.open(version, directory), self._base)
                basis = Basis(StoreColumns(store), store.canonicals(), most_edges=self._most_edges)
            else:
                self._graph.let_go()
                basis = Basis(index, index.canonicals(), most_edges=self._most_edges)
            self._read = _Read(version, basis)
        return self._read

    def _touch(self, columns: IndexColumns | None) -> None:
        """Note what projections are to take in again; all are to be made anew where that is not known."""
        kept, self._projections = self._projections, {}
        if columns is None or columns.touched is None:
            return
        for key, each in kept.items():
            if isinstance(each, _Kept):
                touched, mentioned = each.touched | columns.touched, each.mentioned | columns.mentioned
                self._projections[key] = replace(each, is_behind=True, touched=touched, mentioned=mentioned)

    def _index_at(self, version: int, older: _Read | None) -> IndexColumns | None:
        """Open the index if it is at a version, with what was read of an older version of it."""
        if self._index is None:
            return None
        if older is None or not isinstance(older.basis.columns, IndexColumns) or older.version > version:
            return self._index.columns(version)
        return self._index.columns(version, (older.version, older.basis.columns))


@dataclass(frozen=True, slots=True)
class _Kept:
    """A projection; the records that were touched since, if it is behind what is read, and what they say."""

    projection: Projection
    is_behind: bool = False
    touched: BitMap = field(default_factory=BitMap)
    mentioned: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Read:
    """A version that was opened."""

    version: int
    basis: Basis

    def close(self) -> None:
        """Let go of the index, if that was read."""
        if isinstance(self.basis.columns, IndexColumns):
            self.basis.columns.close()


def main(memory: str, most_edges: str, base: str, index: str) -> None:
    """Serve until the pool closes its end."""

    def make(pool: IO[bytes], _: bool) -> Answerer:
        return _Analyst(pool, int(most_edges), base, index)

    serve(make, int(memory))
