"""Every IRI that the service mints is an address at which it says what the IRI means."""

from __future__ import annotations

import httpx
import pyoxigraph
import pytest
import rdflib

from api.http.problems import STATUSES
from tests.api.conftest import BASE, ONTOLOGY, path_of


def minted(graph: rdflib.Graph) -> list[str]:
    """All IRIs under our base, as subjects, predicates or objects, the fragments too."""
    terms = {str(term) for triple in graph for term in triple if isinstance(term, rdflib.URIRef)}
    datatypes = {str(term.datatype) for term in graph.objects() if isinstance(term, rdflib.Literal) and term.datatype}
    return sorted(iri for iri in terms | datatypes if iri.startswith(BASE) and iri != BASE)


def subjects(server: httpx.Client, path: str) -> set[str]:
    """What is described at a path."""
    answer = server.get(path, headers={"accept": "application/n-triples"})
    parsed = pyoxigraph.parse(answer.text, pyoxigraph.RdfFormat.N_TRIPLES) if answer.is_success else ()
    return {str(quad.subject)[1:-1] for quad in parsed}


def test_every_minted_iri_is_described_where_it_points(server: httpx.Client, graph: rdflib.Graph) -> None:
    iris = minted(graph)
    assert len(iris) > 1000
    pages = {path: subjects(server, path) for path in {path_of(iri) for iri in iris}}
    dark = [iri for iri in iris if iri not in pages[path_of(iri)]]
    assert dark == [f"{ONTOLOGY}/0.1.0"]  # the version IRI: where it points the ontology names it as its own
    assert "owl:versionIRI" in server.get("/ontology/0.1.0").text


@pytest.mark.parametrize("kind", sorted({*STATUSES, "internal-error"}))
def test_every_problem_type_is_described(server: httpx.Client, kind: str) -> None:
    answer = server.get(f"/ontology/problems/{kind}", headers={"accept": "text/turtle"})
    described = rdflib.Graph().parse(data=answer.text, format="turtle")
    subject = rdflib.URIRef(f"{ONTOLOGY}/problems/{kind}")
    assert described.value(subject, rdflib.SKOS.definition)
    assert described.value(subject, rdflib.SKOS.inScheme) == rdflib.URIRef(f"{ONTOLOGY}/problems")


def test_the_dataset_is_described(server: httpx.Client) -> None:
    answer = server.get("/datasets/west-midlands-korea.ttl")
    described = rdflib.Graph().parse(data=answer.text, format="turtle")
    subject = rdflib.URIRef(f"{BASE}datasets/west-midlands-korea")
    assert (subject, rdflib.RDF.type, rdflib.VOID.Dataset) in described
    assert described.value(subject, rdflib.DCTERMS.title)
    assert described.value(subject, rdflib.DCTERMS.license)
