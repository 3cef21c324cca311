"""Entity tags in conditions, as RFC 9110, section 8.8.3, has them."""

from __future__ import annotations

import pytest

from api.http.responses import is_any, match_strongly, match_weakly, opening, strong_tag

TAG = strong_tag(7, "urn:example:graph", "text/turtle")


@pytest.mark.parametrize(
    ("fields", "weakly", "strongly"),
    [
        ([TAG], True, True),
        ([f"W/{TAG}"], True, False),
        ([f'"other", {TAG}'], True, True),
        ([f'"a, b" , W/{TAG},"y"'], True, False),
        (['"other"', TAG], True, True),
        ([TAG.replace('"7-', '"8-')], False, False),
        ([TAG.strip('"')], False, False),
        ([f'"{TAG}'], False, False),
        (["*"], False, False),
        ([""], False, False),
        ([], False, False),
    ],
)
def test_a_condition_lists_a_tag_or_not(fields: list[str], weakly: bool, strongly: bool) -> None:
    for tag in (TAG, opening(7, "urn:example:graph")):
        assert (match_weakly(fields, tag), match_strongly(fields, tag)) == (weakly, strongly)


def test_the_opening_is_that_of_no_other_tag() -> None:
    assert not match_weakly([TAG], opening(7, "urn:example:other"))
    assert not match_weakly([strong_tag(7, "urn:example:graph")], opening(7, "urn:example:graph"))


def test_any_stands_alone() -> None:
    assert [is_any(each) for each in (["*"], [" * "], [], [""], ['"*"'], ['"a", *'])] == [True, True] + [False] * 4
