"""Graphs made by chance, kept as files, and as the networks that measures are asked of.

A random graph has each pair as likely as any other. In a grown one new nodes link rather to those with many links,
which is nearer to who works with whom (Barabási & Albert 1999).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.data import BENCH
from kg.network.columns import Pairs
from kg.network.model import Edge, Network, Node, Place, Shown
from kg.network.rows import Rows

Edges = NDArray[np.int64]
"""Rows of source, target and weight, sorted; the source is the lower one."""

KINDS = ("random", "grown")


def graph(kind: str, nodes: int, edges: int) -> Path:
    """Make a graph, unless it is there."""
    path = BENCH / "graphs" / f"{kind}-{nodes}-{edges}.npy"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        np.save(path, (random if kind == "random" else grown)(np.random.default_rng(1), nodes, edges))
    return path


def network(edges: Edges) -> Network:
    """Make a network of a graph, an edge having as many facts as it weighs."""
    source, target, weight = edges.T
    place = np.repeat(np.arange(len(edges)), weight)
    none = np.zeros(len(place), dtype=np.int64)
    facts = np.arange(len(place))
    rows = Rows(source[place], target[place], none, facts, facts, none, none, none)
    iris = [f"n{each:07}" for each in range(int(edges[:, :2].max()) + 1)]
    return Network("example", "example/1", False, iris, ["link"], rows, _Numbered(), total_nodes=len(iris))


def random(chance: np.random.Generator, nodes: int, edges: int) -> Edges:
    """Link pairs by chance."""
    pairs = np.sort(chance.integers(0, nodes, (edges + edges // 20, 2)), axis=1)
    pairs = np.unique(pairs[pairs[:, 0] < pairs[:, 1]], axis=0)
    chosen = pairs[np.sort(chance.permutation(len(pairs))[:edges])]
    return np.column_stack([chosen, chance.integers(1, 7, len(chosen))])


def grown(chance: np.random.Generator, nodes: int, edges: int) -> Edges:
    """Link each node to some before it, rather to those with many links."""
    links = edges // nodes
    ends, pairs = [*range(links + 1)], []
    for node in range(links + 1, nodes):
        chosen = {ends[int(each)] for each in chance.random(links) * len(ends)}
        pairs += [(each, node) for each in sorted(chosen)]
        ends += [*sorted(chosen), *[node] * len(chosen)]
    shuffled = np.sort(chance.permutation(nodes)[np.asarray(pairs)], axis=1)
    return np.column_stack([np.unique(shuffled, axis=0), chance.integers(1, 7, len(shuffled))])


class _Numbered:
    """Calls nodes and facts by their numbers; shows no edges, and knows of no places and no documents."""

    def nodes(self, iris: Sequence[str]) -> list[Node]:
        return [Node(iri, iri) for iri in iris]

    def edges(self, shown: Sequence[Shown]) -> list[Edge]:
        raise NotImplementedError(f"{len(shown)} edges")

    def named(self, numbers: Sequence[int]) -> Mapping[int, str]:
        return {number: f"{number:09}" for number in numbers}

    def place(self, reference: str, min_confidence: str = "") -> Place | None:  # noqa: ARG002
        return None

    def years(self) -> tuple[int, int] | None:
        return None

    def documents(self, iris: Sequence[str], rows: Rows) -> list[Pairs]:  # noqa: ARG002
        return []
