"""A server that holds known graphs, and one where nobody is known."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.api.conftest import ALL_TOKENS, serving
from tests.conformance.sparql_protocol.asking import DATA, UPDATE, assert_done, direct


@pytest.fixture(scope="session")
def filled() -> list[int]:
    """The version that holds what `DATA` says, once there is one."""
    return []


@pytest.fixture
def store(service: httpx.Client, filled: list[int]) -> httpx.Client:
    """A store that holds what `DATA` says; its default graph is the unnamed one."""
    if service.get("/ready").json()["version"] not in filled:
        blocks = " ".join(f"GRAPH <{name}> {{ {text} }}" if name else text for name, text in DATA.items())
        answer = direct(service, f"CLEAR ALL ; INSERT DATA {{ {blocks} }}", UPDATE)
        assert_done(answer)
        filled[:] = [int(answer.headers["kg-version"])]
    return service


@pytest.fixture(scope="session")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client without a token; the server is empty and has little patience."""
    home = tmp_path_factory.mktemp("stranger") / "home"
    with serving(home, KG_DATA="", KG_TOKENS=ALL_TOKENS, KG_QUERY_TIMEOUT="3", KG_WORKERS="1") as client:
        yield client
