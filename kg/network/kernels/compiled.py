"""Loops over arrays that are compiled to machine code when they are first worth it (numba)."""

from __future__ import annotations

import importlib
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import cached_property, wraps
from threading import local
from types import FunctionType
from typing import Any, TypeVar

from numpy.typing import NDArray

_WORTH = 200_000
"""Steps of a loop, some tenths of a second in Python, after which it is compiled."""
_PARTS = 16
"""Parts that sources are dealt into, whatever the machine, so that sums are added in one order on all."""
_THREAD = local()

T = TypeVar("T")
R = TypeVar("R")


class Kernel:
    """A function of arrays and numbers that loops over them, and reads alike as Python and as machine code.

    It may call other kernels of its module, which become a part of its machine code.

    Compiled, it lets go of the interpreter, so that threads run beside each other. The machine code is kept on disk for
    the next process: where numba keeps it (`NUMBA_CACHE_DIR`, beside the module, or in the cache of the user); where
    none of them can be written, each process compiles for itself. Loading it takes half a second, compiling a few, so
    it stays in Python until it has taken about as long there, and for good where numba is not there.
    """

    def __init__(self, plain: Callable[..., Any]) -> None:
        self.plain = plain
        self._steps = 0
        wraps(plain)(self)

    def __call__(self, *arguments: Any) -> Any:
        """Run it in Python."""
        return self.plain(*arguments)

    def over(self, sources: NDArray[Any], steps: int, *arguments: Any) -> Sequence[Any]:
        """Run it for sources in parts, on all cores where it is compiled; each source takes so many steps.

        Its first argument is the part of the sources. What the parts give is in their order.
        """
        parts = [sources[part::_PARTS].copy() for part in range(min(_PARTS, len(sources)))]  # of one layout
        loop = self.worth(steps * len(sources))
        if loop is self.plain:
            return [loop(part, *arguments) for part in parts]
        return [*on_all_cores(lambda part: loop(part, *arguments), parts)]

    def worth(self, steps: int) -> Callable[..., Any]:
        """Give what runs it for so many steps more: machine code, once that has been worth it."""
        self._steps += steps
        return self.plain if self._steps < _WORTH else self.compiled

    @cached_property
    def compiled(self) -> Callable[..., Any]:
        """The function as machine code, or as it is where there is no numba."""
        try:
            numba = importlib.import_module("numba")
        except ImportError:
            return self.plain
        options = {"nogil": True, "error_model": "numpy"}  # and no fastmath: sums are added as they are written
        with suppress(RuntimeError):  # no folder can be written
            return numba.njit(cache=True, **options)(self._calling_machine_code())  # type: ignore[no-any-return]
        return numba.njit(**options)(self._calling_machine_code())  # type: ignore[no-any-return]

    def _calling_machine_code(self) -> Callable[..., Any]:
        """Give the function with machine code in the place of the kernels that it calls."""
        code, names = self.plain.__code__, self.plain.__globals__
        called = {name: names[name].compiled for name in code.co_names if isinstance(names.get(name), Kernel)}
        return wraps(self.plain)(FunctionType(code, {**names, **called}, self.plain.__name__))


def on_all_cores(compute: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
    """Compute something of each item, of as many at once as there are cores, and give it in their order.

    Items are taken in this thread, a few ahead. What is computed on all cores for the sake of an item stays on its own.
    """
    count = cores()
    if count == 1 or getattr(_THREAD, "is_one_of_many", False):
        yield from map(compute, items)
        return

    def compute_alone(item: T) -> R:
        _THREAD.is_one_of_many = True
        return compute(item)

    with ThreadPoolExecutor(count) as threads:
        results = deque[Future[R]]()
        for item in items:
            results.append(threads.submit(compute_alone, item))
            if len(results) > 2 * count:
                yield results.popleft().result()
        yield from (each.result() for each in results)


def cores() -> int:
    """Count the cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
