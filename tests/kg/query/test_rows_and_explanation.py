"""How many rows came, whatever stands in them; and where the time of a query went."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from itertools import product

import pytest

from kg.errors import MalformedQuery
from kg.query import AcceptedFormats, Explanation, Limits, QueryPool, explain_locally
from kg.query.explanation import ExplainedPart
from kg.query.rows import UNKNOWN, RowCount
from tests.kg.query.conftest import Shelf, read

NASTY = ["}},{", '"}},{"', "}},", "a\r\nb", 'say ""', "<result>", "tab\t|", "}", "{", ","]
VALUES = " ".join(json.dumps(text) for text in NASTY)
BOTH = f"VALUES ?text {{ {VALUES} }} VALUES ?other {{ {VALUES} }}"
MANY = f"SELECT ?text ?other {{ {BOTH} ?s <https://example.org/name> ?n }}"


QUERIES = {
    MANY: 100_000,
    f"SELECT ?text {{ VALUES ?text {{ {VALUES} }} }}": len(NASTY),
    "SELECT ?none { ?none <https://example.org/no> 1 }": 0,
    "SELECT (1 AS ?one) {}": 1,
}
FORMATS = ("json", "xml", "csv", "tsv")


def test_rows_are_counted(shelf: Shelf) -> None:
    async def counted() -> None:
        async with QueryPool(shelf.newest, Limits(workers=1)) as pool:
            for name, (query, rows) in product(FORMATS, QUERIES.items()):
                result = await pool.run(query, AcceptedFormats(result=name))
                await read(result)
                assert result.chunks.rows == rows, (name, query)

    asyncio.run(counted())


@pytest.fixture(scope="module")
def answers(shelf: Shelf) -> dict[str, bytes]:
    """A result by the name of its format."""
    query = f"SELECT ?t {{ VALUES ?t {{ {VALUES} }} }}"

    async def asked() -> dict[str, bytes]:
        async with QueryPool(shelf.newest, Limits(workers=1)) as pool:
            return {name: await read(await pool.run(query, AcceptedFormats(result=name))) for name in FORMATS}

    return asyncio.run(asked())


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 11, 64])
def test_where_a_chunk_ends_makes_no_difference(answers: dict[str, bytes], name: str, size: int) -> None:
    whole = answers[name]
    head = 64 if name == "json" else 0  # the head of a result comes whole, in the first chunk
    count = RowCount(name)
    for part in (whole[:head], *(whole[place : place + size] for place in range(head, len(whole), size))):
        if part:
            count.pass_on(part)
    assert count.rows == len(NASTY)


def test_triples_are_counted_where_they_are_lines(shelf: Shelf) -> None:
    async def counted() -> None:
        async with QueryPool(shelf.newest, Limits(workers=1)) as pool:
            for name, rows in (("ntriples", 2000), ("nquads", 2000), ("turtle", UNKNOWN)):
                result = await pool.run("CONSTRUCT WHERE { ?s ?p ?o }", AcceptedFormats(graph=name))
                await read(result)
                assert result.chunks.rows == rows, name

    asyncio.run(counted())


def test_an_explanation_tells_times_and_sizes(shelf: Shelf) -> None:
    pool = QueryPool(shelf.newest, Limits(workers=1))
    version, told = explain_locally(pool, MANY, AcceptedFormats(result="csv"))
    assert (version, told.kind, told.rows) == (1, "solutions", 100_000)
    assert 0 < told.planned <= told.first < told.answered
    assert told.size > 100_000
    assert told.plan is None  # Oxigraph has none for Python


def counts(told: Explanation) -> list[tuple[str, int | None]]:
    def of(part: ExplainedPart) -> Iterator[tuple[str, int | None]]:
        if part.kind == "pattern":
            yield part.text, part.matches
        for each in part.parts:
            yield from of(each)

    return [*of(told.parts)] if told.parts else []


def explained(shelf: Shelf, query: str) -> Explanation:
    return explain_locally(QueryPool(shelf.newest, Limits(workers=1)), query, AcceptedFormats())[1]


def test_an_explanation_counts_each_pattern_by_itself(shelf: Shelf) -> None:
    query = """PREFIX ex: <https://example.org/> SELECT ?s {
      ?s ex:name ?n OPTIONAL { ?s ex:none ?x } FILTER NOT EXISTS { ?s ?p ?o . ?s ex:name* ?y } } LIMIT 1"""
    everything = explained(shelf, "SELECT * { ?s ?p ?o }").rows
    names = explained(shelf, "SELECT * { ?s <https://example.org/name> ?o }").rows
    assert names
    assert counts(explained(shelf, query)) == [
        ("?s ex:name ?n", names),
        ("?s ex:none ?x", 0),
        ("?s ?p ?o", everything),
        ("?s ex:name* ?y", None),
    ]


@pytest.mark.parametrize(
    "query", ["SELECT * FROM <urn:none> WHERE { ?s ?p ?o }", "SELECT * { GRAPH <urn:none> { ?s ?p ?o } }"]
)
def test_patterns_are_counted_in_the_graphs_that_a_query_names(shelf: Shelf, query: str) -> None:
    pattern = ("?s ?p ?o", explained(shelf, query).rows)
    assert counts(explained(shelf, query)) == [pattern]


def test_a_query_that_is_not_taken_apart_is_explained_all_the_same(shelf: Shelf) -> None:
    told = explained(shelf, "ASK { ?s ?p (1 2) }")
    assert (told.kind, told.parts) == ("boolean", None)


def test_what_cannot_be_answered_cannot_be_explained(shelf: Shelf) -> None:
    with pytest.raises(MalformedQuery):
        explain_locally(QueryPool(shelf.newest, Limits(workers=1)), "SELECT", AcceptedFormats())
