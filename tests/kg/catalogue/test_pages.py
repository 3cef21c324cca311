"""Pages and their cursors: together they are the whole list, and a cursor is of one list only."""

from base64 import urlsafe_b64encode
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.catalogue import Catalogue, Selection
from kg.errors import KgError
from kg.records import Record, Row, find_datasets, read_rows
from kg.vocabulary import load_vocabulary
from tests.conftest import HARBOUR
from tests.kg.catalogue.catalogues import MAPPING, catalogue, many, outcome, slugs, turn


@settings(max_examples=60)
@given(many, st.sampled_from(["", "value", "-value", "label", "-label", "metric", "-metric"]), st.integers(1, 5))
def test_the_pages_together_are_the_whole_list(records: list[Record], sort: str, limit: int) -> None:
    found = catalogue(records)
    whole = found.page("outcomes", Selection(sort=sort, limit=1000))
    assert (whole.total, whole.next) == (len(records), "")
    assert turn(found, "outcomes", sort=sort, limit=limit) == slugs(whole)
    assert sorted(slugs(whole)) == sorted(record.slug for record in records)


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


@pytest.mark.parametrize("sort", ["label", "-label", "id", "-id", "value"])
def test_few_that_lie_together_are_paged_in_the_order_of_all(sort: str) -> None:
    """They are at one end of the order, some with a label and some without: none is lost when it is left half-way."""

    def record(number: int) -> Record:
        told = {"metric": ("jobs" if number >= 1_800 else "firms",)}
        told |= {"label": (f"Label {number % 7}",)} if number % 2 else {}
        return Record("Outcome", f"outcomes/r{number:04}", told)

    found = catalogue(map(record, range(2_000)))
    filters = {"metric": ("jobs",)}
    whole = slugs(found.page("outcomes", Selection(filters, sort=sort, limit=1_000)))
    assert turn(found, "outcomes", filters=filters, sort=sort, limit=12) == whole
    assert sorted(whole) == [f"r{number:04}" for number in range(1_800, 2_000)]
    labelled = [slug for slug in whole if int(slug[1:]) % 2] if "label" in sort else []
    assert whole[: len(labelled)] == labelled, "what has no value is at the end"
