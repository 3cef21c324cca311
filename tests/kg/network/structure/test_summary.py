"""Figures of whole networks beside networkx, and concentration beside its definitions."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from random import Random

import networkx as nx
import numpy as np
import pytest

from kg.network import concentrate, summary
from kg.network.examples import network_of
from kg.network.graphs import Weighted, ties
from kg.network.model import Network
from kg.network.structure import distances as distances_of
from kg.network.structure.distances import extent
from tests.kg.network.generated import NETWORKS, undirected
from tests.kg.network.simple import directed_graph


def figures(network: Network) -> dict[str, float | None]:
    return {each.name: each.value for each in summary(network)}


def test_sizes_are_those_of_networkx() -> None:
    for network in NETWORKS:
        graph, found = undirected(network), figures(network)
        assert found["nodes"] == len(graph)
        assert found["pairs"] == graph.number_of_edges()
        assert found["weight"] == graph.size("weight")
        assert found["components"] == nx.number_connected_components(graph)
        assert found["bridges"] == len([*nx.bridges(graph)])
        assert found["cut-nodes"] == len([*nx.articulation_points(graph)])
        with_directions = directed_graph(network) if network.directed else graph
        density = nx.density(with_directions) if len(graph) > 1 else None
        assert found["density"] == (None if density is None else pytest.approx(density))
        if network.directed and with_directions.number_of_edges():
            assert found["reciprocity"] == pytest.approx(nx.overall_reciprocity(with_directions))
        else:
            assert found.get("reciprocity") is None


def test_the_extent_of_the_largest_piece_is_that_of_networkx() -> None:
    for network in NETWORKS:
        graph, found = undirected(network), figures(network)
        if graph:
            largest = max(nx.connected_components(graph), key=lambda piece: (len(piece), -min(piece)))
            piece = graph.subgraph(largest)
            assert found["largest-component"] == len(piece)
            assert (found["diameter"], found["radius"]) == (nx.diameter(piece), nx.radius(piece))
        else:
            assert (found["diameter"], found["radius"]) == (None, None)


def test_transitivity_and_clustering_are_those_of_networkx_where_they_are_defined() -> None:
    for network in NETWORKS:
        graph, found = undirected(network), figures(network)
        several = [node for node, degree in graph.degree if degree > 1]
        if several:
            assert found["transitivity"] == pytest.approx(nx.transitivity(graph))
            assert found["mean-clustering"] == pytest.approx(nx.average_clustering(graph, several))
        else:
            assert (found["transitivity"], found["mean-clustering"]) == (None, None)


def test_assortativity_is_that_of_networkx_where_it_is_defined() -> None:
    for network in NETWORKS:
        graph, found = undirected(network), figures(network)
        for place, node in enumerate(network.nodes):
            graph.add_node(place, type=node.type, kind=node.kind)
        for name in ("type", "kind"):
            values = {graph.nodes[node][name] for ends in graph.edges for node in ends}
            value = found[f"{name}-assortativity"]
            if len(values) > 1:
                assert value == pytest.approx(nx.attribute_assortativity_coefficient(graph, name))
            else:
                assert value is None
        degrees = {graph.degree[node] for ends in graph.edges for node in ends}
        value = found["degree-assortativity"]
        if len(degrees) > 1:
            assert value == pytest.approx(nx.degree_assortativity_coefficient(graph), abs=1e-8)
        else:
            assert value is None


def test_every_figure_says_what_it_is() -> None:
    for each in summary(network_of("ab", "bc")):
        assert each.meaning.endswith(".")
        assert each.formula
        assert each.source
        assert each.exactness.endswith(".")


def test_what_is_not_settled_has_bounds_that_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(distances_of, "_STEPS", 0)
    names = [f"{place:03}" for place in range(700)]
    for seed in range(6):
        graph = nx.convert_node_labels_to_integers(nx.random_regular_graph(3, len(names), seed=seed))
        one, other = zip(*sorted((min(ends), max(ends)) for ends in graph.edges), strict=True)
        edges = Weighted(*(np.asarray(column, dtype=np.int64) for column in (one, other, [1] * len(one))))
        found = extent(edges, len(names))
        assert found.diameter[0] <= nx.diameter(graph) <= found.diameter[1]
        assert found.radius[0] <= nx.radius(graph) <= found.radius[1]


def test_concentration_is_that_of_its_definitions() -> None:
    random = Random(3)
    for _ in range(300):
        values = [random.choice([0, 1, 1, 5, 40, 10**15]) for _ in range(random.randrange(1, 30))]
        parts, found = sorted(value for value in values if value), concentrate(values)
        total = sum(parts)
        if not parts:
            assert (found.count, found.herfindahl, found.effective, found.gini, found.top) == (0, None, None, None, {})
            continue
        shares = [Fraction(value, total) for value in parts]
        apart = sum(abs(one - other) for one in shares for other in shares)
        assert found.herfindahl == pytest.approx(float(sum(share * share for share in shares)))
        assert found.gini == pytest.approx(float(apart / (2 * len(parts))), abs=1e-12)
        assert found.top == {
            str(many): pytest.approx(float(sum(shares[-many:]))) for many in (1, 3, 5, 10) if many < len(parts)
        }


def test_scaling_all_amounts_changes_no_share() -> None:
    values = [7, 3, 3, 1, 12, 900]
    one, other = concentrate(values), concentrate([value * 1000 for value in values])
    assert (one.herfindahl, one.gini, one.top) == (other.herfindahl, other.gini, other.top)


def test_a_chain_is_as_long_as_it_is() -> None:
    network = network_of(*map("".join, pairwise("abcdefghijklmnopq")))
    assert len(ties(network).source) == figures(network)["diameter"] == 16
    assert figures(network)["radius"] == 8
