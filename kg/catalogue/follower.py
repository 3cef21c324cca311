"""The index on disk, as a follower of the journal.

Whatever happens to its files (:mod:`kg.catalogue.sealed_file`), the index is right or is made again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from kg.catalogue.columns import IndexColumns
from kg.catalogue.comparison import differing
from kg.catalogue.database import Database
from kg.catalogue.entries import facts_of
from kg.catalogue.layout import layout_of
from kg.catalogue.sealed_file import SealedFile
from kg.catalogue.writer import Writer
from kg.changes import ChangeSet
from kg.changes.position import START, Position
from kg.curated import CANONICAL, Curated
from kg.errors import Unavailable
from kg.mapping import Mapping
from kg.store import Store

_log = logging.getLogger(__name__)

_MANY = 5_000
"""Records from which on all are written anew if a fourth of them is touched: that is faster."""


class CatalogueFollower:
    """The index in `folder`. It is opened when it is first asked where it stands, also again after it was closed."""

    name = "catalogue"

    def __init__(self, folder: Path, mapping: Mapping) -> None:
        self.place = folder
        self._layout = layout_of(mapping)
        self._file = SealedFile(folder, self._layout.stamp)
        self._database: Database | None = None
        self._position: Position | None = None
        self._is_suspect = False

    @property
    def position(self) -> Position | None:
        """Where it stands for certain."""
        if self._database is None and not self._is_suspect:
            self._open()
        if self._database is not None and not self._file.is_untouched:
            _log.warning("%s was changed while it was open: it is made again", self._file.path)
            self._is_suspect = True
        return None if self._is_suspect else self._position

    def follow(self, changes: Iterator[ChangeSet], graph: Store) -> None:
        """Take in changes, all or none."""
        database = self._database
        if database is None or self._is_suspect:
            raise Unavailable("the catalogue is not open")
        touched: dict[str, list[int]] = {}
        merged: set[str] = set()
        position = self._position or START
        first: ChangeSet | None = None
        for change in changes:
            position, first = change.position, first or change
            for iri in self._records_of(change):
                touched.setdefault(iri, []).append(position.version)
            merged |= self._merged_by(change)
        versions = ((iri, version) for iri, numbers in touched.items() for version in numbers)
        ((things,),) = database.rows("SELECT count(*) FROM thing") if len(touched) > _MANY else ((0,),)
        if len(touched) > max(_MANY, things // 4):
            before = database.rows("SELECT iri, version FROM touched")
            self._make(graph, [*before, *versions], position, None if things else first)
            return
        records = Curated(graph, self._layout.mapping.base_iri)
        with _transaction(database):
            writer = Writer(database, self._layout)
            for iri in sorted({*touched, *merged}):
                writer.put(iri, facts_of(records, iri, self._layout))
            writer.touch(versions)
            writer.finish()
            self._file.note(database, position)
        self._position = position
        self._file.shorten_log(database)

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
            return Database.for_reading(self._file.path, self.suspect)
        return None

    def columns(self, version: int, older: tuple[int, IndexColumns] | None = None) -> IndexColumns | None:
        """Read it in columns, in a process of its own, beside the one that has it open; None if it is not at a version.

        Close what it gives. What was read of an older version is taken over.
        """
        database = self._file.read(version)
        if database is None:
            return None
        return IndexColumns(database, self._layout) if older is None else older[1].advanced(database, older[0])

    @contextmanager
    def beside(self, version: int) -> Iterator[tuple[Database, IndexColumns] | None]:
        """Read it for a while, in a process that may not know who has it open; None where it is not at a version.

        Raises Unavailable at the end where something was put into the file meanwhile: what was read may be a mixture.
        """
        seal, database = self._file.seal, self._file.read(version)
        if database is None:
            yield None
            return
        with closing(database):
            yield database, IndexColumns(database, self._layout)
        if self._file.seal != seal:
            raise Unavailable("the index was written anew while it was read")

    def position_on_disk(self) -> Position | None:
        """Say where the files stand, without changing anything; None where they are not as they were written."""
        with self._file.unchanged() as database:
            return None if database is None else self._file.position(database)

    def differing(self, changes: Iterator[ChangeSet], graph: Store) -> list[str]:
        """Name the parts in which the files differ from what would be made of a graph and the changes that led to it.

        Nothing is changed.
        """
        with self._file.unchanged() as database, closing(Database.in_memory()) as anew:
            if database is None:
                return ["file"]
            writer = Writer(anew, self._layout)
            writer.put_all(graph)
            for change in changes:
                writer.touch((iri, change.position.version) for iri in self._records_of(change))
            anew.finish()
            try:
                return differing(database, anew)
            except Unavailable as error:
                return [error.reason]

    def suspect(self, failure: object) -> None:
        """Take note that it cannot be used: it is made again with the next change, or when followers are helped."""
        _log.warning("%s cannot be used, and is made again: %s", self._file.path, failure)
        self._is_suspect = True

    def close(self) -> None:
        """Bring everything into the file, and let go of it."""
        if self._database is not None:
            database = self._database
            try:
                if self.position is not None:
                    database.rows("PRAGMA busy_timeout = 0")
                    self._file.checkpoint(database, "TRUNCATE")
            finally:
                database.close()
                self._database, self._position, self._is_suspect = None, None, False

    def _open(self) -> None:
        """Open what is there if it is as it was sealed, and of this format."""
        self._position = None
        if not self._file.exists:
            return
        if not self._file.is_as_sealed:
            _log.warning("%s is not as it was written: it is made again", self._file.path)
            return
        try:
            database = self._file.open(self.suspect)
        except (OSError, Unavailable) as error:
            _log.warning("%s cannot be opened: it is made again: %s", self._file.path, error)
            return
        self._position = self._file.position(database)
        if self._position is None:
            _log.warning("%s is of another format or has the log of another file: it is made again", self._file.path)
            database.close()
        else:
            self._database = database

    def _make(
        self, graph: Store, touched: Sequence[tuple[str, int]], position: Position, first: ChangeSet | None
    ) -> None:
        """Make it of the graph, beside what is there, and put it in the place of that.

        If there was no record before the `first` change set, and it has most of them as they are now, it is read in
        place of the graph.
        """
        later = {iri for iri, version in touched if first and version > first.position.version}
        is_list = first is not None and not first.removed and len(later) * 4 < len(touched)
        database = self._file.draft()
        try:
            writer = Writer(database, self._layout)
            if first is not None and is_list:
                writer.put_listed((statement for _, statement in first.statements()), later, graph)
            else:
                writer.put_all(graph)
            writer.touch(touched)
            self._file.note(database, position)
            name = self._file.name_seal(database)
            database.finish()
        finally:
            database.close()
        if self._database is not None:
            self._database.close()
            self._database = None
        self._database = self._file.replace(name, self.suspect)
        self._position, self._is_suspect = position, False

    def _records_of(self, change: ChangeSet) -> set[str]:
        """Give the records that a change set touches."""
        base = self._layout.mapping.base_iri
        datasets = f"{base}datasets/"
        return {
            subject for subject, graph in change.subjects() if subject.startswith(base) and graph.startswith(datasets)
        }

    def _merged_by(self, change: ChangeSet) -> set[str]:
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


def index_among(followers: Iterable[object]) -> Callable[[int], Database | None]:
    """Give what opens the index that is one of these at a version, as :meth:`CatalogueFollower.read` does, or None."""
    indexes = (each.read for each in followers if isinstance(each, CatalogueFollower))
    return next(indexes, lambda _: None)
