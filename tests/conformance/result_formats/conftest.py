"""A server that holds blank nodes and nothing else."""

from __future__ import annotations

import httpx
import pytest


@pytest.fixture
def nodes(service: httpx.Client) -> httpx.Client:
    """A store with three blank nodes: one that is its own neighbour, and two that have a neighbour in common."""
    text = "CLEAR ALL ; INSERT DATA { _:a <urn:p> _:a . _:b <urn:p> _:d . _:c <urn:p> _:d }"
    done = service.post("/sparql", content=text, headers={"content-type": "application/sparql-update"})
    assert done.is_success, done.text
    return service
