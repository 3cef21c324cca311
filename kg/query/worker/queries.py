"""A worker process: takes one query, update or document after the other from the pool and sends the answers back.

It is forked by `kg.query.worker.fork_server`, with its socket as standard input; what goes over that stands in
`kg.query.frames`. It ends when the pool does, is killed when a query takes too long, and aborts
when one takes too much memory: the way in which it died is all that the pool needs to know.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING

from kg.errors import QueryFailed, UnknownIri
from kg.query.documents import Document
from kg.query.frames import DOCUMENT, Told
from kg.query.question import Question
from kg.query.reach import asks_others, demand_allowed
from kg.query.updates import Update, needs_of
from kg.query.worker.evaluation import evaluate, tell
from kg.query.worker.held import HeldGraph, readable
from kg.query.worker.reply import Reply
from kg.query.worker.serving import Answerer, serve
from kg.remote import Remote
from kg.sparql.spelling import spell
from kg.sparql.tokens import names_its_dataset
from kg.store import UNNAMED, Engine, QueryDataset, Store
from kg.store.rdf import NamedNode, copy_quads
from kg.store.scratch import Scratch

if TYPE_CHECKING:
    from kg.changes.replica import Replica

_REACHES_OUT = "SERVICE is refused: only hosts in KG_ALLOWED_HOSTS are asked, in queries, by an address in full"
_MAY_REACH_OUT = re.compile(r"service|\bload\b|\\u", re.IGNORECASE)  # \u: the word may be written in escapes


class _Worker:
    """The graph it reads, and the socket to the pool."""

    def __init__(self, pool: IO[bytes], graph: HeldGraph, base: str, *, cut_off: bool, remote: Remote) -> None:
        self._pool, self._graph, self._base, self._cut_off, self._remote = pool, graph, base, cut_off, remote

    def answer(self, tag: bytes, header: Told, data: bytes) -> None:
        """Send the answer. Raises what goes wrong, as an error that can be sent."""
        if tag == DOCUMENT:
            self._read(Document.from_json(header, data))
            return
        question = Question.from_json(header, data)
        try:
            if question.outline and not question.is_update:
                self._parse(question)
            elif question.outline:
                tell(json.dumps(needs_of(question.query, self._base)).encode(), self._pool)
            elif question.is_update:
                self._propose(question, self._scratch(question, header["version"], header["directory"]))
            else:
                self._evaluate(question, self._graph.open(header["version"], header["directory"]))
        except PermissionError:
            raise QueryFailed(_REACHES_OUT) from None
        except (OSError, RuntimeError, ValueError) as error:
            raise QueryFailed(str(error)) from None

    def let_go(self, *, entirely: bool) -> None:  # noqa: ARG002
        """Close the snapshot that was read last."""
        self._graph.let_go()

    def _parse(self, question: Question) -> None:
        """Ask nothing of nothing, and so find what is wrong with a query."""
        self._refuse_reach(question)
        self._graph.engine.in_memory().query(question.query)
        tell(b"", self._pool)

    def _read(self, document: Document) -> None:
        """Send RDF as N-Quads, in which nothing is nested deeply."""
        reply = Reply(self._pool, "graph", "nquads")
        copy_quads(document.quads(), reply, "nquads")
        reply.finish()

    def _scratch(self, question: Question, version: int, directory: str | None) -> Scratch:
        engine = self._graph.engine
        if directory is None:
            return engine.scratch_of(self._graph.open(version, None), may_spoil=question.spoils)
        with readable(version):
            return engine.open_scratch(Path(directory))

    def _propose(self, question: Question, scratch: Scratch) -> None:
        """Send the rows of the change that an update would be."""
        self._refuse_reach(question)
        update = Update(scratch, self._base, question)
        try:
            update.run()
        finally:
            scratch.close()  # before anything is answered, for then its folder goes
        reply = Reply(self._pool, "graph", "nquads")
        for row in update.patch():
            reply.write(row)
        reply.finish()

    def _refuse_reach(self, question: Question) -> None:
        if self._remote and not question.is_update:
            demand_allowed(question.query, self._remote)
        elif _MAY_REACH_OUT.search(question.query) and (not self._cut_off or asks_others(spell(question.query).text)):
            raise PermissionError

    def _evaluate(self, question: Question, store: Store) -> None:
        self._refuse_reach(question)
        if question.demands_graph and question.dataset is not None:
            for iri in question.dataset.default:
                if next(store.quads(graph=NamedNode(iri)), None) is None:
                    raise UnknownIri(iri)
        evaluate(_without_apart(question, store, union=self._graph.engine.union), store, self._pool)


def _without_apart(question: Question, store: Store, *, union: bool) -> Question:
    """Give a question about all graphs, where some stand apart, the dataset that it is asked of."""
    if not question.apart or question.dataset is not None or names_its_dataset(question.query):
        return question
    named = tuple(store.graphs())
    others = (each for each in named if union and each not in question.apart)
    return replace(question, dataset=QueryDataset((UNNAMED, *others), named))


def main(memory: str, engine: str, hosts: str, replica: Replica | None = None) -> None:
    """Serve until the pool closes its end."""
    graph = HeldGraph(Engine.from_text(engine), replica)

    def make(pool: IO[bytes], cut_off: bool) -> Answerer:
        return _Worker(pool, graph, graph.engine.base, cut_off=cut_off, remote=Remote(hosts))

    serve(make, int(memory), cut_off=not hosts)
