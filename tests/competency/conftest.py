"""The shipped dataset, loaded once per process as `kg load` does it, into a real store on disk."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.desk import load
from kg.settings import Settings
from kg.store import Store
from kg.workspace import Workspace

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="session")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Give the store with what `data/` says and nothing else."""
    workspace = Workspace(Settings(home=tmp_path_factory.mktemp("competency") / "home", data=DATA))
    with workspace.repository() as repository:
        load(repository, workspace.intake())
        yield repository.store
