from __future__ import annotations

import pytest

from kg.dates import begins_after, was_known
from kg.errors import UnknownName, UnreadableInput
from kg.network.filters import Filters


@pytest.mark.parametrize(
    ("time", "date"),
    [
        ("2026", "2025"),
        ("2025-04", "2025-03"),
        ("2025-04", "2025-03-31"),
        ("2025-03-15", "2025-03-14"),
        ("2026/2030", "2025-12-31"),
        ("2026-01/..", "2025"),
        ("2026?", "2025"),
        ("2026-22", "2025"),
        ("2025-03-15T09:00:00Z", "2025-03-14"),
        ("[2026,2027]", "2025"),
        ("{2026..2028}", "2025"),
        ("203X", "2029"),
    ],
)
def test_what_begins_later(time: str, date: str) -> None:
    assert begins_after(time, date)


@pytest.mark.parametrize(
    ("time", "date"),
    [
        ("2025", "2025"),
        ("2025", "2025-03"),
        ("2025-03", "2025-03-14"),
        ("2025-06", "2025"),
        ("2019/2021", "2025"),
        ("../2030", "2025"),
        ("/2030", "2025"),
        ("[..2030]", "2025"),
        ("[2027,2024]", "2025"),
        ("2025-24", "2025-02"),
        ("2025-XX", "2025-02"),
        ("202X", "2021"),
        ("XXXX-11-02", "2025"),
        ("-0044", "2025"),
        ("next spring", "2025"),
        ("", "2025"),
    ],
)
def test_what_does_not_certainly_begin_later(time: str, date: str) -> None:
    assert not begins_after(time, date)


@pytest.mark.parametrize("date", ["25", "2025-13", "2025-3", "2025-02-32", "yesterday", "2025/2026", "２０２５"])
def test_a_wrong_date_is_refused(date: str) -> None:
    with pytest.raises(UnreadableInput, match="is not a date"):
        Filters(as_of=date)


def test_a_wrong_confidence_is_refused() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'stated'"):
        Filters(min_confidence="state")


@pytest.mark.parametrize(
    ("published", "told", "known"),
    [
        ([], [], True),
        ([["2019-07-05"]], [], False),
        ([["2019-06-30"]], [], True),
        ([["2019-07-05"], ["2018"]], [], True),
        ([["2019-07-05"], []], [], True),
        ([["XXXX-06-24"]], [], True),
        ([[]], ["2020"], False),
        ([["2018"]], ["2019-06"], True),
    ],
)
def test_what_documents_told_by_a_date(published: list[list[str]], told: list[str], known: bool) -> None:
    assert was_known("2019-06", published, told) is known
