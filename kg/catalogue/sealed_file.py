"""The file of the index on disk, with the seal that says whether it is as it was written.

The file is written at checkpoints alone, and sealed after each with a digest of all of it. What commits write in
between is in the log of SQLite, of which each part proves itself: where that is cut short, the index is at an older
version and catches up. SQLite does not know whether a log belongs to a file, and would mix the pages of both: so each
seal has a name, which is in the file, in the log and in the seal.
"""

from __future__ import annotations

import hashlib
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from kg.catalogue.database import Database
from kg.changes.position import Position, read_sealed, write_sealed
from kg.errors import Unavailable
from kg.files import sync

_FILE, _DRAFT, _SEAL = "catalogue.sqlite", "draft.sqlite", "catalogue.seal"
_LONG_LOG = 64 << 20
"""Bytes by which the log grows before it is brought into the file; to seal that takes a second for a gigabyte."""


class SealedFile:
    """The file in a folder; `stamp` is the format that an index must have to be read."""

    def __init__(self, folder: Path, stamp: str) -> None:
        self.path, self._folder, self._stamp = folder / _FILE, folder, stamp
        self._sealed: tuple[int, ...] | None = None
        """What the file looked like when it was sealed."""
        self._in_file = 0
        """Bytes of the log that were brought into the file: it goes on after them as long as somebody reads it."""

    @property
    def exists(self) -> bool:
        """Whether there is a file."""
        return _status(self.path) is not None

    @property
    def is_untouched(self) -> bool:
        """Whether nobody else has written to the file since it was opened or sealed."""
        return _status(self.path) == self._sealed

    @property
    def seal(self) -> object:
        """What the seal says, which changes whenever something is put into the file."""
        return read_sealed(self._folder / _SEAL)

    @property
    def is_as_sealed(self) -> bool:
        """Whether the file is there, and is as it was when it was sealed."""
        seal = read_sealed(self._folder / _SEAL)
        return seal is not None and _facts(self.path, str(seal.get("name"))) == seal

    def open(self, suspect: Callable[[object], None]) -> Database:
        """Open what is as it was sealed, for writing; `suspect` is told of what fails. Raises OSError, Unavailable."""
        self._beside("-shm").unlink(missing_ok=True)  # it is made of the log, which proves itself
        database = Database.for_writing(self.path, suspect)
        self._sealed = _status(self.path)
        return database

    def position(self, database: Database) -> Position | None:
        """Read which position an index holds; None for one of another format, or where file and log are a mixture."""
        with suppress(Unavailable, KeyError, ValueError):
            about: dict[str, str] = dict(database.rows("SELECT name, value FROM about"))
            seal = read_sealed(self._folder / _SEAL) or {}
            if (about["stamp"], about["seal"]) == (self._stamp, seal["name"]):
                return Position(int(about["version"]), about["digest"])
        return None

    def note(self, database: Database, position: Position) -> None:
        """Write down which position an index holds."""
        about = {"stamp": self._stamp, "version": str(position.version), "digest": position.digest}
        database.run_all("INSERT OR REPLACE INTO about VALUES (?, ?)", about.items())

    def read(self, version: int) -> Database | None:
        """Open it for reading in a process that does not write it; None where it is not at a version."""
        with suppress(Unavailable):
            database = Database.for_reading(self.path, lambda _: None)
            position = self.position(database)
            if position is not None and position.version == version:
                return database
            database.close()
        return None

    @contextmanager
    def unchanged(self) -> Iterator[Database | None]:
        """Open the files as they are, or a copy if there is a log to be read; None for what was not sealed so."""
        with ExitStack() as stack:
            database: Database | None = None
            with suppress(Unavailable):
                if self.is_as_sealed:
                    database = stack.enter_context(closing(self._copy(stack)))
            yield database

    def _copy(self, stack: ExitStack) -> Database:
        log = self._beside("-wal")
        if not log.exists():
            return Database.frozen(self.path)
        folder = stack.enter_context(TemporaryDirectory(prefix="kg-index-"))
        for path in (self.path, log):
            shutil.copy(path, folder)
        return Database.for_writing(Path(folder) / _FILE, lambda _: None)

    def draft(self) -> Database:
        """Begin another file beside this one, to be closed and then put in its place."""
        self._folder.mkdir(parents=True, exist_ok=True)
        _clear(self._folder / _DRAFT)
        return Database.for_making(self._folder / _DRAFT)

    def name_seal(self, database: Database) -> str:
        """Give a name to the seal that comes next, by which it is known which log belongs to the file."""
        name = secrets.token_hex(16)
        database.rows("INSERT OR REPLACE INTO about VALUES ('seal', ?)", (name,))
        return name

    def replace(self, name: str, suspect: Callable[[object], None]) -> Database:
        """Put the draft in the place of the file, which nobody has open, seal it by that name, and open it."""
        sync(self._folder / _DRAFT)
        for suffix in ("-wal", "-shm"):
            _clear(self._beside(suffix))
        if self.path.is_dir():
            _clear(self.path)
        (self._folder / _DRAFT).replace(self.path)
        sync(self._folder)
        database = Database.for_writing(self.path, suspect)
        self._write_seal(name)
        return database

    def shorten_log(self, database: Database) -> None:
        """Bring the log into the file if it has become long."""
        with suppress(FileNotFoundError):
            length = self._beside("-wal").stat().st_size
            if length < self._in_file:
                self._in_file = 0  # it began anew
            if length - self._in_file > _LONG_LOG:
                self.checkpoint(database)
                self._in_file = self._beside("-wal").stat().st_size

    def checkpoint(self, database: Database, kind: str = "PASSIVE") -> None:
        """Bring the log into the file, and seal that."""
        name = self.name_seal(database)
        database.rows(f"PRAGMA wal_checkpoint({kind})")
        self._write_seal(name)

    def _write_seal(self, name: str) -> None:
        write_sealed(self._folder / _SEAL, _facts(self.path, name) or {})
        self._sealed = _status(self.path)

    def _beside(self, suffix: str) -> Path:
        """Name one of the files that SQLite has beside it: its log, or what it shares with those that have it open."""
        return self.path.with_name(f"{_FILE}{suffix}")


def _clear(path: Path) -> None:
    """Remove what is there, whatever it is."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _status(path: Path) -> tuple[int, ...] | None:
    """Give what changes when a file is written to or another put in its place; None where it cannot be looked at."""
    with suppress(OSError):
        status = path.stat()
        return status.st_ino, status.st_size, status.st_mtime_ns
    return None


def _facts(path: Path, name: str) -> dict[str, int | str] | None:
    """Give what a file is known by, with the name of its seal; None where it cannot be read."""
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            return {"size": path.stat().st_size, "sha256": digest, "name": name}
    except OSError:
        return None
