"""SPARQL 1.1 Protocol (W3C Recommendation, 21 March 2013): it is HTTP, with all that this asks for.

Sections are those of the recommendation. A test that covers one of the protocol tests of the W3C working group names it
in brackets: [query_get].
"""

from __future__ import annotations

import httpx
import pytest

from tests.conformance.sparql_protocol.asking import get, media_type, url

# 2 SPARQL Protocol operations: all HTTP requirements

ASK = "ASK {}"


def test_an_answer_depends_on_accept_and_says_so(store: httpx.Client) -> None:
    """2: all HTTP requirements MUST be followed; RFC 9110, 12.5.5: Vary."""
    assert "accept" in get(store, ("query", ASK)).headers["vary"].lower()


def test_head_is_get_without_the_body(store: httpx.Client) -> None:
    """2: all HTTP requirements MUST be followed; RFC 9110, 9.3.2."""
    head, full = store.head(url(("query", ASK))), get(store, ("query", ASK))
    assert (head.status_code, head.content, media_type(head)) == (full.status_code, b"", media_type(full))
    assert store.head(url(("query", "ASK {"))).status_code == 400


@pytest.mark.parametrize("wanted", ["content-type", "authorization, content-type", "accept"])
def test_pages_of_other_origins_may_ask(store: httpx.Client, wanted: str) -> None:
    """2: all HTTP requirements MUST be followed; the preflight of the Fetch standard, for direct POST."""
    headers = {
        "origin": "https://page.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": wanted,
    }
    answer = store.options("/sparql", headers=headers)
    assert 200 <= answer.status_code < 300
    assert answer.headers["access-control-allow-origin"] in ("*", "https://page.example")
    assert "POST" in answer.headers["access-control-allow-methods"]
    allowed = {each.strip().lower() for each in answer.headers["access-control-allow-headers"].split(",")}
    assert set(wanted.split(", ")) <= allowed
    asked = store.get(url(("query", ASK)), headers={"origin": "https://page.example"})
    assert asked.headers["access-control-allow-origin"] in ("*", "https://page.example")


def test_failures_too_may_be_read_by_pages_of_other_origins(store: httpx.Client) -> None:
    """2.1.7: the body of a failure informs; a page gets it only with the header of the Fetch standard."""
    answer = store.get(url(("query", "ASK {")), headers={"origin": "https://page.example"})
    assert answer.status_code == 400
    assert answer.headers["access-control-allow-origin"] in ("*", "https://page.example")
