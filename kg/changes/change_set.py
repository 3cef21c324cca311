"""A change set: the quads to remove and to add, written down before anything happens, in an RDF Patch file.

The file stands in :mod:`kg.changes.patch_file`. One without its last row ``TC`` was never finished and counts for
nothing.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import groupby, islice
from mmap import ACCESS_READ, mmap
from pathlib import Path
from types import TracebackType
from typing import IO
from uuid import uuid4

from kg.changes import patch_file
from kg.changes.position import START, Position
from kg.store import WritableStore
from kg.store.rdf import Literal, NamedNode, Quad, read_quads, write_quads
from kg.store.statements import Statement, read

_BATCH = 1 << 20
_HEADERS = ("author", "reason", "source", "proposed_by", "time")
_ROWS = 5_000
_END = b"TC .\n"
_TERMS = 5
"""Parts of the row of a triple without blanks in it, the code and the point included: a quad has more."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a change comes from: who answers for it, why it is made, by which way it came, who proposed it, and when.

    `source` is `file`, `HTTP`, `update`, `graph store`, `command` or `import`; `proposed_by` names a person, an
    importer or a program where that is not the author. `time` is in UTC (ISO 8601), and empty until the change is
    written down; where the clock was set back, it is that of the change before. `datasets` names those that the author
    may write to, none for all; it is never written down.
    """

    author: str
    reason: str
    source: str = ""
    proposed_by: str = ""
    time: str = ""
    datasets: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """What changes at once, by whom and why. `path` is its RDF Patch file.

    `position` is what it leads to; the start as long as it has not happened. `previous` is the digest it follows.
    """

    path: Path
    origin: Origin
    added: int
    removed: int
    position: Position = START
    previous: str = START.digest

    @property
    def author(self) -> str:
        """Who answers for it."""
        return self.origin.author

    @property
    def is_empty(self) -> bool:
        """Tell whether it changes nothing."""
        return not (self.added or self.removed)

    def rows(self, predicates: Iterable[NamedNode] = ()) -> Iterator[tuple[bool, Quad]]:
        """Yield (is an addition, quad) in the order written: what concerns one record stands together.

        With `predicates`, only the quads of these; the others are not even parsed.
        """
        spellings = {str(each).encode() for each in predicates}
        with self.path.open("rb") as file:
            yield from _parsed((line for line in file if _predicate(line) in spellings) if spellings else file)

    def statements(self) -> Iterator[tuple[bool, Statement]]:
        """Yield (is an addition, statement) in the order written: that is several times faster than :meth:`rows`."""
        with self.path.open(encoding="utf-8", newline="\n") as file:
            for row in file:
                if row.startswith(("A ", "D ")):
                    yield row[0] == "A", read(row[2:])

    def outline(self, predicates: Iterable[NamedNode]) -> Iterator[tuple[bool, Quad]]:
        """Yield the rows of some predicates, of each graph one that adds to it, and what XML may be unable to hold.

        The others are not even parsed.
        """
        spellings = {str(each).encode() for each in predicates}
        graphs: set[bytes] = set()

        def stands_out(line: bytes) -> bool:
            if not line.startswith(b"A "):
                return _predicate(line) in spellings
            place = line[line.rfind(b" ", 0, -3) :]
            is_first = place not in graphs
            graphs.add(place)
            return is_first or _predicate(line) in spellings or _is_doubtful(line)

        with self.path.open("rb") as file:
            yield from _parsed(filter(stands_out, file))

    def mentions(self, predicates: Iterable[NamedNode]) -> bool:
        """Tell whether some row may have one of these predicates: at the speed of reading the file."""
        with self.path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as rows:
            return any(rows.find(str(each).encode()) >= 0 for each in predicates)

    def subjects(self) -> Iterator[tuple[str, str]]:
        """Yield (subject, graph) of rows about nodes in named graphs, by IRI, once where they stand together.

        Evidence counts as its record. The rows are not even parsed.
        """
        about: tuple[bytes, ...] = (b"A <>",)
        within = b""
        with self.path.open("rb") as file:
            for row in file:
                if row.startswith(about) and row.endswith(within):
                    continue
                if row.startswith((b"A <", b"D <")) and row.endswith(b"> .\n"):
                    subject, graph = row[3 : row.index(b">")].partition(b"#")[0], row[row.rfind(b" <") :]
                    if b'"' not in graph and graph.count(b" ") == 2:
                        about = tuple(code + subject + end for code in (b"A <", b"D <") for end in (b">", b"#"))
                        within = graph
                        yield subject.decode(), graph[2:-4].decode()

    def rows_beside(self, base: str, graphs: str) -> Iterator[tuple[bool, Quad]]:
        """Yield the rows but for those about nodes under a base in graphs whose IRIs begin so, which are not parsed."""
        subjects, within = (f"A <{base}".encode(), f"D <{base}".encode()), f" <{graphs}".encode()

        def stands_apart(line: bytes) -> bool:
            graph = line[line.rfind(b" <") :]
            is_quad = graph.endswith(b"> .\n") and b'"' not in graph and len(line.split(b" ", 5)) > _TERMS
            return not (is_quad and graph.startswith(within) and line.startswith(subjects))

        with self.path.open("rb") as file:
            yield from _parsed(filter(stands_apart, file))

    def rows_about(self, record: str) -> Iterator[tuple[bool, Quad]]:
        """Yield (is an addition, quad) of one record, by IRI, and its evidence. The others are not looked at."""
        begins = tuple(f"{code} <{record}{end}".encode() for code in "AD" for end in ">#")
        begin = f" <{record}".encode()
        with self.path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
            place = content.find(begin)
            while place >= 0:
                end = content.find(b"\n", place) + 1
                if content[place - 2 : place - 1] == b"\n" and (row := content[place - 1 : end]).startswith(begins):
                    for quad in read_quads(row[2:], "nquads"):
                        yield row.startswith(b"A"), quad
                place = content.find(begin, end)

    def additions(self) -> Iterator[Quad]:
        """Yield the quads to add."""
        return read_quads(_open_rows(self.path, b"A "), "nquads") if self.added else iter(())

    def removals(self) -> Iterator[Quad]:
        """Yield the quads to remove."""
        return read_quads(_open_rows(self.path, b"D "), "nquads") if self.removed else iter(())

    def extended(self, removed: Iterable[Quad], added: Iterable[Quad]) -> ChangeSet:
        """Give the change with more quads, noted at its end; it must not have happened yet. Raises OSError."""
        counts = [0, 0]
        with self.path.open("r+b") as file:
            file.seek(-len(_END), os.SEEK_END)
            for place, (code, quads) in enumerate(((b"D ", removed), (b"A ", added))):
                counts[place] = _write_rows(file, code, quads)
            file.write(_END)
        return replace(self, removed=self.removed + counts[0], added=self.added + counts[1])

    def discard(self) -> None:
        """Leave no trace of it."""
        self.path.unlink(missing_ok=True)


class ChangeWriter:
    """Writes a change set. Use it as a context manager: after a failure its file is gone."""

    def __init__(self, folder: Path, origin: Origin, not_before: str = "") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._id = uuid4()
        now = datetime.now(UTC).isoformat(timespec="seconds")
        self._path = folder / f"pending-{self._id}.rdfp"
        self._origin = replace(origin, time=max(now, not_before))
        self._added = self._removed = 0
        self._file = self._path.open("xb")

    def __enter__(self) -> ChangeWriter:
        self._file.write(patch_file.BLANK_HEAD)
        self._file.write(f"H id <urn:uuid:{self._id}> .\n".encode())
        for name in _HEADERS:
            if value := getattr(self._origin, name):
                self._file.write(f"H {name} {Literal(value)} .\n".encode())
        self._file.write(b"TX .\n")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._file.close()
        except OSError:  # what is left to write finds no room; if nobody was told yet, the caller is now
            kind = kind or OSError
            if error is None:
                raise
        finally:
            if kind is not None:
                self._path.unlink(missing_ok=True)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is noted yet."""
        return not (self._added or self._removed)

    def add(self, quads: Iterable[Quad]) -> None:
        """Note quads to add."""
        self._added += _write_rows(self._file, b"A ", quads)

    def remove(self, quads: Iterable[Quad]) -> None:
        """Note quads to remove."""
        self._removed += _write_rows(self._file, b"D ", quads)

    def write_rows(self, rows: bytes) -> None:
        """Note finished rows of RDF Patch; those of one record must stand together, over all calls."""
        self._file.write(rows)
        starts = b"\n" + rows
        self._added += starts.count(b"\nA ")
        self._removed += starts.count(b"\nD ")

    def finish(self) -> ChangeSet:
        """Close the transaction and give the change set."""
        self._file.write(_END)
        self._file.flush()
        return ChangeSet(self._path, self._origin, self._added, self._removed)


_DOUBTFUL = re.compile(rb"[\x00-\x08\x0b-\x1f]|\\[bfuU]|\xef\xbf[\xbe\xbf]")
"""What a character that XML cannot hold looks like in N-Quads in UTF-8: itself, or an escape."""
_HARMLESS = bytes(each for each in range(256) if not _DOUBTFUL.match(bytes([each])) and each not in b"\\\xef")


def _is_doubtful(row: bytes) -> bool:
    """Tell whether XML may be unable to hold what is in a row."""
    return bool(row.translate(None, _HARMLESS)) and _DOUBTFUL.search(row) is not None


def _parsed(lines: Iterable[bytes]) -> Iterator[tuple[bool, Quad]]:
    """Parse rows of quads, and pass over the others."""
    for code, rows in groupby(lines, key=lambda line: line[:2]):
        while code in (b"A ", b"D ") and (some := list(islice(rows, _ROWS))):
            for quad in read_quads(b"".join(row[2:] for row in some), "nquads"):
                yield code == b"A ", quad


def _predicate(row: bytes) -> bytes:
    """Give the predicate of a row, as it is written; nothing where the row has no quad."""
    return b"".join(row.split(b" ", 3)[2:3])


def _write_rows(file: IO[bytes], code: bytes, quads: Iterable[Quad]) -> int:
    """Write quads as rows of one code; give their number."""
    rows = write_quads(quads)
    if rows:
        file.write(code + rows[:-1].replace(b"\n", b"\n" + code) + b"\n")
    return rows.count(b"\n")


class _Rows(io.RawIOBase):
    """The rows of one code of a patch file, without the code, as a file of N-Quads."""

    def __init__(self, path: Path, code: bytes) -> None:
        self._file = path.open("rb")
        self._code = code
        self._left = b""

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        self._file.close()
        super().close()

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._left and (lines := self._file.readlines(_BATCH)):
            self._left = b"".join(line[2:] for line in lines if line.startswith(self._code))
        part, self._left = self._left[: len(buffer)], self._left[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)


def _open_rows(path: Path, code: bytes) -> IO[bytes]:
    return io.BufferedReader(_Rows(path, code), _BATCH)


def read_change(path: Path) -> ChangeSet:
    """Open a change set that happened, after holding it against its digest. Raises JournalDamaged."""
    patch = patch_file.verify(path)
    origin = _origin(patch.headers)
    return ChangeSet(path, origin, patch.added, patch.removed, patch.head.position, patch.head.previous)


def glance_at(path: Path) -> ChangeSet:
    """Open a change set of the journal by what its head says, in which no rows are counted. Raises JournalDamaged."""
    head, headers = patch_file.read_headers(path)
    return ChangeSet(path, _origin(headers), 0, 0, head.position, head.previous)


def _origin(headers: Mapping[str, str]) -> Origin:
    author, reason, source, proposed_by, time = (_text(headers.get(name, "")) for name in _HEADERS)
    return Origin(author, reason, source, proposed_by, time)


def _text(literal: str) -> str:
    quad = next(read_quads(f"<urn:x> <urn:x> {literal} .".encode(), "ntriples"), None) if literal else None
    return quad.object.value if quad is not None and isinstance(quad.object, Literal) else ""


_BULK = 10_000
"""Additions from which on a transaction would take too much memory."""


def apply(change: ChangeSet, store: WritableStore) -> None:
    """Apply a change set of the journal; doing it again changes nothing, which is what makes recovery safe."""
    if is_bulk(change):
        store.apply(change.removals(), ())
        with _open_rows(change.path, b"A ") as lines:
            store.bulk_load(lines)
    else:
        store.apply(change.removals(), change.additions())


def is_bulk(change: ChangeSet) -> bool:
    """Tell whether it adds so much that a transaction would take too much memory."""
    return change.added > _BULK
