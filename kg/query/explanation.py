"""An account of how a query was answered: where its time went, how much it gave, how the engine went about it."""

from __future__ import annotations

import io
import json
from dataclasses import asdict, dataclass
from time import perf_counter
from typing import Any

from kg.query.question import Question
from kg.query.rows import UNKNOWN, RowCount
from kg.store import Queryable


@dataclass(frozen=True, slots=True)
class Explanation:
    """Times are in seconds from the worker's taking the query on, `size` in bytes; None is what cannot be told.

    `planned`: parsed and planned; `first`: the first bytes of the result were there; `answered`: all were.
    `plan` is the engine's own account. The embedded engine gives none.
    """

    kind: str
    rows: int | None
    size: int
    planned: float
    first: float
    answered: float
    plan: str | None

    def to_json(self) -> bytes:
        """Make it ready to travel; :meth:`from_json` takes it in again."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def from_json(cls, text: bytes) -> Explanation:
        """Take in what :meth:`to_json` gave."""
        return cls(**json.loads(text))


class _Measure(io.BytesIO):
    """Takes in a result, keeps nothing, and notes when its first bytes came."""

    def __init__(self, format_name: str) -> None:
        super().__init__()
        self.count, self.size, self.first = RowCount(format_name), 0, 0.0

    def write(self, data: Any, /) -> int:
        part = bytes(data)
        if not self.size:
            self.first = perf_counter()
        self.size += len(part)
        self.count.pass_on(part)
        return len(part)


def explain(question: Question, store: Queryable) -> Explanation:
    """Answer a query in full, and tell about it instead of giving the answer. Raises as `Queryable.query` does."""
    began = perf_counter()
    answer = store.query(question.query, question.dataset)
    planned = perf_counter()
    format_name = question.formats.for_kind(answer.kind)
    measure = _Measure(format_name)
    answer.write(measure, format_name)
    answered = perf_counter()
    return Explanation(
        kind=answer.kind,
        rows=None if measure.count.rows == UNKNOWN else measure.count.rows,
        size=measure.size,
        planned=planned - began,
        first=(measure.first or answered) - began,
        answered=answered - began,
        plan=answer.plan,
    )
