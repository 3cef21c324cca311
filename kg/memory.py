"""Memory that was freed and that the C library keeps: threads free in pools of their own, of which each keeps its part.

Under an edit each second a service of 200 MB kept 100 MB more after half an hour, all of it free.
"""

from __future__ import annotations

import ctypes
from threading import Lock
from time import monotonic

_PAUSE = 30.0
"""Seconds between two times: it takes some ten milliseconds."""


class FreedMemory:
    """Gives back to the system what is free, now and then. Threads may share it.

    Only the C library of GNU keeps so much, and can be asked (malloc_trim); with another nothing is done.
    """

    def __init__(self, pause: float = _PAUSE) -> None:
        self._trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        self._pause, self._next, self._lock = pause, 0.0, Lock()

    def give_back(self) -> bool:
        """Give back what is free, unless that was done just now; tell whether anything was given back."""
        with self._lock:
            if self._trim is None or monotonic() < self._next:
                return False
            self._next = monotonic() + self._pause
        return bool(self._trim(0))
