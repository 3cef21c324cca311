"""The datasets and the graphs that there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import quote

from starlette.requests import Request

from api.http.negotiation import HTML, JSON, JSONLD, NTRIPLES, RDFXML, TURTLE, Representation, suffixes
from api.representations.pages.rendering import render
from kg.edition import Edition
from kg.errors import UnknownIri
from kg.store.rdf import PREFIXES, NamedNode, Quad, text_of, write_triples

_TRIPLES = NamedNode(f"{PREFIXES['void']}triples")
_MOST = 10_000
"""Named graphs that are listed: whoever has more of them asks a query."""


@dataclass(frozen=True, slots=True)
class Datasets:
    """Datasets of an edition, as JSON and as statements."""

    request: Request
    edition: Edition
    bodies: Sequence[Mapping[str, Any]]
    quads: Sequence[Quad]


@dataclass(frozen=True, slots=True)
class Graphs:
    """The graphs of an edition."""

    request: Request
    edition: Edition


def all_datasets(request: Request, edition: Edition) -> Datasets:
    """Read what is said of all datasets."""
    quads = [*edition.store.quads(graph=edition.mapping.datasets_graph)]
    return Datasets(request, edition, [*_bodies(edition, str(request.base_url))], quads)


def one_dataset(request: Request, edition: Edition, iri: str) -> Datasets:
    """Read what is said of one dataset. Raises UnknownIri."""
    node, root = NamedNode(iri), str(request.base_url)
    quads = [each for each in edition.description(root) if node in (each.subject, each.object)]
    bodies = [each for each in _bodies(edition, root) if each["id"] == iri]
    if not bodies:
        raise UnknownIri(iri)
    return Datasets(request, edition, bodies, quads)


def _bodies(edition: Edition, root: str) -> Iterator[dict[str, Any]]:
    counts = {
        each.subject: int(text_of(each.object)) for each in edition.description(root) if each.predicate == _TRIPLES
    }
    for each in edition.mapping.described(edition.store):
        graph = edition.mapping.graph(each.name)
        yield {
            "id": graph.value,
            "type": "Dataset",
            "name": each.name,
            "title": each.title,
            "description": each.description,
            "licence": each.licence or None,
            "publisher": each.publisher,
            "triples": counts.get(graph, 0),
            "links": {"self": f"{root}datasets/{each.name}", "dump": dump_of(graph.value, root)},
        }


def dump_of(graph: str, root: str) -> str:
    """Give the address of a whole graph."""
    return f"{root}graphs?graph={quote(graph, safe='')}"


def _list(datasets: Datasets) -> dict[str, Any]:
    return {"items": datasets.bodies, "total": len(datasets.bodies), "version": datasets.edition.version}


def _one(datasets: Datasets) -> dict[str, Any]:
    (body,) = datasets.bodies
    return {**body, "version": datasets.edition.version}


def _graphs(graphs: Graphs) -> dict[str, Any]:
    mapping, root = graphs.edition.mapping, str(graphs.request.base_url)
    datasets = {mapping.graph(each.name).value for each in mapping.described(graphs.edition.store)}
    names = sorted(islice(graphs.edition.store.graphs(), _MOST))
    unnamed = {"id": None, "is_dataset": False, "links": {"self": f"{root}graphs?default"}}
    named = [{"id": each, "is_dataset": each in datasets, "links": {"self": dump_of(each, root)}} for each in names]
    return {"items": [unnamed, *named], "truncated": len(names) == _MOST, "version": graphs.edition.version}


def _rdf(format_name: str) -> Callable[[Datasets], bytes]:
    return lambda datasets: write_triples(datasets.quads, format_name)


DATASETS: Mapping[Representation, Callable[[Datasets], Any]] = {
    JSON: _list,
    TURTLE: _rdf("turtle"),
    JSONLD: _rdf("jsonld"),
    NTRIPLES: _rdf("ntriples"),
    RDFXML: _rdf("rdfxml"),
    HTML: lambda datasets: render(
        datasets.request, "about/datasets.html", {"body": _list(datasets), "formats": ("json", "ttl", "jsonld")}
    ),
}
"""All datasets."""

DATASET: Mapping[Representation, Callable[[Datasets], Any]] = {
    JSON: _one,
    TURTLE: _rdf("turtle"),
    JSONLD: _rdf("jsonld"),
    NTRIPLES: _rdf("ntriples"),
    RDFXML: _rdf("rdfxml"),
    HTML: lambda datasets: render(
        datasets.request, "about/dataset.html", {"body": _one(datasets), "formats": suffixes(DATASET)}
    ),
}
"""One dataset."""

GRAPHS: Mapping[Representation, Callable[[Graphs], Any]] = {
    JSON: _graphs,
    HTML: lambda graphs: render(graphs.request, "about/graphs.html", {"body": _graphs(graphs)}),
}
"""The graphs that there are."""
