"""How many rows came, whatever stands in them; and where the time of a query went."""

from __future__ import annotations

import asyncio
import json

import pytest

from kg.errors import MalformedQuery
from kg.query import AcceptedFormats, Limits, QueryPool, explain_locally
from kg.query.rows import UNKNOWN, RowCount
from tests.kg.query.conftest import Shelf, read

NASTY = ["}},{", '"}},{"', "}},", "a\r\nb", 'say ""', "<result>", "tab\t|", "}", "{", ","]
VALUES = " ".join(json.dumps(text) for text in NASTY)
BOTH = f"VALUES ?text {{ {VALUES} }} VALUES ?other {{ {VALUES} }}"
MANY = f"SELECT ?text ?other {{ {BOTH} ?s <https://example.org/name> ?n }}"


@pytest.mark.parametrize("name", ["json", "xml", "csv", "tsv"])
@pytest.mark.parametrize(
    ("query", "rows"),
    [
        (MANY, 100_000),
        (f"SELECT ?text {{ VALUES ?text {{ {VALUES} }} }}", len(NASTY)),
        ("SELECT ?none { ?none <https://example.org/no> 1 }", 0),
        ("SELECT (1 AS ?one) {}", 1),
    ],
)
def test_rows_are_counted(shelf: Shelf, name: str, query: str, rows: int) -> None:
    async def counted() -> int:
        async with QueryPool(shelf.newest, Limits(workers=1)) as pool:
            result = await pool.run(query, AcceptedFormats(result=name))
            await read(result)
            return result.chunks.rows

    assert asyncio.run(counted()) == rows


@pytest.mark.parametrize("name", ["json", "xml", "csv", "tsv"])
@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 11, 64])
def test_where_a_chunk_ends_makes_no_difference(shelf: Shelf, name: str, size: int) -> None:
    async def answer() -> bytes:
        async with QueryPool(shelf.newest, Limits(workers=1)) as pool:
            return await read(await pool.run(f"SELECT ?t {{ VALUES ?t {{ {VALUES} }} }}", AcceptedFormats(result=name)))

    whole = asyncio.run(answer())
    head = 64 if name == "json" else 0  # the head of a result comes whole, in the first chunk
    count = RowCount(name)
    for part in (whole[:head], *(whole[place : place + size] for place in range(head, len(whole), size))):
        if part:
            count.pass_on(part)
    assert count.rows == len(NASTY)


def test_triples_are_counted_where_they_are_lines(shelf: Shelf) -> None:
    async def counted(name: str) -> int:
        async with QueryPool(shelf.newest, Limits(workers=1)) as pool:
            result = await pool.run("CONSTRUCT WHERE { ?s ?p ?o }", AcceptedFormats(graph=name))
            await read(result)
            return result.chunks.rows

    assert [asyncio.run(counted(name)) for name in ("ntriples", "nquads", "turtle")] == [2000, 2000, UNKNOWN]


def test_an_explanation_tells_times_and_sizes(shelf: Shelf) -> None:
    pool = QueryPool(shelf.newest, Limits(workers=1))
    version, told = explain_locally(pool, MANY, AcceptedFormats(result="csv"))
    assert (version, told.kind, told.rows) == (1, "solutions", 100_000)
    assert 0 < told.planned <= told.first < told.answered
    assert told.size > 100_000
    assert told.plan is None  # Oxigraph has none for Python


def test_what_cannot_be_answered_cannot_be_explained(shelf: Shelf) -> None:
    with pytest.raises(MalformedQuery):
        explain_locally(QueryPool(shelf.newest, Limits(workers=1)), "SELECT", AcceptedFormats())
