"""What the service says of itself, and results of queries."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, JsonValue, RootModel

from api.representations.models.base import Body


class Address(Body):
    """Where something is."""

    self: str


class DatasetAtDoor(Body):
    """A dataset, and how many entities it tells."""

    name: str
    title: str
    entities: int
    links: Address


class DocumentsAtDoor(Body):
    """How many documents there are, and when the first and the last of those with a date were published."""

    total: int
    earliest: str | None
    latest: str | None


class ChangeAtDoor(Body):
    """A change that was made lately."""

    version: int
    time: str
    author: str
    reason: str
    source: str
    proposed_by: str
    links: Address


class Doors(Body):
    """Where everything is, by address; what the graph holds, where it comes from, and what changed lately."""

    title: str
    version: int
    base: Annotated[str, Field(description="What the IRIs of records begin with.")]
    sparql: str
    collections: dict[str, str]
    counts: Annotated[dict[str, int], Field(description="How many there are, by collection.")]
    datasets: list[DatasetAtDoor]
    documents: DocumentsAtDoor
    changes: Annotated[list[ChangeAtDoor], Field(description="The last changes, the newest first.")]
    networks: dict[str, str]
    measures: list[str]
    search: str
    validate_: Annotated[str, Field(alias="validate")]
    ontology: str
    shapes: str
    context: str
    void: str
    openapi: str


class Health(Body):
    """The process is alive."""

    status: Literal["ok"]


class Ready(Body):
    """The graph can be read and written."""

    status: Literal["ready"]
    version: int


class JsonLd(RootModel[dict[str, JsonValue] | list[dict[str, JsonValue]]]):
    """RDF as JSON (JSON-LD 1.1)."""


class BoundTerm(Body):
    """What a variable is bound to in a solution (SPARQL 1.1 Query Results JSON Format)."""

    type: Literal["uri", "literal", "bnode"]
    value: str
    datatype: str = ""
    language: Annotated[str, Field(alias="xml:lang")] = ""


class Head(Body):
    """The variables of a result."""

    vars: tuple[str, ...] = ()


class Solutions(Body):
    """The solutions of a SELECT query."""

    bindings: list[dict[str, BoundTerm]]


class SparqlResults(Body):
    """The result of a SELECT query, or with `boolean` of an ASK query (SPARQL 1.1 Query Results JSON Format)."""

    head: Head
    results: Solutions | None = None
    boolean: bool | None = None


class ExplainedPart(Body):
    """A part of a query, in the words of whoever wrote it, and the parts in it."""

    kind: Annotated[
        str,
        Field(
            description="query, group, pattern, optional, union, minus, graph, service, filter, bind or values.",
        ),
    ]
    text: str
    matches: Annotated[
        int | None, Field(description="How many solutions a pattern has by itself; null where it was not counted.")
    ]
    more: Annotated[bool, Field(description="Whether it has more than that: a million are counted.")]
    parts: list[ExplainedPart]


class QueryExplanation(Body):
    """How a query was answered; times are in seconds from its being taken on, the size in bytes."""

    version: int
    kind: Literal["solutions", "boolean", "graph"]
    rows: int | None
    size: int
    planned: float
    first: float
    answered: float
    plan: str | None
    parts: Annotated[ExplainedPart | None, Field(description="The query taken apart; null where it could not be.")]


class QueryAnswer(RootModel[SparqlResults | QueryExplanation]):
    """The result of a query, or with `explain` how it was answered."""


MODELS: tuple[type[Any], ...] = (Doors, Health, Ready, JsonLd, SparqlResults, QueryExplanation, QueryAnswer)
