from __future__ import annotations

from pathlib import Path

from kg.records import Report, Violation
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
