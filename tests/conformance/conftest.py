"""The W3C suites: their manifests as cases, and a server to run them against, over HTTP alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
from _pytest.mark import ParameterSet
from rdflib import RDF, RDFS, Graph, Namespace, URIRef
from rdflib.term import Identifier, Node

from tests.api.conftest import ROOT, serving_blank
from tests.conformance import known

SPARQL11 = ROOT.parent / "shared" / "suites" / "sparql11"
BASE = "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/"
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
RS = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
DEFAULT = ""

KNOWN = {
    "entailment": "the service claims no entailment regime: not run",
    "aggregates/agg-empty-group-count-graph": "Oxigraph 0.5: GRAPH ?g does not bind ?g around an aggregate",
    "bindings/graph": "Oxigraph 0.5: GRAPH ?g does not bind ?g around VALUES with UNDEF for it",
    "functions/bnode01": "Oxigraph 0.5: BNODE(string) gives one node for all solutions",
    "negation/graph-minus": "Oxigraph 0.5: MINUS inside GRAPH ?g counts ?g as a shared variable",
}
"""Every folder that is left out and every test that fails, with the reason. A test of it that passes is a failure."""

REFUSED = {
    **{f"syntax-fed/test_{number}": "SERVICE reaches out, which is not allowed" for number in (1, 2, 3)},
    "syntax-query/test_4": "the function http://example/function is made up",
    **{f"syntax-update-1/test_{number}": "LOAD reaches out, which is not allowed" for number in (1, 2, 3, 4, 37)},
}
"""Positive syntax tests that parse, as they should, and then cannot be evaluated: they are answered `query-failed`."""


@dataclass(frozen=True)
class Case:
    """One test of a suite; the graphs are files by the name of the graph, "" for the unnamed one."""

    name: str
    kind: str
    text: str
    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)
    result: str = ""


def cases(kind: str) -> list[ParameterSet]:
    """The tests of a kind as parameters, the known failures marked; one that is skipped where there is no suite."""
    return list(_cases(kind))


def _cases(kind: str) -> Iterator[ParameterSet]:
    if not SPARQL11.is_dir():
        yield pytest.param(None, id="suite", marks=pytest.mark.skip(reason=f"the W3C suite is not in {SPARQL11}"))
        return
    for manifest in sorted(SPARQL11.glob("*/manifest.ttl")):
        folder = manifest.parent.name
        if folder not in KNOWN:
            graph = _read_manifest(manifest)
            for test in sorted(map(str, graph.subjects(RDF.type, MF[kind]))):
                case = _case(graph, URIRef(test), f"{folder}/{test.partition('#')[2]}", kind)
                reason = KNOWN.get(case.name)
                marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
                yield pytest.param(case, id=case.name, marks=marks)


@cache
def _read_manifest(manifest: Path) -> Graph:
    """What a manifest says; each is read once for all kinds of tests."""
    return Graph().parse(manifest, publicID=f"{BASE}{manifest.parent.name}/manifest.ttl")


def _case(graph: Graph, test: Node, name: str, kind: str) -> Case:
    action = graph.value(test, MF.action)
    result = graph.value(test, MF.result)
    assert action is not None
    if kind == "UpdateEvaluationTest":
        text = str(graph.value(action, UT.request))
        assert result is not None
        return Case(name, kind, text, _graphs(graph, action), _graphs(graph, result))
    if kind == "QueryEvaluationTest":
        before = {str(each): str(each) for each in graph.objects(action, QT.graphData)}
        before |= _unnamed(graph, action, QT.data)
        return Case(name, kind, str(graph.value(action, QT.query)), before, result=str(result))
    return Case(name, kind, str(action))


def _graphs(graph: Graph, node: Node) -> dict[str, str]:
    found = _unnamed(graph, node, UT.data)
    for each in graph.objects(node, UT.graphData):
        found[str(graph.value(each, RDFS.label))] = str(graph.value(each, UT.graph))
    return found


def _unnamed(graph: Graph, node: Node, predicate: URIRef) -> dict[str, str]:
    data = graph.value(node, predicate, any=False)
    return {DEFAULT: str(data)} if data else {}


def path_of(iri: str) -> Path:
    """Where the file is that the suite knows under an IRI."""
    return SPARQL11 / iri.removeprefix(BASE)


def text_of(case: Case, *, based: bool = True) -> str:
    """The query or the update, with its place as its base."""
    text = read(case.text)
    return f"BASE <{case.text}>\n{text}" if based else text


def read(iri: str) -> str:
    return path_of(iri).read_bytes().decode()


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client, with a token, of an empty server; its default graph is the unnamed one, as the suites want it."""
    home = tmp_path_factory.mktemp("conformance") / "home"
    with serving_blank(home) as client:
        yield client


def fill(service: httpx.Client, graphs: dict[str, str]) -> None:
    """Let the server hold these graphs and no others, with the graph store protocol."""
    for name in names(service):
        assert service.delete("/graphs", params={"graph": name}).status_code == 204
    assert service.delete("/graphs?default").status_code == 204
    for name, iri in graphs.items():
        path = path_of(iri)
        turtle = path.suffix != ".rdf"
        body = f"@base <{iri}> .\n{read(iri)}" if turtle else read(iri)
        headers = {"content-type": "text/turtle" if turtle else "application/rdf+xml"}
        answer = service.put("/graphs", params=parameter(name), content=body.encode(), headers=headers)
        assert answer.status_code in (201, 204), answer.text


def parameter(name: str) -> dict[str, str]:
    return {"graph": name} if name else {"default": ""}


def names(service: httpx.Client) -> list[str]:
    """The named graphs that the server holds."""
    query = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    rows = service.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    return [row["g"]["value"] for row in rows]


def held(service: httpx.Client) -> set[ox.Quad]:
    """All that the server holds, read graph by graph, with canonical blank nodes."""
    quads: list[ox.Quad] = []
    for name in ("", *names(service)):
        body = service.get("/graphs", params=parameter(name), headers={"accept": "application/n-triples"}).content
        quads += _in_graph(ox.parse(body, ox.RdfFormat.N_TRIPLES), name)
    return canonical(quads)


def expected(graphs: dict[str, str]) -> set[ox.Quad]:
    """What the files say, with canonical blank nodes."""
    quads: list[ox.Quad] = []
    for name, iri in graphs.items():
        quads += _in_graph(read_file(iri), name)
    return canonical(quads)


def read_file(iri: str) -> Iterator[ox.Quad]:
    rdf_format = ox.RdfFormat.from_extension(path_of(iri).suffix[1:])
    return ox.parse(read(iri), rdf_format, base_iri=iri, rename_blank_nodes=True)


def _in_graph(quads: Iterable[ox.Quad], name: str) -> list[ox.Quad]:
    graph = ox.NamedNode(name) if name else ox.DefaultGraph()
    return [ox.Quad(each.subject, each.predicate, each.object, graph) for each in quads]


def canonical(quads: Iterable[ox.Quad]) -> set[ox.Quad]:
    """Name blank nodes by RDFC-1.0, so that isomorphic data are equal sets."""
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return set(dataset)


def as_quads(solutions: ox.QuerySolutions) -> set[ox.Quad]:
    """A table as canonical quads: a blank node for each row, so that rows count as often as they are there."""
    quads = []
    for row in solutions:
        node = ox.BlankNode()
        quads.append(ox.Quad(node, ox.NamedNode("urn:is"), ox.NamedNode("urn:row")))
        for variable in solutions.variables:
            term = row[variable]
            if term is not None:
                quads.append(ox.Quad(node, ox.NamedNode(f"urn:variable:{variable.value}"), _value(term)))
    return canonical(quads)


def expected_table(iri: str) -> set[ox.Quad]:
    """A table written in Turtle in the vocabulary of the first suites, as :func:`as_quads` gives it."""
    graph = Graph().parse(data=read(iri), publicID=iri, format="turtle")
    rows = []
    for solution in graph.objects(None, RS.solution):
        bindings = list(graph.objects(solution, RS.binding))
        values = {str(graph.value(each, RS.variable)): graph.value(each, RS.value) for each in bindings}
        rows.append({name: term for name, term in values.items() if isinstance(term, Identifier)})
    variables = sorted(map(str, graph.objects(None, RS.resultVariable)))
    head = "\t".join(f"?{name}" for name in variables)
    lines = ["\t".join(term.n3() if (term := row.get(name)) else "" for name in variables) for row in rows]
    found = ox.parse_query_results("\n".join([head, *lines, ""]), ox.QueryResultsFormat.TSV)
    assert isinstance(found, ox.QuerySolutions)
    return as_quads(found)


def _value(
    term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple,
) -> ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple:
    """Numbers in one of their spellings: the suites compare values."""
    if isinstance(term, ox.Literal):
        kind = URIRef(term.datatype.value).partition("#")[2]
        if kind == "boolean":
            return ox.Literal(term.value in ("true", "1"))
        if kind in ("integer", "decimal", "double", "float") and term.value not in ("INF", "-INF", "NaN"):
            return ox.Literal(format(Decimal(term.value).normalize(), "f"), datatype=term.datatype)
    return term


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Expect the failures that are known."""
    for item in items:
        reason = known.KNOWN.get(item.name) or known.KNOWN.get(item.name.partition("[")[0])
        if reason and item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.xfail(reason=reason, strict=True))
