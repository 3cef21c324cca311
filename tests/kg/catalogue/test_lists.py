from __future__ import annotations

import re
import unicodedata
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.catalogue import Catalogue, Hit, Page, Selection
from kg.errors import KgError, UnknownField, UnknownIri, UnknownName
from kg.mapping import Mapping
from kg.records import Record, Row, find_datasets, read_rows
from kg.settings import Settings
from kg.store import EmbeddedStore
from kg.vocabulary import load_vocabulary
from tests.conftest import HARBOUR

MAPPING = Mapping(load_vocabulary(), Settings().base_iri)


def catalogue(records: Iterable[Record], version: int = 1) -> Catalogue:
    quads = [quad for record in records for quad in MAPPING.to_quads(record, MAPPING.graph("demo"))]
    store = EmbeddedStore.in_memory(quads)
    return Catalogue(lambda: store, MAPPING, version)


def outcome(slug: str, value: str = "", label: str = "") -> Record:
    given = {"value": value, "label": label}
    return Record("Outcome", f"outcomes/{slug}", {name: (text,) for name, text in given.items() if text})


def slugs(page: Page) -> list[str]:
    return [iri.rpartition("/")[2] for iri in page.iris]


def turn(found: Catalogue, collection: str, **selection: object) -> list[str]:
    """Turn all pages from the first to the last."""
    seen: list[str] = []
    cursor = ""
    while True:
        page = found.page(collection, Selection(**selection, cursor=cursor))  # type: ignore[arg-type]
        seen += slugs(page)
        cursor = page.next
        if not cursor:
            return seen


@pytest.fixture(scope="module")
def harbour() -> Catalogue:
    (dataset,) = find_datasets(HARBOUR)
    return catalogue(row.record for row in read_rows(dataset, load_vocabulary()) if isinstance(row, Row))


values = st.sampled_from(
    ["", "0", "-1", "-10", "-2.5", "2", "10", "9", "1000000", "0.5", "-0.5", "1250000.5", "1" + "0" * 20]
)
labels = st.sampled_from(["", "a", "A", "b", "Zebra", "é", "한국", "z|y", '"q"'])
many = st.lists(
    st.builds(outcome, st.from_regex(r"[a-c][0-9]", fullmatch=True), values, labels),
    max_size=14,
    unique_by=lambda each: each.id,
)


@settings(max_examples=60)
@given(many, st.sampled_from(["", "value", "-value", "label", "-label", "metric", "-metric"]), st.integers(1, 5))
def test_the_pages_together_are_the_whole_list(records: list[Record], sort: str, limit: int) -> None:
    found = catalogue(records)
    whole = found.page("outcomes", Selection(sort=sort, limit=1000))
    assert (whole.total, whole.next) == (len(records), "")
    assert turn(found, "outcomes", sort=sort, limit=limit) == slugs(whole)
    assert sorted(slugs(whole)) == sorted(record.slug for record in records)


@settings(max_examples=60)
@given(many)
def test_numbers_are_sorted_as_numbers_and_nothing_comes_last(records: list[Record]) -> None:
    by_slug = {record.slug: record.one("value") for record in records}
    for sort, factor in (("value", 1), ("-value", -1)):
        found = [by_slug[slug] for slug in slugs(catalogue(records).page("outcomes", Selection(sort=sort)))]
        given = [factor * Decimal(value) for value in found if value]
        assert given == sorted(given)
        assert not any(found[len(given) :])


numbers = st.one_of(
    st.integers(-(10**9), 10**9).map(str),
    st.integers(1000, 1120).map(str),
    st.integers(-1120, -1000).map(str),
    st.decimals(-2000, 2000, places=3).map(lambda number: f"{number:f}"),
    st.sampled_from(["0", "0.05", "-0.05", "99", "100", "1000", "1040", "1049.999", "-1000", "-999", "9" * 25]),
)


@settings(max_examples=80)
@given(st.lists(numbers, max_size=30), numbers, st.one_of(numbers, st.just("")))
def test_a_range_has_the_numbers_between_its_ends(values: list[str], least: str, most: str) -> None:
    if most and Decimal(least) > Decimal(most):
        least, most = most, least
    found = catalogue(outcome(f"o{place}", value) for place, value in enumerate(values))
    for ends in ((least, most), ("", most), (least, "")):
        low, high = (Decimal(end) if end else None for end in ends)
        between = {
            f"o{place}"
            for place, value in enumerate(values)
            if (low is None or low <= Decimal(value)) and (high is None or Decimal(value) <= high)
        }
        assert set(slugs(found.page("outcomes", Selection(ranges={"value": ends})))) == between


@settings(max_examples=60)
@given(many, many, st.sampled_from(["value", "-value", "label", "-label"]), st.integers(1, 4))
def test_a_cursor_holds_its_place_when_records_come_and_go(
    before: list[Record], after: list[Record], sort: str, limit: int
) -> None:
    """What is there all along is seen exactly once, whatever is added or removed between two pages."""
    later = {record.id: record for record in after}
    kept = {record.slug for record in before if record.id not in later}
    later |= {record.id: record for record in before if record.slug in kept}
    first = catalogue(before).page("outcomes", Selection(sort=sort, limit=limit))
    seen = slugs(first)
    if first.next:
        rest = catalogue(later.values(), 2)
        cursor = first.next
        while cursor:
            page = rest.page("outcomes", Selection(sort=sort, limit=limit, cursor=cursor))
            seen += slugs(page)
            cursor = page.next
        there = turn(catalogue(before), "outcomes", sort=sort)
        assert [slug for slug in seen if slug in kept] == [slug for slug in there if slug in kept]


def test_filters_of_one_field_are_alternatives_and_of_two_are_joined(harbour: Catalogue) -> None:
    def ask(**filters: tuple[str, ...]) -> list[str]:
        return slugs(harbour.page("organisations", Selection(filters)))

    assert ask(kind=("company",)) == ["quay-works"]
    assert ask(kind=("company", "university")) == ["quay-works", "seahaven-university"]
    assert ask(kind=("company",), governs=("places/seahaven",)) == []
    assert ask(kind=("local-authority",), governs=("places/seahaven",)) == ["seahaven-council"]
    assert ask(label=("Quay Works Ltd",)) == ["quay-works"]
    assert "seahaven-council" not in ask(governs=("",))
    assert "quay-works" in ask(governs=("", "places/seahaven"))


def test_a_filter_that_no_record_could_pass_is_an_error(harbour: Catalogue) -> None:
    with pytest.raises(UnknownField, match="Did you mean 'company'"):
        harbour.page("organisations", Selection({"kind": ("compny",)}))
    with pytest.raises(KgError, match="collection/id"):
        harbour.page("organisations", Selection({"governs": ("seahaven",)}))


@pytest.mark.parametrize(
    ("collection", "field", "value", "example"),
    [
        ("contributions", "amount", "£1.2m", "1250000.50"),
        ("contributions", "amount", "250,000", "1250000.50"),
        ("groups", "count", "many", "30"),
        ("groups", "count", "2.5", "30"),
        ("contributions", "when", "3/4/2025", "2025-03-14"),
        ("documents", "published", "April 2025", "2025-03-14"),
        ("projects", "duration", "18 months", "P18M"),
    ],
)
def test_a_filter_by_what_is_no_number_or_date_is_an_error(
    harbour: Catalogue, collection: str, field: str, value: str, example: str
) -> None:
    with pytest.raises(KgError, match=re.escape(f"{field}: {value!r} is not a")) as refused:
        harbour.page(collection, Selection({field: (value,)}))
    assert example in str(refused.value)


@pytest.mark.parametrize(
    "value", ["2025", "2025-03-14", "2024~", "XXXX-06-24", "2024/2026", "../2026", "2024/..", "2024/"]
)
def test_every_form_of_a_date_is_a_filter(harbour: Catalogue, value: str) -> None:
    assert harbour.page("contributions", Selection({"when": (value,)})).total >= 0


@pytest.mark.parametrize("amount", ["250000", "250000.00", "+250000"])
def test_a_number_is_filtered_by_its_value(harbour: Catalogue, amount: str) -> None:
    assert slugs(harbour.page("contributions", Selection({"amount": (amount,)}))) == ["second-grant"]


def test_funders_are_those_who_fund(harbour: Catalogue) -> None:
    assert slugs(harbour.page("funders", Selection())) == ["seahaven-council"]
    assert harbour.record_class("funders").name == "Organisation"
    assert slugs(harbour.page("funders", Selection({"kind": ("company",)}))) == []


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("harbour", ["harbour-lab"]),
        ("  HARBOUR lab ", ["harbour-lab"]),
        ("연구", ["harbour-lab"]),
        ("01234567", ["quay-works"]),
        ("sea", ["seahaven-council", "seahaven-university"]),
        ("nothing", []),
        ("", ["harbour-lab", "quay-works", "seahaven-council", "seahaven-university"]),
    ],
)
def test_search_looks_into_labels_names_and_identifiers(harbour: Catalogue, search: str, found: list[str]) -> None:
    assert slugs(harbour.page("organisations", Selection(search=search))) == found


def test_the_best_hit_is_first(harbour: Catalogue) -> None:
    texts = [hit.text for hit in harbour.found("harbour")]
    assert texts[0].startswith("Harbour")
    assert "Partners" not in " ".join(texts)
    assert harbour.found("seahaven")[0].iri == MAPPING.iri("places/seahaven")


def test_all_pages_of_a_search_are_all_of_it_whatever_the_size(harbour: Catalogue) -> None:
    whole = harbour.found("a")
    for size in (1, 2, 7):
        turned, cursor = list[Hit](), ""
        while len(turned) < len(whole):
            page = harbour.find("a", cursor=cursor, limit=size)
            turned, cursor = [*turned, *page.hits], page.next
            assert page.total == len(whole)
        assert (turned, cursor) == (whole, "")


def test_a_page_after_a_hit_that_is_gone_goes_on_behind_its_place(harbour: Catalogue) -> None:
    first, second, *_ = harbour.found("harbour")
    cursor = harbour.find("harbour", limit=1).next
    (dataset,) = find_datasets(HARBOUR)
    rows = (row.record for row in read_rows(dataset, load_vocabulary()) if isinstance(row, Row))
    left = [record for record in rows if first.iri != MAPPING.iri(record.one("name_of") or record.id)]
    assert catalogue(left).find("harbour", cursor=cursor).hits[0] == second


def test_a_cursor_of_another_search(harbour: Catalogue) -> None:
    cursor = harbour.find("a", limit=1).next
    for search, class_name in (("e", ""), ("a", "Organisation")):
        with pytest.raises(KgError, match="of another list"):
            harbour.find(search, class_name, cursor)


def test_reading_one(harbour: Catalogue) -> None:
    iri = MAPPING.iri("organisations/harbour-lab")
    assert harbour.record(iri).one("quote") == "항만 연구소"
    assert harbour.type_of(iri) == "Organisation"
    assert harbour.label(iri) == "Harbour Lab"
    assert harbour.label("https://example.org/some-thing") == "some thing"
    assert harbour.type_of("https://example.org/x") == ""
    with pytest.raises(UnknownIri):
        harbour.record("https://example.org/x")


def test_what_cannot_be_asked(harbour: Catalogue) -> None:
    with pytest.raises(UnknownName, match="Did you mean 'organisations'"):
        harbour.page("organizations", Selection())
    with pytest.raises(UnknownField, match="Did you mean 'label'"):
        harbour.page("organisations", Selection(sort="-lable"))
    for name in ("lable", "evidences", "id", ""):
        with pytest.raises(UnknownField):
            harbour.page("organisations", Selection({name: ("x",)}))
    for value in ("a b", "http://[", "x>"):
        with pytest.raises(KgError):
            harbour.page("organisations", Selection({"governs": (value,)}))


def packed(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


NO_CURSORS = {
    **{
        each: each
        for each in ("x", "!!!", "W10", "bnVsbA", "e30", "WzEsMiwzLDRd", "한", "WyJhIiwiYiIsImMiXQ", "=", " ")
    },
    "the old form": packed('[0, "a", "b"]'),
    "endless": packed('["0123456789ab", 1e999, "a", "b"]'),
    "no number": packed('["0123456789ab", NaN, "a", "b"]'),
    "a fraction": packed('["0123456789ab", 0.0, "a", "b"]'),
    "too long a number": packed(f'["0123456789ab", {"9" * 5000}, "a", "b"]'),
    "a text too few": packed('["0123456789ab", 0, "a"]'),
    "a text too many": packed('["0123456789ab", 0, "a", "b", "c"]'),
    "numbers for texts": packed('["0123456789ab", 0, 1, 2]'),
    "an object": packed('{"0": 0}'),
    "nothing": packed("null"),
    "deep": packed("[" * 20_000),
    "huge": packed(f'["0123456789ab", 0, "{"a" * 100_000}", "b"]'),
    "half a character": packed('["0123456789ab", 0, "\\ud800", "b"]') + "A",
    "in another spelling": packed('["0123456789ab",0,"a","b"]'),
    "with what is passed over": packed('["0123456789ab", 0, "a", "b"]') + "!",
    "no text": urlsafe_b64encode(b"\xff\xfe\x00").decode(),
}


@pytest.mark.parametrize("cursor", NO_CURSORS.values(), ids=NO_CURSORS)
def test_a_cursor_that_is_not_ours(harbour: Catalogue, cursor: str) -> None:
    for sort in ("", "-label"):
        with pytest.raises(KgError, match="is not a cursor") as refused:
            harbour.page("organisations", Selection(cursor=cursor, sort=sort))
        assert len(refused.value.message) < 200


@pytest.mark.parametrize(
    ("collection", "selection"),
    [
        ("funders", Selection(limit=1)),
        ("organisations", Selection(limit=1, sort="-label")),
        ("organisations", Selection(limit=1, sort="kind")),
        ("organisations", Selection({"kind": ("company",)}, limit=1)),
        ("organisations", Selection(limit=1, search="port")),
    ],
)
def test_a_cursor_of_another_list(harbour: Catalogue, collection: str, selection: Selection) -> None:
    """It would skip records in silence."""
    cursor = harbour.page("organisations", Selection(limit=1)).next
    with pytest.raises(KgError, match="of another list"):
        harbour.page(collection, replace(selection, cursor=cursor))
    assert slugs(harbour.page("organisations", Selection(limit=3, cursor=cursor)))  # the size of a page may change


@pytest.mark.parametrize("sort", ["label", "-label"])
def test_a_cursor_goes_in_an_address_however_long_the_labels_are(sort: str) -> None:
    records = [outcome(f"a{number}", label="가" * 30_000 + str(number)) for number in range(3)]
    found = catalogue(records)
    assert len(found.page("outcomes", Selection(sort=sort, limit=1)).next) < 4000
    assert sorted(turn(found, "outcomes", sort=sort, limit=1)) == ["a0", "a1", "a2"]


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
