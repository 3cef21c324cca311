"""What measures are called on a page."""

from __future__ import annotations

from api.representations.pages.languages import marked

MEASURE_LABELS = {
    "degree": marked("direct links"),
    "in-degree": marked("links that lead to it"),
    "out-degree": marked("links that lead from it"),
    "strength": marked("weight of its links"),
    "in-strength": marked("weight of links that lead to it"),
    "out-strength": marked("weight of links that lead from it"),
    "betweenness": marked("betweenness"),
    "sampled-betweenness": marked("betweenness, estimated"),
    "closeness": marked("closeness"),
    "sampled-closeness": marked("closeness, estimated"),
    "harmonic": marked("harmonic closeness"),
    "eigenvector": marked("eigenvector"),
    "katz": marked("Katz"),
    "hub": marked("hub"),
    "authority": marked("authority"),
    "pagerank": marked("PageRank"),
    "component-size": marked("size of its piece"),
    "core": marked("core"),
    "clustering": marked("clustering"),
    "constraint": marked("constraint"),
    "effective-size": marked("effective size"),
    "cut-off": marked("what it would cut off"),
}
"""Measures in words."""

FIGURE_LABELS = {
    "nodes": marked("nodes"),
    "pairs": marked("linked pairs"),
    "weight": marked("weight of all links"),
    "density": marked("density"),
    "mean-degree": marked("links per node"),
    "reciprocity": marked("reciprocity"),
    "components": marked("connected pieces"),
    "largest-component": marked("nodes of the largest piece"),
    "diameter": marked("diameter"),
    "radius": marked("radius"),
    "cut-nodes": marked("cut nodes"),
    "bridges": marked("bridges"),
    "largest-core": marked("densest part"),
    "transitivity": marked("transitivity"),
    "mean-clustering": marked("mean clustering"),
    "degree-assortativity": marked("likeness by number of links"),
    "type-assortativity": marked("likeness by type"),
    "kind-assortativity": marked("likeness by kind"),
}
"""Figures of a whole network in words."""
