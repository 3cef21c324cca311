"""What the log tells of requests that were refused for who sent them: a line for each, up to a rate."""

from __future__ import annotations

import logging
from collections.abc import Callable
from time import monotonic

_log = logging.getLogger("kg.access")
_MOST, _WITHIN = 60, 60.0
"""Refusals that have a line of their own within so many seconds: whoever guesses tokens is not to fill the disk."""


class Refusals:
    """Writes a line for each refusal (401 and 403), and one for all that came too fast."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._began, self._lines, self._passed_over = clock(), 0, 0

    def note(self, who: str, what: str, why: str) -> None:
        """Tell of a refusal: `who` has a name or an address, `what` is a method and a path."""
        if self._clock() >= self._began + _WITHIN:
            if self._passed_over:
                _log.warning("%d more requests were refused", self._passed_over)
            self._began, self._lines, self._passed_over = self._clock(), 0, 0
        if self._lines < _MOST:
            self._lines += 1
            _log.warning("refused: %s, %s: %s", who, what, why)
        else:
            self._passed_over += 1
