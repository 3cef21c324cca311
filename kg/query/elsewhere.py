"""Where two are linked that are not in the network that was asked: in the widest view, and without filters."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from kg.errors import AmbiguousName, LimitExceeded, NetworkTooLarge, UnknownName, UnknownNode
from kg.network import Filters
from kg.query.analysis import Analysis, Subject

WIDEST = "involvement"
"""The view in which everything that links two is an edge."""


async def elsewhere(analysis: Analysis, ask: Callable[[Analysis], Awaitable[Any]]) -> list[dict[str, Any]]:
    """Tell how long the ways are there; `ask` gives the answer to a question. A place with none is not told of.

    What is too large to be looked at, or does not know one of the two, is not told of either.
    """
    lines = []
    for other in _others(analysis):
        try:
            paths = (await ask(other))["paths"]
        except (AmbiguousName, LimitExceeded, NetworkTooLarge, UnknownNode, UnknownName):
            continue
        if paths:
            filtered = other.filters != Filters(directed=other.filters.directed)
            lines.append({"view": other.view, "filtered": filtered, "length": paths[0]["length"]})
    return lines


def _others(analysis: Analysis) -> list[Analysis]:
    none = Filters(directed=analysis.filters.directed)
    roleless = replace(analysis.filters, roles=())  # each view has roles of its own
    own, widest = Subject(analysis.view, analysis.recipe), Subject(WIDEST)
    others = [(widest, roleless), (own, none), (widest, none)]
    different = [each for each in dict.fromkeys(others) if each != (own, analysis.filters)]
    return [subject.ask(analysis.question, filters) for subject, filters in different]
