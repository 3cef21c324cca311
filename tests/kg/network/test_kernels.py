"""The loops behind measures of paths: as machine code, as Python, and beyond what floating point numbers hold."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from threading import get_ident

import networkx as nx
import numpy as np
import pytest

from kg.network import rank
from kg.network.adjacency import Adjacency
from kg.network.examples import network_from, network_of
from kg.network.kernels import common, compiled, forces, leading, lengths, meetings, steps
from kg.network.kernels.__main__ import main as set_up
from kg.network.kernels.compiled import Kernel
from kg.network.kernels.exact import exactly
from kg.network.kernels.lengths import shortest
from kg.network.measures import MEASURES
from kg.network.measures.paths import betweenness, closeness, harmonic
from kg.network.model import Edge, Network, Node

KERNELS = {
    f"{module.__name__}.{name}": kernel
    for module in (steps, lengths, common, leading, meetings, forces)
    for name, kernel in vars(module).items()
}
KERNELS = {name: kernel for name, kernel in KERNELS.items() if isinstance(kernel, Kernel)}


def weighted(*edges: tuple[str, str, int], directed: bool = False) -> Network:
    nodes = sorted({name for *ends, _ in edges for name in ends})
    many = (
        Edge(one, other, "grant", weight, "", (), (), (), tuple(f"{one}{other}{n}" for n in range(weight)))
        for one, other, weight in edges
    )
    return network_from((Node(name, name) for name in nodes), many, directed=directed)


def ladder(steps_: int, weight: int = 1) -> Network:
    """Squares in a row, each with two ways around it, so that the ways double with each of them."""
    names = [f"n{number:05}" for number in range(steps_ + 1)]
    edges = [
        edge
        for one, other in pairwise(names)
        for side in "xy"
        for edge in ((one, one + side, weight), (one + side, other, weight))
    ]
    return weighted(*((min(a, b), max(a, b), w) for a, b, w in edges))


@pytest.fixture
def machine_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "_WORTH", 0)


@pytest.mark.usefixtures("machine_code")
@pytest.mark.parametrize("by_weight", [False, True])
@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("measure", [betweenness, closeness, harmonic])
def test_machine_code_gives_what_python_gives(
    measure: type, monkeypatch: pytest.MonkeyPatch, *, by_weight: bool, directed: bool
) -> None:
    random = np.random.default_rng(3)
    pairs = {(int(a), int(b)) for a, b in random.integers(0, 90, (260, 2)) if (a != b if directed else a < b)}
    network = weighted(
        *((f"n{a:02}", f"n{b:02}", int(random.integers(1, 7))) for a, b in sorted(pairs)), directed=directed
    )
    fast = measure(network, weighted=by_weight).values
    assert all(hasattr(kernel.compiled, "py_func") for kernel in KERNELS.values())
    monkeypatch.setattr(compiled, "_WORTH", 1 << 60)
    assert np.array_equal(fast, measure(network, weighted=by_weight).values, equal_nan=True)


@pytest.mark.parametrize("number", range(5))
def test_threads_give_the_same_whatever_the_machine_has(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    network = ladder(30 + number)
    alone = betweenness(network).values
    monkeypatch.setattr(compiled, "_WORTH", 0)
    for cores in (1, 2, 5):
        monkeypatch.setattr(compiled, "cores", lambda cores=cores: cores)
        assert np.array_equal(betweenness(network).values, alone)


@pytest.mark.parametrize("by_weight", [False, True])
def test_more_ways_than_a_float_can_count(*, by_weight: bool) -> None:
    """After 1,100 squares there are 2 to the power of 1,100 shortest ways, which is beyond 1e308."""
    network = ladder(1_100)
    scores = betweenness(network, weighted=by_weight).of(network)
    size = len(scores)
    before = 3 * 550
    assert size == 2 * before + 1
    there_and_back = 2 * before**2 + 2  # the ways between x and y of the two squares that meet here are halved
    assert scores["n00550"] == pytest.approx(there_and_back / ((size - 1) * (size - 2)), rel=1e-9)
    assert scores["n00000"] == pytest.approx(scores["n01100"])
    assert scores["n00300x"] == pytest.approx(scores["n00300y"], rel=1e-12)


def test_lengths_of_which_no_machine_holds_the_common_unit_are_still_exact() -> None:
    """The least common multiple of these weights has 40 digits; 1/4 + 1/12 is 1/3 all the same."""
    primes = [each for each in range(2, 110) if all(each % other for other in range(2, each))]
    tail = [(f"t{number:02}", f"t{number + 1:02}", prime) for number, prime in enumerate(primes)]
    square = [("a", "b", 4), ("b", "c", 3), ("c", "d", 6), ("b", "d", 2), ("d", "t00", 1)]
    network = weighted(*square, *tail)
    graph: nx.Graph[str] = nx.Graph()
    graph.add_weighted_edges_from((edge.source, edge.target, 1 / edge.weight) for edge in network.edges)
    scores = betweenness(network, weighted=True).of(network)
    size = len(scores)
    assert scores["c"] == pytest.approx(2 * (size - 3) / ((size - 1) * (size - 2)))
    assert closeness(network, weighted=True).of(network) == pytest.approx(
        nx.closeness_centrality(graph, distance="weight")
    )
    harmonic_sums = nx.harmonic_centrality(graph, distance="weight")
    expected = {node: total / (size - 1) for node, total in harmonic_sums.items()}
    assert harmonic(network, weighted=True).of(network) == pytest.approx(expected)


@pytest.mark.parametrize(("weight", "sure"), [(3, True), (10**13, False)])
def test_lengths_that_differ_by_less_than_rounding_are_not_taken_for_equal(weight: int, *, sure: bool) -> None:
    """From a to d over b, or over c by edges that are stronger by one; of 10 to the power of 13 that is nothing."""
    first, neighbours = np.array([0, 2, 4, 6, 8]), np.array([1, 2, 0, 3, 0, 3, 1, 2], dtype=np.uint32)
    weights = np.array([weight, weight + 1, weight, weight, weight + 1, weight + 1, weight, weight + 1])
    everybody = np.arange(4, dtype=np.uint32)
    through, *_, unsure = shortest(everybody, first, neighbours, *lengths.lengths(weights))
    assert bool(unsure == 0) is sure
    assert not sure or through.tolist() == [1.0, 0.0, 2.0, 1.0]
    assert exactly(Adjacency(first, neighbours, weights), everybody)[0].tolist() == [1.0, 0.0, 2.0, 1.0]


def test_small_networks_need_no_machine_code() -> None:
    """Loading a compiler for what takes a millisecond would make everybody wait for half a second."""
    code = """
import sys
from kg.network import rank
from kg.network.examples import STAR
rank(STAR, "betweenness")
assert "numba" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_many_small_networks_are_worth_machine_code_together(monkeypatch: pytest.MonkeyPatch) -> None:
    kernel = Kernel(steps.nearness.plain)
    monkeypatch.setattr(compiled, "_WORTH", 1_000)
    assert [kernel.worth(400) is kernel.plain for _ in range(4)] == [True, True, False, False]


def test_what_is_computed_on_all_cores_comes_in_order_and_takes_only_what_it_needs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(compiled, "cores", lambda: 3)
    taken, threads = list[int](), set[int]()

    def items() -> Iterator[int]:
        for number in range(1_000):
            taken.append(number)
            yield number

    def square(number: int) -> int:
        threads.add(get_ident())
        within = set(compiled.on_all_cores(lambda _: get_ident(), range(5)))
        assert within == {get_ident()}
        return number**2

    squares = compiled.on_all_cores(square, items())
    assert [next(squares) for _ in range(100)] == [number**2 for number in range(100)]
    squares.close()  # type: ignore[attr-defined]
    assert len(taken) < 120
    assert get_ident() not in threads
    assert 1 <= len(threads) <= 3
    with pytest.raises(ZeroDivisionError):
        [*compiled.on_all_cores(lambda number: 1 // number, [2, 1, 0, 1])]


def test_without_a_compiler_all_runs_as_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numba", None)
    kernel = Kernel(steps.between.plain)
    assert kernel.compiled is kernel.plain
    everybody = np.arange(3, dtype=np.uint32)
    path = np.array([0, 1, 3, 4]), np.array([1, 0, 2, 1], dtype=np.uint32)
    parts = kernel.over(everybody, 1 << 40, *path, np.ones(3))
    assert np.sum(parts, axis=0).tolist() == [[0, 2, 0], [0, 2, 0]]


@pytest.mark.parametrize("writable", [False, True])
def test_machine_code_is_kept_where_it_can_be(tmp_path: Path, *, writable: bool) -> None:
    """A second process loads what the first has made; where nothing can be written, both make it."""
    folder = tmp_path / "kept"
    folder.mkdir()
    code = """
import numpy as np
from kg.network.kernels.steps import nearness
function = nearness.compiled
function(np.arange(1, dtype=np.uint32), np.array([0, 0]), np.zeros(0, np.uint32))
print(sum(function.stats.cache_hits.values()))
"""
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(folder)}
    if not writable:
        folder.rmdir()
        folder.write_text("no folder")
        environment["NUMBA_CACHE_LOCATOR_CLASSES"] = "UserProvidedCacheLocator"
    hits = [
        subprocess.run(
            [sys.executable, "-c", code], env=environment, check=True, timeout=120, capture_output=True, text=True
        ).stdout.strip()
        for _ in range(2)
    ]
    assert hits == (["0", "1"] if writable else ["0", "0"])


def test_rankings_say_that_what_ties_ties() -> None:
    assert {each.rank for each in rank(network_of("ab", "bc", "cd", "ad"), "harmonic").scores} == {1}


def test_what_is_run_at_set_up_stays_within_its_arrays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Machine code does not look where an array ends, but Python does."""
    monkeypatch.setattr(Kernel, "compiled", property(lambda kernel: kernel.plain))
    set_up()


def test_what_is_compiled_at_set_up_is_all_that_questions_need() -> None:
    """No question compiles for kinds of arrays that were not thought of."""
    code = """
from kg.network.kernels import compiled
from kg.network.kernels.__main__ import main
from kg.network.examples import ARROWS, STAR
from kg.network.measures import MEASURES
from tests.kg.network.test_kernels import KERNELS, ladder

main()
asked = {name: kernel for name, kernel in KERNELS.items() if "._" not in name}
before = {name: [*kernel.compiled.signatures] for name, kernel in asked.items()}
assert all(before.values())
compiled._WORTH = 0
for network in (STAR, ARROWS, ladder(30, 2)):
    for measure in MEASURES.values():
        for choice in ({}, {"weighted": True}) if measure.weightable else ({},):
            measure.compute(network, **choice)
assert {name: [*kernel.compiled.signatures] for name, kernel in asked.items()} == before
"""
    run = subprocess.run([sys.executable, "-c", code], check=False, timeout=240, capture_output=True, text=True)
    assert run.stderr == ""
    assert run.returncode == 0


_BYTES = """
import hashlib
import numpy as np
from kg.network.kernels import compiled
from kg.network.measures import MEASURES
from kg.network.ranking.stability import Sampling, stability
from tests.kg.network.test_kernels import web

compiled._WORTH = 0
for directed in (False, True):
    network = web(700, 1_500, directed=directed)
    for name, measure in MEASURES.items():
        for choice in ({}, {"weighted": True}) if measure.weightable else ({},):
            values = measure.compute(network, **choice).values
            if name in ("eigenvector", "hub", "authority"):
                values = [f"{value:.9g}" for value in values]  # small pieces are solved by a library
                values = np.array(values)
            print(name, directed, choice, hashlib.sha256(values.tobytes()).hexdigest())
judged = stability(web(60, 150), "betweenness", Sampling(20))
print(judged.low.tolist(), judged.high.tolist(), judged.coefficient, [each.correlation for each in judged.scenarios])
"""


def web(size: int, links: int, *, directed: bool = False) -> Network:
    """A network made by chance, in some pieces."""
    chance = np.random.default_rng(3)
    pairs = {(int(a), int(b)) for a, b in chance.integers(0, size, (links, 2)) if (a != b if directed else a < b)}
    return weighted(
        *((f"n{a:03}", f"n{b:03}", int(chance.integers(1, 7))) for a, b in sorted(pairs)), directed=directed
    )


def test_other_processors_give_the_same_bytes(tmp_path: Path) -> None:
    """Machine code for any processor, and libraries that believe to be on an older one, change no bit of a score."""
    features = np.__config__.show(mode="dicts")["SIMD Extensions"].get("found", [])
    older = {
        "NUMBA_CPU_NAME": "generic",
        "NUMBA_CPU_FEATURES": "",
        "NUMBA_CACHE_DIR": str(tmp_path),  # numba does not keep those who write one cache at once apart
        "OPENBLAS_CORETYPE": "Nehalem",
        "NPY_DISABLE_CPU_FEATURES": " ".join(features),
    }
    outputs = [
        subprocess.run(
            [sys.executable, "-c", _BYTES], env={**os.environ, **other}, check=True, timeout=240, capture_output=True
        ).stdout.splitlines()
        for other in ({}, older)
    ]
    assert len(outputs[0]) > 50
    assert outputs[0] == outputs[1]


def test_the_longest_chain_is_solved_soon_or_said_to_be_too_long() -> None:
    """Of a chain the leading eigenvector is half a wave, and the next eigenvalue is nearly as large."""
    for size, is_long in ((300, False), (20_000, True)):
        names = [f"n{number:05}" for number in range(size)]
        scores = MEASURES["eigenvector"].compute(weighted(*((a, b, 1) for a, b in pairwise(names))))
        wave = np.sin(np.pi * np.arange(1, size + 1) / (size + 1))
        assert bool(scores.remarks) is is_long
        assert is_long or scores.values == pytest.approx(wave / np.linalg.norm(wave), rel=1e-9)
