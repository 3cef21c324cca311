"""The history of one record: each version that said something else of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.changes import Journal, Origin
from kg.history.changed import RecordChange, changed_records
from kg.mapping import Mapping

_DATASETS = 100
"""Datasets that one record stands in, at most."""


@dataclass(frozen=True, slots=True)
class RecordVersion:
    """What one version did to a record, and where that comes from."""

    version: int
    origin: Origin
    change: RecordChange


def history_of(iri: str, versions: Iterable[int], journal: Journal, mapping: Mapping) -> Iterator[RecordVersion]:
    """Yield what versions did to a record, in their order: one for each dataset that says something of it.

    Raises UnknownName, JournalDamaged.
    """
    for version in versions:
        change = journal.glance(version)
        for each in changed_records(change.rows_about(iri), mapping, _DATASETS)[0]:
            yield RecordVersion(version, change.origin, each)


def versions_of(iri: str, journal: Journal, since: int = 0) -> list[int]:
    """List the versions after one that touched a record, newest first, where no index tells: the journal is read.

    Raises JournalDamaged.
    """
    versions = range(journal.version, since, -1)
    return [each for each in versions if next(iter(journal.glance(each).rows_about(iri)), None)]
