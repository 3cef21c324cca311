"""A graph behind an address: asked over HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlencode

import httpx

from kg.errors import KgError, Unavailable, UnknownName
from kg.notebook.source import NODE_LINK, WAYS, Options, Way, from_node_link
from kg.query.analysis import Subject
from kg.query.comparison import Comparing
from kg.store.protocol import AnswerKind
from kg.vocabulary import load_vocabulary

_PATIENCE = httpx.Timeout(600.0, connect=10.0)
"""Seconds: the service has its own limits, and says when one is reached."""

_GRAPH = "application/n-triples"
_JSON = {"Accept": "application/json"}
_RESULTS = "application/sparql-results+json"
_PAGE = 1000


class Refusal(KgError):
    """What a service refused, with the kind and the words that it gave."""

    def __init__(self, kind: str, detail: str, facts: Mapping[str, object]) -> None:
        super().__init__(detail)
        self.kind, self._details = kind, facts

    def details(self) -> Mapping[str, object]:
        """Give by name what the service told beside the words."""
        return self._details


class RemoteSource:
    """The graph that a service has."""

    def __init__(self, address: str, token: str = "", transport: httpx.BaseTransport | None = None) -> None:
        """`transport` is how it is reached, by default over the network."""
        self._root = address.rstrip("/")
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._client = httpx.Client(timeout=_PATIENCE, headers=headers, transport=transport, follow_redirects=True)

    @property
    def address(self) -> str:
        """The address."""
        return self._root

    def version(self, version: int | None, at: str) -> int:
        """Find the number of a version."""
        wishes = {"query": "ASK {}", "version": version, "at": at or None}
        return int(self._get("/sparql", wishes, _RESULTS).headers["KG-Version"])

    def ask(self, subject: Subject, way: Way, options: Options, version: int) -> Any:
        """Answer a question about a network."""
        question, _ = way.asked(options, 0)  # what no version knows is told in the words of the library
        about = None if isinstance(question, Comparing) and question.is_of_versions else version
        return self._network(subject, way, options, about).json()

    def whole(self, subject: Subject, options: Options, version: int) -> Any:
        """Give a whole network."""
        way = WAYS["whole"]
        way.asked(options, 0)
        return from_node_link(self._network(subject, way, {**options, "format": NODE_LINK}, version).content)

    def query(self, text: str, version: int | None) -> tuple[AnswerKind, bytes, int]:
        """Answer a SPARQL query."""
        wishes = {} if version is None else {"version": str(version)}
        headers = {"Accept": f"{_RESULTS}, {_GRAPH};q=0.9"}
        reply = self._read(
            self._client.build_request(
                "POST", f"{self._root}/sparql", params=wishes, data={"query": text}, headers=headers
            )
        )
        kind = "graph" if reply.headers["Content-Type"].startswith(_GRAPH) else "solutions"
        return kind, reply.content, int(reply.headers["KG-Version"])  # type: ignore[return-value]

    def items(self, collection: str, version: int | None) -> tuple[Iterator[Any], int]:
        """Yield the records of a collection."""
        if collection not in load_vocabulary().by_collection:
            raise UnknownName("collection", collection, load_vocabulary().by_collection)
        wishes: dict[str, Any] = {"members": "separate", "sort": "id", "limit": _PAGE, "version": version}
        first = self._get(f"/{collection}", wishes)
        chosen = int(first.headers["KG-Version"])

        def pages() -> Iterator[Any]:
            page = first.json()
            yield from page["items"]
            while page["next"]:
                page = self._get(f"/{collection}", {**wishes, "version": chosen, "cursor": page["next"]}).json()
                yield from page["items"]

        return pages(), chosen

    def link(self, subject: Subject, way: Way, options: Options, version: int) -> str:
        """Give the address that answers the same question; of a recipe, which is posted, there is none."""
        if subject.recipe:
            return ""
        path, wishes = _place(subject, way, options, version)
        return f"{self._root}{path}?{urlencode(_parameters(wishes), doseq=True)}"

    def close(self) -> None:
        """Close its connections."""
        self._client.close()

    def _network(self, subject: Subject, way: Way, options: Options, version: int | None) -> httpx.Response:
        """Ask about a view by its address, and about a recipe by posting it."""
        path, wishes = _place(subject, way, options, version)
        address, parameters = f"{self._root}{path}", _parameters(wishes)
        if not subject.recipe:
            return self._read(self._client.build_request("GET", address, params=parameters, headers=_JSON))
        headers = {**_JSON, "Content-Type": _JSON["Accept"]}
        return self._read(
            self._client.build_request("POST", address, params=parameters, content=subject.recipe, headers=headers)
        )

    def _get(self, path: str, wishes: Mapping[str, Any], accept: str = _JSON["Accept"]) -> httpx.Response:
        request = self._client.build_request(
            "GET", f"{self._root}{path}", params=_parameters(wishes), headers={"Accept": accept}
        )
        return self._read(request)

    def _read(self, request: httpx.Request) -> httpx.Response:
        try:
            reply = self._client.send(request)
        except httpx.TransportError as error:
            raise Unavailable(f"{self._root} does not answer: {error}") from None
        if reply.is_success:
            return reply
        try:
            problem = reply.json()
            kind = str(problem["type"]).rpartition("/")[2]
            members = {"type", "title", "status", "detail"}
            facts = {name: value for name, value in problem.items() if name not in members}
            raise Refusal(kind, str(problem["detail"]), facts)
        except (json.JSONDecodeError, KeyError, TypeError):
            raise Unavailable(f"{self._root} answered {reply.status_code}, and is no service of this kind") from None


def _place(subject: Subject, way: Way, options: Options, version: int | None) -> tuple[str, dict[str, Any]]:
    """Give the path of a question, and its parameters."""
    named = {name: value for name, value in options.items() if f"{{{name}}}" in way.path}
    path = way.path.format(**{name: quote(str(value), safe="/:") for name, value in named.items()})
    wishes = {way.renamed.get(name, name): value for name, value in options.items() if name not in named}
    view = "" if subject.recipe else f"/{quote(subject.view, safe='')}"
    return f"/network{view}{path}", {**wishes, **way.fixed, "version": version}


def _parameters(wishes: Mapping[str, Any]) -> dict[str, list[str]]:
    """Write parameters as they stand in an address, without those that have no value."""
    several = {name: value if isinstance(value, tuple | list) else [value] for name, value in wishes.items()}
    return {name: [_text(each) for each in values if each is not None] for name, values in several.items()}


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
