"""A graph store that is as good as empty."""

from __future__ import annotations

import httpx
import pytest

from tests.api.graphs.sending import NAMED


@pytest.fixture
def store(blank: httpx.Client) -> httpx.Client:
    """A graph store whose graph `IRI` is not there and whose unnamed graph is empty."""
    blank.put(NAMED, content="<urn:a> <urn:b> <urn:c> .").raise_for_status()  # so that there is a version
    blank.delete(NAMED)
    blank.delete("/graphs?default")
    return blank
