"""Who gets pages and who gets data: the headers of real browsers, bots and programs, on every route that reads."""

from __future__ import annotations

import json
import shutil
import subprocess
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import httpx
import pandas as pd
import pytest
import rdflib
import requests
from SPARQLWrapper import JSON, SPARQLWrapper

from kg.mapping import Mapping as RecordMapping
from kg.validation import Gate
from tests.api.conftest import shared
from tests.api.editions import QUESTIONS, Question, make_home

_CHROME = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,"
    "application/signed-exchange;v=b3;q=0.7"
)
BROWSERS = {
    "Chrome 142 and Edge 142": _CHROME,
    "Firefox 145 and Safari 26": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Firefox 128": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/png,"
    "image/svg+xml,*/*;q=0.8",
    "Googlebot": "text/html,application/xhtml+xml,application/signed-exchange;v=b3,application/xml;q=0.9,*/*;q=0.8",
    "Baiduspider": "text/html, application/xhtml+xml, image/jxr, */*",
    "Java": "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2",
    "Lynx": "text/html, text/plain, text/sgml, text/css, application/xhtml+xml, */*;q=0.01",
}
"""What those send that show pages to people or index them, or name HTML first as these do."""

PROGRAMS = {
    "curl, wget, requests, httpx, bingbot": "*/*",
    "urllib, as nothing is sent": "",
    "axios": "application/json, text/plain, */*",
    "jQuery": "application/json, text/javascript, */*; q=0.01",
    "httr": "application/json, text/xml, application/xml, */*",
    "rdflib": "text/turtle, application/rdf+xml;q=0.9, application/ld+json;q=0.8, */*;q=0.1",
    "Jena": "text/turtle,application/n-triples;q=0.9,application/ld+json;q=0.8,application/rdf+xml;q=0.7,*/*;q=0.3",
    "OWL API": "application/rdf+xml, application/xml; q=0.7, text/xml; q=0.6, text/plain; q=0.1, */*; q=0.09",
    "an img element": "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8",
    "a feed reader": "application/atom+xml, application/rss+xml;q=0.9, application/json;q=0.8, */*;q=0.5",
}

_PAGE = "text/html; charset=utf-8"


@pytest.fixture(scope="module")
def client(mapping: RecordMapping, gate: Gate) -> Iterator[httpx.Client]:
    def home(folder: Path) -> Path:
        make_home(folder / "home", gate, mapping)
        return folder / "home"

    with shared("accepting", home, KG_DATA="") as everybody:
        yield everybody


def ask(client: httpx.Client, question: Question, accept: str) -> httpx.Response:
    request = client.build_request("GET", question.path, params=question.parameters or {})
    request.headers.pop("accept")
    if accept:
        request.headers["accept"] = accept
    return client.send(request, follow_redirects=True)


@pytest.fixture(scope="module")
def offered(client: httpx.Client) -> Callable[[str, Question], set[str]]:
    described = client.get("/openapi.json").json()["paths"]

    def media_types(route: str, question: Question) -> set[str]:
        path = route.replace(":path", "").replace("{collection}", question.path.split("/")[1])
        return set(described[path]["get"]["responses"]["200"]["content"])

    return media_types


@pytest.mark.parametrize("route", QUESTIONS)
def test_browsers_get_pages_and_programs_data(
    client: httpx.Client, offered: Callable[[str, Question], set[str]], route: str
) -> None:
    question = QUESTIONS[route][0]
    plain = ask(client, question, "")
    assert plain.is_success, plain.text
    has_page = route == "/sparql" or ("text/html" in offered(route, question) and route != "/graphs")
    for name, accept in BROWSERS.items():
        answer = ask(client, question, accept)
        assert answer.is_success, name
        assert (answer.headers["content-type"] == _PAGE) is has_page, name
    for name, accept in PROGRAMS.items():
        answer = ask(client, question, accept)
        assert answer.is_success, (name, answer.text)
        assert not answer.headers["content-type"].startswith("text/html"), name
        if accept == "*/*":
            assert answer.headers["content-type"] == plain.headers["content-type"]
            assert answer.content == plain.content


def test_who_wants_linked_data_first_and_pages_last_gets_data(client: httpx.Client) -> None:
    wish = "text/turtle, application/rdf+xml, text/html;q=0.5, */*;q=0.1"
    for path in ("/organisations", "/organisations/pace", "/ontology", "/sparql"):
        assert client.get(path, headers={"accept": wish}).headers["content-type"].startswith("text/turtle"), path


def test_what_is_refused_is_a_page_for_browsers_alone(client: httpx.Client) -> None:
    for accept in BROWSERS.values():
        assert client.get("/nothing/here", headers={"accept": accept}).headers["content-type"] == _PAGE
    for name, accept in PROGRAMS.items():
        kind = client.get("/nothing/here", headers={"accept": accept}).headers["content-type"]
        assert kind == "application/problem+json", name


def test_programs_read_it_as_they_are(server: httpx.Client, tmp_path: Path) -> None:
    address = str(server.base_url).rstrip("/")
    one = f"{address}/organisations/innovate-uk"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib warns of itself where it reads JSON-LD
        assert len(rdflib.Graph().parse(one)) > 3
    assert requests.get(one, timeout=60).json()["label"] == httpx.get(one, timeout=60).json()["label"]
    assert len(pd.read_csv(f"{address}/organisations.csv")) > 10
    assert len(pd.read_json(f"{address}/organisations", typ="series")["items"]) > 10
    with urlopen(one) as answer:
        assert json.load(answer)["label"]
    asking = SPARQLWrapper(f"{address}/sparql", returnFormat=JSON)
    asking.setQuery("SELECT * { ?s ?p ?o } LIMIT 3")
    answer = asking.queryAndConvert()
    assert isinstance(answer, dict)
    assert len(answer["results"]["bindings"]) == 3
    for program in (["curl", "-sS"], ["wget", "-q", "-O", "-"]):
        if shutil.which(program[0]):
            done = subprocess.run([*program, one], capture_output=True, check=True)
            assert json.loads(done.stdout)["label"]
