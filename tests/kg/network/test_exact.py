"""Every measure against exact arithmetic on small random graphs, where ways of equal length are many."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise, product
from random import Random

import pytest

from kg.network import MEASURES, rank
from kg.network.examples import network_from, network_of
from kg.network.measures.paths import betweenness, closeness
from kg.network.measures.spectral import eigenvector
from kg.network.model import Edge, Network, Node
from tests.generated import sizes

_WEIGHTS = (1, 2, 3, 4, 6, 12)
"""Their reciprocals add up to one another in many ways, of which floating point numbers miss some."""

Lengths = list[list[Fraction | None]]
Exact = Mapping[str, Fraction]


def weighted_network(weights: Mapping[tuple[str, str], int], nodes: Iterable[str], *, directed: bool) -> Network:
    """A network whose edges rest on so many facts."""
    edges = (
        Edge(*ends, "grant", weight, "stated", (), (), (), tuple(f"{'-'.join(ends)}-{n}" for n in range(weight)))
        for ends, weight in sorted(weights.items())
    )
    return network_from((Node(letter, letter) for letter in nodes), edges, directed=directed)


def random_weights(random: Random) -> tuple[dict[tuple[str, str], int], str, bool]:
    """Few or many edges, in one piece or several, directed or not."""
    nodes, directed, share = "abcdefg"[: random.randint(1, 7)], random.random() < 0.5, random.random()
    pairs = [(one, other) for one, other in product(nodes, nodes) if one < other or (directed and one != other)]
    return {pair: random.choice(_WEIGHTS) for pair in pairs if random.random() < share}, nodes, directed


def adjacency(network: Network, *, weighted: bool, directed: bool) -> list[list[int]]:
    place = {node.iri: number for number, node in enumerate(network.nodes)}
    matrix = [[0] * len(place) for _ in place]
    for edge in network.edges:
        ends = place[edge.source], place[edge.target]
        for one, other in {ends} if directed else {ends, ends[::-1]}:
            matrix[one][other] += edge.weight if weighted else 1
    return matrix


def shortest(matrix: list[list[int]]) -> tuple[Lengths, list[list[int]]]:
    """The lengths of the shortest ways between all pairs, and how many there are (Floyd 1962)."""
    size = range(len(matrix))
    lengths: Lengths = [[Fraction(1, matrix[i][j]) if matrix[i][j] else None for j in size] for i in size]
    for k, i, j in product(size, size, size):
        first, second, known = lengths[i][k], lengths[k][j], lengths[i][j]
        if first is not None and second is not None and i != j and (known is None or first + second < known):
            lengths[i][j] = first + second
    for i in size:
        lengths[i][i] = Fraction(0)
    counts = [[int(i == j) for j in size] for i in size]
    for i in size:
        for j in sorted((j for j in size if lengths[i][j] and i != j), key=lambda j: lengths[i][j] or 0):
            counts[i][j] = sum(
                counts[i][k]
                for k in size
                if matrix[k][j] and (before := lengths[i][k]) is not None
                if before + Fraction(1, matrix[k][j]) == lengths[i][j]
            )
    return lengths, counts


def exact_betweenness(network: Network, *, weighted: bool) -> list[Fraction]:
    lengths, counts = shortest(_simple(network, weighted=weighted))
    size = len(counts)
    scores = [Fraction(0)] * size
    for s, t, v in product(range(size), repeat=3):
        to, on, whole = lengths[s][v], lengths[v][t], lengths[s][t]
        if len({s, t, v}) == 3 and to is not None and on is not None and to + on == whole:
            scores[v] += Fraction(counts[s][v] * counts[v][t], counts[s][t])
    return [score / ((size - 1) * (size - 2)) if size > 2 else score for score in scores]


def exact_closeness(network: Network, *, weighted: bool) -> list[Fraction | Decimal]:
    lengths, _ = shortest(_simple(network, weighted=weighted))
    scores: list[Fraction | Decimal] = []
    size = len(lengths)
    for node in range(size):
        found = [each for other in range(size) if other != node and (each := lengths[other][node]) is not None]
        scores.append(Fraction(len(found) ** 2) / (sum(found) * (size - 1)) if found else Decimal("nan"))
    return scores


def exact_pagerank(network: Network, *, weighted: bool) -> list[Fraction]:
    """Solve the equation of PageRank by elimination."""
    matrix = _simple(network, weighted=weighted)
    size, damping = len(matrix), Fraction(85, 100)
    rows = []
    for node in range(size):
        inflow = [
            Fraction(matrix[other][node], sum(matrix[other])) if sum(matrix[other]) else Fraction(1, size)
            for other in range(size)
        ]
        rows.append([int(node == other) - damping * inflow[other] for other in range(size)] + [(1 - damping) / size])
    return _solved(rows)


def exact_eigenvector(network: Network, *, weighted: bool) -> list[Decimal]:
    """Square A + 1 until its columns are the leading vector, with 60 digits; each piece for itself."""
    matrix = adjacency(network, weighted=weighted, directed=False)
    if not weighted:
        matrix = [[min(cell, 1) for cell in row] for row in matrix]
    lengths, _ = shortest(matrix)
    size = len(matrix)
    scores = [Decimal(0)] * size
    with localcontext(prec=60):
        for node in range(size):
            piece = [other for other in range(size) if lengths[node][other] is not None]
            if len(piece) > 1 and node == piece[0]:
                vector = _leading([[Decimal(matrix[i][j] + (i == j)) for j in piece] for i in piece])
                for place, other in enumerate(piece):
                    scores[other] = vector[place] * len(piece) / size
    return scores


def _simple(network: Network, *, weighted: bool) -> list[list[int]]:
    matrix = adjacency(network, weighted=weighted, directed=network.directed)
    return matrix if weighted else [[min(cell, 1) for cell in row] for row in matrix]


def _solved(rows: list[list[Fraction]]) -> list[Fraction]:
    for place in range(len(rows)):
        pivot = next(number for number in range(place, len(rows)) if rows[number][place])
        rows[place], rows[pivot] = rows[pivot], rows[place]
        rows[place] = [cell / rows[place][place] for cell in rows[place]]
        for number, row in enumerate(rows):
            if number != place and row[place]:
                rows[number] = [cell - row[place] * top for cell, top in zip(row, rows[place], strict=True)]
    return [row[-1] for row in rows]


def _leading(matrix: list[list[Decimal]]) -> list[Decimal]:
    size = range(len(matrix))
    for _ in range(12):
        largest = max(map(max, matrix))
        product_ = [[sum((matrix[i][k] * matrix[k][j] for k in size), Decimal()) for j in size] for i in size]
        matrix = [[cell / largest for cell in row] for row in product_]
    column = [row[0] for row in matrix]
    length = sum((cell * cell for cell in column), Decimal()).sqrt()
    return [cell / length for cell in column]


EXACT: Mapping[str, Callable[..., Sequence[Fraction | Decimal]]] = {
    "betweenness": exact_betweenness,
    "closeness": exact_closeness,
    "pagerank": exact_pagerank,
    "eigenvector": exact_eigenvector,
}


@pytest.mark.parametrize("many", sizes(60, 3_000))
@pytest.mark.parametrize("measure", EXACT)
@pytest.mark.parametrize("weighted", [False, True])
def test_a_measure_is_that_of_exact_arithmetic(measure: str, many: int, *, weighted: bool) -> None:
    random = Random(20)
    for number in range(many):
        weights, nodes, directed = random_weights(random)
        network = weighted_network(weights, nodes, directed=directed)
        found = MEASURES[measure].compute(network, weighted=weighted).values.tolist()
        expected = [float(score) for score in EXACT[measure](network, weighted=weighted)]
        assert found == pytest.approx(expected, rel=1e-9, abs=1e-12, nan_ok=True), (number, weights, directed)


@pytest.mark.parametrize("many", sizes(30, 1_000))
@pytest.mark.parametrize("measure", MEASURES)
def test_mirror_images_score_alike(measure: str, many: int) -> None:
    """Two copies of a graph, joined at one node of each, or not at all."""
    random = Random(30)
    for number in range(many):
        weights, nodes, directed = random_weights(random)
        copies = {(f"{one}{copy}", f"{two}{copy}"): weight for (one, two), weight in weights.items() for copy in "xy"}
        if not directed and random.random() < 0.5:
            copies["ax", "ay"] = random.choice(_WEIGHTS)
        network = weighted_network(copies, map("".join, product(nodes, "xy")), directed=directed)
        for weighted in {False, MEASURES[measure].weightable}:
            score = {each.iri: each.score for each in rank(network, measure, weighted=weighted).scores}
            assert all(score.get(f"{node}x") == score.get(f"{node}y") for node in nodes), (number, copies, directed)


def test_ways_of_equal_length_are_all_counted() -> None:
    """1/4 + 1/12 is 1/3, also where the floating point numbers are not."""
    weights = {("a", "b"): 4, ("b", "c"): 3, ("c", "d"): 6, ("b", "d"): 2}
    network = weighted_network(weights, "abcd", directed=False)
    assert betweenness(network, weighted=True).of(network)["c"] == pytest.approx(1 / 3)
    assert closeness(network, weighted=True).values.tolist() == pytest.approx(
        [float(score) for score in exact_closeness(network, weighted=True)], rel=1e-15
    )


def cliques(size: int, steps: int, *, other: int = 0) -> Network:
    """Two groups in which all are linked, of so many, joined by a chain; the second may be larger."""
    sizes_ = {"x": size, "y": size + other}
    pairs = {
        (f"{side}{one:03}", f"{side}{two:03}")
        for side, many in sizes_.items()
        for one, two in product(range(many), repeat=2)
        if one < two
    }
    chain = ["x000", *(f"z{step:03}" for step in range(steps)), "y000"]
    pairs |= {(min(pair), max(pair)) for pair in pairwise(chain)}
    nodes = sorted({iri for pair in pairs for iri in pair})
    return weighted_network(dict.fromkeys(pairs, 1), nodes, directed=False)


@pytest.mark.parametrize(("size", "steps"), [(30, 20), (6, 40), (12, 600)])
def test_two_groups_alike_score_alike_and_it_is_said_that_they_cannot_be_compared(size: int, steps: int) -> None:
    """Their eigenvalues differ by less than a floating point number holds; beyond 500 nodes another solver is used."""
    network = cliques(size, steps)
    found = eigenvector(network).of(network)
    assert [found[f"x{n:03}"] for n in range(size)] == pytest.approx([found[f"y{n:03}"] for n in range(size)], rel=1e-9)
    assert found["x001"] > 0.1
    assert rank(network, "eigenvector").remarks[-1].startswith(f"In the piece of {2 * size + steps} nodes with ")


def test_what_has_one_solution_has_no_such_remark() -> None:
    assert not eigenvector(network_of("ab", "bc", "cd", "da")).remarks
    apart = cliques(12, 20, other=1)
    scores = eigenvector(apart).of(apart)
    assert scores["y001"] > 1e6 * scores["x001"]
    assert not eigenvector(apart).remarks
