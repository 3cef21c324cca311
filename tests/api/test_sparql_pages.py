"""The page for queries: what it shows of answers, faults and plans, and what an editor asks."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from functools import partial
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from tests.api.conftest import BASE, assert_problem
from tests.api.test_pages import BROWSER, Reader
from tests.waiting import eventually

HOURS = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"VALUES ?v{n} {{ {'1 ' * 90} }}" for n in range(9)) + " }"
"""What takes hours also where the graph is empty."""


@pytest.fixture(scope="module")
def browser(server: httpx.Client) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.base_url, headers={"accept": BROWSER}, timeout=server.timeout) as client:
        yield client


def page_of(browser: httpx.Client, query: str, **more: Any) -> str:
    answer = browser.get("/sparql", params={"query": query, **more})
    assert answer.headers["content-type"].startswith("text/html")
    return answer.text


def cells(html: str) -> list[list[str]]:
    """The rows of the answer, as the tags of their cells with what is in them."""
    (body,) = re.findall(r"<tbody>(.*?)</tbody>", html, re.DOTALL)
    return [re.findall(r"<td.*?</td>", row, re.DOTALL) for row in re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)]


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", "", html)).split())


def test_things_have_their_names_and_lead_to_their_pages(browser: httpx.Client) -> None:
    query = f"SELECT * {{ VALUES ?x {{ <{BASE}organisations/innovate-uk> ikg:funder <http://example.org/a> }} }}"
    ours, term, other = (row[0] for row in cells(page_of(browser, query)))
    assert 'href="/organisations/innovate-uk"' in ours
    assert words(ours) == "Innovate UK"
    assert 'data-type="Organisation"' in ours
    assert 'href="/ontology#funder"' in term
    assert 'href="http://example.org/a"' in other


def test_numbers_texts_and_gaps_are_told_apart(browser: httpx.Client) -> None:
    values = r"""(1234567.5 "a\tb \\ \"c\" é"@en-GB)"""
    query = f"SELECT * {{ VALUES (?number ?text) {{ {values} (-3 UNDEF) (2e3 'x'^^xsd:token) }} }}"
    html = page_of(browser, query)
    rows = cells(html)
    assert [words(row[0]) for row in rows] == ["1,234,567.5", "-3", "2,000"]
    assert all('class="number"' in row[0] for row in rows)
    assert 'data-value="1234567.5"' in rows[0][0]
    assert words(rows[0][1]) == 'a b \\ "c" é en-gb'
    assert 'class="unbound"' in rows[1][1]
    assert words(rows[2][1]) == "x xsd:token"
    assert '<th scope="col" class="number">number</th>' in html


@pytest.mark.parametrize(
    "term",
    [
        "<javascript:alert(1)>",
        "<data:text/html,<script>alert(1)</script>>".replace("<script>", "%3Cscript%3E").replace("</script>", ""),
        '"<img src=x onerror=alert(1)>"',
        '"</td></table><script>alert(1)</script>"@en',
        "<https://w3id.org/innovation-kg/organisations/%22onmouseover=alert(1)>",
        "'\"' ",
    ],
)
def test_what_terms_say_stays_text(browser: httpx.Client, term: str) -> None:
    html = page_of(browser, f"SELECT ?x {{ VALUES ?x {{ {term} }} }}")
    ((cell,),) = cells(html)
    assert not re.search(r'href="(?!/|https?://)', cell)
    assert "<script" not in cell
    assert "<img" not in cell
    assert not re.search(r"<[^>]*\son\w+=", re.sub(r'"[^"]*"', '""', cell))


def test_a_long_answer_is_shown_in_parts(browser: httpx.Client) -> None:
    query = "SELECT ?n { " + " ".join(f"VALUES ?d{k} {{ {' '.join(map(str, range(10)))} }}" for k in range(4))
    query += " BIND(?d0 * 1000 + ?d1 * 100 + ?d2 * 10 + ?d3 AS ?n) } ORDER BY ?n"
    first = page_of(browser, query)
    assert "Rows 1 to 500; there are more." in words(first)
    numbers, address = [words(row[0]) for row in cells(first)], ""
    assert numbers[-1] == "499"
    (address,) = (link for link in Reader(first).links if "start=500" in link)
    second = browser.get(address).text
    assert [words(row[0]) for row in cells(second)][:2] == ["500", "501"]
    assert "start=0" in "".join(Reader(second).links)
    last = page_of(browser, query, start="9990")
    assert "Rows 9,991 to 10,000, the last." in words(last)
    for wrong in ("-1", "x", "999999999", "50001", "0" * 5000):
        assert browser.get("/sparql", params={"query": query, "start": wrong}).status_code == 400


def test_a_row_that_is_larger_than_a_page_is_told(browser: httpx.Client) -> None:
    doubled = "BIND(CONCAT(?t0, ?t0) AS ?t1) " + " ".join(
        f"BIND(CONCAT(?t{n}, ?t{n}) AS ?t{n + 1})" for n in range(1, 20)
    )
    html = page_of(browser, f"SELECT ?t20 {{ BIND('x' AS ?t0) {doubled} }}")
    assert "larger than a page shows" in words(html)
    assert len(html) < 1 << 18
    cut = page_of(browser, f"SELECT ?t12 {{ BIND('x' AS ?t0) {doubled} }}")
    assert "cut here" in words(cut)


def test_yes_no_and_nothing_are_told(browser: httpx.Client) -> None:
    assert "Yes true" in words(page_of(browser, "ASK { ?s ?p ?o }"))
    assert "No false" in words(page_of(browser, "ASK { <urn:a> ?p ?o }"))
    nothing = words(page_of(browser, "SELECT ?x { <urn:a> ?p ?x }"))
    assert "Nothing answers this query." in nothing
    assert "Nothing answers this query." in words(
        page_of(browser, "CONSTRUCT { ?s ?p ?o } WHERE { <urn:a> ?p ?o . ?s ?p ?o }")
    )


def test_triples_are_rows(browser: httpx.Client) -> None:
    html = page_of(browser, f"DESCRIBE <{BASE}organisations/innovate-uk>")
    assert re.findall(r'<th scope="col">(.*?)</th>', html) == ["subject", "predicate", "object"]
    assert any(words(row[2]).startswith("Innovate UK") for row in cells(html))
    assert {"ttl", "nt", "jsonld", "rdf"} == {
        urlsplit(link).path.rpartition(".")[2] for link in Reader(html).links if link.startswith("/sparql.")
    }


def test_what_is_downloaded_is_the_whole_answer(browser: httpx.Client) -> None:
    query = "SELECT ?o ?n { ?o a org:Organization ; skos:prefLabel ?n } ORDER BY ?n"
    links = [link for link in Reader(page_of(browser, query)).links if link.startswith("/sparql.")]
    types = {}
    for link in links:
        answer = browser.get(link)
        types[urlsplit(link).path.rpartition(".")[2]] = answer.headers["content-type"].partition(";")[0]
        if ".csv" in link:
            rows = list(csv.reader(io.StringIO(answer.text)))
            assert len(rows) == len(cells(page_of(browser, query))) + 1
    assert types == {
        "csv": "text/csv",
        "tsv": "text/tab-separated-values",
        "json": "application/sparql-results+json",
        "xml": "application/sparql-results+xml",
    }
    old = page_of(browser, "ASK {}", version="1")
    assert all(
        ("version", "1") in parse_qsl(urlsplit(each).query) for each in Reader(old).links if each.startswith("/sparql.")
    )


def test_a_fault_is_shown_at_its_place(browser: httpx.Client) -> None:
    query = "SELECT ?한글 {\n  ?x a ] <b>&amp; }"
    answer = browser.get("/sparql", params={"query": query})
    assert answer.status_code == 400
    assert re.search(r'role="alert" data-line="2" data-column="8"', answer.text)
    (place,) = re.findall(r'<p class="fault-place">(.*?)</p>', answer.text, re.DOTALL)
    assert "<mark>]</mark>" in place
    assert "Line 2" in words(place)


def test_how_a_query_was_answered_is_told_in_words(browser: httpx.Client) -> None:
    html = page_of(browser, "SELECT ?x { ?c ikg:funder ?x }", explain="true")
    text = words(html)
    for part in ("How it was answered", "First row after", "version", "Limits", "Terms in this query"):
        assert part in text
    assert "/ontology#funder" in Reader(html).links
    funders = browser.get("/sparql.csv", params={"query": "SELECT (COUNT(*) AS ?n) { ?c ikg:funder ?x }"})
    assert f"?c ikg:funder ?x {funders.text.split()[1]} matches" in text
    assert "0 matches" in words(page_of(browser, "SELECT ?x { ?c ikg:fundr ?x }", explain="true"))
    (data,) = (each for each in Reader(html).links if each.startswith("/sparql.json"))
    assert browser.get(data).json()["parts"]["kind"] == "query"


def test_programs_ask_what_is_on_the_page(browser: httpx.Client) -> None:
    query = 'SELECT ?name { ?x skos:prefLabel ?name FILTER(CONTAINS(?name, \'UK\')) } # """ \' \\ $(id) )---"'
    snippets = [
        unescape(each)
        for each in re.findall(r'<div class="snippet"><pre.*?>(.*?)</pre>', page_of(browser, query), re.DOTALL)
    ]
    assert len(snippets) == 4
    pandas = next(each for each in snippets if "read_csv" in each)
    names: dict[str, Any] = {}
    exec(re.search(r"^query = .*?$", pandas, re.MULTILINE | re.DOTALL)[0].split("\n\nanswer")[0], names)  # type: ignore[index]
    assert names["query"] == query
    assert f'endpoint = "{browser.base_url}/sparql"'.replace("//sparql", "/sparql") in pandas


def test_a_question_of_the_gallery_is_loaded_and_answered(browser: httpx.Client) -> None:
    page = browser.get("/sparql").text
    examples = [link for link in Reader(page).links if "example=" in link]
    assert len(examples) > 70
    loaded = browser.get(next(each for each in examples if "who-leads" in each)).text
    (query,) = re.findall(r"<textarea[^>]*>(.*?)</textarea>", loaded, re.DOTALL)
    assert cells(page_of(browser, unescape(query)))
    assert browser.get("/sparql", params={"example": "west-midlands-korea/01-who-leds"}).status_code == 404


def test_questions_of_the_gallery_are_told_in_the_language_of_the_page(browser: httpx.Client) -> None:
    page = browser.get("/sparql", headers={"accept-language": "ko"}).text
    gallery = page.partition('class="query-gallery"')[2].partition("</aside>")[0]
    groups = re.findall(r"<summary>(.*?) <small>", gallery)
    assert len(groups) == 11
    assert [
        each for each in (*groups, *re.findall(r"<a [^>]*>(.*?)</a>", gallery)) if not re.search("[가-힣]", each)
    ] == []


@pytest.mark.parametrize(
    ("query", "severity", "place", "instead"),
    [
        ("SELECT ?x {\n # 😀\n ?x a ] }", "error", (3, 7, 1), ""),
        ("SELECT ?x {\n ?y ikg:fundr ?x }", "warning", (2, 5, 9), "ikg:funder"),
        ("ASK { ?x skos:prefLabl ?y }", "warning", (1, 10, 13), "skos:prefLabel"),
        ("INSERT DATA { <urn:a> <urn:b> 1 }", "error", (1, 1, 6), ""),
        ("SELECT ?x { ?x ex:a ?y }", "error", (1, 16, 4), ""),
        ("ASK { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "error", (0, 0, 0), ""),
        ("ASK {" + "{" * 50_000, "error", None, ""),
    ],
)
def test_a_query_is_looked_at_without_being_asked(
    server: httpx.Client, query: str, severity: str, place: tuple[int, int, int] | None, instead: str
) -> None:
    headers = {"content-type": "application/sparql-query"}
    answer = server.post("/sparql/lint", content=query, headers=headers)
    fault = answer.json()["faults"][0]
    assert (fault["severity"], fault["instead"]) == (severity, instead)
    assert place is None or (fault["line"], fault["column"], fault["length"]) == place


def test_what_cannot_be_looked_at_is_refused(server: httpx.Client) -> None:
    headers = {"content-type": "application/sparql-query"}
    assert server.post("/sparql/lint", content="ASK {}", headers=headers).json() == {"faults": []}
    assert_problem(server.post("/sparql/lint", content=b"\xff", headers=headers), 400, "bad-request")
    assert_problem(server.post("/sparql/lint", content="#" * (1 << 18), headers=headers), 413, "too-large")
    (fault,) = server.post("/sparql/lint", data={"query": "ASK { ] }"}).json()["faults"]
    assert (fault["line"], fault["column"]) == (1, 7)
    assert_problem(server.post("/sparql/lint", data={"query": ["ASK {}", "ASK {}"]}), 400, "bad-request")
    assert_problem(server.post("/sparql/lint", json={"query": "ASK {}"}), 415, "unsupported-media-type")


def test_the_words_of_queries_are_listed(server: httpx.Client) -> None:
    words_of_queries = server.get("/sparql/terms").json()
    assert words_of_queries["prefixes"]["ikg"] == "https://w3id.org/innovation-kg/ontology#"
    (funder,) = (each for each in words_of_queries["terms"] if each["name"] == "ikg:funder")
    assert funder["kind"] == "property"
    assert funder["definition"]


def replaced(client: httpx.Client) -> float:
    text = client.get("/metrics").text
    return float(re.search(r"^kg_workers_replaced\S* (\S+)$", text, re.MULTILINE)[1])  # type: ignore[index]


@pytest.mark.parametrize("accept", [BROWSER, "text/csv"])
@pytest.mark.parametrize("explain", ["false", "true"])
def test_who_cancels_frees_the_worker_at_once(empty: httpx.Client, accept: str, explain: str) -> None:
    """The one worker has ten minutes for a query: it is free long before, or nothing would be answered here."""
    before = replaced(empty)

    def cancelled(times: int) -> bool:  # on a busy machine a query may not have come to the worker when it is cancelled
        with pytest.raises(httpx.ReadTimeout):
            empty.get("/sparql", params={"query": HOURS, "explain": explain}, headers={"accept": accept}, timeout=0.7)
        return replaced(empty) >= before + times

    for times in (1, 2):
        eventually(partial(cancelled, times), f"{times} workers are replaced")
    assert empty.get("/sparql", params={"query": "ASK {}"}).json()["boolean"] is True
