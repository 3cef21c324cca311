"""A text laid out for reading: nothing of it is lost, and each piece tells the passages that cover it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.citing.prefill import prefill
from kg.citing.prose_dates import dates_in
from kg.citing.reading import CitedPassage, lay_out
from kg.citing.sentences import find_paragraphs, find_sentences
from kg.spelling import fold
from kg.texts import normalise

NAMES = {
    "quay works ltd": [("organisations/quay-works", "Quay Works Ltd", "Organisation")],
    "works": [("organisations/works", "Works", "Organisation")],
    "green shipping programme": [("programmes/green-shipping", "Green Shipping Programme", "Programme")],
    "dry dock trial": [("projects/dry-dock-trial", "Dry Dock Trial", "Project")],
    "seahaven": [("places/seahaven", "Seahaven", "Place")],
    "울산시": [("organisations/ulsan", "울산시", "Organisation")],
}
MARKED = "a" + "\u0301" * 31
pieces = st.lists(
    st.sampled_from(
        [
            "A boat sails. ",
            "Mr. Kim came.\n",
            "1.\n",
            "울산시는 협약을 체결했다. ",
            "\n\n",
            "😀 Über ",
            "\ufeffB.",
            MARKED,
        ]
    )
)
spans = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30)), max_size=6)


def known(name: str) -> list[tuple[str, str, str]]:
    return NAMES.get(fold(name), [])


@given(pieces, spans)
def test_what_is_laid_out_is_the_text_and_each_piece_tells_what_covers_it(
    raw: list[str], places: list[tuple[int, int]]
) -> None:
    text, lines = normalise("".join(raw)), find_paragraphs("".join(raw))
    inside = sorted((start, start + size) for start, size in places if start + size <= len(text))
    cited = [CitedPassage(start, end, ()) for start, end in inside]
    laid_out = lay_out(text, lines, cited)
    assert " ".join("".join(piece.words for each in line for piece in each.pieces) for line in laid_out) == text
    assert [(each.start, each.end) for line in laid_out for each in line if each.state] == find_sentences("".join(raw))
    for piece in (piece for line in laid_out for each in line for piece in each.pieces):
        for place in range(piece.start, piece.end):
            assert piece.passages == tuple(n for n, each in enumerate(cited) if each.start <= place < each.end)


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("On 3 March 2025 the Council met", ["2025-03-03"]),
        ("March 3rd, 2025; 3rd of March 2025", ["2025-03-03", "2025-03-03"]),
        ("jobs were created by 2024", ["../2024"]),
        ("since May 2019, by the end of 2030", ["2019-05/..", "../2030"]),
        ("between 2019 and 2021; 2022–2024", ["2019/2021", "2022/2024"]),
        ("from 1 June to 3 July 2019", ["2019-06-01/2019-07-03"]),
        ("2019 and 2021", ["2019", "2021"]),
        ("on 14 May, without a year", ["XXXX-05-14"]),
        ("2025년 3월 3일부터", ["2025-03-03/.."]),
        ("31 February 2025, £2020, 2,019 boats, 2020 people, we may 2021", ["2021"]),
        ("from 2021 to 2019", ["2021/..", "2019"]),
    ],
)
def test_dates_of_prose_are_read_as_exactly_as_they_are_told(text: str, times: list[str]) -> None:
    assert [each.when for each in dates_in(text)] == times


def test_a_financial_year_is_told_from_an_interval() -> None:
    assert [each.financial_year for each in dates_in("in 2025/26, not 2025/27")][:1] == ["2025/26"]
    assert len([each for each in dates_in("in 2025/26, not 2025/27") if each.financial_year]) == 1


@pytest.mark.parametrize(
    ("class_name", "words", "values"),
    [
        (
            "Contribution",
            "Over £1.2 million was given as a grant through the Green Shipping Programme on 3 March 2025",
            {
                "amount": "1200000",
                "currency": "GBP",
                "bound": "over",
                "printed": "£1.2 million",
                "through": "programmes/green-shipping",
                "when": "2025-03-03",
                "kind": "grant",
            },
        ),
        ("Contribution", "at least KRW 300 million", {"amount": "300000000", "currency": "KRW", "bound": "at-least"}),
        ("Contribution", "$5m for boats", {"amount": "5000000", "bound": "exact", "printed": "$5m"}),
        ("Contribution", "£2m and £3m", {}),
        ("Outcome", "Nearly 40 jobs were created by 2024", {"value": "40", "bound": "nearly", "when": "../2024"}),
        (
            "Participation",
            "Quay Works Ltd is a partner of the Dry Dock Trial in Seahaven",
            {"participant": "organisations/quay-works", "activity": "projects/dry-dock-trial", "role": "partner"},
        ),
        ("Participation", "울산시는 참여했다", {"participant": "organisations/ulsan"}),
        ("Organisation", "Quay Works Ltd", {"label": "Quay Works Ltd"}),
        (
            "Organisation",
            "A company located in Seahaven, part of Quay Works Ltd, governs nothing of it.",
            {"located_in": "places/seahaven", "part_of": "organisations/quay-works", "kind": "company"},
        ),
    ],
)  # fmt: skip
def test_a_passage_fills_what_its_words_settle_and_no_more(class_name: str, words: str, values: dict[str, str]) -> None:
    outcome = prefill(class_name, words, known)
    told = {name: own[0] for name, own in outcome.values.items() if name != "confidence"}
    assert told == {**told, **values}
    extra = told.keys() - values.keys()
    assert not extra & {"amount", "currency", "funder", "recipient", "participant"}


def test_of_names_in_names_the_longer_is_meant() -> None:
    mentions = prefill("Contribution", "paid to Quay Works Ltd’s yard", known).mentions
    assert [(each.words, each.id) for each in mentions] == [("Quay Works Ltd", "organisations/quay-works")]
