"""RDF in each of its formats: graphs and descriptions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from api.http.negotiation import JSONLD, NQUADS, NTRIPLES, RDFXML, TRIG, TURTLE, Representation
from kg.store.rdf import Quad, write_triples

GRAPH: Mapping[Representation, str] = {
    TURTLE: "turtle",
    JSONLD: "jsonld",
    NTRIPLES: "ntriples",
    RDFXML: "rdfxml",
    TRIG: "trig",
    NQUADS: "nquads",
}
"""A whole graph, which a worker writes: by the name that the format has in `kg.store.rdf.GRAPH_FORMATS`."""

ENDPOINT: Mapping[Representation, Callable[[Iterable[Quad]], bytes]] = {
    each: partial(write_triples, format_name=name) for each, name in GRAPH.items()
}
"""The description of the SPARQL endpoint."""

DESCRIPTION: Mapping[Representation, Callable[[Iterable[Quad]], bytes]] = {
    TURTLE: ENDPOINT[TURTLE],
    JSONLD: ENDPOINT[JSONLD],
    NTRIPLES: ENDPOINT[NTRIPLES],
    RDFXML: ENDPOINT[RDFXML],
}
"""What the service says of its vocabulary and of its datasets."""
