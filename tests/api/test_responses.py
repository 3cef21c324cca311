"""Entity tags, 304, and HEAD."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from tests.api.conftest import assert_problem, copy_of, serving

PATHS = [
    "/places",
    "/places.csv?limit=3",
    "/places/busan",
    "/ontology",
    "/ontology/roles/lead",
    "/shapes",
    "/.well-known/void",
    "/datasets/west-midlands-korea",
    "/sparql",
    "/network/funding",
    "/network/funding?format=gexf",
    "/network/funding/centrality/degree",
    "/network/partnership/communities",
    "/network/partnership/path?from=organisations/innovate-uk&to=organisations/wayra-uk",
    "/network/partnership/ego/organisations/innovate-uk",
]
OTHERS = ["/", "/health", "/ready", "/context.jsonld", "/openapi.json", "/search?q=a", "/sparql?query=ASK{}"]


@pytest.mark.parametrize("path", PATHS)
def test_an_unchanged_answer_is_not_sent_twice(server: httpx.Client, path: str) -> None:
    first = server.get(path)
    tag = first.headers["etag"]
    assert tag.startswith('"1-')
    assert server.get(path).headers["etag"] == tag
    for known in (tag, f"W/{tag}", f'"other", {tag}', f'W/"x" , {tag},"y"'):
        again = server.get(path, headers={"if-none-match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
        assert "Accept" in again.headers["vary"].split(", ")
    for unknown in ('"1-0000000000000000"', "", "nonsense", tag.replace('"1-', '"2-')):
        assert server.get(path, headers={"if-none-match": unknown}).content == first.content


def test_the_tag_depends_on_representation_and_parameters(server: httpx.Client) -> None:
    answers = [
        server.get("/places"),
        server.get("/places", headers={"accept": "text/csv"}),
        server.get("/places.csv"),
        server.get("/places?limit=3"),
        server.get("/places?limit=4"),
        server.get("/programmes"),
    ]
    assert len({each.headers["etag"] for each in answers}) == len(answers)


@pytest.mark.parametrize("path", ["/places/nowhere", "/places?bogus=1", "/network/nope", "/ontology/nope"])
def test_a_tag_hides_no_failure(server: httpx.Client, path: str) -> None:
    assert server.get(path, headers={"if-none-match": "*"}).status_code in (400, 404)


def test_another_run_has_other_tags(server: httpx.Client, loaded: Path) -> None:
    """A home that was built anew, or newer code, gives other bytes for the same version."""
    with serving(copy_of(loaded, "again"), KG_WORKERS="1") as again:
        assert again.get("/places.csv").content == server.get("/places.csv").content
        assert again.get("/places").headers["etag"] != server.get("/places").headers["etag"]


@pytest.mark.parametrize("path", PATHS + OTHERS)
def test_head_is_get_without_the_body(server: httpx.Client, path: str) -> None:
    head, get = server.head(path), server.get(path)
    assert head.status_code == get.status_code == 200
    assert head.content == b""
    own = {"date": "", "kg-request": ""}
    assert {**head.headers, **own} == {**get.headers, **own}


def test_head_tells_failures_too(server: httpx.Client) -> None:
    assert server.head("/nowhere").status_code == 404
    assert server.head("/sparql?query=SELEC").status_code == 400
    tag = server.get("/places").headers["etag"]
    assert server.head("/places", headers={"if-none-match": tag}).status_code == 304


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/places", "GET, HEAD, POST"),
        ("POST", "/places/busan", "DELETE, GET, HEAD, PATCH, PUT"),
        ("PUT", "/sparql", "GET, HEAD, POST"),
        ("PROPFIND", "/network/funding", "GET, HEAD"),
        ("TRACE", "/", "GET, HEAD"),
    ],
)
def test_a_method_that_is_not_allowed_is_told_those_that_are(
    server: httpx.Client, method: str, path: str, allowed: str
) -> None:
    answer = server.request(method, path)
    assert_problem(answer, 405, "method-not-allowed")
    assert answer.headers["allow"] == allowed
