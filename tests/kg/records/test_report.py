from __future__ import annotations

from pathlib import Path

import pytest

from kg.records import Report, Unverified, Violation
from kg.records.report import form_fault


def test_violations_stand_in_the_order_of_files_and_lines_once() -> None:
    later, first = form_fault(Path("b.csv"), 2, "x", "late"), form_fault(Path("a.csv"), 10, "x", "early")
    second = form_fault(Path("a.csv"), 9, "y", "earlier")
    report = Report(records=3).with_violations([later, first]).with_violations([second, later])
    assert [each.message for each in report.violations] == ["earlier", "early", "late"]
    assert report.records == 3


def test_a_warning_forbids_nothing() -> None:
    assert Report().conforms
    assert Report((Violation(message="x", severity="Warning"),)).conforms
    assert not Report((Violation(message="x"),)).conforms


def test_a_violation_in_words() -> None:
    assert str(Violation("a.csv", 3, "amount", "is odd", "n/a")) == "a.csv:3: amount: is odd (found: n/a)"
    assert str(Violation(focus="https://x/y", message="is odd")) == "https://x/y: -: is odd"


@pytest.mark.parametrize(
    ("unverified", "sentence"),
    [
        (Unverified("x", 1, 0, ("a",)), "1 citation was not verified, because x: a"),
        (Unverified("x", 0, 1, ("a",)), "1 quote was not verified, because x: a"),
        (Unverified("x", 1, 1, ("a", "b")), "1 citation and 1 quote were not verified, because x: a, b"),
        (Unverified("x", 1200, 2, ()), "1,200 citations and 2 quotes were not verified, because x"),
        (
            Unverified("x", 15, 0, tuple("abcdefghijklmno")),
            "15 citations were not verified, because x: a, b, c, d, e, f, g, h, i, j and 5 more",
        ),
    ],
)
def test_what_is_not_verified_in_words(unverified: Unverified, sentence: str) -> None:
    assert str(unverified) == sentence
    assert Report((), ("a note",), 1, (unverified,)).remarks == ("a note", sentence)
