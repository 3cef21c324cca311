"""A graph store without the graphs of the tests."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.api.conftest import serving_blank
from tests.conformance.graph_store_protocol.graphs import EVERYWHERE


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client, with a token, of a server that began empty; its default graph is the unnamed one, as GSP 5.2 has it."""
    home = tmp_path_factory.mktemp("graph-store") / "home"
    with serving_blank(home) as client:
        yield client


@pytest.fixture
def store(service: httpx.Client) -> httpx.Client:
    """The server without any of the graphs of these tests."""
    for address in EVERYWHERE:
        service.delete(address)
    return service
