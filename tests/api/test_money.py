"""Money over HTTP: the same totals by whatever they are told apart, as JSON, as CSV and for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import httpx
import pytest

from api.representations.models.money import Money
from kg.network.questions.money import BY

WAYS = [*({"by": by} for by in BY), {"by": "place", "place": "delivered"}, {"by": "place", "place": "registered"}]


def ask(server: httpx.Client, **asked: Any) -> dict[str, Any]:
    answer = server.get("/network/funding/money", params=asked)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    assert Money.model_validate(body)
    return body


def rows(server: httpx.Client, **asked: Any) -> list[dict[str, str]]:
    answer = server.get("/network/funding/money.csv", params=asked)
    assert answer.headers["Content-Type"].startswith("text/csv")
    return [*csv.DictReader(io.StringIO(answer.text))]


def unit(row: Mapping[str, Any]) -> tuple[str, str]:
    return row["currency"], row["kind"]


@pytest.mark.parametrize("way", WAYS, ids=str)
@pytest.mark.parametrize("planned", [False, True])
def test_the_groups_of_every_grouping_come_to_the_totals(
    server: httpx.Client, way: dict[str, str], planned: bool
) -> None:
    body = ask(server, **way, include_planned=planned)
    totals = {unit(each): Decimal(each["figure"]) for each in body["totals"]}
    sums = dict.fromkeys(totals, Decimal(0))
    for each in body["flows" if way["by"] == "organisation" else "groups"]:
        sums[unit(each)] += Decimal(each["figure"] if "figure" in each else each["received"]["figure"])
    assert sums == totals
    assert body["coverage"]["read"] == 21
    assert body["coverage"]["counted"] + sum(body["coverage"]["excluded"].values()) == 21
    assert body["excluded"]["total"] == 21 - body["coverage"]["counted"]


def test_an_answer_says_how_to_have_it_again(server: httpx.Client) -> None:
    body = ask(server, by="place", place="delivered", min_confidence="implied", kind="grant,allocation", currency="GBP")
    assert (body["recipe"], len(body["digest"]), body["by"]) == ("money/1", 64, "place")
    assert body["options"] == {
        "place": "delivered",
        "min_confidence": "implied",
        "kind": ["allocation", "grant"],
        "currency": "GBP",
    }


def test_plans_and_doubtful_figures_are_asked_for(server: httpx.Client) -> None:
    done, planned = ask(server), ask(server, include_planned=True, doubtful=True)
    assert {each["kind"] for each in planned["totals"]} - {each["kind"] for each in done["totals"]} == {
        "funding",
        "fund-size",
        "planned-investment",
    }
    assert "doubtful" not in planned["coverage"]["excluded"]
    assert planned["options"] == {"include_planned": True, "doubtful": True}


def test_what_is_not_shown_of_the_groups_is_the_rest(server: httpx.Client) -> None:
    whole = ask(server, by="programme", include_planned=True, kind="planned-investment")
    first = ask(server, by="programme", include_planned=True, kind="planned-investment", top=1)
    assert [len(each["groups"]) for each in (whole, first)] == [2, 1]
    (rest,) = first["rest"]
    assert (rest["figure"], rest["high"], rest["entries"]) == ("970000000", None, 1)
    assert first["total_groups"] == 2
    assert first["totals"] == whole["totals"]


def test_what_does_not_count_is_listed_a_page_at_a_time(server: httpx.Client) -> None:
    whole = ask(server)["excluded"]["items"]
    pages = [ask(server, limit=4, offset=offset)["excluded"] for offset in range(0, 16, 4)]
    assert [each for page in pages for each in page["items"]] == whole
    part = next(each for each in whole if each["reason"] == "part")
    assert part["label"] == "Money committed by investors to companies supported by WMHTIA"
    assert part["beside"].endswith("/contributions/wmhtia-co-investment-2yr")
    assert part["figure"] == "36300000"


def test_entries_name_all_records_that_state_them(server: httpx.Client) -> None:
    entries = ask(server, shown="entries")["entries"]
    headline = next(each for each in entries["items"] if each["record"].endswith("/wmhtia-co-investment-2yr"))
    assert [each.rpartition("/")[2] for each in headline["records"]] == [
        "wmhtia-co-investment-2yr",
        "wmhtia-co-investment-headline",
    ]
    assert (headline["low"], headline["high"], headline["disputed"]) == ("49400000", "49400000", False)


def test_a_group_names_the_record_of_each_entry_and_none_that_does_not_count(server: httpx.Client) -> None:
    body = ask(server, include_planned=True)
    excluded = {each["record"] for each in body["excluded"]["items"]}
    for group in body["groups"]:
        assert len(group["records"]) == group["entries"]
        assert excluded.isdisjoint(group["records"])


def test_who_is_not_told_is_called_the_same_everywhere(server: httpx.Client) -> None:
    table, page = rows(server, by="funder"), server.get("/network/funding/money.html", params={"by": "funder"}).text
    assert [row["ids"] for row in table if row["who"] == "(unassigned)"] == [""] * 5
    assert page.count("(unassigned)") == 5
    assert "not told" not in page


@pytest.mark.parametrize("shown", ["groups", "entries", "excluded"])
@pytest.mark.parametrize("by", ["funder", "organisation"])
def test_a_table_has_what_the_object_has(server: httpx.Client, by: str, shown: str) -> None:
    table, body = rows(server, by=by, shown=shown), ask(server, by=by, shown=shown)
    listed = body[shown]["items"] if shown != "groups" else body["flows" if by == "organisation" else "groups"]
    assert [unit(each) for each in table] == [unit(each) for each in listed]


def test_an_empty_table_has_its_columns(server: httpx.Client) -> None:
    answer = server.get("/network/funding/money.csv", params={"currency": "KRW", "by": "organisation"})
    assert answer.text.startswith("who,ids,currency,kind,received_low,received_high,received_figure,given_low,")
    assert answer.text.count("\n") == 1


def test_tables_for_spreadsheets_begin_with_a_mark(server: httpx.Client) -> None:
    answer = server.get("/network/funding/money.csv", params={"excel": "true"})
    assert answer.content.startswith("\ufeff".encode())
    assert server.get("/network/funding/money", params={"excel": "true"}).status_code == 400


@pytest.mark.parametrize(
    ("path", "asked", "detail"),
    [
        ("funding/money", {"by": "colour"}, "by"),
        ("funding/money", {"place": "moon"}, "place"),
        ("funding/money", {"types": "Organisation"}, "types"),
        ("funding/money", {"kind": "grnt"}, "grant"),
        ("funding/money", {"currency": "pounds"}, "pounds"),
        ("funding/money", {"top": "0"}, "top"),
        ("funding/money", {"offset": "-1"}, "offset"),
        ("funding/money", {"as_of": "yesterday"}, "yesterday"),
        ("funding/money", {"datasets": "nowhere"}, "nowhere"),
        ("partnership/money", {}, "no money"),
    ],
)
def test_what_cannot_be_asked_is_refused(server: httpx.Client, path: str, asked: dict[str, str], detail: str) -> None:
    answer = server.get(f"/network/{path}", params=asked)
    assert answer.status_code == 400
    assert detail in answer.text


def test_a_view_that_is_none_is_not_found(server: httpx.Client) -> None:
    assert server.get("/network/fundng/money").status_code == 404
    assert server.get("/network/funding/money.gexf").status_code == 406


@pytest.mark.parametrize("path", ["/network/funding/money?", "/network/funding?weight=amount&"])
@pytest.mark.parametrize("code", ["ZZZ", "POUND", "gbp", "£"])
def test_what_is_no_currency_is_refused(server: httpx.Client, path: str, code: str) -> None:
    answer = server.get(f"{path}currency={code}")
    assert (answer.status_code, answer.json()["detail"]) == (
        400,
        f"{code!r} is not a currency. Write a code of ISO 4217, such as GBP.",
    )


@pytest.mark.parametrize("code", ["XXX", "KRW"])
def test_a_currency_that_nothing_is_in_is_told(server: httpx.Client, code: str) -> None:
    body = ask(server, currency=code)
    assert (body["totals"], body["remarks"]) == ([], [f"No contribution is in {code}; there is money in GBP."])


def test_a_share_says_of_what_it_is_a_share(server: httpx.Client) -> None:
    body = ask(server, shown="entries")
    assert body["remarks"] == [
        "4,000,000 of GBP share-of-extension is also in GBP extension: the two are not to be added."
    ]
    assert {each["kind"]: each["overlap"] for each in body["totals"] if each["overlap"] != "0"} == {
        "share-of-extension": "4000000"
    }
    (share,) = (each for each in body["entries"]["items"] if each["also_in"])
    assert [each.rpartition("/")[2] for each in share["also_in"]] == ["innovation-accelerator-extension"]
    assert {each["overlap"] for each in rows(server) if each["kind"] == "share-of-extension"} == {"4000000"}


def test_a_difference_of_versions_tells_of_the_same_totals(server: httpx.Client) -> None:
    """From nothing to what there is: all totals enter."""
    told = server.get("/diff", params={"from": 0, "include": "money", "limit": 500}).json()["money"]["items"]
    for planned in (False, True):
        totals = {unit(each): each["figure"] for each in ask(server, include_planned=planned)["totals"]}
        entered = {unit(each): each["after"]["figure"] for each in told if each["include_planned"] is planned}
        assert entered == totals
    assert {each["before"] for each in told} == {None}


def test_money_within_a_place_by_year(server: httpx.Client) -> None:
    """By hand: of what is delivered in the West Midlands, only the share of the extension has a year."""
    body = ask(server, by="year", within="West Midlands", place="delivered")
    assert {(each["kind"], *(who["id"] for who in each["who"])): each["low"] for each in body["groups"]} == {
        ("allocation",): "14500000",
        ("share-of-extension", "2025"): "4000000",
    }
    assert body["options"] == {
        "within": "West Midlands",
        "place": "delivered",
    }
    assert body["coverage"]["read"] == body["coverage"]["counted"] + sum(body["coverage"]["excluded"].values())
    public = ask(server, sector="public", kind="grant", currency="GBP")
    assert [(each["kind"], each["low"]) for each in public["totals"]] == [("grant", "10000000")]
    none = server.get("/network/funding/money", params={"within": "Innovate UK"})
    assert (none.status_code, none.json()["detail"]) == (
        400,
        "Innovate UK is no place. Write the name or id of a place of the graph.",
    )
