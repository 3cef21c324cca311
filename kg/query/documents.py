"""What a worker is given to read, beside queries: RDF to be parsed, and records or RDF to be checked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, ClassVar

from kg.errors import KgError, LimitExceeded, UnreadableInput
from kg.query.frames import DOCUMENT, VALIDATE, question_frame
from kg.query.question import Graph, largest_change
from kg.settings import CHANGE_LIMIT
from kg.store.rdf import DefaultGraph, NamedNode, Quad, graph_quads

_MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Document:
    """RDF that is to be read into one graph, and the contexts that its JSON-LD may refer to, by IRI.

    It may have `most` quads, and as N-Quads so many KiB beside its own bytes: prefixes, and nodes that are written
    once, stand in each line.
    """

    data: bytes
    format: str
    base_iri: str
    graph: NamedNode | DefaultGraph
    contexts: Mapping[str, Any] = field(default_factory=dict)
    most: int = CHANGE_LIMIT
    subject: ClassVar[str] = "document"
    topic: ClassVar[str] = ""
    has_the_turn: ClassVar[bool] = False

    @property
    def longest_answer(self) -> int:
        """Bound what a few bytes can become."""
        return largest_change(self.most) + len(self.data) // _MIB

    def quads(self) -> Iterator[Quad]:
        """Parse it. Raises UnreadableInput, and LimitExceeded where there are more than may be."""
        parsed = graph_quads(self.data, self.format, self.base_iri, self.graph, self.contexts)
        yield from islice(parsed, self.most)
        if next(parsed, None) is not None:
            raise LimitExceeded.of_size(self.most)

    def frame(self, graph: Graph) -> bytes:  # noqa: ARG002
        """Make it ready to travel; :meth:`from_json` takes it in again."""
        header = {
            "format": self.format,
            "base_iri": self.base_iri,
            "graph": self.graph.value if isinstance(self.graph, NamedNode) else None,
            "contexts": dict(self.contexts),
            "most": self.most,
        }
        return question_frame(DOCUMENT, json.dumps(header).encode("ascii"), self.data)

    @classmethod
    def from_json(cls, header: Mapping[str, Any], data: bytes) -> Document:
        """Take in what :meth:`frame` gave."""
        graph = DefaultGraph() if header["graph"] is None else NamedNode(header["graph"])
        return cls(data, header["format"], header["base_iri"], graph, header["contexts"], header["most"])

    def too_deep(self) -> KgError:
        """Make the error for one that overflows the stack."""
        return UnreadableInput(f"The {self.format} is nested too deeply")


@dataclass(frozen=True, slots=True)
class Check:
    """Records in JSON (the format `records`) or RDF to be held against the shapes, and the format of the report.

    `contexts` are the IRIs by which its JSON-LD may refer to our context.
    """

    data: bytes
    format: str
    report: str
    contexts: tuple[str, ...] = ()
    subject: ClassVar[str] = "check"
    topic: ClassVar[str] = ""
    has_the_turn: ClassVar[bool] = False
    longest_answer: ClassVar[int] = 64

    def frame(self, graph: Graph) -> bytes:
        """Make it ready to travel; :meth:`from_json` takes it in again."""
        header = {"format": self.format, "report": self.report, "contexts": self.contexts}
        return question_frame(VALIDATE, json.dumps({**graph.to_json(), **header}).encode("ascii"), self.data)

    @classmethod
    def from_json(cls, header: Mapping[str, Any], data: bytes) -> Check:
        """Take in what :meth:`frame` gave."""
        return cls(data, header["format"], header["report"], tuple(header["contexts"]))

    def too_deep(self) -> KgError:
        """Make the error for one that overflows the stack."""
        return UnreadableInput("The body is nested too deeply")
