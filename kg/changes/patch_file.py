"""The file of a change set: an RDF Patch that proves itself.

The first rows are a head of fixed width, filled in when the change happens:

    H format "1" .
    H version "0000000012" .
    H prev <urn:sha256:…> .      the digest of the version before, so that the files form a chain
    H length "00000000000001384" .
    H digest <urn:sha256:…> .    of this file, with zeros in the place of these 64 digits

Then come rows ``H`` for id, author, reason, source, who proposed it, and time, ``TX``, rows ``D`` and ``A`` with one
quad each in N-Quads, and ``TC`` (https://afs.github.io/rdf-delta/rdf-patch.html). Nothing else is taken.
"""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import IO

from kg.changes.position import START, Position
from kg.errors import JournalDamaged

FORMAT = 1
_HEAD = (
    'H format "{format}" .\n'
    'H version "{version:010}" .\n'
    "H prev <urn:sha256:{previous}> .\n"
    'H length "{length:017}" .\n'
    "H digest <urn:sha256:{digest}> .\n"
)
_DIGITS = START.digest
BLANK_HEAD = _HEAD.format(format=FORMAT, version=0, previous=_DIGITS, length=0, digest=_DIGITS).encode()
_READ_HEAD = re.compile(
    rb'H format "(?P<format>\d+)" \.\n'
    rb'H version "(?P<version>\d{10})" \.\n'
    rb"H prev <urn:sha256:(?P<previous>[0-9a-f]{64})> \.\n"
    rb'H length "(?P<length>\d{17})" \.\n'
    rb"H digest <urn:sha256:(?P<digest>[0-9a-f]{64})> \.\n"
)
_ANY_FORMAT = re.compile(rb'H format "(\d{1,9})" \.\n')
_ROW = re.compile(rb"(?:[AD] |H (?=\w)).*|TX \.|TC \.", re.DOTALL)
_BATCH = 1 << 20


@dataclass(frozen=True, slots=True)
class Head:
    """What a file says of itself: the position it leads to, and from which; its length in bytes."""

    position: Position
    previous: str
    length: int


@dataclass(frozen=True, slots=True)
class PatchContents:
    """What a file was found to hold: its rows by kind, and the values of its headers as they are written."""

    head: Head
    added: int
    removed: int
    headers: dict[str, str]


def seal(path: Path, after: Position) -> Position:
    """Make the finished file the one that follows `after`, and give the position it leads to."""
    with path.open("r+b") as file:
        length = file.seek(0, os.SEEK_END)
        version = after.version + 1
        blank = _HEAD.format(format=FORMAT, version=version, previous=after.digest, length=length, digest=_DIGITS)
        digest = _digest(file, blank.encode())
        file.seek(0)
        file.write(blank.replace(f"H digest <urn:sha256:{_DIGITS}", f"H digest <urn:sha256:{digest}").encode())
    return Position(version, digest)


def read_head(path: Path) -> Head:
    """Read what a file says of itself, and believe it. Raises JournalDamaged."""
    with path.open("rb") as file:
        return _parse_head(path, file.read(len(BLANK_HEAD)))


def read_headers(path: Path) -> tuple[Head, dict[str, str]]:
    """Read what a file says of itself, with its other headers, and believe it. Raises JournalDamaged."""
    headers: dict[str, str] = {}
    with path.open("rb") as file:
        head = _parse_head(path, file.read(len(BLANK_HEAD)))
        rows = list(takewhile(lambda row: row.startswith(b"H "), file))
    _read_others(path, rows, BLANK_HEAD.count(b"\n"), headers)
    return head, headers


def verify(path: Path) -> PatchContents:
    """Read a whole file and hold it against its head. Raises JournalDamaged naming the place."""
    with path.open("rb") as file:
        head_bytes = file.read(len(BLANK_HEAD))
        head = _parse_head(path, head_bytes)
        length = file.seek(0, os.SEEK_END)
        if length != head.length:
            raise JournalDamaged(str(path), f"it has {length:,} bytes, and was written with {head.length:,}")
        digest = _digest(file, head_bytes.replace(head.position.digest.encode(), _DIGITS.encode()))
        if digest != head.position.digest:
            raise JournalDamaged(str(path), "its digest is another: it was changed after it was written")
        return _count(path, file, head)


def _digest(file: IO[bytes], head: bytes) -> str:
    """Digest a file with `head` in the place of its own."""
    digest = hashlib.sha256(head)
    file.seek(len(head))
    while batch := file.read(_BATCH):
        digest.update(batch)
    return digest.hexdigest()


def _parse_head(path: Path, head: bytes) -> Head:
    match = _READ_HEAD.fullmatch(head)
    any_format = _ANY_FORMAT.match(head)
    if any_format is None:
        raise JournalDamaged(str(path), "line 1: it does not begin as a change set does")
    if int(any_format[1]) != FORMAT:
        raise JournalDamaged(str(path), f"line 1: it has format {int(any_format[1])}, and this version reads {FORMAT}")
    if match is None:
        line = next(number for number in range(1, 6) if not _is_head_line(head, number))
        raise JournalDamaged(str(path), f"line {line}: its head is not whole")
    digest, previous = match["digest"].decode(), match["previous"].decode()
    return Head(Position(int(match["version"]), digest), previous, int(match["length"]))


def _is_head_line(head: bytes, number: int) -> bool:
    """Tell whether a line of the head is as long as it must be and begins as it must."""
    lines, blanks = head.split(b"\n"), BLANK_HEAD.split(b"\n")
    line = lines[number - 1] if number <= len(lines) else b""
    expected = blanks[number - 1]
    return len(line) == len(expected) and line[:9] == expected[:9] and number < 5


def _count(path: Path, file: IO[bytes], head: Head) -> PatchContents:
    """Count the rows after the head. Raises JournalDamaged for a row of another kind, or where the end is missing."""
    headers: dict[str, str] = {}
    added = removed = 0
    file.seek(len(BLANK_HEAD))
    line, last = BLANK_HEAD.count(b"\n"), b""
    while rows := file.readlines(_BATCH):
        text = b"\n" + b"".join(rows)
        additions, removals = text.count(b"\nA "), text.count(b"\nD ")
        if additions + removals != len(rows):
            _read_others(path, rows, line, headers)
        added, removed, line, last = added + additions, removed + removals, line + len(rows), rows[-1]
    if last != b"TC .\n":
        raise JournalDamaged(str(path), f"line {line}: it is not finished")
    return PatchContents(head, added, removed, headers)


def _read_others(path: Path, rows: list[bytes], line: int, headers: dict[str, str]) -> None:
    for number, row in enumerate(rows, line + 1):
        if not _ROW.fullmatch(row.removesuffix(b"\n")):
            kind = row[:12].split(b" ")[0].decode(errors="backslashreplace").strip()
            raise JournalDamaged(str(path), f"line {number}: there is no kind of row {kind!r}")
        if row.startswith(b"H "):
            _, name, value = row.decode().removesuffix(" .\n").split(" ", 2)
            headers[name] = value
