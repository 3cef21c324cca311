"""Answers that are given again: the same until the graph changes, and never one moment longer."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from api.http.cache import Kept, KeptAnswers, Key
from tests.api.conftest import TOKENS, authorised, copy_of, serving
from tests.waiting import PATIENCE

QUERY = "SELECT ?name { ?organisation skos:prefLabel ?name } ORDER BY ?name LIMIT 5"


def kept_of(server: httpx.Client) -> tuple[float, float]:
    """How many answers were given again, and how many were not there."""
    lines = [line.rsplit(" ", 1) for line in server.get("/metrics").text.splitlines() if line[:1] != "#"]
    found = {name: float(value) for name, value in lines}
    return found["kg_cache_hits"], found["kg_cache_misses"]


@pytest.fixture(scope="module")
def cached(loaded: Path) -> Iterator[httpx.Client]:
    with serving(copy_of(loaded, "cached"), KG_TOKENS=f"steward:ana:{TOKENS['steward']}") as client:
        yield client


def test_a_repeated_answer_is_the_same_to_the_last_header(cached: httpx.Client) -> None:
    first, second = (cached.get("/sparql", params={"query": QUERY}) for _ in range(2))
    assert first.content == second.content
    own = ("date", "kg-request")
    assert [each for each in first.headers.multi_items() if each[0] not in own] == [
        each for each in second.headers.multi_items() if each[0] not in own
    ]


@pytest.mark.parametrize(
    "path", ["/organisations", "/network/funding", "/ontology", "/network/funding/centrality/degree"]
)
def test_every_answer_with_a_tag_is_kept(cached: httpx.Client, path: str) -> None:
    first = cached.get(path)
    hits, _ = kept_of(cached)
    assert cached.get(path).content == first.content
    assert kept_of(cached)[0] == hits + 1


def test_the_ways_to_ask_the_same_share_an_answer(cached: httpx.Client) -> None:
    query = f"{QUERY} # shared"
    first = cached.get("/sparql", params={"query": query})
    hits, _ = kept_of(cached)
    direct = cached.post("/sparql", content=query, headers={"content-type": "application/sparql-query"})
    assert [first.content] * 2 == [cached.post("/sparql", data={"query": query}).content, direct.content]
    assert kept_of(cached)[0] == hits + 2


def test_a_write_makes_the_old_answers_unreachable(cached: httpx.Client) -> None:
    query = {"query": "SELECT ?x { GRAPH <urn:example:kept> { ?s <urn:example:is> ?x } }"}
    for number in range(20):
        text = (
            "DELETE WHERE { GRAPH <urn:example:kept> { ?s ?p ?o } } ; "
            f"INSERT DATA {{ GRAPH <urn:example:kept> {{ <urn:example:a> <urn:example:is> {number} }} }}"
        )
        assert cached.post("/sparql", data={"update": text}, headers=authorised()).status_code == 204
        for _ in range(2):
            rows = cached.get("/sparql", params=query).json()["results"]["bindings"]
            assert [row["x"]["value"] for row in rows] == [str(number)]


def test_the_tag_tells_of_a_change_and_of_none(cached: httpx.Client) -> None:
    tag = cached.get("/sparql", params={"query": QUERY}).headers["etag"]
    for headers in ({"if-none-match": tag}, {"if-none-match": f'"other", W/{tag}'}):
        for cache in ({}, {"cache-control": "no-cache"}):
            answer = cached.get("/sparql", params={"query": QUERY}, headers={**headers, **cache})
            assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", tag)
            assert "content-type" not in answer.headers
    assert cached.get("/sparql", params={"query": QUERY}, headers={"if-none-match": '"1-0"'}).status_code == 200
    done = cached.post("/sparql", data={"update": "INSERT DATA { <urn:a:a> <urn:a:b> 1 }"}, headers=authorised())
    assert done.status_code == 204
    assert cached.get("/sparql", params={"query": QUERY}, headers={"if-none-match": tag}).status_code == 200


@pytest.mark.parametrize("accept", ["application/sparql-results+json", "text/csv", "application/sparql-results+xml"])
@pytest.mark.parametrize("coding", ["identity", "gzip", "br", "zstd"])
def test_each_representation_has_its_tag_and_its_own_place(cached: httpx.Client, accept: str, coding: str) -> None:
    query = {"query": "SELECT * { ?s ?p ?o } LIMIT 100"}
    headers = {"accept": accept, "accept-encoding": coding}
    first, second = (cached.get("/sparql", params=query, headers=headers) for _ in range(2))
    assert first.text == second.text
    assert first.headers["content-type"].startswith(accept)
    assert (
        first.headers.get("content-encoding", "identity")
        == second.headers.get("content-encoding", "identity")
        == coding
    )
    assert {"accept", "accept-encoding"} <= set(first.headers["vary"].lower().replace(" ", "").split(","))
    plain = cached.get("/sparql", params=query, headers={"accept": accept, "accept-encoding": "identity"})
    assert plain.text == first.text
    assert (plain.headers["etag"] == first.headers["etag"]) is (coding == "identity")


@pytest.mark.parametrize("expression", ["RAND()", "NOW()", "UUID()", "STRUUID()", "BNODE()"])
def test_what_differs_each_time_is_never_kept(cached: httpx.Client, expression: str) -> None:
    for _ in range(2):
        answer = cached.get("/sparql", params={"query": f"SELECT ({expression} AS ?x) {{}}"})
        assert "etag" not in answer.headers
        assert answer.headers["cache-control"] == "no-store"
    texts = {cached.get("/sparql", params={"query": "SELECT (UUID() AS ?x) {}"}).text for _ in range(3)}
    assert len(texts) == 3


def test_new_blank_nodes_are_new_each_time(cached: httpx.Client) -> None:
    query = {"query": "CONSTRUCT { [] skos:related ?s } { ?s a org:Organization } LIMIT 1"}
    assert len({cached.get("/sparql", params=query).text for _ in range(3)}) == 3


def test_failures_are_not_kept(cached: httpx.Client) -> None:
    for _ in range(2):
        hits, _ = kept_of(cached)
        assert cached.get("/sparql", params={"query": "SELECT nothing"}).status_code == 400
        assert kept_of(cached)[0] == hits


def test_a_client_can_ask_past_the_cache(cached: httpx.Client) -> None:
    query = {"query": f"{QUERY} # past"}
    cached.get("/sparql", params=query)
    for wish in ("no-cache", "no-store", "max-age=0, no-cache"):
        hits, _ = kept_of(cached)
        assert cached.get("/sparql", params=query, headers={"cache-control": wish}).status_code == 200
        assert kept_of(cached)[0] == hits


def test_hosts_origins_and_head_are_kept_apart(cached: httpx.Client) -> None:
    one, other = (cached.get("/", headers={"host": host}).json()["sparql"] for host in ("one.example", "other.example"))
    assert (one, other) == ("http://one.example/sparql", "http://other.example/sparql")
    listed = [cached.get("/organisations.jsonld", headers={"host": f"{name}.example"}).text for name in ("a", "b", "a")]
    assert listed[0] == listed[2] != listed[1]
    full, head = cached.get("/organisations"), cached.head("/organisations")
    assert (head.content, head.headers["etag"]) == (b"", full.headers["etag"])
    assert cached.get("/organisations").content == full.content
    crossed = cached.get("/organisations", headers={"origin": "https://app.example"})
    assert crossed.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in cached.get("/organisations").headers


def test_what_is_given_twice_is_not_mistaken(cached: httpx.Client) -> None:
    one, other = (
        cached.get(f"/organisations?q={first}&q={second}").json() for first, second in (("a", "zz"), ("zz", "a"))
    )
    assert one["total"] != other["total"]
    csv, both = [("accept", "text/csv")], [("accept", "application/sparql-results+json"), ("accept", "text/csv;q=0.5")]
    types = [
        cached.get("/sparql", params={"query": QUERY}, headers=each).headers["content-type"] for each in (both, csv)
    ]
    assert types[0] == "application/sparql-results+json"
    assert types[1].startswith("text/csv")


def test_an_empty_form_is_not_the_description(cached: httpx.Client) -> None:
    assert cached.get("/sparql").status_code == 200
    headers = {"content-type": "application/x-www-form-urlencoded", "accept": "*/*"}
    assert cached.post("/sparql", content="", headers=headers).status_code == 400


def test_many_readers_beside_a_writer_never_see_the_past(cached: httpx.Client) -> None:
    """What a reader begins after a write was acknowledged is of that version or a later one."""

    async def race() -> None:
        acknowledged = 0
        url = str(cached.base_url)
        async with httpx.AsyncClient(base_url=url, timeout=PATIENCE) as client:

            async def write() -> None:
                nonlocal acknowledged
                for number in range(30):
                    text = f"INSERT DATA {{ GRAPH <urn:example:race> {{ <urn:a:a> <urn:a:b> {number} }} }}"
                    done = await client.post("/sparql", data={"update": text}, headers=authorised())
                    acknowledged = int(done.headers["kg-version"])

            async def read() -> None:
                while not writing.done():
                    least = acknowledged
                    answer = await client.get("/sparql", params={"query": QUERY})
                    assert int(answer.headers["kg-version"]) >= least

            writing = asyncio.create_task(write())
            await asyncio.gather(writing, *(read() for _ in range(4)))

    asyncio.run(race())


def key(number: int) -> Key:
    return ("/sparql", (("query", str(number)),), ())


def test_memory_is_bounded_and_the_least_used_goes_first() -> None:
    answers = KeptAnswers(100_000)
    for number in range(1000):
        answers.keep(1, key(number), Kept([], '"1-0"', b"x" * 9000, ""))
        assert answers.size <= 100_000
        answers.find(1, key(0))
    assert answers.find(1, key(0)) is not None
    assert answers.find(1, key(500)) is None


def test_a_new_version_drops_all_that_was() -> None:
    answers = KeptAnswers(100_000)
    answers.keep(1, key(1), Kept([], '"1-0"', b"old", ""))
    answers.keep(2, key(2), Kept([], '"2-0"', b"new", ""))
    answers.keep(1, key(3), Kept([], '"1-0"', b"late", ""))
    assert [answers.find(2, key(number)) is not None for number in (1, 2, 3)] == [False, True, False]
    assert answers.size < 2000
