"""A recipe of somebody's own, as it is posted; what is wrong with one :mod:`kg.network.recipes` tells."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from api.representations.models.base import Body


class RecipeEdge(Body):
    """Which records of one class are edges, and how."""

    class_: Annotated[str, Field(alias="class", description="The class of the records.")]
    path: Annotated[
        tuple[str, ...], Field(description="The fields that are linked, in this direction; `@id` is the record itself.")
    ] = ()
    roles: Annotated[tuple[str, ...], Field(description="Only edges in these roles.")] = ()


class RecipeBody(Body):
    """How a network of your own is projected."""

    name: Annotated[str, Field(description="Small letters, digits and hyphens.")]
    edges: Annotated[
        tuple[str | RecipeEdge, ...],
        Field(description="Each the name of a class that has a path, of a field that refers, or an object."),
    ]
    label: Annotated[str, Field(description="What people read.")] = ""
    description: Annotated[str, Field(description="What an edge says.")] = ""
    directed: Annotated[bool, Field(description="Whether edges have a direction.")] = True
    projection: Annotated[
        Literal["direct", "co-participation"],
        Field(description="Whether ends are linked, or those that share one."),
    ] = "direct"
    types: Annotated[tuple[str, ...], Field(description="Only nodes of these classes.")] = ()
    places: Annotated[bool, Field(description="Whether places are nodes.")] = True
    people: Annotated[bool, Field(description="Whether people are nodes.")] = True
    members: Annotated[bool, Field(description="Whether named members of a group count with it.")] = True
    options: Annotated[
        dict[str, Any] | None, Field(description="Options of a call, which a call may say otherwise.")
    ] = None


MODELS: tuple[type[Body], ...] = (RecipeBody,)
