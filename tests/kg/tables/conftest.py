"""The home with the shipped dataset, and its tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kg.settings import Settings
from kg.tables import Contents, Tables, TableWishes, write_duckdb
from kg.workspace import Workspace
from tests.api.conftest import loaded

__all__ = ["contents", "loaded", "shop", "tables"]


@pytest.fixture(scope="session")
def shop(loaded: Path) -> Workspace:
    """A workspace over that home, which nobody writes to."""
    return Workspace(replace(Settings(), home=loaded))


@pytest.fixture(scope="session")
def contents(shop: Workspace) -> Iterator[Contents]:
    with shop.contents() as opened:
        yield opened


@pytest.fixture(scope="session")
def tables(contents: Contents, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tables]:
    path = tmp_path_factory.mktemp("tables") / "graph.duckdb"
    assert write_duckdb(contents, path, TableWishes(), 512, lambda _: None) == []
    with Tables(path, 60, 512) as opened:
        yield opened
