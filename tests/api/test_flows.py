"""Money on its way, records in the order of time, the dictionary, the reference of the API, and what is covered."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal
from html import unescape
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import httpx
import pytest

from api.representations.models.about import About
from api.representations.models.dictionary import Dictionary
from api.representations.models.flows import Flows
from api.representations.models.timeline import Timeline
from api.representations.pages import spoken
from api.representations.pages.flows.sankey import sankey
from kg.network.drawing import STYLE
from kg.network.drawing.labels import width
from kg.network.ledger import in_words
from kg.reference import concepts
from tests.api.conftest import BASE
from tests.api.test_pages import BROWSER, Reader

SVG = "{http://www.w3.org/2000/svg}"
PARTS = {"svg", "title", "desc", "style", "rect", "g", "line", "circle", "path", "text"}
_PLANNED = {"currency": "GBP", "kind": "planned-investment", "include_planned": "true"}


def asked(server: httpx.Client, path: str, **query: str) -> dict[str, Any]:
    answer = server.get(path, params=query, headers={"accept": "application/json"})
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def page(server: httpx.Client, path: str, **query: str) -> Reader:
    answer = server.get(path, params=query, headers={"accept": BROWSER})
    assert answer.status_code == 200, answer.text
    return Reader(answer.text)


def rows(server: httpx.Client, path: str, **query: str) -> list[dict[str, str]]:
    return [*csv.DictReader(io.StringIO(server.get(path, params=query).text))]


@pytest.mark.parametrize(
    "query",
    [
        {"programme": "Innovation Twins"},
        {"programme": "programmes/uk-republic-of-korea-innovation-twins", "currency": "GBP"},
        {"recipient": "No such"},
    ],
    ids=str,
)
def test_where_no_choice_helps_it_is_said_what_is_told(server: httpx.Client, query: dict[str, str]) -> None:
    left_out = asked(server, "/flows", **query)["excluded"]["items"]
    shown = page(server, "/flows", **query)
    assert "choose another above" not in shown.text
    if "recipient" in query:
        assert not left_out
        assert "No contribution is told of what was asked for." in shown.text
    else:
        assert [each["reason"] for each in left_out] == ["no_amount"]
        assert "no amount that is a number" in shown.text
        assert left_out[0]["record"].replace(BASE, "/") in shown.links


@pytest.mark.parametrize("query", [{}, _PLANNED, {"currency": "GBP", "kind": "grant"}], ids=str)
def test_every_column_comes_to_the_total_and_to_what_the_ledger_says(
    server: httpx.Client, query: dict[str, str]
) -> None:
    body = asked(server, "/flows", **query)
    assert Flows.model_validate(body)
    for column in ("funder", "programme", "recipient"):
        stops = [each for each in body["stops"] if each["column"] == column]
        assert sum(Decimal(each["figure"]) for each in stops) == Decimal(body["total"]["figure"])
        assert sum(each["entries"] for each in stops) == body["total"]["entries"] == body["coverage"]["shown"]
    money = asked(server, "/network/funding/money", **{"include_planned": "false", **query})
    totals = {(each["currency"], each["kind"]): each["figure"] for each in money["totals"]}
    assert totals[body["currency"], body["kind"]] == body["total"]["figure"]
    assert body["coverage"]["read"] == 21


def test_what_else_there_is_stands_as_links_by_currency_and_kind_and_plans_among_them(server: httpx.Client) -> None:
    body, shown = asked(server, "/flows"), page(server, "/flows")
    planned = asked(server, "/flows", include_planned="true")
    counts = {(each["currency"], each["kind"]): each["entries"] for each in (*body["units"], *body["plans"])}
    assert counts == {(each["currency"], each["kind"]): each["entries"] for each in planned["units"]}
    assert sum(each["entries"] for each in body["units"]) == body["coverage"]["counted"]
    for currency, kind in counts:
        assert any(f"currency={currency}&kind={kind}" in link for link in shown.links), (currency, kind)
    assert not planned["plans"]


def test_of_plans_only_those_are_told_that_would_count(server: httpx.Client) -> None:
    before = asked(server, "/flows", doubtful="true")
    after = asked(server, "/flows", doubtful="true", include_planned="true")
    gained = after["coverage"]["counted"] - before["coverage"]["counted"]
    assert sum(each["entries"] for each in before["plans"]) == gained > len(asked(server, "/flows")["plans"])
    assert not asked(server, "/flows", recipient="Companies supported by WMHTIA")["plans"]


def test_remarks_stand_below_what_is_drawn_and_listed(server: httpx.Client) -> None:
    query = {"kind": "share-of-extension", "currency": "GBP"}
    html = server.get("/flows", params=query, headers={"accept": BROWSER}).text
    (remark,) = asked(server, "/flows", **query)["remarks"]
    assert html.index('<svg class="sankey"') < html.index('id="contributions"') < html.index(remark[:20])


def test_what_a_table_has_is_what_json_has(server: httpx.Client) -> None:
    body = asked(server, "/flows", **_PLANNED)
    streams = rows(server, "/flows.csv", **_PLANNED)
    assert [each["figure"] for each in streams] == [each["figure"] for each in body["streams"]]
    entries = rows(server, "/flows.csv", **_PLANNED, shown="entries")
    assert [each["record"] for each in entries] == [each["record"] for each in body["entries"]["items"]]
    assert rows(server, "/flows.csv", shown="excluded", currency="GBP", kind="co-investment")


def test_the_contributions_behind_each_stream_are_those_it_counts(server: httpx.Client) -> None:
    body = asked(server, "/flows", **_PLANNED)
    assert body["streams"]
    for stream in body["streams"]:
        behind = asked(server, "/flows", **_PLANNED, source=stream["source"], target=stream["target"])
        assert behind["entries"]["total"] == stream["entries"]
        assert [each["record"] for each in behind["entries"]["items"]] == stream["records"]


def test_only_the_money_of_one_programme_is_shown_by_name_or_id(server: httpx.Client) -> None:
    by_name = asked(server, "/flows", programme="Innovation Accelerator")
    by_id = asked(server, "/flows", programme="programmes/innovation-accelerator")
    assert by_name["streams"] == by_id["streams"]
    named = [each for each in by_name["stops"] if each["column"] == "programme"]
    assert [who["label"] for each in named for who in each["who"]] == ["Innovation Accelerator"]
    assert by_name["coverage"]["other_parties"] > 0


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"currency": "XXY"}, "not a currency"),
        ({"kind": "gift"}, "kind of contribution"),
        ({"source": "payer:x"}, "no stop"),
        ({"top": "0"}, ""),
        ({"since": "soon"}, "soon"),
        ({"colour": "red"}, "colour"),
    ],
    ids=str,
)
def test_what_cannot_be_asked_is_refused_with_a_word(server: httpx.Client, query: dict[str, str], words: str) -> None:
    answer = server.get("/flows", params=query, headers={"accept": "application/json"})
    assert answer.status_code == 400
    assert words in answer.text


@pytest.mark.parametrize("funder", ["Nobody of this name", "organisations/nowhere"])
def test_who_has_no_money_that_counts_is_told_so(server: httpx.Client, funder: str) -> None:
    body = asked(server, "/flows", funder=funder)
    assert body["streams"] == []
    (remark,) = body["remarks"]
    assert funder in remark
    assert "Electronics and Telecommunications Research Institute" in remark
    assert remark in page(server, "/flows", funder=funder).text


def test_a_drawing_stands_beside_a_table_of_the_same(server: httpx.Client) -> None:
    text = server.get("/flows", params=_PLANNED, headers={"accept": BROWSER}).text
    body = asked(server, "/flows", **_PLANNED)
    assert len(re.findall(r'class="band[ "]', text)) == len(body["streams"])
    assert len(re.findall(r'class="flow-stop [a-z]', text)) == len(body["stops"])
    assert "Not stated" in text
    assert "style=" not in text
    links = {unescape(each) for each in re.findall(r'href="([^"]*source=[^"]*)"', text)}
    for link in links:
        assert server.get(link, headers={"accept": BROWSER}).status_code == 200, link


def test_a_page_says_what_is_left_out_and_why(server: httpx.Client) -> None:
    shown = page(server, "/flows")
    assert "only planned" in shown.text
    assert "Of 21 contributions, 8 count." in shown.text


def test_a_choice_of_nothing_says_what_to_do(server: httpx.Client) -> None:
    assert "choose another above" in page(server, "/flows", currency="KRW", kind="grant").text


def test_an_empty_graph_has_pages(empty: httpx.Client) -> None:
    for path in ("/flows", "/timeline", "/about", "/ontology", "/datasets"):
        assert page(empty, path).text
    assert asked(empty, "/flows")["streams"] == []
    assert asked(empty, "/timeline")["total"] == 0


def test_bars_are_as_high_as_their_amounts_in_every_column() -> None:
    drawing = sankey([["a", "b"], ["c"], ["d", "e"]], {("a", "c"): 6, ("b", "c"): 2, ("c", "d"): 5, ("c", "e"): 3})
    heights = {each.id: each.height for each in drawing.bars}
    assert heights["a"] == pytest.approx(heights["b"] * 3, rel=0.01)
    assert heights["c"] == pytest.approx(heights["d"] + heights["e"], rel=0.01)
    for one, other in pairwise(drawing.bars):
        if one.column == other.column:
            assert one.y + one.height < other.y
            assert other.label_y - one.label_y >= 46
    assert max(each.y + each.height for each in drawing.bars) < drawing.height


def test_few_stops_are_drawn_lower_than_many() -> None:
    few = sankey([["a"], ["b"]], {("a", "b"): 1.0})
    more = sankey([["a", "c", "e"], ["b"]], {(each, "b"): 1.0 for each in "ace"})
    many = sankey([list("acdefg"), ["b"]], {(each, "b"): 1.0 for each in "acdefg"})
    assert few.height < more.height < many.height


def test_amounts_that_are_nothing_or_far_apart_are_drawn() -> None:
    for streams in ({("a", "b"): 0.0}, {("a", "b"): 1.0, ("a", "c"): 1e-12}):
        drawing = sankey([["a"], ["b", "c"]], streams)
        assert all(each.height >= 2 for each in drawing.bars)
        assert len(drawing.bands) == len(streams)


def test_the_timeline_lists_what_has_a_date_and_counts_the_rest(server: httpx.Client) -> None:
    body = asked(server, "/timeline")
    assert Timeline.model_validate(body)
    begins = [each["begins"] or each["ends"] for each in body["items"]]
    assert begins == sorted(begins)
    assert body["total"] == len(begins) == sum(each["dated"] for each in body["types"])
    events = next(each for each in body["types"] if each["type"] == "Event")
    assert events["dated"] + events["yearless"] + events["undated"] == asked(server, "/events")["total"]
    assert body["undated"]["total"] == len(body["undated"]["items"])


def test_a_day_without_a_year_stands_apart(server: httpx.Client) -> None:
    body = asked(server, "/timeline", type="Document,Programme")
    assert {each["when"] for each in body["yearless"]["items"]} == {"XXXX-06-24", "../XXXX-06-01"}
    assert "24 June (no year stated)" in page(server, "/timeline", type="Document").text


def test_the_timeline_of_somebody_is_found_by_name(server: httpx.Client) -> None:
    by_name = asked(server, "/timeline", organisation="innovate uk")
    assert by_name["organisation"]["label"] == "Innovate UK"
    assert by_name["undated"] == asked(server, "/timeline", organisation="organisations/innovate-uk")["undated"]
    assert by_name["undated"]["total"] < asked(server, "/timeline")["undated"]["total"]
    assert server.get("/timeline", params={"organisation": "qqqzzz"}).status_code == 400
    assert server.get("/timeline", params={"organisation": "organisations/none"}).status_code == 404


def test_years_choose_and_the_table_has_the_same(server: httpx.Client) -> None:
    body = asked(server, "/timeline", since="2024", until="2024")
    assert [each["when"] for each in body["items"]] == ["2024"]
    table = rows(server, "/timeline.csv", since="2024", until="2024")
    assert [each["id"] for each in table if each["when"] == "2024"] == [each["id"] for each in body["items"]]
    assert server.get("/timeline", params={"since": "2025", "until": "2024"}).status_code == 400


def test_a_bar_is_drawn_for_each_time(server: httpx.Client) -> None:
    text = server.get("/timeline", headers={"accept": BROWSER}).text
    assert text.count('<svg class="timespan') == asked(server, "/timeline")["total"]
    assert "fade0" in text
    assert "style=" not in text


def picture(server: httpx.Client, path: str, **query: str) -> Element:
    answer = server.get(path, params=query)
    assert answer.headers["content-type"] == "image/svg+xml"
    drawn = ElementTree.fromstring(answer.content)
    assert [each.text for each in drawn.iter(f"{SVG}style")] == [STYLE]
    assert {each.tag.removeprefix(SVG) for each in drawn.iter()} <= PARTS
    assert not {name for each in drawn.iter() for name in each.attrib} & {"style", "href", "onclick"}
    return drawn


def told_in(drawn: Element) -> str:
    return " ".join(each.text or "" for each in drawn.iter(f"{SVG}text"))


@pytest.mark.parametrize("query", [{}, _PLANNED, {"kind": "co-investment"}], ids=str)
def test_a_picture_of_flows_shows_all_that_the_page_draws(server: httpx.Client, query: dict[str, str]) -> None:
    body, drawn = asked(server, "/flows", **query), picture(server, "/flows.svg", **query)
    bands = [each for each in drawn.iter(f"{SVG}path") if each.get("class") == "contribution"]
    assert len(bands) == len(body["streams"])
    bounded = [each for each in body["streams"] if each["low"] != each["high"]]
    assert len([each for each in bands if each.get("stroke-dasharray")]) == len(bounded)
    said = told_in(drawn)
    assert f"{body['coverage']['shown']} of {body['coverage']['read']} contributions" in said
    for stop in body["stops"]:
        assert in_words(stop["low"], stop["high"]) in said
    across = float(drawn.attrib["width"])
    for each in drawn.iter(f"{SVG}text"):
        words, x = width(each.text or "") * float(each.attrib["font-size"]), float(each.attrib["x"])
        left = {"start": x, "middle": x - words / 2, "end": x - words}[each.attrib["text-anchor"]]
        assert left >= 0
        assert left + words <= across


def test_a_picture_of_time_has_a_bar_for_each_record_and_fades_at_open_ends(server: httpx.Client) -> None:
    body, drawn = asked(server, "/timeline"), picture(server, "/timeline.svg")
    marks = [each for each in drawn.iter(f"{SVG}g") if (each.get("class") or "").startswith("mark ")]
    assert [each.attrib["class"].split()[1] for each in marks] == [each["type"].lower() for each in body["items"]]
    said = told_in(drawn)
    for each in body["items"]:
        assert each["when"] in said
    bars = [each for each in drawn.iter(f"{SVG}rect") if each.get("fill-opacity")]
    is_open = [not each["begins"] or not each["ends"] for each in body["items"]]
    assert any(is_open)
    assert len(bars) == sum(6 if each else 1 for each in is_open)


def test_what_has_nothing_to_show_has_a_picture_too(empty: httpx.Client) -> None:
    assert "0 of 0 contributions" in told_in(picture(empty, "/flows.svg"))
    assert "0 of 0 dated records" in told_in(picture(empty, "/timeline.svg"))


@pytest.mark.parametrize(
    ("path", "words", "english"),
    [("/flows.svg", "재정 지원 21건 중", "Who pays"), ("/timeline.svg", "날짜가 있는 기록", "dated records")],
)
def test_a_picture_speaks_the_language_of_the_page_that_has_it(
    server: httpx.Client, path: str, words: str, english: str
) -> None:
    wishes = [{"accept": each} for each in (BROWSER, "image/avif,image/svg+xml,image/*,*/*;q=0.8", "*/*")]
    tags: dict[str, set[str]] = {"ko": set(), "en": set()}
    for wish in wishes:
        for language, tags_of in tags.items():
            answer = server.get(path, headers={**wish, "accept-language": language})
            said = told_in(ElementTree.fromstring(answer.content))
            assert (words in said, english in said) == (language == "ko", language == "en")
            assert {"Accept-Language", "Cookie"} <= {each.strip() for each in answer.headers["vary"].split(",")}
            tags_of.add(answer.headers["etag"])
    assert not tags["ko"] & tags["en"]
    kept = {"accept": BROWSER, "if-none-match": ", ".join(tags["en"])}
    assert server.get(path, headers={**kept, "accept-language": "ko"}).status_code == 200
    assert server.get(path, headers={**kept, "accept-language": "en"}).status_code == 304
    chosen = server.get(path, headers={"accept": "*/*", "accept-language": "en", "cookie": "kg_language=ko"})
    assert words in told_in(ElementTree.fromstring(chosen.content))


def test_a_picture_of_the_time_of_one_names_it_as_the_reader_does(server: httpx.Client) -> None:
    path = "/timeline.svg?organisation=organisations/etri"
    said = [
        told_in(ElementTree.fromstring(server.get(path, headers={"accept-language": each}).content))
        for each in ("ko", "en")
    ]
    assert "한국전자통신연구원" in said[0]
    assert "Electronics and Telecommunications Research Institute" in said[1]


def test_the_dictionary_counts_what_lists_count(server: httpx.Client) -> None:
    body = asked(server, "/ontology")
    assert Dictionary.model_validate(body)
    classes = {each["name"]: each for each in body["classes"]}
    assert classes["Organisation"]["total"] == asked(server, "/organisations")["total"]
    property_ = next(each for each in body["properties"] if each["name"] == "ikg:funder")
    (use,) = property_["uses"]
    assert use["total"] == asked(server, "/contributions", funder="any")["total"]
    roles = next(each for each in body["schemes"] if each["name"] == "roles")
    lead = next(each for each in roles["terms"] if each["name"] == "lead")
    assert lead["total"] == asked(server, "/participations", role="lead")["total"]


def test_every_property_of_a_class_has_an_entry_on_the_page_and_links_lead_somewhere(server: httpx.Client) -> None:
    text = server.get("/ontology", headers={"accept": BROWSER}).text
    anchors = set(re.findall(r'id="([^"]+)"', text))
    targets = {unescape(each) for each in re.findall(r'href="#([^"]+)"', text)}
    assert targets <= anchors, targets - anchors
    for link in sorted(set(re.findall(r'href="(/[a-z]+\?[a-z_]+=any)"', text))):
        assert asked(server, link)["total"] > 0, link


def test_the_dictionary_is_filtered_without_scripts(server: httpx.Client) -> None:
    shown = page(server, "/ontology", q="accelerator nowhere-to-be-found")
    assert "Nothing has these words." in shown.text
    assert "Contribution" in page(server, "/ontology", q="statement of money").text


def test_programs_get_the_ontology_as_turtle_as_before(server: httpx.Client) -> None:
    for accept in ("*/*", "text/turtle"):
        assert server.get("/ontology", headers={"accept": accept}).headers["content-type"].startswith("text/turtle")


def test_every_operation_is_in_the_reference_and_has_a_page(server: httpx.Client) -> None:
    described = server.get("/openapi.json").json()["paths"]
    operations = [(path, way) for path, ways in described.items() for way in ways.values()]
    links = {each for each in page(server, "/docs").links if each.startswith("/docs/")}
    assert links == {f"/docs/{way['operationId']}" for _, way in operations}
    for path, way in operations:
        if not path.startswith("/{") and path.split("/")[1] in ("flows", "network", "sparql", "timeline", "places"):
            shown = page(server, f"/docs/{way['operationId']}")
            assert path in shown.text
            for each in way.get("parameters", ()):
                assert each["name"] in shown.text


def test_what_the_reference_offers_to_try_answers(server: httpx.Client) -> None:
    for operation in ("flows", "money", "search", "list_places", "get_places_place", "timeline", "centrality"):
        text = server.get(f"/docs/{operation}", headers={"accept": BROWSER}).text
        tries = re.findall(r'class="button" href="([^"]+)"', text)
        assert tries, operation
        for each in tries:
            assert server.get(unescape(each), headers={"accept": BROWSER}).status_code == 200, each


def test_programs_get_what_openapi_says(server: httpx.Client) -> None:
    assert asked(server, "/docs") == server.get("/openapi.json").json()
    assert asked(server, "/docs/flows")["operationId"] == "flows"
    assert server.get("/docs/flow").status_code == 404


def test_the_reference_is_filtered_without_scripts(server: httpx.Client) -> None:
    links = [each for each in page(server, "/docs", q="bridges").links if each.startswith("/docs/")]
    assert 0 < len(links) < 10
    assert "No operation has these words." in page(server, "/docs", q="qqzz").text


def test_about_tells_shares_gaps_and_how_to_cite(server: httpx.Client) -> None:
    body = asked(server, "/about")
    assert About.model_validate(body)
    contributions = next(each for each in body["types"] if each["type"] == "Contribution")
    assert contributions["total"] == 21
    assert contributions["amounts"] == asked(server, "/contributions", amount="any")["total"]
    assert contributions["dated"] == asked(server, "/contributions", when="any")["total"]
    gaps = {each["name"]: each["total"] for each in body["gaps"]}
    assert gaps == {each["name"]: each["total"] for each in asked(server, "/quality")["checks"]}
    assert sum(each["total"] for each in body["omissions"]) == asked(server, "/omissions")["total"]
    assert f"version {body['version']}" in body["cite"]["text"]
    cited = server.get(body["cite"]["address"].partition("//")[2].partition("/")[2], headers={"accept": BROWSER})
    assert cited.status_code == 200
    assert body["cite"]["text"] in page(server, "/about").text


def test_the_words_that_pages_translate_are_those_of_the_vocabulary() -> None:
    assert {*spoken.CONFIDENCES} == {each.name for each in concepts("confidences")}


@pytest.mark.parametrize("path", ["/flows", "/timeline", "/ontology", "/docs", "/about", "/datasets", "/graphs"])
def test_hostile_words_are_shown_as_words(server: httpx.Client, path: str) -> None:
    evil = "\"><script>alert(1)</script>'"
    for name in ("q", "funder", "organisation", "source", "since"):
        answer = server.get(path, params={name: evil}, headers={"accept": BROWSER})
        assert "<script>alert" not in answer.text
