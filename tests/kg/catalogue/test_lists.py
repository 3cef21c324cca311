"""Lists: what is in them by filters and searches, and in which order."""

import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.catalogue import Catalogue, Hit, Selection
from kg.errors import KgError, UnknownField, UnknownIri, UnknownName
from kg.records import Record
from tests.kg.catalogue.catalogues import MAPPING, catalogue, many, outcome, slugs


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


def test_reading_one(harbour: Catalogue) -> None:
    iri = MAPPING.iri("organisations/harbour-lab")
    assert harbour.record(iri).one("quote") == "항만 연구소"
    assert harbour.type_of(iri) == "Organisation"
    assert harbour.label(iri) == "Harbour Lab"
    assert harbour.label("https://example.org/some-thing") == "some thing"
    assert harbour.type_of("https://example.org/x") == ""
    with pytest.raises(UnknownIri):
        harbour.record("https://example.org/x")


def test_the_records_of_a_document_are_read_together(harbour: Catalogue) -> None:
    total = 0
    for document in harbour.records("Document"):
        iri = MAPPING.iri(document.id)
        records = [*harbour.records_citing(iri)]
        assert records == [harbour.record(each) for each in harbour.citing(iri)]
        total += len(records)
    assert total


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
