"""SPARQL 1.1 Service Description (W3C Recommendation, 21 March 2013): there, valid, and true to what is served."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pyoxigraph as ox
import pytest
import rdflib
from rdflib import RDF, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.term import Node

from api.representations.endpoint import EXTENSION_FUNCTIONS, endpoint_quads
from tests.api.conftest import ALL_TOKENS, authorised, serving, serving_blank

SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
FORMATS = rdflib.Namespace("http://www.w3.org/ns/formats/")
PARSERS = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
    "application/ld+json": "json-ld",
    "application/trig": "turtle",  # without named graphs, TriG is Turtle and N-Quads are N-Triples
    "application/n-quads": "nt",
}
GEO = "http://www.opengis.net/def/function/geosparql/"
OTHER_FUNCTIONS = (
    *(f"{GEO}{name}" for name in ("buffer", "boundary", "asGML", "asWKT", "geometryType", "is3D", "transform")),
    *(f"http://www.w3.org/2001/XMLSchema#{name}" for name in ("anyURI", "int", "long", "hexBinary", "dateTimeStamp")),
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a server that nobody may write to, and that holds two graphs."""
    home = tmp_path_factory.mktemp("described") / "union"
    with serving(home, KG_DATA="", KG_TOKENS=ALL_TOKENS) as client:
        for name in ("one", "two"):
            body = f"<urn:{name}> <urn:b> <urn:c> ."
            client.put(f"/graphs?graph=urn:example:{name}", content=body, headers=authorised()).raise_for_status()
    with serving(home, KG_DATA="") as client:
        yield client


@pytest.fixture(scope="module")
def unnamed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client, with a token, of a server whose default graph is the unnamed one; its graphs are those of the tests."""
    home = tmp_path_factory.mktemp("described") / "home"
    with serving_blank(home) as client:
        yield client


def described(server: httpx.Client, accept: str = "text/turtle") -> rdflib.Graph:
    answer = server.get("/sparql", headers={"accept": accept})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].partition(";")[0] == accept
    if accept == "application/ld+json":
        triples = [quad.triple for quad in ox.parse(answer.text, ox.RdfFormat.JSON_LD)]
        return rdflib.Graph().parse(data=ox.serialize(triples, format=ox.RdfFormat.TURTLE), format="turtle")
    return rdflib.Graph().parse(data=answer.text, format=PARSERS[accept])


def service_of(graph: rdflib.Graph) -> Node:
    [service] = graph.subjects(RDF.type, SD.Service)
    return service


def said(server: httpx.Client, property_: URIRef) -> set[Node]:
    graph = described(server)
    return set(graph.objects(service_of(graph), property_))


def media_types(server: httpx.Client, property_: URIRef) -> set[str]:
    graph = described(server)
    return {str(graph.value(each, FORMATS.media_type)) for each in graph.objects(service_of(graph), property_)}


def ask(server: httpx.Client, query: str) -> bool:
    answer = server.get("/sparql", params={"query": query})
    assert answer.status_code == 200, answer.text
    return bool(answer.json()["boolean"])


# 2 Accessing a service description


def test_of_very_many_graphs_some_are_named() -> None:
    quads = endpoint_quads("urn:x", union=True, writable=False, graphs=(f"urn:{each}" for each in range(5_000)))
    assert sum(quad.predicate.value == f"{SD}namedGraph" for quad in quads) == 1_000


def test_sd_2_the_endpoint_describes_itself(server: httpx.Client) -> None:
    """SD 2: a service SHOULD return a description when its endpoint is dereferenced without a query string."""
    assert len(described(server)) > 20
    assert server.head("/sparql").status_code == 200


@pytest.mark.parametrize("accept", PARSERS)
def test_sd_2_it_is_there_in_every_rdf_format(server: httpx.Client, accept: str) -> None:
    """SD 2: it MUST be available in RDF, and SHOULD use content negotiation for other representations."""
    assert isomorphic(described(server, accept), described(server))


def test_sd_2_without_accept_it_is_rdf(server: httpx.Client) -> None:
    """SD 2: it MUST be made available in an RDF serialisation."""
    request = server.build_request("GET", "/sparql")
    del request.headers["accept"]
    answer = server.send(request)
    assert answer.headers["content-type"].partition(";")[0] in PARSERS
    assert server.get("/sparql", headers={"accept": "image/png"}).status_code == 406


# 3.2 Properties of the service


def test_sd_3_2_1_the_endpoint_is_where_it_answers(server: httpx.Client) -> None:
    """SD 3.2.1: sd:endpoint is the IRI of the endpoint; what is asked there is answered."""
    [endpoint] = said(server, SD.endpoint)
    assert isinstance(endpoint, URIRef)
    assert httpx.get(str(endpoint), params={"query": "ASK {}"}).json()["boolean"] is True


def test_sd_3_2_2_no_feature_that_is_not_offered(server: httpx.Client, unnamed: httpx.Client) -> None:
    """SD 3.2.2 and 3.4: of the five features, only the union default graph, and only where it is so."""
    assert said(server, SD.feature) == {SD.UnionDefaultGraph}
    assert said(unnamed, SD.feature) == set()


def test_sd_3_4_5_the_default_graph_is_the_union_where_that_is_said(
    server: httpx.Client, unnamed: httpx.Client
) -> None:
    """SD 3.4.5 sd:UnionDefaultGraph: the default graph is the union of the named graphs."""
    unnamed.put("/graphs?graph=urn:example:g", content="<urn:a> <urn:b> <urn:c> .")
    for client, union in ((server, True), (unnamed, False)):
        in_one = ask(client, "ASK { GRAPH ?g { ?s ?p ?o } }")
        in_default = ask(client, "ASK { GRAPH ?g { ?s ?p ?o } ?s ?p ?o }")
        assert in_one
        assert in_default is union


def test_sd_3_4_what_is_not_claimed_is_refused(unnamed: httpx.Client) -> None:
    """SD 3.4: neither sd:BasicFederatedQuery, nor sd:DereferencesURIs, nor sd:EmptyGraphs, nor sd:RequiresDataset."""
    federated = unnamed.get("/sparql", params={"query": "ASK { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"})
    assert federated.status_code == 400
    assert not ask(unnamed, "ASK FROM <http://127.0.0.1:9/nothing> { ?s ?p ?o }")  # not fetched: an empty graph
    unnamed.put("/graphs?graph=urn:example:emptied", content="<urn:a> <urn:b> <urn:c> .")
    unnamed.post("/sparql", data={"update": "DELETE WHERE { GRAPH <urn:example:emptied> { ?s ?p ?o } }"})
    assert unnamed.get("/graphs?graph=urn:example:emptied").status_code == 404
    assert not ask(unnamed, "ASK { GRAPH <urn:example:emptied> {} }")
    assert ask(unnamed, "ASK {}")  # no dataset is required


def test_sd_3_2_3_simple_entailment(server: httpx.Client, unnamed: httpx.Client) -> None:
    """SD 3.2.3: sd:defaultEntailmentRegime is simple entailment; nothing is inferred by RDFS."""
    simple = URIRef("http://www.w3.org/ns/entailment/Simple")
    assert said(server, SD.defaultEntailmentRegime) == {simple}
    assert said(server, SD.defaultSupportedEntailmentProfile) == set()  # profiles are those of OWL
    subclass = "<urn:A> <http://www.w3.org/2000/01/rdf-schema#subClassOf> <urn:B> . <urn:x> a <urn:A> ."
    unnamed.put("/graphs?graph=urn:example:classes", content=subclass)
    assert ask(unnamed, "ASK { GRAPH ?g { <urn:x> a <urn:A> } }")
    assert not ask(unnamed, "ASK { GRAPH ?g { <urn:x> a <urn:B> } }")


@pytest.mark.parametrize("function", [*EXTENSION_FUNCTIONS, *OTHER_FUNCTIONS])
def test_sd_3_2_7_the_extension_functions_are_those_of_the_engine(server: httpx.Client, function: str) -> None:
    """SD 3.2.7: sd:extensionFunction names each function beyond SPARQL 1.1, and each that is named can be called."""
    graph = described(server)
    named = (service_of(graph), SD.extensionFunction, URIRef(function)) in graph
    assert named == ((URIRef(function), RDF.type, SD.Function) in graph) == (function in EXTENSION_FUNCTIONS)
    answers = [
        server.get("/sparql", params={"query": f"SELECT (<{function}>({', '.join(['?x'] * count)}) AS ?y) {{}}"})
        for count in (1, 2, 3)
    ]
    assert any(each.status_code == 200 for each in answers) == named


@pytest.mark.parametrize("property_", [SD.extensionAggregate, SD.languageExtension, SD.propertyFeature])
def test_sd_3_2_8_no_extensions_are_claimed(server: httpx.Client, property_: URIRef) -> None:
    """SD 3.2.8, 3.2.9 and 3.2.11: no aggregates, no properties and no syntax beyond the Recommendation are promised."""
    assert said(server, property_) == set()


def test_sd_3_2_10_the_languages_are_those_understood(server: httpx.Client, unnamed: httpx.Client) -> None:
    """SD 3.2.10: sd:supportedLanguage is query, and update where somebody may."""
    assert said(server, SD.supportedLanguage) == {SD.SPARQL11Query}
    assert said(unnamed, SD.supportedLanguage) == {SD.SPARQL11Query, SD.SPARQL11Update}
    update = {"update": "INSERT DATA { <urn:a> <urn:b> <urn:c> }"}
    assert server.post("/sparql", data=update, headers=authorised()).status_code == 401
    assert unnamed.post("/sparql", data=update).status_code == 204


def test_sd_3_2_14_every_result_format_is_written(server: httpx.Client) -> None:
    """SD 3.2.14: sd:resultFormat is every format, and no other, in which results are written."""
    formats = media_types(server, SD.resultFormat)
    written = set()
    for query in ("SELECT * { ?s ?p ?o } LIMIT 1", "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1"):
        for accept in formats:
            answer = server.get("/sparql", params={"query": query}, headers={"accept": accept})
            if answer.status_code == 200:
                written.add(answer.headers["content-type"].partition(";")[0])
    assert written == formats
    offered = server.get("/sparql", params={"query": "ASK {}"}, headers={"accept": "image/png"}).json()["offered"]
    aliases = {"application/json", "application/xml", "text/xml", "text/plain"}
    assert set(offered) - aliases == formats


def test_sd_3_2_15_every_input_format_is_read(unnamed: httpx.Client, server: httpx.Client) -> None:
    """SD 3.2.15: sd:inputFormat is every format, and no other, in which RDF is taken; none where nobody may write."""
    formats = media_types(unnamed, SD.inputFormat)
    assert formats == set(PARSERS)
    for kind in formats:
        document = rdflib.Graph().add((URIRef("urn:a"), URIRef("urn:b"), Literal("c")))
        body = document.serialize(format=PARSERS[kind]).encode()
        answer = unnamed.put("/graphs?graph=urn:example:in", content=body, headers={"content-type": kind})
        assert answer.is_success, answer.text
    assert unnamed.put("/graphs?graph=urn:a", content="", headers={"content-type": "text/n3"}).status_code == 415
    assert media_types(server, SD.inputFormat) == set()


def test_sd_3_2_14_formats_have_the_iris_of_w3c(server: httpx.Client) -> None:
    """SD 3.2.14: formats are named by the IRIs of Unique URIs for File Formats, with media type and suffix."""
    graph = described(server)
    known = {
        *("Turtle", "N-Triples", "RDF_XML", "JSON-LD", "TriG", "N-Quads"),
        *("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"),
    }
    assert said(server, SD.resultFormat) == {FORMATS[name] for name in known}
    for name in known:
        assert (FORMATS[name], RDF.type, FORMATS.Format) in graph
        assert str(graph.value(FORMATS[name], FORMATS.media_type)).count("/") == 1
        assert str(graph.value(FORMATS[name], FORMATS.preferred_suffix)).startswith(".")


# 3.2.12 and 3.3 The dataset


def test_sd_3_3_the_default_dataset_has_a_default_graph(server: httpx.Client) -> None:
    """SD 3.3.9 sd:Dataset: the default graph of a dataset MUST be linked with sd:defaultGraph."""
    graph = described(server)
    [dataset] = graph.objects(service_of(graph), SD.defaultDataset)
    assert (dataset, RDF.type, SD.Dataset) in graph
    [default] = graph.objects(dataset, SD.defaultGraph)
    assert (default, RDF.type, SD.Graph) in graph


def test_sd_3_2_17_the_named_graphs_are_those_that_can_be_asked(unnamed: httpx.Client, server: httpx.Client) -> None:
    """SD 3.2.17: sd:namedGraph describes each named graph, and its description MUST include sd:name."""
    unnamed.put("/graphs?graph=urn:example:here", content="<urn:a> <urn:b> <urn:c> .")
    unnamed.put("/graphs?graph=urn:example:gone", content="<urn:a> <urn:b> <urn:c> .")
    unnamed.delete("/graphs?graph=urn:example:gone")
    for client in (unnamed, server):
        graph = described(client)
        [dataset] = graph.objects(service_of(graph), SD.defaultDataset)
        names = []
        for named in graph.objects(dataset, SD.namedGraph):
            assert (named, RDF.type, SD.NamedGraph) in graph
            [name] = graph.objects(named, SD.name)
            assert isinstance(name, URIRef)
            names.append(str(name))
        query = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
        rows = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
        assert sorted(names) == sorted(row["g"]["value"] for row in rows)


def test_sd_3_only_terms_of_the_vocabulary(unnamed: httpx.Client) -> None:
    """SD 3: every term of the namespace that is used is one of the vocabulary."""
    properties = {
        *("endpoint", "feature", "defaultEntailmentRegime", "extensionFunction", "supportedLanguage", "resultFormat"),
        *("inputFormat", "defaultDataset", "defaultGraph", "namedGraph", "name"),
    }
    graph = described(unnamed)
    used = {str(each).removeprefix(str(SD)) for each in graph.predicates() if str(each).startswith(str(SD))}
    assert used == properties - {"feature"}
    classes = {each for each in graph.objects(None, RDF.type) if str(each).startswith(str(SD))}
    assert classes == {SD.Service, SD.Dataset, SD.Graph, SD.NamedGraph, SD.Function}
