"""Claims that contradict each other."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api.representations.models.base import Body
from api.representations.models.entities import Links


class Disputed(Body):
    """What a conflict is about."""

    id: str
    label: str
    links: Links


class ConflictingClaim(Disputed):
    """What one record says, and what speaks for it."""

    value: str
    confidence: str | None
    evidence: Annotated[list[str], Field(description="Passages, as document:start-end:digest.")]
    datasets: Annotated[list[str], Field(description="Those that describe the record.")]
    preferred: bool


class ClaimConflict(Body):
    """Claims on one fact that cannot all be right."""

    kind: Annotated[str, Field(description="Why they are on one fact.")]
    field: str
    about: list[Disputed]
    claims: list[ConflictingClaim]
    preferred: Annotated[str | None, Field(description="The record that the rule prefers, if it prefers one.")]
    reason: str | None


class Conflicts(Body):
    """A page of the conflicts."""

    items: list[ClaimConflict]
    total: int
    next: str | None
    version: int


MODELS = (Conflicts,)
