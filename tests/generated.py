"""Suites that are made by chance or by rule: a seed of seconds in `make test`, all of it in `make test-long`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

import pytest
from _pytest.mark import ParameterSet

T = TypeVar("T")

PART = "part-"
"""Begins the names of tests that do without what the others of their file need, so that any process may run them."""


def seeded(cases: Iterable[T], every: int) -> list[ParameterSet]:
    """All of the cases, of which every so manieth also runs in `make test`: for what costs much and differs little."""
    return [pytest.param(case, marks=[pytest.mark.long] * (number % every > 0)) for number, case in enumerate(cases)]


def sizes(seed: T, full: T) -> list[ParameterSet]:
    """The sizes of a generated suite, to parametrise a test or a fixture with."""
    return [pytest.param(seed, id="seed"), pytest.param(full, id="full", marks=pytest.mark.long)]


def parts(seed: T, full: Iterable[T]) -> list[ParameterSet]:
    """The same where the full size takes minutes and falls into parts, which all processes share."""
    parts_ = (pytest.param(each, id=f"{PART}{number}", marks=pytest.mark.long) for number, each in enumerate(full))
    return [pytest.param(seed, id="seed"), *parts_]
