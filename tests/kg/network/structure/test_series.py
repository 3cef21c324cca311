"""Networks year by year, on rows small enough to count."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from kg.errors import UnknownField, UnknownIri, UnknownName, UnreadableInput
from kg.network import Basis, Filters, Series, StoreColumns, find_view
from kg.store.embedded import EmbeddedStore
from kg.store.rdf import Quad

Row = Mapping[str, str]

BASE = "https://example.org/organisations/"


def grant(name: str, funder: str, recipient: str, when: str = "") -> Row:
    row = {
        "id": f"contributions/{name}",
        "funder": f"organisations/{funder}",
        "recipient": f"organisations/{recipient}",
    }
    return {**row, "kind": "grant"} | ({"when": when} if when else {})


ROWS = [
    grant("1", "a", "b", "2018"),
    grant("2", "a", "c", "2019-05/2021"),
    grant("3", "c", "d", "2021"),
    grant("4", "a", "e"),
]


@pytest.fixture
def course(quads: Callable[..., list[Quad]]) -> Callable[..., Any]:
    """Ask for a series of the funding view of rows."""

    def ask(rows: list[Row], asked: Series, format_name: str = "json", **filters: Any) -> Any:
        columns = StoreColumns(EmbeddedStore.in_memory(quads(*rows)))
        output = io.BytesIO()
        asked.write_of(Basis(columns, {}), find_view("funding"), Filters(**filters), 7, format_name, output)
        return json.loads(output.getvalue()) if format_name == "json" else output.getvalue().decode()

    return ask


def sizes(body: Any) -> dict[str, tuple[int, int, int]]:
    """Nodes, edges and undated edges of each year."""
    return {
        year["year"]: (year["coverage"]["nodes"], year["coverage"]["edges"], year["undated"]) for year in body["series"]
    }


def test_each_year_has_what_began_by_its_end(course: Callable[..., Any]) -> None:
    body = course(ROWS, Series("out-degree"))
    assert sizes(body) == {"2018": (3, 2, 1), "2019": (4, 3, 1), "2020": (4, 3, 1), "2021": (5, 4, 1)}
    assert [year["density"] for year in body["series"]] == [0.333333333, 0.25, 0.25, 0.2]
    assert [[each["score"] for each in year["first"]][:1] for year in body["series"]] == [[2], [3], [3], [3]]
    assert body["remarks"] == ["Nothing tells when 1 of the 4 edges of 2021 are; undated ones are in each year."]


def test_each_year_has_what_took_place_in_it(course: Callable[..., Any]) -> None:
    body = course(ROWS, Series("degree", step="each", first="2017", last="2021"), undated="drop")
    assert sizes(body) == {
        "2017": (0, 0, 0),
        "2018": (2, 1, 0),
        "2019": (2, 1, 0),
        "2020": (2, 1, 0),
        "2021": (3, 2, 0),
    }
    assert body["remarks"] == []
    assert [year["first"][0]["label"] for year in body["series"][1:]] == ["a", "a", "a", "c"]


def test_chosen_nodes_are_followed_also_where_they_are_not_yet(course: Callable[..., Any]) -> None:
    body = course(ROWS, Series("degree", first="2018", nodes=(f"{BASE}c", f"{BASE}a")))
    assert [each["id"] for each in body["nodes"]] == [f"{BASE}c", f"{BASE}a"]
    followed = [[(each["score"], each["rank"]) for each in year["scores"]] for year in body["series"]]
    assert followed == [[(None, None), (2, 1)], [(1, 2), (3, 1)], [(1, 2), (3, 1)], [(2, 2), (3, 1)]]
    with pytest.raises(UnknownIri):
        course(ROWS, Series(nodes=(f"{BASE}z",)))


def test_a_table_of_years(course: Callable[..., Any]) -> None:
    text = course(ROWS, Series("degree", first="2020", nodes=(f"{BASE}d",)), "csv")
    rows = list(csv.reader(io.StringIO(text), strict=True))
    assert rows[0] == [
        *("year", "nodes", "edges", "components", "density", "undated", "first", "degree"),
        "degree of d",
        "rank of d",
    ]
    assert rows[1:] == [
        ["2020", "4", "3", "1", "0.25", "1", "a", "3.0", "", ""],
        ["2021", "5", "4", "1", "0.2", "1", "a", "3.0", "1.0", "3"],
    ]


def test_without_dates_there_are_no_years_unless_they_are_given(course: Callable[..., Any]) -> None:
    body = course([grant("4", "a", "e")], Series())
    assert (body["series"], body["remarks"]) == ([], ["Nothing tells when anything of this view was."])
    assert sizes(course([grant("4", "a", "e")], Series(first="2020", last="2020"))) == {"2020": (2, 1, 1)}


@pytest.mark.parametrize("when", ["2021/..", "202X", "[2019, 2021]", "XXXX-04", "-0300"])
def test_any_time_that_records_may_tell_gives_years(course: Callable[..., Any], when: str) -> None:
    years = sizes(course([grant("1", "a", "b", "2020"), grant("2", "a", "c", when)], Series()))
    assert "2020" in years
    assert all("2000" <= year <= "2029" for year in years)


@pytest.mark.parametrize(
    ("wishes", "error"),
    [
        ({"first": "20"}, UnreadableInput),
        ({"first": "0000"}, UnreadableInput),
        ({"last": "2020-01"}, UnreadableInput),
        ({"first": "2021", "last": "2020"}, UnreadableInput),
        ({"first": "1000", "last": "2000"}, UnreadableInput),
        ({"measure": "degre"}, UnknownName),
        ({"step": "monthly"}, UnknownField),
    ],
)
def test_what_cannot_be_meant_is_refused(wishes: dict[str, str], error: type[Exception]) -> None:
    with pytest.raises(error):
        Series(**wishes)  # type: ignore[arg-type]


def test_a_series_has_no_other_time(course: Callable[..., Any]) -> None:
    with pytest.raises(UnreadableInput, match="goes through the years by itself"):
        course(ROWS, Series(), as_of="2020")
    with pytest.raises(UnreadableInput, match="301 years are too many"):
        course([grant("1", "a", "b", "1700"), grant("2", "a", "b", "2000")], Series())
