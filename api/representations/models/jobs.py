"""Jobs, as they are told of."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from api.representations.models.base import Body
from api.representations.models.reports import Problem


class JobLinks(Body):
    """The address of a job, and that of its answer once it is there."""

    self: str
    result: str | None = None


class Job(Body):
    """How a question stands that is answered later."""

    status: Literal["running", "done", "failed", "cancelled"]
    asked: Annotated[str, Field(description="Path and query of the question.")]
    version: Annotated[int, Field(description="The version of the graph that it is about.")]
    started: Annotated[str, Field(description="When it began (ISO 8601, UTC).")]
    seconds: Annotated[float, Field(description="How long it took, or takes already.")]
    problem: Annotated[Problem | None, Field(description="Why it failed.")] = None
    links: JobLinks


MODELS: tuple[type[BaseModel], ...] = (Job,)
