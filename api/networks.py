"""Networks as JSON, in the shapes that clients build on."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict
from typing import Any

from api.negotiation import CSV, Representation
from kg.network import Amount, Communities, Edge, Network, Node, Ranking


def network_body(version: int, network: Network) -> dict[str, Any]:
    """Give a network with its nodes and edges."""
    return {
        "view": network.view,
        "recipe": network.recipe,
        "version": version,
        "directed": network.directed,
        "truncated": network.truncated,
        "total_nodes": network.total_nodes,
        "nodes": [node_body(each) for each in network.nodes],
        "edges": [edge_body(each) for each in network.edges],
    }


def node_body(node: Node) -> dict[str, Any]:
    """Give one node."""
    return {"id": node.iri, "label": node.label, "type": node.type, "kind": node.kind}


def edge_body(edge: Edge) -> dict[str, Any]:
    """Give one edge with the records it rests on and their evidence."""
    return {
        "source": edge.source,
        "target": edge.target,
        "role": edge.role,
        "weight": edge.weight,
        "confidence": edge.confidence,
        "amounts": [_amount(each) for each in edge.amounts],
        "records": list(edge.records),
        "evidence": list(edge.evidence),
        **({"activities": list(edge.activities)} if edge.activities else {}),
    }


def centrality_body(version: int, ranking: Ranking, top: int | None, representation: Representation) -> Any:
    """Give a ranking as JSON, or as the bytes of a table."""
    scores = ranking.scores[:top]
    if representation is CSV:
        table = io.StringIO()
        rows = [[each.rank, each.iri, each.label, each.score] for each in scores]
        csv.writer(table, lineterminator="\n").writerows([["rank", "id", "label", "score"], *rows])
        return table.getvalue().encode()
    return {
        "view": ranking.view,
        "recipe": ranking.recipe,
        "version": version,
        "measure": ranking.measure,
        "parameters": dict(ranking.parameters),
        "meaning": ranking.meaning,
        "coverage": asdict(ranking.coverage),
        "scores": [{"id": each.iri, "label": each.label, "score": each.score, "rank": each.rank} for each in scores],
    }


def communities_body(version: int, found: Communities) -> dict[str, Any]:
    """Give a division into communities."""
    return {
        "view": found.view,
        "recipe": found.recipe,
        "version": version,
        "seed": found.seed,
        "modularity": found.modularity,
        "communities": [list(each) for each in found.members],
    }


def _amount(amount: Amount) -> dict[str, Any]:
    body = asdict(amount)
    return {**body, "value": f"{amount.value:f}", "records": list(amount.records)}
