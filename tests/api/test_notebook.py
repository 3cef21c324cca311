"""A graph in a notebook: a folder and an address give the same answers, and the same errors."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import networkx as nx
import numpy as np
import pandas as pd
import polars as pl
import pytest
from matplotlib.figure import Figure

import kg
from kg.errors import KgError, UnreadableInput
from kg.network import bounds_of, load_views
from kg.notebook import Answer
from kg.notebook.nets import BetweenAnswer
from kg.notebook.source import KINDS, WAYS
from kg.vocabulary import load_vocabulary
from tests.api.conftest import authorised, copy_of
from tests.conftest import HARBOUR, SHIPPED, RunKg

INNOVATE, WMCA = "organisations/innovate-uk", "West Midlands Combined Authority"
BAD: dict[str, Callable[[kg.Graph], Any]] = {
    "a view": lambda graph: graph.network("fundin"),
    "an option": lambda graph: graph.network("funding", as_off="2025"),
    "a date": lambda graph: graph.network("funding", as_of="soon"),
    "a role": lambda graph: graph.network("affiliation", roles=["king"]),
    "a type": lambda graph: graph.network("affiliation", types="Organization"),
    "a currency": lambda graph: graph.network("funding", weight="amount", currency="pounds"),
    "what money is told apart by": lambda graph: graph.money(by="colour"),
    "an option of money": lambda graph: graph.money(radius=2),
    "a measure": lambda graph: graph.network("funding").rank("betweeness"),
    "no row": lambda graph: graph.network("funding").rank("degree", top=0),
    "too wide a radius": lambda graph: graph.network("funding").ego(INNOVATE, radius=6),
    "a weight": lambda graph: graph.network("funding").rank("degree", weighted=True),
    "a node": lambda graph: graph.network("funding").ego("Innovate UKK"),
    "a node of a path": lambda graph: graph.network("involvement").paths(INNOVATE, "organisations/nobody"),
    "a query": lambda graph: graph.sparql("SELECT ?a { ?a ?b }"),
    "a service": lambda graph: graph.sparql("SELECT * { SERVICE <http://127.0.0.1/> { ?a ?b ?c } }"),
    "a collection": lambda graph: graph.records("organization"),
    "a question": lambda graph: graph.network("funding").ask("centre"),
}


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


@pytest.fixture(scope="module")
def near(loaded: Path) -> Iterator[kg.Graph]:
    with kg.open(loaded) as graph:
        yield graph


@pytest.fixture(scope="module")
def far(server: httpx.Client) -> Iterator[kg.Graph]:
    with kg.open(str(server.base_url)) as graph:
        yield graph


def same(one: Answer, other: Answer) -> None:
    assert one.body == other.body
    assert (one.digest, one.version) == (other.digest, other.version)
    pd.testing.assert_frame_equal(one.to_pandas(), other.to_pandas())
    assert one.to_polars().equals(other.to_polars())
    assert one.to_arrow().equals(other.to_arrow())
    assert repr(one) == repr(other)
    assert len(one)


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
            assert raised.value.message.endswith(f"is not a {bounds}")
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


@pytest.mark.parametrize("by", ["funder", "recipient", "programme", "place", "year", "organisation"])
def test_money_is_the_same_and_in_numbers(near: kg.Graph, far: kg.Graph, by: str) -> None:
    one, other = near.money(by=by, kind=("grant", "co-investment")), far.money(by=by, kind=("grant", "co-investment"))
    same(one, other)
    sums = [name for name in one.frame.names if name.endswith(("low", "high", "figure"))]
    assert sums
    assert all(one.to_polars().schema[name] == pl.Float64 for name in sums if any(one.frame.values(name)))


@pytest.mark.parametrize("collection", load_vocabulary().by_collection)
def test_records_are_the_same_with_the_same_types(near: kg.Graph, far: kg.Graph, collection: str) -> None:
    one, other = near.records(collection), far.records(collection)
    pd.testing.assert_frame_equal(one.to_pandas(), other.to_pandas())
    assert one.to_polars().equals(other.to_polars())
    assert one.digest == other.digest


def test_columns_of_records_are_typed(near: kg.Graph) -> None:
    frame = near.records("contributions").to_pandas()
    assert frame.index.name == "label"
    types = [str(frame[name].dtype) for name in ("amount", "when_date", "when_year")]
    assert types == ["float64", "datetime64[s]", "Int64"]
    assert all(isinstance(each, list) for each in frame["funder"].dropna())
    table = near.records("contributions").to_polars()
    assert table.schema["amount"] == pl.Float64
    assert table.schema["when_date"] == pl.Date
    assert table.schema["funder"] == pl.List(pl.String)
    assert pl.DataFrame(near.records("contributions")).height == table.height


@pytest.mark.parametrize(
    ("query", "types"),
    [
        ("SELECT ?o ?label { ?o a org:Organization ; skos:prefLabel ?label } ORDER BY ?o", {"o": pl.String}),
        ("SELECT ?c ?n { ?c ikg:amount ?n } ORDER BY ?c", {"n": pl.Float64}),
        ("SELECT (COUNT(*) AS ?n) { ?c ikg:amount ?x }", {"n": pl.Int64}),
        ("SELECT ?d { VALUES ?d { '2024-03-15'^^xsd:date '2025-01-01'^^xsd:date UNDEF } } ORDER BY ?d", {"d": pl.Date}),
        ("SELECT ?b { VALUES ?b { true false } } ORDER BY ?b", {"b": pl.Boolean}),
        ("SELECT ?m { VALUES ?m { 1 'one' } } ORDER BY ?m", {"m": pl.String}),
        ("ASK { ?a ?b ?c }", {"answer": pl.Boolean}),
        ("CONSTRUCT { ?c ikg:amount ?n } WHERE { ?c ikg:amount ?n }", {"subject": pl.String}),
    ],
)
def test_queries_are_answered_the_same(near: kg.Graph, far: kg.Graph, query: str, types: dict[str, Any]) -> None:
    one, other = near.sparql(query), far.sparql(query)
    for name, type_ in types.items():
        assert one.to_polars().schema[name] == type_
    sort = sorted(one.frame.names)
    assert one.to_polars().sort(sort).equals(other.to_polars().sort(sort))
    assert len(one)


@pytest.mark.parametrize("what", BAD)
def test_errors_are_the_same(near: kg.Graph, far: kg.Graph, what: str) -> None:
    errors = []
    for graph in (near, far):
        with pytest.raises(kg.KgError) as raised:
            BAD[what](graph)
        errors.append((raised.value.kind, str(raised.value), dict(raised.value.details())))
    assert errors[0] == errors[1]


def test_frames_are_gone_through_and_show_themselves(near: kg.Graph) -> None:
    net = near.network("funding")
    assert [row["source"] for row in net.edges] == net.edges.values("source")
    assert "label" in repr(net.nodes).splitlines()[0]
    assert repr(net.nodes).endswith(f"10 of {len(net.nodes)} rows")


def opened(stack: ExitStack, place: str, version: int) -> kg.Graph:
    return stack.enter_context(kg.open(place, version=version))


def test_a_citation_leads_to_the_same_numbers(far: kg.Graph) -> None:
    net = far.network("partnership", min_confidence="implied")
    for answer in (net.rank("degree", top=5), net.ego(INNOVATE), net.paths(INNOVATE, WMCA)):
        cited = answer.cite()
        with ExitStack() as stack:
            again = eval(cited.call.replace("kg.open", "opened"), {"opened": partial(opened, stack)})
            assert again.cite() == cited
        body = httpx.get(cited.link).raise_for_status().json()
        assert body["version"] == cited.version
        assert body == answer.body
        assert cited.digest in str(cited)
        assert "&#x27;" in cited._repr_html_()


def test_answers_show_what_they_rest_on_and_are_escaped(near: kg.Graph) -> None:
    answer = near.sparql("SELECT ?text { VALUES ?text { '<script>alert(1)</script>' } }")
    assert "<script>" not in answer._repr_html_()
    ranking = near.network("involvement").rank("betweenness", top=3)
    for text in (repr(ranking), ranking._repr_html_()):
        assert ranking.recipe in text
        assert f"version {ranking.version}" in text
        assert "undated" in text
        assert ranking.body["meaning"] in text


def test_a_folder_is_read_while_it_is_served_and_a_network_stays_as_it_was(
    writable: httpx.Client, tmp_path: Path
) -> None:
    record = {"type": "Document", "label": f"News {tmp_path.name}", "kind": "article"}
    with kg.open(str(writable.base_url)) as far:
        net = far.network("partnership")
        before = net.rank("degree").digest
        headers = {"If-None-Match": "*", **authorised()}
        reply = writable.put(f"/documents/news-for-notebooks?dataset={SHIPPED.name}", json=record, headers=headers)
        assert reply.is_success, reply.text
        assert far.version == net.version + 1
        assert net.rank("degree").digest == before
        assert far.network("partnership").version == far.version
        assert record["label"] in far.records("documents").to_pandas().index
        with kg.open(str(writable.base_url), version=net.version) as older:
            assert record["label"] not in older.records("documents").to_pandas().index


def test_a_folder_follows_what_is_loaded_into_it(loaded: Path, kg_process: RunKg) -> None:
    home = copy_of(loaded, "notebook")
    with kg.open(home) as graph:
        net = graph.network("partnership")
        before = (graph.version, net.rank("degree").digest, len(graph.records("places")))
        assert kg_process("--home", home, "load", HARBOUR).code == 0
        assert graph.version == before[0] + 1
        assert net.rank("degree").digest == before[1]
        assert len(graph.records("places")) > before[2]
        with kg.open(home, version=before[0]) as older:
            assert (older.version, len(older.records("places"))) == (before[0], before[2])
            assert older.network("partnership").rank("degree").digest == before[1]


def test_what_cannot_be_opened_is_told(tmp_path: Path, server: httpx.Client) -> None:
    with pytest.raises(kg.KgError, match="There is no graph"):
        kg.open(tmp_path)
    with pytest.raises(kg.KgError, match="does not answer"):
        kg.open("http://127.0.0.1:1")
    for place in (str(server.base_url), server.base_url.join("/nowhere")):
        with pytest.raises(kg.KgError):
            kg.open(str(place), version=10_000)


def test_pictures_are_drawn(near: kg.Graph, tmp_path: Path) -> None:
    net = near.network("partnership")
    for name, drawn in (("net", net.plot()), ("rank", net.rank("degree").plot())):
        assert isinstance(drawn.figure, Figure)
        drawn.figure.savefig(tmp_path / f"{name}.svg")
        assert (tmp_path / f"{name}.svg").stat().st_size > 5_000


def test_the_library_is_imported_without_what_notebooks_need() -> None:
    heavy = ("pandas", "polars", "duckdb", "pyarrow", "matplotlib", "numpy", "httpx", "pyoxigraph", "asyncio")
    look = f"import sys, kg; print([name for name in {heavy!r} if name in sys.modules])"
    assert subprocess.check_output([sys.executable, "-c", look], text=True).strip() == "[]"
    look = f"import sys, kg.notebook; print([name for name in {heavy[:5]!r} if name in sys.modules])"
    assert subprocess.check_output([sys.executable, "-c", look], text=True).strip() == "[]"


def test_a_library_that_is_missing_is_named_with_its_extra(near: kg.Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = near.sparql("ASK {}")
    for name, convert, extra in (
        ("pandas", answer.to_pandas, "notebook"),
        ("polars", answer.to_polars, "notebook"),
        ("pyarrow", answer.to_arrow, "tables"),
    ):
        with monkeypatch.context() as patch:
            patch.setitem(sys.modules, name, None)
            with pytest.raises(kg.KgError, match=rf"pip install '<checkout or wheel>\[{extra}\]'"):
                convert()
