"""What is wished of money on its way, and what is answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import Field

from api.representations.models.base import Body, CodedRemarks, bounded
from api.representations.models.money import Belonging, CountedWishes, ExcludedContributions, Interval, SumOfUnit
from kg.network.questions.streams import TOP, Streams

_PARTY = "alone or with others: IRI, collection/id or name."


class FlowWishes(CountedWishes):
    """Which money, and how much of it is told apart."""

    currency: str = Field(
        "", description="The currency; unless told, that of the kind of which most tell their way.", examples=["GBP"]
    )
    kind: str = Field(
        "", description="The kind; unless told, that of which most contributions tell their way.", examples=["grant"]
    )
    funder: str = Field("", description=f"Only what somebody pays, {_PARTY}", examples=["organisations/etri"])
    programme: str = Field(
        "", description=f"Only what runs by a programme or project, {_PARTY}", examples=["Innovation Accelerator"]
    )
    recipient: str = Field("", description=f"Only what somebody benefits from, {_PARTY}")
    include_planned: bool = Field(False, description="Whether plans count.")
    doubtful: bool = Field(False, description="Whether figures count that carry a doubt.")
    top: Annotated[int, bounded(Streams, "top")] = Field(
        TOP, description="Stops of a column that are told apart; the rest is one.", examples=[12]
    )
    source: str = Field("", description="List the contributions that run by this stop.", examples=["funder:untold"])
    target: str = Field("", description="List those that run by this one, or from `source` to it.")
    shown: Literal["streams", "entries", "excluded"] = Field("streams", description="Which list a table has.")
    limit: Annotated[int | None, bounded(Streams, "limit")] = Field(
        None, description="Most contributions that are listed; in JSON 100 unless told.", examples=[100]
    )
    offset: Annotated[int, bounded(Streams, "offset")] = Field(
        0, description="How many of them to pass over.", examples=[0]
    )

    def question(self, node: Callable[[str], str], *, is_table: bool) -> Streams:
        """Give the question; tables are whole unless told."""
        return Streams(
            currency=self.currency,
            kind=self.kind,
            funder=node(self.funder),
            programme=node(self.programme),
            recipient=node(self.recipient),
            include_planned=self.include_planned,
            doubtful=self.doubtful,
            top=self.top,
            source=_with_iris(self.source, node),
            target=_with_iris(self.target, node),
            shown=self.shown,
            limit=self.limit if is_table or self.limit is not None else 100,
            offset=self.offset,
        )


def _with_iris(stop: str, node: Callable[[str], str]) -> str:
    """Write the ids of a stop out as IRIs."""
    column, colon, names = stop.partition(":")
    return f"{column}{colon}{' '.join(map(node, names.split()))}"


class FlowTotal(Interval):
    """What all streams between two columns come to."""

    entries: int


class FlowStop(FlowTotal):
    """A place at which money stops on its way."""

    id: str
    column: Literal["funder", "programme", "recipient"]
    role: Annotated[
        Literal["named", "other", "untold"],
        Field(description="Somebody who is told; all beyond the largest; what is not told."),
    ]
    who: Annotated[list[Belonging], Field(description="Of a named one: who, or several together without a split.")]
    parties: Annotated[int, Field(description="How many there are in it.")]


class FlowStream(FlowTotal):
    """What runs from a stop to one in the next column."""

    source: str
    target: str
    records: Annotated[list[str], Field(description="The IRIs of the first of the records that count in it.")]


class FlowEntry(Interval):
    """A contribution that counts, with the steps of its way."""

    record: str
    label: str
    funders: list[Belonging]
    programmes: list[Belonging]
    recipients: list[Belonging]
    years: list[str]
    bound: str
    disputed: bool
    also_in: Annotated[list[str], Field(description="Records of other currencies or kinds that it counts in as well.")]
    records: list[str]


class FlowEntries(Body):
    """Some of the contributions that count."""

    total: int
    offset: int
    items: list[FlowEntry]


class FlowChoice(Body):
    """The stops by which the listed contributions run; null for all."""

    source: str | None
    target: str | None


class PlansOfUnit(Body):
    """How many plans there are of one currency and kind."""

    currency: str
    kind: str
    entries: int


class FlowCoverage(Body):
    """How many contributions were read, and where they are: shown, in other units, of other parties, excluded."""

    read: int
    counted: int
    shown: int
    other_units: int
    other_parties: int
    excluded: Annotated[dict[str, int], Field(description="How many do not count, by reason.")]


class Flows(Body):
    """Money of one currency and kind on its way, from who pays, by programmes, to who benefits."""

    view: str
    recipe: str
    version: int
    digest: Annotated[str, Field(description="SHA-256 of what the recipe says.")]
    options: Annotated[dict[str, Any], Field(description="What was asked otherwise than by default.")]
    meaning: str
    remarks: list[str]
    coded_remarks: CodedRemarks
    currency: str
    kind: str
    units: Annotated[list[SumOfUnit], Field(description="The currencies and kinds that there are.")]
    plans: Annotated[list[PlansOfUnit], Field(description="Plans with a figure, which count with `include_planned`.")]
    coverage: FlowCoverage
    total: FlowTotal
    stops: list[FlowStop]
    streams: list[FlowStream]
    chosen: FlowChoice
    entries: FlowEntries
    excluded: Annotated[
        ExcludedContributions, Field(description="What does not count, of this unit or without telling its own.")
    ]


MODELS: tuple[type[Body], ...] = (Flows,)
