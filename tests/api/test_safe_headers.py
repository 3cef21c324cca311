"""Whatever is answered, no browser takes it for something else."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from starlette.responses import HTMLResponse

from api.http.outgoing import SECURITY_HEADERS, SecurityHeaders
from tests.api.conftest import TOKENS

NAMES = {name.decode(): value.decode() for name, value in SECURITY_HEADERS}
SPARQL = {"query": "SELECT * { ?s ?p ?o } LIMIT 3"}


def assert_safe(answer: httpx.Response) -> None:
    for name, value in NAMES.items():
        assert answer.headers.get_list(name) == [value], (answer.request.url, answer.status_code, name)


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/", {}, 200),
        ("HEAD", "/", {}, 200),
        ("GET", "/health", {}, 200),
        ("GET", "/metrics", {}, 200),
        ("GET", "/openapi.json", {}, 200),
        ("GET", "/ontology", {"accept": "text/turtle"}, 200),
        ("GET", "/organisations", {"accept-encoding": "gzip"}, 200),
        ("GET", "/organisations.csv", {}, 200),
        ("GET", "/network/funding.gexf", {}, 200),
        ("GET", "/sparql?query=ASK%7B%7D", {}, 200),
        ("GET", "/sparql?query=ASK%7B%7D", {"cache-control": "no-cache"}, 200),
        ("HEAD", "/sparql?query=ASK%7B%7D", {}, 200),
        ("GET", "/sparql?query=nonsense", {}, 400),
        ("GET", "/nothing/here", {}, 404),
        ("GET", "/nothing/%3Cscript%3E", {}, 404),
        ("PATCH", "/sparql", {}, 405),
        ("TRACE", "/", {}, 405),
        ("GET", "/organisations", {"accept": "image/png"}, 406),
        ("POST", "/sparql", {"content-type": "image/png"}, 415),
        ("PUT", "/graphs?graph=urn:a", {"content-type": "text/turtle"}, 401),
        ("PUT", "/graphs?graph=urn:a", {"authorization": f"Bearer {TOKENS['steward']}x"}, 401),
        ("OPTIONS", "/sparql", {"origin": "https://a.example", "access-control-request-method": "GET"}, 200),
        ("OPTIONS", "/sparql", {"origin": "https://a.example", "access-control-request-method": "BREW"}, 400),
    ],
)
def test_every_answer_has_them_once(
    server: httpx.Client, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    answer = server.request(method, path, headers=headers)
    assert answer.status_code == status
    assert_safe(answer)


PAGE = {"accept": "text/html"}


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/organisations", {}),
        ("/sparql?query=ASK%7B%7D", {}),
        ("/ontology.ttl", {}),
        ("/organisations", PAGE),
        ("/network/funding.svg", {}),
    ],
)
def test_an_answer_that_is_not_given_again_leaves_those_of_the_kept_one(
    server: httpx.Client, path: str, headers: dict[str, str]
) -> None:
    tag = server.get(path, headers=headers).headers["etag"]
    for _ in range(2):  # from the service, and from memory
        answer = server.get(path, headers={**headers, "if-none-match": tag})
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers.get_list("x-content-type-options") == ["nosniff"]
        of_content = {"content-security-policy", "referrer-policy", "cross-origin-opener-policy"}
        assert not of_content & set(answer.headers)


def test_a_page_may_load_what_is_ours_and_says_to_us_where_it_is(server: httpx.Client) -> None:
    page = server.get("/organisations", headers=PAGE)
    (policy,) = page.headers.get_list("content-security-policy")
    rules = dict(each.strip().split(" ", 1) for each in policy.split(";"))
    assert rules["default-src"] == rules["base-uri"] == rules["frame-ancestors"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == rules["form-action"] == "'self'"
    assert "unsafe" not in policy
    assert page.headers.get_list("cross-origin-opener-policy") == ["same-origin"]
    assert page.headers.get_list("referrer-policy") == ["same-origin"]  # with none, forms would come from nowhere


def test_pages_elsewhere_may_read_what_cors_allows(server: httpx.Client) -> None:
    answer = server.post("/sparql", data=SPARQL, headers={"origin": "https://a.example"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert_safe(answer)


def test_a_page_may_say_otherwise_of_itself() -> None:
    page = SecurityHeaders(HTMLResponse("<p>", headers={"Content-Security-Policy": "default-src 'self'"}))

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(page), base_url="http://x") as client:
            return await client.get("/")

    answer = asyncio.run(ask())
    assert answer.headers.get_list("content-security-policy") == ["default-src 'self'"]
    assert answer.headers["x-content-type-options"] == "nosniff"
