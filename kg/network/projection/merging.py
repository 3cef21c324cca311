"""Rows are put into a network in the place of others, and it is as if it had been made of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import compress, pairwise

import numpy as np

from kg.network.columns import Integers
from kg.network.model import Network
from kg.network.rows import Rows


def merged(network: Network, leaving: Integers, part: Network) -> Network:
    """Give a network with the rows of another, `part`, in the place of some of its own, and the lookup of that.

    Nodes and roles that no row has any more are gone. Where nothing is different, the network keeps its rows as they
    are, and with them what was computed of them.
    """
    (iris, node, node_of_part), (roles, role, role_of_part) = (
        _together(network.iris, part.iris),
        _together(network.roles, part.roles),
    )
    rows, coming = _moved(network.rows, node, role), _moved(part.rows, node_of_part, role_of_part)
    if _is_same(rows.at(leaving), coming):
        return replace(network, lookup=part.lookup)
    pieces = [*_pieces(len(rows), leaving, _located(rows, coming))]
    record = _spliced(rows.record, coming.record, pieces)
    spliced = Rows(
        source=_spliced(rows.source, coming.source, pieces),
        target=_spliced(rows.target, coming.target, pieces),
        role=_spliced(rows.role, coming.role, pieces),
        record=record,
        fact=record if rows.fact is rows.record else _spliced(rows.fact, coming.fact, pieces),
        certainty=_spliced(rows.certainty, coming.certainty, pieces),
        joint=_spliced(rows.joint, coming.joint, pieces),
        dated=_spliced(rows.dated, coming.dated, pieces),
    )
    left, used = rows.at(leaving), (spliced.source, spliced.target)
    iris, node = _without(iris, np.setdiff1d(np.append(left.source, left.target), node_of_part), used)
    roles, role = _without(roles, np.setdiff1d(left.role, role_of_part), (spliced.role,))
    rows = _moved(spliced, node, role)
    return replace(network, iris=iris, roles=roles, links=rows, lookup=part.lookup, total_nodes=len(iris))


def places_of(part: Network, network: Network) -> Integers:
    """Give the places of the rows of a part among those of the network that it is of.

    Names that none of its rows has may be those of another version.
    """
    node, role = _found(network.iris, part.iris), _found(network.roles, part.roles)
    return _located(network.rows, _moved(part.rows, node, role))


def _found(names: Sequence[str], others: Sequence[str]) -> Integers:
    """Give the place of each of other names among sorted ones, or where it would be."""
    return np.asarray([bisect_left(names, each) for each in others], dtype=np.int64)


def _located(rows: Rows, others: Rows) -> Integers:
    """Give the places at which other rows would stand among sorted ones, each before its equal."""
    low, high = np.zeros(len(others), dtype=np.int64), np.full(len(others), len(rows))
    while len(searching := np.flatnonzero(low < high)):
        middle = (low[searching] + high[searching]) // 2
        is_less = np.zeros(len(searching), dtype=np.bool_)
        for column, values in (
            (rows.record, others.record),
            (rows.role, others.role),
            (rows.target, others.target),
            (rows.source, others.source),
        ):
            own, other = column[middle], values[searching]
            is_less = (own < other) | ((own == other) & is_less)
        low[searching[is_less]] = middle[is_less] + 1
        high[searching[~is_less]] = middle[~is_less]
    return low


def _together(names: Sequence[str], others: Sequence[str]) -> tuple[Sequence[str], Integers | None, Integers]:
    """Put sorted names together; give the places of both among all, None where those of the first are as before."""
    entering = [each for each in others if (place := bisect_left(names, each)) == len(names) or names[place] != each]
    together, moved = names, None
    if entering:
        together = [*names]
        before = [bisect_left(names, each) for each in entering]
        for more, (place, each) in enumerate(zip(before, entering, strict=True)):
            together.insert(place + more, each)
        places = np.arange(len(names))
        moved = places + np.searchsorted(before, places, "right")
    return together, moved, _found(together, others)


def _without(
    names: Sequence[str], doubtful: Integers, columns: Sequence[Integers]
) -> tuple[Sequence[str], Integers | None]:
    """Leave out of names those of some places that no column has; give the places of the others, None if all stay."""
    used = np.ones(len(names), dtype=np.bool_)
    used[doubtful] = False
    if len(doubtful):
        for column in columns:
            used[column] = True
    return (names, None) if used.all() else ([*compress(names, used)], np.cumsum(used) - 1)


def _moved(rows: Rows, node: Integers | None, role: Integers | None) -> Rows:
    """Give rows with other numbers for their nodes and roles."""
    if node is not None:
        rows = replace(rows, source=node[rows.source], target=node[rows.target])
    return rows if role is None else replace(rows, role=role[rows.role])


def _is_same(one: Rows, other: Rows) -> bool:
    return all(np.array_equal(*each) for each in zip(_columns(one), _columns(other), strict=True))


def _columns(rows: Rows) -> tuple[Integers, ...]:
    return rows.source, rows.target, rows.role, rows.record, rows.fact, rows.certainty, rows.joint, rows.dated


def _pieces(size: int, leaving: Integers, before: Integers) -> Iterator[tuple[slice, slice]]:
    """Yield stretches of what comes in, each with the stretch of what stays that follows it.

    `leaving` are the places of what goes, and `before` those that what comes in goes before; both are sorted.

    >>> [*_pieces(5, np.array([1, 2]), np.array([0, 3, 3]))]
    [(slice(0, 1, None), slice(0, 1, None)), (slice(1, 3, None), slice(3, 5, None))]
    """
    cuts = np.unique(np.concatenate([[0], leaving, leaving + 1, before, [size]]))
    first, end = np.searchsorted(before, cuts, "left"), np.searchsorted(before, cuts, "right")
    stays = np.isin(cuts, leaving, invert=True)
    for (begin, stop), one, other, is_staying in zip(
        pairwise([*cuts.tolist(), size]), first.tolist(), end.tolist(), stays.tolist(), strict=True
    ):
        if other > one or (is_staying and stop > begin):
            yield slice(one, other), slice(begin, stop if is_staying else begin)


def _spliced(column: Integers, coming: Integers, pieces: Sequence[tuple[slice, slice]]) -> Integers:
    """Put together what comes in and what stays."""
    if not any((*column.strides, *coming.strides)):  # one value stands for all
        count = sum(each.stop - each.start for piece in pieces for each in piece)
        return np.broadcast_to(np.append(column[:1], coming[:1])[0], count)
    return np.concatenate([column[:0], *(part for come, stay in pieces for part in (coming[come], column[stay]))])
