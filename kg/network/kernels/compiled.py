"""Loops over arrays that are compiled to machine code when they are first worth it (numba)."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cached_property, wraps
from typing import Any

from numpy.typing import NDArray

_WORTH = 200_000
"""Steps of a loop, some tenths of a second in Python, from which it is compiled."""
_PARTS = 16
"""Parts that sources are dealt into, whatever the machine, so that sums are added in one order on all."""


class Kernel:
    """A function of arrays and numbers that is one loop, and reads alike as Python and as machine code.

    Compiled, it lets go of the interpreter, so that threads run beside each other. The machine code is kept on disk for
    the next process: where numba keeps it (`NUMBA_CACHE_DIR`, beside the module, or in the cache of the user); where
    none of them can be written, each process compiles for itself. Loading it takes half a second, compiling a few, so
    what takes few steps stays in Python, and all does where numba is not there.
    """

    def __init__(self, plain: Callable[..., Any]) -> None:
        self.plain = plain
        wraps(plain)(self)

    def __call__(self, *arguments: Any) -> Any:
        """Run it in Python."""
        return self.plain(*arguments)

    def over(self, sources: NDArray[Any], steps: int, *arguments: Any) -> Sequence[Any]:
        """Run it for sources in parts, on all cores where it is compiled; each source takes so many steps.

        Its first argument is the part of the sources. What the parts give is in their order.
        """
        parts = [sources[part::_PARTS] for part in range(min(_PARTS, len(sources)))]
        if steps * len(sources) < _WORTH or self.compiled is self.plain:
            return [self.plain(part, *arguments) for part in parts]
        with ThreadPoolExecutor(cores()) as threads:
            return list(threads.map(lambda part: self.compiled(part, *arguments), parts))

    @cached_property
    def compiled(self) -> Callable[..., Any]:
        """The function as machine code, or as it is where there is no numba."""
        try:
            numba = importlib.import_module("numba")
        except ImportError:
            return self.plain
        options = {"nogil": True, "error_model": "numpy"}
        with suppress(RuntimeError):  # no folder can be written
            return numba.njit(cache=True, **options)(self.plain)  # type: ignore[no-any-return]
        return numba.njit(**options)(self.plain)  # type: ignore[no-any-return]


def cores() -> int:
    """Count the cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
