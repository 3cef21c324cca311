"""What an update would change is the same, whether it is tried over a replica, on one of its own, or on a copy."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.changes import Origin
from kg.query import AcceptedFormats, Limits, QueryPool, Question
from kg.query.question import Needs
from kg.query.updates import Update
from kg.store.rdf import read_quads
from kg.store.scratch import Overlay, Scratch
from tests.generated import seeded
from tests.kg.query.conftest import COUNT, Graph, all_have, ask, pids
from tests.waiting import PATIENCE, eventually_async

GRAPHS = ("", "<urn:g>", "<urn:h>", "<https://example.org/places>")
TERMS = ("<urn:a>", "<urn:b>", "<https://example.org/places/3>", "1.0", "01", "'a'@en-GB", "'광주'", "true")
PREDICATES = ("<urn:p>", "<urn:q>", "<https://example.org/name>")
ANYHOW = "SELECT * { GRAPH ?g { ?s ?p ?o } }"


def quads(chance: random.Random) -> str:
    def block() -> str:
        graph, subject = chance.choice(GRAPHS), chance.choice(TERMS[:3])
        triple = f"{subject} {chance.choice(PREDICATES)} {chance.choice(TERMS)}"
        return f"GRAPH {graph} {{ {triple} }}" if graph else f"{triple} ."

    return " ".join(block() for _ in range(chance.randrange(1, 5)))


def pattern(chance: random.Random) -> str:
    graph, predicate = chance.choice(GRAPHS[1:]), chance.choice(PREDICATES)
    return chance.choice(
        [
            f"GRAPH {graph} {{ ?s {predicate} ?o }}",
            f"?s {predicate} ?o",
            f"GRAPH ?g {{ ?s {predicate} ?o }} FILTER(?o != 1)",
            f"GRAPH {graph} {{ ?s ?p ?o }} FILTER NOT EXISTS {{ ?s {predicate} ?o }}",
        ]
    )


def operation(chance: random.Random) -> str:
    graph, other = chance.sample(GRAPHS[1:], 2)
    insert = f"GRAPH {other} {{ ?s {chance.choice(PREDICATES)} ?o , 1.00 }}"
    return chance.choice(
        [
            f"INSERT DATA {{ {quads(chance)} }}",
            f"DELETE DATA {{ {quads(chance)} }}",
            f"DELETE {{ GRAPH {graph} {{ ?s {chance.choice(PREDICATES)} ?o }} }} INSERT {{ {insert} }}"
            f" WHERE {{ {pattern(chance)} }}",
            f"WITH {graph} DELETE {{ ?s ?p ?o }} INSERT {{ ?s <urn:q> ?o }} WHERE {{ ?s ?p ?o }}",
            f"DELETE WHERE {{ GRAPH {graph} {{ ?s {chance.choice(PREDICATES)} ?o }} }}",
            f"INSERT {{ {insert} }} USING {graph} WHERE {{ ?s ?p ?o }}",
            f"COPY {graph} TO {other}",
            f"ADD DEFAULT TO {graph}",
            f"MOVE {graph} TO DEFAULT",
            f"CLEAR SILENT GRAPH {graph}",
            chance.choice(("CLEAR NAMED", "DROP ALL", "CLEAR DEFAULT", f"CREATE SILENT GRAPH {graph}")),
        ]
    )


def update(chance: random.Random) -> str:
    return " ; ".join(operation(chance) for _ in range(chance.choice((1, 1, 1, 2, 4))))


async def proposed(graph: Graph, pool: QueryPool, text: str, copy: Path, used: set[str]) -> bytes:
    async def copied() -> Path:
        used.add(copy.name)
        await asyncio.to_thread(graph.repository.store.snapshot, copy)
        return copy

    question = Question(text, AcceptedFormats(), is_update=True, reserved=("https://example.org/places",))
    return await (await pool.propose(question, await pool.needs(question), copied)).read()


@pytest.mark.parametrize("seed", seeded(range(2), 2))
def test_an_update_has_the_same_rows_on_a_replica_as_on_disk(graph: Graph, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    updates = [update(chance) for _ in range(20)]
    used = set[str]()

    async def answers() -> None:
        async with graph.replicated() as fast, QueryPool(graph.snapshot) as slow:
            workers = set(pids(fast))
            for number, text in enumerate(updates):
                rows = await proposed(graph, fast, text, tmp_path / f"fast-{number}", used)
                assert rows == await proposed(graph, slow, text, tmp_path / f"slow-{number}", used), text
                with graph.repository.prepare(Origin("tester", text)) as writer:
                    writer.write_rows(rows)
                    change = writer.finish()
                graph.repository.commit(change)
            assert set(pids(fast)) == workers, "those that others ask were not given up"
            orders = {await ask(fast, ANYHOW) for _ in range(3 * len(workers))}
            assert len(orders) == 1, "all replicas give an answer in one order, also those an update was tried on"

    asyncio.run(answers())
    assert used == {f"slow-{number}" for number in range(len(updates))}


def test_updates_have_a_worker_of_their_own_that_stays_with_them(graph: Graph) -> None:
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o . ?p ?q ?r }"

    async def copied() -> Path:
        raise AssertionError("there is a replica")

    async def answers() -> None:
        async with graph.replicated(Limits(workers=1, timeout=PATIENCE)) as pool:
            query, used = asyncio.create_task(ask(pool, endless)), set[int]()
            await eventually_async(lambda: pool.idle == 0)
            for number in range(10):
                text = f"INSERT {{ ?s <urn:p> {number} }} WHERE {{ ?s ?p '광주 {number}' }}"
                question = Question(text, AcceptedFormats(), is_update=True)
                rows = await (await pool.propose(question, Needs(), copied)).read()
                with graph.repository.prepare(Origin("tester", text)) as writer:
                    writer.write_rows(rows)
                    change = writer.finish()
                assert graph.repository.commit(change) == number + 2
                used |= {worker.pid for worker in pool.proposing.alive}
            assert (len(used), len(pids(pool)), query.done()) == (1, 1, False)
            query.cancel()
            await asyncio.gather(query, return_exceptions=True)

    asyncio.run(answers())


def test_an_update_in_steps_is_tried_on_a_copy_as_long_as_there_is_no_replica(graph: Graph, tmp_path: Path) -> None:
    steps = "INSERT DATA { <urn:a> <urn:p> 1 } ; INSERT { ?s <urn:q> ?o } WHERE { ?s <urn:p> ?o }"

    async def answers() -> None:
        async with graph.pool(memory=0) as pool:
            used = set[str]()
            rows = await proposed(graph, pool, steps, tmp_path / "copy", used)
            assert (rows.count(b"A <urn:a>"), used) == (2, {"copy"})

    asyncio.run(answers())


def test_the_worker_of_an_update_in_steps_ends_and_gives_its_place_back(graph: Graph, tmp_path: Path) -> None:
    async def answers() -> None:
        async with graph.replicated() as pool:
            for number in range(3):
                await proposed(graph, pool, "CLEAR ALL ; DELETE WHERE { ?s ?p ?o }", tmp_path / str(number), set())
                await eventually_async(lambda: all_have(pool, 1, 2) and not pool._envoys.answering)
            assert "\n100\n" in await ask(pool, COUNT)

    asyncio.run(answers())


@pytest.mark.parametrize("seed", seeded(range(200), 20))
def test_what_is_written_over_a_store_leaves_it_as_it_is(seed: int) -> None:
    chance = random.Random(seed)
    present = list(read_quads(" ".join(quads(chance) for _ in range(6)), "trig"))
    data = [f"{verb} DATA {{ {quads(chance)} }}" for verb in ("INSERT", "DELETE", "DELETE", "INSERT")]
    text = " ; ".join([*data, "MOVE <urn:g> TO <urn:h>", "ADD DEFAULT TO <urn:g>", "CLEAR NAMED"])
    stores, updates = (ox.Store(), ox.Store()), list[Update]()
    for store, kind in zip(stores, (Scratch, Overlay), strict=True):
        store.extend(present)
        updates.append(Update(kind(store), "urn:x:x", Question(text, AcceptedFormats(), is_update=True)))
        updates[-1].run()
    on, over = updates
    assert (set(over.added), set(over.removed)) == (set(on.added), set(on.removed))
    before = ox.Store()
    before.extend(present)
    assert set(stores[1]) == set(before) != set(stores[0])
