"""What is computed of a network is computed once, for as long as the network is kept.

Whoever asks chooses arguments, such as the nodes that come first in a picture: of each function the results that were
asked for last are kept.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from kg.network.cliques import Cliques
from kg.network.model import Network
from kg.network.rows import Rows
from kg.recent import Recent

CHOICES = 32
"""Results of one function that are kept of a network, each for another choice of its other arguments."""

P = ParamSpec("P")
T = TypeVar("T")


def once_of_rows(compute: Callable[Concatenate[Network, P], T]) -> Callable[Concatenate[Network, P], T]:
    """Do the same for what depends on nothing but the rows, and keep it as long as any network has these.

    That is more than one network where the graph was edited and the edit was about something else.
    """
    results: WeakKeyDictionary[Rows | Cliques, Recent[Any, T]] = WeakKeyDictionary()

    @wraps(compute)
    def computed(network: Network, /, *args: P.args, **kwargs: P.kwargs) -> T:
        key = network.directed, len(network.iris), args, tuple(sorted(kwargs.items()))
        of_rows = results.setdefault(network.links, Recent(CHOICES))
        return of_rows.get(key, lambda: compute(network, *args, **kwargs))

    return computed


def once(compute: Callable[Concatenate[Network, P], T]) -> Callable[Concatenate[Network, P], T]:
    """Let a pure function keep its results beside each network, one for each choice of the other arguments.

    What it gives must not be changed, and must not hold the network, which would then never go.
    """
    results: WeakKeyDictionary[Network, Recent[Any, T]] = WeakKeyDictionary()

    @wraps(compute)
    def computed(network: Network, /, *args: P.args, **kwargs: P.kwargs) -> T:
        of_network, key = results.setdefault(network, Recent(CHOICES)), (args, tuple(sorted(kwargs.items())))
        return of_network.get(key, lambda: compute(network, *args, **kwargs))

    return computed
