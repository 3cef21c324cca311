"""Reading quads from the engine, whose iterator belongs to the thread that began it.

If another thread drops it before its end, the engine keeps its files open for ever, and where an error is on its way
just then the process ends. A reader may well be dropped elsewhere: by whoever gets the error that its thread raised, or
by the garbage collector. So quads are read some at once, by which most readers come to the end before anybody sees
them, and what is left of the others waits for its own thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from threading import get_ident

from kg.store.engine_errors import engine_errors
from kg.store.rdf import Quad

_FIRST, _MOST = 32, 4096
"""Quads that are read at once, at first and in the end: who wants one only should not wait for many."""

_left: dict[int, list[Iterator[Quad]]] = {}
"""What other threads dropped, by the thread it belongs to, which lets go of it when it reads again."""


def read(begin: Callable[[], Iterator[Quad]]) -> Iterator[Quad]:
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
