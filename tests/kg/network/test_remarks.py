"""Remarks are codes with values, which make the sentences that are printed; nothing reads a sentence."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import kg
from kg.network import REMARKS, Remark, fillings, remarked

_GAPS = re.compile(r"%\((\w+)\)s")
_WORDS = {"%(count)s %(reason)s": "%(reason)s %(count)s건", "undated": "날짜 없음", "loan": "융자", "none": "없음"}
_AMOUNTS = {"at least %(least)s": "최소 %(least)s"}


def _made() -> list[tuple[str, set[str], bool]]:
    """The codes that stand in the library, each with the names of its values, and whether that is all of them."""
    calls = []
    for path in sorted(Path(kg.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Remark"
            if named and isinstance(node, ast.Call) and isinstance(node.args[0], ast.Constant):
                names = {each.arg for each in node.keywords if each.arg}
                calls.append((str(node.args[0].value), names, all(each.arg for each in node.keywords)))
    return calls


def test_each_remark_that_is_made_has_a_sentence_with_its_gaps() -> None:
    made = _made()
    assert len(made) > 20
    for code, names, is_all in made:
        gaps = {*_GAPS.findall(REMARKS[code])}
        assert names == gaps if is_all else names <= gaps, code


@pytest.mark.parametrize(
    ("remark", "sentence"),
    [
        (
            Remark("first-unsure-of-many", count=1200, nodes=3400, names=["A", "B"], more=1198),
            "Who is first is not certain: 1,200 of 3,400 may be: A, B and 1,198 more.",
        ),
        (
            Remark("given-on", unit={"currency": "GBP", "kind": "grant"}, amount={"low": "100", "high": "130"}),
            "What is given on counts in GBP grant each time it changes hands; 100 to 130 is new.",
        ),
        (
            Remark("nothing-counts", unit={"currency": "GBP", "kind": ""}),
            "Nothing counts in GBP; see the other currencies and kinds.",
        ),
    ],
)
def test_a_remark_is_its_sentence(remark: Remark, sentence: str) -> None:
    assert remark == sentence
    assert remarked([remark]) == {
        "remarks": [sentence],
        "coded_remarks": [{"code": remark.code, "values": remark.values}],
    }


def test_words_of_ours_are_translated_and_those_of_the_data_are_not() -> None:
    words = {**_WORDS, **_AMOUNTS}
    values = {
        "kind": "loan",
        "kinds": [],
        "names": ["loan", "undated"],
        "asked": "none",
        "reasons": {"undated": 57},
        "unit": {"currency": "GBP", "kind": "loan"},
        "amount": {"low": "5", "high": None},
    }
    assert fillings(values, lambda word: words.get(word, word)) == {
        "kind": "융자",
        "kinds": "없음",
        "names": "loan, undated",
        "asked": "none",
        "reasons": "날짜 없음 57건",
        "unit": "GBP 융자",
        "amount": "최소 5",
    }
