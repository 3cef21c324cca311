"""Suites that are made by chance or by rule: a seed of seconds in `make test`, all of it in `make test-long`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

import pytest
from _pytest.mark import ParameterSet

T = TypeVar("T")


def seeded(cases: Iterable[T], every: int) -> list[ParameterSet]:
    """All of the cases, of which every so manieth also runs in `make test`: for what costs much and differs little."""
    return [pytest.param(case, marks=[pytest.mark.long] * (number % every > 0)) for number, case in enumerate(cases)]


def sizes(seed: T, full: T) -> list[ParameterSet]:
    """The sizes of a generated suite, to parametrise a test or a fixture with."""
    return [pytest.param(seed, id="seed"), pytest.param(full, id="full", marks=pytest.mark.long)]
