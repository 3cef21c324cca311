"""What an asker asks: the query, its graphs, how the answer is to be written, and whether it is always the same."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar, NamedTuple, Protocol

from kg.errors import KgError, QueryFailed, UnknownName
from kg.query.frames import QUERY, question_frame
from kg.settings import CHANGE_LIMIT
from kg.store import QueryDataset
from kg.store.protocol import AnswerKind
from kg.store.rdf import GRAPH_FORMATS, RESULT_FORMATS

_LOOSE = "surrogatepass"
"""How text travels that is no Unicode: the engine is to say so."""


@dataclass(frozen=True, slots=True)
class AcceptedFormats:
    """One format for SELECT and ASK, one for CONSTRUCT and DESCRIBE. Raises UnknownName.

    >>> AcceptedFormats(result="csv").for_kind("solutions")
    'csv'
    >>> AcceptedFormats().media_type("graph")
    'text/turtle'
    """

    result: str = "json"
    graph: str = "turtle"

    def __post_init__(self) -> None:
        if self.result not in RESULT_FORMATS:
            raise UnknownName("result format", self.result, RESULT_FORMATS)
        if self.graph not in GRAPH_FORMATS:
            raise UnknownName("RDF format", self.graph, GRAPH_FORMATS)

    def for_kind(self, kind: AnswerKind) -> str:
        """Name the format for an answer of this kind."""
        return self.graph if kind == "graph" else self.result

    def media_type(self, kind: AnswerKind) -> str:
        """Give the media type that goes with it."""
        return (GRAPH_FORMATS if kind == "graph" else RESULT_FORMATS)[self.for_kind(kind)].media_type


ENGINE = -1
"""The origin of what such an engine holds."""


class Graph(NamedTuple):
    """What a question is asked of: a version, and the folder of its snapshot, None for the worker's replica.

    `origin` tells apart copies of one version, which may give an answer in another order. In a SPARQL engine of the
    operator's, the version is known by its `mark`, and has the named `graphs`.
    """

    version: int
    directory: Path | None = None
    origin: int = 0
    mark: str = ""
    graphs: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Make it ready to travel."""
        directory = self.directory and str(self.directory)
        return {"version": self.version, "directory": directory, "mark": self.mark, "graphs": self.graphs}


class AnyQuestion(Protocol):
    """What a worker can be asked; `subject` names it where it goes wrong."""

    @property
    def subject(self) -> str:
        """Say what it is."""
        ...

    @property
    def has_the_turn(self) -> bool:
        """Tell whether whoever writes next waits for its answer, so that others are not to go before it."""
        ...

    @property
    def longest_answer(self) -> int:
        """Give the MiB that its answer may have, whatever the limits allow."""
        ...

    @property
    def topic(self) -> str:
        """Name what a worker keeps of its answer, which helps with others on the same; empty where it keeps nothing."""
        ...

    def frame(self, graph: Graph) -> bytes:
        """Put it into a frame, with the graph that it is asked of, if it is of one."""
        ...

    def too_deep(self) -> KgError:
        """Make the error for one that overflows the stack."""
        ...


def largest_change(most: int) -> int:
    """Give the MiB that a change of so many quads may have: on average a KiB each, and some more for few of them."""
    return 16 + (most >> 10)


class Needs(NamedTuple):
    """What an update needs: documents that it loads, by IRI, and whether it does without one that is not there.

    One in `steps` matches a pattern after it may have changed something, in a store that has the change.
    """

    loads: tuple[tuple[str, bool], ...] = ()
    steps: bool = False

    @classmethod
    def from_json(cls, text: bytes) -> Needs:
        """Take in what was written as JSON."""
        loads, steps = json.loads(text)
        return cls(tuple((iri, silent) for iri, silent in loads), steps)


@dataclass(frozen=True, slots=True)
class Question:
    """A query or an update with all that its answer depends on, but for the version of the graph.

    An update may remove and add `most` quads; ALL and NAMED do not cover the graphs in `reserved`. `documents` are
    those that it loads: by IRI, the path of a file and its format; with `outline`, it is asked what it needs, and
    nothing is done, and a query is read and no more; with `spoils`, it may change the replica it is asked of.
    Of a query with `demands_graph`, the default graphs in its dataset have to be there; graphs that stand `apart` are
    in no union of all.
    """

    query: str
    formats: AcceptedFormats
    dataset: QueryDataset | None = None
    is_update: bool = False
    explain: bool = False
    outline: bool = False
    demands_graph: bool = False
    documents: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    most: int = CHANGE_LIMIT
    reserved: tuple[str, ...] = ()
    spoils: bool = False
    apart: tuple[str, ...] = ()
    subject: ClassVar[str] = "query"
    topic: ClassVar[str] = ""

    @property
    def has_the_turn(self) -> bool:
        """Tell whether it is an update that is computed, and not only asked what it loads."""
        return self.is_update and not self.outline

    @property
    def longest_answer(self) -> int:
        """Bound the change that an update is; the results of queries have a limit of their own."""
        return largest_change(self.most) if self.is_update else sys.maxsize

    def frame(self, graph: Graph) -> bytes:
        """Put it into a frame, with the graph that it is asked of."""
        is_rare = self.is_update or self.outline or self.demands_graph or self.apart
        header = self.header(graph) if is_rare else _frequent_header(graph, self.formats, self.dataset, self.explain)
        return question_frame(QUERY, header, self.query.encode("utf-8", _LOOSE))

    def too_deep(self) -> KgError:
        """Make the error for one that overflows the stack."""
        return QueryFailed("it is nested too deeply")

    def header(self, graph: Graph) -> bytes:
        """Tell all but the query itself, in JSON; :meth:`from_json` takes it in again."""
        dataset = self.dataset and [self.dataset.default, self.dataset.named]
        formats = [self.formats.result, self.formats.graph]
        kind = {"update": self.is_update, "explain": self.explain, "outline": self.outline}
        kind["demands_graph"] = self.demands_graph
        change = {
            "apart": self.apart,
            "documents": dict(self.documents),
            "most": self.most,
            "reserved": self.reserved,
            "spoils": self.spoils,
        }
        return json.dumps({**graph.to_json(), "formats": formats, "dataset": dataset, **kind, **change}).encode("ascii")

    @classmethod
    def from_json(cls, header: Mapping[str, Any], query: bytes) -> Question:
        """Take in what :meth:`header` gave, and the query."""
        dataset = header["dataset"] and QueryDataset(*map(tuple, header["dataset"]))
        documents = {iri: (path, format_name) for iri, (path, format_name) in header["documents"].items()}
        return cls(
            query.decode("utf-8", _LOOSE),
            AcceptedFormats(*header["formats"]),
            dataset,
            *(header["update"], header["explain"], header["outline"], header["demands_graph"]),
            documents=documents,
            most=header["most"],
            reserved=tuple(header["reserved"]),
            spoils=header["spoils"],
            apart=tuple(header["apart"]),
        )


@lru_cache(maxsize=64)
def _frequent_header(graph: Graph, formats: AcceptedFormats, dataset: QueryDataset | None, explain: bool) -> bytes:
    """Tell what many queries have in common."""
    return Question("", formats, dataset, explain=explain).header(graph)


_WORDS = ("rand", "now", "uuid", "struuid", "bnode", "service")
"""What differs each time (SPARQL 1.1 Query, 17.4), or is answered elsewhere."""

_CHANGING = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b")


def is_repeatable(query: str, kind: AnswerKind) -> bool:
    """Tell whether an answer may be given again. In doubt, it may not.

    >>> is_repeatable("SELECT (NOW() AS ?time) {}", "solutions"), is_repeatable("ASK { ?s ?p ?o }", "boolean")
    (False, True)

    A blank node in the template of CONSTRUCT is a new one each time:

    >>> is_repeatable("CONSTRUCT { [] a ?class } WHERE { ?s a ?class }", "graph")
    False
    """
    has_new_nodes = kind == "graph" and ("[" in query or "_:" in query)
    return not has_new_nodes and not _may_change(query.lower())


def _may_change(query: str) -> bool:
    if "\\u" in query:  # it may stand for letters of such a word
        return True
    return any(word in query for word in _WORDS) and _CHANGING.search(query) is not None
