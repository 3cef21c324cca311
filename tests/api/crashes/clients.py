"""Clients that write, read and knock on and on, and what they were told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event

import httpx

from kg.store.rdf import read_quads
from tests.api.conftest import authorised
from tests.waiting import PATIENCE

WRITERS = 3
UPDATE = {"content-type": "application/sparql-update", **authorised()}
TURTLE = {"content-type": "text/turtle", **authorised()}
LEDGER, SHEETS = "https://example.org/ledger", "https://example.org/sheets/"
HALVES = """
SELECT ?s (COUNT(*) AS ?triples) (COUNT(DISTINCT ?o) AS ?values) {
  GRAPH ?g { ?s ?p ?o } FILTER(STRSTARTS(STR(?g), "https://example.org/"))
} GROUP BY ?s HAVING (COUNT(*) != 3 || COUNT(DISTINCT ?o) != 1)
"""
"""What has not exactly three triples with one value: everything that is written has."""
COUNT = f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ GRAPH <{LEDGER}> {{ ?s ?p ?o }} }}"


@dataclass(frozen=True)
class Write:
    """One write: who did it, its number, where it went, and how it ended.

    `version` is what the service acknowledged it with. `status` is 0 where the connection broke before an answer: then
    it may have happened or not.
    """

    writer: int
    number: int
    graph: str
    status: int
    version: int = 0

    @property
    def subject(self) -> str:
        name = "entry" if self.graph == LEDGER else "sheet"
        return f"urn:{name}:{self.writer}:{self.number}"


@dataclass
class Seen:
    """What clients of one service were told."""

    writes: list[list[Write]] = field(default_factory=lambda: [[] for _ in range(WRITERS)])
    versions: list[int] = field(default_factory=list)
    entries: list[int] = field(default_factory=list)
    halves: list[str] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    ready: Counter[int] = field(default_factory=Counter)
    kills: Counter[str] = field(default_factory=Counter)

    @property
    def acknowledged(self) -> int:
        return sum(each.version > 0 for writes in self.writes for each in writes)


def triples(subject: str, number: int) -> str:
    return f"<{subject}> <urn:a> {number} ; <urn:b> {number} ; <urn:c> {number} ."


def insert(client: httpx.Client, writer: int, number: int) -> httpx.Response:
    """Add an entry and turn the hand of the writer, which is three triples gone and six come."""
    hand = f"<urn:hand:{writer}>"
    text = (
        f"WITH <{LEDGER}> DELETE {{ {hand} ?p ?o }} "
        f"INSERT {{ {triples(hand[1:-1], number)} {triples(f'urn:entry:{writer}:{number}', number)} }} "
        f"WHERE {{ OPTIONAL {{ {hand} ?p ?o }} }}"
    )
    return client.post("/sparql", content=text, headers=UPDATE)


def post(client: httpx.Client, writer: int, number: int) -> httpx.Response:
    content = triples(f"urn:entry:{writer}:{number}", number)
    return client.post("/graphs", params={"graph": LEDGER}, content=content, headers=TURTLE)


def put(client: httpx.Client, writer: int, number: int) -> httpx.Response:
    """Put an entry in the place of the one before."""
    content = triples(f"urn:sheet:{writer}:{number}", number)
    return client.put("/graphs", params={"graph": f"{SHEETS}{writer}"}, content=content, headers=TURTLE)


WAYS: tuple[Callable[[httpx.Client, int, int], httpx.Response], ...] = (insert, post, insert, put)


def write(address: str, writer: int, seen: Seen, ended: Event) -> None:
    """Write on and on."""
    number = 0
    with httpx.Client(base_url=address, timeout=PATIENCE) as client:
        while not ended.wait(0.02):
            number += 1
            way = WAYS[number % len(WAYS)]
            graph = f"{SHEETS}{writer}" if way is put else LEDGER
            status, version = 0, 0
            try:
                answer = way(client, writer, number)
                status, version = answer.status_code, int(answer.headers.get("kg-version", 0))
            except httpx.TransportError:
                ended.wait(0.1)
            seen.writes[writer].append(Write(writer, number, graph, status, version))


def read(address: str, seen: Seen, ended: Event) -> None:
    """Read on and on, by SPARQL and as whole graphs."""
    with httpx.Client(base_url=address, timeout=PATIENCE) as client:
        while not ended.wait(0.1):
            try:
                halves = client.post("/sparql", data={"query": HALVES}, headers={"accept": "text/csv"})
                count = client.post("/sparql", data={"query": COUNT}, headers={"accept": "text/csv"})
                sheet = client.get("/graphs", params={"graph": f"{SHEETS}0"}, headers={"accept": "text/turtle"})
            except httpx.TransportError:
                continue
            seen.statuses.update((halves.status_code, count.status_code))
            if halves.is_success:
                seen.versions.append(int(halves.headers["kg-version"]))
                seen.halves += halves.text.splitlines()[1:]
            if count.is_success:
                seen.versions.append(int(count.headers["kg-version"]))
                seen.entries.append(int(count.text.splitlines()[1]))
            if sheet.is_success and len(set(read_quads(sheet.content, "turtle"))) != 3:
                seen.halves.append(sheet.text)


def knock(address: str, seen: Seen, ended: Event) -> None:
    """Ask all the time whether the service is ready: what answers at all must be."""
    with httpx.Client(base_url=address, timeout=PATIENCE) as client:
        while not ended.wait(0.2):
            with suppress(httpx.TransportError):
                seen.ready[client.get("/ready").status_code] += 1
