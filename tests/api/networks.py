"""Networks as a client reads them, and as graphs of networkx."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import httpx
import networkx as nx

VIEWS = ["funding", "partnership", "affiliation", "involvement"]
SMALL = ["co-funding", "co-recipients"]
"""Views of which the shipped dataset has little."""


def network(server: httpx.Client, view: str, **parameters: Any) -> dict[str, Any]:
    answer = server.get(f"/network/{view}", params=parameters)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def simple(body: dict[str, Any], *, directed: bool | None = None) -> nx.DiGraph[str] | nx.Graph[str]:
    """The simple graph of a network: parallel edges are one, which weighs what they weigh together."""
    wanted = body["directed"] if directed is None else directed
    graph: nx.DiGraph[str] | nx.Graph[str] = nx.DiGraph() if wanted else nx.Graph()
    graph.add_nodes_from(node["id"] for node in body["nodes"])
    for edge in body["edges"]:
        weight = graph.get_edge_data(edge["source"], edge["target"], {"weight": 0})["weight"] + edge["weight"]
        graph.add_edge(edge["source"], edge["target"], weight=weight)
    for _, _, data in graph.edges(data=True):
        data["distance"] = Fraction(1, data["weight"])
    return graph


def scores(server: httpx.Client, view: str, measure: str, **parameters: Any) -> dict[str, float]:
    answer = server.get(f"/network/{view}/centrality/{measure}", params=parameters)
    assert answer.status_code == 200, answer.text
    return {each["id"]: each["score"] for each in answer.json()["scores"]}
