"""Edits of records and of datasets, as they are sent and answered."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from api.representations.models.base import Body
from kg.desk.operations import Edited


class Sent(Body):
    """What is sent has no other fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class OperationBody(Sent):
    """What is to become of one record."""

    op: Literal["put", "patch", "delete", "post"]
    id: Annotated[str, Field(description="Its id or IRI; one to be posted may leave it to be made of its label.")] = ""
    record: Annotated[dict[str, Any] | None, Field(description="All of it, to be put or posted.")] = None
    patch: Annotated[dict[str, Any] | None, Field(description="A merge patch (RFC 7396).")] = None
    version: Annotated[int | None, Field(ge=0, description="The version at which you read it.")] = None


class EditsBody(Sent):
    """Operations that are done all together or not at all."""

    operations: Annotated[
        list[OperationBody],
        Field(
            min_length=1,
            description="Each with `op` (put, patch, delete or post), `id`, its `record` or `patch`, and `version`.",
        ),
    ]
    reason: Annotated[str, Field(description="Why it is done, for the history.")] = ""
    dataset: Annotated[str, Field(description="The dataset of new records, where there are several.")] = ""
    proposed_by: Annotated[str, Field(description="Who proposed it, where that is not you.")] = ""
    dry_run: Annotated[bool, Field(description="Say what would become of it, and change nothing.")] = False
    version: Annotated[int | None, Field(ge=0, description="The version at which you read the records.")] = None


class EditsAnswer(Body):
    """What became of records: the version since which it is so, and the effect on each."""

    version: int
    dry_run: bool
    records: list[Edited]


class DescriptionBody(Body):
    """What a dataset says of itself; null takes a text away."""

    title: Annotated[str | None, Field(description="Its name, as people read it.")] = None
    description: Annotated[str | None, Field(description="What is in it.")] = None
    licence: Annotated[str | None, Field(description="The address of the licence.")] = None
    publisher: Annotated[str | None, Field(description="Who answers for it.")] = None


class DatasetBody(Sent):
    """A new dataset."""

    name: Annotated[str, Field(description="Small letters, digits and hyphens.")]
    title: str = ""
    description: str = ""
    licence: Annotated[str, Field(description="The address of the licence.")] = ""
    publisher: str = ""


MODELS: tuple[type[Body], ...] = (EditsBody, EditsAnswer, DatasetBody, DescriptionBody)
