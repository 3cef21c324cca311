"""Two networks small enough to check by hand, for the examples in docstrings and for tests.

`STAR` is undirected: b, c and d are linked to a. `ARROWS` is directed: a to b, a to c, c to d.
"""

from __future__ import annotations

from kg.network.model import Edge, Network, Node


def network_of(*pairs: str, directed: bool = False, role: str = "grant") -> Network:
    """Make a network from pairs of letters, each pair an edge with a fact of its own.

    >>> [(edge.source, edge.target, edge.weight) for edge in network_of("ab", "bc").edges]
    [('a', 'b', 1), ('b', 'c', 1)]
    """
    edges = tuple(
        Edge(source, target, role, 1, "stated", (), (f"{source}{target}",), (), (f"{source}{target}",))
        for source, target in sorted(map(tuple, pairs))
    )
    nodes = tuple(Node(letter, letter.upper()) for letter in sorted(set("".join(pairs))))
    return Network("example", "example/1", directed, nodes, edges, truncated=False, total_nodes=len(nodes))


STAR = network_of("ab", "ac", "ad")
ARROWS = network_of("ab", "ac", "cd", directed=True)
