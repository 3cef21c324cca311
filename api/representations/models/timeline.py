"""What is wished of a line of time, and what is answered."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from api.http.negotiation import Excel
from api.representations.models.base import Body
from api.representations.models.entities import Links
from api.representations.models.questions import Names

DEFAULT = ("Agreement", "Event", "Contribution", "Programme", "Project")
"""Classes of records that are shown unless others are asked for."""


class TimelineWishes(BaseModel):
    """Which records, and which page of them."""

    type: Names = Field(
        (),
        description=f"The classes of the records: {', '.join(DEFAULT)} unless told.",
        examples=[["Agreement", "Event"]],
    )
    organisation: str = Field(
        "",
        description="Only what has to do with it, or with another thing: IRI, collection/id or name.",
        examples=["Innovate UK"],
    )
    since: str = Field("", description="Leave out what certainly ended before this date.", examples=["2018"])
    until: str = Field("", description="Leave out what certainly begins after this date.", examples=["2025-06"])
    limit: int = Field(100, ge=1, le=10_000, description="Most records that are listed.")
    offset: int = Field(0, ge=0, description="How many of them to pass over.")
    excel: Excel = False


class TimedType(Body):
    """How many records of a class have a time, one without a year, or none."""

    type: str
    collection: str
    dated: int
    yearless: int
    undated: int


class YearCount(Body):
    """How many records may lie in a year, by class."""

    year: int
    counts: dict[str, int]


class TimedThing(Body):
    """A record that may have a time."""

    id: str
    type: str
    label: str
    modality: Annotated[str | None, Field(description="Whether it is planned, under way or done, as far as told.")]
    links: Links


class DatedThing(TimedThing):
    """A record at the first of its times."""

    when: Annotated[str, Field(description="The time as it is told, in EDTF; a financial year is two years.")]
    begins: Annotated[str | None, Field(description="The partial date before which it does not begin; null: not told.")]
    ends: Annotated[str | None, Field(description="The partial date after which it does not end; null: not told.")]
    precision: Annotated[str, Field(description="That of the least precise end: day, month, year, financial year …")]
    about: Annotated[bool, Field(description="Whether it is uncertain or approximate.")]


class ListedYearless(Body):
    """The first of what tells a day or month without a year."""

    total: int
    items: list[DatedThing]


class ListedUndated(Body):
    """The first of what tells no time."""

    total: int
    items: list[TimedThing]


class NamedThing(Body):
    """What somebody asked about."""

    id: str
    type: str
    label: str


class Timeline(Body):
    """Records in the order of time, as exactly as their times are told."""

    version: int
    organisation: NamedThing | None
    since: str | None
    until: str | None
    types: list[TimedType]
    years: Annotated[list[YearCount], Field(description="One with several years counts in each.")]
    total: Annotated[int, Field(description="How many are within the time that is asked for.")]
    offset: int
    items: list[DatedThing]
    yearless: ListedYearless
    undated: ListedUndated


MODELS: tuple[type[Body], ...] = (Timeline,)
