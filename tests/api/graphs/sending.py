"""A graph that is sent and read back, in any format."""

from __future__ import annotations

from urllib.parse import quote

import httpx
import pyoxigraph as ox

IRI = "http://example.org/store/mine"
NAMED = f"/graphs?graph={quote(IRI, safe='')}"
FORMATS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/trig": ox.RdfFormat.TRIG,
    "application/n-quads": ox.RdfFormat.N_QUADS,
}
DATASETS = ("application/trig", "application/n-quads")
TRIPLES = """
<urn:a>
  <urn:says> "광주 Gŵyl\\t\\"🏴󠁧󠁢󠁷󠁬󠁳󠁿\\"\\n"@cy , 1.5 , "x"^^<urn:type> ; <urn:knows> [ <urn:name> "nobody" ] , <urn:b> .
"""


def triples(data: bytes | str, rdf_format: ox.RdfFormat = ox.RdfFormat.TURTLE, base: str = IRI) -> set[ox.Quad]:
    dataset = ox.Dataset(ox.parse(data, rdf_format, base_iri=base))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return set(dataset)


def in_graph(quads: set[ox.Quad], name: str = IRI) -> set[ox.Quad]:
    dataset = ox.Dataset(ox.Quad(each.subject, each.predicate, each.object, ox.NamedNode(name)) for each in quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return set(dataset)


def read(client: httpx.Client, address: str = NAMED) -> set[ox.Quad]:
    answer = client.get(address, headers={"accept": "application/n-triples"})
    assert answer.status_code == 200, answer.text
    return triples(answer.content, ox.RdfFormat.N_TRIPLES)


def send(client: httpx.Client, method: str, body: str | bytes, address: str = NAMED, kind: str = "text/turtle") -> int:
    answer = client.request(method, address, content=body, headers={"content-type": kind})
    assert answer.status_code in (201, 204), answer.text
    assert int(answer.headers["kg-version"]) > 0
    assert answer.content == b""
    return answer.status_code
