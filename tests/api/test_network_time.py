"""Networks year by year, and what entered and left, over HTTP and beside the networks themselves."""

from __future__ import annotations

import csv
import io
from collections import Counter
from typing import Any

import httpx
import pytest

from tests.api.conftest import assert_problem
from tests.api.networks import VIEWS, network
from tests.api.test_models import hold


def course(server: httpx.Client, view: str, **parameters: Any) -> Any:
    answer = server.get(f"/network/{view}/series", params=parameters)
    assert answer.status_code == 200, answer.text
    hold(answer.content, "Series")
    return answer.json()


@pytest.mark.parametrize("view", VIEWS)
def test_a_year_is_the_network_as_of_it(server: httpx.Client, view: str) -> None:
    body = course(server, view, **{"from": 2016, "to": 2018}, measure="pagerank", top=2)
    assert [year["year"] for year in body["series"]] == ["2016", "2017", "2018"]
    for year in body["series"]:
        whole = network(server, view, as_of=year["year"])
        assert year["coverage"] == whole["coverage"]
        assert year["undated"] == sum(not edge["when"] for edge in whole["edges"])
        ranking = server.get(f"/network/{view}/centrality/pagerank", params={"as_of": year["year"], "top": 2}).json()
        assert year["first"] == ranking["scores"]


def test_a_series_as_table_and_page_with_chosen_nodes(server: httpx.Client) -> None:
    first = network(server, "affiliation")["nodes"][0]
    wishes = {"from": "2023", "to": "2025", "node": [first["id"], first["label"]], "step": "each"}
    body = course(server, "affiliation", **wishes)
    assert [each["id"] for each in body["nodes"]] == [first["id"]] * 2
    rows = list(csv.reader(io.StringIO(server.get("/network/affiliation/series.csv", params=wishes).text), strict=True))
    assert [row[0] for row in rows] == ["year", "2023", "2024", "2025"]
    assert [int(row[2]) for row in rows[1:]] == [year["coverage"]["edges"] for year in body["series"]]
    page = server.get("/network/affiliation/series.html", params=wishes).text
    assert all(f">{year}<" in page for year in ("2023", "2024", "2025"))


def test_what_entered_between_two_dates(server: httpx.Client) -> None:
    answer = server.get("/network/involvement/compare", params={"from": "2018", "to": "2025", "measure": "degree"})
    hold(answer.content, "NetworkComparison")
    body = answer.json()
    before, after = (network(server, "involvement", as_of=date) for date in ("2018", "2025"))
    ends = [{(each["source"], each["target"], each["role"]) for each in side["edges"]} for side in (before, after)]
    entered = {
        (each["source"], each["target"], each["role"]) for each in body["edges"]["items"] if each["change"] == "entered"
    }
    assert entered == ends[1] - ends[0]
    assert entered
    assert all(each["after"]["records"] for each in body["edges"]["items"])
    nodes = [{each["id"] for each in side["nodes"]} for side in (before, after)]
    assert {each["id"] for each in body["nodes"]["entered"]["items"]} == nodes[1] - nodes[0]
    assert body["nodes"]["left"]["items"] == []
    assert (body["before"]["of"], body["before"]["coverage"]) == ("2018", before["coverage"])
    moved = {each["id"]: (each["before"], each["after"]) for each in body["ranks"]["items"]}
    ranks = [
        {
            each["id"]: each["rank"]
            for each in server.get("/network/involvement/centrality/degree", params={"as_of": date}).json()["scores"]
        }
        for date in ("2018", "2025")
    ]
    assert moved == {
        iri: (ranks[0].get(iri), ranks[1].get(iri)) for iri in ranks[1] if ranks[0].get(iri) != ranks[1].get(iri)
    }
    page = server.get("/network/involvement/compare.html", params={"from": "2018", "to": "2025"}).text
    assert "1 node entered" in page


def test_what_left_between_two_versions(server: httpx.Client) -> None:
    """Version 0 is the empty graph, so all of the newest one left on the way back to it."""
    newest = network(server, "partnership")
    wishes = {"from": f"v{newest['version']}", "to": "v0", "limit": "3"}
    body = server.get("/network/partnership/compare", params=wishes).json()
    assert (body["nodes"]["left"]["total"], body["edges"]["total"]) == (len(newest["nodes"]), len(newest["edges"]))
    assert (len(body["edges"]["items"]), body["edges"]["truncated"]) == (3, True)
    assert {each["change"] for each in body["edges"]["items"]} == {"left"}
    assert (body["before"]["version"], body["after"]["version"]) == (newest["version"], 0)


def test_a_comparison_is_a_table_too(server: httpx.Client) -> None:
    wishes = {"from": "2018", "to": "2025"}
    body = server.get("/network/involvement/compare", params=wishes).json()
    answer = server.get("/network/involvement/compare.csv", params=wishes)
    assert answer.headers["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text), strict=True))
    counts = Counter((row["what"], row["change"]) for row in rows)
    for change, part in body["nodes"].items():
        assert counts["node", change] == part["total"]
    edges = [row for row in rows if row["what"] == "edge"]
    assert [(row["id"], row["role"], row["with_id"]) for row in edges] == [
        (each["source"], each["role"], each["target"]) for each in body["edges"]["items"]
    ]
    assert [row["records"].split("; ") for row in edges] == [
        (each["after"] or each["before"])["records"] for each in body["edges"]["items"]
    ]
    assert counts["rank", "moved"] == body["ranks"]["total"]
    page = server.get("/network/involvement/compare.html", params=wishes).text
    assert "compare.csv?from=2018" in page
    assert server.get("/network/involvement/compare.csv", params={**wishes, "excel": "true"}).text[0] == "\ufeff"


def test_a_comparison_says_when_it_goes_back_and_when_nothing_is_left(server: httpx.Client) -> None:
    back = server.get("/network/involvement/compare", params={"from": "2025", "to": "2018"}).json()
    assert back["remarks"][0] == "It goes from 2025 back to 2018: what is there only at the later of the two has left."
    versions = server.get("/network/involvement/compare", params={"from": "v1", "to": "v0"}).json()
    assert versions["remarks"][0].startswith("It goes from v1 back to v0")
    wishes = {"from": "2018", "to": "2025", "undated": "drop"}
    assert any(
        remark.startswith("2025: No edge is left. Records left out: ")
        for remark in server.get("/network/partnership/compare", params=wishes).json()["remarks"]
    )
    series = server.get("/network/partnership/series", params={"undated": "drop", "from": "2018", "to": "2019"}).json()
    assert series["remarks"][-1].startswith("No edge is left. Records left out: ")


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("/network/funding/series?from=20", 400, "unreadable-input"),
        ("/network/funding/series?as_of=2020", 400, "bad-request"),
        ("/network/funding/series?node=nobody", 404, "unknown-iri"),
        ("/network/funding/series?measure=none", 404, "unknown-name"),
        ("/network/none/series", 404, "unknown-name"),
        ("/network/funding/compare?from=2020&to=later", 400, "unreadable-input"),
        ("/network/funding/compare?from=v1&to=v99", 404, "unknown-name"),
        ("/network/none/compare?from=2020&to=2021", 404, "unknown-name"),
    ],
)
def test_what_cannot_be_meant_is_named(server: httpx.Client, path: str, status: int, kind: str) -> None:
    assert_problem(server.get(path), status, kind)
