"""A worker process for queries that a SPARQL engine of the operator's answers.

It asks that engine and nobody else, reads what comes within its memory, and writes it in the format of the client. It
is killed at the deadline like any other worker, and the connection to the engine ends with it.
"""

from __future__ import annotations

from typing import IO

from kg.errors import QueryFailed
from kg.query.frames import Told
from kg.query.question import Question
from kg.query.reach import asks_others
from kg.query.worker.evaluation import evaluate
from kg.query.worker.serving import Answerer, serve
from kg.sparql.spelling import spell
from kg.store import Engine
from kg.store.address import Address
from kg.store.http_client import SparqlClient
from kg.store.http_store import HttpStore

_LONGEST = 24 * 3600.0
"""Seconds of silence after which the engine is given up; the pool has a deadline for each query."""


class _EngineWorker:
    """The connections to the engine, and the socket to the pool."""

    def __init__(self, pool: IO[bytes], client: SparqlClient, engine: Engine) -> None:
        self._pool, self._client, self._engine = pool, client, engine

    def answer(self, tag: bytes, header: Told, data: bytes) -> None:  # noqa: ARG002
        """Send the answer to a query. Raises what goes wrong, as an error that can be sent."""
        question = Question.from_json(header, data)
        if asks_others(spell(question.query).text):
            raise QueryFailed("SERVICE is refused: the engine would ask for itself")
        store = HttpStore(self._client, self._engine, header["mark"], header["graphs"])
        try:
            evaluate(question, store, self._pool)
        except (OSError, RuntimeError) as error:
            raise QueryFailed(str(error)) from None

    def let_go(self, *, entirely: bool) -> None:
        """Do nothing: it holds no snapshot."""


def main(memory: str, engine: str, address: str) -> None:
    """Serve until the pool closes its end."""
    client = SparqlClient(Address.from_text(address), _LONGEST)

    def make(pool: IO[bytes], cut_off: bool) -> Answerer:  # noqa: ARG001
        return _EngineWorker(pool, client, Engine.from_text(engine))

    serve(make, int(memory), cut_off=False)
