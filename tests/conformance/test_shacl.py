"""The W3C SHACL suite, core and SPARQL, with the processor that words our reports.

A test names data and shapes, and the report that is due: its results are compared by all that the suite compares (focus
node, path, value, shape, component, severity), blank nodes by what they are not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator
from pathlib import Path

import pyshacl
import pytest
from _pytest.mark import ParameterSet
from pyshacl.errors import ReportableRuntimeError
from rdflib import RDF, SH, BNode, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from tests.api.conftest import ROOT

SUITE = ROOT.parent / "shared" / "suites" / "shacl"
SHT = Namespace("http://www.w3.org/ns/shacl-test#")
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
FAILURE = "failure"

KNOWN = {
    "core/property/uniqueLang-002": "pySHACL 0.40: takes sh:uniqueLang 1 for true; our shapes write true",
    "sparql/pre-binding/shapesGraph-001": "pySHACL 0.40: has no $shapesGraph, which SHACL (5.2.1) leaves to processors",
}
"""Every test that fails, with the reason. One of them that passes is a failure."""

COMPARED = (SH.focusNode, SH.value, SH.sourceShape, SH.sourceConstraintComponent, SH.resultSeverity)


def cases() -> Iterator[ParameterSet]:
    """The tests as parameters, the known failures marked; one that is skipped where there is no suite."""
    if not SUITE.is_dir():
        yield pytest.param(None, id="suite", marks=pytest.mark.skip(reason=f"the W3C suite is not in {SUITE}"))
    for part in ("core", "sparql"):
        for path in sorted((SUITE / part).rglob("*.ttl")):
            if b"sht:Validate" in path.read_bytes():
                name = str(path.relative_to(SUITE).with_suffix(""))
                marks = [pytest.mark.xfail(reason=KNOWN[name], strict=True)] if name in KNOWN else []
                yield pytest.param(path, id=name, marks=marks)


@pytest.mark.parametrize("path", [*cases()])
def test_the_report_is_the_one_that_is_due(path: Path) -> None:
    manifest = read(path)
    for test in manifest.subjects(RDF.type, SHT.Validate):
        action, due = manifest.value(test, MF.action), manifest.value(test, MF.result)
        data, shapes = (read_named(manifest, action, each, path) for each in (SHT.dataGraph, SHT.shapesGraph))
        report = validated(data, shapes)
        if due == SHT.Failure:
            assert report == FAILURE
        else:
            assert isinstance(report, Graph)
            assert results(report) == results(manifest, due)


def read(path: Path) -> Graph:
    return Graph().parse(path, publicID=path.as_uri())


def read_named(manifest: Graph, action: Node | None, which: URIRef, path: Path) -> Graph:
    iri = str(manifest.value(action, which))
    return manifest if iri == path.as_uri() else read(Path(iri.removeprefix("file://")))


def validated(data: Graph, shapes: Graph) -> Graph | str:
    try:
        _, report, _ = pyshacl.validate(data, shacl_graph=shapes)
    except ReportableRuntimeError:
        return FAILURE
    return report if isinstance(report, Graph) else FAILURE  # else it says why it failed


def results(graph: Graph, report: Node | None = None) -> tuple[bool, Counter[Hashable]]:
    """What a report says: whether the data conform, and the results in no order."""
    report = report or graph.value(None, RDF.type, SH.ValidationReport)
    every = (
        (*(plain(graph.value(each, name)) for name in COMPARED), walk(graph, graph.value(each, SH.resultPath)))
        for each in graph.objects(report, SH.result)
    )
    conforms = graph.value(report, SH.conforms)
    return conforms is not None and str(conforms) == "true", Counter(every)


def plain(term: Node | None) -> Hashable:
    return "a blank node" if isinstance(term, BNode) else term


def walk(graph: Graph, path: Node | None) -> Hashable:
    """A property path, however its blank nodes are called."""
    if not isinstance(path, BNode):
        return path
    if (path, RDF.first, None) in graph:
        return tuple(walk(graph, each) for each in Collection(graph, path))
    return frozenset((name, walk(graph, each)) for name, each in graph.predicate_objects(path))
