"""What helps to write queries."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api.representations.models.base import Body
from kg.query.lint import QueryFault
from kg.query.terms import QueryTerm


class QueryRemarks(Body):
    """What is wrong with a query, or may be."""

    faults: Annotated[list[QueryFault], Field(description="Errors before warnings; none where all is well.")]


class QueryWords(Body):
    """The words that queries are made of."""

    prefixes: Annotated[dict[str, str], Field(description="The usual prefixes, which need no declaration.")]
    terms: list[QueryTerm]


MODELS: tuple[type[Body], ...] = (QueryRemarks, QueryWords)
