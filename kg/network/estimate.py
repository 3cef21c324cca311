"""How many edges a network would have, counted before any is made: making them takes a thousand times as much."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from itertools import product

from kg.errors import NetworkTooLarge
from kg.network.claims import Step
from kg.network.declarations import View, load_views

UNBOUNDED = sys.maxsize


def demand_few(view: View, steps: Iterable[Step], most: int) -> None:
    """Raise NetworkTooLarge where the steps of a view would become more than `most` edges."""
    if most == UNBOUNDED:
        return
    if view.co_participation:
        _demand_few_pairs(view, steps, most)
    else:
        _demand_few_links(view, steps, most)


def _demand_few_pairs(view: View, steps: Iterable[Step], most: int) -> None:
    """Count the pairs of those who take part together, once for each activity: so many times a pair is looked at."""
    taking_part: dict[str, set[str]] = {}
    for step in steps:
        if step.roles:
            for activity in step.targets:
                taking_part.setdefault(activity, set()).update(step.sources)
    pairs = {activity: len(who) * (len(who) - 1) // 2 for activity, who in taking_part.items()}
    count = sum(pairs.values())
    if count > most:
        largest = max(sorted(pairs), key=lambda activity: pairs[activity])
        because = f"all who take part in the same are linked with each other, and in {largest} alone there are "
        raise NetworkTooLarge(view.name, f"{count:,}", most, f"{because}{len(taking_part[largest]):,}", _instead(view))


def _demand_few_links(view: View, steps: Iterable[Step], most: int) -> None:
    """Count distinct links until they are too many, which soon happens where one record links many with many."""
    links: set[tuple[str, str, str]] = set()
    for step in steps:
        for link in product(step.sources, step.targets, step.roles):
            if link[0] != link[1]:
                links.add(link)
            if len(links) > most:
                raise NetworkTooLarge(view.name, f"more than {most:,}", most)


def _instead(view: View) -> str:
    """Name a view of the same records in which those who take part are linked to what they take part in."""
    own = {each.record_class.name for each in view.edge_classes}
    others = (each for each in load_views().values() if not each.co_participation)
    return next((each.name for each in others if own & {edge.record_class.name for edge in each.edge_classes}), "")
