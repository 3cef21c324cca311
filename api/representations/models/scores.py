"""Scores that are published."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from api.representations.models.base import Body, CodedRemark
from api.representations.models.networks import OfView, Score, Unscored
from api.representations.models.questions import Directed, Filtered


class PublishBody(Filtered):
    """Which scores are published: the measure, and what is left out of the network."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    measure: str = Field(description="The measure.", examples=["betweenness"])
    weighted: bool = Field(False, description="Let strong edges count as short.")
    directed: Directed = True


class PublishedScores(OfView):
    """Scores as they were published; `stale` where the graph moved on since."""

    name: str
    measure: str
    parameters: dict[str, bool | float | str]
    author: str
    meaning: str
    remarks: list[str]
    coded_remarks: Annotated[
        tuple[CodedRemark, ...], Field(description="The same as codes, of what was published since there are such.")
    ] = ()
    scores: list[Score]
    undefined: list[Unscored]
    graph: Annotated[str, Field(description="The graph that queries name to have them.")]
    id: Annotated[str, Field(description="What they are called there.")]
    stale: bool


class OnePublication(Body):
    """What is published, without the scores."""

    view: str
    recipe: str
    version: int
    name: str
    measure: str
    author: str
    stale: bool


class Publications(Body):
    """All that is published of a view."""

    version: Annotated[int, Field(description="The newest version of the graph.")]
    publications: list[OnePublication]


MODELS: tuple[type[BaseModel], ...] = (PublishBody, PublishedScores, Publications)
