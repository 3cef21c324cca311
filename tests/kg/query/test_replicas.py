"""Workers that have the graph in memory answer as those that read it from disk, and see what is written at once."""

import asyncio
import io
import random
from collections.abc import Coroutine, Iterator
from typing import Any

import pytest

from kg.changes.replica import Replica
from kg.query import AcceptedFormats, Limits, QueryPool
from kg.query.processes.process import NO_REPLICA
from kg.query.processes.replicas import _NEAR
from kg.store import EmbeddedStore
from kg.store.rdf import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Term
from tests.generated import seeded
from tests.kg.query.conftest import (
    COUNT,
    ENDLESS_ROWS,
    MUCH,
    NAME,
    NOTE,
    PLACES,
    Graph,
    all_have,
    ask,
    named,
    pids,
    place,
)
from tests.waiting import PATIENCE, eventually_async

EVERYTHING = "SELECT * { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g ?s ?p ?o"
OF_THE_UNION = "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o"
GRAPHS = "SELECT ?g { GRAPH ?g {} } ORDER BY ?g"
BY_OBJECT = "SELECT ?o (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?o ORDER BY ?o"
ANYHOW = "SELECT * { GRAPH ?g { ?s ?p ?o } }"


def run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(work)


def random_changes(seed: int, steps: int) -> Iterator[tuple[list[Quad], list[Quad]]]:
    """What to add and to remove in each step: graphs come and go, and blank nodes are told apart."""
    chance = random.Random(seed)
    subjects: list[NamedNode | BlankNode] = [*map(place, range(5)), *(BlankNode(f"b{number}") for number in range(5))]
    objects: list[Term] = [*subjects, Literal("a"), Literal("a", language="ko"), Literal("1.50", datatype=DECIMAL)]
    graphs: list[NamedNode | BlankNode | DefaultGraph] = [PLACES, NamedNode("urn:g"), BlankNode("g"), DefaultGraph()]
    present: set[Quad] = set()
    for _ in range(steps):
        quads = {
            Quad(chance.choice(subjects), chance.choice([NAME, PLACES]), chance.choice(objects), chance.choice(graphs))
            for _ in range(chance.randrange(1, 12))
        }
        removed = set(chance.sample(sorted(present, key=str), chance.randrange(len(present) + 1)))
        yield sorted(quads - present, key=str), sorted(removed - quads, key=str)
        present = (present - removed) | quads


DECIMAL = NamedNode("http://www.w3.org/2001/XMLSchema#decimal")


@pytest.mark.parametrize("seed", seeded(range(3), 3))
def test_a_replica_answers_as_a_snapshot_does(graph: Graph, seed: int) -> None:
    async def answers() -> None:
        async with graph.replicated() as fast, QueryPool(graph.snapshot) as slow:
            for added, removed in random_changes(seed, 25):
                version = graph.write(added, removed)
                for query in (EVERYTHING, OF_THE_UNION, GRAPHS, BY_OBJECT):
                    asked = AcceptedFormats("json")
                    of_replica, of_snapshot = await fast.run(query, asked), await slow.run(query, asked)
                    assert of_replica.version == of_snapshot.version == version
                    assert await of_replica.chunks.read() == await of_snapshot.chunks.read()
            assert all(each.replica >= 1 for each in fast.workers.alive)

    run(answers())


def test_all_workers_give_the_same_order(graph: Graph) -> None:
    async def answers() -> None:
        async with graph.replicated(Limits(workers=3, per_client=3)) as pool:
            for added, removed in random_changes(7, 10):
                graph.write(added, removed)
            given = [await pool.run("SELECT * { ?s ?p ?o }", AcceptedFormats("csv")) for _ in range(3)]
            assert len({await each.chunks.read() for each in given}) == 1

    run(answers())


def test_a_write_is_seen_at_once_without_a_snapshot(graph: Graph) -> None:
    async def answers() -> None:
        async with graph.replicated() as pool:
            for number in range(1000, 1010):
                version = graph.write(named([number]))
                result = await pool.run(f"SELECT ?name {{ {place(number)} {NAME} ?name }}", AcceptedFormats("tsv"))
                assert (result.version, await result.chunks.read()) == (version, f'?name\n"광주 {number}"\n'.encode())
            assert graph.repository.ready_snapshot() is None

    run(answers())


def test_after_much_was_written_snapshots_serve_until_the_replica_has_caught_up(graph: Graph) -> None:
    async def answers() -> None:
        async with graph.replicated() as pool:
            before = pids(pool)
            version = graph.write(named(range(1000, 1000 + MUCH)))
            assert str(100 + MUCH) in await ask(pool, COUNT)
            assert graph.repository.ready_snapshot is not None
            await eventually_async(lambda: all_have(pool, version, workers=2))
            assert not set(before) & set(pids(pool))
            assert pool.replaced == 0
            assert str(100 + MUCH) in await ask(pool, COUNT)

    run(answers())


def test_one_that_was_aside_when_it_became_outdated_is_no_spare(graph: Graph) -> None:
    async def answers() -> None:
        async with graph.replicated(Limits(workers=1, aside=1, timeout=PATIENCE)) as pool:
            (outdated,) = pids(pool)
            long = await pool.run(f"{ENDLESS_ROWS} LIMIT 200000", AcceptedFormats("tsv"))
            await eventually_async(lambda: pool.idle == 1, "another has taken its place")
            version = graph.write(named(range(1000, 1000 + MUCH)))
            assert str(100 + MUCH) in await ask(pool, COUNT)
            await eventually_async(lambda: any(each.replica == version for each in pool.workers.alive), "it is renewed")
            await long.chunks.read()
            await eventually_async(lambda: outdated not in pids(pool), "it is gone")

    run(answers())


def test_many_little_writes_are_caught_up_with_as_well(graph: Graph) -> None:
    async def answers() -> None:
        async with graph.replicated(Limits(workers=1)) as pool:
            for number in range(1000, 1000 + _NEAR + 5):
                version = graph.write(named([number]))
            assert str(100 + _NEAR + 5) in await ask(pool, COUNT)
            await eventually_async(lambda: all_have(pool, version, workers=1))
            assert str(100 + _NEAR + 5) in await ask(pool, COUNT)

    run(answers())


def test_a_worker_that_always_catches_up_is_replaced_in_the_end(graph: Graph) -> None:
    """It keeps what was removed, and is never far behind."""

    async def answers() -> None:
        async with graph.replicated(Limits(workers=1)) as pool:
            (first,) = pids(pool)
            some = named(range(1000, 1000 + MUCH // 10))
            for _ in range(10):
                graph.write(some)
                assert str(100 + len(some)) in await ask(pool, COUNT)
                version = graph.write((), removed=some)
                assert '"100"' in await ask(pool, COUNT, "json")
            await eventually_async(lambda: first not in pids(pool), "it is replaced")
            await eventually_async(lambda: all_have(pool, version, workers=1))
            assert pool.replaced == 0

    run(answers())


def test_only_those_are_replaced_that_are_behind(graph: Graph) -> None:
    async def answers() -> None:
        async with graph.replicated(Limits(workers=2, per_client=2, timeout=PATIENCE)) as pool:
            first, second = pool.workers.alive
            first.replica, first.lineage = NO_REPLICA, 0  # as one that was started while there was none to fork from
            long = f"{ENDLESS_ROWS} LIMIT 20000"  # so that both are asked
            results = [await pool.run(long, AcceptedFormats("tsv")) for _ in range(2)]
            await asyncio.gather(*(result.chunks.read() for result in results))
            await eventually_async(lambda: first.pid not in pids(pool), "it is replaced")
            await eventually_async(lambda: all_have(pool, 1, workers=2))
            assert second in pool.workers.alive

    run(answers())


def followed(graph: Graph) -> tuple[Replica, int]:
    """A replica of the newest version, and how often it was made anew."""
    replica, made = Replica(graph.repository.journal), 0
    for version in range(1, graph.repository.version + 1):
        replica.advance(version)
        if replica.is_worn:
            replica.make_anew()
            made += 1
        assert replica.removed <= MUCH
        assert replica.held == len(replica.store)
    return replica, made


def test_a_replica_of_which_much_was_removed_is_made_anew(graph: Graph) -> None:
    for number in range(4):
        some = named(range(1000 * (number + 1), 1000 * (number + 1) + MUCH // 2 + 1))
        graph.write(some)
        graph.write((), removed=some)
    replica, made = followed(graph)
    assert made == 2
    with graph.repository.snapshot() as snapshot:
        store = EmbeddedStore.open_snapshot(snapshot.folder)
        assert set(replica.store.quads()) == set(store.quads())
        store.close()


def test_a_replica_that_is_made_anew_answers_as_a_snapshot_does(graph: Graph) -> None:
    async def answers() -> None:
        async with graph.replicated() as fast, QueryPool(graph.snapshot) as slow:
            for added, removed in random_changes(11, 2):
                some = [Quad(place(number), NOTE, Literal(str(number)), PLACES) for number in range(MUCH + 1)]
                graph.write(some)
                graph.write(added, [*some, *removed])
                before = pids(fast)
                for query in (EVERYTHING, OF_THE_UNION, GRAPHS, BY_OBJECT):
                    assert await ask(fast, query) == await ask(slow, query)
                version = graph.repository.version
                await eventually_async(lambda: all_have(fast, version, workers=2), "it is replicated")  # noqa: B023
                assert not set(before) & set(pids(fast))
                for query in (EVERYTHING, OF_THE_UNION, GRAPHS, BY_OBJECT):
                    assert await ask(fast, query) == await ask(slow, query)
                rows = io.BytesIO()
                followed(graph)[0].store.query(ANYHOW).write(rows, "tsv")
                assert await ask(fast, ANYHOW) == rows.getvalue().decode(), "the order tells that it was made anew"

    run(answers())
