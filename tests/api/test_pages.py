"""Pages: each is there, leads only to what is there, says what the data say, and runs nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urldefrag
from zlib import crc32

import httpx
import pytest

from api.http.outgoing import PAGE_POLICY
from api.representations.pages import rendering
from kg.network.drawing import STYLE
from kg.network.drawing.marks import MARKS
from tests.api.conftest import BASE
from tests.generated import sizes

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
PAGES = [
    "/",
    "/organisations",
    "/contributions?kind=grant&currency=GBP",
    "/organisations/innovate-uk",
    "/search?q=catapult",
    "/quality",
    "/quality/single-source?limit=3",
    "/quality/over-time",
    "/conflicts?limit=3",
    "/duplicates?limit=3",
    "/changes",
    "/changes?author=kg+load&limit=1",
    "/changes/1?limit=20",
    "/history/organisations/innovate-uk",
    "/diff?from=0&limit=20",
    "/diff?from=0&limit=3&include=edges,money,ranks,answers",
    "/network",
    "/network/partnership",
    "/network/funding?as_of=2025&min_confidence=stated",
    "/network/partnership/centrality/betweenness",
    "/network/partnership/communities",
    "/network/partnership/components",
    "/network/partnership/ego/organisations/connected-places-catapult",
    "/network/partnership/path?from=organisations/connected-places-catapult&to=organisations/wayra-uk",
    "/network/involvement/between?one=West+Midlands&other=South+Korea",
    "/network/funding/money",
    "/network/funding/scores",
    "/contributions/5g-challenge-2-4m/evidence/korea-expert-mission:4835-5019",
    "/curate",
    "/datasets",
    "/datasets/west-midlands-korea",
    "/graphs",
    "/sparql",
    "/sparql?query=SELECT+*+{?s+?p+?o}+LIMIT+3",
]
FEW = 150
"""Links of lists, with their filters, that are followed: there are very many."""


class Reader(HTMLParser):
    """Reads a page: its links, its text, and whether each element that is opened is closed."""

    VOID = frozenset({"meta", "link", "input", "br", "img"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.names: set[str] = set()
        self.texts: list[str] = []
        self.foreign: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self._is_ours(tag, dict(attrs)):
            self.names.add(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]
        if tag == "script" and not _is_ours(dict(attrs)):
            self.foreign.append(str(attrs))
        assert not any(name.startswith("on") or name == "style" for name, _ in attrs)
        if tag not in self.VOID:
            self._open.append(tag)

    @staticmethod
    def _is_ours(tag: str, given: dict[str, str | None]) -> bool:
        """Tell whether it is a bundle of ours, data for one, or a picture of the service: nothing anybody typed."""
        source = given.get("src") or ""
        if tag == "script":
            return source.startswith("/static/") or given.get("type") == "application/json"
        return tag == "img" and source.startswith("/network/")

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.texts).split())


def _is_ours(attributes: dict[str, str | None]) -> bool:
    """Tell a script of a file of ours, or a block of data, from any other."""
    address = attributes.get("src") or ""
    return attributes.get("type") == "application/json" or address.startswith("/static/")


@pytest.fixture
def browser(server: httpx.Client) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.base_url, headers={"accept": BROWSER}, timeout=server.timeout) as client:
        yield client


@pytest.mark.parametrize("path", PAGES)
def test_a_browser_gets_a_page(browser: httpx.Client, path: str) -> None:
    answer = browser.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-security-policy"] == PAGE_POLICY.decode()
    assert {"h1", "main", "nav"} <= Reader(answer.text).names
    assert not {"style", "iframe", "img"} & Reader(answer.text).names
    assert not Reader(answer.text).foreign, "scripts are ours, from files, and data is no script"


@pytest.mark.parametrize("path", [path for path in PAGES if not path.startswith("/sparql")])
@pytest.mark.parametrize("accept", [None, "*/*", "application/json", "application/json, text/html;q=0.9"])
def test_a_program_gets_json(server: httpx.Client, path: str, accept: str | None) -> None:
    answer = server.get(path, headers={} if accept is None else {"accept": accept})
    assert answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize("step", sizes(6, 1))
def test_every_link_leads_somewhere(browser: httpx.Client, step: int) -> None:
    """The seed follows every so manieth of the links to a single thing."""
    waiting, seen, with_query = ["/"], set(), 0
    while waiting:
        path = urldefrag(waiting.pop())[0]
        with_query += "?" in path
        if path in seen or not path.startswith("/") or ("?" in path and with_query > FEW / step):
            continue
        if path.count("/") > 1 and crc32(path.encode()) % step:
            continue
        seen.add(path)
        answer = browser.get(path)
        assert answer.status_code in (200, 307), path
        if answer.headers.get("content-type", "").startswith("text/html"):
            waiting += Reader(answer.text).links
    assert len(seen) > 500 / step


def test_a_page_is_kept_by_its_tag(browser: httpx.Client) -> None:
    answer = browser.get("/organisations")
    again = browser.get("/organisations", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert browser.get("/organisations", headers={"accept": "*/*"}).headers["etag"] != answer.headers["etag"]


def test_a_list_shows_what_the_data_say(browser: httpx.Client) -> None:
    data = browser.get("/contributions.json?kind=grant").json()
    page = Reader(browser.get("/contributions?kind=grant").text)
    assert f"{len(data['items'])} of {data['total']} shown" in page.text
    for item in data["items"]:
        assert " ".join(item["label"].split()) in page.text
        assert item["id"].replace(BASE, "/") in page.links
    assert "/contributions.csv?kind=grant" in page.links
    assert "/contributions" in page.links, "the filter can be taken away"


def test_pages_are_turned(browser: httpx.Client) -> None:
    path, names = "/organisations?limit=7", []
    while path:
        answer = browser.get(path)
        names += [link for link in Reader(answer.text).links if link.startswith("/organisations/")]
        following = [
            each for each in Reader(answer.text).links if each.startswith("/organisations?") and "cursor=" in each
        ]
        path = following[0] if following else ""
    items = browser.get("/organisations.json?limit=1000").json()["items"]
    assert set(names) >= {each["id"].replace(BASE, "/") for each in items}


def test_an_entity_shows_its_evidence_and_what_points_at_it(browser: httpx.Client) -> None:
    data = browser.get("/organisations/connected-places-catapult.json").json()
    page = Reader(browser.get("/organisations/connected-places-catapult").text)
    for passage in data["evidence"]:
        assert f"characters {passage['start']:,} to {passage['end']:,}" in page.text
        assert passage["document"].replace(BASE, "/") in page.links
        assert passage["id"].replace(BASE, "/").replace("#", "/evidence/") in page.links
    parts = browser.get("/participations.json?participant=organisations/connected-places-catapult").json()
    assert f"Takes part in {parts['total']}" in " ".join(page.text.split())
    assert {each["id"].replace(BASE, "/") for each in parts["items"]} <= set(page.links)


def test_an_answer_is_shown_as_a_table(browser: httpx.Client) -> None:
    query = "SELECT ?name { <urn:x> <urn:y> ?never } LIMIT 0"
    assert "name" in Reader(browser.get("/sparql", params={"query": query}).text).text
    query = "SELECT ?o { VALUES ?o { '<b>&amp;\\t' 2 UNDEF } }"
    page = Reader(browser.get("/sparql", params={"query": query}).text)
    assert "<b>&amp;" in page.text
    assert "b" not in page.names
    assert "true" in Reader(browser.get("/sparql", params={"query": "ASK { ?s ?p ?o }"}).text).text
    graph = browser.get(
        "/sparql", params={"query": "DESCRIBE <https://w3id.org/innovation-kg/organisations/innovate-uk>"}
    )
    assert "Innovate UK" in Reader(graph.text).text


def test_of_a_long_answer_the_beginning_is_shown(browser: httpx.Client) -> None:
    answer = browser.get("/sparql", params={"query": "SELECT * { ?a ?b ?c . ?d ?e ?f }"})
    assert "there are more." in answer.text
    assert len(answer.text) < 1 << 20
    assert answer.text.count("<tr>") == 501


@pytest.mark.parametrize("path", ["/contributions?kind=grant", "/network/funding", "/network/partnership"])
def test_a_fact_in_a_table_leads_to_its_evidence(browser: httpx.Client, path: str) -> None:
    body = browser.get(path, headers={"accept": "application/json"}).json()
    links = Reader(browser.get(path).text).links
    evidence = [each["id"] for item in body.get("items", ()) for each in item["evidence"]]
    evidence += [each for edge in body.get("edges", ()) for each in edge["evidence"]]
    addresses = {each.replace(BASE, "/").replace("#", "/evidence/") for each in evidence}
    assert addresses
    assert addresses <= set(links)
    assert browser.get(min(addresses)).headers["content-type"].startswith("text/html")


def test_evidence_shows_the_passage_or_why_not(browser: httpx.Client) -> None:
    path = "/contributions/5g-challenge-2-4m/evidence/korea-expert-mission:4835-5019"
    body = browser.get(path, headers={"accept": "application/json"}).json()
    page = Reader(browser.get(path).text)
    assert body["withheld"] == "the document has no licence that allows it"
    assert "The document states no licence that allows its words to be shown." in page.text
    assert not [each for each in page.links if each.startswith("/sign-in?next=/contributions")]
    assert body["digest"] in page.text
    assert {body["record"].replace(BASE, "/"), body["document"].replace(BASE, "/")} <= set(page.links)


@pytest.mark.parametrize(
    ("parameters", "status", "said"),
    [
        ({"query": "SELEC"}, 400, "line 1"),
        ({"query": "INSERT DATA {}"}, 400, ""),
        ({"query": ""}, 400, "Give one query"),
        ({"query": " \n"}, 400, "Give one query"),
        ({"query": "SELECT * { ?s ?p '</textarea><b>' }", "default-graph-uri": "nowhere"}, 400, "no absolute IRI"),
        ({"query": ["ASK {}", "ASK { ?s ?p ?o }"]}, 400, "Give one query"),
        ({"query": "ASK {}", "update": "CLEAR ALL"}, 400, "An update goes alone"),
        ({"qury": "ASK {}"}, 400, "Give one query"),
        ({"query": "ASK {}", "explain": "perhaps"}, 400, "true or false"),
    ],
)
def test_what_is_wrong_with_a_query_is_told_on_the_page_with_the_query(
    browser: httpx.Client, parameters: dict[str, str | list[str]], status: int, said: str
) -> None:
    answer = browser.get("/sparql", params=parameters)
    page = Reader(answer.text)
    assert answer.status_code == status
    assert said in page.text
    assert 'class="problem"' in answer.text
    query = parameters.get("query", "")
    assert " ".join((query if isinstance(query, str) else query[-1]).split()) in page.text
    assert "textarea" in page.names
    assert "b" not in page.names


def test_a_browser_may_see_how_a_query_was_done(browser: httpx.Client) -> None:
    answer = browser.get("/sparql", params={"query": "ASK {}", "explain": "true"})
    assert "How it was answered" in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/organisations/nobody",
        "/organisations?colour=red",
        "/organisations?q=%FF",
        "/network/fundng",
        "/datasets/none",
        "/graphs?graph=urn:none",
        "/sparql?query=%FF",
    ],
)
def test_a_problem_is_a_page_for_a_browser_alone(browser: httpx.Client, path: str) -> None:
    page, data = browser.get(path), browser.get(path, headers={"accept": "*/*"})
    assert page.status_code == data.status_code >= 400
    assert data.headers["content-type"] == "application/problem+json"
    assert page.headers["content-security-policy"] == PAGE_POLICY.decode()
    assert "Accept" in page.headers["vary"]
    assert browser.get(path, headers={"accept": "text/html;q=0"}).headers["content-type"] == "application/problem+json"
    assert " ".join(data.json()["detail"].split()) in Reader(page.text).text


def test_what_others_wrote_stays_text(browser: httpx.Client) -> None:
    nasty = "\"><script>alert(1)</script><img src=x onerror=alert(1)>'"
    for path, name in (("/search", "q"), ("/sparql", "query"), ("/organisations", "q"), ("/network/funding", "as_of")):
        answer = browser.get(path, params={name: nasty})
        assert not Reader(answer.text).foreign
        assert "img" not in Reader(answer.text).names
        assert "alert" in answer.text


def test_the_style_is_there_for_ever_and_nothing_else_is(browser: httpx.Client) -> None:
    address = re.search(r'href="(/static/style-[0-9a-f]+[.]css)"', browser.get("/").text)
    assert address is not None
    style = browser.get(address[1])
    assert style.headers["content-type"] == "text/css; charset=utf-8"
    assert "immutable" in style.headers["cache-control"]
    for name in ("style.css", "manifest.json", "..%2f__init__.py", "%2e%2e/app.py"):
        assert browser.get(f"/static/{name}").status_code == 404


def test_a_page_has_an_icon_and_says_what_it_is_about(browser: httpx.Client) -> None:
    page = browser.get("/organisations/innovate-uk").text
    address = re.search(r'rel="icon" type="image/svg[+]xml" href="(/static/icon-[0-9a-f]+[.]svg)"', page)
    assert address is not None
    icon = browser.get(address[1])
    assert icon.headers["content-type"] == "image/svg+xml"
    assert "immutable" in icon.headers["cache-control"]
    described = re.search('<meta name="description" content="([^"<>]+)">', page)
    assert described is not None
    assert described[1].startswith("Innovate UK. Government agency. Funder in 2 contributions")
    assert 'content="Department for Digital, Culture, Media &amp; Sport.' in browser.get("/organisations/dcms").text


def test_what_changed_is_shown_as_the_data_say_it(browser: httpx.Client) -> None:
    log = browser.get("/changes.json").json()
    page = Reader(browser.get("/changes").text)
    for item in log["items"]:
        assert f"/changes/{item['version']}" in page.links
        assert item["reason"] in page.text
    data = browser.get("/changes/1.json?limit=20").json()
    page = Reader(browser.get("/changes/1?limit=20").text)
    for change in data["changes"]:
        assert change["record"].replace(BASE, "/history/") in page.links
        texts = {each["field"]: each["after"] for each in change["fields"]}
        for name in ("label", "name", "description", "note"):
            assert all(" ".join(value.split()) in page.text for value in texts.get(name, ()))
    assert "20 of 407 shown" in page.text
    assert "/changes/1.rdfp?limit=20" in page.links


def test_the_history_of_a_record_leads_to_it_and_it_to_its_history(browser: httpx.Client) -> None:
    path = "/organisations/innovate-uk"
    assert f"/history{path}" in Reader(browser.get(path).text).links
    page = Reader(browser.get(f"/history{path}").text)
    assert {path, "/changes/1", f"/history{path}.json"} <= {*page.links}


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/changes.json", "application/json"),
        ("/changes/1.ttl", "text/turtle; charset=utf-8"),
        ("/changes/1.rdfp", "application/rdf-patch"),
        ("/history/organisations/innovate-uk.json", "application/json"),
        ("/diff.json?from=0", "application/json"),
        ("/duplicates.csv", "text/csv; charset=utf-8"),
        ("/conflicts.csv", "text/csv; charset=utf-8"),
        ("/quality.json", "application/json"),
        ("/quality/single-source.csv", "text/csv; charset=utf-8"),
    ],
)
def test_the_format_may_stand_in_the_address(browser: httpx.Client, path: str, media_type: str) -> None:
    answer = browser.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)


def test_a_page_says_of_each_field_how_sure_it_is_where_the_record_is_otherwise(browser: httpx.Client) -> None:
    items = browser.get("/contributions.json?limit=1000").json()["items"]
    apart = 0
    for item in items:
        page = browser.get(item["id"].replace(BASE, "/")).text
        for confidence in ("stated", "implied", "ambiguous"):
            marked = re.findall(rf'<span class="badge \w+">{confidence.capitalize()}</span></dd>', page)
            fields = {each for each in item.get(f"{confidence}_fields", ()) if item.get(each) not in (None, "", [])}
            assert len(marked) == len(fields), item["id"]
            apart += len(fields) if confidence == "stated" else 0
    assert apart, "the data has records that are surer of a field than on the whole"


def test_a_list_marks_the_fields_that_are_surer_or_less_sure(browser: httpx.Client) -> None:
    page = browser.get("/contributions?limit=1000").text
    assert '<span class="badge warn">stated</span>' in page
    assert '<span class="badge warn">implied</span>' in page


@pytest.mark.parametrize("path", ["/contributions?limit=1000", "/contributions/growth-ladder-fund-size"])
def test_amounts_are_written_in_groups_of_digits(browser: httpx.Client, path: str) -> None:
    assert "640,000,000,000" in Reader(browser.get(path).text).text
    assert not re.findall(r"\b[0-9]{5,}\b", re.sub(r"<code>.*?</code>|<[^>]*>", " ", browser.get(path).text))


def test_a_class_is_styled_by_one_area_of_pages() -> None:
    """Two areas that mean different things by one class spoil each other's pages; the common ones are the base's."""
    areas: dict[str, set[str]] = {}
    for path in sorted((Path(rendering.__file__).parent / "styles").glob("*.css")):
        text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        selectors = [each.strip() for heads in re.findall(r"([^{}]+)\{", text) for each in heads.split(",")]
        for name in (match[1] for each in selectors if (match := re.match(r"\.([\w-]+)(?![\w.-])", each))):
            areas.setdefault(name, set()).add(path.name)
    base = {name for name, files in areas.items() if "10-base.css" in files}
    assert {name: files for name, files in areas.items() if len(files) > 1 and name not in base} == {}


def test_pictures_have_the_colours_of_pages() -> None:
    tokens = (Path(rendering.__file__).parent / "styles" / "00-tokens.css").read_text("utf-8")
    colours = re.findall(r"--c-(\w+): light-dark\((#\w+), (#\w+)\)", tokens)
    assert {name: (light, dark) for name, light, dark in colours} == {
        name: (mark.light, mark.dark) for name, mark in MARKS.items()
    }
    for name in ("ink", "quiet", "surface"):
        ((_, dark),) = re.findall(rf"--{name}: light-dark\((#\w+), (#\w+)\)", tokens)
        assert dark in STYLE
