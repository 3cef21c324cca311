"""Problems and reports of validations."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api.representations.models.base import Body
from kg.desk.operations import FieldConflict
from kg.records import Unverified, Violation


class Problem(Body):
    """What went wrong (RFC 9457). Some kinds of problem tell more."""

    type: Annotated[str, Field(description="The kind of problem: a term of `/ontology/problems`.")]
    title: str
    status: int
    detail: str
    violations: Annotated[tuple[Violation, ...], Field(description="What does not conform, with status 422.")] = ()
    conflicts: Annotated[tuple[FieldConflict, ...], Field(description="What others changed, with status 412.")] = ()
    offered: Annotated[tuple[str, ...], Field(description="The media types on offer, with status 406.")] = ()
    versions: Annotated[tuple[int, ...], Field(description="What stands in the way, with status 409.")] = ()
    name: Annotated[str, Field(description="What was looked for, of a name or an IRI that is near others.")] = ""
    candidates: Annotated[tuple[str, ...], Field(description="What may be meant by it: names, ids or IRIs.")] = ()
    id: Annotated[str, Field(description="The record that it is, where it is one that a network has not.")] = ""
    label: Annotated[str, Field(description="What that record is called.")] = ""
    views: Annotated[tuple[str, ...], Field(description="The views in which it is a node, as its records tell.")] = ()
    removed_in: Annotated[int, Field(description="The version that removed it; 0 where it was never here.")] = 0
    line: Annotated[int, Field(description="Of a malformed query, from 1.")] = 0
    column: Annotated[int, Field(description="Of a malformed query, from 1.")] = 0
    limit: Annotated[str, Field(description="Which limit was exceeded.")] = ""
    value: Annotated[str, Field(description="The setting of the limit, with the unit.")] = ""


class Report(Body):
    """What a validation found."""

    conforms: bool
    records: Annotated[int, Field(description="How many records were checked.")]
    violations: Annotated[list[Violation], Field(description="What forbids to write this.")]
    warnings: Annotated[
        list[Violation], Field(description="What may well be wrong all the same: severity Warning or Info.")
    ]
    notices: Annotated[list[str], Field(description="What was not checked, in sentences.")]
    unverified: list[Unverified]


MODELS: tuple[type[Body], ...] = (Problem, Report)
