"""The service describes itself: ontology, shapes, terms, context, datasets and VoID."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import Response

from api.http.incoming import ONLY_KNOWN
from api.http.negotiation import JSONLD, choose
from api.http.responses import demand_change, respond, tag_of
from api.http.routing import Routes
from api.representations.datasets import DATASET, DATASETS, all_datasets, one_dataset
from api.representations.descriptions import DESCRIPTIONS
from api.representations.dictionary import ONTOLOGY, Vocabularies
from api.representations.entities import entity_tag
from api.representations.examples import answers
from api.representations.pages.about.descriptions import Description
from api.service import Leased, Served
from kg.errors import UnknownIri
from kg.ontology import ONTOLOGY_IRI, ontology, ontology_folder, shape_quads
from kg.reference import label_of
from kg.store.rdf import PREFIXES, NamedNode, Quad

router = Routes(tags=["description"], dependencies=[ONLY_KNOWN])

_TURTLE = 'ikg:Contribution a owl:Class ; rdfs:label "Contribution"@en .'
_SUFFIXES = tuple(f".{each.name}" for each in DESCRIPTIONS)
_ID = "https://w3id.org/innovation-kg/datasets/west-midlands-korea"
_DATASET = {
    "id": _ID,
    "type": "Dataset",
    "name": "west-midlands-korea",
    "title": "West Midlands and South Korea",
    "description": "…",
    "licence": None,
    "publisher": "",
    "triples": 12000,
    "links": {
        "self": "http://127.0.0.1:8000/datasets/west-midlands-korea",
        "dump": f"http://127.0.0.1:8000/graphs?graph={quote(_ID, safe='')}",
    },
}
_IN_SCHEME = NamedNode(f"{PREFIXES['skos']}inScheme")
Words = Annotated[str, Query(description="On the page, only what has these words.", examples=["funder"])]
_ONTOLOGY = answers(ONTOLOGY, _TURTLE, 304, 400, 404, 406, model="Dictionary")
_DESCRIBED = answers(DESCRIPTIONS, _TURTLE, 304, 400, 406)
_FOUND = answers(DESCRIPTIONS, _TURTLE, 304, 400, 404, 406)


@router.get("/ontology", summary="The ontology and its terms", responses=_ONTOLOGY)
@router.get("/ontology.{suffix}", summary="The ontology in a format", responses=_ONTOLOGY, include_in_schema=False)
def whole_ontology(edition: Leased, request: Request, q: Words = "") -> Response:  # noqa: ARG001 (read by its page)
    """Give classes, properties, views and the SKOS schemes of terms; also as `/ontology.ttl` and so on.

    As JSON it is a dictionary, which tells how many records of the graph use each of them.
    """
    representation = choose(request, ONTOLOGY, request.path_params.get("suffix", ""))
    tag = tag_of(request, edition.version, representation.media_type)
    return respond(ONTOLOGY[representation](Vocabularies(request, edition)), representation, tag)


@router.get("/ontology/{path:path}", summary="A scheme or a term", responses=_FOUND)
def term(edition: Leased, request: Request, path: Annotated[str, Path(examples=["roles/lead"])]) -> Response:
    """Describe one scheme of terms (`/ontology/roles`) with its terms, or one term (`/ontology/roles/lead`)."""
    name, _, suffix = path.rpartition(".") if path.endswith(_SUFFIXES) else (path, "", "")
    iri = edition.iri(f"{ONTOLOGY_IRI}/{name}")
    return _describe(Description(request, label_of(iri), _about(iri), iri, edition), edition.version, suffix)


@router.get("/shapes", summary="The SHACL shapes", responses=_DESCRIBED)
def shapes(service: Served, request: Request) -> Response:
    """Give the shapes that every change must conform to; also as `/shapes.ttl` and so on."""
    return _describe(Description(request, "The SHACL shapes", shape_quads()), service.version)


@router.get("/shapes.{suffix}", summary="The shapes in a format", responses=_DESCRIBED, include_in_schema=False)
def shapes_as(service: Served, request: Request, suffix: str) -> Response:
    """Give the shapes in the format of the suffix."""
    return _describe(Description(request, "The SHACL shapes", shape_quads()), service.version, suffix)


@router.get(
    "/context.jsonld",
    summary="The JSON-LD context",
    responses=answers([JSONLD], {"@context": {"label": "skos:prefLabel"}}, 400),
)
def context() -> Response:
    """Give the context that makes the JSON of this API JSON-LD."""
    return Response((ontology_folder() / "context.jsonld").read_bytes(), media_type=JSONLD.media_type)


@router.get("/.well-known/void", summary="What the graph holds, as VoID", responses=_FOUND)
def void(edition: Leased, request: Request) -> Response:
    """Describe the datasets: counts by class, vocabularies, licence, where to query (VoID, W3C 2011)."""
    quads = list(edition.description(str(request.base_url)))
    return _describe(Description(request, "What the graph holds", quads, has_suffixes=False), edition.version)


@router.get(
    "/datasets",
    summary="The datasets",
    responses=answers(DATASETS, {"items": [_DATASET], "total": 1, "version": 7}, 304, 400, 404, 406, model="Datasets"),
)
def datasets(edition: Leased, request: Request) -> Response:
    """List all datasets of the graph, each with its size, its licence and the address of all its triples."""
    representation = choose(request, DATASETS)
    tag = tag_of(request, edition.version, representation.media_type)
    return respond(DATASETS[representation](all_datasets(request, edition)), representation, tag)


@router.get(
    "/datasets/{name}",
    summary="A dataset",
    responses=answers(DATASET, {**_DATASET, "version": 7}, 304, 400, 404, 406, model="DatasetAnswer"),
)
def dataset(
    service: Served,
    edition: Leased,
    request: Request,
    name: Annotated[str, Path(examples=["west-midlands-korea"])],
) -> Response:
    """Describe one dataset, which is one named graph."""
    slug, _, suffix = name.partition(".")
    iri = edition.iri(f"datasets/{slug}")
    dataset = one_dataset(request, edition, iri)
    representation = choose(request, DATASET, suffix)
    tag = entity_tag(request, service, edition.version, iri, representation)
    demand_change(request, tag)
    return respond(DATASET[representation](dataset), representation, tag)


def _about(iri: str) -> list[Quad]:
    """Give what is said of a node of the ontology, and of the members of the scheme that it is. Raises UnknownIri."""
    node, quads = NamedNode(iri), ontology().quads
    described = {node, *(quad.subject for quad in quads if quad.predicate == _IN_SCHEME and quad.object == node)}
    description = [quad for quad in quads if quad.subject in described or quad.object == node]
    if not description:
        raise UnknownIri(iri)
    return description


def _describe(description: Description, version: int, suffix: str = "") -> Response:
    representation = choose(description.request, DESCRIPTIONS, suffix)
    tag = tag_of(description.request, version, representation.media_type)
    return respond(DESCRIPTIONS[representation](description), representation, tag)
