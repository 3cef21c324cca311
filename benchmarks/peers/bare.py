"""The engine of our service without the service: in this process, on the same graph, with the same options."""

from __future__ import annotations

import time
from io import BytesIO
from pathlib import Path
from typing import IO, Self

from pyoxigraph import QueryResultsFormat, QuerySolutions, Store

from kg.changes import Journal
from kg.changes.position import START
from kg.store.rdf import PREFIXES


class Bare:
    """Opens a store for reading and writes answers to SELECT as JSON."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @classmethod
    def on_disk(cls, folder: Path) -> Self:
        """Open a snapshot."""
        return cls(Store.read_only(str(folder)))

    @classmethod
    def in_memory(cls, journal: Path) -> Self:
        """Load what the journal says into memory, in its order."""
        store, changes = Store(), Journal(journal)
        for change in changes.since(START):
            store.bulk_extend(change.additions())
        return cls(store)

    def write(self, query: str, output: IO[bytes]) -> None:
        """Evaluate, and serialise as it goes."""
        solutions = self._store.query(query, prefixes=PREFIXES, use_default_graph_as_union=True)
        if not isinstance(solutions, QuerySolutions):
            raise TypeError("a SELECT is asked for")
        solutions.serialize(output, QueryResultsFormat.JSON)

    def ask(self, query: str) -> tuple[bytes, float]:
        """Give the whole answer and the seconds it took."""
        start, output = time.perf_counter(), BytesIO()
        self.write(query, output)
        return output.getvalue(), time.perf_counter() - start
