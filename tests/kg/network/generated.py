"""Networks made by chance: directed or not, with parallel edges that share facts, in pieces, with lonely nodes."""

from __future__ import annotations

from random import Random

import networkx as nx

from kg.network.examples import network_from
from kg.network.graphs import ties
from kg.network.model import Edge, Network, Node


def generated(seed: int) -> Network:
    """Make one; of each few some are empty, of one node, a chain, complete, or in pieces that are dense."""
    random = Random(seed)
    size = random.choice([0, 1, 2, 3, 5, 8, 13, 21])
    names = [f"n{place:02}" for place in range(size)]
    shape = random.choice(["few", "many", "chain", "complete", "pieces"])
    pairs = [(one, other) for one in range(size) for other in range(size) if one != other]
    chosen = {
        "few": [pair for pair in pairs if random.random() < 1 / max(size, 1)],
        "many": [pair for pair in pairs if random.random() < 0.3],
        "chain": [pair for pair in pairs if pair[1] == pair[0] + 1],
        "complete": pairs,
        "pieces": [pair for pair in pairs if pair[0] % 3 == pair[1] % 3 and random.random() < 0.6],
    }[shape]
    directed = random.random() < 0.5
    edges: dict[tuple[str, str, str], Edge] = {}
    for one, other in chosen:
        source, target = (names[one], names[other]) if directed else (names[min(one, other)], names[max(one, other)])
        for role in random.sample(["grant", "award"], random.choice([1, 1, 2])):
            facts = tuple(
                f"{min(source, target)}{max(source, target)}{number}" for number in range(random.randint(1, 3))
            )
            edges[source, target, role] = Edge(source, target, role, len(facts), "stated", (), facts, (), facts)
    kinds = random.choice([["x"], ["x", "y"], ["x", "y", "z"]])
    nodes = [Node(name, name.upper(), random.choice(["Organisation", "Place"]), random.choice(kinds)) for name in names]
    return network_from(nodes, edges.values(), directed=directed)


NETWORKS = [generated(seed) for seed in range(320)]


def undirected(network: Network) -> nx.Graph[int]:
    """Give what networkx measures: one edge for each two, whatever the direction."""
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(network.iris)))
    edges = ties(network)
    for source, target, weight in zip(*(each.tolist() for each in edges), strict=True):
        graph.add_edge(source, target, weight=weight)
    return graph
