"""What a search finds, and in which order."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.catalogue import Hit
from kg.catalogue.database import Database
from kg.catalogue.layout import Layout
from kg.catalogue.search import Place, Search
from kg.catalogue.writer import Writer
from kg.mapping import Mapping
from kg.settings import Settings
from kg.vocabulary import load_vocabulary
from tests.plain import PlainSearch

LAYOUT = Layout(Mapping(load_vocabulary(), Settings().base_iri))

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


class Index:
    """An index of nothing but texts, each with the IRI of what it names."""

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        database, by_iri = Database.in_memory(), dict[str, set[str]]()
        for text, iri in texts:
            by_iri.setdefault(iri, set()).add(text)
        writer = Writer(database, LAYOUT)
        for iri, own in by_iri.items():
            writer.put(iri, sorted((LAYOUT.label, "", text) for text in own))
        writer.finish()
        database.finish()
        self._search = Search(database)

    def find(self, search: str, few: int = 300, after: Place | None = None) -> list[Hit]:
        return list(self._search.hits(self._search.find(search), after=after, few=few))


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


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("BCC", ["council"]),
        (" IUK ", ["innovate"]),
        ("IU", ["innovate"]),
        ("AU", ["aston"]),
        ("iuk", []),
        ("UOB", ["birmingham"]),
        ("ETRI", ["etri"]),
    ],
)
def test_capitals_that_no_name_begins_with_are_initials(search: str, expected: list[str]) -> None:
    assert sorted(found(search)) == sorted(expected)


def test_initials_go_before_what_is_spelt_nearly_so_and_after_names() -> None:
    ministry = ("Department for Science, Innovation and Technology", "dsit")
    index = Index([ministry, ("DIT", "dit"), ("Handsite", "within")])
    assert [hit.iri for hit in index.find("DSIT")] == ["dsit"]
    named = Index([ministry, ("DSIT", "named")])
    assert [hit.iri for hit in named.find("DSIT")] == ["named"]


def test_many_with_the_same_initials_are_ranked_page_by_page() -> None:
    texts = [(f"Port{'s' * (number % 5)} Lab", f"{number:03}") for number in range(40)]
    index, plain = Index(texts), PlainSearch(texts)
    hits = plain.find("PL")
    assert len(hits) == 40
    assert index.find("PL", few=3) == index.find("PL") == hits
    assert index.find("PL", few=3, after=hits[17][:3]) == hits[18:]


def test_the_best_text_is_shown() -> None:
    assert INDEX.find("uob birmingham")[0].text == "UoB"
    assert INDEX.find("university birmingham")[0].text == "University of Birmingham"


def test_a_search_of_very_many_words_is_one_of_the_first() -> None:
    assert found(" ".join(["birmingham", "university", "of", *["of"] * 10_000])) == ["birmingham"]
    assert found(f"birmingham {' '.join(map(str, range(100_000)))}") == []


@pytest.mark.parametrize("search", ["", " ", "\u200b", "!!", ".*", "()"])
def test_what_has_no_letter_finds_what_contains_it(search: str) -> None:
    assert found(search) == []


WORDS = st.sampled_from(
    [
        "port",
        "sea",
        "Harbour",
        "lab",
        "harbor",
        "seaport",
        "연구",
        "연구소",
        "울산",
        "a-b",
        "ＬＡＢ",
        "Café",
        "x",
        "R&D",
        "(x)",
        "_",
        "!!",
    ]
)
NAMES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
SEARCHES = st.one_of(
    NAMES,
    st.text("portseab harlx연구소é&-!()", max_size=8),
    st.tuples(NAMES, st.integers(0, 6), st.integers(0, 14)).map(lambda cut: cut[0][cut[1] : cut[2]]),
)


@pytest.mark.parametrize("few", [0, 300])
@settings(max_examples=150)
@given(st.lists(st.tuples(NAMES, st.sampled_from("abcdefgh")), max_size=12), st.lists(SEARCHES, min_size=1, max_size=4))
def test_it_finds_what_going_through_all_texts_finds(
    few: int, texts: list[tuple[str, str]], searches: list[str]
) -> None:
    """Whether things are ranked one by one, as few are, or texts are read in order, as of many."""
    index, plain = Index(texts), PlainSearch(texts)
    for search in searches:
        assert index.find(search, few) == plain.find(search)


@settings(max_examples=50)
@given(st.lists(st.tuples(NAMES, st.sampled_from("abcdefgh")), min_size=1, max_size=12), SEARCHES)
def test_it_goes_on_from_every_place(texts: list[tuple[str, str]], search: str) -> None:
    index = Index(texts)
    whole = index.find(search)
    for place, hit in enumerate(whole):
        assert index.find(search, 0, hit[:3]) == whole[place + 1 :]


def test_very_many_texts_of_one_length_are_read_in_order() -> None:
    texts = [(f"Port {number:04}", f"port-{number % 700:03}") for number in range(1500)]
    index, plain = Index(texts), PlainSearch(texts)
    for search in ("port", "port 0", "port 00", "0", "1", "po", "ort 0", "04 port", "prot"):
        whole = plain.find(search)
        assert index.find(search) == whole
        assert index.find(search, after=whole[len(whole) // 2][:3]) == whole[len(whole) // 2 + 1 :]
