"""What a notebook asks of a graph: one protocol, for a graph in a folder and for one behind an address."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Protocol

from kg.errors import UnknownField
from kg.network import QUESTIONS, Filters, listed
from kg.query.analysis import Subject
from kg.query.comparison import Comparing
from kg.store.protocol import AnswerKind

Options = Mapping[str, Any]
"""What is chosen, by the names of the fields of filters and questions."""

_NAMES = ("nodes",)
"""Lists of names, which may have commas in them."""

KINDS: Mapping[str, type[Any]] = {**QUESTIONS, "Comparing": Comparing}
"""What questions are, by name; that which compares is made of the answers to others."""

_FILTERS = frozenset(each.name for each in fields(Filters))
_OF_SERVICE = "most"
"""A field of questions that is no choice of who asks: how much is shown at most."""


@dataclass(frozen=True, slots=True)
class Way:
    """A kind of question: its name in the library, its address below a network, and the filters that it takes.

    `renamed` are parameters that have other names over HTTP than fields have, and `fixed` those that it always has.
    """

    question: str
    path: str = ""
    filters: Collection[str] = _FILTERS
    renamed: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)

    @property
    def own(self) -> frozenset[str]:
        """The names of its own options."""
        return frozenset(each.name for each in fields(KINDS[self.question]) if each.name != _OF_SERVICE)

    def demand(self, options: Options) -> None:
        """Raise UnknownField for an option that it does not take."""
        for name in options:
            if name not in self.own and name not in self.filters:
                raise UnknownField("option", name, self.own | {*self.filters})

    def fitted(self, options: Options) -> dict[str, Any]:
        """Give options as their classes have them. Raises UnknownField for one that it does not take."""
        self.demand(options)
        kinds = {name: KINDS[self.question] if name in self.own else Filters for name in options}
        return {name: fitting(kinds[name], name, value) for name, value in options.items()}

    def asked(self, options: Options, most: int) -> tuple[Any, Filters]:
        """Make the question and the filters, with so many nodes and edges at most where it has a most.

        Raises what they raise, so that no number is out of bounds.
        """
        kind, fitted = KINDS[self.question], self.fitted(options)
        parameters = {_OF_SERVICE: most} if any(each.name == _OF_SERVICE for each in fields(kind)) else {}
        filters = Filters(**{name: fitted[name] for name in fitted if name not in self.own})
        return kind(**{name: fitted[name] for name in fitted if name in self.own}, **parameters), filters


def fitting(kind: type[Any], name: str, value: Any) -> Any:
    """Give an option as a field of a class of ours has it: years may be numbers, and lists one text.

    >>> fitting(Comparing, "first", 2017), fitting(Filters, "as_of", 2017), fitting(Filters, "kinds", "city,region")
    ('2017', '2017', ('city', 'region'))
    """
    option = next(each for each in fields(kind) if each.name == name)
    if isinstance(option.default, tuple) or name in _NAMES:
        several = map(str, value if isinstance(value, Iterable) and not isinstance(value, str) else [value])
        return tuple(several) if name in _NAMES else listed(several)
    return str(value) if option.type == "str" else value


_UNDIRECTED = _FILTERS - {"directed"}
"""Of questions to which the direction of edges is nothing."""

_ALL_YEARS = _FILTERS - {"as_of", "since", "until"}
"""Of questions that go through the years by themselves."""

_OF_MONEY = ("as_of", "since", "until", "known_by", "undated", "min_confidence", "datasets", "members")
"""Of the question of money: those that say which records count, and how sure of them one has to be."""

WAYS: Mapping[str, Way] = {
    "whole": Way("Whole"),
    "rank": Way("Ranked", "/centrality/{measure}"),
    "stability": Way("Stable", "/centrality/{measure}", fixed={"stability": "true"}),
    "communities": Way("Divided", "/communities", _UNDIRECTED),
    "components": Way("Pieces", "/components", _UNDIRECTED),
    "paths": Way("Linked", "/path", renamed={"source": "from", "target": "to", "choice": "paths"}),
    "between": Way("Bridging", "/between", _UNDIRECTED),
    "money": Way("Money", "/money", _OF_MONEY),
    "ego": Way("Near", "/ego/{node}", _UNDIRECTED),
    "summary": Way("Figures", "/summary"),
    "bridges": Way("Bridges", "/bridges", _UNDIRECTED),
    "concentration": Way("Concentrated", "/concentration"),
    "similar": Way("Similar", "/similar", _UNDIRECTED),
    "suggestions": Way("Suggested", "/suggestions", _UNDIRECTED),
    "series": Way("Series", "/series", _ALL_YEARS, renamed={"first": "from", "last": "to", "nodes": "node"}),
    "compare": Way("Comparing", "/compare", _FILTERS - {"as_of"}, renamed={"first": "from", "last": "to"}),
    "without": Way("Without", "/without", renamed={"nodes": "node"}),
}
"""By name. A question whose module is not here yet is added as a line."""


NODE_LINK = "node-link.json"
"""The format of whole networks, which is cut nowhere."""


def from_node_link(written: bytes) -> dict[str, Any]:
    """Give a whole network as answers in JSON are, with nodes and edges beside what is told of it."""
    body = json.loads(written)
    edges = [{name: value for name, value in edge.items() if name != "key"} for edge in body["edges"]]
    return {**body["graph"], "nodes": body["nodes"], "edges": edges}


class Source(Protocol):
    """A way to a graph. All raise the errors of the library, with the same words whichever way it is."""

    @property
    def address(self) -> str:
        """The folder or address that it was opened by."""
        ...

    def version(self, version: int | None, at: str) -> int:
        """Find the number of a version: the newest, one by its number, or that of a time. Raises UnknownName."""
        ...

    def ask(self, subject: Subject, way: Way, options: Options, version: int) -> Any:
        """Answer a question about a network, as the JSON object that the service gives.

        What compares two moments looks dates up in the version, and versions by themselves.
        """
        ...

    def whole(self, subject: Subject, options: Options, version: int) -> Any:
        """Give a whole network, with all its nodes and edges, however many."""
        ...

    def query(self, text: str, version: int | None) -> tuple[AnswerKind, bytes, int]:
        """Answer a SPARQL query: solutions in JSON or a graph in N-Triples, and the version."""
        ...

    def items(self, collection: str, version: int | None) -> tuple[Iterator[Any], int]:
        """Yield the records of a collection by IRI, each by itself, and give the version."""
        ...

    def link(self, subject: Subject, way: Way, options: Options, version: int) -> str:
        """Give the address that answers the same question; empty where none does."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...
