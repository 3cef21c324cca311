"""What waits for a decision, two records side by side, and what was decided."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from api.representations.models.base import Body
from api.representations.models.changes import Change
from api.representations.models.curation import Ground, Likely
from api.representations.models.entities import Links


class ReviewQueue(Body):
    """A list of what waits for somebody."""

    name: str
    total: Annotated[int | None, Field(description="How many wait; null where it is not counted yet.")]
    links: Links


class ReviewAnswer(Body):
    """What waits, what was decided, and what loads brought."""

    queues: list[ReviewQueue]
    decisions: Annotated[int, Field(description="Decisions on pairs of records that there are.")]
    imports: Annotated[list[Change], Field(description="The last changes that files and importers brought.")]
    version: int


class ComparedField(Body):
    """What both records say in a field, or what records of names and identifiers say of them."""

    field: str
    relation: Literal["equal", "differing", "one-sided"]
    first: list[str]
    second: list[str]


class SidedEvidence(Body):
    """The evidence of each."""

    first: list[str]
    second: list[str]


class Neighbours(Body):
    """The ids of what other records link them with."""

    both: list[str]
    first: list[str]
    second: list[str]
    truncated: Annotated[bool, Field(description="Whether only the first of very many links were read.")]


class MadeDecision(Body):
    """A decision on two records."""

    id: str
    first: Likely
    second: Likely
    verdict: str
    canonical: Annotated[str | None, Field(description="Whose address stays, where that was chosen.")]
    author: str
    decided: str
    reason: str
    links: Links


class ComparedPair(Body):
    """Two records of one class, side by side."""

    type: str
    first: Likely
    second: Likely
    score: Annotated[float | None, Field(description="How alike they are; null where they are not suggested.")]
    features: dict[str, float]
    reasons: list[str]
    grounds: Annotated[list[Ground], Field(description="The reasons, for programs.")]
    decision: MadeDecision | None
    together: Annotated[bool, Field(description="Whether they are shown as one, by whichever decisions.")]
    fields: list[ComparedField]
    evidence: SidedEvidence
    neighbours: Neighbours
    version: int


class DecisionsMade(Body):
    """A page of the decisions, the newest first."""

    items: list[MadeDecision]
    total: int
    next: str | None
    version: int


MODELS: tuple[type[Body], ...] = (ReviewAnswer, ComparedPair, DecisionsMade)
