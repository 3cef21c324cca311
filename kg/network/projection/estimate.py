"""How many edges a network would have, counted before any is made."""

from __future__ import annotations

import sys

import numpy as np

from kg.errors import NetworkTooLarge
from kg.network.columns import Codes, Integers, distinct, starts
from kg.network.declarations import View, load_views

UNBOUNDED = sys.maxsize


def demand_few_pairs(view: View, activities: Integers, nodes: Codes, most: int) -> None:
    """Raise NetworkTooLarge for too many pairs that take part together, counted once for each activity.

    `activities` are those of each who takes part in one, sorted, by the codes of `nodes`.
    """
    first = starts(activities)
    taking_part = np.diff(np.append(first, len(activities)))
    pairs = taking_part * (taking_part - 1) // 2
    if pairs.sum() > most:
        name, many = min(
            (nodes.texts[activities[first[each]]], taking_part[each]) for each in np.flatnonzero(pairs == pairs.max())
        )
        because = f"all who take part in the same are linked with each other, and in {name} alone there are {many:,}"
        raise NetworkTooLarge(view.name, f"{pairs.sum():,}", most, because, _instead(view))


def demand_few_of_each(view: View, sources: Integers, targets: Integers, most: int) -> None:
    """Raise NetworkTooLarge where one record links so many sources with so many targets that they are too many links.

    Both columns are the records of those, sorted. It is asked before the links are made, which would fill the memory.
    """
    records, many = np.unique(sources, return_counts=True)
    end, begin = np.searchsorted(targets, records, "right"), np.searchsorted(targets, records, "left")
    links = many * (end - begin) - np.minimum(many, end - begin)
    if many.size and links[many > 2].max(initial=0) // 2 > most:
        raise NetworkTooLarge(view.name, f"more than {most:,}", most)


def demand_few_links(view: View, source: Integers, target: Integers, roles: Integers, most: int) -> None:
    """Raise NetworkTooLarge where there are too many distinct links."""
    if len(source) > most and len(distinct(source, target, roles)) > most:
        raise NetworkTooLarge(view.name, f"more than {most:,}", most)


def _instead(view: View) -> str:
    """Name a view of the same records in which those who take part are linked to what they take part in."""
    own = {each.record_class.name for each in view.edge_classes}
    others = (each for each in load_views().values() if not each.co_participation)
    return next((each.name for each in others if own & {edge.record_class.name for edge in each.edge_classes}), "")
