"""The ways of the SPARQL 1.1 Protocol to ask and to update, what the store holds meanwhile, and what answers say."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import httpx

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"
GRAPHS = {"text/turtle": "turtle", "application/rdf+xml": "xml", "application/n-triples": "nt"}
G1, G2, G3, NONE = (f"http://example.org/data/{name}" for name in ("1", "2", "3", "none"))
DATA = {
    "": '<urn:here> <urn:is> "unnamed" .',
    G1: '<urn:here> <urn:is> "one" . <urn:both> <urn:is> "shared" .',
    G2: '<urn:here> <urn:is> "two" . <urn:both> <urn:is> "shared" .',
    G3: '<urn:here> <urn:is> "three" .',
}
WHERE_AM_I = "SELECT ?x { <urn:here> <urn:is> ?x }"
NAMED = "SELECT ?x { GRAPH ?g { <urn:here> <urn:is> ?x } }"
MARK = "INSERT DATA { <urn:mark> <urn:is> 'set' }"
MARKED = "SELECT ?x { <urn:mark> <urn:is> ?x }"
Pairs = list[tuple[str, str]]
ENCODED = ("UTF-16 with a mark", "UTF-16 without", "UTF-8 that says it is UTF-16")
COPY = "INSERT { <urn:copied> <urn:is> ?x } WHERE { <urn:here> <urn:is> ?x }"


def direct(client: httpx.Client, text: str | bytes, media_type: str = QUERY, url: str = "/sparql") -> httpx.Response:
    """Send a query or an update as the body."""
    body = text.encode() if isinstance(text, str) else text
    return client.post(url, content=body, headers={"content-type": media_type} if media_type else {})


def form(client: httpx.Client, *pairs: tuple[str, str], url: str = "/sparql") -> httpx.Response:
    """Send URL-encoded parameters as the body."""
    return direct(client, urlencode(pairs), FORM, url)


def get(client: httpx.Client, *pairs: tuple[str, str], accept: str = "") -> httpx.Response:
    """Send percent-encoded parameters in the URI."""
    headers = {"accept": accept} if accept else {}
    return client.get(f"/sparql?{urlencode(pairs, quote_via=quote)}", headers=headers)


def url(*pairs: tuple[str, str]) -> str:
    return f"/sparql?{urlencode(pairs, quote_via=quote)}"


def values(answer: httpx.Response) -> list[str]:
    """What ?x is bound to, sorted."""
    assert answer.status_code == 200, answer.text
    return sorted(row["x"]["value"] for row in answer.json()["results"]["bindings"])


def truth(answer: httpx.Response) -> bool:
    assert answer.status_code == 200, answer.text
    found = answer.json()["boolean"]
    assert isinstance(found, bool)
    return found


def media_type(answer: httpx.Response) -> str:
    return answer.headers["content-type"].partition(";")[0].strip().lower()


def assert_refused(answer: httpx.Response) -> None:
    """4XX, and said as every failure is."""
    assert 400 <= answer.status_code < 500, (answer.status_code, answer.text)
    assert answer.headers["content-type"] == "application/problem+json"


def assert_done(answer: httpx.Response) -> None:
    assert 200 <= answer.status_code < 400, (answer.status_code, answer.text)


def is_marked(client: httpx.Client) -> bool:
    return values(direct(client, MARKED)) != []
