"""What the pool answers, in which form, and from which version."""

import asyncio
import io
import json
import sys
from pathlib import Path

import pytest

from kg.errors import MalformedQuery, QueryFailed, Unavailable, UnknownName
from kg.query import AcceptedFormats, Limits, QueryPool, run_locally
from kg.query.processes import forks
from kg.store import Engine, QueryDataset, Snapshot
from kg.store.rdf import GRAPH_FORMATS, RESULT_FORMATS, Literal, Quad, read_quads
from tests.kg.query.conftest import NAME, ONE_NAME, PLACES, Shelf, ask, pids, place, read
from tests.processes import is_running
from tests.waiting import eventually_async


def test_select_and_ask_come_in_every_result_format(shelf: Shelf) -> None:
    async def answers() -> None:
        async with QueryPool(shelf.newest, Limits(workers=1)) as pool:
            for name, format_ in RESULT_FORMATS.items():
                selected = await pool.run(ONE_NAME, AcceptedFormats(result=name))
                assert (selected.kind, selected.format) == ("solutions", name)
                assert selected.media_type == format_.media_type
                assert "광주 Cardiff-Gŵyl 7" in (await read(selected)).decode()
                asked = await pool.run("ASK { ?s ?p ?o }", AcceptedFormats(result=name))
                assert (asked.kind, asked.media_type) == ("boolean", format_.media_type)
                assert b"true" in await read(asked)

    asyncio.run(answers())


def test_construct_and_describe_come_in_every_graph_format(shelf: Shelf) -> None:
    async def answers() -> None:
        async with QueryPool(shelf.newest, Limits(workers=1)) as pool:
            for name, format_ in GRAPH_FORMATS.items():
                for query in (
                    f"CONSTRUCT {{ {place(7)} ?p ?o }} {{ {place(7)} ?p ?o }}",
                    f"DESCRIBE {place(7)}",
                ):
                    result = await pool.run(query, AcceptedFormats(graph=name))
                    assert (result.kind, result.format) == ("graph", name)
                    assert result.media_type == format_.media_type
                    body = await read(result)
                    assert {quad.subject for quad in read_quads(body, name)} == {place(7)}

    asyncio.run(answers())


def test_unicode_survives_in_query_and_answer(shelf: Shelf) -> None:
    async def answer() -> str:
        async with QueryPool(shelf.newest, Limits(workers=1)) as pool:
            return await ask(pool, "SELECT ('한국 – ‘Gŵyl’ 🏴󠁧󠁢󠁷󠁬󠁳󠁿' AS ?text) {}", "json")

    value = json.loads(asyncio.run(answer()))["results"]["bindings"][0]["text"]["value"]
    assert value == "한국 – ‘Gŵyl’ 🏴󠁧󠁢󠁷󠁬󠁳󠁿"


def test_nothing_found_is_a_complete_answer(shelf: Shelf) -> None:
    async def answers() -> tuple[str, str]:
        async with QueryPool(shelf.newest, Limits(workers=1)) as pool:
            rows = await ask(pool, "SELECT ?s { ?s <https://example.org/no> ?o }")
            triples = await ask(pool, "CONSTRUCT WHERE { ?s <https://example.org/no> ?o }")
            return rows, triples

    assert asyncio.run(answers()) == ("?s\n", "")


def test_the_default_graph_is_the_union_or_not(shelf: Shelf) -> None:
    async def answer(*, union: bool) -> str:
        async with QueryPool(shelf.newest, Limits(workers=1), engine=Engine(union=union)) as pool:
            return await ask(pool, "ASK { ?s ?p ?o }", "csv")

    assert asyncio.run(answer(union=True)).strip() == "true"
    assert asyncio.run(answer(union=False)).strip() == "false"


def test_from_and_the_protocol_choose_the_graphs_also_where_the_union_is_the_default(shelf: Shelf) -> None:
    async def answers() -> None:
        async with QueryPool(shelf.newest, Limits(workers=1)) as pool:

            async def found(query: str, dataset: QueryDataset | None = None) -> bool:
                body = await read(await pool.run(query, AcceptedFormats("csv"), dataset))
                return body.strip() == b"true"

            assert await found(f"ASK FROM {PLACES} {{ ?s ?p ?o }}")
            assert not await found("ASK FROM <urn:other> { ?s ?p ?o }")
            assert not await found(f"ASK FROM NAMED {PLACES} {{ ?s ?p ?o }}")
            assert await found("ASK { ?s ?p ?o }", QueryDataset(default=(PLACES.value,)))
            assert not await found(f"ASK FROM {PLACES} {{ ?s ?p ?o }}", QueryDataset(default=("urn:other",)))
            assert await found("ASK { GRAPH ?g { ?s ?p ?o } }", QueryDataset(named=(PLACES.value,)))

    asyncio.run(answers())


def test_a_malformed_query_names_line_and_column(shelf: Shelf) -> None:
    async def refused(query: str) -> MalformedQuery:
        async with QueryPool(shelf.newest, Limits(workers=1)) as pool:
            with pytest.raises(MalformedQuery) as caught:
                await ask(pool, query)
            assert await ask(pool, ONE_NAME)
            return caught.value

    error = asyncio.run(refused("SELECT *\nWHERE { ?s ?p }"))
    assert (error.line, error.column) == (2, 15)
    assert error.reason
    assert asyncio.run(refused("INSERT DATA { <urn:a> <urn:b> <urn:c> }")).line == 1


def test_an_unknown_function_is_no_syntax_error(shelf: Shelf) -> None:
    async def answer() -> None:
        async with QueryPool(shelf.newest, Limits(workers=1)) as pool:
            with pytest.raises(QueryFailed, match=r"https://example\.org/f"):
                await ask(pool, "SELECT (<https://example.org/f>(1) AS ?x) {}")
            assert await ask(pool, ONE_NAME)

    asyncio.run(answer())


def test_an_unknown_format_is_refused_before_anything_runs() -> None:
    with pytest.raises(UnknownName):
        AcceptedFormats(result="turtle")
    with pytest.raises(UnknownName):
        AcceptedFormats(graph="csv")


def test_a_new_version_is_seen_at_once(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    query = f"SELECT ?name {{ {place(5000)} {NAME} ?name }}"

    async def answers() -> None:
        async with QueryPool(shelf.newest, Limits(workers=2)) as pool:
            before = await pool.run(query, AcceptedFormats("tsv"))
            shelf.publish([Quad(place(5000), NAME, Literal("new"), PLACES)])
            after = await pool.run(query, AcceptedFormats("tsv"))
            assert (before.version, after.version) == (1, 2)
            assert await read(before) == b"?name\n"
            assert await read(after) == b'?name\n"new"\n'

    asyncio.run(answers())
    shelf.close()


def test_a_snapshot_that_is_missing_is_not_the_fault_of_the_query(shelf: Shelf, tmp_path: Path) -> None:
    places = [tmp_path / "gone"]

    async def snapshot() -> Snapshot:
        return Snapshot(9, places.pop()) if places else await shelf.newest()

    async def answers() -> None:
        async with QueryPool(snapshot, Limits(workers=1)) as pool:
            with pytest.raises(Unavailable, match=r"cannot be read: .*gone"):
                await ask(pool, ONE_NAME)
            assert await ask(pool, ONE_NAME)

    asyncio.run(answers())


def test_fifty_queries_share_two_workers_in_the_order_they_came(shelf: Shelf) -> None:
    finished: list[int] = []

    async def answers(workers: int) -> list[str]:
        async def one(number: int) -> str:
            text = await ask(pool, f"SELECT ?name {{ {place(number)} {NAME} ?name }}")
            finished.append(number)
            return text

        async with QueryPool(shelf.newest, Limits(workers=workers)) as pool:
            texts = await asyncio.gather(*(one(number) for number in range(50)))
            assert (pool.idle, pool.waiting) == (workers, 0)
            return texts

    for number, text in enumerate(asyncio.run(answers(2))):
        assert f"Gŵyl {number} " in text
    finished.clear()
    asyncio.run(answers(1))
    assert finished == list(range(50))


def test_leaving_the_pool_ends_its_workers(shelf: Shelf) -> None:
    async def workers() -> list[int]:
        async with QueryPool(shelf.newest, Limits(workers=3)) as pool:
            await eventually_async(lambda: pool.idle == 3)
            return pids(pool)

    ended = asyncio.run(workers())
    assert len(ended) == 3
    assert not any(is_running(pid) for pid in ended)


def test_a_worker_that_cannot_start_is_told_at_once(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forks, "INTERPRETER", "/bin/false")

    async def enter() -> None:
        async with QueryPool(shelf.newest):
            pass

    with pytest.raises(Unavailable, match="exit code 1"):
        asyncio.run(enter())


def test_a_worker_that_dies_at_the_start_is_replaced_by_another(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python, killed = tmp_path / "python", tmp_path / "killed"
    python.write_text(f'#!/bin/sh\nmkdir {killed} 2>/dev/null && kill -9 $$\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    monkeypatch.setattr(forks, "INTERPRETER", str(python))

    async def answer() -> str:
        async with QueryPool(shelf.newest, Limits(workers=2)) as pool:
            assert len(pids(pool)) == 2
            return await ask(pool, ONE_NAME)

    assert "Gŵyl 7" in asyncio.run(answer())
    assert killed.exists()


def test_the_command_line_needs_no_loop(shelf: Shelf) -> None:
    output = io.BytesIO()
    kind = run_locally(QueryPool(shelf.newest, Limits(workers=1)), ONE_NAME, AcceptedFormats("tsv"), output)
    assert kind == "solutions"
    assert output.getvalue().startswith(b"?name\n")
