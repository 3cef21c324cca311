"""Bombs of RDF: a document that takes far more than its size is ended, and the service goes on."""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import httpx
import pytest

from tests.api.conftest import ALL_TOKENS, INSTALLED, authorised, logged, serving
from tests.api.hostile.attack import BAD, DEADLINE, LIMITS, OVER, Attack, hold
from tests.api.hostile.condition import Processes
from tests.api.hostile.documents import BOMBS
from tests.api.hostile.target import Target

WIDE = 30
"""How many times over a busy machine may take what it is given."""


@pytest.fixture(scope="module")
def log_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bombed") / "access.jsonl"


@pytest.fixture(scope="module")
def bombed(tmp_path_factory: pytest.TempPathFactory, log_path: Path) -> Iterator[Callable[[], httpx.Client]]:
    """A client of a server that is started again where a bomb has ended it, and that can take 4 GiB at most."""
    with ExitStack() as stack:
        running: list[tuple[httpx.Client, Path]] = []

        def client() -> httpx.Client:
            with suppress(httpx.TransportError, IndexError):
                if running[-1][0].get("/ready").is_success:
                    return running[-1][0]
            home = tmp_path_factory.mktemp("bombed") / "home"
            settings = {"KG_DATA": "", "KG_TOKENS": ALL_TOKENS, "KG_ACCESS_LOG": str(log_path), **LIMITS, **INSTALLED}
            server = stack.enter_context(serving(home, **settings))
            bound(Processes(home).server, 4 << 30)
            running.append((server, home))
            return server

        yield client


def bound(pid: int, memory: int) -> None:
    """Keep a bomb that goes off from harming the machine."""
    resource.prlimit(pid, resource.RLIMIT_AS, (memory, memory))


@pytest.mark.parametrize("path", ["/validate", "/graphs?graph=urn:mine"])
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_of_rdf_harms_nobody(bombed: Callable[[], httpx.Client], log_path: Path, name: str, path: str) -> None:
    """Reading RDF is bounded as queries are: the asker is told, and the service goes on."""
    client = bombed()
    media_type, document = BOMBS[name]
    outcome = Target(client, 0).send(Attack((), document, media_type, path, headers=authorised()))
    hold(outcome, (200, 201, 204, *BAD, *OVER))
    assert logged(log_path, outcome.headers["kg-request"])["seconds"] < WIDE * DEADLINE
    assert client.get("/health").is_success
