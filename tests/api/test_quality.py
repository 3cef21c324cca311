"""What the records lack: counted and listed, over HTTP as on the command line, and as the records themselves say."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from kg.catalogue import SHORTCOMINGS
from kg.records import Record, Row, find_datasets, read_rows
from kg.reference import concepts
from kg.vocabulary import load_vocabulary
from tests.api.conftest import ALL_TOKENS, assert_problem, authorised, copy_of, serving
from tests.api.test_models import hold
from tests.conftest import SHIPPED, RunKg

NO_CLAIMS = ("Document", "Source", "Question", "Decision", "Omission", "Term")


@pytest.fixture(scope="module")
def records() -> list[Record]:
    rows = (row for each in find_datasets(SHIPPED) for row in read_rows(each, load_vocabulary()))
    return [row.record for row in rows if isinstance(row, Row)]


def expected(records: list[Record]) -> dict[str, set[str]]:
    """What each list holds, said again by the rows of the tables alone."""
    claims = [each for each in records if each.type not in NO_CLAIMS]
    evidence = {each.id: each.values.get("evidence", ()) for each in claims}
    sources = {id_: {each.partition(":")[0] for each in passages} for id_, passages in evidence.items()}
    documents = {each.id: each.one("published") for each in records if each.type == "Document"}
    return {
        "without-evidence": {id_ for id_, passages in evidence.items() if not passages},
        "without-passage": {id_ for id_, all_ in evidence.items() if all_ and not any(":" in each for each in all_)},
        "single-source": {id_ for id_, names in sources.items() if len(names) == 1},
        "doubtful": {each.id for each in records if each.one("doubt")},
        "open-questions": {each.id for each in records if each.type == "Question" and each.one("status") == "open"},
        "stale-documents": {id_ for id_, date in documents.items() if date and date[:4] < "2025"},
        "undated-documents": {id_ for id_, date in documents.items() if not date},
    }


def test_each_list_is_what_the_tables_say(server: httpx.Client, records: list[Record]) -> None:
    answer = server.get("/quality", params={"stale_before": "2025"})
    hold(answer.content, "Quality")
    lists = expected(records)
    assert {each["name"]: each["total"] for each in answer.json()["checks"]} == {
        name: len(ids) for name, ids in lists.items()
    }
    assert max(map(len, lists.values())) > 100
    assert min(len(lists[name]) for name in ("open-questions", "doubtful", "without-passage")) > 0
    for name, ids in lists.items():
        listed = server.get(f"/quality/{name}", params={"stale_before": "2025", "limit": 1000})
        hold(listed.content, "Lacking")
        items = listed.json()["items"]
        assert {"/".join(each["id"].split("/")[-2:]) for each in items} == ids
        assert listed.json()["next"] is None
    assert all(server.get(each["links"]["self"]).status_code == 200 for each in answer.json()["checks"])


def test_records_are_counted_by_document(server: httpx.Client, records: list[Record]) -> None:
    documents = server.get("/quality").json()["documents"]
    counts = [each["records"] for each in documents]
    assert counts == sorted(counts, reverse=True)
    for each in documents:
        slug = each["id"].rpartition("/")[2]
        own = [record for record in records if slug in {e.partition(":")[0] for e in record.values.get("evidence", ())}]
        assert each["records"] == len(own)


def test_pages_follow_each_other_without_a_gap(server: httpx.Client) -> None:
    whole = server.get("/quality/single-source", params={"limit": 1000}).json()
    ids, address = [], "/quality/single-source?limit=37"
    while address:
        page = server.get(address).json()
        ids += [each["id"] for each in page["items"]]
        address = page["next"]
    assert ids == [each["id"] for each in whole["items"]]
    table = server.get("/quality/single-source", params={"limit": 2}, headers={"accept": "text/csv"}).text
    assert [row["id"] for row in csv.DictReader(table.splitlines())] == ids[:2]


def test_the_command_counts_the_same(server: httpx.Client, loaded: Path, kg: RunKg) -> None:
    told = json.loads(kg("quality", "--home", loaded, "--stale-before", "2025", "--format", "json").out)
    body = server.get("/quality", params={"stale_before": "2025"}).json()
    assert told["checks"] == {each["name"]: each["total"] for each in body["checks"]}
    assert told["warnings"] == {each["name"]: each["total"] for each in body["warnings"]}
    assert (told["conflicts"], told["duplicates"]) == (body["conflicts"], body["duplicates"])
    listed = kg("quality", "open-questions", "--home", loaded).out.splitlines()
    assert listed == ["questions/growth-ladder-fund-currency"]
    assert f"  open-questions: {SHORTCOMINGS['open-questions'].meaning}" in kg("quality", "--home", loaded).out


def test_a_question_stands_with_what_it_is_about(server: httpx.Client) -> None:
    told = server.get("/contributions/growth-ladder-fund-size", params={"with": "facts"}).text
    assert "questions/growth-ladder-fund-currency" in told or "/questions?about=" in told
    (question,) = server.get("/questions", params={"status": "open"}).json()["items"]
    assert question["asked_by"] == "curator"


def test_what_is_no_shortcoming_and_no_date_is_refused(server: httpx.Client) -> None:
    assert_problem(server.get("/quality/nothing"), 404, "unknown-name")
    assert_problem(server.get("/quality", params={"stale_before": "long ago"}), 400, "unreadable-input")
    assert_problem(server.get("/quality/single-source", params={"limit": "0"}), 400, "bad-request")


def test_warnings_are_listed_by_check(server: httpx.Client, loaded: Path, kg: RunKg) -> None:
    body = server.get("/quality").json()
    assert {each["name"] for each in body["warnings"]} <= {each.name for each in concepts("checks")}
    for each in body["warnings"]:
        answer = server.get(each["links"]["self"], params={"limit": 1000})
        hold(answer.content, "Lacking")
        page = answer.json()
        assert page["total"] == each["total"]
        assert len(page["items"]) == min(each["total"], 100)
        assert all(item["message"] for item in page["items"])
    listed = kg("quality", "single-source", "--home", loaded).out.splitlines()
    assert len(listed) == next(each["total"] for each in body["checks"] if each["name"] == "single-source")
    assert server.get("/conflicts").json()["total"] == body["conflicts"]
    assert server.get("/duplicates").json()["total"] == body["duplicates"]


def test_the_page_shows_all_that_is_counted(server: httpx.Client) -> None:
    body = server.get("/quality").json()
    page = server.get("/quality", headers={"accept": "text/html"}).text
    listed = [
        body["links"]["duplicates"],
        body["links"]["conflicts"],
        *(each["links"]["self"] for each in body["warnings"]),
    ]
    assert [each for each in listed if f'href="{each}"' not in page] == []
    counted = f'<a href="{body["links"]["duplicates"]}">{body["duplicates"]}</a></p><p>pairs that may be one</p>'
    assert counted in page


@pytest.fixture(scope="module")
def edited(loaded: Path) -> Iterator[httpx.Client]:
    """A service that made two versions more: of a town that no passage tells of, and of a question less."""
    with serving(copy_of(loaded, "course"), KG_TOKENS=ALL_TOKENS) as client:
        client.headers.update(authorised())
        evidence = [{"document": "documents/korea-expert-mission"}]
        town = {"label": "Town", "kind": "city", "confidence": "stated", "evidence": evidence}
        assert client.put("/places/town", json=town).status_code == 201
        question = "/questions/growth-ladder-fund-currency"
        tag = client.get(question, headers={"accept": "application/json"}).headers["etag"]
        assert client.delete(question, headers={"if-match": tag}).is_success
        yield client


def test_each_point_is_what_that_version_counts(edited: httpx.Client) -> None:
    answer = edited.get("/quality/over-time", params={"by": "version"})
    hold(answer.content, "QualityOverTime")
    points = answer.json()["points"]
    assert [each["version"] for each in points] == [1, 2, 3]
    for point in points:
        then = edited.get(point["links"]["self"]).json()
        counts = {each["name"]: each["total"] for each in then["checks"]}
        assert point["claims"] == then["claims"]
        assert point["counts"] == {name: counts[name] for name in point["counts"]}
        listed = edited.get("/quality/single-source", params={"version": point["version"], "class": "Place"}).json()
        of_places = edited.get("/quality/over-time", params={"by": "version", "class": "Place"}).json()
        assert of_places["points"][point["version"] - 1]["counts"]["single-source"] == listed["total"]
    first, second, third = (each["counts"] for each in points)
    assert second["without-passage"] == first["without-passage"] + 1
    assert (second["open-questions"], third["open-questions"]) == (1, 0)


def test_the_course_is_a_table_and_a_drawing_as_well(edited: httpx.Client) -> None:
    points = edited.get("/quality/over-time", params={"by": "version"}).json()["points"]
    rows = [*csv.DictReader(edited.get("/quality/over-time.csv?by=version").text.splitlines())]
    assert [int(row["single-source"]) for row in rows] == [each["counts"]["single-source"] for each in points]
    last_of_days = {point["period"][:10]: point for point in points}  # two, where midnight passed between the edits
    days = edited.get("/quality/over-time", params={"by": "day"}).json()["points"]
    assert [(day["version"], day["counts"]) for day in days] == [
        (point["version"], point["counts"]) for point in last_of_days.values()
    ]
    drawn = [name for name in points[0]["counts"] if any(each["counts"][name] for each in points)]
    for path in ("/quality", "/quality/over-time?by=version"):
        page = edited.get(path, headers={"accept": "text/html"}).text
        assert page.count('class="course"') == 1 + len(drawn), path
        assert "/quality/doubtful?version=3" in page
    past = edited.get("/quality", params={"version": 1}, headers={"accept": "text/html"})
    assert past.is_success
    assert 'class="course"' not in past.text


def test_one_version_has_no_course_to_draw(server: httpx.Client) -> None:
    once = server.get("/quality/over-time?by=day", headers={"accept": "text/html"}).text
    assert 'class="course"' not in once
    assert "There is one point so far" in once


@pytest.mark.parametrize("query", ["by=hour", "class=Thing", "dataset=none"])
def test_what_there_is_no_course_of_is_refused(edited: httpx.Client, query: str) -> None:
    assert_problem(edited.get(f"/quality/over-time?{query}"), 400, "bad-request")
