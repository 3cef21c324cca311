from __future__ import annotations

import csv
import io

import pytest

from kg.spreadsheets import for_spreadsheets


def cell(text: str) -> str:
    """What a spreadsheet shows of a cell that is written as CSV."""
    table = io.StringIO(newline="")
    csv.writer(table).writerow(["before", text, "after"])
    ((before, shown, after),) = csv.reader(
        io.StringIO(for_spreadsheets(table.getvalue()).decode("utf-8-sig"), newline="")
    )
    assert (before, after) == ("before", "after")
    return shown


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+44 20 7946 0000", "-", "-2+3", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x","y")', "-1,5", "=\n1"],
)
def test_what_begins_like_a_formula_is_text(text: str) -> None:
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["", "1", "-2.5", "+3", "-1e6", "1=1", "울산", "a, b", 'say "no"', "two\nlines", "'quoted"]
)
def test_everything_else_stays(text: str) -> None:
    assert cell(text) == text
