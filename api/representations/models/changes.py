"""What happened to the graph: changes, what they did to records, and the difference of two versions."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from api.representations.models.base import Body
from api.representations.models.entities import Links
from api.representations.models.money import Interval


class Origin(Body):
    """Where a change comes from."""

    time: Annotated[str, Field(description="When it was written down, in UTC (ISO 8601).")]
    author: Annotated[str, Field(description="Who answers for it.")]
    reason: str
    source: Annotated[str, Field(description="By which way it came: file, HTTP, update, graph store, import, or none.")]
    proposed_by: Annotated[str, Field(description="Who proposed it, where that is not the author; or empty.")]


class FieldChange(Body):
    """The values of a field that went and those that came, as records have them; others stayed."""

    field: Annotated[str, Field(description="Its name, or the IRI of a property that is no field.")]
    before: tuple[str, ...]
    after: tuple[str, ...]


class RecordChange(Body):
    """What happened to a record in a dataset."""

    record: Annotated[str, Field(description="The IRI of the record.")]
    dataset: Annotated[str, Field(description="The IRI of the dataset, which is that of its graph.")]
    type: str
    action: Literal["added", "changed", "removed"]
    was: Annotated[str, Field(description="The IRI that the record had before, where it was renamed.")] = ""
    fields: list[FieldChange]


class GraphChange(Body):
    """How many triples a graph that is no dataset gained and lost."""

    graph: Annotated[str, Field(description="Its IRI, empty for the unnamed one.")]
    added: int
    removed: int


class Change(Origin):
    """A change: one version of the graph."""

    version: int
    added: Annotated[int, Field(description="Triples that it added.")]
    removed: Annotated[int, Field(description="Triples that it removed.")]
    records: Annotated[int, Field(description="Records that it touched.")]
    datasets: Annotated[tuple[str, ...], Field(description="The names of the datasets that it touched.")]
    collections: Annotated[dict[str, int], Field(description="How many records of each collection it touched.")]
    links: Links


class Changes(Body):
    """Changes, newest first."""

    items: list[Change]
    next: Annotated[int | None, Field(description="Give this as `before` for the next page.")]
    version: int


class ChangeAnswer(Change):
    """A change, with what it did."""

    changes: list[RecordChange]
    truncated: Annotated[bool, Field(description="Whether it changed more records than are listed.")]
    graphs: list[GraphChange]


class RecordVersion(Origin):
    """What one version did to a record."""

    version: int
    dataset: str
    action: Literal["added", "changed", "removed"]
    was: Annotated[str, Field(description="The IRI that the record had before, where it was renamed.")] = ""
    fields: list[FieldChange]
    links: Links


class RecordHistory(Body):
    """All that happened to one record, newest first."""

    id: str
    label: str
    items: list[RecordVersion]
    next: Annotated[int | None, Field(description="Give this as `before` for the next page.")]
    version: int


class EdgeSide(Body):
    """What an edge was on one side."""

    weight: int
    confidence: str | None
    amounts: list[dict[str, Any]]
    records: list[str]
    when: list[str] | None


class EdgeChange(Body):
    """An edge of a network that entered, left or changed."""

    view: str
    source: str
    target: str
    role: str
    change: Literal["entered", "left", "changed"]
    before: EdgeSide | None
    after: EdgeSide | None


class EdgeChanges(Body):
    """Edges of all networks that differ."""

    items: list[EdgeChange]
    truncated: bool


class MoneyChange(Body):
    """A total of money that differs."""

    currency: str
    kind: str
    include_planned: Annotated[bool, Field(description="Whether plans count in it.")]
    before: Annotated[Interval | None, Field(description="What it may be; null where there was no such money.")]
    after: Interval | None


class MoneyChanges(Body):
    """Totals of money that differ, as `/network/funding/money` tells them of each version."""

    items: list[MoneyChange]
    truncated: bool


class RankChange(Body):
    """A node whose rank differs; null where it is in no edge."""

    view: str
    id: str
    label: str
    before: int | None
    after: int | None


class RankChanges(Body):
    """Nodes of all networks whose ranks by a measure differ, the first now at the head."""

    measure: str
    items: list[RankChange]
    truncated: bool


class AnswerChange(Body):
    """A saved query with another answer: rows that went and came, in terms as SPARQL writes them."""

    name: Annotated[str, Field(description="The dataset and the name of the file in its folder `queries`.")]
    title: str
    columns: list[str]
    removed: list[list[str]]
    added: list[list[str]]
    truncated: bool


class AnswerChanges(Body):
    """Saved queries with another answer."""

    items: list[AnswerChange]
    truncated: bool


class Difference(Body):
    """What differs between two versions."""

    before: Annotated[int, Field(alias="from")]
    to: int
    added: int
    removed: int
    changes: list[RecordChange]
    truncated: Annotated[bool, Field(description="Whether more records differ than are listed.")]
    graphs: list[GraphChange]
    version: int
    edges: Annotated[EdgeChanges | None, Field(description="With `include=edges`.")] = None
    money: Annotated[MoneyChanges | None, Field(description="With `include=money`.")] = None
    ranks: Annotated[RankChanges | None, Field(description="With `include=ranks`.")] = None
    answers: Annotated[AnswerChanges | None, Field(description="With `include=answers`.")] = None


class Reasoned(Body):
    """What every change that is asked for by itself says of itself."""

    reason: Annotated[str, Field(pattern=r"\S", description="Why; it stands in the log.", examples=["A wrong source"])]
    dry_run: Annotated[bool, Field(description="Say what would come of it, and change nothing.")] = False


class RevertWishes(Reasoned):
    """Why a change is undone."""


class RenameWishes(Reasoned):
    """Which record gets which id, and why."""

    old: Annotated[str, Field(description="The id now: collection and slug, or the IRI.", examples=["places/ulsan"])]
    new: Annotated[str, Field(description="The id to be, in the same collection.", examples=["places/ulsan-city"])]


class Written(Body):
    """What came of a change; with `dry_run` the version is the one there is, and nothing was changed."""

    version: int
    dry_run: bool
    links: Links


MODELS: tuple[type[Body], ...] = (
    *(Changes, ChangeAnswer, RecordHistory, Difference),
    *(RevertWishes, RenameWishes, Written),
)
