"""Questions about networks in a notebook: a folder and an address give the same answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import networkx as nx
import numpy as np
import pytest

import kg
from kg.errors import KgError, UnreadableInput
from kg.network import bounds_of, load_views
from kg.notebook.nets import BetweenAnswer
from kg.notebook.source import KINDS, WAYS
from tests.api.notebooks import INNOVATE, WMCA, same

ASKED: dict[str, dict[str, Any]] = {
    "rank": {"measure": "degree"},
    "stability": {"measure": "degree", "resamples": 20},
    "paths": {"source": INNOVATE, "target": WMCA},
    "between": {"one": INNOVATE, "other": WMCA},
    "ego": {"node": INNOVATE},
    "similar": {"node": INNOVATE},
    "without": {"nodes": INNOVATE},
    "compare": {"first": "2019", "last": "2025"},
}
"""What each question needs."""


@pytest.mark.parametrize("view", load_views())
def test_networks_are_the_same(near: kg.Graph, far: kg.Graph, view: str) -> None:
    nets = [graph.network(view, min_confidence="implied", as_of="2026") for graph in (near, far)]
    one, other = nets
    assert (one.recipe, one.coverage, one.version) == (other.recipe, other.coverage, other.version)
    same(one.all, other.all)
    assert one.nodes == other.nodes
    assert one.cite().digest == other.cite().digest
    graph = one.to_networkx()
    assert nx.utils.graphs_equal(graph, other.to_networkx())
    assert len(graph) == one.coverage["nodes"]
    assert graph.number_of_edges() == one.coverage["edges"] == len(one.edges)


@pytest.mark.parametrize(
    ("question", "options"),
    [
        ("rank", {"measure": "betweenness"}),
        ("rank", {"measure": "closeness", "weighted": True, "top": 7}),
        ("stability", {"measure": "degree", "resamples": 40, "top": 9}),
        ("communities", {"seed": 4}),
        ("components", {}),
        ("ego", {"node": INNOVATE, "radius": 2}),
        ("ego", {"node": WMCA}),
        ("money", {"by": "recipient"}),
        ("money", {"by": "organisation", "include_planned": True, "kind": ["grant", "funding"], "currency": "GBP"}),
        ("paths", {"source": INNOVATE, "target": WMCA, "limit": 3}),
        ("communities", {"resolution": 1.5, "runs": 3, "weighted": False}),
        ("summary", {}),
        ("bridges", {"top": 4}),
        ("concentration", {"top": 4}),
        ("similar", {"node": WMCA, "by": "cosine"}),
        ("similar", {"node": WMCA, "other": INNOVATE}),
        ("suggestions", {}),
        ("suggestions", {"node": INNOVATE, "top": 3}),
        ("without", {"nodes": (INNOVATE, WMCA), "measure": "degree"}),
        ("compare", {"first": "2019", "last": "2025", "limit": 20}),
        ("compare", {"first": "v1", "last": "v0"}),
        ("compare", {"first": "v0", "last": "v1", "measure": "degree", "limit": 5}),
        ("series", {"first": 2022, "last": "2024", "nodes": WMCA, "measure": "degree"}),
    ],
)
def test_questions_are_answered_the_same(near: kg.Graph, far: kg.Graph, question: str, options: dict[str, Any]) -> None:
    one, other = (graph.network("involvement", directed=False).ask(question, **options) for graph in (near, far))
    same(one, other)
    assert (one.recipe, one.body.get("coverage")) == (other.recipe, other.body.get("coverage"))


OWN = {"name": "own", "edges": ["Contribution", "Participation"], "options": {"min_confidence": "implied"}}


@pytest.mark.parametrize("question", sorted({*WAYS} - {"whole"}))
def test_every_question_can_be_asked_of_a_recipe_of_ones_own(near: kg.Graph, far: kg.Graph, question: str) -> None:
    options = ASKED.get(question, {})
    one, other = (graph.network(OWN, directed=False).ask(question, **options) for graph in (near, far))
    same(one, other)
    assert (one.body["view"], one.call.link, other.call.link) == ("own", "", "")
    assert repr(OWN) in other.cite().call


def test_a_recipe_of_ones_own_is_a_network(near: kg.Graph, far: kg.Graph) -> None:
    one, other = (graph.network(OWN) for graph in (near, far))
    assert (one.view, one.recipe) == ("own", "own/2")
    assert one.cite().digest == other.cite().digest
    assert one.coverage["nodes"] == len(one.nodes) == len(other.nodes)
    assert eval(one.cite().call, {"kg": kg}).coverage == one.coverage
    for graph in (near, far):
        with pytest.raises(KgError, match=r"recipe\.edges\[0\]"):
            graph.network({**OWN, "edges": ["Contrbution"]})


def test_dates_are_compared_in_the_version_of_the_network(near: kg.Graph, far: kg.Graph) -> None:
    bodies = []
    for graph in (near, far):
        with kg.open(graph.address, version=0) as past:
            bodies += [past.network("funding").compare("2019", "2025").body]
    assert [(each["before"]["version"], each["after"]["version"], each["edges"]["total"]) for each in bodies] == [
        (0, 0, 0)
    ] * 2
    rows = near.network("involvement").compare("v0", "v1")
    assert {row["what"] for row in rows} == {"node", "edge", "rank"}
    assert {row["change"] for row in rows if row["what"] == "node"} == {"entered"}


def test_years_may_be_numbers(near: kg.Graph, far: kg.Graph) -> None:
    options = {"since": 2001, "until": 2030, "known_by": 2031}
    for graph in (near, far):
        net = graph.network("involvement", **options)
        texts = graph.network("involvement", **{name: str(year) for name, year in options.items()})
        assert net.coverage == texts.coverage
        assert net.compare(2019, 2025).body == texts.compare("2019", "2025").body
        assert net.series(first=2022, last=2024).body == texts.series(first="2022", last="2024").body
        for wrong in (True, 2019.0, None):
            with pytest.raises(KgError, match=f"'{wrong}' is neither a date nor a version"):
                net.compare(wrong, 2025)  # type: ignore[arg-type]
            with pytest.raises(KgError, match=f"'{wrong}' is not a date"):
                graph.network("involvement", as_of=wrong)


def test_ways_between_two_places_are_shown(near: kg.Graph, far: kg.Graph) -> None:
    for graph in (near, far):
        answer = graph.network("involvement").between("West Midlands", "South Korea")
        assert {row["bridge"] for row in answer.ways} == {row["label"] for row in answer.frame.rows[:3]}
        assert all(row["step"] and row["records"] and row["evidence"] for row in answer.ways)
        first = answer.body["bridges"][0]["way"]
        line = repr(answer).splitlines()[-1]
        assert line.startswith(f"A way through {answer[0]['label']}: {first['nodes'][0]['label']} - ")
        assert first["edges"][0]["records"][0].rpartition("/")[2] in line
        apart = graph.network("involvement").ask("between", one="WMG", other="ETRI")
        assert isinstance(apart, BetweenAnswer)
        assert (len(apart.ways), "A way through" in repr(apart)) == (0, False)


def test_names_that_are_none_are_told(near: kg.Graph, far: kg.Graph) -> None:
    for graph in (near, far):
        net = graph.network("involvement")
        for question, wrong in (("without", {"nodes": 5}), ("without", {"nodes": [INNOVATE, 5]}), ("ego", {"node": 5})):
            with pytest.raises(KgError, match="no node 5"):
                net.ask(question, **wrong)
        with pytest.raises(KgError, match="There is no type '5'"):
            graph.network("involvement", types=5)


WRONG: tuple[Any, ...] = (-1, "3", True, 2.5, None, float("nan"), float("inf"), 1 << 80, [1], "x" * 10_000)


def bounded() -> Iterator[tuple[str, str, Any]]:
    for question, way in WAYS.items():
        for each in fields(KINDS[way.question]):
            if "bounds" in each.metadata:
                yield from ((question, each.name, wrong) for wrong in WRONG if not (wrong is None and not each.default))


@pytest.mark.parametrize("question", sorted({question for question, *_ in bounded()} - {"whole"}))
def test_a_number_that_is_none_is_told_before_anything_is_asked(near: kg.Graph, far: kg.Graph, question: str) -> None:
    """By one table: what numbers can be is declared with the fields of questions."""
    nets = [graph.network("funding") for graph in (near, far)]
    for name, wrong in ((name, wrong) for each, name, wrong in bounded() if each == question):
        bounds = bounds_of(KINDS[WAYS[question].question], name)
        if bounds.have(wrong) or (wrong is None and name in ("top", "limit", "runs", "length")):
            continue
        for net in nets:
            with pytest.raises(UnreadableInput) as raised:
                net.ask(question, **{**ASKED.get(question, {}), name: wrong})
            assert raised.value.message.startswith(f"{name}=")
            assert raised.value.message.endswith(f"is {bounds.sentence}")
            assert len(raised.value.message) < 500


def test_what_is_true_or_false_is_nothing_else(near: kg.Graph) -> None:
    with pytest.raises(UnreadableInput, match="weighted='no' is neither true nor false"):
        near.network("partnership").rank("closeness", weighted="no")
    with pytest.raises(UnreadableInput, match="directed='false' is neither true nor false"):
        near.network("funding", directed="false")


def test_numbers_of_numpy_are_numbers(near: kg.Graph) -> None:
    net = near.network("partnership")
    assert len(net.rank("degree", top=np.int64(3))) == 3
    assert net.communities(resolution=np.float32(1), seed=np.uint8(0)).body == net.communities().body


def test_what_is_asked_of_a_network_is_rows(near: kg.Graph) -> None:
    net = near.network("partnership")
    figures = {row["name"]: row["value"] for row in net.summary()}
    assert figures["nodes"] == net.coverage["nodes"]
    assert {row["what"] for row in net.bridges()} == {"node", "link"}
    assert [row["rank"] for row in net.concentration(top=3)] == [1, 2, 3]
    assert all(row["shared"] for row in net.similar("WMCA"))
    assert len(net.similar("WMCA", "Wayra UK")) == 1
    assert all(row["shared_neighbours"] for row in net.suggestions())
    losing = net.without("Innovate UK")
    assert "KTN" in {row["label"] for row in losing}
    assert eval(losing.cite().call, {"kg": kg}).body == losing.body


@pytest.mark.parametrize(
    ("view", "options"),
    [
        ("funding", {"since": 2018, "weight": "amount", "currency": "GBP"}),
        ("affiliation", {"types": ["Organisation", "Programme"], "exclude_roles": "organiser"}),
        ("involvement", {"datasets": ("west-midlands-korea",), "until": "2026-03", "undated": "keep"}),
    ],
)
def test_options_go_through(near: kg.Graph, far: kg.Graph, view: str, options: dict[str, Any]) -> None:
    one, other = near.network(view, **options), far.network(view, **options)
    same(one.all, other.all)
    same(one.rank("degree"), other.rank("degree"))
