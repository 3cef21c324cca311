"""Records in the order of time: partial dates as they are told, what has none, and whose they are."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.catalogue import Catalogue, TimeLine, TimeWish
from kg.errors import UnknownField, UnreadableInput
from kg.records import Record
from tests.kg.catalogue.catalogues import MAPPING, catalogue

ALL = ("Event", "Agreement", "Contribution")


def record(type_: str, slug: str, **fields: str) -> Record:
    collection = MAPPING.vocabulary.classes[type_].collection
    return Record(type_, f"{collection}/{slug}", {name: tuple(text.split(" | ")) for name, text in fields.items()})


def event(slug: str, when: str = "", **fields: str) -> Record:
    return record("Event", slug, **({"when": when} if when else {}), **fields)


def line(records: Iterable[Record], **wish: object) -> TimeLine:
    return catalogue(records).line(TimeWish(ALL, **wish))  # type: ignore[arg-type]


def slugs(dated: Iterable[object]) -> list[str]:
    return [str(getattr(each, "iri", each)).rpartition("/")[2] for each in dated]


def test_records_stand_in_the_order_in_which_they_may_begin() -> None:
    events = [event("day", "2019-09-04"), event("month", "2019-09"), event("year", "2019"), event("by", "../2018-05")]
    assert slugs(line(events).items) == ["by", "year", "month", "day"]


def test_an_end_that_nobody_tells_is_open() -> None:
    stretches = {slugs([each])[0]: each.stretch for each in line([event("a", "2018/.."), event("b", "../2022")]).items}
    assert (stretches["a"].begins, stretches["a"].ends) == ("2018", "")
    assert (stretches["b"].begins, stretches["b"].ends) == ("", "2022")


def test_a_day_without_a_year_stands_apart_and_no_date_is_counted() -> None:
    shown = line(
        [event("a", "XXXX-06-24"), event("b", "../XXXX-08"), event("c"), event("d", "2020"), event("e", "../..")]
    )
    assert slugs(shown.items) == ["d"]
    assert slugs(shown.yearless) == ["b", "a"]
    assert shown.undated == sorted(shown.undated)
    assert slugs(shown.undated) == ["c", "e"]
    assert [(each.dated, each.yearless, each.undated) for each in shown.classes if each.name == "Event"] == [(1, 2, 2)]


def test_a_financial_year_alone_lies_in_two_years_and_gives_way_to_a_time() -> None:
    shown = line([event("a", financial_year="2025/26"), event("b", "2025-03", financial_year="2024/25")])
    assert {slugs([each])[0]: each.stretch.precision for each in shown.items} == {"a": "financial year", "b": "month"}
    assert {year: dict(counts) for year, counts in shown.years.items()} == {2025: {"Event": 2}, 2026: {"Event": 1}}


def test_a_record_with_several_times_is_listed_once_and_counted_in_each_year() -> None:
    shown = line([event("a", "2018 | 2020"), event("b", "2019")])
    assert slugs(shown.items) == ["a", "b"]
    assert sorted(shown.years) == [2018, 2019, 2020]
    assert shown.total == 2


def test_years_leave_out_what_is_certainly_outside() -> None:
    events = [event("a", "2017"), event("b", "2018/.."), event("c", "2020-05"), event("d", "../2016"), event("e")]
    shown = line(events, since="2018", until="2019")
    assert slugs(shown.items) == ["b"]
    assert [each.dated for each in shown.classes if each.name == "Event"] == [4]


def test_an_organisation_has_what_names_it_and_what_its_parts_and_money_name() -> None:
    records = [
        record("Organisation", "ann", label="Ann"),
        record("Agreement", "pact", when="2019"),
        record("Participation", "p", participant="organisations/ann", activity="agreements/pact", role="partner"),
        record("Contribution", "grant", when="2020", funder="organisations/ann", kind="grant"),
        record("Contribution", "other", when="2021", kind="grant"),
        event("fair", "2022"),
    ]
    shown = line(records, about=MAPPING.iri("organisations/ann"))
    assert slugs(shown.items) == ["pact", "grant"]


def test_pages_join_to_the_whole() -> None:
    held = catalogue([event(f"e{number}", str(2000 + number // 3)) for number in range(20)])
    whole = held.line(TimeWish(ALL, limit=100)).items
    pages = [each for offset in range(0, 20, 6) for each in held.line(TimeWish(ALL, limit=6, offset=offset)).items]
    assert pages == whole
    assert len(whole) == 20


@pytest.mark.parametrize("wish", [{"since": "soon"}, {"since": "2020", "until": "2019"}])
def test_dates_that_are_none_are_refused(wish: dict[str, str]) -> None:
    with pytest.raises(UnreadableInput):
        TimeWish(ALL, **wish)  # type: ignore[arg-type]


def test_a_class_without_times_is_refused() -> None:
    with pytest.raises(UnknownField):
        catalogue([event("a")]).line(TimeWish(("Place",)))


times = st.sampled_from(
    [
        "",
        "2019",
        "2019-05",
        "2019-05-06",
        "201X",
        "2018/2020",
        "../2021",
        "2020/..",
        "XXXX-04-05",
        "2021~",
        "2018 | 2022",
    ]
)


@given(st.lists(times, max_size=12))
def test_every_record_is_counted_once(told: list[str]) -> None:
    held: Catalogue = catalogue([event(f"e{number}", when) for number, when in enumerate(told)])
    shown = held.line(TimeWish(("Event",)))
    (events,) = shown.classes
    assert events.dated + events.yearless + events.undated == len(told)
    listed = slugs([*shown.items, *shown.yearless, *shown.undated])
    assert sorted(listed) == sorted(f"e{number}" for number in range(len(told)))
    assert shown.total == events.dated


def test_the_usage_counts_classes_fields_terms_and_evidence() -> None:
    records = [
        record("Organisation", "ann", label="Ann", kind="company", evidence="report"),
        record("Organisation", "bob", label="Bob"),
        record("Document", "report", label="Report", kind="report"),
    ]
    usage = catalogue(records).usage()
    assert usage.classes == {"Organisation": 2, "Document": 1}
    assert (usage.fields["Organisation", "label"], usage.fields["Organisation", "kind"]) == (2, 1)
    assert usage.cited == {"Organisation": 1}
    assert [(type_, field, count) for (type_, field, _), count in sorted(usage.terms.items())] == [
        ("Document", "kind", 1),
        ("Organisation", "kind", 1),
    ]
