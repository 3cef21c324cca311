"""What the records lack: a count for each shortcoming, and the records that have it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from starlette.requests import Request

from api.http.negotiation import CSV, HTML, JSON, Representation, suffixes
from api.representations.pages.rendering import render
from kg.catalogue import SHORTCOMINGS, Name, address
from kg.edition import Edition
from kg.errors import LimitExceeded
from kg.survey import MOST, SURVEYED, Survey
from kg.validation.plausibility import CHECKS, PlausibilityCheck

_DOCUMENTS = 1_000
"""Documents of which is told how many records rest on them, the most first."""


@dataclass(frozen=True, slots=True)
class Quality:
    """The shortcomings of an edition; documents of before `stale_before` are stale."""

    request: Request
    edition: Edition
    stale_before: str
    survey: Survey | None


@dataclass(frozen=True, slots=True)
class Lacking:
    """The records with one shortcoming, or with a warning of one check, from a place on."""

    request: Request
    edition: Edition
    stale_before: str
    name: str
    after: int
    limit: int
    survey: Survey | None


def _all(quality: Quality) -> dict[str, Any]:
    survey, root = quality.survey, str(quality.request.base_url)
    return {
        "checks": [*_checks(quality, root)],
        "warnings": survey and [*_warnings(survey, root)],
        "documents": [*_documents(quality, root)],
        "conflicts": survey.conflicts if survey else None,
        "duplicates": survey.duplicates if survey else None,
        "links": {
            "conflicts": f"{root}conflicts",
            "duplicates": f"{root}duplicates",
            "questions": f"{root}questions?status=open",
        },
        "stale_before": quality.stale_before,
        "version": quality.edition.version,
    }


def _checks(quality: Quality, root: str) -> Iterator[dict[str, Any]]:
    for name, each in SHORTCOMINGS.items():
        query = f"?stale_before={quality.stale_before}" if name == "stale-documents" else ""
        yield {
            "name": name,
            "title": each.title,
            "meaning": each.meaning,
            "total": len(quality.edition.catalogue.lacking(name, quality.stale_before)),
            "links": {"self": f"{root}quality/{name}{query}"},
        }


def _warnings(survey: Survey, root: str) -> Iterator[dict[str, Any]]:
    for name, total in survey.counts.items():
        links = {"self": f"{root}quality/{name}"}
        yield {"name": name, "title": CHECKS[name].sentence, "total": total, "links": links}


def _documents(quality: Quality, root: str) -> Iterator[dict[str, Any]]:
    """Yield the documents on which most records rest."""
    catalogue, mapping = quality.edition.catalogue, quality.edition.mapping
    documents = catalogue.resting()[:_DOCUMENTS]
    names = catalogue.names(iri for iri, _ in documents)
    for iri, count in documents:
        covered = _covered(quality.survey, mapping.reference(iri))
        links = {"self": root + address(iri, mapping)}
        yield {"id": iri, "label": names[iri].label, "records": count, **covered, "links": links}


def _covered(survey: Survey | None, document: str) -> dict[str, Any]:
    covered = survey.covered.get(document) if survey else None
    return {"sentences": covered.sentences if covered else None, "covered": covered.share if covered else None}


def _warned(lacking: Lacking, check: PlausibilityCheck) -> dict[str, Any]:
    if lacking.survey is None:
        raise LimitExceeded("result", f"{MOST:,} records")
    findings = lacking.survey.warnings.get(lacking.name, ())
    page, end = findings[lacking.after : lacking.after + lacking.limit], lacking.after + lacking.limit
    names = lacking.edition.catalogue.names(dict.fromkeys(each.focus for each in page))
    query = lacking.request.url.include_query_params(after=end) if end < len(findings) else None
    return {
        "title": check.sentence,
        "meaning": f"A {check.level.lower()} of `kg check`.",
        "items": [
            {**_record(lacking, each.focus, names[each.focus]), "field": each.field, "message": each.message}
            for each in page
        ],
        "total": lacking.survey.counts.get(lacking.name, 0),
        "next": str(query) if query else None,
        "version": lacking.edition.version,
    }


def _record(lacking: Lacking, iri: str, name: Name) -> dict[str, Any]:
    links = {"self": str(lacking.request.base_url) + address(iri, lacking.edition.mapping)}
    return {"id": iri, "type": name.type, "label": name.label, "links": links}


def _one(lacking: Lacking) -> dict[str, Any]:
    if lacking.name in SURVEYED:
        return _warned(lacking, CHECKS[lacking.name])
    catalogue = lacking.edition.catalogue
    numbers = catalogue.lacking(lacking.name, lacking.stale_before)
    page = list(islice(numbers.iter_equal_or_larger(lacking.after), lacking.limit + 1))
    iris = catalogue.numbered(page[: lacking.limit])
    names = catalogue.names(iris)
    query = lacking.request.url.include_query_params(after=page[-1]) if len(page) > lacking.limit else None
    return {
        "title": SHORTCOMINGS[lacking.name].title,
        "meaning": SHORTCOMINGS[lacking.name].meaning,
        "items": [_record(lacking, iri, names[iri]) for iri in iris],
        "total": len(numbers),
        "next": str(query) if query else None,
        "version": lacking.edition.version,
    }


def _table(lacking: Lacking) -> bytes:
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(["id", "type", "label"])
    writer.writerows((each["id"], each["type"], each["label"]) for each in _one(lacking)["items"])
    return table.getvalue().encode()


QUALITY: Mapping[Representation, Callable[[Quality], Any]] = {
    JSON: _all,
    HTML: lambda quality: render(quality.request, "quality.html", {"body": _all(quality)}),
}
"""All shortcomings."""

LACKING: Mapping[Representation, Callable[[Lacking], Any]] = {
    JSON: _one,
    CSV: _table,
    HTML: lambda lacking: render(
        lacking.request, "lacking.html", {"body": _one(lacking), "formats": suffixes({JSON: 1, CSV: 1})}
    ),
}
"""The records with one shortcoming."""
