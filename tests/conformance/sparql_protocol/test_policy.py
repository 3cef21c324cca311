"""SPARQL 1.1 Protocol (W3C Recommendation, 21 March 2013): what the service does not do for anybody.

Sections are those of the recommendation. A test that covers one of the protocol tests of the W3C working group names it
in brackets: [query_get].
"""

from __future__ import annotations

import socket

import httpx
import pytest

from tests.api.conftest import assert_problem, authorised
from tests.conformance.sparql_protocol.asking import (
    COPY,
    MARK,
    QUERY,
    UPDATE,
    assert_done,
    direct,
    form,
    get,
    is_marked,
    truth,
    url,
)

# 4 Policy considerations


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("SELECT * { SERVICE <ADDRESS> { ?s ?p ?o } }", QUERY),
        ("SELECT * { SERVICE SILENT <ADDRESS> { ?s ?p ?o } }", QUERY),
        ("SELECT * FROM <ADDRESS> { ?s ?p ?o }", QUERY),
        ("DESCRIBE <ADDRESS>", QUERY),
        ("LOAD <ADDRESS>", UPDATE),
        ("LOAD SILENT <ADDRESS> INTO GRAPH <urn:g>", UPDATE),
        ("INSERT { ?s ?p ?o } WHERE { SERVICE <ADDRESS> { ?s ?p ?o } }", UPDATE),
        ("INSERT { ?s ?p ?o } USING <ADDRESS> WHERE { ?s ?p ?o }", UPDATE),
    ],
)
def test_the_service_is_no_way_to_other_hosts(store: httpx.Client, text: str, kind: str) -> None:
    """4.1: a service may be a vector of attacks, and MAY restrict what it retrieves; 2.3: it does not dereference."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/x"
        answer = direct(store, text.replace("ADDRESS", address), kind)
        assert answer.status_code < 500
        pair = ("default-graph-uri" if kind == QUERY else "using-graph-uri", address)
        direct(store, "ASK { ?s ?p ?o }" if kind == QUERY else COPY, kind, url(pair))
        with pytest.raises(BlockingIOError):
            listener.accept()


def test_a_costly_query_is_refused(stranger: httpx.Client) -> None:
    """4.1: services MAY impose limits and refuse; 2.1.7: then it is no success."""
    numbers = " ".join(f"VALUES ?{name} {{ {' '.join(map(str, range(10)))} }}" for name in "abcdefghijkl")
    assert_problem(direct(stranger, f"SELECT (COUNT(*) AS ?x) {{ {numbers} }}"), 504, "time-limit")
    assert truth(direct(stranger, "ASK {}")) is True


def test_an_update_needs_to_be_authorised(stranger: httpx.Client) -> None:
    """4.1: HTTP authentication against unauthorised updates; RFC 9110, 15.5.2: 401 has WWW-Authenticate."""
    for answer in (form(stranger, ("update", MARK)), direct(stranger, MARK, UPDATE)):
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"]
    assert not is_marked(stranger)
    headers = {"content-type": UPDATE, **authorised()}
    assert_done(stranger.post("/sparql", content=MARK, headers=headers))
    assert is_marked(stranger)


@pytest.mark.parametrize(("one", "other"), [("о", "o"), ("é", "e\u0301"), ("\u00c5", "\u212b"), ("ﬁ", "fi")])
def test_iris_that_look_alike_are_different(store: httpx.Client, one: str, other: str) -> None:
    """4.1: different IRIs may have the same appearance; RFC 3987, 5.3.1: they are compared by their characters."""
    assert one != other
    assert_done(direct(store, f"INSERT DATA {{ <http://example.org/{one}> <urn:is> 1 }}", UPDATE))
    assert truth(direct(store, f"ASK {{ <http://example.org/{one}> ?p ?o }}")) is True
    assert truth(get(store, ("query", f"ASK {{ <http://example.org/{other}> ?p ?o }}"))) is False
