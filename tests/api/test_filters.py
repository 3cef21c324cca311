"""Filters of lists by presence and by range, values that no record could have, and parameters that are none."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import httpx
import pytest

from kg.dates import begins_after, ends_before
from tests.api.conftest import assert_problem, everything

Item = dict[str, Any]


def amount(item: Item) -> Decimal:
    return Decimal(str(item.get("amount", "NaN")))


def begins_by(date: str, field: str) -> Callable[[Item], bool]:
    return lambda item: field in item and not begins_after(item[field], date)


def ends_since(date: str, field: str) -> Callable[[Item], bool]:
    return lambda item: field in item and not ends_before(item[field], date)


@pytest.mark.parametrize(
    ("path", "filters", "holds"),
    [
        ("/contributions", {"amount_min": "5000000"}, lambda each: "amount" in each and amount(each) >= 5e6),
        ("/contributions", {"amount_max": "5000000"}, lambda each: "amount" in each and amount(each) <= 5e6),
        (
            "/contributions",
            {"amount_min": "2400000", "amount_max": "2400000.0"},
            lambda each: amount(each) == 2_400_000,
        ),
        ("/sources", {"length_min": "5000"}, lambda each: each["length"] >= 5000),
        (
            "/contributions",
            {"when_from": "2020"},
            ends_since("2020", "when"),
        ),
        (
            "/documents",
            {"published_until": "2019-07"},
            begins_by("2019-07", "published"),
        ),
        ("/contributions", {"doubt": "any"}, lambda each: "doubt" in each),
        ("/contributions", {"amount": "any", "funder": ""}, lambda each: "amount" in each and "funder" not in each),
        ("/organisations", {"homepage": "any"}, lambda each: "homepage" in each),
        ("/places", {"evidence": ""}, lambda each: not each["evidence"]),
        ("/places", {"evidence": "any"}, lambda each: each["evidence"] != []),
        (
            "/contributions",
            {"evidence": "documents/korea-expert-mission"},
            lambda each: any(part["document"].endswith("/korea-expert-mission") for part in each["evidence"]),
        ),
        ("/projects", {"sectors": "any"}, lambda each: "sectors" in each),
    ],
)
def test_lists_are_filtered_by_range_and_presence(
    server: httpx.Client, path: str, filters: dict[str, str], holds: Callable[[Item], bool]
) -> None:
    found = everything(server, path, **filters)
    assert found == [each for each in everything(server, path) if holds(each)]


def test_the_filters_divide_a_list(server: httpx.Client) -> None:
    every = server.get("/contributions").json()["total"]
    told, untold = (server.get("/contributions", params={"doubt": each}).json()["total"] for each in ("any", ""))
    assert told + untold == every
    assert told
    both = server.get("/contributions", params=[("doubt", "any"), ("doubt", "")]).json()["total"]
    assert both == every


def test_a_page_of_a_range_has_a_next(server: httpx.Client) -> None:
    first = server.get("/contributions", params={"amount_min": 1, "limit": 1}).json()
    following = server.get("/contributions", params={"amount_min": 1, "limit": 1, "cursor": first["next"]})
    assert following.json()["items"][0]["id"] != first["items"][0]["id"]
    other = server.get("/contributions", params={"amount_min": 2, "limit": 1, "cursor": first["next"]})
    assert_problem(other, 400, "bad-request")


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/contributions?currency=pounds", "ISO 4217 code in capitals, such as GBP"),
        ("/contributions?currency=gbp", "GBP"),
        ("/contributions?funder=organisations/inovate-uk", "organisations/innovate-uk"),
        ("/contributions?funder=organisations/nobody-at-all", "/search"),
        ("/participations?activity=programmes/diatomik", "programmes/diatomic"),
        ("/contributions?kind=grnt", "grant"),
        ("/contributions?evidence=documents/korea-expert-misson", "documents/korea-expert-mission"),
        ("/contributions?evidence=places/busan", "documents/"),
        ("/contributions?funder_sector=publik", "public"),
        ("/contributions?amount_min=much", "a plain number"),
        ("/contributions?amount_min=5&amount_max=4", "smaller number first"),
        ("/contributions?amount_min=5&amount_min=6", "once"),
        ("/contributions?when_from=spring", "2025-03-14"),
        ("/contributions?when_from=2025&when_until=2024", "earlier date first"),
        ("/contributions?currency_min=A", "currency"),
        ("/contributions?page=2", "cursor"),
        ("/contributions?offset=20", "cursor"),
        ("/contributions?per_page=20", "limit"),
        ("/contributions?order=label", "sort"),
        ("/organisations?query=a", "`q`"),
        ("/organisations?lable=a", "label"),
    ],
)
def test_what_no_record_could_have_is_refused_with_what_is_possible(server: httpx.Client, path: str, told: str) -> None:
    answer = server.get(path)
    assert answer.status_code == 400
    assert told in answer.json()["detail"]


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/?a=1",
            "/ontology?a=1",
            "/ontology/roles?a=1",
            "/shapes?a=1",
            "/context.jsonld?a=1",
            "/.well-known/void?a=1",
        ),
        *("/datasets?a=1", "/datasets/west-midlands-korea?a=1", "/search?q=a&a=1", "/places?a=1", "/places/busan?a=1"),
        *("/network?a=1", "/network/funding?a=1", "/network/funding/communities?a=1", "/graphs?default&a=1"),
        *("/contributions/5g-challenge-2-4m/evidence/korea-expert-mission:4835-5019?a=1",),
    ],
)
def test_an_unknown_parameter_is_refused(server: httpx.Client, path: str) -> None:
    answer = server.get(path)
    assert answer.status_code == 400, answer.text


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/places?limit=many", "limit: must be a whole number (found: 'many')"),
        ("/places?limit=0", "limit: must be at least 1"),
        ("/search?q=a&limit=1001", "limit: must be at most 1000"),
        ("/places.csv?excel=perhaps", "excel: must be true or false"),
        ("/network/funding?undated=maybe", "undated: must be 'keep' or 'drop'"),
        ("/network/funding/communities?seed=4294967296", "seed: must be at most 4294967295"),
    ],
)
def test_a_wrong_parameter_is_told_in_our_words(server: httpx.Client, path: str, told: str) -> None:
    detail = assert_problem(server.get(path), 400, "bad-request")["detail"]
    assert detail.startswith(told)
    assert not re.search("[Ff]ield required|[Ii]nput should", detail)
