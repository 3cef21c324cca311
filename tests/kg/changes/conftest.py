"""A home with three versions, and one of another history."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kg.validation import Gate
from tests.kg.changes.homes import (
    make_home,
)


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory, gate: Gate) -> Path:
    return make_home(tmp_path_factory.mktemp("whole") / "home", gate)


@pytest.fixture(scope="session")
def other(tmp_path_factory: pytest.TempPathFactory, gate: Gate) -> Path:
    return make_home(tmp_path_factory.mktemp("other") / "home", gate, "other ")


@pytest.fixture
def home(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "home"))
