"""A query, asked of whatever can answer it, and its answer sent to the pool."""

from __future__ import annotations

from typing import IO

from kg.query.explanation import explain
from kg.query.question import Question
from kg.query.worker.reply import Reply
from kg.store import Queryable


def evaluate(question: Question, store: Queryable, pool: IO[bytes]) -> None:
    """Send the answer, or an account of it where that is asked for. Raises as `Queryable.query` does."""
    if question.explain:
        tell(explain(question, store).to_json(), pool)
        return
    answer = store.query(question.query, question.dataset)
    format_name = question.formats.for_kind(answer.kind)
    reply = Reply(pool, answer.kind, format_name)
    answer.write(reply, format_name)
    reply.finish()


def tell(account: bytes, pool: IO[bytes]) -> None:
    """Send what is told of a question in place of its answer."""
    reply = Reply(pool, "solutions", "account")
    reply.write(account)
    reply.finish()
