"""Dates as the shapes judge them, against a reading of our own: the calendar, and the order of the two ends."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import SH, Graph, URIRef

from kg.mapping import Mapping
from kg.ontology import ontology_folder
from kg.records import Record
from kg.settings import Settings
from kg.store.rdf import PREFIXES, Literal, NamedNode, Quad
from kg.store.statements import statement_of
from kg.validation.after import ontology_types
from kg.validation.gate import screen, shapes
from kg.validation.paths import index
from kg.validation.screen import ShapeScene
from kg.vocabulary import load_vocabulary

MAPPING = Mapping(load_vocabulary(), Settings().base_iri)
TYPES = {MAPPING.iri("documents/d"): ("http://xmlns.com/foaf/0.1/Document",), **ontology_types()}


def broken(**fields: str) -> set[str]:
    """Give the shapes that a programme with these fields breaks, by both judges."""
    said = {"label": ("P",), "confidence": ("stated",), "evidence": ("d",)}
    record = Record("Programme", "programmes/p", said | {name: (value,) for name, value in fields.items()})
    quads: list[Quad] = MAPPING.to_quads(record, MAPPING.graph("demo"))
    types = [(iri, each) for iri, classes in TYPES.items() for each in classes]
    found = {each.shape.removeprefix(PREFIXES["shape"]) for each in shapes().validate(quads, types)}
    assert screen().clears(index(map(statement_of, quads)), lambda iri: TYPES.get(iri, ())) == (not found)
    return found


DAY = re.compile(r"(\d{4}|XXXX)(?:-(\d\d)(?:-(\d\d))?)?[~?]?", re.ASCII)


def first_and_last(text: str) -> tuple[date, date] | None:
    """Read one end of an interval; None for what is no date. A year that is not told is 2000, a leap year."""
    found = DAY.fullmatch(text)
    if found is None or (found[1] == "XXXX" and found[2] is None) or found[1] < "1000":
        return None
    year, month, day = 2000 if found[1] == "XXXX" else int(found[1]), found[2], found[3]
    try:
        first = date(year, int(month or 1), int(day or 1))
    except ValueError:
        return None
    if day:
        return first, first
    return first, date(year, first.month, monthrange(year, first.month)[1]) if month else date(year, 12, 31)


def verdict(text: str) -> set[str]:
    """Say which shape a date should break, if any."""
    start, slash, end = text.partition("/")
    one = None if start == ".." and slash and end != ".." else first_and_last(start)
    other = None if end == ".." and slash else first_and_last(end) if slash else None
    open_start, open_end = start == ".." and bool(slash), end == ".." and bool(slash)
    well_formed = (one is not None or open_start) and (not slash or other is not None or open_end)
    if not well_formed or (open_start and open_end):
        return {"Record-when"}
    backward = one and other and "XXXX" not in text and one[0] > other[1]
    return {"Record-when-order"} if backward else set()


FINANCIAL_YEAR = URIRef(f"{PREFIXES['shape']}Record-financial_year")


@cache
def shapes_graph() -> Graph:
    return Graph().parse(ontology_folder() / "shapes.ttl")


years = st.sampled_from(["1900", "1999", "2000", "2023", "2024", "2025", "0000", "0999", "12025", "XXXX", "24"])
months = st.sampled_from(["", "-01", "-02", "-04", "-09", "-10", "-12", "-00", "-13", "-21", "-W03", "-2"])
days = st.sampled_from(["", "-01", "-09", "-10", "-28", "-29", "-30", "-31", "-32", "-00", "T24:00", "-1"])
ends = st.builds("{}{}{}{}".format, years, months, days, st.sampled_from(["", "~", "?", "%"])) | st.just("..")


def compiled(text: str) -> set[str]:
    """Give the shape that a date breaks, by the functions that the screen makes of the shapes."""
    date = str(Literal(text, datatype=NamedNode(f"{PREFIXES['edtf']}EDTF")))
    scene = ShapeScene({}, lambda _: (), ())
    is_date, is_backward = (
        screen().compile(f"<{PREFIXES['shape']}{name}>")(date, scene) for name in ("ADate", "ABackwardInterval")
    )
    return {"Record-when-order"} if is_backward else set() if is_date else {"Record-when"}


@settings(max_examples=1_000)
@given(ends, st.just("") | ends.map(lambda end: f"/{end}"))
def test_the_calendar_and_the_order_are_those_of_a_reading_of_our_own(start: str, end: str) -> None:
    assert compiled(start + end) == verdict(start + end)


@pytest.mark.parametrize(
    "text",
    [
        "2024/2024",
        "2025/2025-03",
        "2025-12/2025",
        "2024-11-30/2024-12-01",
        "1999~/2000?",
        "../1998",
        "2025/..",
        "XXXX-11/XXXX-02",  # a winter
        "XXXX-02-29",
        "2000-02-29",
    ],
)
def test_what_a_source_may_say(text: str) -> None:
    assert broken(when=text) == verdict(text) == set()


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("2028/2025", "Record-when-order"),
        ("2025-12/2025-03", "Record-when-order"),
        ("2025-03-02/2025-03-01", "Record-when-order"),
        ("2025-10/2025-09-30", "Record-when-order"),
        ("2026?/2025~", "Record-when-order"),
        ("2025-02-29", "Record-when"),
        ("1900-02-29", "Record-when"),
        ("2024/2025-02-29", "Record-when"),
        ("2025-13", "Record-when"),
        ("2025-00", "Record-when"),
        ("0000", "Record-when"),
        ("0000-00-00", "Record-when"),
        ("12025", "Record-when"),
        ("-2025", "Record-when"),
        ("Y17000", "Record-when"),
        ("2025-W12", "Record-when"),
        ("2025-01-01T24:00", "Record-when"),
        ("2025/27", "Record-when"),
        ("2025/2026/2027", "Record-when"),
        ("../..", "Record-when"),
        ("/2025", "Record-when"),
        ("2025/", "Record-when"),
        ("２０２５", "Record-when"),
    ],
)
def test_what_no_source_can_mean(text: str, shape: str) -> None:
    assert broken(when=text) == {shape}


@pytest.mark.parametrize("year", [1998, 1999, 2000, 2008, 2009, 2019, 2025, 2099])
def test_a_financial_year_is_a_year_and_the_next(year: int) -> None:
    pattern = re.compile(str(shapes_graph().value(FINANCIAL_YEAR, SH.pattern)))
    assert [end for end in range(100) if pattern.search(f"{year}/{end:02}")] == [(year + 1) % 100]
    assert broken(financial_year=f"{year}/{(year + 1) % 100:02}") == set()


@pytest.mark.parametrize(
    "text", ["2025", "2025-26", "2025/2026", "2025/6", "25/26", "0025/26", "2025/26 ", "FY2025/26"]
)
def test_a_financial_year_is_written_in_one_way(text: str) -> None:
    assert broken(financial_year=text) == {"Record-financial_year"}


@pytest.mark.parametrize("text", ["1" * 300_000, "2025-" * 60_000, "2025/" * 60_000, "-02-3" * 60_000])
def test_a_text_without_end_is_no_date_and_is_told_so_at_once(text: str) -> None:
    assert broken(when=text) == {"Record-when"}
