"""How Oxigraph is to be handled: what it raises when its files fail it, and on which thread its iterators end.

The engine's iterator of quads belongs to the thread that began it. If another thread drops it before its end, the
engine keeps its files open for ever, and where an error is on its way just then the process ends. A reader may well be
dropped elsewhere: by whoever gets the error that its thread raised, or by the garbage collector. So quads are read some
at once, by which most readers come to the end before anybody sees them, and what is left of the others waits for its
own thread.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from threading import get_ident

from kg.errors import StoreFailed
from kg.store.rdf import Quad

_STATUS = re.compile(r"(?:Corruption|IO error|Not found|Incomplete|Expired|Operation aborted)\b|.*\bSST\b|.*RocksDB")
"""How RocksDB words the failures of its files (rocksdb/status.h)."""
_NO_ROOM = ("No space left", "quota exceeded", "Read-only file system", "Too many open files", "file descriptors")


@contextmanager
def engine_errors(*, opening: bool = False) -> Iterator[None]:
    """Raise StoreFailed where the engine's files fail it inside; when it is `opening`, whatever it says."""
    try:
        yield
    except (OSError, RuntimeError) as error:
        message = str(error)
        if not opening and not _STATUS.match(message):
            raise
        raise StoreFailed(message, lacks_room=any(each in message for each in _NO_ROOM)) from None


_FIRST, _MOST = 32, 4096
"""Quads that are read at once, at first and in the end: who wants one only should not wait for many."""

_left: dict[int, list[Iterator[Quad]]] = {}
"""What other threads dropped, by the thread it belongs to, which lets go of it when it reads again."""


def read_on_its_thread(begin: Callable[[], Iterator[Quad]]) -> Iterator[Quad]:
    """Yield the quads of the engine's iterator that `begin` gives. Raises StoreFailed."""
    owner, size, is_over = get_ident(), _FIRST, False
    _left.pop(owner, None)
    with engine_errors():
        quads = begin()
    try:
        while not is_over:
            with engine_errors():
                some = list(islice(quads, size))
            is_over = len(some) < size
            if is_over:
                quads = iter(())  # the engine's is let go of
            yield from some
            size = min(2 * size, _MOST)
    finally:
        if get_ident() != owner:
            _left.setdefault(owner, []).append(quads)
