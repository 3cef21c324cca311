"""A real store on disk with a shelf of snapshots, as the server keeps one."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from kg.query import AcceptedFormats, QueryPool, QueryResult
from kg.store import EmbeddedStore, Snapshot
from kg.store.rdf import Literal, NamedNode, Quad

PLACES = NamedNode("https://example.org/places")
NAME = NamedNode("https://example.org/name")
NOTE = NamedNode("https://example.org/note")

HOURS_OF_COUNTING = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
ENDLESS_ROWS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
ONE_NAME = "SELECT ?name { <https://example.org/places/7> <https://example.org/name> ?name }"


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
