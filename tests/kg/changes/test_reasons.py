"""Reasons that the service words are found again in what the journal has, and no others."""

from __future__ import annotations

import pytest

from api.representations.pages.languages import spoken
from kg.changes.reasons import (
    BY_MISTAKE,
    DELETED_BY_MISTAKE,
    LOADED,
    ONTOLOGY_ALONE,
    PREFERRED,
    REVERTED,
    WITHDRAWN,
    read_reason,
)
from kg.sentences import Sentence

WORDED = (
    (REVERTED % {"version": 7, "reason": BY_MISTAKE}, "버전 7 되돌림: 실수로 게시함"),
    (REVERTED % {"version": 7, "reason": "100 % wrong: see %(x)s\nand more"}, "버전 7 되돌림: 100 % wrong: see %(x)s"),
    (
        REVERTED % {"version": 9, "reason": REVERTED % {"version": 8, "reason": DELETED_BY_MISTAKE}},
        "버전 9 되돌림: 버전 8 되돌림: 실수로 삭제함",
    ),
    (LOADED % {"datasets": "harbour, west-midlands-korea"}, "harbour, west-midlands-korea의 기록"),
    (ONTOLOGY_ALONE, "데이터셋 없이 온톨로지만"),
    (WITHDRAWN % {"ends": "Quay and Quay Ltd", "reason": "two firms"}, "Quay and Quay Ltd에 관한 결정 철회: two firms"),
    (PREFERRED % {"record": "Grant", "field": "amount", "reason": "newer"}, "amount 항목에 Grant 채택: newer"),
)


@pytest.mark.parametrize(("text", "korean"), WORDED)
def test_what_the_service_worded_is_said_in_the_language_of_the_page(text: str, korean: str) -> None:
    reason = read_reason(text)
    assert isinstance(reason, Sentence)
    assert reason == text
    assert spoken(reason, "ko").startswith(korean)


@pytest.mark.parametrize(
    "text",
    ["", "Records of the newer article", "Reverts version seven: no", "reverts version 7: x", "%(reason)s", "It was"],
)
def test_what_a_person_wrote_stays_as_it_is(text: str) -> None:
    assert type(read_reason(text)) is str
    assert read_reason(text) == text


def test_reasons_within_reasons_are_read_so_far_and_no_farther() -> None:
    text = "Reverts version 7: " * 5_000 + "x"
    assert read_reason(text) == text
