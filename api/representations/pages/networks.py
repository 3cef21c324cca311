"""Networks and measures as a page shows them: tables of nodes, edges, ranks and groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request

from api.http.negotiation import suffixes
from api.representations.networks import NETWORK, TABLE
from api.representations.pages.entities import Value, passage
from api.representations.pages.questions import asked, offers
from api.representations.pages.rendering import local, render, root_of
from api.representations.pages.tables import in_coverage, ranks_without
from kg.network import MEASURES, View

_EDGES, _NODES = 200, 200
"""Edges and nodes on a page; all of them are there in every data format."""


def network_page(request: Request, base: str, view: View, body: Mapping[str, Any]) -> bytes:
    """Show the answer of a network route, whichever it was."""
    root = root_of(request)
    parts = [body, *body.get("paths", ())]  # a path is a small network
    nodes = [node for part in parts for name in ("nodes", "scores") for node in part.get(name, ())]
    every = (edge for part in parts for edge in part.get("edges", ()))
    edges = [*{(edge["source"], edge["target"], edge["role"]): edge for edge in every}.values()]  # paths may share one
    named = {node["id"]: Value(node["label"], local(node["id"], base, root)) for node in nodes}
    groups = body.get("communities", body.get("components"))
    shown = {
        "view": view,
        "body": body,
        "measures": list(MEASURES),
        "measure": body.get("measure"),
        "question": asked(request),
        "offers": list(offers(view)),
        "coverage": list(in_coverage(body.get("coverage", {}))),
        "formats": _formats(request, body),
        "scores": [
            (each, named[each["id"]], dict(ranks_without(each.get("scenario_ranks") or {})))
            for each in body.get("scores", ())
        ],
        "groups": None if groups is None else [[named[id_] for id_ in group] for group in groups],
        "about": body.get("about"),
        "nodes": [(node, id_) for id_, node in named.items()][:_NODES],
        "all_nodes": body.get("total_nodes", len(named)),
        "edges": [_edge(each, named, base, root) for each in edges[:_EDGES]],
        "all_edges": len(edges),
        "query": request.query_params,
    }
    return render(request, "network.html", shown)


def _edge(edge: Mapping[str, Any], named: Mapping[str, Value], base: str, root: str) -> tuple[Any, ...]:
    records = [Value(each.rpartition("/")[2], local(each, base, root)) for each in edge["records"]]
    evidence = [passage(each, base, root) for each in edge["evidence"]]
    return edge, named[edge["source"]], named[edge["target"]], records, evidence


def _formats(request: Request, body: Mapping[str, Any]) -> Sequence[str]:
    """Name the formats that the address has by suffix; a neighbourhood has none, for its node may end like one."""
    if "measure" in body:
        return suffixes(TABLE)
    return suffixes(NETWORK) if "total_nodes" in body and "id" not in request.path_params else ()
