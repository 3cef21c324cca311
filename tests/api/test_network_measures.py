"""Measures and communities over HTTP, against networkx on the networks as served."""

from __future__ import annotations

import csv
import io

import httpx
import networkx as nx
import pytest

from tests.api.networks import VIEWS, network, scores, simple

EXACT = pytest.approx


@pytest.mark.parametrize("view", VIEWS)
def test_unweighted_measures_are_those_of_networkx(server: httpx.Client, view: str) -> None:
    body = network(server, view)
    graph, plain = simple(body), simple(body, directed=False)
    directed = graph if isinstance(graph, nx.DiGraph) else graph.to_directed()
    pieces = {node: len(piece) for piece in nx.connected_components(plain) for node in piece}
    strength = {node["id"]: 0 for node in body["nodes"]}
    for edge in body["edges"]:
        strength[edge["source"]] += edge["weight"]
        strength[edge["target"]] += edge["weight"]
    assert scores(server, view, "degree") == dict(plain.degree())
    assert scores(server, view, "in-degree") == dict(directed.in_degree())
    assert scores(server, view, "out-degree") == dict(directed.out_degree())
    assert scores(server, view, "component-size") == pieces
    assert scores(server, view, "betweenness") == EXACT(nx.betweenness_centrality(graph), rel=1e-8, abs=1e-12)
    assert scores(server, view, "closeness") == EXACT(_defined(nx.closeness_centrality(graph)), rel=1e-8)
    pagerank = nx.pagerank(graph, weight=None, tol=1e-14, max_iter=1000)
    assert scores(server, view, "pagerank") == EXACT(pagerank, rel=1e-6)
    assert scores(server, view, "eigenvector") == EXACT(_eigenvector(plain, None), rel=1e-6, abs=1e-9)
    found = scores(server, view, "strength")
    assert set(found) == set(strength)
    assert all(found[iri] <= strength[iri] for iri in found)  # a fact in two roles counts once


@pytest.mark.parametrize("view", ["partnership"])
def test_weighted_measures_are_those_of_networkx(server: httpx.Client, view: str) -> None:
    graph = simple(network(server, view))
    assert scores(server, view, "strength") == dict(graph.degree(weight="weight"))
    weighted = {"weighted": True}
    assert scores(server, view, "betweenness", **weighted) == EXACT(
        nx.betweenness_centrality(graph, weight="distance"), rel=1e-8, abs=1e-12
    )
    assert scores(server, view, "closeness", **weighted) == EXACT(
        nx.closeness_centrality(graph, distance="distance"), rel=1e-8
    )
    pagerank = nx.pagerank(graph, weight="weight", tol=1e-14, max_iter=1000)
    assert scores(server, view, "pagerank", **weighted) == EXACT(pagerank, rel=1e-6)
    assert scores(server, view, "eigenvector", **weighted) == EXACT(_eigenvector(graph, "weight"), rel=1e-6, abs=1e-9)


def _defined(scores: dict[str, float]) -> dict[str, float]:
    """Leave out those that nothing reaches, of which closeness is not defined and networkx gives 0."""
    return {iri: score for iri, score in scores.items() if score}


def _eigenvector(graph: nx.Graph[str], weight: str | None) -> dict[str, float]:
    """By component, each with its share of the nodes, as the measure is defined."""
    found = dict.fromkeys(graph, 0.0)
    for piece in nx.connected_components(graph):
        if len(piece) > 1:
            part = nx.eigenvector_centrality(graph.subgraph(piece), max_iter=100_000, tol=1e-13, weight=weight)
            found |= {node: score * len(piece) / len(graph) for node, score in part.items()}
    return found


def test_a_ranking_says_what_it_means_and_rests_on(server: httpx.Client) -> None:
    body = server.get("/network/partnership/centrality/betweenness").json()
    assert list(body)[:7] == ["view", "recipe", "digest", "options", "version", "coverage", "measure"]
    assert body["parameters"] == {"weighted": False}
    whole = network(server, "partnership")
    assert body["coverage"]["nodes"] == len(whole["nodes"]) == len(body["scores"])
    assert body["coverage"]["edges"] == len(whole["edges"])
    values = [each["score"] for each in body["scores"]]
    assert values == sorted(values, reverse=True)
    assert [each["rank"] for each in body["scores"]] == [values.index(value) + 1 for value in values]


def test_the_top_of_a_ranking_and_its_table(server: httpx.Client) -> None:
    url = "/network/partnership/centrality/degree"
    whole = server.get(url).json()["scores"]
    assert server.get(url, params={"top": 5}).json()["scores"] == whole[:5]
    rows = list(csv.DictReader(io.StringIO(server.get(f"{url}.csv", params={"top": 5}).text), strict=True))
    assert [(row["id"], row["label"], float(row["score"]), int(row["rank"])) for row in rows] == [
        (each["id"], each["label"], each["score"], each["rank"]) for each in whole[:5]
    ]


@pytest.mark.parametrize("view", VIEWS)
def test_communities_divide_the_network_and_stay_the_same(server: httpx.Client, view: str) -> None:
    body = server.get(f"/network/{view}/communities").json()
    members = [iri for group in body["communities"] for iri in group]
    assert sorted(members) == [node["id"] for node in network(server, view)["nodes"]]
    assert server.get(f"/network/{view}/communities", params={"seed": 0}).json() == body
    other = server.get(f"/network/{view}/communities", params={"seed": 7}).json()
    assert other["seed"] == 7
    assert other == server.get(f"/network/{view}/communities", params={"seed": 7}).json()
    plain = simple(network(server, view), directed=False)
    groups = [set(group) for group in body["communities"]]
    if view == "partnership":
        assert body["modularity"] == EXACT(nx.community.modularity(plain, groups, weight="weight"), rel=1e-6)


def test_a_ranking_says_which_ranks_can_be_told_apart(server: httpx.Client) -> None:
    address, wishes = "/network/affiliation/centrality/degree", {"stability": True, "resamples": 40, "seed": 5}
    plain, answer = server.get(address).json(), server.get(address, params=wishes)
    body = answer.json()
    assert [(each["id"], each["rank"]) for each in body["scores"]] == [
        (each["id"], each["rank"]) for each in plain["scores"]
    ]
    assert all(each["rank_interval"][0] <= each["rank"] <= each["rank_interval"][1] for each in body["scores"])
    assert server.get(f"{address}.json", params=wishes).json() == body
    rows = list(csv.DictReader(io.StringIO(server.get(f"{address}.csv", params=wishes).text), strict=True))
    assert [[int(row["rank_low"]), int(row["rank_high"])] for row in rows] == [
        each["rank_interval"] for each in body["scores"]
    ]
    page = server.get(f"{address}.html", params=wishes).text
    assert "Ranks that it may have" in page
    assert "Without what is implied" in page
    assert server.get(address, params={**wishes, "resamples": 2}).status_code == 400
