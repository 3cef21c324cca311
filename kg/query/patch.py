"""Changes as rows of RDF Patch, in the order in which a change set has them: those of one record stand together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kg.store.rdf import Quad, write_quads


class PatchRow(NamedTuple):
    """A quad to remove or to add, in N-Quads; rows are sorted by the record it belongs to, removals first."""

    record: bytes
    is_addition: bool
    line: bytes

    def __bytes__(self) -> bytes:
        return (b"A " if self.is_addition else b"D ") + self.line + b"\n"


def rows_of(quads: Iterable[Quad], *, are_additions: bool) -> Iterator[PatchRow]:
    """Give the row of each quad, in the order of the quads."""
    for line in write_quads(quads).split(b"\n")[:-1]:
        yield PatchRow(line[: line.index(b" ")].partition(b"#")[0].removesuffix(b">"), are_additions, line)


def patch_rows(removed: Iterable[Quad], added: Iterable[Quad]) -> Iterator[bytes]:
    """Write a change as rows of RDF Patch."""
    rows = [*rows_of(removed, are_additions=False), *rows_of(added, are_additions=True)]
    return map(bytes, sorted(rows))
