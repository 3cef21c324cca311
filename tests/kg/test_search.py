"""What a search finds, and in which order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.search import Index
from kg.spelling import fold

TEXTS = {
    "birmingham": ["University of Birmingham", "UoB"],
    "aston": ["Aston University", "Aston, Birmingham"],
    "city": ["Birmingham"],
    "innovate": ["Innovate UK"],
    "connect": ["Innovate UK Business Connect"],
    "council": ["Birmingham City Council"],
    "mou": ["Memorandum of understanding between the West Midlands and UCCEI", "MoUs"],
    "etri": ["Electronics and Telecommunications Research Institute", "ETRI", "한국전자통신연구원"],
    "steel": ["CIRCULAR STEEL", "XI-ROR 03ysstz10"],
    "ulsan": ["Ulsan", "울산광역시"],
    "technopark": ["Ulsan Technopark", "울산 테크노파크"],
}
INDEX = Index((text, iri) for iri, texts in TEXTS.items() for text in texts)


def found(search: str) -> list[str]:
    return [hit.iri for hit in INDEX.find(search)]


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("birmingham", ["city", "council", "aston", "birmingham"]),
        ("birmingham university", ["birmingham", "aston"]),
        ("University, Birmingham", ["birmingham", "aston"]),
        ("council birmingham", ["council"]),
        ("innovate uk", ["innovate", "connect"]),
        ("uk innovate", ["innovate", "connect"]),
        ("business innovate", ["connect"]),
        ("mou uccei", ["mou"]),
        ("etri institute", ["etri"]),
        ("연구 etri", ["etri"]),
        ("울산 테크노", ["technopark"]),
        ("ror-03yss", ["steel"]),
        ("arch etri", []),
        ("birmingham birmingham", ["city", "aston", "council", "birmingham"]),
    ],
)
def test_words_are_found_in_any_order_and_in_any_text(search: str, expected: list[str]) -> None:
    assert found(search) == expected


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("Inovate", ["innovate", "connect"]),
        ("inovate uk", ["innovate", "connect"]),
        ("Innovaet UK", ["innovate", "connect"]),
        ("birmingam universty", ["birmingham", "aston"]),
        ("Pirmingham", ["aston", "birmingham", "city", "council"]),
        ("technoparc ulsan", ["technopark"]),
        ("울산광연시", ["ulsan"]),
        ("telecomunicatoins", ["etri"]),
        ("uk inovatte xyz", []),
        ("mol", []),
        ("ab", []),
    ],
)
def test_words_may_be_misspelt_where_nothing_else_is_found(search: str, expected: list[str]) -> None:
    assert sorted(found(search)) == sorted(expected)


def test_what_is_spelt_so_hides_what_is_spelt_nearly_so() -> None:
    index = Index([("Busan", "a"), ("Pusan", "b")])
    assert [hit.iri for hit in index.find("pusan")] == ["b"]
    assert {hit.iri for hit in index.find("dusan")} == {"a", "b"}


def test_the_best_text_is_shown() -> None:
    assert INDEX.find("uob birmingham")[0].text == "UoB"
    assert INDEX.find("university birmingham")[0].text == "University of Birmingham"


def test_a_search_of_very_many_words_is_one_of_the_first() -> None:
    assert found(" ".join(["birmingham", "university", "of", *["of"] * 10_000])) == ["birmingham"]
    assert found(f"birmingham {' '.join(map(str, range(100_000)))}") == []


@pytest.mark.parametrize("search", ["", " ", "\u200b", "!!", ".*", "()"])
def test_what_has_no_letter_finds_what_contains_it(search: str) -> None:
    assert found(search) == []


WORDS = st.sampled_from(["port", "sea", "Harbour", "lab", "연구", "a-b", "ＬＡＢ", "Café", "x"])
NAMES = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)


@given(st.lists(st.tuples(NAMES, st.sampled_from("abcd")), max_size=6), NAMES)
def test_each_is_found_once_with_a_text_of_its_own_and_none_is_missed(
    texts: list[tuple[str, str]], search: str
) -> None:
    hits = Index(texts).find(search)
    assert len({hit.iri for hit in hits}) == len(hits)
    assert hits == sorted(hits)
    assert all((hit.text, hit.iri) in texts for hit in hits)
    containing = {iri for text, iri in texts if fold(search) in fold(text)}
    assert containing <= {hit.iri for hit in hits}
