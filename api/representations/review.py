"""What stewards decide: what waits, two records side by side, and the decisions that were made."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from starlette.requests import Request

from api.http.negotiation import CSV, HTML, JSON, Representation, suffixes
from api.representations.changes import entry_body
from api.representations.pages.review.review import decisions_page, pair_page, review_page
from kg.catalogue import address
from kg.edition import Edition
from kg.history import LogEntry
from kg.likeness import Suggestion, decision_on, side_by_side
from kg.records import Record


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits in an edition, by the name of its queue, None where it is not counted, and what came last."""

    request: Request
    edition: Edition
    totals: Mapping[str, int | None]
    decisions: int
    imports: Sequence[LogEntry]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records of an edition by their ids, and what suggests that they are one, if anything does."""

    request: Request
    edition: Edition
    first: str
    second: str
    suggestion: Suggestion | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """A page of the decisions of an edition, of how many, and the cursor of the next page, empty at the end."""

    request: Request
    edition: Edition
    decisions: Sequence[Record]
    total: int
    next: str


QUEUES = {
    "duplicates": "duplicates",
    "conflicts": "conflicts",
    "questions": "questions?status=open",
    "warnings": "quality",
}
"""The queues, and where each is."""


def review_body(waiting: Waiting) -> dict[str, Any]:
    """Give what waits as JSON."""
    root = str(waiting.request.base_url)
    return {
        "queues": [
            {"name": name, "total": waiting.totals[name], "links": {"self": f"{root}{path}"}}
            for name, path in QUEUES.items()
        ],
        "decisions": waiting.decisions,
        "imports": [entry_body(waiting.request, each) for each in waiting.imports],
        "version": waiting.edition.version,
    }


def pair_body(pair: Pair) -> dict[str, Any]:
    """Give two records side by side as JSON. Raises UnknownIri."""
    edition, mapping = pair.edition, pair.edition.mapping
    compared = side_by_side(edition.catalogue, pair.first, pair.second)
    decision = decision_on(edition.catalogue, pair.first, pair.second)
    score = pair.suggestion.score if pair.suggestion else None
    ends = _ends(pair.request, edition, [pair.first, pair.second, *_pair_of(decision)])
    one, other = (edition.catalogue.canonical(mapping.iri(each)) for each in (pair.first, pair.second))
    return {
        "type": compared.class_name,
        "first": ends[pair.first],
        "second": ends[pair.second],
        "score": score.total if score else None,
        "features": dict(score.features) if score else {},
        "reasons": score.in_words if score else [],
        "grounds": [asdict(each) for each in score.reasons] if score else [],
        "decision": decision_body(pair.request, edition, decision, ends) if decision else None,
        "together": one == other,
        "fields": [
            {"field": each.name, "relation": each.relation, "first": list(each.first), "second": list(each.second)}
            for each in compared.fields
        ],
        "evidence": dict(zip(("first", "second"), map(list, compared.evidence), strict=True)),
        "neighbours": {
            "both": list(compared.both),
            **dict(zip(("first", "second"), map(list, compared.neighbours), strict=True)),
            "truncated": compared.truncated,
        },
        "version": edition.version,
    }


def decision_body(request: Request, edition: Edition, decision: Record, ends: Mapping[str, Any]) -> dict[str, Any]:
    """Give a decision as JSON; `ends` are the records that it is on."""
    iri = edition.mapping.iri(decision.id)
    first, second = _pair_of(decision)
    return {
        "id": iri,
        "first": ends[first],
        "second": ends[second],
        "verdict": decision.one("verdict"),
        "canonical": edition.mapping.iri(decision.one("canonical")) if decision.one("canonical") else None,
        **{name: decision.one(name) for name in ("author", "decided", "reason")},
        "links": {"self": str(request.base_url) + address(iri, edition.mapping)},
    }


def _pair_of(decision: Record | None) -> tuple[str, ...]:
    return (decision.one("first"), decision.one("second")) if decision else ()


def _ends(request: Request, edition: Edition, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Name records by their ids."""
    iris = {each: edition.mapping.iri(each) for each in ids}
    names = edition.catalogue.names(iris.values())
    return {
        id_: {
            "id": iri,
            "label": names[iri].label,
            "links": {"self": str(request.base_url) + address(iri, edition.mapping)},
        }
        for id_, iri in iris.items()
    }


def decisions_body(made: Made) -> dict[str, Any]:
    """Give a page of the decisions as JSON."""
    ends = _ends(made.request, made.edition, (id_ for each in made.decisions for id_ in _pair_of(each)))
    query = made.request.url.include_query_params(cursor=made.next) if made.next else None
    return {
        "items": [decision_body(made.request, made.edition, each, ends) for each in made.decisions],
        "total": made.total,
        "next": str(query) if query else None,
        "version": made.edition.version,
    }


def _table(made: Made) -> bytes:
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    columns = ("verdict", "canonical", "author", "decided", "reason")
    writer.writerow(["id", "first", "first_label", "second", "second_label", *columns])
    for each in decisions_body(made)["items"]:
        ends = (each[end][name] for end in ("first", "second") for name in ("id", "label"))
        writer.writerow([each["id"], *ends, *(each[name] for name in columns)])
    return table.getvalue().encode()


REVIEW: Mapping[Representation, Callable[[Waiting], Any]] = {
    JSON: review_body,
    HTML: lambda waiting: review_page(waiting.request, waiting.edition, review_body(waiting), suffixes([JSON])),
}
"""What waits."""

PAIR: Mapping[Representation, Callable[[Pair], Any]] = {
    JSON: pair_body,
    HTML: lambda pair: pair_page(pair.request, pair.edition, pair_body(pair), suffixes([JSON])),
}
"""Two records side by side."""

DECISIONS: Mapping[Representation, Callable[[Made], Any]] = {
    JSON: decisions_body,
    CSV: _table,
    HTML: lambda made: decisions_page(made.request, made.edition, decisions_body(made), suffixes([JSON, CSV])),
}
"""What was decided."""
