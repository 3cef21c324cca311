"""The first page, search and lists as people and programs get them: facets, chips, links, downloads, queries."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from api.routes.collections import ListQuery
from api.routes.search import SearchQuery
from kg.vocabulary import load_vocabulary
from tests.api.conftest import assert_problem, copy_of, shared
from tests.api.test_pages import BROWSER, Reader

SELECTIONS = [
    "/organisations",
    "/organisations?kind=university&kind=company",
    "/organisations?located_in=&q=midlands",
    "/contributions?currency=GBP&amount_min=10000000",
    "/contributions?funder=organisations/innovate-uk",
    "/contributions?evidence=documents/wmhtia-private-investment&when_from=2020",
    "/participations?role=partner&role=lead",
    "/funders",
    "/documents?published=any",
    "/search",
    "/search?q=ETRI",
    "/search?q=한국전자통신연구원",
    "/search?q=inovate",
    "/search?q=innovation&type=Programme&kind=programme",
    "/search?q=innovation&confidence=implied",
    "/search?type=Contribution&currency=GBP&show=Organisation",
    "/search?q=innovation+twins&show=Contribution",
    "/search?dataset=west-midlands-korea&type=Agreement&show=Organisation",
]


@pytest.fixture
def browser(server: httpx.Client) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.base_url, headers={"accept": BROWSER}, timeout=server.timeout) as client:
        yield client


def links(page: str) -> list[str]:
    return [unescape(each) for each in re.findall(r'href="([^"]*)"', page)]


def every(server: httpx.Client, address: str) -> set[str]:
    query = {**parse_qs(urlsplit(address).query, keep_blank_values=True), "pages": "all"}
    return {each["id"] for each in server.get(urlsplit(address).path, params=query).json()["items"]}


@pytest.mark.parametrize("address", SELECTIONS)
def test_the_query_behind_a_page_gives_what_it_shows(server: httpx.Client, browser: httpx.Client, address: str) -> None:
    (query,) = {each for each in links(browser.get(address).text) if each.startswith("/sparql?query=")}
    answer = server.get(query, headers={"accept": "application/sparql-results+json"}).json()
    (name,) = answer["head"]["vars"]
    items = every(server, address)
    assert items
    assert {each[name]["value"] for each in answer["results"]["bindings"]} == items


@pytest.mark.parametrize("address", [each for each in SELECTIONS if "show=" not in each])
def test_each_count_of_a_page_is_that_of_where_it_leads(
    server: httpx.Client, browser: httpx.Client, address: str
) -> None:
    aside = browser.get(address).text.partition('<aside class="facets"')[2].partition("</aside>")[0]
    leads = re.findall(r'<li><a href="([^"]*)"><span>.*?<span class="number">([\d,]+)</span>', aside)
    assert leads
    here = parse_qs(urlsplit(address).query, keep_blank_values=True)
    for link, total in leads[:: max(len(leads) // 12, 1)]:
        there = parse_qs(urlsplit(unescape(link)).query, keep_blank_values=True)
        is_alternative = any(name in here and len(there.get(name, ())) > len(here[name]) for name in there)
        led = server.get(unescape(link)).json()["total"]
        assert led >= int(total.replace(",", "")) if is_alternative else led == int(total.replace(",", "")), link


def test_json_has_facets_where_they_are_asked_for(server: httpx.Client) -> None:
    assert "facets" not in server.get("/organisations").json()
    body = server.get("/organisations?facets=true&kind=university&limit=1").json()
    facets = {each["field"]: each for each in body["facets"]}
    kinds = {each["value"]: each for each in facets["kind"]["values"]}
    assert kinds["university"] == {"value": "university", "label": "University", "total": body["total"]}
    assert len(kinds) > 5, "its own filter does not count"
    for kind, each in kinds.items():
        assert server.get("/organisations", params={"kind": kind}).json()["total"] == each["total"]
    assert facets["dataset"]["values"] == [
        {"value": "west-midlands-korea", "label": "West Midlands and South Korea", "total": body["total"]}
    ]


def test_lists_are_narrowed_by_the_year_of_their_dates(server: httpx.Client, browser: httpx.Client) -> None:
    body = server.get("/participations?facets=true&limit=1").json()
    (facet,) = (each for each in body["facets"] if each["field"] == "when_year")
    years = [each["value"] for each in facet["values"] if each["value"].isdecimal()]
    assert len(years) > 2
    assert years == sorted(years, reverse=True)
    assert {each["value"]: each["label"] for each in facet["values"]}[""] == "not stated"
    for each in facet["values"]:
        chosen = server.get("/participations", params={"when_year": each["value"], "pages": "all"}).json()
        assert chosen["total"] == each["total"]
        assert all(item["when"].startswith(each["value"]) for item in chosen["items"] if each["value"].isdecimal())
    page = browser.get(f"/participations?when_year={years[0]}").text
    assert f'</span> {years[0]}</span> <span aria-hidden="true">×' in page
    assert "when_year" in server.get("/openapi.json").text
    assert_problem(server.get("/participations?when_year=soon"), 400, "bad-request")


def test_a_search_tells_what_it_shows_instead(server: httpx.Client) -> None:
    body = server.get("/search?q=innovate+uk&type=Organisation&facets=true").json()
    linked = {each["type"]: each["total"] for each in body["linked"]}
    assert linked.pop("Organisation") == body["total"]
    for type_, total in linked.items():
        shown = server.get("/search", params={"q": "innovate uk", "type": "Organisation", "show": type_}).json()
        assert shown["total"] == total
        assert {each["type"] for each in shown["items"]} == {type_}
    money = server.get("/contributions?funder=organisations/innovate-uk").json()["items"]
    shown = server.get("/search?q=innovate+uk&type=Organisation&show=Contribution").json()["items"]
    assert {each["id"] for each in money} <= {each["id"] for each in shown}


@pytest.mark.parametrize("asked", ["q=WMCA", "q=university&type=Organisation", "q=5G&show=Contribution"])
def test_what_is_linked_is_told_apart_from_what_was_found(browser: httpx.Client, asked: str) -> None:
    tabs = browser.get(f"/search?{asked}").text.split('<nav class="units"')[1].split("</nav>")[0]
    found, linked = tabs.split('id="linked">linked with what was found:</li>')
    assert found.count("<a ") == 1
    assert 'aria-describedby="linked"' not in found
    assert linked.count("<a ") == linked.count('aria-describedby="linked"') > 0


@pytest.mark.parametrize(
    ("query", "near"),
    [("Inovate", [("inovate", ["innovate"])]), ("innovate", []), ("nothing of this kind", [])],
)
def test_another_spelling_is_told(
    server: httpx.Client, browser: httpx.Client, query: str, near: list[tuple[str, list[str]]]
) -> None:
    body = server.get("/search", params={"q": query}).json()
    assert [(each["word"], each["spellings"]) for each in body["near"]] == near
    page = Reader(browser.get("/search", params={"q": query}).text)
    assert ("Nothing is called “inovate”" in page.text) == bool(near)


@pytest.mark.parametrize("address", [each for each in SELECTIONS if "q=inovate" not in each])
def test_what_is_downloaded_is_what_is_shown(server: httpx.Client, browser: httpx.Client, address: str) -> None:
    page = browser.get(address + ("&" if "?" in address else "?") + "limit=2").text
    tables = [each for each in links(page) if "pages=all" in each and urlsplit(each).path.endswith(".csv")]
    (table,) = set(tables)
    answer = server.get(table)
    assert re.fullmatch(r'attachment; filename="[a-z]+-\d+\.csv"', answer.headers["content-disposition"])
    rows = [*csv.DictReader(io.StringIO(answer.text))]
    items = every(server, address)
    assert {each["id"].rpartition("/")[2] for each in rows} == {each.rpartition("/")[2] for each in items}
    assert len(rows) == len(items)


def test_a_download_is_bounded(loaded: Path) -> None:
    with shared("little", lambda _: copy_of(loaded, "little"), KG_DOWNLOAD_LIMIT="5") as client:
        for path in ("/organisations.csv", "/search.csv"):
            assert client.get(path, params={"pages": "all"}).status_code == 507
            assert client.get(path).status_code == 200


def test_the_type_of_a_search_takes_its_filters_along_and_away(browser: httpx.Client) -> None:
    page = browser.get("/search?q=innovation&type=Programme&kind=programme&confidence=stated").text
    others = [each for each in links(page) if "type=Organisation" in each]
    assert others
    for each in others:
        assert "kind=" not in each
        assert "confidence=stated" in each
        assert browser.get(each).status_code == 200


def test_chips_say_what_a_list_is_narrowed_by_and_take_it_away(browser: httpx.Client) -> None:
    page = browser.get("/contributions?funder=organisations/innovate-uk&amount_min=5&kind=&q=innovation").text
    chips = page.partition('<ul class="chips"')[2].partition("</ul>")[0]
    assert [" ".join(Reader(each).text.split()) for each in re.findall(r"<li>.*?</li>", chips, re.DOTALL)] == [
        "funder Innovate UK ×remove",
        "amount at least 5 ×remove",
        "kind not stated ×remove",
        "words innovation ×remove",
        "Clear all",
    ]
    assert "/contributions?amount_min=5&kind=&q=innovation" in links(chips)


def test_what_is_missing_is_said_and_amounts_have_their_currency(browser: httpx.Client) -> None:
    page = Reader(browser.get("/contributions?limit=1000").text).text
    assert "not stated" in page
    assert "GBP 2,400,000" in page
    assert "over GBP 13,000,000" in page


def test_a_sorted_column_says_so_and_turns_round(browser: httpx.Client) -> None:
    page = browser.get("/contributions?sort=-amount").text
    assert page.count("aria-sort") == 1
    assert 'aria-sort="descending"><a href="/contributions?sort=amount"' in page


def test_the_first_page_tells_what_there_is(server: httpx.Client, browser: httpx.Client) -> None:
    body, page = server.get("/").json(), browser.get("/").text
    for collection, total in body["counts"].items():
        assert total == server.get(f"/{collection}?limit=1").json()["total"]
        assert total == 0 or f"/{collection}" in {urlsplit(each).path for each in links(page)}
    assert body["datasets"][0]["entities"] == server.get("/search?limit=1").json()["total"]
    assert body["documents"] == {"total": body["counts"]["documents"], "earliest": "2019-07-05", "latest": "2019-07-05"}
    assert [each["version"] for each in body["changes"]] == [body["version"]]
    assert f"/changes/{body['version']}" in links(page)
    overview = re.search(r'<svg viewBox="0 0 720.*?</svg>\s*</div>', page, re.DOTALL)
    assert overview is not None
    for link in links(overview[0]):
        assert browser.get(link).status_code == 200


def test_parameters_of_our_own_are_no_fields() -> None:
    own = {*SearchQuery.model_fields, *ListQuery.model_fields, "version", "at", "history"}
    fields = {name for each in load_vocabulary().classes.values() for name in each.fields}
    assert not own & fields


@pytest.mark.parametrize(
    "address",
    [
        "/search?kind=university",
        "/search?type=Organisation&currency=GBP",
        "/search?show=Nothing",
        "/search?dataset=nothing",
        "/organisations?dataset=nothing",
        "/organisations?pages=some",
        "/search?q=a&pages=all&cursor=abc",
    ],
)
def test_what_cannot_be_asked_is_refused(server: httpx.Client, address: str) -> None:
    problem: dict[str, Any] = server.get(address).json()
    assert problem["status"] in (400, 404)


TEXTS = ["100% {0} %(x)s", "<b>bold</b> & 'more' \"quotes\"", "{{ 7*7 }}", "울산 \u202eabc", "a" * 2000]


@pytest.mark.parametrize("text", TEXTS)
def test_whatever_is_searched_for_is_shown_as_it_is(browser: httpx.Client, text: str) -> None:
    for address in ("/search", "/organisations"):
        answer = browser.get(address, params={"q": text})
        assert answer.status_code == 200
        assert "49" not in Reader(answer.text).text
        assert " ".join(text.split()) in Reader(answer.text).text


def test_every_value_of_a_facet_has_a_name_and_one_elsewhere_its_address(server: httpx.Client) -> None:
    collections = server.get("/").json()["collections"]
    facets = {name: server.get(f"/{name}?facets=true&limit=1").json().get("facets", []) for name in collections}
    values = [value for each in facets.values() for facet in each for value in facet["values"]]
    assert len(values) > 100
    assert all(value["label"] for value in values)
    licences = next(facet["values"] for facet in facets["documents"] if facet["field"] == "licence")
    assert "creativecommons.org/publicdomain/zero/1.0/" in {each["label"] for each in licences}


def test_names_and_links_are_called_by_what_they_say(server: httpx.Client) -> None:
    names = server.get("/names?limit=5").json()["items"]
    page = Reader(server.get("/names?limit=5", headers={"accept": BROWSER}).text)
    assert all(each["name"] in page.text and each["label"] not in page.text for each in names)
    entity = server.get(f"/{names[0]['id'].split('innovation-kg/')[1]}", headers={"accept": BROWSER}).text
    assert f"<h1>{names[0]['name']}</h1>" in entity
    link = server.get("/links?limit=1").json()
    title = " – ".join(link["labels"][link["items"][0][each]] for each in ("subject", "object"))
    assert title in Reader(server.get("/links?limit=1", headers={"accept": BROWSER}).text).text
    by_name = server.get("/names?sort=name&limit=1", headers={"accept": BROWSER}).text
    assert 'aria-sort="ascending"' in by_name


@pytest.mark.parametrize("path", ["/search?q=innovation", "/contributions"])
def test_downloads_stand_beside_the_count_of_what_was_found(server: httpx.Client, path: str) -> None:
    page = server.get(path, headers={"accept": BROWSER}).text
    tally = page[page.index('class="tally"') :].partition("</div>")[0]
    assert re.search(r"of \d+ shown", tally)
    assert " download>CSV</a>" in tally
    assert page.count("Everything found:") == 1


def test_an_empty_graph_says_how_its_first_record_comes_in(empty: httpx.Client) -> None:
    for path in ("/", "/search"):
        page = empty.get(path, headers={"accept": BROWSER}).text
        assert "The graph is empty so far. <code>kg load</code> brings records in" in page
        assert '<a href="/curate">Write the first record</a>' in page
    assert "The graph holds none of these yet." in (
        organisations := empty.get("/organisations", headers={"accept": BROWSER}).text
    )
    assert "Narrow down" not in organisations


def test_a_search_without_a_hit_offers_nothing_to_narrow_or_download(server: httpx.Client) -> None:
    page = server.get("/search?q=qqqzzz", headers={"accept": BROWSER}).text
    assert "Nothing was found." in page
    assert "Narrow down" not in page
    assert "Everything found:" not in page
