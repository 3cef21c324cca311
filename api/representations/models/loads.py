"""Loads: what each brought, and why others were refused."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from api.representations.models.base import Body
from api.representations.models.changes import Origin
from api.representations.models.entities import Links
from kg.records import Violation


class FindingCounts(Body):
    """How much a load found, by level."""

    violations: Annotated[int, Field(description="What forbids to load, or where file and graph say otherwise.")]
    warnings: int
    notices: int


class LoadTold(Origin):
    """A load, accepted or refused."""

    id: Annotated[str, Field(description="The version of one that was accepted, a name for one that was refused.")]
    outcome: Literal["accepted", "refused"]
    version: Annotated[int | None, Field(description="The version that it made; null where it was refused.")]
    datasets: tuple[str, ...]
    records: Annotated[int, Field(description="Records that it touched, or that were read before it was refused.")]
    added: Annotated[int, Field(description="Triples that it added.")]
    removed: Annotated[int, Field(description="Triples that it removed.")]
    findings: Annotated[
        FindingCounts | None, Field(description="Null where no report is kept: those of the last 100 loads are.")
    ]
    links: Links


class LoadsTold(Body):
    """Loads, newest first."""

    items: list[LoadTold]
    next: Annotated[int | None, Field(description="Give this as `before` for the next page.")]
    version: int


class LoadFindings(Body):
    """A load with its report."""

    load: LoadTold
    items: Annotated[list[Violation], Field(description="What was found, that which forbids first, then by place.")]
    total: Annotated[int, Field(description="Findings that the report has of what is asked for.")]
    truncated: Annotated[bool, Field(description="Whether more was found than the 1,000 that are kept.")]
    notices: Annotated[tuple[str, ...], Field(description="What was not checked, in sentences.")]
    checks: Annotated[dict[str, int], Field(description="How many findings each shape or check has, of those kept.")]
    version: int


MODELS: tuple[type[Body], ...] = (LoadsTold, LoadFindings)
