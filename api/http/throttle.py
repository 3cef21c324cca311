"""How often a client may show a token that is not known: a few times at once, and then one in so many seconds.

Clients are told apart by address and never by the name that they claim, so nobody can lock somebody else out by name.
Whoever is signed in stays so, and a request with a token of its own is not held up.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from time import monotonic

AT_ONCE, EACH = 10, 6.0
"""Wrong tokens that a client may show at once, and seconds after which it may show one more."""

_CLIENTS = 4096
"""Clients that are remembered, those which tried last."""


@dataclass(slots=True)
class _Spent:
    tries: float
    at: float


class Throttle:
    """The wrong tokens that were shown lately, by client. It belongs to one event loop."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._of_client: OrderedDict[str, _Spent] = OrderedDict()

    def __len__(self) -> int:
        return len(self._of_client)

    def wait(self, client: str) -> int:
        """Give the seconds that a client must wait before it may try, 0 where it may now."""
        return max(ceil((self._spent(client) - AT_ONCE + 1) * EACH), 0)

    def note_wrong(self, client: str) -> None:
        """Note that a client showed a token that is not known."""
        self._of_client[client] = _Spent(self._spent(client) + 1, self._clock())
        self._of_client.move_to_end(client)
        while len(self._of_client) > _CLIENTS:
            self._of_client.popitem(last=False)

    def _spent(self, client: str) -> float:
        spent = self._of_client.get(client)
        return 0.0 if spent is None else max(spent.tries - (self._clock() - spent.at) / EACH, 0.0)
