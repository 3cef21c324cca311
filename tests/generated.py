"""Suites that are made by chance or by rule: a seed of seconds in `make test`, all of it in `make test-long`."""

from __future__ import annotations

from typing import TypeVar

import pytest
from _pytest.mark import ParameterSet

T = TypeVar("T")


def sizes(seed: T, full: T) -> list[ParameterSet]:
    """The sizes of a generated suite, to parametrise a test or a fixture with."""
    return [pytest.param(seed, id="seed"), pytest.param(full, id="full", marks=pytest.mark.long)]
