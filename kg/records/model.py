"""A record: one curated row, before it is RDF. Records know no RDF."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Record:
    """One row of one table.

    `id` is the collection and the slug (``contributions/x``). `values` maps the name of each field that is filled to
    its values in canonical spelling; several values stand in sorted order, because in RDF they have none.
    """

    type: str
    id: str
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        """Give the id within its collection."""
        return self.id.partition("/")[2]

    def one(self, name: str) -> str:
        """Give the only value of a field, or the empty string."""
        return next(iter(self.values.get(name, ())), "")


@dataclass(frozen=True, slots=True)
class Row:
    """A record and where it was read; lines count from 1 and include the header."""

    record: Record
    file: Path
    line: int
