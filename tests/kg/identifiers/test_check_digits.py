"""Check digits find every wrong digit, and every two neighbours that changed places, where the algorithm says so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.identifiers import load_schemes
from kg.identifiers.check_digits import CHECKS

SHARED = Path(__file__).parents[4] / "shared" / "data"
REAL = {
    "iso-7064-mod-11-2": ["0000-0002-1825-0097", "0000-0001-5109-3700", "000000012146438X", "0000000121032683"],
    "iso-7064-mod-97-10": ["724500PMK2A2M1SQQ228", "959800Q2SYC34EQAPG59", "549300ITS31QK8VRBQ14"],
    "korea-business": ["124-81-00998", "116-82-00276", "220-81-62517"],
    "ror": ["03ysstz10", "05asf4e91", "01kj2bm70", "049e6bc10"],
    "united-kingdom-vat": ["980780684", "802311782", "220430231"],
}
"""Identifiers of bodies and people that exist, as their registers print them."""
CASES = [(name, each) for name, some in REAL.items() for each in some]
ALL_SWAPS = ("iso-7064-mod-11-2", "iso-7064-mod-97-10")
ALL_DIGITS = (*ALL_SWAPS, "ror")


def test_every_algorithm_is_tried_and_used() -> None:
    used = {each.check_digits for each in load_schemes().values() if each.check_digits}
    assert set(REAL) == set(CHECKS) == used


@pytest.mark.parametrize(("name", "identifier"), CASES)
def test_a_real_identifier_has_the_right_ones(name: str, identifier: str) -> None:
    assert CHECKS[name](identifier)


@pytest.mark.parametrize(("name", "identifier"), CASES)
def test_a_wrong_digit_is_found(name: str, identifier: str) -> None:
    wrong = [
        identifier[:at] + digit + identifier[at + 1 :]
        for at, right in enumerate(identifier)
        for digit in "0123456789"
        if right.isdecimal() and digit != right
    ]
    passed = [each for each in wrong if CHECKS[name](each)]
    assert len(passed) <= (0 if name in ALL_DIGITS else len(wrong) // 20), passed


@pytest.mark.parametrize(("name", "identifier"), CASES)
def test_two_neighbours_that_changed_places_are_found(name: str, identifier: str) -> None:
    pairs = [at for at in range(len(identifier) - 1) if identifier[at : at + 2].isdecimal()]
    swapped = [identifier[:at] + identifier[at + 1] + identifier[at] + identifier[at + 2 :] for at in pairs]
    passed = [each for each in swapped if each != identifier and CHECKS[name](each)]
    assert len(passed) <= (0 if name in ALL_SWAPS else 1), passed


def test_every_identifier_of_the_ror_registry_is_taken() -> None:
    path = SHARED / "ror" / "ror_KR.jsonl"
    if not path.is_file():
        pytest.skip("the extract of the ROR registry is not here")
    entries = [json.loads(line)["id"] for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(entries) > 700
    assert all(load_schemes()["XI-ROR"].accepts(each.removeprefix("https://ror.org/")) for each in entries)
