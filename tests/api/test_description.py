"""The service describes itself, in RDF that says what is true."""

from __future__ import annotations

import httpx
import pytest
import rdflib

from tests.api.conftest import BASE, ONTOLOGY, ROOT, assert_problem
from tests.api.test_models import hold

FORMATS = {"ttl": "turtle", "nt": "nt", "rdf": "xml"}
IKG = rdflib.Namespace(f"{ONTOLOGY}#")


def parsed(answer: httpx.Response, format_name: str = "turtle") -> rdflib.Graph:
    assert answer.status_code == 200, answer.text
    return rdflib.Graph().parse(data=answer.text, format=format_name)


@pytest.mark.parametrize(
    ("path", "files"), [("/ontology", ["ontology", "schemes", "identifiers", "korean"]), ("/shapes", ["shapes"])]
)
def test_ontology_and_shapes_are_those_of_the_files(server: httpx.Client, path: str, files: list[str]) -> None:
    expected = rdflib.Graph()
    for name in files:
        expected.parse(ROOT / "ontology" / f"{name}.ttl")
    served = parsed(server.get(path, headers={"accept": "text/turtle"}))
    assert len(served) == len(expected)
    named = {triple for triple in expected if not any(isinstance(term, rdflib.BNode) for term in triple)}
    assert named <= set(served)
    for suffix, format_name in FORMATS.items():
        assert len(parsed(server.get(f"{path}.{suffix}"), format_name)) == len(expected)
    assert server.get(f"{path}.jsonld").headers["content-type"] == "application/ld+json"


def test_a_scheme_comes_with_its_terms(server: httpx.Client) -> None:
    described = parsed(server.get("/ontology/roles"))
    scheme = rdflib.URIRef(f"{ONTOLOGY}/roles")
    terms = set(described.subjects(rdflib.SKOS.inScheme, scheme))
    assert rdflib.URIRef(f"{ONTOLOGY}/roles/lead") in terms
    assert all(described.value(term, rdflib.SKOS.prefLabel) for term in terms)
    assert (scheme, rdflib.RDF.type, rdflib.SKOS.ConceptScheme) in described


@pytest.mark.parametrize("suffix", ["", ".ttl"])
def test_a_term_is_described(server: httpx.Client, suffix: str) -> None:
    described = parsed(server.get(f"/ontology/roles/lead{suffix}"))
    term = rdflib.URIRef(f"{ONTOLOGY}/roles/lead")
    assert described.value(term, rdflib.SKOS.prefLabel)
    assert described.value(term, rdflib.SKOS.inScheme) == rdflib.URIRef(f"{ONTOLOGY}/roles")


@pytest.mark.parametrize("path", ["/ontology/nope", "/ontology/roles/nope.ttl", "/ontology/", "/datasets/nope"])
def test_an_unknown_term_is_not_found(server: httpx.Client, path: str) -> None:
    assert_problem(server.get(path), 404, "unknown-iri")


def test_the_context_is_the_one_of_the_records(server: httpx.Client) -> None:
    answer = server.get("/context.jsonld")
    assert answer.headers["content-type"] == "application/ld+json"
    assert answer.content == (ROOT / "ontology" / "context.jsonld").read_bytes()


def test_void_counts_what_there_is(server: httpx.Client, graph: rdflib.Graph) -> None:
    described = parsed(server.get("/.well-known/void"))
    dataset = rdflib.URIRef(f"{BASE}datasets/west-midlands-korea")
    query = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{dataset}> {{ ?s ?p ?o }} }}"
    rows = server.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    assert described.value(dataset, rdflib.VOID.triples) == rdflib.Literal(int(rows[0]["n"]["value"]))
    [whole] = described.subjects(rdflib.VOID.sparqlEndpoint)
    assert described.value(whole, rdflib.VOID.sparqlEndpoint) == rdflib.URIRef(str(server.base_url.join("/sparql")))
    assert dataset in set(described.objects(whole, rdflib.VOID.subset))
    partitions = list(described.objects(whole, rdflib.VOID.classPartition))
    assert len(partitions) > 10
    for partition in partitions:
        class_ = described.value(partition, rdflib.VOID["class"])
        assert class_ is not None
        counted = described.value(partition, rdflib.VOID.entities)
        assert counted == rdflib.Literal(len(set(graph.subjects(rdflib.RDF.type, class_))))


@pytest.mark.parametrize("path", ["/.well-known/void", "/sparql"])
def test_descriptions_have_every_rdf_format(server: httpx.Client, path: str) -> None:
    sizes = set()
    for media_type, format_name in (("text/turtle", "turtle"), ("application/n-triples", "nt")):
        sizes.add(len(parsed(server.get(path, headers={"accept": media_type}), format_name)))
    sizes.add(len(parsed(server.get(path, headers={"accept": "application/rdf+xml"}), "xml")))
    assert len(sizes) == 1


def test_the_datasets_are_listed_with_their_dumps(server: httpx.Client) -> None:
    body = server.get("/datasets").json()
    hold(server.get("/datasets").content, "Datasets")
    assert body["total"] == len(body["items"]) == 1
    [item] = body["items"]
    one = server.get(item["links"]["self"])
    hold(one.content, "DatasetAnswer")
    assert one.json() == {**item, "version": body["version"]}
    dump = parsed(server.get(item["links"]["dump"]))
    assert len(dump) == item["triples"] > 1000
    described = parsed(server.get("/.well-known/void"))
    dataset = rdflib.URIRef(item["id"])
    assert described.value(dataset, rdflib.VOID.dataDump) == rdflib.URIRef(item["links"]["dump"])
    assert (dataset, rdflib.DCTERMS.title, rdflib.Literal(item["title"])) in parsed(server.get(f"{one.url}.ttl"))


def test_the_graphs_are_listed_and_each_is_at_its_address(server: httpx.Client) -> None:
    answer = server.get("/graphs")
    hold(answer.content, "Graphs")
    body = answer.json()
    assert not body["truncated"]
    query = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    rows = server.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    assert [each["id"] for each in body["items"]] == [None, *sorted(row["g"]["value"] for row in rows)]
    for item in body["items"]:
        assert server.get(item["links"]["self"]).status_code == 200
    assert [each["id"] for each in body["items"] if each["is_dataset"]] == [f"{BASE}datasets/west-midlands-korea"]
