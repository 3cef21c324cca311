"""What the numbers of questions can be."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import inf, nan
from typing import Any

import pytest

from kg.errors import UnreadableInput
from kg.network.bounds import demand_bounds, within

LARGE = 10**400
"""A whole number that no float is as large as."""


@dataclass(frozen=True)
class Wish:
    top: int | None = within(1, None, None)
    runs: int = within(1, 100, 10)
    share: float = within(0, 1, 0.5, is_above=True)
    weight: float = within(0, None, 0.5)
    sure: bool = False


@pytest.mark.parametrize(
    "numbers",
    [
        {"top": None},
        {"top": 1},
        {"top": LARGE},
        {"runs": 1},
        {"runs": 100},
        {"share": 1},
        {"share": 5e-324},
        {"weight": 0},
        {"weight": Fraction(1, LARGE)},
    ],
)
def test_what_is_within_them_passes(numbers: dict[str, Any]) -> None:
    wish = Wish(**numbers)
    demand_bounds(wish)
    assert {name: getattr(wish, name) for name in numbers} == pytest.approx(numbers)


@pytest.mark.parametrize(
    "numbers",
    [
        {"top": 0},
        {"top": 1.0},
        {"top": True},
        {"top": "1"},
        {"runs": 0},
        {"runs": 101},
        {"runs": LARGE},
        {"runs": None},
        {"share": 0},
        {"share": 1.5},
        {"share": nan},
        {"share": LARGE},
        {"weight": -1},
        {"weight": inf},
        {"weight": nan},
        {"weight": LARGE},
        {"weight": Fraction(LARGE)},
        {"sure": 1},
    ],
)
def test_what_is_not_is_refused_by_its_name(numbers: dict[str, Any]) -> None:
    (name,) = numbers
    with pytest.raises(UnreadableInput, match=f"{name}="):
        demand_bounds(Wish(**numbers))
