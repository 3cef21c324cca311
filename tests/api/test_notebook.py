"""A graph in a notebook: a folder and an address give the same answers, and the same errors."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pandas as pd
import polars as pl
import pytest
from matplotlib.figure import Figure

import kg
from kg.vocabulary import load_vocabulary
from tests.api.conftest import authorised, copy_of
from tests.api.notebooks import INNOVATE, WMCA, same
from tests.conftest import HARBOUR, SHIPPED, RunKg

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
