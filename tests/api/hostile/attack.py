"""A hostile request, what it got, and the answer that is right for it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import httpx

from tests.api.conftest import PROBLEM

LIMITS = {
    "KG_QUERY_TIMEOUT": "2",
    "KG_QUERY_MEMORY": "256",
    "KG_WORKERS": "2",
    "KG_BODY_LIMIT": "1",
    "KG_LONG_QUERIES": "2",
}
DEADLINE = 2.0
MIB = 1 << 20
CUT = 0
"""Stands among the statuses for an answer that is broken off, or a connection closed without one."""

FINE, BAD = (200,), (400,)
OVER = (504, 507)
"""More time or more memory than a query may have; which of them comes first is the machine's affair."""

TRAP = "127.0.0.1:00000"
"""Stands for the address of a socket that nobody may ever connect to; its port is filled in when it is there."""

TURTLE, JSONLD, RDFXML, NTRIPLES = "text/turtle", "application/ld+json", "application/rdf+xml", "application/n-triples"
QUERY, UPDATE, FORM = "application/sparql-query", "application/sparql-update", "application/x-www-form-urlencoded"

ROWS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"


@dataclass(frozen=True)
class Attack:
    """A request, and the statuses that are right for it."""

    right: tuple[int, ...]
    content: str | bytes = b""
    media_type: str = QUERY
    path: str = "/sparql"
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What a request got; `status` is CUT where the answer never came to its end."""

    status: int
    headers: httpx.Headers = field(default_factory=httpx.Headers)
    text: str = ""


def nested(before: str, middle: str, after: str, times: int) -> str:
    return before * times + middle + after * times


def numbered(template: str, times: int, joint: str = " ") -> str:
    """The template times over, with {n} for the number and {m} for the next."""
    return joint.join(template.format(n=number, m=number + 1) for number in range(times))


def hold(outcome: Outcome, right: Iterable[int]) -> None:
    """The right status; a problem document where it is a failure, which names the limit that was reached."""
    assert outcome.status in right, (outcome.status, outcome.text[:500])
    assert "Traceback" not in outcome.text
    if outcome.status >= 400:
        body, _ = json.JSONDecoder().raw_decode(outcome.text)  # more answers may follow on the same connection
        assert outcome.headers["content-type"] == PROBLEM
        assert body["status"] == outcome.status
        assert body["title"]
        assert body["detail"]
        if outcome.status in OVER:
            assert (body["limit"], body["value"]) in (("time", f"{DEADLINE:g} s"), ("memory", "256 MiB")), body
