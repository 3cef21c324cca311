"""What the graph covers, and how to cite it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api.representations.models.base import Body
from api.representations.models.datasets import Dataset
from api.representations.models.entities import Links


class CoveredType(Body):
    """How many records of a class tell where they come from, when it was, and how much."""

    type: str
    collection: str
    total: int
    cited: Annotated[int | None, Field(description="With evidence; null where they claim nothing.")]
    dated: Annotated[int | None, Field(description="With a time; null where the class has none.")]
    amounts: Annotated[int | None, Field(description="With an amount or a value; null where the class has none.")]


class KnownGap(Body):
    """Something that records lack, and how many do."""

    name: str
    title: str
    meaning: str
    total: int
    links: Links


class OmittedFor(Body):
    """How many sentences of sources were left out for a reason."""

    reason: str
    label: str
    total: int


class CitedSource(Body):
    """A document, and how many records rest on it."""

    id: str
    label: str
    records: int
    links: Links


class Citation(Body):
    """How to cite the graph as it is."""

    text: str
    address: Annotated[str, Field(description="The address of this version.")]
    changed: Annotated[str, Field(description="The day on which this version was made.")]


class About(Body):
    """What the graph covers, whose data it is, which gaps are known, and how to cite it."""

    version: int
    title: str
    software: Annotated[str, Field(description="The version of the service.")]
    records: int
    types: list[CoveredType]
    datasets: list[Dataset]
    sources: Annotated[list[CitedSource], Field(description="Those on which most records rest.")]
    gaps: list[KnownGap]
    omissions: list[OmittedFor]
    cite: Citation


MODELS: tuple[type[Body], ...] = (About,)
