"""The page that asks before a record is deleted: what would go, what refers to it, and why it cannot go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request

from api.http.visitor import visitor_of
from api.representations.drafts import demanded, differences, in_form
from api.representations.pages.curate.curation_words import Words
from api.representations.pages.rendering import render, root_of, told_by
from kg.changes import Refused
from kg.desk.drafts import Referring
from kg.edition import Edition
from kg.errors import KgError
from kg.records import Record, Violation
from kg.reference import label_of

_SHOWN = 50
"""Records that are listed of those that refer to another, and of those that are in the way."""


@dataclass(frozen=True, slots=True)
class DeletionPage:
    """A record that somebody may delete, as `dataset` of its `datasets` has it; `obstacle` is why it cannot go."""

    request: Request
    edition: Edition
    record: Record
    dataset: str
    datasets: Sequence[str]
    references: Sequence[Referring]
    obstacle: KgError | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RecordInTheWay:
    """A record that refers to another one, with its form, the field in which it does so, and what a check says."""

    label: str
    type: str
    address: str
    field: str
    message: str = ""


def deletion_page(page: DeletionPage) -> bytes:
    """Ask whether a record is to go."""
    edition, record = page.edition, page.record
    record_class = edition.mapping.vocabulary.classes[record.type]
    obstacle = page.obstacle
    violations = obstacle.report.violations if isinstance(obstacle, Refused) else ()
    values = {
        "page": page,
        "label": edition.catalogue.label(edition.mapping.iri(record.id)),
        "record_class": record_class,
        "form": f"{root_of(page.request)}/curate/{record.id}",
        "rows": Words(page.request, edition).rows(record_class, differences(record_class, record, None)),
        "references": [_of(page, each.id, each.field) for each in page.references[:_SHOWN]],
        "reference_count": len(page.references),
        "obstacles": [_in_the_way(page, each) for each in violations[:_SHOWN]],
        "obstacle_count": len(violations),
        "trouble": ""
        if obstacle is None or isinstance(obstacle, Refused)
        else told_by(obstacle, visitor_of(page.request).language),
    }
    return render(page.request, "curate/curate_delete.html", values)


def _in_the_way(page: DeletionPage, violation: Violation) -> RecordInTheWay:
    reference = page.edition.mapping.reference(violation.focus)
    return _of(page, reference, violation.field, violation.message, violation.shape)


def _of(page: DeletionPage, id_: str, field: str, message: str = "", shape: str = "") -> RecordInTheWay:
    mapping = page.edition.mapping
    name = page.edition.catalogue.names([mapping.iri(id_)])[mapping.iri(id_)]
    fields = mapping.vocabulary.classes[name.type].fields if name.type else {}
    label = label_of(fields[field].iri) if field in fields else ""
    address = f"{root_of(page.request)}/curate/{id_}"
    told = demanded(shape, message, visitor_of(page.request).language) or in_form(message, field)
    return RecordInTheWay(name.label, name.type, address, label, told)
