"""What an asker asks: the query, the graphs it is asked of, and how the answer is to be written."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Protocol

from kg.errors import KgError, QueryFailed, UnknownName
from kg.query.frames import QUERY, question_frame
from kg.store import Dataset
from kg.store.protocol import AnswerKind
from kg.store.rdf import GRAPH_FORMATS, RESULT_FORMATS


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


class Asked(Protocol):
    """What a worker can be asked; `subject` names it where it goes wrong."""

    @property
    def subject(self) -> str:
        """Say what it is."""
        ...

    @property
    def longest_answer(self) -> int:
        """Give the MiB that its answer may have, whatever the limits allow."""
        ...

    def frame(self, version: int, directory: Path) -> bytes:
        """Put it into a frame, with the snapshot that it is asked of, if it is of one."""
        ...

    def too_deep(self) -> KgError:
        """Make the error for one that overflows the stack."""
        ...


@dataclass(frozen=True, slots=True)
class Question:
    """A query or an update with all that its answer depends on, but for the version of the graph.

    `documents` are those that an update loads: by IRI, the path of a file and its format.
    """

    query: str
    formats: AcceptedFormats
    dataset: Dataset | None = None
    is_update: bool = False
    explain: bool = False
    documents: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    subject: ClassVar[str] = "query"
    longest_answer: ClassVar[int] = sys.maxsize

    def frame(self, version: int, directory: Path) -> bytes:
        """Put it into a frame, with the snapshot that it is asked of."""
        return question_frame(QUERY, {"version": version, "directory": str(directory), "question": self.to_json()})

    def too_deep(self) -> KgError:
        """Make the error for one that overflows the stack."""
        return QueryFailed("it is nested too deeply")

    def to_json(self) -> dict[str, Any]:
        """Make it ready to travel; :meth:`from_json` takes it in again."""
        dataset = self.dataset and [self.dataset.default, self.dataset.named]
        formats = [self.formats.result, self.formats.graph]
        kind = {"update": self.is_update, "explain": self.explain, "documents": dict(self.documents)}
        return {"query": self.query, "formats": formats, "dataset": dataset, **kind}

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Question:
        """Take in what :meth:`to_json` gave.

        >>> asked = Question("ASK {}", AcceptedFormats(), Dataset(default=("urn:g",)))
        >>> Question.from_json(asked.to_json()) == asked
        True
        """
        dataset = told["dataset"] and Dataset(*map(tuple, told["dataset"]))
        documents = {iri: (path, format_name) for iri, (path, format_name) in told["documents"].items()}
        return cls(
            told["query"], AcceptedFormats(*told["formats"]), dataset, told["update"], told["explain"], documents
        )
