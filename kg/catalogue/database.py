"""The database of the index, in SQLite: its tables, and how it is opened, read and left."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from threading import RLock
from typing import Any, TypeVar

from kg.errors import Unavailable

TABLES = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- What the graph speaks of: records, with what they say, and whatever records point at. The item is the JSON that
-- clients get, and refers are the IRIs in it whose labels stand beside it.
CREATE TABLE thing (
    number INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE, type TEXT, label TEXT, item TEXT, refers TEXT, facts TEXT
);

-- Where a record stands in each order of its class.
CREATE TABLE place (
    class INTEGER, property INTEGER, key TEXT, iri TEXT, number INTEGER NOT NULL,
    PRIMARY KEY (class, property, key, iri)
) WITHOUT ROWID;

-- Sets of numbers, as bitmaps of at most 65,536 numbers each, so that no change writes more than 8 KiB of one.
CREATE TABLE posting (
    space INTEGER, key TEXT, part INTEGER, numbers BLOB NOT NULL, PRIMARY KEY (space, key, part)
) WITHOUT ROWID;

-- Texts that name things. The number grows with the length: the shorter text is the better answer.
CREATE TABLE text (number INTEGER PRIMARY KEY, owner INTEGER, source INTEGER, iri TEXT, text TEXT, folded TEXT);

-- The words of all texts.
CREATE TABLE word (number INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE);
CREATE VIRTUAL TABLE within USING fts5 (
    word, content='word', content_rowid='number', tokenize='trigram case_sensitive 1'
);

-- The versions that said something else of a thing.
CREATE TABLE touched (iri TEXT, version INTEGER, PRIMARY KEY (iri, version)) WITHOUT ROWID;
"""

INDEXES = """
CREATE INDEX text_owner ON text (owner);
CREATE INDEX text_order ON text (number >> 23, iri);
CREATE INDEX word_length ON word (length(word), word);
INSERT INTO within(within) VALUES ('rebuild');
"""
"""What is made in one go when the tables have been filled for the first time."""

Row = tuple[Any, ...]
T = TypeVar("T")

_CACHE = -16 << 10
"""Memory for pages that each connection may use, in the negative KiB of SQLite."""

_AT_ONCE = 500
"""Values that one statement names."""


class Database:
    """An open index. Threads may share it; one statement runs at a time.

    `failed` is called when it cannot be used, unless the disk is full; Unavailable is raised then. One that `is_draft`
    is being filled for the first time, and lacks what :meth:`made` makes.
    """

    def __init__(
        self, name: str, failed: Callable[[sqlite3.Error], object] = lambda _: None, start: Sequence[str] = ()
    ) -> None:
        """Open the file of that name, or address, and run statements to start with. Raises Unavailable."""
        self._failed = failed
        self._lock, self._is_closed = RLock(), False
        self.is_draft = False
        is_address = name.startswith("file:")
        self._connection = self._alone(
            lambda: sqlite3.connect(name, uri=is_address, isolation_level=None, check_same_thread=False)
        )
        try:
            for statement in (f"PRAGMA cache_size = {_CACHE}", *start):
                self.rows(statement)
        except BaseException:
            self.close()
            raise

    @classmethod
    def in_memory(cls) -> Database:
        """Make one that is gone when it is closed, to be filled like :meth:`for_making`."""
        database = cls(":memory:")
        database.begin_draft()
        return database

    @classmethod
    def for_making(cls, path: Path) -> Database:
        """Make one, in a transaction; if anything fails before :meth:`made`, the file is of no use."""
        database = cls(str(path), start=("PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF"))
        database.begin_draft()
        return database

    def begin_draft(self) -> None:
        """Make the tables, to be filled for the first time."""
        self.is_draft = True
        self.script(f"BEGIN; {TABLES}")

    def finish(self) -> None:
        """Finish what was filled for the first time."""
        self.script(f"{INDEXES} COMMIT")
        self.is_draft = False

    @classmethod
    def for_writing(cls, path: Path, failed: Callable[[sqlite3.Error], object]) -> Database:
        """Open one, made if absent. Nothing is put into the file itself but by a checkpoint that is asked for.

        The log is cut when it begins anew after that, so that its length tells what is not in the file.
        """
        pace = ("PRAGMA wal_autocheckpoint = 0", "PRAGMA journal_size_limit = 0", "PRAGMA synchronous = NORMAL")
        return cls(str(path), failed, ("PRAGMA journal_mode = WAL", *pace))

    @classmethod
    def frozen(cls, path: Path) -> Database:
        """Open one that nobody writes, and without its log."""
        return cls(f"{path.absolute().as_uri()}?immutable=1")

    @classmethod
    def for_reading(cls, path: Path, failed: Callable[[sqlite3.Error], object]) -> Database:
        """Open one in a transaction, which sees it as it is now until it is closed."""
        start = ("BEGIN", "SELECT count(*) FROM about")  # with the second of which the transaction really begins
        return cls(f"{path.absolute().as_uri()}?mode=ro", failed, start)

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[Row]:
        """Give the rows of a statement. Raises Unavailable."""
        return self._alone(lambda: self._connection.execute(query, values).fetchall())

    def one(self, query: str, values: Sequence[Any] = ()) -> Row | None:
        """Give the first row of a query. Raises Unavailable."""
        return next(iter(self.rows(query, values)), None)

    def rows_in(self, query: str, values: Iterable[str | int]) -> Iterator[Row]:
        """Yield the rows of a query that ends in `IN`, for any number of values. Raises Unavailable."""
        iterator = iter(values)
        while some := list(islice(iterator, _AT_ONCE)):
            yield from self.rows(f"{query} ({', '.join('?' * len(some))})", some)

    def insert(self, statement: str, values: Sequence[Any] = ()) -> int:
        """Run an INSERT; give the number of the new row, 0 where there is none. Raises Unavailable."""
        cursor = self._alone(lambda: self._connection.execute(statement, values))
        return cursor.lastrowid or 0 if cursor.rowcount == 1 else 0

    def run_all(self, statement: str, values: Iterable[Sequence[Any]]) -> None:
        """Run a statement with each of the values. Raises Unavailable."""
        self._alone(lambda: self._connection.executemany(statement, values))

    def script(self, statements: str) -> None:
        """Run statements."""
        for statement in filter(str.strip, statements.split(";")):
            self.rows(statement)

    def _alone(self, run: Callable[[], T]) -> T:
        """Run something alone: a connection that is closed under a statement ends the whole process."""
        with self._lock:
            if self._is_closed:
                raise Unavailable("the catalogue was closed")
            try:
                return run()
            except sqlite3.Error as error:
                if getattr(error, "sqlite_errorcode", 0) != sqlite3.SQLITE_FULL:  # that the disk is full harms no file
                    self._failed(error)
                raise Unavailable(f"the catalogue cannot be used: {error}") from None

    def close(self) -> None:
        """Let go of it; what was not committed is lost."""
        with self._lock:
            self._is_closed = True
            self._connection.close()
