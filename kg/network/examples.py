"""Two networks small enough to check by hand, for the examples in docstrings and for tests.

`STAR` is undirected: b, c and d are linked to a. `ARROWS` is directed: a to b, a to c, c to d.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from kg.dates import years_of
from kg.network.columns import Codes, Pairs
from kg.network.filters import CONFIDENCES
from kg.network.model import Edge, Network, Node, Place, Shown
from kg.network.rows import Rows


def network_of(*pairs: str, directed: bool = False, role: str = "grant") -> Network:
    """Make a network from pairs of letters, each pair an edge with a fact of its own.

    >>> [(edge.source, edge.target, edge.weight) for edge in network_of("ab", "bc").edges]
    [('a', 'b', 1), ('b', 'c', 1)]
    """
    edges = [
        Edge(source, target, role, 1, "stated", (), (f"{source}{target}",), (), (f"{source}{target}",))
        for source, target in sorted(map(tuple, pairs))
    ]
    return network_from((Node(letter, letter.upper()) for letter in set("".join(pairs))), edges, directed=directed)


def network_from(nodes: Iterable[Node], edges: Iterable[Edge], *, directed: bool) -> Network:
    """Make a network of nodes and edges as they are shown."""
    by_iri = {node.iri: node for node in sorted(nodes, key=lambda node: node.iri)}
    by_ends = {(edge.source, edge.target, edge.role): edge for edge in edges}
    place, roles = {iri: number for number, iri in enumerate(by_iri)}, sorted({role for _, _, role in by_ends})
    facts = Codes()
    rows = sorted(
        (place[edge.source], place[edge.target], roles.index(edge.role), facts.code(fact), ends)
        for ends, edge in by_ends.items()
        for fact in edge.facts
    )
    source, target, role, fact = (np.asarray([row[each] for row in rows], dtype=np.int64) for each in range(4))
    behind = [by_ends[row[4]] for row in rows]
    sureness = [CONFIDENCES.index(edge.confidence) if edge.confidence else -1 for edge in behind]
    dated = np.asarray([bool(edge.when) for edge in behind], dtype=np.int64)
    columns = Rows(source, target, role, fact, fact, np.asarray(sureness, dtype=np.int64), dated * 0, dated)
    lookup = _Given(by_iri, by_ends, facts.texts)
    return Network("example", "example/1", directed, [*by_iri], roles, columns, lookup, total_nodes=len(by_iri))


class _Given:
    """Looks up what was given."""

    def __init__(self, nodes: dict[str, Node], edges: dict[tuple[str, str, str], Edge], facts: list[str]) -> None:
        self._nodes, self._edges, self._facts = nodes, edges, facts

    def nodes(self, iris: Sequence[str]) -> list[Node]:
        return [self._nodes[iri] for iri in iris]

    def edges(self, shown: Sequence[Shown]) -> list[Edge]:
        return [self._edges[each.source, each.target, each.role] for each in shown]

    def named(self, numbers: Sequence[int]) -> Mapping[int, str]:
        return {number: self._facts[number] for number in numbers}

    def place(self, reference: str, min_confidence: str = "") -> Place | None:  # noqa: ARG002
        """Tell that no place is known."""
        return None

    def years(self) -> tuple[int, int] | None:
        return years_of(time for edge in self._edges.values() for time in edge.when)

    def documents(self, iris: Sequence[str], rows: Rows) -> list[Pairs]:
        """Take the evidence for documents."""
        codes = Codes()
        told = [
            (row, codes.code(document))
            for row, (source, target) in enumerate(zip(rows.source.tolist(), rows.target.tolist(), strict=True))
            for (one, other, _), edge in self._edges.items()
            if (one, other) == (iris[source], iris[target])
            for document in edge.evidence
        ]
        return [Pairs(*np.asarray(told, dtype=np.int64).reshape(-1, 2).T)]


STAR = network_of("ab", "ac", "ad")
ARROWS = network_of("ab", "ac", "cd", directed=True)
