"""The graph in a SPARQL engine of the operator's, as a worker asks it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from typing import IO

import pyoxigraph as ox

from kg.errors import EngineFailed, EngineMoved
from kg.store.embedded import EmbeddedAnswer
from kg.store.engine import Engine
from kg.store.http_client import Body, Parts, SparqlClient
from kg.store.http_engine import AS, BLANK, JSON_RESULTS, UNNAMED_GRAPH, HttpEngine
from kg.store.portable import make_portable
from kg.store.protocol import UNNAMED, AnswerKind, QueryDataset
from kg.store.rdf import BlankNode, Literal, NamedNode, Quad, Term, copy_quads

_RESULTS = {
    JSON_RESULTS: ox.QueryResultsFormat.JSON,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
}
_GRAPHS = {
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "text/plain": ox.RdfFormat.N_TRIPLES,
    "text/turtle": ox.RdfFormat.TURTLE,
}
_ACCEPT: Mapping[AnswerKind, str] = {
    "graph": "application/n-triples, text/turtle;q=0.5",
    "solutions": JSON_RESULTS,
    "boolean": JSON_RESULTS,
}
_NOTHING = "urn:x-kg:nothing"
"""Names no graph: a dataset that names none at all is one of the engine's choice."""

_BLANK_IN_JSON = re.compile(rb'"type"\s*:\s*"uri"\s*,\s*"value"\s*:\s*"' + BLANK.encode() + rb'([^"\\]+)"')
_AS_IN_JSON = re.compile(rb'"datatype"\s*:\s*"' + AS.encode())
_TRUE, _FALSE = (b'{"head":{},"boolean":true}', b'{"head":{},"boolean":false}')


class HttpStore:
    """One version of the graph in an engine, which is there as long as the engine holds it."""

    def __init__(self, client: SparqlClient, engine: Engine, mark: str, graphs: Sequence[str]) -> None:
        """The version is known by its `mark`, and has these named graphs."""
        self._client, self._engine, self._mark, self._graphs = client, engine, mark, graphs

    def query(self, query: str, dataset: QueryDataset | None = None) -> HttpAnswer:
        """Have a query answered, over `dataset` if given; write the answer, or close it.

        What the embedded engine does not read as SPARQL is not even asked. Raises MalformedQuery with line and column,
        QueryFailed where the engine does not take the query, EngineMoved where it does not hold the version (any more)
        once it has begun to answer, LimitExceeded and EngineFailed.
        """
        portable = make_portable(query, self._engine.base)
        parameters = self._parameters(dataset or portable.dataset)
        with ExitStack() as opened:
            body = opened.enter_context(self._client.ask(portable.text, _ACCEPT[portable.kind], parameters))
            if (mark := HttpEngine(self._client).mark()) != self._mark:
                raise EngineMoved(self._mark, mark or "nothing wholly")
            return HttpAnswer(portable.kind, body, opened.pop_all())

    def graphs(self) -> Iterator[str]:
        """Yield the IRIs of the named graphs."""
        return iter(self._graphs)

    def _parameters(self, dataset: QueryDataset | None) -> dict[str, Sequence[str]]:
        """Name the graphs that a query is asked of; those that are none of ours have nothing in them for it."""
        whole = self._client.address.union
        if dataset is None and self._engine.union and whole:
            return {"default-graph-uri": [whole], "named-graph-uri": list(self._graphs) or [_NOTHING]}
        if dataset is None:
            default = (UNNAMED, *self._graphs) if self._engine.union else (UNNAMED,)
            dataset = QueryDataset(default, tuple(self._graphs))
        names = {**{iri: iri for iri in self._graphs}, UNNAMED: UNNAMED_GRAPH}
        return {
            "default-graph-uri": [names[iri] for iri in dataset.default if iri in names] or [_NOTHING],
            "named-graph-uri": [iri for iri in dataset.named if iri in names] or [_NOTHING],
        }


class HttpAnswer:
    """The answer of an engine, on its way."""

    plan = None

    def __init__(self, kind: AnswerKind, body: Body, opened: ExitStack) -> None:
        self.kind, self._body, self._opened = kind, body, opened

    def write(self, output: IO[bytes], format_name: str) -> None:
        """Write it in a format of ours while it comes. Raises EngineFailed where it is not what was asked for."""
        with self._opened:
            if self._body.media_type not in (_GRAPHS if self.kind == "graph" else _RESULTS):
                raise EngineFailed(f"answers in {self._body.media_type or 'no format'} where results were asked for")
            try:
                if self.kind == "graph":
                    copy_quads(self._quads(), output, format_name)
                else:
                    self._results().write(output, format_name)
            except (SyntaxError, ValueError) as error:
                raise EngineFailed(f"gives an answer that cannot be read: {error}") from None

    def close(self) -> None:
        """Let go of what was not read."""
        self._opened.close()

    def _quads(self) -> Iterator[Quad]:
        for each in ox.parse(_buffered(self._body), _GRAPHS[self._body.media_type]):
            subject, object_ = _original(each.subject), _original(each.object)
            if isinstance(subject, NamedNode | BlankNode):
                yield Quad(subject, each.predicate, object_)

    def _results(self) -> EmbeddedAnswer:
        format_ = _RESULTS[self._body.media_type]
        source = Parts(_translated(self._body)) if format_ is ox.QueryResultsFormat.JSON else self._body
        results = ox.parse_query_results(_buffered(source), format_)
        if self.kind == "boolean":
            return EmbeddedAnswer(_truth(results))
        if isinstance(results, ox.QueryBoolean):
            raise EngineFailed("answers with yes or no where solutions were asked for")
        return EmbeddedAnswer(results)


def _buffered(parts: Parts) -> IO[bytes]:
    return io.BufferedReader(parts, 1 << 16)


def _translated(body: Body) -> Iterator[bytes]:
    """Give results in JSON with the terms that ours stand for in the engine, as they come.

    They are cut at braces, which are in none of our IRIs.
    """
    tail = b""
    while part := body.read(1 << 16):
        text, brace, tail = (tail + part).rpartition(b"}")
        if brace:
            named = _BLANK_IN_JSON.sub(rb'"type":"bnode","value":"\1"', text + brace)
            yield _AS_IN_JSON.sub(b'"datatype":"', named)
    yield tail


def _original(term: Term) -> Term:
    """Give the term that one of ours stands for in the engine."""
    if isinstance(term, NamedNode) and term.value.startswith(BLANK):
        with suppress(ValueError):
            return BlankNode(term.value.removeprefix(BLANK))
    if isinstance(term, Literal) and term.datatype.value.startswith(AS):
        return Literal(term.value, datatype=NamedNode(term.datatype.value.removeprefix(AS)))
    return term


def _truth(results: ox.QueryBoolean | ox.QuerySolutions) -> ox.QueryBoolean:
    """Read the answer to ASK: Virtuoso gives a solution for yes, and none for no."""
    if isinstance(results, ox.QueryBoolean):
        return results
    truth = ox.parse_query_results(_TRUE if any(True for _ in results) else _FALSE, ox.QueryResultsFormat.JSON)
    if not isinstance(truth, ox.QueryBoolean):
        raise TypeError("yes or no is what was written")
    return truth
