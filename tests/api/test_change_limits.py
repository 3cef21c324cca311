"""A change over HTTP is bounded, however it is sent; while one is written, others wait a bounded time or not at all."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from api.app import create_app
from kg.changes import Origin, Refused
from kg.errors import LimitExceeded, Unavailable
from kg.query.updates import MOST_DOCUMENTS, MOST_OPERATIONS
from kg.settings import Settings
from kg.store import Snapshot
from kg.store.rdf import RDF_TYPE, Literal, NamedNode, Quad
from kg.workspace import Workspace
from tests.api.conftest import ALL_TOKENS, BASE, assert_problem, authorised
from tests.api.inside import serving_inside
from tests.waiting import PATIENCE, eventually

MOST = 60
TURTLE, UPDATE = "text/turtle", "application/sparql-update"
GRAPH = "urn:example:graph"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    home = tmp_path_factory.mktemp("bounded") / "home"
    settings = Settings(
        home=home, data=None, workers=2, long_queries=1, change_limit=MOST, query_timeout=10, tokens=ALL_TOKENS
    )
    with serving_inside(create_app(settings)) as client:
        client.headers.update(authorised())
        yield client


@pytest.fixture(autouse=True)
def empty_before(client: httpx.Client) -> None:
    """Empty the graph, in as many parts as it takes."""
    while not (cleared := update(client, "CLEAR ALL")).is_success:
        assert_problem(cleared, 413, "too-large")
        some = f"DELETE {{ GRAPH ?g {{ ?s ?p ?o }} }} WHERE {{ SELECT * {{ GRAPH ?g {{ ?s ?p ?o }} }} LIMIT {MOST} }}"
        assert update(client, some).is_success


def update(client: httpx.Client, text: str) -> httpx.Response:
    return client.post("/sparql", content=text, headers={"content-type": UPDATE}, timeout=PATIENCE)


def put(client: httpx.Client, document: str, media_type: str = TURTLE, method: str = "PUT") -> httpx.Response:
    return client.request(
        method, "/graphs", params={"graph": GRAPH}, content=document, headers={"content-type": media_type}
    )


def version(client: httpx.Client) -> int:
    found: int = client.get("/ready").json()["version"]
    return found


def form(client: httpx.Client, count: int) -> httpx.Response:
    files = {str(each): (f"{each}.ttl", subjects(each, count // 3 + (each < count % 3))) for each in range(3)}
    return client.post("/graphs", params={"graph": GRAPH}, files=files)


def subjects(first: int, count: int) -> str:
    return "".join(f"<urn:{first}/{each}> <urn:b> 1 .\n" for each in range(count))


def inserted(client: httpx.Client, count: int) -> httpx.Response:
    numbers = " ".join(map(str, range(count)))
    return update(client, f"INSERT {{ <urn:a> <urn:b> ?n }} WHERE {{ VALUES ?n {{ {numbers} }} }}")


def graphs(client: httpx.Client, count: int) -> httpx.Response:
    return update(client, "INSERT DATA { " + "".join(f"GRAPH <urn:{n}> {{ <a:> <b:> 1 }} " for n in range(count)) + "}")


def one_by_one(client: httpx.Client, count: int) -> httpx.Response:
    return update(client, ";\n".join(f"INSERT DATA {{ <a:> <b:> {each} }}" for each in range(count)))


WAYS: dict[str, Callable[[httpx.Client, int], httpx.Response]] = {
    "many subjects": lambda client, count: put(client, subjects(0, count)),
    "many values": lambda client, count: put(client, "<a:> <b:> " + ",".join(map(str, range(count))) + "."),
    "added to a graph": lambda client, count: put(client, subjects(0, count), method="POST"),
    "to a new graph": lambda client, count: client.post(
        "/graphs", content=subjects(0, count), headers={"content-type": TURTLE}
    ),
    "a collection": lambda client, count: put(
        client, "(" + "1 " * ((count - 1) // 2) + ") <b:> 1" + ", 2" * ((count - 1) % 2)
    ),
    "blank nodes": lambda client, count: put(client, "[] <b:> 1 ." * count),
    "a form of files": form,
    "data of an update": lambda client, count: update(client, f"INSERT DATA {{ {subjects(0, count)} }}"),
    "solutions of an update": inserted,
    "graphs of an update": graphs,
    "operations of an update": one_by_one,
}


@pytest.mark.parametrize("way", [each for each in WAYS if each != "a collection"])
def test_a_change_may_have_as_many_triples_and_no_more(client: httpx.Client, way: str) -> None:
    before = version(client)
    body = assert_problem(WAYS[way](client, MOST + 1), 413, "too-large")
    assert (body["limit"], body["value"]) == ("size", f"{MOST} triples")
    assert version(client) == before
    assert WAYS[way](client, MOST).is_success
    assert version(client) == before + 1


ALL = "WHERE { GRAPH ?g { ?s ?p ?o } }"
REMOVALS = {
    "DELETE WHERE": "DELETE WHERE { GRAPH ?g { ?s ?p ?o } }",
    "DELETE of what was found": "DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }",
    "CLEAR ALL": "CLEAR ALL",
    "DROP NAMED": "DROP NAMED",
    "CLEAR of each": "CLEAR GRAPH <urn:1> ; CLEAR GRAPH <urn:2>",
    "COPY": "COPY <urn:1> TO <urn:2>",
    "MOVE": "MOVE <urn:1> TO <urn:3>",
    "DELETE and INSERT": f"DELETE {{ GRAPH ?g {{ ?s ?p ?o }} }} INSERT {{ GRAPH ?g {{ ?o ?p ?s }} }} {ALL}",
}


@pytest.mark.parametrize("way", REMOVALS)
def test_a_change_may_remove_no_more_either(client: httpx.Client, way: str) -> None:
    for number in (1, 2):
        text = "".join(f"<urn:{number}/{each}> <urn:b> <urn:c> ." for each in range(MOST // 2 + 1))
        assert update(client, f"INSERT DATA {{ GRAPH <urn:{number}> {{ {text} }} }}").is_success
    before = version(client)
    assert_problem(update(client, REMOVALS[way]), 413, "too-large")
    assert version(client) == before


def test_a_graph_that_is_larger_is_neither_replaced_nor_deleted_at_once(client: httpx.Client) -> None:
    for first in range(3):
        assert put(client, subjects(first, MOST // 2), method="POST").is_success
    assert_problem(put(client, "<a:> <b:> 1 ."), 413, "too-large")
    assert_problem(client.delete("/graphs", params={"graph": GRAPH}), 413, "too-large")
    assert put(client, subjects(0, MOST // 2), method="POST").is_success  # all of that is there already
    some = f"WITH <{GRAPH}> DELETE {{ ?s ?p ?o }} WHERE {{ SELECT * {{ ?s ?p ?o }} LIMIT 40 }}"
    assert update(client, some).is_success
    assert client.delete("/graphs", params={"graph": GRAPH}).is_success


def test_a_graph_is_exchanged_for_one_with_much_in_common(client: httpx.Client) -> None:
    """What counts is what changes."""
    for first in range(3):
        assert put(client, subjects(first, MOST // 2), method="POST").is_success
    less = put(client, subjects(0, MOST // 2) + subjects(1, 5))
    assert less.is_success, less.text
    assert (
        client.get("/graphs", params={"graph": GRAPH}, headers={"accept": "text/csv;q=0, */*"}).text.count("urn:b") > 5
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (";".join(["INSERT DATA {}"] * (MOST_OPERATIONS + 1)), f"more than {MOST_OPERATIONS:,} operations"),
        (";".join(["LOAD SILENT <urn:x>"] * (MOST_DOCUMENTS + 1)), f"more than {MOST_DOCUMENTS} documents"),
        ("INSERT DATA { <a:> <b:> " + "(" * 1000 + ")" * 1000 + "}", "levels deep"),
        ("INSERT {} WHERE " + "{" * 100_000 + "}" * 100_000, "nested too deeply"),
        ("DELETE {} WHERE { ?a " + "(<b:>/" * 20_000 + "<b:>" + ")*" * 20_000 + " ?c }", "nested too deeply"),
    ],
)
def test_an_update_is_bounded_in_other_ways(client: httpx.Client, text: str, said: str) -> None:
    assert said in assert_problem(update(client, text), 400, "query-failed")["detail"]


PRODUCT = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o . ?p ?q ?r"
FOR_HOURS = f"INSERT {{ <a:> <b:> ?count }} WHERE {{ SELECT (COUNT(*) AS ?count) {{ {PRODUCT} }} }}"


def changes(client: httpx.Client, what: str) -> int:
    """How many are `written` or `waiting`, as the metrics say."""
    lines = client.get("/metrics").text.splitlines()
    return int(float(next(line for line in lines if line.startswith(f"kg_changes_{what} ")).split()[1]))


def test_while_a_change_is_written_only_good_ones_wait_and_nobody_who_reads(client: httpx.Client) -> None:
    assert put(client, subjects(0, MOST)).is_success
    with ThreadPoolExecutor() as threads:
        long = threads.submit(update, client, FOR_HOURS)
        eventually(lambda: changes(client, "written") == 1, "the long one has its turn")
        good = threads.submit(put, client, subjects(1, 10), TURTLE, "POST")
        eventually(lambda: changes(client, "waiting") == 1, "the good one waits")
        assert_problem(update(client, "INSERT DATA { nonsense }"), 400, "malformed-query")
        assert_problem(put(client, "<a> <b> "), 400, "unreadable-input")
        assert_problem(put(client, subjects(0, MOST + 1)), 413, "too-large")
        assert_problem(put(client, "<a:> <b:> " + "(" * 10_000 + ")" * 10_000 + "."), 400, "unreadable-input")
        assert client.get("/sparql", params={"query": "ASK { ?s ?p ?o }"}).json()["boolean"] is True
        assert client.get("/graphs", params={"graph": GRAPH}).is_success
        assert not long.done()
        assert not good.done()
        assert_problem(long.result(), 504, "time-limit")
        assert good.result().is_success


PLACE = NamedNode("https://w3id.org/innovation-kg/ontology#Place")


def typed(count: int) -> list[Quad]:
    nodes = (NamedNode(f"{BASE}places/{each}") for each in range(count))
    return [Quad(each, RDF_TYPE, PLACE, NamedNode(f"{BASE}datasets/demo")) for each in nodes]


@pytest.mark.parametrize(("seconds", "count", "error"), [(0.05, 30_000, LimitExceeded), (PATIENCE, 10, Refused)])
def test_the_gate_has_the_time_of_a_turn(tmp_path: Path, seconds: float, count: int, error: type[Exception]) -> None:
    """Many records that do not conform; whatever becomes of them, nothing is left and the next one can write."""
    workspace = Workspace(Settings(home=tmp_path / "home", data=None, query_timeout=seconds))

    async def write() -> None:
        with workspace.repository() as repository:
            desk = workspace.desk(repository, workspace.pool(nobody))
            with pytest.raises(error):
                await desk.replace(
                    NamedNode(f"{BASE}datasets/demo"), typed(count), Origin("somebody", "a test"), keep=True
                )
            assert repository.version == 0
            assert not list((tmp_path / "home" / "journal").glob("*pending*"))
            free = Quad(NamedNode("urn:a"), NamedNode("urn:b"), Literal("c"), NamedNode(GRAPH))
            desk.turns.seconds = PATIENCE
            assert await desk.replace(NamedNode(GRAPH), [free], Origin("somebody", "a test"), keep=True) == 1
            assert desk.waiting == 0
            assert desk.turns.longest > 0

    asyncio.run(write())


def test_who_waits_longer_than_two_turns_is_told(tmp_path: Path) -> None:
    workspace = Workspace(Settings(home=tmp_path / "home", data=None, query_timeout=0.1))

    async def write() -> None:
        with workspace.repository() as repository:
            desk = workspace.desk(repository, workspace.pool(nobody))
            async with desk.turns.turn():
                crowd = [desk.replace(NamedNode(GRAPH), (), Origin("somebody", "a test"), keep=True) for _ in range(5)]
                answers = await asyncio.gather(*crowd, return_exceptions=True)
            assert [str(each) for each in answers if "others were writing for 0.2 s" not in str(each)] == []
            assert {type(each) for each in answers} == {Unavailable}
            assert desk.waiting == 0
            desk.turns.seconds = PATIENCE
            assert await desk.replace(NamedNode(GRAPH), (), Origin("somebody", "a test"), keep=True) == 0

    asyncio.run(write())


async def nobody() -> Snapshot:
    raise AssertionError("nobody asks")
