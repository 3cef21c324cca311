"""A real store on disk with a shelf of snapshots, as the server keeps one, and a graph that replicas are made of."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from kg.changes import Origin, Repository
from kg.query import AcceptedFormats, Limits, QueryPool, QueryResult, Replicated
from kg.settings import Settings
from kg.store import EmbeddedStore, Snapshot
from kg.store.rdf import Literal, NamedNode, Quad
from kg.workspace import Workspace
from tests.waiting import PATIENCE, eventually_async

PLACES = NamedNode("https://example.org/places")
NAME = NamedNode("https://example.org/name")
NOTE = NamedNode("https://example.org/note")

HOURS_OF_COUNTING = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
ENDLESS_ROWS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
ONE_NAME = "SELECT ?name { <https://example.org/places/7> <https://example.org/name> ?name }"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
MUCH = 20_000
"""Quads that are more than a worker catches up with."""


def place(number: int) -> NamedNode:
    return NamedNode(f"https://example.org/places/{number}")


def quads() -> Iterator[Quad]:
    for number in range(1000):
        yield Quad(place(number), NAME, Literal(f"광주 Cardiff-Gŵyl {number} 🏴󠁧󠁢󠁷󠁬󠁳󠁿"), PLACES)
        yield Quad(place(number), NOTE, Literal(f"{number} " + "x" * 1000), PLACES)


class Shelf:
    """A live store and the snapshots made of it."""

    def __init__(self, home: Path) -> None:
        self._home, self._store, self._version = home, EmbeddedStore.open(home / "live"), 0
        self.publish(quads())

    async def newest(self) -> Snapshot:
        return Snapshot(self._version, self._home / str(self._version))

    def publish(self, additions: Iterable[Quad]) -> None:
        self._store.apply((), additions)
        self._store.flush()
        self._version += 1
        self._store.snapshot(self._home / str(self._version))

    def copy(self, folder: Path) -> None:
        """A copy of the live store, to try an update on."""
        self._store.snapshot(folder)

    def close(self) -> None:
        self._store.close()


@pytest.fixture(scope="session", autouse=True)
def quick_workers(forked_workers: None) -> None:
    """Begin workers quickly in all tests of this folder."""


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    """Snapshots for the tests that only read."""
    made = Shelf(tmp_path_factory.mktemp("shelf"))
    yield made
    made.close()


async def read(result: QueryResult) -> bytes:
    return b"".join([chunk async for chunk in result.chunks])


async def ask(pool: QueryPool, query: str, result: str = "tsv", graph: str = "ntriples", client: str = "") -> str:
    return (await read(await pool.run(query, AcceptedFormats(result, graph), client=client))).decode()


def pids(pool: QueryPool) -> list[int]:
    return [worker.pid for worker in pool.workers.alive]


class Graph:
    """A graph in a home folder, with the one who writes it."""

    def __init__(self, home: Path) -> None:
        self.repository: Repository = Workspace(Settings(home=home, data=None)).repository()

    async def snapshot(self) -> Snapshot:
        return await asyncio.to_thread(self.repository.snapshot)

    def write(self, added: Iterable[Quad], removed: Iterable[Quad] = ()) -> int:
        with self.repository.prepare(Origin("tester", "test")) as writer:
            writer.remove(removed)
            writer.add(added)
            change = writer.finish()
        return self.repository.commit(change)

    def pool(self, limits: Limits | None = None, memory: int = 1024) -> QueryPool:
        newest: Callable[[], int] = lambda: self.repository.version  # noqa: E731
        replicated = Replicated(self.repository.journal, newest, memory)
        return QueryPool(self.snapshot, limits or Limits(timeout=PATIENCE), beside=replicated)

    @asynccontextmanager
    async def replicated(self, limits: Limits | None = None) -> Any:
        """Open a pool and wait until all its workers have a replica."""
        async with self.pool(limits) as pool:
            workers = (limits or Limits()).workers
            await eventually_async(lambda: all_have(pool, self.repository.version, workers))
            yield pool


def all_have(pool: QueryPool, version: int, workers: int) -> bool:
    """Whether as many workers as there are to be are idle, and all of them, spares too, have that version in memory."""
    alive = pool.workers.alive
    return pool.idle >= workers and all(each.replica >= version and not pool.workers.is_busy(each) for each in alive)


@pytest.fixture
def graph(tmp_path: Path) -> Iterator[Graph]:
    made = Graph(tmp_path)
    made.write(named(range(100)))
    yield made
    made.repository.close()


def named(numbers: Iterable[int]) -> list[Quad]:
    return [Quad(place(number), NAME, Literal(f"광주 {number}"), PLACES) for number in numbers]
