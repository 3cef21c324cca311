"""Trying a change: the report that it would get, and nothing kept."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from kg.changes.change_set import ChangeWriter
from kg.mapping import record_of, record_quads
from kg.records import Report
from kg.store import Store
from kg.store.rdf import Quad
from kg.validation import Gate


def try_quads(gate: Gate, store: Store, quads: Iterable[Quad]) -> Report:
    """Report on what `store` would be if `quads` took the place of what it says of their subjects."""
    ordered = sorted(quads, key=lambda quad: str(record_of(quad)))
    with TemporaryDirectory(prefix="kg-try-") as folder:
        with ChangeWriter(Path(folder), "try", "try") as writer:
            for record, own in groupby(ordered, key=record_of):
                writer.remove(record_quads(store, record))
                writer.add(own)
            change = writer.finish()
        return gate.check(change, store)
