"""What stewards look at: pairs of records that may be one."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api.representations.models.base import Body
from api.representations.models.entities import Links


class Likely(Body):
    """One of the two records of a pair."""

    id: str
    label: str
    links: Links


class Ground(Body):
    """Why two records are or are not alike."""

    kind: Annotated[str, Field(description="Such as `same-name`, `same-places`, `same-identifiers`.")]
    values: Annotated[
        list[str], Field(description="Two names, ids of places, identifiers with their scheme, or a number.")
    ]


class SuggestedPair(Body):
    """Two records that may describe one thing."""

    type: str
    first: Likely
    second: Likely
    score: Annotated[float, Field(ge=0, le=1)]
    features: Annotated[dict[str, float], Field(description="The score of each feature that both tell.")]
    reasons: Annotated[list[str], Field(description="The same in words.")]
    grounds: Annotated[list[Ground], Field(description="The reasons, for programs.")]
    decision: Annotated[str | None, Field(description="The decision that left it open, if there is one.")]
    decide: Annotated[str, Field(description="How to decide in the shell.")]


class SuggestedPairs(Body):
    """The likeliest pairs first."""

    items: list[SuggestedPair]
    total: int
    next: str | None
    version: int


MODELS = (SuggestedPairs,)
