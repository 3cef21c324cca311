"""A light client: GET over a connection that is kept, and the seconds to the first and the last byte of the body."""

from __future__ import annotations

import http.client
import json
import math
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from benchmarks.peers.server import Server

RESULTS = "application/sparql-results+json"
UNCACHED = {"Accept": RESULTS, "Cache-Control": "no-cache"}
"""Headers that every peer is sent, so that none answers from a cache of whole results."""
_PIECE = 1 << 16
Row = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: `first` and `last` are seconds from the request to these bytes of the body."""

    status: int
    body: bytes
    first: float
    last: float


class Client:
    """One connection to one endpoint, from the loopback address `source`."""

    def __init__(self, url: str, source: str = "127.0.0.1", timeout: float = 600) -> None:
        place = urlsplit(url)
        self._path = place.path
        self._connection = http.client.HTTPConnection(
            place.hostname or "", place.port, timeout=timeout, source_address=(source, 0)
        )

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def ask(self, query: str, headers: Mapping[str, str] = UNCACHED, rate: float = math.inf) -> Reply:
        """Ask a query, and read to the end, at most about `rate` bytes a second."""
        return self.get(f"{self._path}?query={quote(query)}", headers, rate)

    def get(self, address: str, headers: Mapping[str, str] = UNCACHED, rate: float = math.inf) -> Reply:
        """Ask for an address, and read to the end, at most about `rate` bytes a second."""
        start = time.perf_counter()
        self._connection.request("GET", address, headers=dict(headers))
        response = self._connection.getresponse()
        pieces, first = [], 0.0
        while piece := response.read1(_PIECE):
            first = first or time.perf_counter() - start
            pieces.append(piece)
            if rate < math.inf:
                time.sleep(len(piece) / rate)
        response.close()
        return Reply(response.status, b"".join(pieces), first, time.perf_counter() - start)

    def update(self, text: str, token: str) -> float:
        """Send an update, and give the seconds until it was done."""
        return self._change("POST", self._path, text, token, {"Content-Type": "application/sparql-update"})

    def patch(self, path: str, fields: Mapping[str, Any], token: str, *, minimal: bool) -> float:
        """Edit a record of ours, and give the seconds until it was done; `minimal` asks for no record in return."""
        headers = {"Content-Type": "application/merge-patch+json", "If-Match": "*"}
        wish = {"Prefer": "return=minimal"} if minimal else {}
        return self._change("PATCH", path, json.dumps(fields), token, headers | wish)

    def _change(self, method: str, path: str, body: str, token: str, headers: Mapping[str, str]) -> float:
        start = time.perf_counter()
        self._connection.request(method, path, body.encode(), {"Authorization": f"Bearer {token}", **headers})
        response = self._connection.getresponse()
        told = response.read()
        if response.status >= 300:
            raise ValueError(f"{response.status} to {method}: {told[:500]!r}")
        return time.perf_counter() - start


def agree(servers: Mapping[str, Server], queries: Iterable[str]) -> int:
    """Hold the answers of all servers against each other; give the number of rows. Raises ValueError."""
    rows = 0
    for query in queries:
        answers = {name: _rows(server, query) for name, server in servers.items()}
        name, expected = next(iter(answers.items()))
        rows += expected.total()
        for other, given in answers.items():
            if given != expected:
                raise ValueError(f"{name} and {other} differ, {expected.total()} and {given.total()} rows, in {query}")
    return rows


def _rows(server: Server, query: str) -> Counter[Row]:
    with Client(server.url) as client:
        reply = client.ask(query)
    if reply.status != 200:
        raise ValueError(f"{reply.status} to {query}: {reply.body[:500]!r}")
    bindings = json.loads(reply.body)["results"]["bindings"]
    return Counter(frozenset(_plain(binding)) for binding in bindings)


def _plain(binding: dict[str, dict[str, str]]) -> Iterator[tuple[str, str]]:
    """Write numbers one way: peers differ in how they spell them."""
    for name, term in binding.items():
        is_number = "XMLSchema#" in term.get("datatype", "") and "string" not in term["datatype"]
        yield name, f"{float(term['value']):.10g}" if is_number else term["value"]
