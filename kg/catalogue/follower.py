"""The index on disk, as a follower of the journal.

The file is written at checkpoints alone, and sealed after each with a digest of all of it. What commits write in
between is in the log of SQLite, of which each part proves itself: where that is cut short, the index is at an older
version and catches up. SQLite does not know whether a log belongs to a file, and would mix the pages of both: so each
seal has a name, which is in the file, in the log and in the seal. So whatever happens to the files, the index is right
or is made again.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from kg.catalogue.columns import IndexColumns
from kg.catalogue.comparison import differing
from kg.catalogue.database import Database
from kg.catalogue.entries import facts_of
from kg.catalogue.layout import layout_of
from kg.catalogue.writer import Writer
from kg.changes import ChangeSet
from kg.changes.position import START, Position, read_sealed, write_sealed
from kg.curated import CANONICAL, Curated
from kg.errors import Unavailable
from kg.files import sync
from kg.mapping import Mapping
from kg.store import Store

_log = logging.getLogger(__name__)

_FILE, _DRAFT, _SEAL = "catalogue.sqlite", "draft.sqlite", "catalogue.seal"
_LONG_LOG = 64 << 20
"""Bytes by which the log grows before it is brought into the file; to seal that takes a second for a gigabyte."""

_MANY = 5_000
"""Records from which on all are written anew if a fourth of them is touched: that is faster."""


class CatalogueFollower:
    """The index in `folder`. It is opened when it is first asked where it stands, also again after it was closed."""

    name = "catalogue"

    def __init__(self, folder: Path, mapping: Mapping) -> None:
        self.place = folder
        self._folder, self._layout = folder, layout_of(mapping)
        self._path = folder / _FILE
        self._database: Database | None = None
        self._position: Position | None = None
        self._is_suspect = False
        self._sealed: tuple[int, ...] | None = None
        """What the file looked like when it was sealed."""
        self._in_file = 0
        """Bytes of the log that were brought into the file: it goes on after them as long as somebody reads it."""

    @property
    def position(self) -> Position | None:
        """Where it stands for certain."""
        if self._database is None and not self._is_suspect:
            self._open()
        if self._database is not None and _status(self._path) != self._sealed:
            _log.warning("%s was changed while it was open: it is made again", self._path)
            self._is_suspect = True
        return None if self._is_suspect else self._position

    def follow(self, changes: Iterator[ChangeSet], graph: Store) -> None:
        """Take in changes, all or none."""
        database = self._demand_open()
        touched: dict[str, list[int]] = {}
        shown: set[str] = set()
        position = self._position or START
        first: ChangeSet | None = None
        for change in changes:
            position, first = change.position, first or change
            for iri in self._records_of(change):
                touched.setdefault(iri, []).append(position.version)
            shown |= self._shown_by(change)
        versions = ((iri, version) for iri, numbers in touched.items() for version in numbers)
        ((things,),) = database.rows("SELECT count(*) FROM thing") if len(touched) > _MANY else ((0,),)
        if len(touched) > max(_MANY, things // 4):
            before = database.rows("SELECT iri, version FROM touched")
            self._make(graph, [*before, *versions], position, None if things else first)
            return
        records = Curated(graph, self._layout.mapping.base_iri)
        with _transaction(database):
            writer = Writer(database, self._layout)
            for iri in sorted({*touched, *shown}):
                writer.put(iri, facts_of(records, iri, self._layout))
            writer.touch(versions)
            writer.finish()
            self._note(database, position)
        self._position = position
        with suppress(FileNotFoundError):
            length = self._log.stat().st_size
            if length < self._in_file:
                self._in_file = 0  # it began anew
            if length - self._in_file > _LONG_LOG:
                self._checkpoint(database)
                self._in_file = self._log.stat().st_size

    def rebuild(self, changes: Iterator[ChangeSet], graph: Store) -> None:
        """Make it again."""
        position = START
        touched: list[tuple[str, int]] = []
        first: ChangeSet | None = None
        for change in changes:
            position, first = change.position, first or change
            touched += ((iri, position.version) for iri in self._records_of(change))
        self._make(graph, touched, position, first)

    def read(self, version: int) -> Database | None:
        """Open it for reading, as it is now; None where it is not at this version. Close what it gives."""
        position = self.position
        if position is None or position.version != version:
            return None
        with suppress(Unavailable):
            return Database.for_reading(self._path, self.suspect)
        return None

    def columns(self, version: int, older: tuple[int, IndexColumns] | None = None) -> IndexColumns | None:
        """Read it in columns, in a process of its own, beside the one that has it open; None if it is not at a version.

        Close what it gives. What was read of an older version is taken over.
        """
        database = self._beside(version)
        if database is None:
            return None
        return IndexColumns(database, self._layout) if older is None else older[1].advanced(database, older[0])

    @contextmanager
    def beside(self, version: int) -> Iterator[tuple[Database, IndexColumns] | None]:
        """Read it for a while, in a process that may not know who has it open; None where it is not at a version.

        Raises Unavailable at the end where something was put into the file meanwhile: what was read may be a mixture.
        """
        seal, database = read_sealed(self._folder / _SEAL), self._beside(version)
        if database is None:
            yield None
            return
        with closing(database):
            yield database, IndexColumns(database, self._layout)
        if read_sealed(self._folder / _SEAL) != seal:
            raise Unavailable("the index was written anew while it was read")

    def _beside(self, version: int) -> Database | None:
        with suppress(Unavailable):
            database = Database.for_reading(self._path, lambda _: None)
            position = self._noted(database)
            if position is not None and position.version == version:
                return database
            database.close()
        return None

    def held(self) -> Position | None:
        """Say where the files stand, without changing anything; None where they are not as they were written."""
        with self._aside() as database:
            return None if database is None else self._noted(database)

    def differing(self, changes: Iterator[ChangeSet], graph: Store) -> list[str]:
        """Name the parts in which the files differ from what would be made of a graph and the changes that led to it.

        Nothing is changed.
        """
        with self._aside() as database, closing(Database.in_memory()) as anew:
            if database is None:
                return ["file"]
            writer = Writer(anew, self._layout)
            writer.put_all(graph)
            for change in changes:
                writer.touch((iri, change.position.version) for iri in self._records_of(change))
            anew.made()
            try:
                return differing(database, anew)
            except Unavailable as error:
                return [error.reason]

    def suspect(self, failure: object) -> None:
        """Take note that it cannot be used: it is made again with the next change, or when followers are helped."""
        _log.warning("%s cannot be used, and is made again: %s", self._path, failure)
        self._is_suspect = True

    def close(self) -> None:
        """Bring everything into the file, and let go of it."""
        if self._database is not None:
            database = self._database
            try:
                if self.position is not None:
                    database.rows("PRAGMA busy_timeout = 0")
                    self._checkpoint(database, "TRUNCATE")
            finally:
                database.close()
                self._database, self._position, self._is_suspect = None, None, False

    @property
    def _log(self) -> Path:
        return self._path.with_name(f"{_FILE}-wal")

    def _open(self) -> None:
        """Open what is there if it is as it was sealed, and of this format."""
        self._position = None
        if _status(self._path) is None:
            return
        if not self._is_as_sealed():
            _log.warning("%s is not as it was written: it is made again", self._path)
            return
        try:
            self._path.with_name(f"{_FILE}-shm").unlink(missing_ok=True)  # it is made of the log, which proves itself
            database = Database.for_writing(self._path, self.suspect)
        except (OSError, Unavailable) as error:
            _log.warning("%s cannot be opened: it is made again: %s", self._path, error)
            return
        self._position = self._noted(database)
        if self._position is None:
            _log.warning("%s is of another format or has the log of another file: it is made again", self._path)
            database.close()
        else:
            self._database, self._sealed = database, _status(self._path)

    def _is_as_sealed(self) -> bool:
        """Tell whether the file is there, and is as it was when it was sealed."""
        seal = read_sealed(self._folder / _SEAL)
        return seal is not None and _facts(self._path, str(seal.get("name"))) == seal

    def _noted(self, database: Database) -> Position | None:
        """Read which position an index holds; None for one of another format, or where file and log are a mixture."""
        with suppress(Unavailable, KeyError, ValueError):
            about: dict[str, str] = dict(database.rows("SELECT name, value FROM about"))
            seal = read_sealed(self._folder / _SEAL) or {}
            if (about["stamp"], about["seal"]) == (self._layout.stamp, seal["name"]):
                return Position(int(about["version"]), about["digest"])
        return None

    @contextmanager
    def _aside(self) -> Iterator[Database | None]:
        """Open the files as they are, or a copy if there is a log to be read; None for what was not sealed so."""
        with ExitStack() as stack:
            database: Database | None = None
            with suppress(Unavailable):
                if self._is_as_sealed():
                    database = stack.enter_context(closing(self._copy(stack)))
            yield database

    def _copy(self, stack: ExitStack) -> Database:
        if not self._log.exists():
            return Database.frozen(self._path)
        folder = stack.enter_context(TemporaryDirectory(prefix="kg-index-"))
        for path in (self._path, self._log):
            shutil.copy(path, folder)
        return Database.for_writing(Path(folder) / _FILE, lambda _: None)

    def _demand_open(self) -> Database:
        if self._database is None or self._is_suspect:
            raise Unavailable("the catalogue is not open")
        return self._database

    def _make(
        self, graph: Store, touched: Sequence[tuple[str, int]], position: Position, first: ChangeSet | None
    ) -> None:
        """Make it of the graph, beside what is there, and put it in the place of that.

        If there was no record before the `first` change set, and it has most of them as they are now, it is read in
        place of the graph.
        """
        later = {iri for iri, version in touched if first and version > first.position.version}
        is_list = first is not None and not first.removed and len(later) * 4 < len(touched)
        self._folder.mkdir(parents=True, exist_ok=True)
        draft = self._folder / _DRAFT
        _clear(draft)
        database = Database.for_making(draft)
        try:
            writer = Writer(database, self._layout)
            if first is not None and is_list:
                writer.put_listed((statement for _, statement in first.statements()), later, graph)
            else:
                writer.put_all(graph)
            writer.touch(touched)
            self._note(database, position)
            name = self._name_seal(database)
            database.made()
        finally:
            database.close()
        sync(draft)
        if self._database is not None:
            self._database.close()
            self._database = None
        for path in (self._log, self._path.with_name(f"{_FILE}-shm")):
            _clear(path)
        if self._path.is_dir():
            _clear(self._path)
        draft.replace(self._path)
        sync(self._folder)
        self._database = Database.for_writing(self._path, self.suspect)
        self._seal(name)
        self._position, self._is_suspect = position, False

    def _checkpoint(self, database: Database, kind: str = "PASSIVE") -> None:
        name = self._name_seal(database)
        database.rows(f"PRAGMA wal_checkpoint({kind})")
        self._seal(name)

    def _name_seal(self, database: Database) -> str:
        """Give a name to the seal that comes next, by which it is known which log belongs to the file."""
        name = secrets.token_hex(16)
        database.rows("INSERT OR REPLACE INTO about VALUES ('seal', ?)", (name,))
        return name

    def _seal(self, name: str) -> None:
        write_sealed(self._folder / _SEAL, _facts(self._path, name) or {})
        self._sealed = _status(self._path)

    def _note(self, database: Database, position: Position) -> None:
        about = {"stamp": self._layout.stamp, "version": str(position.version), "digest": position.digest}
        database.run_all("INSERT OR REPLACE INTO about VALUES (?, ?)", about.items())

    def _records_of(self, change: ChangeSet) -> set[str]:
        """Give the records that a change set touches."""
        base = self._layout.mapping.base_iri
        datasets = f"{base}datasets/"
        return {
            subject for subject, graph in change.subjects() if subject.startswith(base) and graph.startswith(datasets)
        }

    def _shown_by(self, change: ChangeSet) -> set[str]:
        """Give the records that a change set lets be shown as another one than before."""
        if not change.mentions([CANONICAL]):
            return set()
        same = self._layout.mapping.same_graph.value
        return {subject for subject, graph in change.subjects() if graph == same}


@contextmanager
def _transaction(database: Database) -> Iterator[None]:
    database.rows("BEGIN IMMEDIATE")
    try:
        yield
        database.rows("COMMIT")
    except BaseException:
        with suppress(Unavailable):  # of which the first failure says more
            database.rows("ROLLBACK")
        raise


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


def index_among(followers: Iterable[object]) -> Callable[[int], Database | None]:
    """Give what opens the index that is one of these at a version, as :meth:`CatalogueFollower.read` does, or None."""
    indexes = (each.read for each in followers if isinstance(each, CatalogueFollower))
    return next(indexes, lambda _: None)
