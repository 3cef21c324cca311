"""igraph, a reader of its own of GraphML and Pajek, gets the same graph; it is GPL, and here for this alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import igraph
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.network import Network
from kg.network.examples import ARROWS, network_of
from tests.kg.network.exports.networks import Described, described, described_rows, ends, exported, networks, sample

LABELS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=12)
NETWORKS = pytest.mark.parametrize("network", [sample(), sample(directed=False), ARROWS, network_of("ab")])
SLOW = settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])


def opened(path: Path, name: str, network: Network, *measures: str) -> Any:
    file = path / f"graph.{name}"
    file.write_bytes(exported(name, network, *measures))
    return igraph.Graph.Read(str(file), format={"graphml": "graphml", "net": "pajek"}[name])


def of_graphml(graph: Any) -> Described:
    nodes = [{**each.attributes(), "id": each["iri"]} for each in graph.vs]
    edges = [
        {**each.attributes(), "source": nodes[each.source]["id"], "target": nodes[each.target]["id"]}
        for each in graph.es
    ]
    return described_rows(nodes, edges, directed=graph.is_directed())


def lines_of_pajek(graph: Any) -> list[tuple[str, str, int]]:
    """The lines by the places of their ends, which are those of the nodes."""
    ends_ = ((*sorted((each.source, each.target)),) if not graph.is_directed() else each.tuple for each in graph.es)
    return sorted(
        (str(one), str(other), int(each["weight"])) for (one, other), each in zip(ends_, graph.es, strict=True)
    )


def lines_of(network: Network) -> list[tuple[str, str, int]]:
    place = {iri: number for number, iri in enumerate(network.iris)}
    both = ((ends(edge.source, edge.target, directed=network.directed), edge.weight) for edge in network.edges)
    return sorted((str(place[one]), str(place[other]), weight) for (one, other), weight in both)


@NETWORKS
def test_graphml_is_the_same_graph(tmp_path: Path, network: Network) -> None:
    assert of_graphml(opened(tmp_path, "graphml", network)) == described(network)


@given(networks(LABELS))
@SLOW
def test_graphml_of_any_is_the_same_graph(tmp_path: Path, network: Network) -> None:
    assert of_graphml(opened(tmp_path, "graphml", network)) == described(network)


@pytest.mark.parametrize("directed", [False, True])
def test_figures_and_scores_are_numbers_of_graphml(tmp_path: Path, *, directed: bool) -> None:
    graph = opened(tmp_path, "graphml", sample(directed=directed), "degree")
    [award] = [each for each in graph.es if each["role"] == "award"]
    assert (award["amount_GBP_grant"], award["amount_GBP_grant_over"], award["weight"]) == (1.5, 30_000_000, 3)
    assert all(isinstance(each["degree"], float) for each in graph.vs)
    assert (graph["recipe"], graph["version"]) == ("example/1", "7")


@NETWORKS
def test_pajek_is_the_same_graph(tmp_path: Path, network: Network) -> None:
    graph = opened(tmp_path, "net", network)
    assert (graph.vcount(), graph.is_directed()) == (len(network.nodes), network.directed)
    assert len({*graph.vs["name"]}) == len(network.nodes)
    assert lines_of_pajek(graph) == lines_of(network)


@given(networks(LABELS))
@SLOW
def test_pajek_of_any_is_the_same_graph(tmp_path: Path, network: Network) -> None:
    assert lines_of_pajek(opened(tmp_path, "net", network)) == lines_of(network)


@pytest.mark.parametrize("name", ["graphml", "net"])
def test_nothing_is_a_graph_too(tmp_path: Path, name: str) -> None:
    graph = opened(tmp_path, name, network_of())
    assert (graph.vcount(), graph.ecount()) == (0, 0)
