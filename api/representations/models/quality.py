"""What the records lack."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api.representations.models.base import Body
from api.representations.models.entities import Links


class Shortcoming(Body):
    """Something that records lack, and how many do."""

    name: str
    title: str
    meaning: str
    total: int
    classes: Annotated[dict[str, int], Field(description="How many are of each class.")]
    datasets: Annotated[dict[str, int], Field(description="How many are in each dataset.")]
    links: Links


class Warned(Body):
    """A check of `kg check`, and how many warnings and notices it gives."""

    name: str
    level: Annotated[str, Field(description="warning or notice.")]
    title: str
    total: int
    classes: Annotated[dict[str, int], Field(description="How many records are of each class.")]
    datasets: Annotated[dict[str, int], Field(description="How many records are in each dataset.")]
    links: Links


class RestingOn(Body):
    """A document, and how many records rest on it."""

    id: str
    label: str
    records: int
    sentences: Annotated[int | None, Field(description="Sentences of its text, null where that is not at hand.")]
    covered: Annotated[float | None, Field(description="The share of them that a record or an omission names.")]
    links: Links


class QualityLinks(Body):
    """Lists that have an address of their own."""

    conflicts: str
    duplicates: str
    questions: str
    over_time: str


class Quality(Body):
    """What the records lack, and what they rest on."""

    claims: Annotated[int, Field(description="Records that say something of the world.")]
    datasets: Annotated[dict[str, int], Field(description="How many of them each dataset has.")]
    checks: list[Shortcoming]
    warnings: Annotated[list[Warned] | None, Field(description="Null in a graph of many records, as the counts are.")]
    documents: Annotated[list[RestingOn], Field(description="Those on which most records rest come first.")]
    conflicts: int | None
    duplicates: int | None
    links: QualityLinks
    stale_before: Annotated[str, Field(description="Documents published before it are stale.")]
    version: int


class LackingRecord(Body):
    """A record with a shortcoming."""

    id: str
    type: str
    label: str
    links: Links
    field: Annotated[str, Field(description="Of a warning: the field that it is about.")] = ""
    message: Annotated[str, Field(description="Of a warning: what was found.")] = ""


class Lacking(Body):
    """A page of the records with a shortcoming."""

    title: str
    meaning: str
    items: list[LackingRecord]
    total: int
    classes: Annotated[dict[str, int], Field(description="How many records are of each class, whichever is asked for.")]
    datasets: Annotated[dict[str, int], Field(description="How many are in each dataset.")]
    changed: Annotated[dict[str, int], Field(description="On which day how many were last changed; none of very many.")]
    next: str | None
    version: int


class LastingShortcoming(Body):
    """A shortcoming that a record has from one change until another."""

    name: str
    title: str


class QualityPoint(Body):
    """What was counted at the last version of a period."""

    period: Annotated[str, Field(description="A day, month, year, or the time of a version.")]
    version: int
    claims: int
    counts: Annotated[dict[str, int], Field(description="How many records had each shortcoming, by its name.")]
    links: Links


class QualityOverTime(Body):
    """How many claims there were at the end of each period, and how many records lacked what."""

    step: Annotated[str, Field(description="version, day, month or year.")]
    class_: Annotated[str | None, Field(alias="class", description="The class of records that are counted, or all.")]
    dataset: str | None
    checks: list[LastingShortcoming]
    points: Annotated[list[QualityPoint], Field(description="Periods in which a version was made, the oldest first.")]
    earlier: Annotated[bool, Field(description="Whether there are earlier periods.")]
    version: int


MODELS = (Quality, Lacking, QualityOverTime)
