"""The snapshot that a worker reads: it stays open until another is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import Unavailable
from kg.store import EmbeddedStore


class HeldSnapshot:
    """The snapshot that was asked for last."""

    def __init__(self, *, union: bool = True, base: str | None = None) -> None:
        self._union, self._base = union, base
        self._held: tuple[int, str] | None = None

    def open(self, version: int, directory: str) -> EmbeddedStore:
        """Give the snapshot of a version, opened if it is not. Raises Unavailable."""
        if self._held != (version, directory):
            self._held = None
            with readable(version):
                self._store = EmbeddedStore.open_snapshot(Path(directory), union=self._union, base=self._base)
            self._held = (version, directory)
        return self._store


@contextmanager
def readable(version: int) -> Iterator[None]:
    """Raise Unavailable where the copy of a version cannot be opened inside."""
    try:
        yield
    except OSError as error:
        raise Unavailable(f"the snapshot of version {version} cannot be read: {error}") from None
