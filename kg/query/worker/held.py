"""The graph that a worker reads: a replica it was forked with, or a snapshot, open until another is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import JournalDamaged, Unavailable
from kg.store import EMBEDDED, Engine, Store

if TYPE_CHECKING:
    from kg.changes.replica import Replica  # it brings much with it that most processes have no need of


class HeldGraph:
    """The replica, if there is one, and the snapshot that was asked for last."""

    def __init__(self, engine: Engine = EMBEDDED, replica: Replica | None = None) -> None:
        self.engine, self._replica = engine, replica
        self._held: tuple[int, str] | None = None
        self._store: Store | None = None

    def open(self, version: int, directory: str | None) -> Store:
        """Give the graph of a version, from its snapshot if a directory says where that is. Raises Unavailable."""
        with readable(version):
            if directory is not None:
                return self._snapshot(version, directory)
            self.let_go()
            if self._replica is not None:
                return self._replica.advance(version)
        raise Unavailable("a worker without a replica was asked for it")

    def _snapshot(self, version: int, directory: str) -> Store:
        if self._store is None or self._held != (version, directory):
            self.let_go()
            self._store = self.engine.open_snapshot(Path(directory))
            self._held = (version, directory)
        return self._store

    def let_go(self) -> None:
        """Close the snapshot, if there is one."""
        if self._store is not None:
            self._store.close()
            self._store = None


@contextmanager
def readable(version: int) -> Iterator[None]:
    """Raise Unavailable where the copy of a version cannot be opened inside."""
    try:
        yield
    except OSError as error:
        raise Unavailable(f"version {version} cannot be read: {error}") from None
    except JournalDamaged as error:
        raise Unavailable(error.message) from None
