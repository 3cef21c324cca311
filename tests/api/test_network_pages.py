"""Every question about a network has its page: reached from that of the view, and saying what the JSON says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from html.parser import HTMLParser
from typing import Any

import httpx
import pytest

from api.representations.pages.network.questions import QUESTIONS
from kg.network import find_view, load_views
from kg.network.ledger import REASONS, in_words
from kg.reference import concepts
from tests.api.conftest import assert_problem
from tests.api.test_pages import BROWSER, Reader

BRIDGING = "/network/involvement/between?one=West Midlands&other=South Korea&stability=true&resamples=20"
ANSWERS = [
    BRIDGING,
    "/network/funding/money",
    "/network/funding/money?by=organisation&include_planned=true",
    "/network/funding/money?by=place&place=delivered&currency=GBP",
    "/network/involvement/bridges?top=5",
    "/network/funding/concentration?weight=amount&currency=GBP&kind=grant",
    "/network/partnership/similar?node=WMCA",
    "/network/partnership/suggestions",
    "/network/involvement/without?node=Innovate UK&top=5",
    "/network/partnership/summary",
]


class Forms(HTMLParser):
    """Reads where the forms of a page lead, filled in as their examples say where something is required."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []
        self.names: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.forms.append((given.get("action") or "", {}))
        elif tag == "input" and (name := given.get("name")):
            self.names.append(name)
            if given.get("type") != "checkbox":
                example = (given.get("placeholder") or "").removeprefix("such as ") if "required" in given else ""
                self.forms[-1][1][name] = given.get("value") or example or ""


@pytest.fixture
def browser(server: httpx.Client) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.base_url, headers={"accept": BROWSER}, timeout=server.timeout) as client:
        yield client


def example_of(parameter: Mapping[str, Any], described: Mapping[str, Any]) -> Any:
    """Give the example of a parameter; that of a list is one of its values."""
    schema = parameter["schema"]
    if "$ref" in schema:
        schema = described["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    example = next(iter(parameter.get("examples") or schema.get("examples")))
    return example[0] if isinstance(example, list) else example


def test_whatever_can_be_read_of_networks_is_a_page_for_a_browser(browser: httpx.Client) -> None:
    described = browser.get("/openapi.json").json()
    read = {
        path: ways["get"] for path, ways in described["paths"].items() if path.startswith("/network") and "get" in ways
    }
    assert len(read) > len(QUESTIONS)
    for path, way in read.items():
        required = [each for each in way.get("parameters", ()) if each["required"]]
        values = {each["name"]: example_of(each, described) for each in required}
        address = path
        for each in required:
            if each["in"] == "path":
                address = address.replace(f"{{{each['name']}}}", str(values.pop(each["name"])))
        assert_page(browser, address.replace("/partnership", "/involvement"), values, 200)
        for view in load_views():  # a node may be in no edge of it
            if find_view(view).tells_money or "money" not in path:
                assert_page(browser, address.replace("/partnership", f"/{view}"), values, 200, 404)


def assert_page(browser: httpx.Client, address: str, values: Mapping[str, Any], *statuses: int) -> None:
    answer = browser.get(address, params=values)
    assert answer.status_code in statuses, address
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


def test_the_page_of_a_view_leads_to_all_that_can_be_asked_of_it(browser: httpx.Client) -> None:
    described = browser.get("/openapi.json").json()["paths"]
    below = {path.removeprefix("/network/{view}/") for path, ways in described.items() if "get" in ways}
    assert {each for each in below if "/" not in each} == {each.path for each in QUESTIONS}
    page = browser.get("/network/funding").text
    addresses = {*Reader(page).links, *(address for address, _ in Forms(page).forms)}
    assert addresses >= {f"/network/funding/{each.path}" for each in QUESTIONS}
    assert "/network/affiliation/money" not in {
        action for action, _ in Forms(browser.get("/network/affiliation").text).forms
    }


@pytest.mark.parametrize("view", ["involvement", "funding"])
def test_forms_may_be_sent_as_their_examples_say(browser: httpx.Client, view: str) -> None:
    forms = [each for each in Forms(browser.get(f"/network/{view}").text).forms if each[0].startswith("/network/")]
    assert len(forms) >= 8
    for action, values in forms:
        assert_page(browser, action, values, 200, 404)


@pytest.mark.parametrize("path", ANSWERS)
def test_a_page_says_what_the_json_says(browser: httpx.Client, path: str) -> None:
    body = browser.get(path, headers={"accept": "application/json"}).json()
    answer = browser.get(path)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    text = Reader(answer.text).text
    for said in said_in(body):
        assert " ".join(said.split()) in text, said


def said_in(value: Any) -> Iterator[str]:
    """Yield all names, remarks, meanings and sums of an answer."""
    if isinstance(value, list):
        for each in value:
            yield from said_in(each)
    if isinstance(value, dict):
        if "low" in value:
            yield in_words(value["low"], value["high"])
        yield from (value[name] for name in ("label", "meaning") if isinstance(value.get(name), str))
        yield from map(_with_labels, value.get("remarks", ()))
        for each in value.values():
            yield from said_in(each)


def _with_labels(remark: str) -> str:
    """Write a remark as a page does: kinds of money by their labels."""
    for each in concepts("contribution-kinds"):
        remark = remark.replace(each.name, each.label.lower()) if "-" in each.name else remark
    return remark


def test_what_was_asked_stands_in_the_form_and_is_kept(browser: httpx.Client) -> None:
    page = browser.get(f"{BRIDGING}&members=separate").text
    (again,) = (values for action, values in Forms(page).forms if not action)
    assert again["one"] == "West Midlands"
    assert again["members"] == "separate"
    path = Forms(browser.get("/network/involvement/path?from=Wayra UK&to=Dean Cook").text)
    assert {"from", "to"} <= {*path.names}


@pytest.mark.parametrize(
    "path", ["/network/involvement/between.html?one=WMG&other=ETRI", "/network/funding/money.html"]
)
def test_a_page_may_be_asked_for_by_its_address(server: httpx.Client, path: str) -> None:
    assert server.get(path).headers["content-type"] == "text/html; charset=utf-8"


def test_an_edge_says_which_of_its_amounts_are_not_for_adding(browser: httpx.Client) -> None:
    text = Reader(browser.get("/network/funding").text).text
    assert "2,400,000 GBP competition budget, joint" in text
    assert "36,300,000 GBP co-investment" in text


@pytest.mark.parametrize(
    ("path", "missing"),
    [
        ("/network/involvement/between?one=&other=", ["one", "other"]),
        ("/network/involvement/between?one=WMG&other=+", ["other"]),
        ("/network/involvement/between?other=WMG", ["one"]),
        ("/network/partnership/path?from=&to=Wayra UK", ["from"]),
        ("/network/partnership/similar?node=", ["node"]),
        ("/network/funding/without?node=%09", ["node"]),
    ],
)
def test_a_blank_that_is_left_empty_is_not_given(server: httpx.Client, path: str, missing: list[str]) -> None:
    answer = server.get(path)
    assert answer.status_code == 400
    assert answer.json()["detail"] == "; ".join(f"{name}: must be given" for name in missing)


@pytest.mark.parametrize(
    ("path", "blanks"),
    [
        ("/network/involvement/between?one=&other=ETRI&roles=lead", {"other": "ETRI", "roles": "lead"}),
        ("/network/involvement/between?one=West Midlandz&other=ETRI", {"one": "West Midlandz", "other": "ETRI"}),
        ("/network/partnership/path?from=Wayra UK&to=No such&foo=1", {"from": "Wayra UK", "to": "No such"}),
        ("/network/funding/money?by=colour&currency=GBP", {"currency": "GBP"}),
        ("/network/partnership/centrality/degree?as_of=spring", {"as_of": "spring"}),
    ],
)
def test_a_question_that_failed_can_be_mended_where_it_failed(
    browser: httpx.Client, path: str, blanks: dict[str, str]
) -> None:
    answer = browser.get(path)
    assert answer.status_code in (400, 404)
    forms = Forms(answer.text)
    (again,) = (values for action, values in forms.forms if not action)
    assert blanks.items() <= again.items()
    assert "foo" not in forms.names, "it would fail again"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/network/involvement/between?one=West Midlandz&other=South Korea&stability=true", "West Midlands"),
        ("/network/partnership/similar?node=Innovat", "Innovate UK"),
        ("/network/partnership/ego/Innovat", "Innovate UK"),
        ("/organisations/innovate-u", "organisations/innovate-uk"),
    ],
)
def test_what_may_be_meant_is_a_link_to_the_answer(browser: httpx.Client, path: str, name: str) -> None:
    body = browser.get(path, headers={"accept": "application/json"}).json()
    assert name in body["candidates"]
    page = browser.get(path).text
    (address,) = re.findall(rf'<a href="([^"]+)">{name}</a>', page)
    answer = browser.get(unescape(address))
    assert answer.status_code == 200
    assert ("stability=true" in str(answer.url)) == ("stability=true" in path)


def test_a_ranking_can_be_asked_how_stable_it_is_and_says_the_ranks_without_what_is_less_sure(
    browser: httpx.Client,
) -> None:
    path = "/network/involvement/centrality/degree"
    assert "stability" in Forms(browser.get(path).text).names
    address = f"{path}?stability=true&resamples=20"
    scores = browser.get(address, headers={"accept": "application/json"}).json()["scores"]
    text = browser.get(address).text
    for without in scores[0]["scenario_ranks"]:
        assert f'<th scope="col" role="columnheader">rank without {without}</th>' in text
    rows = re.findall(r"<tr[^>]*><td[^>]*>(.*?)</tr>", text)
    for row, score in zip(rows, scores, strict=True):
        ranks = [str(rank or "none") for rank in score["scenario_ranks"].values()]
        assert re.findall(r"<td[^>]*>(\w+)</td>", row)[-len(ranks) :] == ranks
    assert "rank without single-source" in browser.get(BRIDGING).text


@pytest.mark.parametrize(
    "path",
    [
        "/network/partnership/centrality/betweenness",
        "/network/funding/series?from=2018&to=2024&measure=closeness",
        "/network/funding?weight=amount",
    ],
)
def test_figures_are_written_so_that_they_are_read_at_a_glance(browser: httpx.Client, path: str) -> None:
    answer = browser.get(path)
    assert answer.status_code == 200
    assert not re.findall(r"<td[^>]*>(?:[0-9]+\.(?:0|[0-9]{7,})|[0-9]{5,})</td>", answer.text)


def test_money_is_written_in_groups_of_digits_and_reasons_in_words(browser: httpx.Client) -> None:
    path = "/network/funding/money"
    items = browser.get(path, headers={"accept": "application/json"}).json()["excluded"]["items"]
    text = Reader(browser.get(path).text).text
    assert {"no_amount"} <= {each["reason"] for each in items}
    for item in items:
        assert REASONS[item["reason"]] in text
        if item["figure"]:
            assert f"{int(item['figure']):,}" in text
    assert not re.findall(r"\b[a-z]+_[a-z_]+\b|\b[0-9]{5,}\b", text)


def test_what_is_around_a_name_that_is_typed_is_led_to(server: httpx.Client) -> None:
    answer = server.get("/network/involvement/ego?node=Innovate UK&radius=2", headers={"accept": BROWSER})
    assert answer.status_code == 307
    assert httpx.URL(answer.headers["location"]).raw_path == b"/network/involvement/ego/Innovate%20UK?radius=2"
    page = server.get(answer.headers["location"], headers={"accept": BROWSER})
    assert page.status_code == 200
    assert "<h1>Around Innovate UK</h1>" in page.text
    assert server.get("/network/involvement/ego?node=").status_code == 400
    outside = server.get("/network/involvement/ego?node=//evil.example/x").headers["location"]
    assert httpx.URL(outside).host == server.base_url.host


ABSENT = [
    "ego/organisations/innovate-uk",
    "path?from=organisations/innovate-uk&to=programmes/diatomic",
    "path?from=programmes/diatomic&to=Innovate UK",
    "similar?node=organisations/innovate-uk",
    "suggestions?node=innovate uk",
    "without?node=organisations/innovate-uk",
    "between?one=organisations/innovate-uk&other=programmes/diatomic",
    "series?node=organisations/innovate-uk",
]
"""Questions about what is no node among co-recipients, by its id and by its name."""


@pytest.mark.parametrize("question", ABSENT)
def test_what_plays_no_part_in_a_view_is_named_and_asked_about_in_the_others(
    browser: httpx.Client, question: str
) -> None:
    path = f"/network/co-recipients/{question}"
    answer = browser.get(path)
    page = Reader(answer.text)
    assert answer.status_code == 404
    assert "<h1>Innovate UK plays no part in this view</h1>" in answer.text
    assert "No tie of this kind is told of it." in page.text
    assert "https://w3id.org" not in page.text
    assert "kg export" not in page.text
    links = [httpx.URL(each) for each in page.links]
    assert any(each.path.endswith("/network/co-recipients") for each in links)
    assert any(each.path.endswith("/organisations/innovate-uk") for each in links)
    asked = httpx.URL(path)
    same = {each.path.split("/")[2] for each in links if each.path.split("/")[3:] == asked.path.split("/")[3:]}
    body = assert_problem(browser.get(path, headers={"accept": "application/json"}), 404, "unknown-iri")
    assert same == {*body["views"]} == {*load_views()} - {"co-recipients"}
    assert body["label"] == "Innovate UK"
    assert body["detail"].startswith("Innovate UK (https://")
    assert browser.get(path, headers={"accept-language": "ko"}).text.count("이런 연결이 알려져 있지 않습니다") == 1


def test_what_is_no_record_is_looked_for_elsewhere(browser: httpx.Client) -> None:
    answer = browser.get("/network/co-recipients/ego/organisations/nobody")
    assert answer.status_code == 404
    assert "plays no part" not in answer.text


def test_what_filters_leave_out_is_asked_about_without_them(browser: httpx.Client) -> None:
    path = "/network/funding/ego/organisations/innovate-uk?datasets=none&top=5"
    datasets = "/network/funding/similar?node=organisations/innovate-uk&roles=award&top=5"
    assert browser.get(path).status_code == 400
    page = browser.get(datasets)
    assert page.status_code == 404
    assert "With these filters no tie of this kind is told of it." in page.text
    links = {str(httpx.URL(each)).partition("?")[2] for each in Reader(page.text).links if "/funding/similar" in each}
    assert "node=organisations%2Finnovate-uk&top=5" in links
    body = assert_problem(browser.get(datasets, headers={"accept": "application/json"}), 404, "unknown-iri")
    assert "Ask without filters." in body["detail"]
    assert "funding" in body["views"]


def test_the_views_of_a_record_are_those_that_have_it_as_a_node(browser: httpx.Client) -> None:
    browser.headers["accept"] = "application/json"
    bodies = {view: browser.get(f"/network/{view}", params={"top": 1000}).json() for view in load_views()}
    nodes = {view: {each["id"] for each in body["nodes"]} for view, body in bodies.items()}
    assert not any(body["truncated"] for body in bodies.values())
    everywhere = {*nodes["involvement"], *nodes["affiliation"]}
    places = {each["id"] for each in browser.get("/places", params={"limit": 1000}).json()["items"]}
    for iri in sorted(everywhere | places):
        lacking = next((view for view in nodes if iri not in nodes[view]), None)
        if lacking:
            body = browser.get(f"/network/{lacking}/ego/{iri}").json()
            assert body["views"] == [view for view in nodes if iri in nodes[view]], iri


@pytest.mark.parametrize(
    "path", ["/network/involvement", "/network/involvement/ego/organisations/innovate-uk?radius=2"]
)
def test_a_page_says_of_how_much_it_shows_how_much(browser: httpx.Client, path: str) -> None:
    mark = "&" if "?" in path else "?"
    address = f"{path}{mark}top=5&edges=2"
    body = browser.get(address, headers={"accept": "application/json"}).json()
    assert len(body["nodes"]) == 5
    assert len(body["edges"]) == 2
    assert body["whole"]["nodes"] > 5
    page = Reader(browser.get(address).text)
    assert f"5 of {body['whole']['nodes']} nodes" in page.text
    assert f"2 of {body['whole']['edges']} shown" in page.text
    for name in ("gexf", "graphml", "csv", "svg", "json"):
        assert any(f"format={name}" in each for each in page.links)


def test_ranks_that_one_may_have_are_a_bar_beside_it(browser: httpx.Client) -> None:
    path = "/network/involvement/centrality/degree?stability=true&resamples=20"
    scores = browser.get(path, headers={"accept": "application/json"}).json()["scores"]
    page = browser.get(path).text
    assert page.count('<rect class="span"') == len(scores)
    low, high = scores[0]["rank_interval"]
    assert f"{low} to {high}" in Reader(page).text


def test_communities_are_bubbles_that_lead_to_their_members(browser: httpx.Client) -> None:
    body = browser.get("/network/involvement/communities", headers={"accept": "application/json"}).json()
    page = browser.get("/network/involvement/communities").text
    assert len(body["bubbles"]) == len(body["communities"]) == page.count('href="#group-')
    for number in range(1, len(body["bubbles"]) + 1):
        assert f'href="#group-{number}"' in page
        assert f'id="group-{number}"' in page


def test_a_whole_that_is_drawn_by_communities_opens_each_and_its_picture_is_the_same(browser: httpx.Client) -> None:
    path = "/network/involvement?drawn=communities&measures=betweenness"
    html = browser.get(path).text
    groups = browser.get("/network/involvement.json?drawn=communities&layout=true").json()["groups"]
    drawn = re.findall(r'<a href="([^"]+)" aria-label="([^"]+)"><title>', html)
    assert [unescape(label) for _, label in drawn] == [each["label"] for each in groups["items"]]
    for (link, label), group in zip(drawn[:3], groups["items"], strict=False):
        address = unescape(link)
        assert "measures=betweenness" in address
        opened = browser.get(address).text
        assert f"Community {group['number']}: {label}." in opened
        assert f"All {group['size']} nodes and" in opened
        assert "drawn=communities" not in address
    picture = browser.get("/network/involvement.svg?drawn=communities").text
    assert picture.count('class="bubble"') == len(groups["items"]) == len(drawn)
    assert "format=svg&amp;drawn=communities" in html


def test_a_community_that_there_is_not_is_told(browser: httpx.Client) -> None:
    answer = browser.get("/network/involvement?community=999")
    assert answer.status_code == 400
    assert "Choose one of 1 to" in answer.text


def test_who_bridges_is_told_in_a_sentence_with_ways_and_the_network_around_it(browser: httpx.Client) -> None:
    page = browser.get(BRIDGING)
    text = Reader(page.text).text
    assert "Innovate UK bridges them most: 78% of their 60 linked pairs meet through it. That is not sure" in text
    assert "Through DIATOMIC" in text
    assert not [raw for raw in ("is place", "46.833333", "government-agency", "isPartOf", "way (4)") if raw in text]
    (address,) = (each for each in Reader(page.text).links if "format=gexf" in each)
    network = browser.get(address)
    assert network.headers["content-type"] == "application/gexf+xml"
    assert "Birmingham City Council" in network.text
    filtered = Reader(browser.get(f"{BRIDGING}&min_confidence=implied").text).links
    assert any("min_confidence=implied" in each and "format=gexf" in each for each in filtered)


def test_what_is_to_be_minded_of_who_bridges_stands_below_the_ranks(browser: httpx.Client) -> None:
    html = browser.get(BRIDGING).text
    assert html.index('class="ranking stacked"') < html.index('class="callout"') < html.index("The two sides")


def test_that_nobody_bridges_is_said(browser: httpx.Client) -> None:
    text = Reader(browser.get("/network/funding/between?one=South Korea&other=West Midlands&roles=incentive").text).text
    assert "Nobody lies between the two." in text


@pytest.mark.parametrize("path", [BRIDGING, "/network/partnership/centrality/degree?stability=true&resamples=20"])
def test_ranks_and_what_is_remarked_on_them_are_told_in_korean(browser: httpx.Client, path: str) -> None:
    english = browser.get(path, headers={"accept": "application/json"}).json()
    text = Reader(browser.get(path, headers={"accept-language": "ko"}).text).text
    for said in (english["meaning"], *english["remarks"], "rank without", "single-source", "Share of pairs"):
        assert said not in text
    assert "안정성 계수는" in text
    assert "‘단일 출처’ 제외 순위" in text


@pytest.mark.parametrize(
    "path",
    [
        "/network/funding/money?currency=CHF",
        "/network/funding/centrality/degree?as_of=1066&undated=drop",
        "/network/partnership/compare?from=2025&to=1066",
        "/network/partnership/series?from=2023&to=2024",
        "/flows?funder=Nobody",
    ],
)
def test_what_is_to_be_minded_is_told_in_korean(browser: httpx.Client, path: str) -> None:
    body = browser.get(path, headers={"accept": "application/json"}).json()
    page = browser.get(path, headers={"accept-language": "ko"}).text
    minded = [" ".join(unescape(each).split()) for each in re.findall(r'<p class="callout(?: warn)?">(.*?)</p>', page)]
    assert body["remarks"]
    assert [each["code"] for each in body["coded_remarks"]]
    told = minded[: len(body["remarks"])]
    assert len(told) == len(body["remarks"])
    assert all(re.search("[가-힣]", each) for each in told)
    assert not {*told} & {*body["remarks"]}


@pytest.mark.parametrize("path", ["/network/involvement", "/network/involvement/path?from=Wayra UK&to=Dean Cook"])
def test_roles_are_called_by_their_labels(browser: httpx.Client, path: str) -> None:
    text = Reader(browser.get(path).text).text
    assert not [raw for raw in ("signedAt", "isPartOf", "subOrganizationOf") if raw in text.partition("Ask this")[0]]
    assert "Participant" in text or "Partner" in text


ETRI = "organisations/etri"
NAMING = [
    f"/network/involvement/ego/{ETRI}",
    "/network/involvement/centrality/degree",
    f"/network/involvement/path?from={ETRI}&to=Innovate UK",
    f"/network/involvement/path?from={ETRI}&to=Wayra UK",
    f"/network/involvement/similar?node={ETRI}",
    f"/network/involvement/between?one={ETRI}&other=Innovate UK",
    f"/network/involvement/series?node={ETRI}",
    f"/network/co-recipients/ego/{ETRI}",
    "/network/funding/money?by=funder",
    "/network/involvement/compare?from=2017&to=2024",
    f"/flows?funder={ETRI}",
    f"/timeline?organisation={ETRI}",
]
"""Pages that name an organisation of which a register attests a Korean name."""


@pytest.mark.parametrize("path", NAMING)
def test_pages_name_things_as_their_reader_does(browser: httpx.Client, path: str) -> None:
    in_english, in_korean = "Electronics and Telecommunications Research Institute", "한국전자통신연구원"
    texts = {lang: Reader(browser.get(path, headers={"accept-language": lang}).text).text for lang in ("en", "ko")}
    assert in_korean in texts["ko"]
    assert in_english not in texts["ko"]
    assert in_english in texts["en"] or "Ministry" in texts["en"]
    body = browser.get(path, headers={"accept": "application/json", "accept-language": "ko"})
    assert in_korean not in body.text


@pytest.mark.parametrize("path", ["communities", "components", "?drawn=communities"])
def test_groups_are_called_after_the_best_linked_of_them(browser: httpx.Client, path: str) -> None:
    address = f"/network/affiliation/{path}" if "?" not in path else f"/network/affiliation{path}&layout=true"
    body = browser.get(address, headers={"accept": "application/json"}).json()
    groups = body["about"] if "about" in body else body["groups"]["items"]
    labels = {each["id"]: each["label"] for each in body["nodes"]}
    scores = browser.get("/network/affiliation/centrality/degree", headers={"accept": "application/json"}).json()
    degrees = {each["id"]: each["score"] for each in scores["scores"]}
    if path == "components":
        for piece, about in zip(body["components"], groups, strict=True):
            assert about["best_linked"] == sorted(piece, key=lambda iri: (-degrees[iri], iri))[:2]
    pages = {lang: unescape(browser.get(address, headers={"accept-language": lang}).text) for lang in ("en", "ko")}
    ministry = "Ministry of Land, Infrastructure and Transport"
    for each in groups:
        ids = [one if isinstance(one, str) else one["id"] for one in each["best_linked"]]
        names = [labels[iri] for iri in ids]
        others = each["size"] - len(names)
        assert each["label"].startswith(", ".join(names) if others else names[0])
        assert each["label"] in pages["en"]
        if others and ministry not in names:
            assert f"{', '.join(names)} 외 {others}" in pages["ko"]
    assert " others<" not in pages["ko"]


@pytest.mark.parametrize(
    "path",
    [
        "/network/involvement/path?from=West Midlands Combined Authority&to=Innovate UK",
        "/network/involvement/ego/organisations/west-midlands-combined-authority",
        "/network/involvement/between?one=West Midlands Combined Authority&other=Innovate UK",
    ],
)
def test_the_records_behind_an_edge_are_called_by_their_names(browser: httpx.Client, path: str) -> None:
    text = Reader(browser.get(path).text).text
    assert "West Midlands Combined Authority: partner, DIATOMIC" in text
    assert "west-midlands-combined-authority-partner" not in text


def test_where_there_is_no_way_both_are_named(browser: httpx.Client) -> None:
    answer = browser.get("/network/involvement/path?from=WMCA&to=ETRI", headers={"accept-language": "ko"})
    assert "<h1>West Midlands Combined Authority에서 한국전자통신연구원까지 가는 경로가 없습니다</h1>" in answer.text


def test_who_has_no_money_that_counts_is_named(browser: httpx.Client) -> None:
    path = "/flows?recipient=organisations/innovate-uk"
    assert "No money that counts has the recipient Innovate UK; there are" in Reader(browser.get(path).text).text
    nobody = browser.get("/flows?recipient=organisations/nobody", headers={"accept": "application/json"}).json()
    assert nobody["coded_remarks"][0]["values"]["asked"].endswith("/organisations/nobody")


def test_a_group_of_money_begins_with_whose_it_is_and_figures_are_aligned(browser: httpx.Client) -> None:
    page = browser.get("/network/funding/money").text
    heads, first = re.search(r"<h2>Groups.*?<tr[^>]*>(.*?)</tr>.*?<tr[^>]*>(.*?)</tr>", page, re.DOTALL).groups()  # type: ignore[union-attr]
    assert re.findall(r"<th[^>]*>(.*?)</th>", heads)[:3] == ["Who", "Amount", "Currency"]
    labelled = re.findall(r'<td role="cell" data-label="(.*?)"(.*?)>', first)
    assert [label for label, more in labelled if "number" in more] == ["Amount", "Entries", "Overlap"]
