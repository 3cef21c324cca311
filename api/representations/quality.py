"""What the records lack: a count for each shortcoming, and the records that have it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from pyroaring import BitMap
from starlette.requests import Request

from api.http.negotiation import CSV, HTML, JSON, Representation, suffixes
from api.representations.pages.review.quality import lacking_page, quality_page
from kg.catalogue import SHORTCOMINGS, Name, address
from kg.edition import Edition
from kg.errors import LimitExceeded
from kg.records import Violation
from kg.records.report import NOTICE, WARNING
from kg.survey import MOST, SURVEYED, Survey
from kg.validation.plausibility import CHECKS

LEVELS = {WARNING: "warning", NOTICE: "notice"}
"""What checks find, by how bad that is, as it is called."""

_DOCUMENTS = 1_000
"""Documents of which is told how many records rest on them, the most first."""
_DATED = 5_000
"""Records of which is told when they were last changed."""


@dataclass(frozen=True, slots=True)
class Quality:
    """The shortcomings of an edition; documents of before `stale_before` are stale. `course` gives them over time."""

    request: Request
    edition: Edition
    stale_before: str
    survey: Survey | None
    course: Callable[[], Mapping[str, Any] | None]


@dataclass(frozen=True, slots=True)
class LackingWish:
    """Which records with a shortcoming, or with a warning of a check, are asked for: of a class, of a dataset.

    The page begins at `after`, and has `limit` of them at most.
    """

    name: str
    class_name: str = ""
    dataset: str = ""
    after: int = 0
    limit: int = 100


@dataclass(frozen=True, slots=True)
class Lacking:
    """The records with one shortcoming, or with a warning of one check; `day_of` tells when a version was made."""

    request: Request
    edition: Edition
    stale_before: str
    wish: LackingWish
    survey: Survey | None
    day_of: Callable[[int], str]


def _all(quality: Quality) -> dict[str, Any]:
    survey, root, divisions = quality.survey, str(quality.request.base_url), quality.edition.catalogue.divisions
    claims = divisions.claims()
    return {
        "claims": len(claims),
        "datasets": divisions.by_dataset(claims),
        "checks": [*_checks(quality, root)],
        "warnings": survey and [*_warnings(quality, survey, root)],
        "documents": [*_documents(quality, root)],
        "conflicts": survey.conflicts if survey else None,
        "duplicates": survey.duplicates if survey else None,
        "links": {
            "conflicts": f"{root}conflicts",
            "duplicates": f"{root}duplicates",
            "questions": f"{root}questions?status=open",
            "over_time": f"{root}quality/over-time",
        },
        "stale_before": quality.stale_before,
        "version": quality.edition.version,
    }


def _checks(quality: Quality, root: str) -> Iterator[dict[str, Any]]:
    catalogue = quality.edition.catalogue
    for name, each in SHORTCOMINGS.items():
        query = f"?stale_before={quality.stale_before}" if name == "stale-documents" else ""
        numbers = catalogue.lacking(name, quality.stale_before)
        yield {
            "name": name,
            "title": each.title,
            "meaning": each.meaning,
            "total": len(numbers),
            "classes": catalogue.divisions.by_class(numbers),
            "datasets": catalogue.divisions.by_dataset(numbers),
            "links": {"self": f"{root}quality/{name}{query}"},
        }


def _warnings(quality: Quality, survey: Survey, root: str) -> Iterator[dict[str, Any]]:
    divisions = quality.edition.catalogue.divisions
    for name, total in survey.counts.items():
        numbers = divisions.numbers({each.focus for each in survey.warnings[name]})
        yield {
            "name": name,
            "level": LEVELS[CHECKS[name].level],
            "title": CHECKS[name].sentence,
            "total": total,
            "classes": divisions.by_class(BitMap(numbers.values())),
            "datasets": divisions.by_dataset(BitMap(numbers.values())),
            "links": {"self": f"{root}quality/{name}"},
        }


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


def _one(lacking: Lacking) -> dict[str, Any]:
    return _warned(lacking) if lacking.wish.name in SURVEYED else _short(lacking)


def _warned(lacking: Lacking) -> dict[str, Any]:
    wish, divisions, survey = lacking.wish, lacking.edition.catalogue.divisions, lacking.survey
    if survey is None:
        raise LimitExceeded("result", f"{MOST:,} records")
    check, findings = CHECKS[wish.name], survey.warnings.get(wish.name, ())
    numbers = divisions.numbers({each.focus for each in findings})
    wanted = _wanted(lacking, BitMap(numbers.values()))
    listed = [each for each in findings if numbers.get(each.focus, -1) in wanted] if _divides(wish) else findings
    page, end = listed[wish.after : wish.after + wish.limit], wish.after + wish.limit
    total = len(listed) if _divides(wish) else survey.counts.get(wish.name, 0)
    return {
        "title": check.sentence,
        "meaning": f"A {LEVELS[check.level]} of `kg check`.",
        "items": [*_found(lacking, page)],
        **_shared(lacking, total, BitMap(numbers.values()), end if end < len(listed) else None),
    }


def _found(lacking: Lacking, findings: Sequence[Violation]) -> Iterator[dict[str, Any]]:
    names = lacking.edition.catalogue.names(dict.fromkeys(each.focus for each in findings))
    for each in findings:
        yield {**_record(lacking, each.focus, names[each.focus]), "field": each.field, "message": each.message}


def _short(lacking: Lacking) -> dict[str, Any]:
    wish, catalogue = lacking.wish, lacking.edition.catalogue
    numbers = catalogue.lacking(wish.name, lacking.stale_before)
    wanted = _wanted(lacking, numbers)
    page = list(islice(wanted.iter_equal_or_larger(wish.after), wish.limit + 1))
    iris = catalogue.numbered(page[: wish.limit])
    names = catalogue.names(iris)
    return {
        "title": SHORTCOMINGS[wish.name].title,
        "meaning": SHORTCOMINGS[wish.name].meaning,
        "items": [_record(lacking, iri, names[iri]) for iri in iris],
        **_shared(lacking, len(wanted), numbers, page[-1] if len(page) > wish.limit else None),
    }


def _divides(wish: LackingWish) -> bool:
    return bool(wish.class_name or wish.dataset)


def _wanted(lacking: Lacking, numbers: BitMap) -> BitMap:
    """Leave those of the class and of the dataset that are asked for."""
    wish, divisions = lacking.wish, lacking.edition.catalogue.divisions
    if wish.class_name:
        numbers = numbers & divisions.of_class(wish.class_name)
    return numbers & divisions.of_dataset(wish.dataset) if wish.dataset else numbers


def _shared(lacking: Lacking, total: int, numbers: BitMap, after: int | None) -> dict[str, Any]:
    """Give what every list tells besides its records; `numbers` are those of all, whatever is asked for."""
    divisions, days = lacking.edition.catalogue.divisions, dict[str, int]()
    if len(numbers) <= _DATED:
        for version, count in divisions.by_version(_wanted(lacking, numbers)).items():
            day = lacking.day_of(version)
            days[day] = days.get(day, 0) + count
    query = lacking.request.url.include_query_params(after=after) if after is not None else None
    return {
        "total": total,
        "classes": divisions.by_class(numbers),
        "datasets": divisions.by_dataset(numbers),
        "changed": days,
        "next": str(query) if query else None,
        "version": lacking.edition.version,
    }


def _record(lacking: Lacking, iri: str, name: Name) -> dict[str, Any]:
    links = {"self": str(lacking.request.base_url) + address(iri, lacking.edition.mapping)}
    return {"id": iri, "type": name.type, "label": name.label, "links": links}


def _table(lacking: Lacking) -> bytes:
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(["id", "type", "label"])
    writer.writerows((each["id"], each["type"], each["label"]) for each in _one(lacking)["items"])
    return table.getvalue().encode()


def _counts(quality: Quality) -> bytes:
    """Write each count as a row: of all records, of each class, of each dataset."""
    table, body = io.StringIO(), _all(quality)
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(["check", "level", "class", "dataset", "records"])
    for each in (*body["checks"], *(body["warnings"] or ())):
        level = each.get("level", "shortcoming")
        writer.writerow([each["name"], level, "", "", each["total"]])
        writer.writerows([each["name"], level, name, "", count] for name, count in each["classes"].items())
        writer.writerows([each["name"], level, "", name, count] for name, count in each["datasets"].items())
    return table.getvalue().encode()


QUALITY: Mapping[Representation, Callable[[Quality], Any]] = {
    JSON: _all,
    CSV: _counts,
    HTML: lambda quality: quality_page(quality.request, _all(quality), quality.course(), suffixes([JSON, CSV])),
}
"""All shortcomings."""

LACKING: Mapping[Representation, Callable[[Lacking], Any]] = {
    JSON: _one,
    CSV: _table,
    HTML: lambda lacking: lacking_page(lacking.request, lacking.edition, _one(lacking), suffixes([JSON, CSV])),
}
"""The records with one shortcoming."""
