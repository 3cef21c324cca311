"""Pairs that may be one over HTTP: as on the command line, with addresses, as JSON and as a table."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import httpx

from tests.api.conftest import BASE, assert_problem
from tests.api.test_models import hold
from tests.conftest import RunKg


def test_the_likeliest_pairs_come_first_with_reasons_and_addresses(server: httpx.Client) -> None:
    answer = server.get("/duplicates", params={"min_score": "0.5"})
    assert answer.status_code == 200
    body = answer.json()
    hold(answer.content, "SuggestedPairs")
    scores = [each["score"] for each in body["items"]]
    assert scores == sorted(scores, reverse=True)
    assert body["total"] == len(body["items"])
    best = body["items"][0]
    assert best["first"]["id"].startswith(BASE)
    assert server.get(best["first"]["links"]["self"]).json()["label"] == best["first"]["label"]
    assert best["reasons"]
    assert answer.headers["kg-version"] == str(body["version"])


def test_it_is_the_same_as_on_the_command_line(server: httpx.Client, kg: RunKg, loaded: Path) -> None:
    told = json.loads(kg("duplicates", "--home", loaded, "--min-score", "0.6", "--format", "json").out)
    body = server.get("/duplicates", params={"min_score": "0.6"}).json()
    assert body["total"] == told["total"]
    pairs = [
        (each["first"]["id"].removeprefix(BASE), each["second"]["id"].removeprefix(BASE)) for each in body["items"]
    ]
    assert pairs == [(each["first"], each["second"]) for each in told["items"]]


def test_one_class_one_record_and_few_pairs(server: httpx.Client) -> None:
    wishes = {"min_score": "0.5"}
    programmes = server.get("/duplicates", params={**wishes, "class": "Programme"}).json()
    assert {each["type"] for each in programmes["items"]} == {"Programme"}
    own = server.get("/duplicates", params={**wishes, "of": "programmes/wmip"}).json()["items"]
    assert own
    assert all(f"{BASE}programmes/wmip" in (each["first"]["id"], each["second"]["id"]) for each in own)
    assert len(server.get("/duplicates", params={**wishes, "limit": "1"}).json()["items"]) == 1


def test_a_table_has_the_same_pairs(server: httpx.Client) -> None:
    table = server.get("/duplicates", params={"min_score": "0.5"}, headers={"accept": "text/csv"}).text
    rows = list(csv.DictReader(io.StringIO(table)))
    assert [each["first"] for each in rows] == [
        each["first"]["id"].removeprefix(BASE)
        for each in server.get("/duplicates", params={"min_score": "0.5"}).json()["items"]
    ]


def test_what_cannot_be_is_refused(server: httpx.Client) -> None:
    assert_problem(server.get("/duplicates", params={"class": "Contribution"}), 400, "bad-request")
    assert_problem(server.get("/duplicates", params={"of": "organisations/nobody"}), 404, "unknown-iri")
    assert_problem(server.get("/duplicates", params={"min_score": "2"}), 400, "bad-request")
