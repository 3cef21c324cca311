"""A network in figures: its size, density, extent, and how alike are those that are linked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from kg.network.columns import Integers
from kg.network.graphs import Weighted, arcs, components, degrees, ties
from kg.network.measures.cohesion import clustering, core, cuts, triangles
from kg.network.measures.definitions import COUNTED, ROUNDED
from kg.network.model import Network
from kg.network.once import once
from kg.network.structure.distances import extent

_DIGITS = 9
_FREEMAN = "Wasserman & Faust 1994, Social Network Analysis, 4"
_NEWMAN = "Newman 2003, Mixing patterns in networks, Physical Review E 67"
BOUNDED = "Not settled within the steps that are counted: it lies within the bounds."


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a network; `value` is None where it is not defined, or only known to lie within `bounds`.

    `meaning` says in a sentence what it tells, `formula` how it is computed, `source` where that is from, and
    `exactness` how exact it is.
    """

    name: str
    value: float | None
    meaning: str
    formula: str
    source: str
    exactness: str
    bounds: tuple[int, int] | None = None


@once
def summary(network: Network) -> tuple[Figure, ...]:
    """Give all figures of a network. Each is computed without regard to directions where its meaning says no other.

    >>> from kg.network.examples import STAR
    >>> {each.name: each.value for each in summary(STAR) if each.name in ("density", "diameter", "transitivity")}
    {'density': 0.5, 'diameter': 2, 'transitivity': 0.0}
    """
    return (*_size(network), *_extent(network), *_closure(network), *_alike(network))


class _Kind(NamedTuple):
    meaning: str
    formula: str
    source: str = _FREEMAN
    exactness: str = COUNTED


KINDS = {
    "nodes": _Kind("How many are linked with anybody.", "n"),
    "pairs": _Kind("How many two are linked, whatever the direction.", "m"),
    "weight": _Kind("What all links weigh together: facts, or money where that weighs.", "sum of w"),
    "density": _Kind(
        "Which share of the links that could be there is; both directions count where there are directions.",
        "2m / (n(n-1)); directed: arcs / (n(n-1))",
        exactness=ROUNDED,
    ),
    "mean-degree": _Kind("How many others a node is linked to on average.", "2m / n", exactness=ROUNDED),
    "reciprocity": _Kind(
        "Which share of the links with a direction is returned; of views with directions.",
        "arcs whose reverse is there / arcs",
        "Wasserman & Faust 1994, Social Network Analysis, 13",
        ROUNDED,
    ),
    "components": _Kind("Into how many connected pieces it falls.", "number of classes of connected nodes"),
    "largest-component": _Kind("How many nodes the largest piece has.", "size of the largest class of connected nodes"),
    "diameter": _Kind("How many steps the farthest two of the largest piece are apart.", "max over u, v of d(u, v)"),
    "radius": _Kind(
        "How many steps the most central node of the largest piece is from the one that is farthest from it.",
        "min over u of max over v of d(u, v)",
    ),
    "cut-nodes": _Kind(
        "Without how many nodes, each for itself, a piece falls apart.",
        "number of articulation points",
        "Hopcroft & Tarjan 1973, Algorithm 447, Communications of the ACM 16",
    ),
    "bridges": _Kind(
        "Without how many links, each for itself, a piece falls in two.",
        "number of bridges",
        "Hopcroft & Tarjan 1973, Algorithm 447, Communications of the ACM 16",
    ),
    "largest-core": _Kind(
        "How many others everybody in the densest part is linked to, at least, within that part.",
        "max over u of core(u)",
        "Seidman 1983, Network structure and minimum degree, Social Networks 5",
    ),
    "transitivity": _Kind(
        "How often two that are linked to a third are linked to each other, over all such cases.",
        "3 triangles / paths of two steps",
        "Newman, Watts & Strogatz 2002, Random graph models of social networks, PNAS 99",
        ROUNDED,
    ),
    "mean-clustering": _Kind(
        "The same, on average over the nodes with at least two neighbours.",
        "mean of 2t(u) / (d(u)(d(u)-1)) where d(u) > 1",
        "Watts & Strogatz 1998, Collective dynamics of small-world networks, Nature 393",
        ROUNDED,
    ),
    "degree-assortativity": _Kind(
        "Whether the well linked are linked to the well linked (1) or to the others (-1).",
        "correlation of d(u) and d(v) over all links, each both ways",
        _NEWMAN,
        ROUNDED,
    ),
    "type-assortativity": _Kind(
        "Whether links are between nodes of the same type (1) or as often as by chance (0).",
        "(sum e_ii - sum a_i a_i) / (1 - sum a_i a_i) over links between nodes that have a type",
        _NEWMAN,
        ROUNDED,
    ),
    "kind-assortativity": _Kind(
        "Whether links are between nodes of the same kind (1) or as often as by chance (0).",
        "(sum e_ii - sum a_i a_i) / (1 - sum a_i a_i) over links between nodes that have a kind",
        _NEWMAN,
        ROUNDED,
    ),
}


def _figure(name: str, value: float | None, bounds: tuple[int, int] | None = None) -> Figure:
    kind = KINDS[name]
    rounded = value if value is None or isinstance(value, int) else float(f"{value:.{_DIGITS}g}")
    return Figure(name, rounded, kind.meaning, kind.formula, kind.source, BOUNDED if bounds else kind.exactness, bounds)


def _size(network: Network) -> Iterator[Figure]:
    nodes, edges, directed = len(network.iris), ties(network), arcs(network)
    pairs = len(edges.source)
    yield _figure("nodes", nodes)
    yield _figure("pairs", pairs)
    yield _figure("weight", network.in_units(int(edges.weight.sum())))
    yield _figure("density", _share(len(directed.source), nodes * (nodes - 1)))
    yield _figure("mean-degree", _share(2 * pairs, nodes))
    if network.directed:
        returned = np.isin(directed.target * nodes + directed.source, directed.source * nodes + directed.target)
        yield _figure("reciprocity", _share(int(returned.sum()), len(directed.source)))


def _extent(network: Network) -> Iterator[Figure]:
    count, piece = components(network)
    sizes = np.bincount(piece, minlength=1)
    yield _figure("components", count)
    yield _figure("largest-component", int(sizes.max()))
    if count:
        of_largest = piece == sizes.argmax()
        places, edges = np.cumsum(of_largest) - 1, ties(network)
        within = edges.at(np.flatnonzero(of_largest[edges.source]))
        moved = Weighted(places[within.source], places[within.target], within.weight)
        diameter, radius = extent(moved, int(sizes.max()))
        yield _bounded("diameter", diameter)
        yield _bounded("radius", radius)
    else:
        yield _figure("diameter", None)
        yield _figure("radius", None)
    yield _figure("cut-nodes", int(np.count_nonzero(cuts(network).cut_off)))
    yield _figure("bridges", len(cuts(network).bridges))


def _bounded(name: str, bounds: tuple[int, int]) -> Figure:
    return _figure(name, bounds[0]) if bounds[0] == bounds[1] else _figure(name, None, bounds)


def _closure(network: Network) -> Iterator[Figure]:
    degree, local = degrees(network), clustering(network).values
    defined = local[~np.isnan(local)]
    yield _figure("largest-core", int(core(network).values.max()) if len(degree) else None)
    yield _figure("transitivity", _share(2 * int(triangles(network).sum()), int(np.sum(degree * (degree - 1)))))
    yield _figure("mean-clustering", float(defined.mean()) if len(defined) else None)


def _alike(network: Network) -> Iterator[Figure]:
    both, nodes = ties(network).both_ways(), network.nodes
    yield _figure("degree-assortativity", degree_assortativity(both, degrees(network)))
    described = [(node.type, node.kind) for node in nodes]
    for place, name in enumerate(("type-assortativity", "kind-assortativity")):
        yield _figure(name, assortativity(both, [each[place] for each in described]))


def degree_assortativity(both: Weighted, degree: Integers) -> float | None:
    """Correlate the degrees of the ends of edges, each of which is given both ways; None where all are the same."""
    one, other, count = degree[both.source], degree[both.target], len(both.source)
    total, squares, products = (int(np.sum(each)) for each in (one, one * one, one * other))
    return _share(count * products - total * total, count * squares - total * total)


def assortativity(both: Weighted, values: Sequence[str]) -> float | None:
    """Tell how far edges, each given both ways, are within a value; None where there is but one, or none.

    Edges of a node that has none, "", do not count.
    """
    codes = {value: code for code, value in enumerate(sorted({*values} - {""}))}
    code = np.asarray([codes.get(value, -1) for value in values], dtype=np.int64)
    one, other = code[both.source], code[both.target]
    valued = (one >= 0) & (other >= 0)
    one, other = one[valued], other[valued]
    count, ends = len(one), np.bincount(one, minlength=1)
    chance = sum(each * each for each in ends.tolist())
    return _share(count * int(np.count_nonzero(one == other)) - chance, count * count - chance)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
