"""What a request of the SPARQL protocol says: its query or update, about which graphs, of which version."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request

from api.http.cache import Posted
from api.http.immutable import HISTORY
from api.http.incoming import read_pairs
from api.representations.pages.sparql.queries import DEEPEST
from api.service import Service
from kg.sentences import Sentence
from kg.store import QueryDataset
from kg.store.rdf import is_iri

Parameters = Mapping[str, Sequence[str]]

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
QUERY_GRAPHS = ("default-graph-uri", "named-graph-uri")
UPDATE_GRAPHS = ("using-graph-uri", "using-named-graph-uri")
POSTED = Posted("/sparql", "query", form=FORM.encode(), direct=QUERY.encode())
"""The queries that POST brings, which GET could bring as well."""

_DIGITS = 18
"""Digits of a number that are looked at; there is no version with so many."""


def read_parameters(text: bytes) -> Parameters:
    """Read the parameters in an address or a form, each with all its values."""
    parameters: dict[str, list[str]] = {}
    for name, value in read_pairs(text):
        parameters.setdefault(name, []).append(value)
    return parameters


def with_body(in_address: Parameters, name: str, body: bytes) -> Parameters:
    """Put the body beside the parameters in the address, which must not say the same thing again.

    Answers 400 where it is not UTF-8.
    """
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise HTTPException(400, Sentence("The body is not UTF-8 at byte %(start)s.", start=error.start)) from None
    return {**in_address, name: [*in_address.get(name, ()), text]}


def query_in(parameters: Parameters) -> tuple[str, QueryDataset | None]:
    """Take the query, and the graphs it is about, out of the parameters. Answers 400 for what the protocol forbids."""
    return _read(parameters, "query", QUERY_GRAPHS)


def update_in(parameters: Parameters) -> tuple[str, QueryDataset | None]:
    """Take the update, and the graphs it is about, out of the parameters. Answers 400 for what the protocol forbids."""
    update = _read(parameters, "update", UPDATE_GRAPHS)
    if parameters.keys() & {"version", "at", "history"}:
        raise HTTPException(
            400, Sentence("An update is of the newest version: leave out `version`, `at` and `history`.")
        )
    return update


def version_in(parameters: Parameters, service: Service, request: Request) -> int | None:
    """Say which older version is asked for, None for the newest."""
    versions, times, histories = (parameters.get(name, ()) for name in ("version", "at", "history"))
    if max(len(versions), len(times), len(histories)) > 1 or not all(map(str.isdecimal, versions)):
        raise HTTPException(400, Sentence("`version` is one whole number, and `at` one time."))
    if not all(re.match(HISTORY, each) for each in histories):
        raise HTTPException(400, Sentence("`history` is 12 to 64 hexadecimal digits in small letters."))
    version = int(versions[0][:_DIGITS]) if versions else None
    return service.version_asked(request, version, "".join(times), "".join(histories))


def wants_explanation(parameters: Parameters) -> bool:
    """Say whether times and a plan are asked for, and not the answer."""
    wishes = parameters.get("explain", ("false",))
    if list(wishes) not in (["true"], ["false"]):
        raise HTTPException(400, Sentence("`explain` is true or false."))
    return list(wishes) == ["true"]


def first_row(parameters: Parameters) -> int:
    """Say at which row a page of an answer begins."""
    starts = list(parameters.get("start", ("0",)))
    if len(starts) != 1 or not starts[0].isdecimal() or len(starts[0]) > _DIGITS or int(starts[0]) > DEEPEST:
        raise HTTPException(
            400,
            Sentence(
                "`start` is one whole number, %(most)s at most; all rows are in every format.",
                most=f"{DEEPEST:,}",
            ),
        )
    return int(starts[0])


def _read(parameters: Parameters, name: str, graphs: tuple[str, str]) -> tuple[str, QueryDataset | None]:
    values = parameters.get(name, ())
    if "update" in parameters and (name == "query" or "query" in parameters):
        raise HTTPException(400, Sentence("An update goes alone, with POST."))
    if len(values) != 1 or (name == "query" and not values[0].strip()):
        raise HTTPException(400, Sentence("Give one %(name)s in the parameter `%(name)s`.", name=name))
    dataset = QueryDataset(*(tuple(parameters.get(each, ())) for each in graphs))
    for iri in (*dataset.default, *dataset.named):
        if not is_iri(iri):
            raise HTTPException(400, Sentence("%(iri)r names no graph: it is no absolute IRI.", iri=iri))
    return values[0], None if dataset == QueryDataset() else dataset
