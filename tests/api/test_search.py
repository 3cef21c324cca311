"""The search: what it finds, in which order, and page by page."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.api.conftest import BASE, assert_problem, everything


def slugs(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [item["id"].rpartition("/")[2] for item in answer.json()["items"]]


def test_the_search_finds_labels_aliases_identifiers_and_korean_names(server: httpx.Client) -> None:
    names = everything(server, "/names")
    alias = next(each for each in names if each["kind"] == "acronym" and "/organisations/" in each["name_of"])
    assert alias["name_of"] in [
        each["id"] for each in server.get("/organisations", params={"q": alias["name"].lower()}).json()["items"]
    ]
    identifier = everything(server, "/identifiers")[0]
    assert slugs(server.get("/organisations", params={"q": identifier["value"]})) == [
        identifier["identifies"].rpartition("/")[2]
    ]
    assert slugs(server.get("/organisations", params={"q": "INNOVATE uk"}))[0] == "innovate-uk"
    assert slugs(server.get("/organisations", params={"q": "nothing has this name"})) == []


@pytest.mark.parametrize(
    "spell", [lambda text: unicodedata.normalize("NFD", text), str.upper, lambda text: f" {text}\u200b"]
)
def test_the_search_looks_past_the_spelling(server: httpx.Client, spell: Callable[[str], str]) -> None:
    """A Mac types Hangul in decomposed letters."""
    korean = next(each for each in everything(server, "/names") if "가" <= each["name"][0] <= "힣")
    found = server.get("/search", params={"q": spell(korean["name"])}).json()["items"]
    assert korean["name_of"] in [each["id"] for each in found]
    listed = slugs(server.get("/names", params={"name": unicodedata.normalize("NFD", korean["name"])}))
    assert listed == slugs(server.get("/names", params={"name": korean["name"]}))
    assert korean["id"].rpartition("/")[2] in listed


def test_the_search_gives_the_best_first(server: httpx.Client) -> None:
    body = server.get("/search", params={"q": "innovate uk"}).json()
    assert list(body) == ["items", "total", "next", "version", "near"]
    assert body["items"][0] == {
        "id": f"{BASE}organisations/innovate-uk",
        "type": "Organisation",
        "label": "Innovate UK",
        "match": "Innovate UK",
        "links": {"self": f"{server.base_url}/organisations/innovate-uk"},
    }
    assert len(body["items"]) == body["total"] > 1


def test_the_search_can_be_of_one_type_and_short(server: httpx.Client) -> None:
    whole = server.get("/search", params={"q": "a", "limit": 1000}).json()
    places = server.get("/search", params={"q": "a", "type": "Place", "limit": 2}).json()
    of_type = [each for each in whole["items"] if each["type"] == "Place"]
    assert places["total"] == len(of_type) > 2
    assert places["items"] == of_type[:2]


@pytest.mark.parametrize(
    ("search", "first"),
    [
        ("birmingham university", ["organisations/university-of-birmingham"]),
        ("Inovate", ["organisations/innovate-uk"]),
        ("DSIT", ["organisations/department-for-science-innovation-and-technology"]),
        ("CPC", ["organisations/connected-places-catapult"]),
        ("IUK", ["organisations/innovate-uk"]),
        ("UKRI", ["organisations/uk-research-and-innovation"]),
        ("technoparc", ["terms/technopark", "organisations/ulsan-technopark"]),
        ("MoU", ["agreements/west-midlands-ulsan-technopark-mou", "agreements/west-midlands-uccei-mou"]),
        ("hot destination korea", ["documents/korea-expert-mission"]),
        ("midlands partners accelerate", ["documents/wm-ulsan-partnership"]),
    ],
)
def test_the_search_takes_words_in_any_order_misspelt_and_from_titles(
    server: httpx.Client, search: str, first: list[str]
) -> None:
    items = server.get("/search", params={"q": search}).json()["items"]
    assert [each["id"].removeprefix(BASE) for each in items[: len(first)]] == first
    collection = first[0].partition("/")[0]
    assert first[0].rpartition("/")[2] in slugs(server.get(f"/{collection}", params={"q": search}))


def test_a_search_says_that_it_took_capitals_for_initials(server: httpx.Client) -> None:
    assert server.get("/search", params={"q": "CPC"}).json()["near"] == [
        {"word": "CPC", "spellings": [], "initials": True}
    ]
    assert server.get("/search", params={"q": "Inovate"}).json()["near"][0]["initials"] is False
    page = server.get("/search", params={"q": "CPC"}, headers={"Accept": "text/html"}).text
    assert "Nothing is called “CPC”. Shown is what has these initials." in page


def test_every_hit_of_a_search_can_be_paged_to(limited: httpx.Client) -> None:
    asked = {"q": "korea", "type": "Programme"}
    whole = limited.get("/search", params={**asked, "limit": 1000}).json()
    assert whole["next"] is None
    assert whole["total"] == len(whole["items"]) > 2
    turned: list[dict[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None:
        page = limited.get("/search", params={**asked, "limit": 1, "cursor": cursor}).json()
        assert page["total"] == whole["total"]
        turned, cursor = [*turned, *page["items"]], page["next"]
    assert turned == whole["items"]
    first = limited.get("/search", params={**asked, "limit": 1}).json()["next"]
    assert_problem(limited.get("/search", params={"q": "seoul", "cursor": first}), 400, "bad-request")


@pytest.mark.parametrize("parameters", [{"q": "a", "limit": "0"}, {"q": "a", "type": "Plac"}, {"show": "Name"}])
def test_a_search_that_cannot_be_is_refused(server: httpx.Client, parameters: dict[str, str]) -> None:
    assert_problem(server.get("/search", params=parameters), 400, "bad-request")
