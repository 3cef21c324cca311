"""The difference of two versions: what the changes between them come to, once what was undone meanwhile is left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import itemgetter

from kg.changes import Journal
from kg.changes.archive import demand_version
from kg.errors import LimitExceeded
from kg.history.changed import GraphChange, RecordChange, Row, changed_graphs, changed_records, renames_in
from kg.mapping import Mapping
from kg.store.rdf import Quad, write_quads

_MOST = 64
"""MiB of journal between two versions that are compared: a quad of it takes some five times as much in memory."""


@dataclass(frozen=True, slots=True)
class Diff:
    """What leads from one version to another: quads to remove and to add, none of which is in both."""

    before: int
    after: int
    rows: tuple[Row, ...]

    def records(self, mapping: Mapping, most: int) -> tuple[list[RecordChange], bool]:
        """Say what it does to records, by IRI; of more than `most` the first, and whether there are more."""
        return changed_records(self.rows, mapping, most, renames_in(self.rows, mapping))

    def graphs(self, mapping: Mapping) -> list[GraphChange]:
        """Say what it does to graphs that are no datasets."""
        return changed_graphs(self.rows, mapping)

    def patch(self) -> Iterator[bytes]:
        """Write it as an RDF Patch."""
        yield b"TX .\n"
        for is_addition, quad in self.rows:
            yield (b"A " if is_addition else b"D ") + write_quads([quad])
        yield b"TC .\n"


def diff(journal: Journal, before: int, after: int, newest: int) -> Diff:
    """Compare two versions, in whichever order they came. Raises UnknownName, JournalDamaged and LimitExceeded."""
    for version in (before, after):
        demand_version(version, newest)
    first, last = sorted((before, after))
    if journal.size(first, last) > _MOST << 20:
        raise LimitExceeded("result", f"{_MOST} MiB of changes", "difference")
    changes = map(journal.glance, range(first + 1, last + 1))
    rows = net(row for change in changes for row in sorted(change.rows(), key=itemgetter(0)))  # as they are applied
    if after < before:
        rows = ((not is_addition, quad) for is_addition, quad in rows)
    return Diff(before, after, tuple(sorted(rows, key=_place)))


def net(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield what rows in their order come to.

    >>> from kg.store.rdf import NamedNode
    >>> a, b = (Quad(NamedNode("urn:a"), NamedNode("urn:b"), NamedNode(each)) for each in ("urn:c", "urn:d"))
    >>> [(row[0], row[1].object.value) for row in net([(True, a), (False, b), (False, a)])]
    [(False, 'urn:d')]
    """
    spans: dict[Quad, tuple[bool, bool]] = {}
    for is_addition, quad in rows:
        spans[quad] = spans.get(quad, (is_addition, is_addition))[0], is_addition
    return ((last, quad) for quad, (first, last) in spans.items() if first is last)


def _place(row: Row) -> tuple[str, bool, str]:
    """Sort rows so that those of a record stand together, removals first."""
    subject = str(row[1].subject)
    return subject.partition("#")[0].strip("<>"), row[0], str(row[1])
