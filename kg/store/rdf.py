"""RDF terms, parsing and serialising: the vocabulary in which all layers above speak of quads.

The terms are the engine's own, because a quad that is never copied is the cheapest quad.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import IO, Any

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
    serialize,
)

from kg.errors import UnknownName, UnreadableInput
from kg.store.jsonld import Contexts, prepare
from kg.store.literals import as_stored, instead_of
from kg.store.nesting import demand_shallow
from kg.store.xml_input import demand_plain
from kg.store.xml_output import guarded

__all__ = [
    "ALT_LABEL",
    "GRAPH_FORMATS",
    "MEDIA_TYPES",
    "PREFIXES",
    "RDF_TYPE",
    "RESULT_FORMATS",
    "BlankNode",
    "DefaultGraph",
    "Format",
    "GraphName",
    "Literal",
    "NamedNode",
    "Quad",
    "Term",
    "Triple",
    "as_stored",
    "canonical",
    "compact",
    "copy_quads",
    "graph_format",
    "graph_quads",
    "instead_of",
    "is_iri",
    "parse_graph",
    "read_quads",
    "read_solutions",
    "result_format",
    "text_of",
    "write_quads",
    "write_triples",
]

RDF_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")

Term = NamedNode | BlankNode | Literal | Triple
GraphName = NamedNode | DefaultGraph

_PLACE = re.compile(r"Parser error (?:at|between|on) line[^:]*: ")
"""The place with which the parser begins what it says; it gives the place apart as well."""

PREFIXES = {
    "ikg": "https://w3id.org/innovation-kg/ontology#",
    "shape": "https://w3id.org/innovation-kg/shapes#",
    "adms": "http://www.w3.org/ns/adms#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "skosxl": "http://www.w3.org/2008/05/skos-xl#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

ALT_LABEL = NamedNode(f"{PREFIXES['skos']}altLabel")


@dataclass(frozen=True, slots=True)
class Format:
    """A serialisation by its short name, file suffix and media type."""

    name: str
    suffix: str
    media_type: str
    named_graphs: bool = False


GRAPH_FORMATS = {
    each.name: each
    for each in (
        Format("turtle", "ttl", "text/turtle"),
        Format("jsonld", "jsonld", "application/ld+json", named_graphs=True),
        Format("ntriples", "nt", "application/n-triples"),
        Format("rdfxml", "rdf", "application/rdf+xml"),
        Format("trig", "trig", "application/trig", named_graphs=True),
        Format("nquads", "nq", "application/n-quads", named_graphs=True),
    )
}
RESULT_FORMATS = {
    each.name: each
    for each in (
        Format("json", "srj", "application/sparql-results+json"),
        Format("xml", "srx", "application/sparql-results+xml"),
        Format("csv", "csv", "text/csv"),
        Format("tsv", "tsv", "text/tab-separated-values"),
    )
}


NESTED_TERMS = 16
"""Triple terms within each other that RDF may have which comes from outside."""

MEDIA_TYPES = {each.media_type: name for name, each in GRAPH_FORMATS.items()}
"""The names of the RDF formats by media type."""


def graph_format(name: str) -> RdfFormat:
    """Give the engine's constant for one of `GRAPH_FORMATS`. Raises UnknownName."""
    format_ = RdfFormat.from_media_type(GRAPH_FORMATS[name].media_type) if name in GRAPH_FORMATS else None
    if format_ is None:
        raise UnknownName("RDF format", name, GRAPH_FORMATS)
    return format_


def result_format(name: str) -> QueryResultsFormat:
    """Give the engine's constant for one of `RESULT_FORMATS`. Raises UnknownName."""
    format_ = QueryResultsFormat.from_media_type(RESULT_FORMATS[name].media_type) if name in RESULT_FORMATS else None
    if format_ is None:
        raise UnknownName("result format", name, RESULT_FORMATS)
    return format_


def read_quads(
    data: bytes | str | IO[bytes], format_name: str, base_iri: str | None = None, contexts: Contexts | None = None
) -> Iterator[Quad]:
    """Parse RDF lazily; `contexts` are those that JSON-LD may refer to.

    Raises UnreadableInput naming the line and column of the first fault.

    >>> [str(quad) for quad in read_quads("<a> a <b> .", "turtle", "http://x/")]
    ['<http://x/a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://x/b>']
    """
    return _parsed(data, format_name, base_iri, contexts)


def _parsed(
    data: bytes | str | IO[bytes],
    format_name: str,
    base_iri: str | None,
    contexts: Contexts | None = None,
    **options: Any,
) -> Iterator[Quad]:
    if isinstance(data, bytes):
        data = data.removeprefix(codecs.BOM_UTF8)
    if format_name == "jsonld":
        data = prepare(_all_of(data), base_iri or "", contexts or {})
    elif format_name == "rdfxml":
        data = demand_plain(_all_of(data))
        demand_shallow(data, format_name)
    elif format_name in ("turtle", "trig"):
        data = _all_of(data)
        demand_shallow(data, format_name)
    try:
        yield from parse(data, graph_format(format_name), base_iri=base_iri, **options)
    except (SyntaxError, ValueError) as error:
        line, column = getattr(error, "lineno", None), getattr(error, "offset", None)
        place = f" at line {line}, column {column}" if line else ""
        message = _PLACE.sub("", error.msg) if isinstance(error, SyntaxError) else str(error)
        raise UnreadableInput(f"The {format_name} does not parse{place}: {message}") from None


def _all_of(data: bytes | str | IO[bytes]) -> bytes:
    if isinstance(data, str):
        return data.encode()
    return data if isinstance(data, bytes) else data.read()


def parse_graph(
    data: bytes, format_name: str, base_iri: str, graph: GraphName, contexts: Contexts | None = None
) -> list[Quad]:
    """Parse one graph into `graph`; its blank nodes are new ones. `contexts` are those JSON-LD may refer to.

    Raises UnreadableInput, also for a quad in any other graph.

    >>> [str(quad) for quad in parse_graph(b"<a> a <b> .", "turtle", "http://x/", NamedNode("http://x/g"))]
    ['<http://x/a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://x/b> <http://x/g>']
    """
    return list(graph_quads(data, format_name, base_iri, graph, contexts))


def graph_quads(
    data: bytes, format_name: str, base_iri: str, graph: GraphName, contexts: Contexts | None = None
) -> Iterator[Quad]:
    """Parse one graph as :func:`parse_graph` does, lazily.

    A format with named graphs may have it under the name of `graph` or under none. Raises UnreadableInput for a quad
    in any other graph, for triple terms nested more than `NESTED_TERMS` deep, and for a literal that is not kept.
    """
    if format_name == "rdfxml" and not data.strip():
        raise UnreadableInput("The rdfxml is empty, and XML has a root element")
    for number, each in enumerate(_parsed(data, format_name, base_iri, contexts, rename_blank_nodes=True), 1):
        if each.graph_name not in (graph, DefaultGraph()):
            place = f" at line {_line_of(data, number)}" if format_name == "nquads" else ""
            fault = f"Quad {number} of the {format_name}{place}, {each.triple}, is in the graph {each.graph_name}"
            allowed = f"no graph or in {graph}" if isinstance(graph, NamedNode) else "no graph"
            raise UnreadableInput(fault, f"Only quads in {allowed} go into this one.")
        if isinstance(each.object, Triple) and _is_nested(each.object):
            raise UnreadableInput(f"Quad {number} has triple terms nested more than {NESTED_TERMS} levels deep")
        try:
            yield Quad(each.subject, each.predicate, as_stored(each.object), graph)
        except UnreadableInput as error:
            raise UnreadableInput(f"Quad {number} of the {format_name}: {error.message}", error.fix) from None


def _is_nested(term: Triple) -> bool:
    """Tell whether triple terms are nested more deeply than all that handles them can bear."""
    inner: Any = term
    for _ in range(NESTED_TERMS):
        inner = inner.object
        if not isinstance(inner, Triple):
            return False
    return True


def _line_of(data: bytes, number: int) -> int:
    r"""Find the line of the n-th quad of N-Quads, which has one on a line.

    >>> _line_of(b"# one\n<a> <b> <c> .\n\n<d> <e> <f> <g> .", 2)
    4
    """
    lines = (
        line for line, text in enumerate(data.splitlines(), 1) if text.strip() and not text.lstrip().startswith(b"#")
    )
    return next(islice(lines, number - 1, None), 0)


def write_quads(quads: Iterable[Quad], format_name: str = "nquads") -> bytes:
    """Serialise quads with their graphs; the format must be one with named graphs."""
    return serialize(quads, format=graph_format(format_name), prefixes=PREFIXES) or b""


def copy_quads(quads: Iterable[Quad], output: IO[bytes], format_name: str) -> None:
    """Serialise quads into `output` while they come; the graphs are left out where the format has none."""
    named = format_name in GRAPH_FORMATS and GRAPH_FORMATS[format_name].named_graphs
    items: Iterable[Quad] | Iterable[Triple] = quads if named else (quad.triple for quad in quads)
    with guarded(output, format_name) as guard:
        serialize(items, guard, graph_format(format_name), prefixes=PREFIXES)


def write_triples(quads: Iterable[Quad], format_name: str = "turtle") -> bytes:
    """Serialise quads without their graphs, in any RDF format."""
    triples, output = [quad.triple for quad in quads], io.BytesIO()
    with guarded(output, format_name) as guard:
        serialize(triples, guard, graph_format(format_name), prefixes=_used_prefixes(triples))
    return output.getvalue()


def _used_prefixes(triples: Iterable[Triple]) -> dict[str, str]:
    iris = {_namespace(term) for triple in triples for term in (triple.subject, triple.predicate, triple.object)}
    return {name: iri for name, iri in PREFIXES.items() if iri in iris}


def _namespace(term: Term) -> str:
    iri = term.datatype.value if isinstance(term, Literal) else str(getattr(term, "value", ""))
    return iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]


def read_solutions(results: bytes) -> tuple[list[str], list[dict[str, str]]]:
    """Read SPARQL results in JSON as names of variables and rows of plain values; ASK gives one row `answer`."""
    parsed = parse_query_results(results, QueryResultsFormat.JSON)
    if isinstance(parsed, QueryBoolean):
        return ["answer"], [{"answer": str(bool(parsed)).lower()}]
    names = [variable.value for variable in parsed.variables]
    return names, [{name: text_of(term) for name in names if (term := row[name]) is not None} for row in parsed]


def _plain(term: Term) -> str:
    return str(term) if isinstance(term, Triple) else term.value


def canonical(quads: Iterable[Quad], graph: NamedNode) -> list[Quad]:
    """Put triples into `graph` with blank nodes named canonically, so that equal graphs are equal sets.

    Source: RDF Dataset Canonicalization (RDFC-1.0), W3C 2024.
    """
    dataset = Dataset(Quad(quad.subject, quad.predicate, quad.object, graph) for quad in quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return list(dataset)


def text_of(term: Term) -> str:
    """Give the IRI of a node, the lexical form of a literal, the label of a blank node.

    >>> text_of(NamedNode("http://x/a")), text_of(Literal(4))
    ('http://x/a', '4')
    """
    return str(term) if isinstance(term, Triple) else term.value


def is_iri(text: str) -> bool:
    """Tell whether `text` is an absolute IRI (RFC 3987).

    >>> is_iri("https://example.org/Gŵyl"), is_iri("https://example.org:http/")
    (True, False)
    """
    try:
        NamedNode(text)
    except ValueError:
        return False
    return True


def compact(iri: str) -> str:
    """Shorten an IRI by the usual prefixes; one that has none stays as it is.

    >>> compact("http://www.w3.org/ns/org#role"), compact("http://x/")
    ('org:role', 'http://x/')
    """
    return next((f"{name}:{iri.removeprefix(each)}" for name, each in PREFIXES.items() if iri.startswith(each)), iri)
