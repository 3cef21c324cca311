"""What loads brought, and why others were refused."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from starlette.requests import Request

from api.http.negotiation import CSV, HTML, JSON, Representation, suffixes
from api.representations.pages.review.loads import load_page, loads_page
from kg.edition import Edition
from kg.history import LoadEntry, LoadPage
from kg.records import Violation
from kg.records.report import NOTICE, VIOLATION, WARNING

_LEVELS = {"violations": VIOLATION, "warnings": WARNING, "notices": NOTICE}
_FOUND = ("severity", "file", "line", "field", "message", "value", "focus", "path", "shape")
_TOLD = ("id", "outcome", "version", "time", "author", "source", "reason")


@dataclass(frozen=True, slots=True)
class SeenLoads:
    """A page of loads, at an edition."""

    request: Request
    edition: Edition
    page: LoadPage


@dataclass(frozen=True, slots=True)
class SeenLoad:
    """One load with what it found, as far as a level and a check are asked for; those from `after` on are shown."""

    request: Request
    edition: Edition
    entry: LoadEntry
    findings: Sequence[Violation]
    level: str
    check: str
    after: int
    limit: int

    @property
    def asked(self) -> list[Violation]:
        """Give the findings that are asked for."""
        return [
            each
            for each in self.findings
            if self.level in ("", each.severity.lower()) and self.check in ("", each.shape)
        ]


def _entry(request: Request, entry: LoadEntry) -> dict[str, Any]:
    change, report, origin = entry.change, entry.report, entry.origin
    root = f"{request.base_url}"
    return {
        "id": entry.id,
        "outcome": entry.outcome,
        "version": change.version if change else None,
        **{name: getattr(origin, name) for name in ("time", "author", "reason", "source", "proposed_by")},
        "datasets": list(entry.datasets),
        "records": change.records if change else report.records if report else 0,
        "added": change.added if change else 0,
        "removed": change.removed if change else 0,
        "findings": {name: report.counts.get(level, 0) for name, level in _LEVELS.items()} if report else None,
        "links": {"self": f"{root}review/loads/{entry.id}"},
    }


def _list(seen: SeenLoads) -> dict[str, Any]:
    items = [_entry(seen.request, each) for each in seen.page.entries]
    return {"items": items, "next": seen.page.next or None, "version": seen.edition.version}


def _one(seen: SeenLoad) -> dict[str, Any]:
    report, asked = seen.entry.report, seen.asked
    checks = Counter(each.shape for each in seen.findings)
    return {
        "load": _entry(seen.request, seen.entry),
        "items": [asdict(each) for each in asked[seen.after : seen.after + seen.limit]],
        "total": len(asked),
        "truncated": report is not None and sum(report.counts.values()) > len(seen.findings),
        "notices": list(report.notices) if report else [],
        "checks": dict(checks.most_common()),
        "version": seen.edition.version,
    }


def _list_table(seen: SeenLoads) -> bytes:
    return _table(
        [*_TOLD, "datasets", "records", *_LEVELS],
        [
            [
                *(each[name] for name in _TOLD),
                " ".join(each["datasets"]),
                each["records"],
                *((each["findings"] or {}).get(name, "") for name in _LEVELS),
            ]
            for each in _list(seen)["items"]
        ],
    )


def _findings_table(seen: SeenLoad) -> bytes:
    rows = [[getattr(each, name) for name in _FOUND] for each in seen.asked]
    return _table([*_FOUND], rows)


def _table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerows([header, *rows])
    return table.getvalue().encode()


LOADS: Mapping[Representation, Callable[[SeenLoads], Any]] = {
    JSON: _list,
    CSV: _list_table,
    HTML: lambda seen: loads_page(seen.request, seen.edition, _list(seen), suffixes([JSON, CSV])),
}
"""Loads, newest first."""

LOAD: Mapping[Representation, Callable[[SeenLoad], Any]] = {
    JSON: _one,
    CSV: _findings_table,
    HTML: lambda seen: load_page(seen.request, seen.edition, _one(seen), suffixes([JSON, CSV])),
}
"""One load with what it found; as a table all findings that are asked for."""
