"""An account of how a query was answered: where its time went, how much it gave, how the engine went about it."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from time import perf_counter
from typing import Any

from kg.errors import MalformedQuery
from kg.query.question import Question
from kg.query.rows import UNKNOWN, RowCount
from kg.sparql.parts import ApartQuery, NotTakenApart, QueryPart, take_apart
from kg.store import Queryable

MOST_COUNTED = 1_000_000
"""Solutions of one pattern that are counted."""

_COUNTING = 2.0
"""Seconds after which no other pattern is counted."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Times are in seconds from the worker's taking the query on, `size` in bytes; None is what cannot be told.

    `planned`: parsed and planned; `first`: the first bytes of the result were there; `answered`: all were.
    `plan` is the engine's own account. The embedded engine gives none. `parts` is the query taken apart.
    """

    kind: str
    rows: int | None
    size: int
    planned: float
    first: float
    answered: float
    plan: str | None
    parts: ExplainedPart | None

    def to_json(self) -> bytes:
        """Make it ready to travel; :meth:`from_json` takes it in again."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def from_json(cls, text: bytes) -> Explanation:
        """Take in what :meth:`to_json` gave."""
        body = json.loads(text)
        parts = body.pop("parts")
        return cls(**body, parts=None if parts is None else ExplainedPart.from_json(parts))


@dataclass(frozen=True, slots=True)
class ExplainedPart:
    """A part of a query, as :class:`kg.sparql.parts.QueryPart` has it.

    `matches` is how many solutions a pattern has by itself, None where it was not asked; there are `more` than that
    where it was not counted to the end.
    """

    kind: str
    text: str
    matches: int | None
    more: bool
    parts: tuple[ExplainedPart, ...]

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> ExplainedPart:
        """Take in what was written as JSON."""
        parts = tuple(map(cls.from_json, body["parts"]))
        return cls(body["kind"], body["text"], body["matches"], body["more"], parts)


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
        parts=_Parts(question, store).whole(),
    )


class _Parts:
    """Takes a query apart, and asks a store how many solutions each pattern has by itself."""

    def __init__(self, question: Question, store: Queryable) -> None:
        self._question, self._store = question, store
        self._end, self._counted = perf_counter() + _COUNTING, dict[str, int]()

    def whole(self) -> ExplainedPart | None:
        """Give the query in parts; None for one that is not taken apart."""
        try:
            apart = take_apart(self._question.query)
            return self._explained(apart.whole, apart)
        except (NotTakenApart, MalformedQuery):
            return None

    def _explained(self, part: QueryPart, apart: ApartQuery) -> ExplainedPart:
        matches = self._count(part.asked, apart) if part.asked else None
        parts = tuple(self._explained(each, apart) for each in part.parts)
        more = matches is not None and matches > MOST_COUNTED
        return ExplainedPart(part.kind, part.text, MOST_COUNTED if more else matches, more, parts)

    def _count(self, pattern: str, apart: ApartQuery) -> int | None:
        """Count the solutions of a pattern; None where there is no more time."""
        if pattern not in self._counted:
            if perf_counter() > self._end:
                return None
            query = (
                f"{apart.prologue} SELECT (COUNT(*) AS ?n) {apart.dataset} WHERE "
                f"{{ {{ SELECT * WHERE {{ {pattern} }} LIMIT {MOST_COUNTED + 1} }} }}"
            )
            output = io.BytesIO()
            self._store.query(query, self._question.dataset).write(output, "csv")
            self._counted[pattern] = int(output.getvalue().split()[1])
        return self._counted[pattern]
