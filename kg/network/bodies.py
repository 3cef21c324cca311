"""Networks and rankings as JSON objects, in the shapes that clients build on: the same in the shell and over HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from itertools import islice
from typing import IO, Any

from kg.network.columns import Integers
from kg.network.graphs import degrees
from kg.network.model import Amount, Edge, Network, Node
from kg.network.projection.written import written_edges
from kg.network.ranking.rank import Coverage, Ranking, coverage
from kg.network.remarks import remarked
from kg.network.structure.grouping import Communities, called_after
from kg.network.structure.misses import Misses, Piece
from kg.network.structure.ways import NetworkPath
from kg.records.values import number

_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Choice:
    """What is told of a network beside what it is, and of how much of it.

    `more` stands at its head. `nodes` are its nodes as they are written, where more is told of them than
    :func:`node_body` does, and `edges` the places of those that are told of, in this order.
    """

    more: Mapping[str, Any] = field(default_factory=dict)
    nodes: Iterable[Mapping[str, Any]] | None = None
    edges: Integers | None = None


def write_network(version: int, network: Network, output: IO[bytes], choice: Choice | None = None) -> None:
    """Write a network with its nodes and edges, one after the other: all at once they would take four times as much."""
    choice = choice or Choice()
    nodes = map(node_body, network.nodes) if choice.nodes is None else choice.nodes
    head = {
        **head_body(version, network),
        "directed": network.directed,
        "truncated": network.truncated,
        "total_nodes": network.total_nodes,
        **choice.more,
    }
    output.write(_written(head)[:-1] + b',"nodes":[')
    _write_lists(_some_at_a_time(nodes), output)
    output.write(b'],"edges":[')
    _write_lists(written_edges(network, lambda edge: _written(edge_body(edge)), choice.edges), output)
    output.write(b"]}")


def head_body(version: int, network: Network, whole: Coverage | None = None) -> dict[str, Any]:
    """Give what each answer tells: how to have it again, and how much it rests on, also where that is computed before.

    With the same recipe, by its digest, options and version, the same is had again, also elsewhere.
    """
    return {
        "view": network.view,
        "recipe": network.recipe,
        "digest": network.digest,
        "options": dict(network.options),
        "version": version,
        "coverage": asdict(whole or coverage(network)),
    }


def write_body(body: Any, output: IO[bytes]) -> None:
    """Write what one of the others gives."""
    output.write(_written(body))


def _some_at_a_time(bodies: Iterable[Any]) -> Iterator[list[bytes]]:
    """Write bodies a thousand at a time, which takes half as long as one by one."""
    rest = iter(bodies)
    while some := [*islice(rest, 1_000)]:
        yield [_written(some)[1:-1]]


def _write_lists(lists: Iterable[Sequence[bytes]], output: IO[bytes]) -> None:
    comma = b""
    for texts in lists:
        output.write(comma + b",".join(texts))
        comma = b","


def _written(body: Any) -> bytes:
    return _ENCODER.encode(body).encode()


def node_body(node: Node) -> dict[str, Any]:
    """Give one node."""
    same_as = {"same_as": list(node.same_as)} if node.same_as else {}
    return {"id": node.iri, "label": node.label, "type": node.type, "kind": node.kind, **same_as}


def edge_body(edge: Edge) -> dict[str, Any]:
    """Give one edge with the records it rests on and their evidence."""
    time = edge.time
    return {
        "source": edge.source,
        "target": edge.target,
        "role": edge.role,
        "weight": number(f"{Decimal(edge.weighs):f}"),
        "confidence": edge.confidence,
        "when": list(edge.when),
        "from": time.begins,
        "until": time.ends,
        "precision": time.precision,
        "amounts": [_amount(each) for each in edge.amounts],
        "records": list(edge.records),
        "evidence": list(edge.evidence),
        "facts": list(edge.facts),
        **({"activities": list(edge.activities)} if edge.activities else {}),
    }


def ranking_body(version: int, network: Network, ranking: Ranking) -> dict[str, Any]:
    """Give a ranking of a network; `coverage` is that of the whole."""
    return {
        **head_body(version, network, ranking.coverage),
        "measure": ranking.measure,
        "parameters": dict(ranking.parameters),
        "meaning": ranking.meaning,
        "exactness": ranking.exactness,
        **remarked(ranking.remarks),
        "scores": [
            {"id": each.iri, "label": each.label, "score": each.score, "rank": each.rank} for each in ranking.scores
        ],
        "undefined": [{"id": each.iri, "label": each.label} for each in ranking.undefined],
    }


def pieces_body(version: int, network: Network, groups: Sequence[Sequence[str]]) -> dict[str, Any]:
    """Give the connected pieces by their members, each called after the best linked of it, and the members."""
    linked = dict(zip(network.iris, degrees(network).tolist(), strict=True))
    best = [sorted(piece, key=lambda iri: (-linked[iri], iri))[:2] for piece in groups]
    names = {node.iri: node.label for node in network.lookup.nodes([iri for each in best for iri in each])}
    return {
        **head_body(version, network),
        "components": [list(piece) for piece in groups],
        "about": [
            {"label": called_after([names[iri] for iri in each], len(piece)), "size": len(piece), "best_linked": each}
            for piece, each in zip(groups, best, strict=True)
        ],
        "nodes": [node_body(each) for each in network.nodes],
    }


def communities_body(version: int, network: Network, communities: Communities) -> dict[str, Any]:
    """Give a division into communities by their members, what is to be said of each, and the members."""
    return {
        **head_body(version, network),
        "seed": communities.seed,
        "resolution": communities.resolution,
        "weighted": communities.weighted,
        "runs": communities.runs,
        "modularity": communities.modularity,
        "agreement": communities.agreement,
        **remarked(communities.remarks),
        "communities": [list(each.members) for each in communities.groups],
        "about": [
            {
                "label": each.label,
                "size": len(each.members),
                "best_linked": list(each.best_linked),
                "sureness": each.sureness,
            }
            for each in communities.groups
        ],
        "nodes": [
            {**node_body(node), "sureness": sure}
            for node, sure in zip(network.nodes, communities.sureness, strict=True)
        ],
    }


def paths_body(version: int, network: Network, ways: Iterable[NetworkPath]) -> dict[str, Any]:
    """Give paths in a network."""
    return {
        **head_body(version, network),
        "paths": [path_body(path) for path in ways],
    }


def path_body(path: NetworkPath) -> dict[str, Any]:
    """Give one way, with the records behind each step."""
    return {
        "length": path.length,
        **_distance(path),
        "nodes": [node_body(each) for each in path.nodes],
        "edges": [edge_body(each) for each in path.edges],
    }


def misses_body(misses: Misses) -> dict[str, Any]:
    """Give what comes near a way that there is not."""
    return {
        "from": _piece(misses.source),
        "to": _piece(misses.target),
        "against_direction": misses.against_direction,
    }


def _piece(piece: Piece) -> dict[str, Any]:
    return {
        "node": node_body(piece.node),
        "piece_size": piece.size,
        "best_linked": [node_body(each) for each in piece.best_linked],
        "alike": [node_body(each) for each in piece.alike],
        "inside": [node_body(each) for each in piece.inside],
    }


def _distance(path: NetworkPath) -> dict[str, Any]:
    """Give the length of a way by 1/weight: as a number and, because that is rounded, as a fraction."""
    if path.distance is None:
        return {}
    return {"distance": float(path.distance), "exact_distance": str(path.distance)}


def _amount(amount: Amount) -> dict[str, Any]:
    body = asdict(amount)
    return {**body, "value": number(f"{amount.value:f}"), "records": list(amount.records)}
