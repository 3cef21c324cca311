"""A worker process that checks: holds records or RDF against the shapes, and sends the report back.

It is forked by `kg.query.worker.fork_server`, and as confined as a worker that answers queries. What takes long to
load, the vocabulary and the shapes, is loaded before it says that it is ready.
"""

from __future__ import annotations

from pathlib import Path
from typing import IO

import kg.validation.shapes  # noqa: F401  once, before any checker is forked
from kg.changes.trial import try_rdf, try_records
from kg.mapping import Mapping
from kg.query.documents import Check
from kg.query.frames import ANSWER, LAST, ROWS, Told, frame
from kg.query.rows import UNKNOWN
from kg.query.worker.held import HeldGraph
from kg.query.worker.serving import Answerer, send, serve
from kg.records import Report
from kg.store import Store
from kg.texts import SourceTexts
from kg.validation import Gate
from kg.validation.formats import FORMATS
from kg.validation.gate import screen, shapes
from kg.vocabulary import load_vocabulary


class _Checker:
    """The gate, the newest snapshot that was asked for, and the stream to the pool."""

    def __init__(self, pool: IO[bytes], gate: Gate) -> None:
        self._pool, self._gate = pool, gate
        self._graph = HeldGraph()

    def answer(self, _: bytes, header: Told, data: bytes) -> None:
        """Send the report. Raises what goes wrong, as an error that can be sent."""
        check = Check.from_json(header, data)
        report = FORMATS[check.report](self._report(check, self._graph.open(header["version"], header["directory"])))
        send(self._pool, frame(ANSWER, b"report") + frame(LAST, ROWS.pack(UNKNOWN) + report.encode()))

    def let_go(self, *, entirely: bool) -> None:  # noqa: ARG002
        """Close the snapshot that was read last."""
        self._graph.let_go()

    def _report(self, check: Check, store: Store) -> Report:
        if check.format == "records":
            return try_records(self._gate, store, check.data)
        ours = dict.fromkeys(check.contexts, self._gate.mapping.vocabulary.context)
        return try_rdf(self._gate, store, check.data, check.format, ours)


def main(memory: str, base: str, sources: str = "") -> None:
    """Serve until the pool closes its end."""

    def make(pool: IO[bytes], _: bool) -> Answerer:
        gate = Gate(Mapping(load_vocabulary(), base), SourceTexts(Path(sources) if sources else None))
        screen(), shapes()  # so that the first check has not to wait for them
        return _Checker(pool, gate)

    serve(make, int(memory))
