"""Katz, hubs and authorities beside networkx, on networks made by chance and by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from math import sqrt

import networkx as nx
import numpy as np
import pytest
from scipy.sparse import csr_array  # type: ignore[import-untyped]

from kg.network import rank
from kg.network.examples import STAR, network_of
from kg.network.measures import Scores, leading
from kg.network.measures.leading import leading_value
from kg.network.measures.spectral import authority, eigenvector, hub, katz
from kg.network.model import Network
from tests.kg.network.generated import NETWORKS
from tests.kg.network.simple import directed_graph, simple_graph, undirected_graph
from tests.kg.network.test_exact import cliques

WEIGHTED = pytest.mark.parametrize("weighted", [False, True])


@WEIGHTED
def test_katz_is_that_of_networkx(*, weighted: bool) -> None:
    weight = "weight" if weighted else "one"  # which no edge has, so that each weighs 1
    for network in NETWORKS:
        scores = katz(network, weighted=weighted)
        alpha = float(scores.parameters["alpha"])
        expected = {0: 1.0}  # of one node, at which networkx fails
        if len(network.iris) != 1:
            expected = nx.katz_centrality_numpy(simple_graph(network), alpha, normalized=False, weight=weight)
        assert dict(enumerate(scores.values.tolist())) == pytest.approx(expected, rel=1e-9)
        if len(network.rows):
            matrix = nx.to_numpy_array(undirected_graph(network), weight=weight)
            assert alpha * np.linalg.eigvalsh(matrix)[-1] == pytest.approx(0.85)


def test_walks_by_hand() -> None:
    """From a to b to c; the largest eigenvalue of a chain of three is the square root of 2."""
    chain = network_of("ab", "bc", directed=True)
    alpha = 0.85 / sqrt(2)
    assert katz(chain).of(chain) == pytest.approx({"a": 1, "b": 1 + alpha, "c": 1 + alpha + alpha**2})
    assert rank(chain, "katz").parameters == {"weighted": False, "attenuation": 0.85, "alpha": pytest.approx(alpha)}
    assert rank(network_of(), "katz").parameters["alpha"] == 0


def test_large_networks_are_attenuated_as_small_ones_are(monkeypatch: pytest.MonkeyPatch) -> None:
    groups = cliques(12, 40)
    small = katz(groups)
    monkeypatch.setattr(leading, "_DENSE", 3)
    large = katz(cliques(12, 40))
    assert large.parameters["alpha"] == pytest.approx(small.parameters["alpha"], rel=2e-9)
    assert large.values.tolist() == pytest.approx(small.values.tolist(), rel=1e-7)
    assert leading_value(csr_array(nx.to_numpy_array(nx.star_graph(16)))) == pytest.approx(4)


@WEIGHTED
@pytest.mark.parametrize("measure", [eigenvector, hub, authority])
def test_large_networks_are_solved_as_small_ones_are(
    measure: Callable[..., Scores], monkeypatch: pytest.MonkeyPatch, *, weighted: bool
) -> None:
    """Also where the first eigenvalue is far from the second, and comes alone."""
    networks = [network for network in NETWORKS if len(network.iris) == 21]
    small = [measure(network, weighted=weighted).values for network in networks]
    monkeypatch.setattr(leading, "_DENSE", 7)
    for network, scores in zip(networks, small, strict=True):
        assert measure(replace(network), weighted=weighted).values == pytest.approx(scores, abs=1e-9)


def linked(network: Network, *, weighted: bool) -> nx.DiGraph[int]:
    """Give the graph with directions, its weights all 1 unless `weighted`."""
    graph = directed_graph(network)
    for *_, link in graph.edges(data=True):
        link["weight"] = link["weight"] if weighted else 1
    return graph


def pieces(graph: nx.DiGraph[int]) -> Iterator[nx.DiGraph[int]]:
    """Give the links that hang together by common starts or common ends, with their nodes."""
    ends: nx.Graph[tuple[str, int]] = nx.Graph((("from", one), ("to", other)) for one, other in graph.edges)
    for piece in nx.connected_components(ends):
        yield graph.edge_subgraph([(one, other) for one, other in graph.edges if ("from", one) in piece])


def by_networkx(network: Network, *, weighted: bool) -> tuple[dict[int, float], dict[int, float]]:
    """Give what networkx gives in each piece, made of length 1 and multiplied with the share of the links."""
    graph = linked(network, weighted=weighted)
    hubs, authorities = dict.fromkeys(graph, 0.0), dict.fromkeys(graph, 0.0)
    for piece in pieces(graph):
        start = dict.fromkeys(piece, 1.0)
        for totals, scores in zip((hubs, authorities), nx.hits(piece, nstart=start, tol=0), strict=True):
            length = sqrt(sum(score**2 for score in scores.values()))
            for node, score in scores.items():
                totals[node] += score / length * len(piece.edges) / len(graph.edges)
    return hubs, authorities


@WEIGHTED
def test_hubs_and_authorities_are_those_of_networkx_in_each_piece(*, weighted: bool) -> None:
    for network in NETWORKS:
        hubs, authorities = by_networkx(network, weighted=weighted)
        assert dict(enumerate(hub(network, weighted=weighted).values)) == pytest.approx(hubs, abs=1e-7)
        assert dict(enumerate(authority(network, weighted=weighted).values)) == pytest.approx(authorities, abs=1e-7)


@WEIGHTED
def test_hubs_and_authorities_of_one_piece_are_those_of_networkx(*, weighted: bool) -> None:
    whole = [network for network in NETWORKS if len([*pieces(directed_graph(network))]) == 1]
    assert len(whole) > 40
    for network in whole:
        graph = linked(network, weighted=weighted)
        expected = nx.hits(graph, nstart=dict.fromkeys(graph, 1.0), tol=0)
        for measure, scores in zip((hub, authority), expected, strict=True):
            values = measure(network, weighted=weighted).values
            assert dict(enumerate(values / values.sum())) == pytest.approx(scores, abs=1e-7)


def test_without_directions_hubs_and_authorities_are_the_same() -> None:
    for network in NETWORKS:
        if not network.directed:
            assert np.allclose(hub(network).values, authority(network).values, atol=1e-9)
    assert hub(STAR).values == pytest.approx(eigenvector(STAR).values / sqrt(2))
    triangle = network_of("ab", "ac", "bc", "cd")
    assert hub(triangle).values == pytest.approx(eigenvector(triangle).values)


def test_hubs_that_cannot_be_compared_are_told() -> None:
    """Two groups alike, far from each other: as with eigenvectors they score alike, and it is said."""
    network = cliques(12, 40)
    for measure in ("hub", "authority"):
        assert rank(network, measure).remarks[-1].startswith("In the piece of 64 nodes with ")
    scores = hub(network).of(network)
    assert [scores[f"x{n:03}"] for n in range(12)] == pytest.approx([scores[f"y{n:03}"] for n in range(12)], rel=1e-9)
    assert not hub(STAR).remarks


def test_a_small_piece_does_not_outrank_the_main_one() -> None:
    network = network_of("ax", "ay", "bx", "by", "cz", directed=True)
    assert hub(network).of(network) == pytest.approx(
        {"a": 0.8 / sqrt(2), "b": 0.8 / sqrt(2), "c": 0.2, "x": 0, "y": 0, "z": 0}
    )
    assert authority(network).of(network)["z"] == pytest.approx(0.2)
