"""What happened to the graph: the log, single changes, the history of a record, the difference of two versions."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from starlette.requests import Request

from api.http.feed import MEDIA_TYPE
from api.http.negotiation import HTML, JSON, JSONLD, TURTLE, Representation, suffixes
from api.representations.pages.changes import changed_page, history_page, log_page
from api.representations.statements import DESCRIPTION
from kg.changes import ChangeSet, Origin
from kg.history import Diff, LogEntry, LogPage, RecordVersion, activity, changed_graphs, changed_records, renames_in
from kg.mapping import Mapping as RecordMapping
from kg.store.rdf import Quad

EVENTS = Representation("events", MEDIA_TYPE)
PATCH = Representation("rdfp", "application/rdf-patch")


@dataclass(frozen=True, slots=True)
class Logged:
    """A page of the log, at a version."""

    request: Request
    page: LogPage
    version: int


@dataclass(frozen=True, slots=True)
class OneChange:
    """One change, with `most` of the records that it touched."""

    request: Request
    entry: LogEntry
    change: ChangeSet
    mapping: RecordMapping
    most: int


@dataclass(frozen=True, slots=True)
class RecordHistory:
    """What happened to a record, by its IRI under `base`, at a version of the graph."""

    request: Request
    base: str
    iri: str
    label: str
    versions: Sequence[RecordVersion]
    next: int
    version: int


@dataclass(frozen=True, slots=True)
class Compared:
    """The difference of two versions, with `most` of the records, at a version of the graph."""

    request: Request
    diff: Diff
    mapping: RecordMapping
    most: int
    version: int
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
        "links": {"self": _address(request, entry.version)},
    }


def _origin(origin: Origin) -> dict[str, str]:
    return {name: getattr(origin, name) for name in ("time", "author", "reason", "source", "proposed_by")}


def _address(request: Request, version: int) -> str:
    return f"{request.base_url}changes/{version}"


def _log(logged: Logged) -> dict[str, Any]:
    items = [entry_body(logged.request, each) for each in logged.page.entries]
    return {"items": items, "next": logged.page.next or None, "version": logged.version}


def _change(one: OneChange) -> dict[str, Any]:
    renames = renames_in(one.change.rows(), one.mapping)
    records, truncated = changed_records(one.change.rows(), one.mapping, one.most, renames)
    graphs = changed_graphs(one.change.rows(), one.mapping)
    return {
        **entry_body(one.request, one.entry),
        "changes": [asdict(each) for each in records],
        "truncated": truncated,
        "graphs": [asdict(each) for each in graphs],
    }


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
    return {"id": past.iri, "label": past.label, "items": items, "next": past.next or None, "version": past.version}


def _diff(compared: Compared) -> dict[str, Any]:
    diff = compared.diff
    records, truncated = diff.records(compared.mapping, compared.most)
    added = sum(is_addition for is_addition, _ in diff.rows)
    return {
        "from": diff.before,
        "to": diff.after,
        "added": added,
        "removed": len(diff.rows) - added,
        "changes": [asdict(each) for each in records],
        "truncated": truncated,
        "graphs": [asdict(each) for each in diff.graphs(compared.mapping)],
        "version": compared.version,
        **compared.consequences,
    }


def event(request: Request, entry: LogEntry) -> bytes:
    """Give a change as a server-sent event."""
    body = json.dumps(entry_body(request, entry), ensure_ascii=False)
    return f"id: {entry.version}\nevent: change\ndata: {body}\n\n".encode()


LOG: Mapping[Representation, Callable[[Logged], Any]] = {
    JSON: _log,
    EVENTS: lambda logged: b"".join(event(logged.request, each) for each in reversed(logged.page.entries)),
    HTML: lambda logged: log_page(logged.request, _log(logged), suffixes([JSON])),
}
"""The changes; as events they come as long as somebody listens."""

CHANGE: Mapping[Representation, Callable[[OneChange], Any]] = {
    JSON: _change,
    PATCH: lambda one: one.change.path,
    TURTLE: lambda one: DESCRIPTION[TURTLE](_activity(one)),
    JSONLD: lambda one: DESCRIPTION[JSONLD](_activity(one)),
    HTML: lambda one: changed_page(
        one.request, "change.html", _change(one), one.mapping.base_iri, suffixes([JSON, PATCH, TURTLE, JSONLD])
    ),
}
"""One change; as an RDF Patch it is the file of the journal, and as RDF what the graph of changes tells of it."""

HISTORY: Mapping[Representation, Callable[[RecordHistory], Any]] = {
    JSON: _history,
    HTML: lambda past: history_page(past.request, _history(past), past.base, suffixes([JSON])),
}
"""What happened to a record."""

DIFF: Mapping[Representation, Callable[[Compared], Any]] = {
    JSON: _diff,
    PATCH: lambda compared: b"".join(compared.diff.patch()),
    HTML: lambda compared: changed_page(
        compared.request, "diff.html", _diff(compared), compared.mapping.base_iri, suffixes([JSON, PATCH])
    ),
}
"""The difference of two versions."""
