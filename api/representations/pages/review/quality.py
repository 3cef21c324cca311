"""What the records lack, as pages: each number opens its list, and each record of a list its form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request

from api.representations.pages.languages import marked
from api.representations.pages.record_words import RecordWords
from api.representations.pages.rendering import render, root_of
from api.representations.pages.review.course import panels
from api.representations.pages.speech import Value
from kg.edition import Edition
from kg.records.passage import Passage
from kg.vocabulary import FieldKind, load_vocabulary

Body = Mapping[str, Any]

_DATASETS = 6
"""Datasets that have a column of their own."""
_CHECKS = 10
"""Checks that find something and have a column of their own among the classes."""
_DAYS = 24
"""Days of changes that are drawn, the last ones."""
_DOCUMENTS = 50
"""Documents that are shown."""
_ABOUT = 2
"""Things that name a record without a label."""

TITLES = (
    *(marked("Claims without evidence"), marked("No document is named that says so.")),
    *(marked("Claims that cannot be verified"), marked("A document is named, and no place in it.")),
    *(marked("Claims with a single source"), marked("One document alone says so.")),
    *(marked("Doubtful figures"), marked("The curator does not believe them as printed.")),
    *(marked("Open questions"), marked("Somebody doubts a record and waits.")),
    *(marked("Stale documents"), marked("They were published long ago.")),
    *(marked("Documents without a date"), marked("Nothing tells when they were published.")),
    *(marked("A warning of `kg check`."), marked("A notice of `kg check`.")),
    marked("What is said to be printed stands in no cited passage."),
    marked("An amount, value or count is not the printed figure."),
    marked("A record that gives no figure as printed has a number that no cited passage has."),
    marked("The words about a figure contradict its bound, or nothing supports it."),
    marked("The text names another currency, or none, and it is not marked as implied."),
    marked(
        "A date, financial year or duration neither stands in the cited passages nor follows from the document's date."
    ),
    marked("Something done, or as of a day, is later than every document that tells of it."),
    marked("Nobody takes part in an agreement."),
    marked("No record refers to a person or group."),
    marked("No record refers to a source, document or place."),
    marked("Two records of a class in one dataset have the same label, and no field tells them apart."),
    marked("Two statements of a dataset say the same."),
    marked("A claim rests on one document."),
    marked("A record accepts what no check finds."),
)
"""What the library says of shortcomings and checks, which the pages translate."""

LEVELS = {
    "violation": marked("violation"),
    "shortcoming": marked("shortcoming"),
    "warning": marked("warning"),
    "notice": marked("notice"),
}


def quality_page(request: Request, body: Body, course: Body | None, formats: Sequence[str]) -> bytes:
    """Show all shortcomings and warnings, by severity, class, dataset and time."""
    datasets = [*body["datasets"]]
    checks = [{"level": "shortcoming", "meaning": "", **each} for each in body["checks"]]
    warnings = [{"meaning": "", **each} for each in body["warnings"] or ()]
    found = [each for each in (*checks, *warnings) if each["total"]]
    values = {
        "body": body,
        "formats": formats,
        "datasets": datasets[:_DATASETS] if len(datasets) > 1 else [],
        "others": len(datasets[_DATASETS:]),
        "checks": checks,
        "warnings": None if body["warnings"] is None else warnings,
        "levels": LEVELS,
        "found": found[:_CHECKS],
        "classes": [name for name in load_vocabulary().classes if any(name in each["classes"] for each in found)],
        "documents": body["documents"][:_DOCUMENTS],
        "course": course,
        "panels": panels(course) if course and course["points"] else None,
    }
    return render(request, "review/quality.html", values)


def lacking_page(request: Request, edition: Edition, body: Body, formats: Sequence[str]) -> bytes:
    """Show the records with one shortcoming, each with the way to its form."""
    mapping, root = edition.mapping, root_of(request)
    words = RecordWords(edition, request)
    items = [
        {**each, "reference": mapping.reference(each["id"]), **_rests(edition, each, words)} for each in body["items"]
    ]
    values = {
        "body": body,
        "formats": formats,
        "items": [{**each, "form": f"{root}/curate/{each['reference']}"} for each in items],
        "class_name": request.query_params.get("class", ""),
        "dataset": request.query_params.get("dataset", ""),
        "days": [*body["changed"].items()][-_DAYS:],
        "highest": max(body["changed"].values(), default=0),
    }
    return render(request, "review/lacking.html", values)


def _rests(edition: Edition, item: Body, words: RecordWords) -> Mapping[str, Sequence[Value]]:
    """Name the things that a record without a label of its own is about, and the documents that it rests on."""
    mapping, record = edition.mapping, edition.catalogue.record(item["id"])
    fields = mapping.vocabulary.classes[item["type"]].fields
    pointing = [name for name in record.values if name in fields and fields[name].kind is FieldKind.REFERENCE]
    about = [] if record.one("label") else [each for name in pointing for each in record.values[name]]
    documents = dict.fromkeys(Passage.of(each).document for each in record.values.get("evidence", ()))
    return {
        "about": [words.named(mapping.iri(each)) for each in about[:_ABOUT]],
        "documents": [words.named(mapping.iri(f"documents/{each}")) for each in documents],
    }
