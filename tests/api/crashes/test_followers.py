"""A service that is killed again and again, and whose index is damaged meanwhile, is right after each start.

What is right is computed from the journal alone: the store by replaying it, lists and facts by going through the store.
"""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from time import sleep

import httpx
import pytest

from kg.changes.change_set import apply
from kg.changes.home import HomeLock
from kg.changes.journal import Journal
from kg.changes.position import START
from kg.errors import StoreInUse
from kg.mapping import Mapping
from kg.store import EmbeddedStore, Store
from tests.api.conftest import ALL_TOKENS, INSTALLED, authorised, launch, start
from tests.api.crashes.curation import Curation
from tests.api.crashes.readings import hold
from tests.generated import parts
from tests.kg.changes.homes import flip
from tests.processes import is_running
from tests.waiting import PATIENCE, eventually

SETTINGS = {"KG_DATA": "", "KG_TOKENS": ALL_TOKENS, "KG_WORKERS": "1", "KG_LONG_QUERIES": "1", **INSTALLED}
QUADS = "SELECT ?s ?p ?o ?g { GRAPH ?g { ?s ?p ?o } }"
Misfortune = Callable[["Ordeal", list[Path]], object]


@dataclass
class Ordeal:
    """A home, the chance that rules over it, and copies of its index of earlier times."""

    home: Path
    mapping: Mapping
    chance: Random

    def __post_init__(self) -> None:
        self.curation = Curation(self.mapping, self.chance)
        self.copies = [self.home.with_name(f"index-{number}") for number in range(3)]

    def round(self) -> None:
        """Serve, hold what is answered against the journal, write, kill, and let misfortune come over the index."""
        server, address = start(self.home, **SETTINGS)
        with httpx.Client(base_url=address, headers=authorised(), timeout=PATIENCE) as client:
            if not self.curation.acknowledged:
                self.curation.begin(client)
            self._hold(client)
            for _ in range(self.chance.randrange(6)):
                self.curation.write(client)
            self._kill(server, client)
        MISFORTUNES[self.chance.choice(sorted(MISFORTUNES))](self, [path for path in self._files() if path.is_file()])
        if self.chance.random() < 0.3:  # and again while it starts
            server, _ = launch(self.home, **SETTINGS)
            sleep(self.chance.random())
            kill(server, self.home)

    def _hold(self, client: httpx.Client) -> None:
        graph = self.graph()
        bindings = client.post("/sparql", data={"query": QUADS}).raise_for_status().json()["results"]["bindings"]
        held = {tuple(row[name]["value"] for name in "spog") for row in bindings}
        assert held == {tuple(term.value for term in quad) for quad in graph.quads()}
        hold(client, graph, self.mapping, self.chance)

    def _kill(self, server: int, client: httpx.Client) -> None:
        """Kill it while it is idle, while it writes, or after it was told to end."""
        if self.chance.random() < 0.2:
            os.kill(server, signal.SIGTERM)
            sleep(self.chance.random() * 0.2)
            kill(server, self.home)
            return
        with ThreadPoolExecutor() as threads:
            writing = [threads.submit(self.curation.write, client)] if self.chance.random() < 0.8 else []
            sleep(self.chance.random() * 0.1)
            kill(server, self.home)
            for each in writing:
                with suppress(httpx.TransportError):
                    each.result(PATIENCE)

    def _files(self) -> list[Path]:
        return [
            self.home / "index" / name
            for name in ("catalogue.sqlite", "catalogue.sqlite-wal", "catalogue.seal", "catalogue.sqlite-shm")
        ]

    def graph(self) -> Store:
        """What the journal says; everything that was acknowledged is in it, at its version."""
        store = EmbeddedStore.in_memory()
        journal = Journal(self.home / "journal")
        acknowledged = dict(self.curation.acknowledged)
        for change in journal.since(START):
            mark = acknowledged.pop(change.position.version, None)
            assert mark is None or mark in {quad.subject for is_addition, quad in change.rows() if is_addition}
            apply(change, store)
        assert not acknowledged
        return store

    def take_copy(self) -> None:
        folder = self.chance.choice(self.copies)
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.home / "index", folder)


def kill(server: int, home: Path) -> None:
    with suppress(ProcessLookupError):  # it may have ended by itself
        os.kill(server, signal.SIGKILL)
    eventually(lambda: not is_running(server) and _is_free(home), "the service ends, with all its threads")


def _is_free(home: Path) -> bool:
    try:
        HomeLock(home).release()
    except StoreInUse:
        return False
    return True


def _some(ordeal: Ordeal, paths: list[Path]) -> list[Path]:
    return ordeal.chance.sample(paths, ordeal.chance.randrange(len(paths)) + 1) if paths else []


def _delete(ordeal: Ordeal, paths: list[Path]) -> None:
    for path in _some(ordeal, paths):
        path.unlink()


def _truncate(ordeal: Ordeal, paths: list[Path]) -> None:
    for path in _some(ordeal, paths):
        os.truncate(path, ordeal.chance.randrange(path.stat().st_size + 1))


def _flip(ordeal: Ordeal, paths: list[Path]) -> None:
    for path in _some(ordeal, paths):
        if path.stat().st_size:
            flip(path, ordeal.chance.random())


def _swap(ordeal: Ordeal, paths: list[Path]) -> None:
    """Put back older copies of some of the files."""
    for folder in ordeal.copies:
        for path in _some(ordeal, [each for each in folder.glob("*") if each.is_file()]):
            shutil.copy(path, ordeal.home / "index" / path.name)


MISFORTUNES: dict[str, Misfortune] = {
    "none": lambda _ordeal, _paths: None,
    "copied": lambda ordeal, _: ordeal.take_copy(),
    "deleted": _delete,
    "cut": _truncate,
    "flipped": _flip,
    "older": _swap,
    "gone": lambda ordeal, _: shutil.rmtree(ordeal.home / "index"),
}


@pytest.mark.parametrize("rounds", parts((0, 4), [(seed, 8) for seed in range(1, 4)]))
def test_whatever_happens_between_two_starts(tmp_path: Path, mapping: Mapping, rounds: tuple[int, int]) -> None:
    seed, count = rounds
    ordeal = Ordeal(tmp_path / "home", mapping, Random(seed))
    for _ in range(count):
        ordeal.round()
