"""Names are found in whatever composition, width and case they are written."""

import unicodedata
from collections.abc import Callable
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.catalogue import Catalogue, Selection
from kg.records import Record
from tests.kg.catalogue.catalogues import catalogue, outcome, slugs

KOREAN = unicodedata.normalize("NFD", "항만 연구소")
"""As a Mac types it."""


@pytest.fixture(scope="module")
def mixed() -> Catalogue:
    """Names in several spellings, one of them decomposed: an update over SPARQL may write it so."""
    names = {
        "composed": "항만 연구소",
        "decomposed": KOREAN,
        "wide": "Ｕlsan\u3000Port",
        "soft": "Dry\u00adDock  Straße",
    }
    given = [Record("Outcome", f"outcomes/{slug}", {"label": (label,)}) for slug, label in names.items()]
    return catalogue(given)


@pytest.mark.parametrize(
    ("search", "found"),
    [
        (KOREAN, ["composed", "decomposed"]),
        ("항만", ["composed", "decomposed"]),
        (unicodedata.normalize("NFD", "연구소"), ["composed", "decomposed"]),
        ("ULSAN port", ["wide"]),
        ("ｕｌｓａｎ", ["wide"]),
        ("drydock STRASSE", ["soft"]),
        ("port\u200b", ["wide"]),
    ],
)
def test_search_looks_past_the_spelling(mixed: Catalogue, search: str, found: list[str]) -> None:
    assert sorted(slugs(mixed.page("outcomes", Selection(search=search)))) == found
    assert sorted(hit.iri.rpartition("/")[2] for hit in mixed.found(search)) == found


@pytest.mark.parametrize("spelt", ["항만 연구소", KOREAN])
def test_a_filter_finds_a_text_however_it_is_composed(mixed: Catalogue, spelt: str) -> None:
    assert slugs(mixed.page("outcomes", Selection({"label": (spelt,)}))) == ["composed", "decomposed"]


@pytest.mark.parametrize("search", ["\u200b", "\u00ad \u200d"])
def test_a_search_for_nothing_that_can_be_seen(mixed: Catalogue, search: str) -> None:
    assert mixed.found(search) == []
    assert mixed.page("outcomes", Selection(search=search)).total == 4


@given(st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]), st.sampled_from([str.upper, str.lower, str.title, str]))
def test_a_name_is_found_in_every_form(
    form: Literal["NFC", "NFD", "NFKC", "NFKD"], cased: Callable[[str], str]
) -> None:
    label = "Café Ålesund 울산 ﬁber"
    found = catalogue([outcome("one", label=label)])
    assert [hit.text for hit in found.found(unicodedata.normalize(form, cased(label)))] == [label]
