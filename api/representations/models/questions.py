"""The parameters of questions about networks: what counts, and what is wished of the answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field

from api.http.negotiation import Excel, suffixes
from api.representations.models.base import bounded
from api.representations.networks import NETWORK
from kg.errors import UnreadableInput
from kg.network import (
    Divided,
    Filters,
    Linked,
    Near,
    NetworkQuestion,
    Ranked,
    Sampling,
    Stable,
    Whole,
    listed,
)
from kg.network.filters import KEEP
from kg.network.questions.whole import MOST_DRAWN
from kg.sentences import Sentence

_NODE = "IRI, collection/id or name."
Directed = Annotated[bool, Field(description="With false, the edges of a directed view lose their direction.")]
Names = Annotated[tuple[str, ...], AfterValidator(listed)]
"""Names, each a value of its own or several with commas between."""
Top = Annotated[
    int | None,
    bounded(Whole, "top"),
    Field(description="Only so many, those with most neighbours.", examples=[10]),
]


class Filtered(BaseModel):
    """Which records count."""

    as_of: str = Field(
        "", description="Leave out what begins after this date: 2025, 2025-03 or 2025-03-14.", examples=["2025"]
    )
    since: str = Field("", description="Leave out what ended before this date.", examples=["2018"])
    until: str = Field("", description="Leave out what begins after this date, beside `since`.", examples=["2020"])
    min_confidence: Literal["", "stated", "implied", "ambiguous"] = Field(
        "", description="Leave out what is less sure.", examples=["implied"]
    )
    include_planned: bool = Field(True, description="Whether plans count.")
    undated: Literal["keep", "drop"] = Field(
        "keep",
        description="What to do with records that have no date. Two who take part in the same are linked by a record "
        "each, so that both need one.",
    )
    dated: Literal["", "only"] = Field("", description="`only` is the same as `undated=drop`.")
    known_by: str = Field(
        "",
        description="Leave out what became known after this date, by the dates of the documents behind it.",
        examples=["2019"],
    )
    datasets: Names = Field((), description="Only records of these datasets.", examples=[["west-midlands-korea"]])
    types: Names = Field((), description="Only nodes of these classes.", examples=[["Organisation"]])
    kinds: Names = Field((), description="Only nodes of these kinds, such as university.")
    roles: Names = Field(
        (),
        description="Only edges in these roles; of funding, kinds of contribution.",
        examples=[["coordinator", "founding-partner"]],
    )
    exclude_roles: Names = Field((), description="No edges in these roles.", examples=[["organiser"]])
    members: Literal["merged", "separate"] = Field(
        "merged", description="With `separate`, each record is a node, also where several are one."
    )
    weight: Literal["facts", "amount"] = Field(
        "facts", description="What an edge weighs: how many facts, or how much money of one currency and kind."
    )
    currency: str = Field("", description="Of which money weighs; empty, of which most is told.")
    kind: str = Field("", description="Which kind of contribution weighs; the same.")

    def filters(self, *, directed: bool = True) -> Filters:
        """Give the filters of a projection. Raises what they raise."""
        if self.dated and "undated" in self.model_fields_set and self.undated == KEEP:
            raise UnreadableInput(
                Sentence("undated=keep and dated=only contradict each other"), Sentence("Give one of them.")
            )
        filters: dict[str, Any] = {field.name: getattr(self, field.name, None) for field in fields(Filters)}
        return Filters(**{**filters, "undated": "drop" if self.dated else self.undated, "directed": directed})


class _Exported(Filtered):
    """What is wished of a network that may be a file."""

    top: Top = None
    excel: Excel = False
    format: str = Field("", description=f"One of: {', '.join(suffixes(NETWORK))}.", examples=["json"])
    measures: str = Field(
        "",
        description="Measures whose scores the nodes are to have, separated by commas.",
        examples=["degree,betweenness"],
    )
    communities: bool = Field(
        False, description="Whether the nodes are to have the numbers of their communities, 1 for the largest."
    )

    edges: Annotated[
        int | None,
        bounded(Whole, "edges"),
        Field(description="In JSON, only so many edges, the weightiest; all count all the same.", examples=[100]),
    ] = None
    layout: bool = Field(
        False,
        description="Whether the nodes are to have places in a picture, `x` and `y`. JSON then also has `ties`, the "
        "lines of the picture, and the `years` that records tell of.",
    )

    @property
    def measured(self) -> tuple[str, ...]:
        """List the measures."""
        return tuple(filter(None, self.measures.split(",")))


class NetworkWishes(_Exported):
    """What is wished of a whole network."""

    directed: Directed = True
    drawn: Literal["", "communities", "nodes"] = Field(
        "",
        description="What a picture shows (SVG, pages, and JSON with `layout`): its communities as bubbles, or nodes. "
        f"Unless told, communities where it has more than {MOST_DRAWN} nodes.",
    )
    community: Annotated[
        int | None,
        bounded(Whole, "community"),
        Field(description="Only the community of this number, 1 for the largest; as `groups` tells.", examples=[1]),
    ] = None


class StabilityWishes(Filtered):
    """Whether it is wished to know how far ranks can be relied on."""

    stability: bool = Field(False, description="Say of each node which ranks it may have, and what the order rests on.")
    resamples: Annotated[int, bounded(Stable, "resamples")] = Field(
        Sampling().resamples,
        description="With `stability`, how often facts are left out.",
    )
    seed: Annotated[int, bounded(Stable, "seed")] = Field(0, description="With `stability`: the same gives the same.")

    def demand_effect(self) -> None:
        """Raise UnreadableInput for a wish that has no effect."""
        for name in () if self.stability else ("resamples", "seed"):
            if getattr(self, name) != type(self).model_fields[name].default:  # which clients send that are generated
                raise UnreadableInput(
                    Sentence("%(name)s has no effect here", name=name), Sentence("Ask for it with stability=true.")
                )


class RankingWishes(StabilityWishes):
    """What is wished of a measure."""

    directed: Directed = True
    weighted: bool = Field(False, description="Let strong edges count as short.")
    top: Annotated[int | None, bounded(Ranked, "top")] = Field(
        None,
        description="Only the best; the measure is computed on all.",
        examples=[10],
    )
    excel: Excel = False

    def question(self, measure: str) -> NetworkQuestion:
        """Give the question that is meant. Raises UnknownName, and UnreadableInput for a wish that has no effect."""
        self.demand_effect()
        if self.stability:
            return Stable(measure, self.weighted, self.top, self.resamples, self.seed)
        return Ranked(measure, self.weighted, self.top)


class PathWishes(Filtered):
    """Between which nodes paths are wished, and which."""

    source: str = Field(alias="from", description=_NODE, examples=["organisations/innovate-uk"])
    target: str = Field(alias="to", description=_NODE, examples=["organisations/wayra-uk"])
    directed: bool = Field(False, description="Follow edges only in their direction.")
    paths: Literal["shortest", "k-shortest", "simple"] = Field(
        "shortest",
        description="The shortest, the `k` shortest of whichever lengths, or all of at most `length` steps.",
    )
    limit: Annotated[int, bounded(Linked, "limit")] = Field(10, description="Most paths to give.", examples=[10])
    k: Annotated[int | None, bounded(Linked, "limit")] = Field(
        None, description="How many of the k shortest, 10 where nothing is said."
    )
    length: Annotated[int | None, bounded(Linked, "length")] = Field(
        None, description="Steps that a simple path may have."
    )
    weighted: bool = Field(False, description="Let a step be as long as 1/weight, so that many facts make two near.")
    format: str = Field("", description=f"One of: {', '.join(suffixes(NETWORK))}.", examples=["json"])

    def question(self, iri: Callable[[str], str]) -> Linked:
        """Give the question, its nodes as `iri` gives them. Raises what :class:`kg.network.Linked` does."""
        if self.k is not None and self.paths != "k-shortest":
            raise UnreadableInput(Sentence("k has no effect here"), Sentence("Ask for paths=k-shortest."))
        if self.k is not None and self.limit != type(self).model_fields["limit"].default:
            raise UnreadableInput(Sentence("limit has no effect beside k"), Sentence("Give one of them."))
        limit = self.limit if self.k is None else self.k
        ends = iri(self.source), iri(self.target)
        return Linked(*ends, limit, self.directed, self.paths, self.length, self.weighted)


class NeighbourhoodWishes(_Exported):
    """How much is wished of the neighbourhood of a node."""

    radius: Annotated[int, bounded(Near, "radius")] = Field(1, description="Steps from the node.", examples=[1])


class CommunityWishes(Filtered):
    """Which division into communities is wished."""

    seed: Annotated[int, bounded(Divided, "seed")] = Field(0, description="The same gives the same.", examples=[0])
    resolution: Annotated[float, bounded(Divided, "resolution")] = Field(
        1, description="More gives more and smaller groups.", examples=[1.2]
    )
    weighted: bool = Field(True, description="Let several facts link more than one.")
    runs: Annotated[int | None, bounded(Divided, "runs")] = Field(
        None,
        description="How often to look for them; by default 10, less of large networks.",
    )
    excel: Excel = False
