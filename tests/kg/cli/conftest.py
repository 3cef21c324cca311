"""What the tests of commands share: a home with a loaded graph, and what a complaint looks like."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import HARBOUR, Outcome, RunKg


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, kg_process: RunKg) -> Path:
    """A home with a loaded graph."""
    folder = tmp_path_factory.mktemp("cli") / "home"
    done = kg_process("--home", folder, "load", HARBOUR)
    assert (done.code, done.out) == (0, "version 1: 27 added, 0 changed, 0 removed, 0 unchanged\n"), done.err
    return folder


def assert_complaint(done: Outcome, *words: str, code: int = 2) -> None:
    assert done.code == code, done
    assert done.out == ""
    assert "Traceback" not in done.err
    assert not [word for word in words if word not in done.err], done.err
