"""The service describes itself: ontology, shapes, terms, context, datasets and VoID."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import Response

from api.examples import answers
from api.negotiation import JSONLD, NTRIPLES, RDF_NAMES, RDFXML, TURTLE, choose
from api.responses import respond, tag_of
from api.service import Served, Service
from kg.errors import UnknownIri
from kg.store.rdf import NamedNode, Quad, write_triples
from kg.vocabulary import ONTOLOGY_IRI, ontology_folder, ontology_quads, shape_quads

router = APIRouter(tags=["description"])

_OFFERED = (TURTLE, JSONLD, NTRIPLES, RDFXML)
_OTHERS = tuple(each.media_type for each in _OFFERED[1:])
_TURTLE = 'ikg:Contribution a owl:Class ; rdfs:label "Contribution"@en .'
_DESCRIBED = answers(_TURTLE, media_type="text/turtle", others=_OTHERS)


@router.get("/ontology", summary="The ontology and its terms", responses=_DESCRIBED)
def ontology(service: Served, request: Request) -> Response:
    """Give classes, properties, views and the SKOS schemes of terms; also as `/ontology.ttl` and so on."""
    return _rdf(service, request, "", ontology_quads())


@router.get("/ontology.{suffix}", summary="The ontology in a format", responses=_DESCRIBED, include_in_schema=False)
def ontology_as(service: Served, request: Request, suffix: str) -> Response:
    """Give the ontology in the format of the suffix."""
    return _rdf(service, request, suffix, ontology_quads())


@router.get("/ontology/{path:path}", summary="A scheme or a term", responses=_DESCRIBED)
def term(service: Served, request: Request, path: Annotated[str, Path(examples=["roles/lead"])]) -> Response:
    """Describe one scheme of terms (`/ontology/roles`) with its terms, or one term (`/ontology/roles/lead`)."""
    name, _, suffix = path.partition(".")
    iri = f"{ONTOLOGY_IRI}/{name}"
    quads = [quad for quad in ontology_quads() if _concerns(quad, iri)]
    if not quads:
        raise UnknownIri(iri)
    return _rdf(service, request, suffix, quads)


@router.get("/shapes", summary="The SHACL shapes", responses=_DESCRIBED)
def shapes(service: Served, request: Request) -> Response:
    """Give the shapes that every change must conform to; also as `/shapes.ttl` and so on."""
    return _rdf(service, request, "", shape_quads())


@router.get("/shapes.{suffix}", summary="The shapes in a format", responses=_DESCRIBED, include_in_schema=False)
def shapes_as(service: Served, request: Request, suffix: str) -> Response:
    """Give the shapes in the format of the suffix."""
    return _rdf(service, request, suffix, shape_quads())


@router.get(
    "/context.jsonld",
    summary="The JSON-LD context",
    responses=answers({"@context": {"label": "skos:prefLabel"}}, media_type="application/ld+json"),
)
def context() -> Response:
    """Give the context that makes the JSON of this API JSON-LD."""
    return Response((ontology_folder() / "context.jsonld").read_bytes(), media_type="application/ld+json")


@router.get("/.well-known/void", summary="What the graph holds, as VoID", responses=_DESCRIBED)
def void(service: Served, request: Request) -> Response:
    """Describe the datasets: counts by class, vocabularies, licence, where to query (VoID, W3C 2011)."""
    return _rdf(service, request, "", service.void(str(request.base_url)))


@router.get("/datasets/{name}", summary="A dataset", responses=_DESCRIBED)
def dataset(
    service: Served, request: Request, name: Annotated[str, Path(examples=["west-midlands-korea"])]
) -> Response:
    """Describe one dataset, which is one named graph."""
    slug, _, suffix = name.partition(".")
    iri = service.mapping.graph(slug).value
    quads = [quad for quad in service.void(str(request.base_url)) if _concerns(quad, iri)]
    if not quads:
        raise UnknownIri(iri)
    return _rdf(service, request, suffix, quads)


def _rdf(service: Service, request: Request, suffix: str, quads: Iterable[Quad]) -> Response:
    representation = choose(request, _OFFERED, suffix)
    tag = tag_of(request, service.version, representation.media_type)
    return respond(write_triples(quads, RDF_NAMES[representation.name]), representation, tag)


def _concerns(quad: Quad, iri: str) -> bool:
    node = NamedNode(iri)
    return node in (quad.subject, quad.object)
