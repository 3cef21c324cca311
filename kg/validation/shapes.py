"""SHACL by pySHACL, over small graphs in memory.

The shapes are read once. pySHACL's public `validate` would read them again for every graph, which costs more than
validating a few records; so its `Validator` is given the shapes that are already there.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from operator import attrgetter
from threading import Lock

from pyshacl.errors import ReportableRuntimeError
from pyshacl.graph_abstraction import DataGraph
from pyshacl.monkey import apply_patches
from pyshacl.shapes_graph import ShapesGraph
from pyshacl.validator import Validator
from rdflib import RDF, SH, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from kg.ontology import ontology_folder
from kg.store.rdf import PREFIXES, NamedNode, Quad, text_of
from kg.store.rdf import Literal as EngineLiteral
from kg.store.rdf import Term as EngineTerm
from kg.validation.result import Result

_CONCERNS = Namespace(PREFIXES["ikg"]).concerns
_XSD_STRING = f"{PREFIXES['xsd']}string"
_LANGUAGE_STRING = f"{PREFIXES['rdf']}langString"


class Shapes:
    """The shapes of the ontology, or others."""

    def __init__(self, graph: Graph) -> None:
        # an ill-typed literal is a result, not news for the terminal
        logging.getLogger("rdflib.term").setLevel(logging.ERROR)
        apply_patches()  # type: ignore[no-untyped-call]
        self._graph = graph
        self._shapes = ShapesGraph(graph)
        self._object_targets = {str(predicate) for predicate in graph.objects(None, SH.targetObjectsOf)}
        self._lock = Lock()

    @classmethod
    def of_ontology(cls) -> Shapes:
        """Read `ontology/shapes.ttl`."""
        return cls(Graph().parse(ontology_folder() / "shapes.ttl"))

    def validate(
        self, quads: Sequence[Quad], types: Iterable[tuple[str, str]] = (), ways_back: Sequence[Quad] = ()
    ) -> list[Result]:
        """Validate what `quads` describe; `types` are those of nodes that they only refer to.

        `ways_back` are those of :meth:`kg.validation.screen.Screen.clears`.

        pySHACL's own option `focus_nodes` is no help: it filters the nodes of nested shapes too, so that a dangling
        reference passes.
        """
        data = memory_graph((*quads, *ways_back), types)
        targets = {to_rdflib(quad.subject) for quad in quads}
        targets |= {to_rdflib(quad.object) for quad in quads if quad.predicate.value in self._object_targets}
        with self._lock:
            graph = DataGraph.from_rdflib(data)
            validator = Validator(graph, shacl_graph=self._graph, options={"inplace": True})
            executor = validator.make_executor()
            reports, incomparable = [], list[Result]()
            for shape in self._shapes.shapes:
                for target in sorted(targets.intersection(shape.focus_nodes(graph))):
                    try:
                        reports += shape.validate(executor, graph, focus=[target])[1]
                    except ReportableRuntimeError as error:  # where the standard has a result (4.5.3): it is one here
                        incomparable.append(self._incomparable(target, shape.node, error))
            report, _ = validator.create_validation_report(self._shapes, not reports, reports)
        results = (self._result(report, node) for node in report.objects(None, SH.result))
        return sorted((*results, *incomparable), key=attrgetter("focus", "path", "shape", "value"))

    def _incomparable(self, target: Node, shape: Node, error: ReportableRuntimeError) -> Result:
        path = self._graph.value(shape, _CONCERNS) or ""
        return Result(str(target), str(path), "", str(error.message), "Violation", str(shape))

    def _result(self, report: Graph, node: Node) -> Result:
        shape = report.value(node, SH.sourceShape)
        path = self._graph.value(shape, _CONCERNS) or report.value(node, SH.resultPath)
        return Result(
            focus=str(report.value(node, SH.focusNode)),
            path=str(path) if isinstance(path, URIRef) else "",
            value=str(report.value(node, SH.value) or ""),
            message=str(report.value(node, SH.resultMessage) or "does not conform"),
            severity=str(report.value(node, SH.resultSeverity)).rpartition("#")[2],
            shape=str(shape) if isinstance(shape, URIRef) else "",
        )


def memory_graph(quads: Iterable[Quad], types: Iterable[tuple[str, str]] = ()) -> Graph:
    """Put quads into an rdflib graph, and beside them the type of nodes that are only referred to."""
    graph = Graph()
    for quad in quads:
        graph.add((to_rdflib(quad.subject), URIRef(quad.predicate.value), to_rdflib(quad.object)))
    for iri, class_iri in types:
        graph.add((URIRef(iri), RDF.type, URIRef(class_iri)))
    return graph


def to_rdflib(term: EngineTerm) -> URIRef | Literal:
    """Convert a term of the engine: a plain string stays plain, as the shapes write it, and no literal is mended.

    A blank node becomes an IRI that is none of anything, because pySHACL fails where it has to compare one
    (sh:lessThan); so does a triple term, which rdflib does not know.
    """
    if isinstance(term, NamedNode):
        return URIRef(term.value)
    if not isinstance(term, EngineLiteral):
        return URIRef(text_of(term))
    if term.language:
        return Literal(term.value, lang=term.language)
    datatype = term.datatype.value
    if datatype == _XSD_STRING:
        return Literal(term.value)
    return Literal(term.value, datatype=URIRef(datatype), normalize=False)
