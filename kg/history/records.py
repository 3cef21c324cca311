"""The history of one record: each version that said something else of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kg.changes import Journal, Origin
from kg.errors import UnknownIri
from kg.history.changed import REPLACED, RecordChange, changed_records, renames_in
from kg.mapping import Mapping
from kg.store import Quads
from kg.store.rdf import NamedNode, text_of

_DATASETS = 100
"""Datasets that one record stands in, at most."""


@dataclass(frozen=True, slots=True)
class RecordVersion:
    """What one version did to a record, and where that comes from."""

    version: int
    origin: Origin
    change: RecordChange


def history_of(
    iris: Sequence[str], versions: Iterable[int], journal: Journal, mapping: Mapping
) -> Iterator[RecordVersion]:
    """Yield what versions did to a record that had these IRIs, in their order: one for each dataset that speaks of it.

    Raises UnknownName, JournalDamaged.
    """
    for version in versions:
        change = journal.glance(version)
        rows = [row for iri in iris for row in change.rows_about(iri)]
        renames = renames_in(rows, mapping)
        rows += [row for iri in {*renames, *renames.values()}.difference(iris) for row in change.rows_about(iri)]
        for each in changed_records(rows, mapping, _DATASETS, renames)[0]:
            yield RecordVersion(version, change.origin, each)


def iris_of(iri: str, store: Quads, mapping: Mapping) -> list[str]:
    """List the IRIs of a record: that which it has, and those that it had before. Raises UnknownIri for none."""
    try:
        record = NamedNode(iri)
    except ValueError:
        raise UnknownIri(iri) from None
    former = store.quads(None, REPLACED, record, mapping.renames_graph)
    return [iri, *sorted(text_of(quad.subject) for quad in former)]


def versions_of(iris: Sequence[str], journal: Journal, since: int = 0) -> list[int]:
    """List the versions after one that touched a record, newest first, where no index tells: the journal is read.

    Raises JournalDamaged.
    """

    def touches(version: int) -> bool:
        change = journal.glance(version)
        return any(next(iter(change.rows_about(iri)), None) for iri in iris)

    return [version for version in range(journal.version, since, -1) if touches(version)]
