"""What is wished of the money of contributions, and what is answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from api.http.negotiation import Excel, suffixes
from api.representations.models.base import Body, CodedRemarks, bounded
from api.representations.models.questions import Names
from api.representations.networks import TABLE
from kg.network import Filters
from kg.network.questions.money import Money as Asked

Decimal = Annotated[str, Field(pattern=r"^-?\d+(\.\d+)?$", description="A decimal, with all its digits.")]
End = Annotated[Decimal | None, Field(description="Null where nothing bounds it.")]


_FILTERS = ("as_of", "since", "until", "known_by", "undated", "min_confidence", "datasets", "members")


class CountedWishes(BaseModel):
    """Which records money is counted from, and how the answer is written."""

    as_of: str = Field("", description="Leave out what begins after this date.", examples=["2025"])
    since: str = Field("", description="Leave out what ended before this date.", examples=["2018"])
    until: str = Field("", description="Leave out what begins after this date, beside `since`.", examples=["2020"])
    known_by: str = Field("", description="Leave out what became known after this date.", examples=["2019"])
    undated: Literal["keep", "drop"] = Field("keep", description="What to do with records that have no date.")
    min_confidence: Literal["", "stated", "implied", "ambiguous"] = Field(
        "",
        description="Leave out amounts that are less sure, and to whom money belongs or by what it runs.",
        examples=["implied"],
    )
    datasets: Names = Field((), description="Only records of these datasets.", examples=[["west-midlands-korea"]])
    members: Literal["merged", "separate"] = Field(
        "merged", description="With `separate`, each record goes by itself, also where several are one."
    )
    excel: Excel = False
    format: str = Field("", description=f"One of: {', '.join(suffixes(TABLE))}.", examples=["json"])

    def filters(self) -> Filters:
        """Give the filters. Raises what they raise."""
        return Filters(**{each.name: getattr(self, each.name) for each in fields(Filters) if each.name in _FILTERS})


class MoneyWishes(CountedWishes):
    """Which contributions count, by what they are told apart, and how much is shown."""

    by: Literal["funder", "recipient", "programme", "place", "year", "organisation"] = Field(
        "funder", description="By what money is told apart; by organisation, who received and gave what."
    )
    place: Literal["", "benefits", "delivered", "registered"] = Field(
        "",
        description="By place, the first unless told: where it is meant to work, where what it runs through runs, "
        "where the recipients sit. It goes with `by=place` and with `within`.",
    )
    currency: str = Field("", description="Only this currency.", examples=["GBP"])
    kind: Names = Field((), description="Only these kinds of contribution.", examples=[["grant", "award"]])
    sector: Literal["", "public", "private", "public-and-private", "not-stated"] = Field(
        "", description="Only money of funders of this sector."
    )
    within: str = Field(
        "",
        description="Only what belongs to this place, or to places in it, and to no other: IRI, collection/id or name. "
        "`place` says which of its places is meant.",
        examples=["West Midlands"],
    )
    doubtful: bool = Field(False, description="Whether figures count that carry a doubt.")
    include_planned: bool = Field(False, description="Whether plans count.")
    top: Annotated[int | None, bounded(Asked, "top")] = Field(
        None,
        description="Only so many groups of each currency and kind; `rest` is the others.",
        examples=[10],
    )
    shown: Literal["groups", "entries", "excluded"] = Field(
        "groups", description="Which list a table has; with `entries`, JSON has these too."
    )
    limit: Annotated[int | None, bounded(Asked, "limit")] = Field(
        None,
        description="Most entries, and most that is excluded; in JSON 100 unless told.",
        examples=[100],
    )
    offset: Annotated[int, bounded(Asked, "offset")] = Field(
        0, description="How many of them to pass over.", examples=[0]
    )

    def question(self, node: Callable[[str], str], *, is_table: bool, most: int) -> Asked:
        """Give the question; tables are whole unless told, and JSON has `most` groups at most."""
        return Asked(
            by=self.by,
            place=self.place,
            currency=self.currency,
            kind=self.kind,
            sector=self.sector,
            within=node(self.within),
            include_planned=self.include_planned,
            doubtful=self.doubtful,
            top=self.top if is_table else min(self.top or most, most),
            shown=self.shown,
            limit=self.limit if is_table or self.limit is not None else 100,
            offset=self.offset,
        )


class Interval(Body):
    """What a sum may be."""

    low: End
    high: End
    figure: Annotated[Decimal, Field(description="The sum of the figures as printed.")]


class SumOfUnit(Interval):
    """What the entries of one currency and kind come to."""

    currency: str
    kind: str
    entries: int
    overlap: Annotated[
        Decimal, Field(description="How much of it, as printed, is a part of, or the same as, money of other units.")
    ]


class Belonging(Body):
    """One of those to whom money belongs; a year goes by itself."""

    id: str
    label: str
    type: str


class MoneyGroup(SumOfUnit):
    """What belongs to one, or to several together without a split; to nobody that is told where `who` is empty."""

    who: list[Belonging]
    records: Annotated[
        list[str], Field(description="The IRIs of the first of the records that count in it, one for each entry.")
    ]


class MoneyFlow(Body):
    """What one received, gave and passed on."""

    who: list[Belonging]
    currency: str
    kind: str
    received: Interval
    given: Interval
    passed: Annotated[Interval, Field(description="What ran through, from a funder to a recipient.")]
    net: Annotated[Interval, Field(description="What was received less what was given.")]


class NewMoney(Body):
    """How much of the money is new."""

    low: End
    high: End


class Turnover(Body):
    """What changed hands in one currency and kind, and how much of it is new: what is given on is not new again."""

    currency: str
    kind: str
    gross: Interval
    new: NewMoney


class MoneyEntry(Interval):
    """A contribution that counts, with all records that state it."""

    record: str
    label: str
    who: list[Belonging]
    currency: str
    kind: str
    bound: str
    disputed: Annotated[bool, Field(description="Whether its records contradict each other.")]
    also_in: Annotated[
        list[str], Field(description="Records of other currencies or kinds that count, and that it is in as well.")
    ]
    records: list[str]


class ExcludedMoney(Body):
    """A contribution that does not count, and why."""

    record: str
    label: str
    reason: str
    beside: Annotated[str | None, Field(description="The record that counts for it, of a repeat or a part.")]
    currency: str
    kind: str
    figure: End
    bound: str


class MoneyEntries(Body):
    """Some of the contributions that count."""

    total: int
    offset: int
    items: list[MoneyEntry]


class ExcludedContributions(Body):
    """Some of the contributions that do not count."""

    total: int
    offset: int
    items: list[ExcludedMoney]


class MoneyCoverage(Body):
    """How many contributions were read, and how many of them count."""

    read: int
    counted: int
    excluded: Annotated[dict[str, int], Field(description="How many do not count, by reason.")]


class Money(Body):
    """What contributions add up to; by organisation, `flows` and `turnovers` stand in the place of groups."""

    view: str
    recipe: str
    version: int
    by: str
    digest: Annotated[str, Field(description="SHA-256 of what the recipe says.")]
    options: Annotated[dict[str, Any], Field(description="What was asked otherwise than by default.")]
    meaning: str
    coverage: MoneyCoverage
    remarks: Annotated[list[str], Field(description="What was asked for in vain, and what counts more than once.")]
    coded_remarks: CodedRemarks
    totals: list[SumOfUnit]
    total_groups: int
    groups: tuple[MoneyGroup, ...] = ()
    rest: Annotated[tuple[SumOfUnit, ...], Field(description="What the groups that are not shown come to.")] = ()
    flows: tuple[MoneyFlow, ...] = ()
    turnovers: tuple[Turnover, ...] = ()
    entries: MoneyEntries | None = None
    excluded: ExcludedContributions


MODELS: tuple[type[Body], ...] = (Money,)
