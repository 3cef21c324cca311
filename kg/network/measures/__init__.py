"""Measures: pure functions from a network to one score per node.

All run on the simple graph: parallel edges of several roles are one edge, its weight the number of distinct
facts. They follow the direction of a directed network unless their docstring says otherwise, and count steps
rather than weights unless asked with `weighted`. Every graph has a result: the empty one, one without edges,
one in pieces.
"""

from __future__ import annotations

from collections.abc import Mapping

from kg.network.measures.brokerage import constraint, effective_size
from kg.network.measures.cohesion import clustering, component_size, core, cut_off
from kg.network.measures.definitions import CONVERGED, COUNTED, ROUNDED, Measure, Scores
from kg.network.measures.degrees import degree, in_degree, in_strength, out_degree, out_strength, strength
from kg.network.measures.paths import (
    CONFIDENCE,
    SEED,
    betweenness,
    closeness,
    harmonic,
    sampled_betweenness,
    sampled_closeness,
)
from kg.network.measures.spectral import ATTENUATION, DAMPING, authority, eigenvector, hub, katz, pagerank

__all__ = ["MEASURES", "Measure", "Scores"]

_BY_NODES, _BY_LINKS = ({"scaling": f"each piece by its share of the {what}"} for what in ("nodes", "links"))

MEASURES: Mapping[str, Measure] = {
    "degree": Measure(degree, "How many others it is directly linked to.", COUNTED),
    "in-degree": Measure(in_degree, "How many others have a link to it.", COUNTED),
    "out-degree": Measure(out_degree, "How many others it has a link to.", COUNTED),
    "strength": Measure(strength, "What links it to others weighs: facts, or money where that weighs.", COUNTED),
    "in-strength": Measure(in_strength, "What leads to it weighs: facts, or money where that weighs.", COUNTED),
    "out-strength": Measure(out_strength, "What leads from it weighs: facts, or money where that weighs.", COUNTED),
    "betweenness": Measure(
        betweenness, "How often it lies on the shortest ways between others: who bridges.", ROUNDED, True
    ),
    "sampled-betweenness": Measure(
        sampled_betweenness,
        "How often it lies on the shortest ways between others, estimated for large networks.",
        "Estimated, with an error that is told; exact up to 4,000 nodes.",
        True,
        {"seed": SEED, "confidence": CONFIDENCE},
    ),
    "closeness": Measure(
        closeness, "How few steps away it is from those that reach it, and how many do.", ROUNDED, True
    ),
    "sampled-closeness": Measure(
        sampled_closeness,
        "How few steps away it is from those that reach it, estimated for large networks.",
        "Estimated; exact up to 4,000 nodes.",
        parameters={"seed": SEED},
    ),
    "harmonic": Measure(
        harmonic, "How near it is to all others, of whom those that cannot reach it count nothing.", ROUNDED, True
    ),
    "eigenvector": Measure(
        eigenvector, "How well linked it is to others that are well linked themselves.", CONVERGED, True, _BY_NODES
    ),
    "katz": Measure(
        katz,
        "How many ways of any length lead to it, of which longer ones count less.",
        CONVERGED,
        True,
        {"attenuation": ATTENUATION},
    ),
    "hub": Measure(
        hub,
        "How good what its links lead to is: authorities, to which other good hubs have links as well.",
        CONVERGED,
        True,
        _BY_LINKS,
    ),
    "authority": Measure(
        authority,
        "How good those are that have a link to it: hubs, whose links lead to other good authorities as well.",
        CONVERGED,
        True,
        _BY_LINKS,
    ),
    "pagerank": Measure(
        pagerank,
        "How much of what flows along the links ends up passing through it.",
        CONVERGED,
        True,
        {"damping": DAMPING},
    ),
    "component-size": Measure(
        component_size, "How many belong to the connected piece of the network that it is in.", COUNTED
    ),
    "core": Measure(
        core, "How dense the densest part is that it is in: there, everybody is linked to so many others.", COUNTED
    ),
    "clustering": Measure(clustering, "How many of those that it is linked to are linked to each other.", ROUNDED),
    "constraint": Measure(
        constraint,
        "How much it depends on a few that are linked to each other. The highest are first, so brokers are the last.",
        ROUNDED,
        True,
    ),
    "effective-size": Measure(
        effective_size, "How many others it is linked to, less what these could reach without it.", ROUNDED, True
    ),
    "cut-off": Measure(cut_off, "How many others lose touch with the rest of their piece if it goes.", COUNTED),
}
