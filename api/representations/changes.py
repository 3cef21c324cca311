"""What happened to the graph: the log, single changes, the history of a record, the difference of two versions."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from starlette.requests import Request

from api.http.feed import MEDIA_TYPE
from api.http.negotiation import HTML, JSON, JSONLD, TURTLE, Representation, suffixes
from api.representations.pages.review.changes import change_page, diff_page, history_page, log_page
from api.representations.statements import DESCRIPTION
from kg.changes import ChangeSet, Origin
from kg.edition import Edition
from kg.history import REPLACED, Diff, LogEntry, LogPage, RecordVersion, activity, changed_records, renames_in
from kg.history.changed import Row
from kg.mapping import Mapping as RecordMapping
from kg.store.rdf import NamedNode, Quad

EVENTS = Representation("events", MEDIA_TYPE)
PATCH = Representation("rdfp", "application/rdf-patch")


@dataclass(frozen=True, slots=True)
class Logged:
    """A page of the log, at a version."""

    request: Request
    edition: Edition
    page: LogPage


@dataclass(frozen=True, slots=True)
class OneChange:
    """One change, with `most` of the records that it touched; `edition` names what it speaks of."""

    request: Request
    edition: Edition
    entry: LogEntry
    change: ChangeSet
    most: int

    @property
    def mapping(self) -> RecordMapping:
        """The mapping of its records."""
        return self.edition.mapping


@dataclass(frozen=True, slots=True)
class RecordHistory:
    """What happened to a record, by its IRI, at an edition of the graph."""

    request: Request
    edition: Edition
    iri: str
    versions: Sequence[RecordVersion]
    next: int


@dataclass(frozen=True, slots=True)
class Compared:
    """The difference of two versions, with `most` of the records, at an edition of the graph, and what follows."""

    request: Request
    edition: Edition
    diff: Diff
    most: int
    consequences: Mapping[str, Any]


def entry_body(request: Request, entry: LogEntry) -> dict[str, Any]:
    """Give one entry of the log as JSON."""
    return {
        "version": entry.version,
        **_origin(entry.origin),
        "added": entry.added,
        "removed": entry.removed,
        "records": entry.records,
        "datasets": entry.datasets,
        "collections": dict(entry.collections),
        "links": {"self": _address(request, entry.version)},
    }


def _origin(origin: Origin) -> dict[str, str]:
    return {name: getattr(origin, name) for name in ("time", "author", "reason", "source", "proposed_by")}


def _address(request: Request, version: int) -> str:
    return f"{request.base_url}changes/{version}"


def _log(logged: Logged) -> dict[str, Any]:
    items = [entry_body(logged.request, each) for each in logged.page.entries]
    return {"items": items, "next": logged.page.next or None, "version": logged.edition.version}


def _change(one: OneChange) -> dict[str, Any]:
    renames = renames_in(one.change.rows([REPLACED]), one.mapping) if one.entry.has_renames else {}
    records, truncated = changed_records(one.change.rows(), one.mapping, one.most, renames)
    return {
        **entry_body(one.request, one.entry),
        "changes": [asdict(each) for each in records],
        "truncated": truncated,
        "graphs": [asdict(each) for each in one.entry.graphs],
    }


def _reversed(change: ChangeSet, predicates: Sequence[NamedNode] = ()) -> Iterator[Row]:
    return ((not is_addition, quad) for is_addition, quad in change.rows(predicates))


def reverse_body(one: OneChange) -> dict[str, Any]:
    """Give a change, and what became of its records if it were undone."""
    renames = renames_in(_reversed(one.change, [REPLACED]), one.mapping) if one.entry.has_renames else {}
    records, truncated = changed_records(_reversed(one.change), one.mapping, one.most, renames)
    changes = [asdict(each) for each in records]
    return {**entry_body(one.request, one.entry), "changes": changes, "truncated": truncated}


def _activity(one: OneChange) -> Iterator[Quad]:
    return activity(replace(one.change, added=one.entry.added, removed=one.entry.removed), one.mapping)


def _history(past: RecordHistory) -> dict[str, Any]:
    items = [
        {
            "version": each.version,
            **_origin(each.origin),
            "dataset": each.change.dataset,
            "action": each.change.action,
            "was": each.change.was,
            "fields": [asdict(field) for field in each.change.fields],
            "links": {"self": _address(past.request, each.version)},
        }
        for each in past.versions
    ]
    label = past.edition.catalogue.label(past.iri)
    return {
        "id": past.iri,
        "label": label,
        "items": items,
        "next": past.next or None,
        "version": past.edition.version,
    }


def _diff(compared: Compared) -> dict[str, Any]:
    diff, mapping = compared.diff, compared.edition.mapping
    records, truncated = diff.records(mapping, compared.most)
    added = sum(is_addition for is_addition, _ in diff.rows)
    return {
        "from": diff.before,
        "to": diff.after,
        "added": added,
        "removed": len(diff.rows) - added,
        "changes": [asdict(each) for each in records],
        "truncated": truncated,
        "graphs": [asdict(each) for each in diff.graphs(mapping)],
        "version": compared.edition.version,
        **compared.consequences,
    }


def event(request: Request, entry: LogEntry) -> bytes:
    """Give a change as a server-sent event."""
    body = json.dumps(entry_body(request, entry), ensure_ascii=False)
    return f"id: {entry.version}\nevent: change\ndata: {body}\n\n".encode()


LOG: Mapping[Representation, Callable[[Logged], Any]] = {
    JSON: _log,
    EVENTS: lambda logged: b"".join(event(logged.request, each) for each in reversed(logged.page.entries)),
    HTML: lambda logged: log_page(logged.request, logged.edition, _log(logged), suffixes([JSON])),
}
"""The changes; as events they come as long as somebody listens."""

CHANGE: Mapping[Representation, Callable[[OneChange], Any]] = {
    JSON: _change,
    PATCH: lambda one: one.change.path,
    TURTLE: lambda one: DESCRIPTION[TURTLE](_activity(one)),
    JSONLD: lambda one: DESCRIPTION[JSONLD](_activity(one)),
    HTML: lambda one: change_page(one.request, one.edition, _change(one), suffixes([JSON, PATCH, TURTLE, JSONLD])),
}
"""One change; as an RDF Patch it is the file of the journal, and as RDF what the graph of changes tells of it."""

HISTORY: Mapping[Representation, Callable[[RecordHistory], Any]] = {
    JSON: _history,
    HTML: lambda past: history_page(past.request, past.edition, _history(past), suffixes([JSON])),
}
"""What happened to a record."""

DIFF: Mapping[Representation, Callable[[Compared], Any]] = {
    JSON: _diff,
    PATCH: lambda compared: b"".join(compared.diff.patch()),
    HTML: lambda compared: diff_page(compared.request, compared.edition, _diff(compared), suffixes([JSON, PATCH])),
}
"""The difference of two versions."""
