"""The graph that tells of the changes: there for queries that name it, and in nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from kg.query import AcceptedFormats, Limits, QueryPool, run_locally
from kg.query.naming import names_graph
from kg.query.question import Question
from kg.settings import Settings
from kg.store import Engine, QueryDataset
from kg.workspace import Workspace
from tests.kg.query.conftest import COUNT, Graph, ask, named, read

BASE = "https://w3id.org/innovation-kg/"
CHANGES = f"{BASE}derived/changes"
VERSIONS = f"SELECT ?version {{ GRAPH <{CHANGES}> {{ ?change ikg:version ?version }} }} ORDER BY ?version"


@asynccontextmanager
async def pool_of(graph: Graph, *, union: bool = True, replicated: bool = True) -> AsyncIterator[QueryPool]:
    workspace = Workspace(
        Settings(home=graph.repository.home, data=None, workers=1, default_graph="union" if union else "unnamed")
    )
    annals = workspace.annals(graph.repository.home / "annals", graph.repository.journal)
    repository = graph.repository if replicated else None
    async with workspace.pool(graph.snapshot, repository=repository, annexes=(annals,)) as pool:
        yield pool


@pytest.mark.parametrize("replicated", [True, False])
def test_it_is_there_for_whoever_names_it_and_in_no_count(graph: Graph, replicated: bool) -> None:
    async def answers() -> None:
        async with pool_of(graph, replicated=replicated) as pool:
            before = await ask(pool, COUNT)
            assert await ask(pool, VERSIONS) == "?version\n1\n"
            assert await ask(pool, COUNT) == before
            within = f"SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o FILTER NOT EXISTS {{ GRAPH <{CHANGES}> {{ ?s ?s ?s }} }} }}"
            assert await ask(pool, within) == before, "nor in the union of a query that names it"
            assert CHANGES not in await ask(pool, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")
            graph.write(named([200]))
            assert await ask(pool, VERSIONS) == "?version\n1\n2\n"
            joined = f"SELECT ?s {{ GRAPH <{CHANGES}> {{ ?c ikg:version 2 }} ?s ?p '광주 200' }}"
            assert await ask(pool, joined) == "?s\n<https://example.org/places/200>\n"

    asyncio.run(answers())


def test_the_default_graph_stays_the_unnamed_one_where_that_was_chosen(graph: Graph) -> None:
    async def answers() -> None:
        async with pool_of(graph, union=False) as pool:
            assert await ask(pool, VERSIONS) == "?version\n1\n"
            nothing = f"ASK {{ ?s ?p ?o GRAPH <{CHANGES}> {{ ?c ikg:version 1 }} }}"
            assert await ask(pool, nothing, "csv") == "false"

    asyncio.run(answers())


def test_the_dataset_of_a_query_may_name_it(graph: Graph) -> None:
    async def answers() -> None:
        async with pool_of(graph) as pool:
            formats = AcceptedFormats("tsv", "ntriples")
            for dataset in (QueryDataset(default=(CHANGES,)), QueryDataset(default=("urn:none", CHANGES))):
                assert b"\n1\n" in await read(await pool.run("SELECT ?v { ?c ikg:version ?v }", formats, dataset))
            found = await ask(pool, f"SELECT ?v FROM <{CHANGES}> {{ ?c ikg:version ?v }}")
            assert found == "?v\n1\n"
            assert await ask(pool, f"SELECT ?v FROM NAMED <urn:none> {{ GRAPH <{CHANGES}> {{ ?c ?p ?v }} }}") == "?v\n"
            assert b"prov#Activity" in await read(await pool.graph(CHANGES, formats))

    asyncio.run(answers())


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("ASK { GRAPH <derived/changes> {} }", True),
        ("ASK { GRAPH </innovation-kg/derived/changes> {} }", True),
        (f"PREFIX d: <{BASE}derived/> ASK {{ GRAPH d:changes {{}} }}", True),
        (f"PREFIX d: <{BASE}> ASK {{ GRAPH d:derived\\/changes {{}} }}", True),
        (f"PREFIX d: <{CHANGES}> ASK {{ GRAPH d: {{}} }}", True),
        (f"PREFIX d: <{BASE}derived/chan> ASK {{ GRAPH d:ges {{}} }}", True),
        (f"BASE <{BASE}derived/> ASK {{ GRAPH <changes> {{}} }}", True),
        ("ASK { GRAPH <derived/\\u0063hanges> {} }", True),
        (f"ASK {{ VALUES ?g {{ <{CHANGES}> }} GRAPH ?g {{}} }}", True),
        (f"ASK {{ ?s ?p '<{CHANGES}>' }} # <{CHANGES}>", False),
        ("ASK { GRAPH <derived/changes/1> {} }", False),
        ("BASE <http://a.example/> ASK { GRAPH <derived/changes> {} }", False),
        ("PREFIX changes: <urn:x> ASK { GRAPH changes:derived { ?changes <http://[x> <changes> } }", False),
        ("changes PREFIX BASE PREFIX : <", False),
    ],
)
def test_a_query_names_it_or_does_not(query: str, names: bool) -> None:
    assert names_graph(Question(query, AcceptedFormats()), CHANGES, Engine().base) is names


def test_without_annals_there_is_none(graph: Graph, tmp_path: Path) -> None:
    async def answer() -> str:
        async with QueryPool(graph.snapshot, Limits(workers=1)) as pool:
            return await ask(pool, VERSIONS)

    assert asyncio.run(answer()) == "?version\n"
    workspace = Workspace(Settings(home=graph.repository.home, data=None))
    with workspace.passing_annexes() as annexes, (tmp_path / "answer").open("w+b") as output:
        pool = workspace.pool(graph.snapshot, workers=1, annexes=annexes)
        run_locally(pool, VERSIONS, AcceptedFormats("tsv"), output)
        output.seek(0)
        assert output.read() == b"?version\n1\n"
    assert not [*graph.repository.home.glob("annals*")]
