from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.records.values import is_slug
from kg.spelling import fold, nfc, slug, spellings

NAMES = ["울산 테크노파크", "Café Zürich", "Harbour Lab", "항만 연구소"]


@pytest.mark.parametrize("name", NAMES)
def test_composed_and_decomposed_letters_are_one_spelling(name: str) -> None:
    decomposed = unicodedata.normalize("NFD", name)
    assert nfc(decomposed) == nfc(name)
    assert fold(decomposed) == fold(name)
    assert spellings(decomposed) == list(dict.fromkeys((decomposed, name)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＫＡＩＡ", "kaia"),
        ("STRASSE", "straße"),
        ("ΣΟΦΟΣ", "σοφος"),
        ("Quay\u00a0Works\u3000Ltd", "quay works  ltd "),
        ("한\u200b국", "한국"),
        ("ﾃｸﾉ", "テクノ"),
        ("ﬁnance", "FINANCE"),
    ],
)
def test_case_width_and_white_space_are_not_searched_for(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@given(st.text())
def test_a_folded_text_is_its_own(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Minutes of 3 March", "minutes-of-3-march"),
        ("000_fa238793a6221c48", "000-fa238793a6221c48"),
        ("울산-테크노파크", "ulsan-tekeunopakeu"),
        ("회의록 2025", "hoeyirog-2025"),
        (unicodedata.normalize("NFD", "회의록 2025"), "hoeyirog-2025"),
        ("Ａｎｎｕａｌ　Ｒｅｐｏｒｔ", "annual-report"),
        ("Straße — naïve", "strasse-naive"),
        ("서울 北京 report", "seoul-report"),
        ("北京", ""),
        ("--", ""),
        ("", ""),
    ],
)
def test_an_id_is_made_of_a_name(text: str, wanted: str) -> None:
    assert slug(text) == wanted


@given(st.text())
def test_what_is_made_is_an_id_or_nothing(text: str) -> None:
    assert slug(text) == "" or is_slug(slug(text))
    assert slug(unicodedata.normalize("NFD", text)) == slug(text)


def test_a_pile_of_marks_takes_no_longer_than_other_text() -> None:
    """Python would sort these for minutes, and anybody may send them to a search."""
    text = "울산 a" + "\u0301\u0323" * 100_000
    assert nfc(text) == fold(text) == text
    assert slug(text) == "ulsan-a"
