"""The course of quality: how many claims there were at the end of each period, and how many lacked what."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from api.http.negotiation import CSV, HTML, JSON, Representation, suffixes
from api.representations.pages.review.course import course_page
from api.service import Service
from kg.catalogue import LASTING, SHORTCOMINGS
from kg.edition import Edition
from kg.errors import UnknownField
from kg.history import STEPS, CourseCount, Period, periods

MOST_PERIODS = 366
"""Periods that are told, the last ones."""


@dataclass(frozen=True, slots=True)
class CourseWish:
    """In which step a course is told, empty for that which suits, and of which class and dataset, empty for all."""

    step: str = ""
    class_name: str = ""
    dataset: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """What was counted at the ends of periods, the oldest first; there are earlier ones where it `has_earlier`."""

    request: Request
    edition: Edition
    wish: CourseWish
    step: str
    periods: Sequence[Period]
    counts: Sequence[CourseCount]
    has_earlier: bool


def course_of(service: Service, request: Request, edition: Edition, wish: CourseWish) -> Course:
    """Count at the newest version. Raises UnknownField, and what :meth:`kg.history.KeptCourse.counts` does."""
    classes, datasets = edition.mapping.vocabulary.classes, [each.name for each in edition.datasets()]
    if wish.step and wish.step not in STEPS:
        raise UnknownField("step", wish.step, STEPS)
    if wish.class_name and wish.class_name not in classes:
        raise UnknownField("class", wish.class_name, classes)
    if wish.dataset and wish.dataset not in datasets:
        raise UnknownField("dataset", wish.dataset, datasets)

    def time_of(version: int) -> str:
        return service.log.origin(version).time

    step, listed, has_earlier = periods(time_of, edition.version, wish.step, MOST_PERIODS)
    versions = [each.version for each in listed]
    counts = service.courses.counts(edition.catalogue, edition.store, versions, wish.class_name, wish.dataset)
    return Course(request, edition, wish, step, listed, counts, has_earlier)


def course_body(course: Course) -> dict[str, Any]:
    """Give the counts, each with the address of what is counted at its version."""
    root, wish = str(course.request.base_url), course.wish
    return {
        "step": course.step,
        "class": wish.class_name or None,
        "dataset": wish.dataset or None,
        "checks": [{"name": each, "title": SHORTCOMINGS[each].title} for each in LASTING],
        "points": [
            {
                "period": period.name,
                "version": period.version,
                "claims": count.claims,
                "counts": dict(count.lacking),
                "links": {"self": f"{root}quality?version={period.version}"},
            }
            for period, count in zip(course.periods, course.counts, strict=True)
        ],
        "earlier": course.has_earlier,
        "version": course.edition.version,
    }


def _table(course: Course) -> bytes:
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(["period", "version", "claims", *LASTING])
    for period, count in zip(course.periods, course.counts, strict=True):
        writer.writerow([period.name, period.version, count.claims, *(count.lacking[each] for each in LASTING)])
    return table.getvalue().encode()


COURSE: Mapping[Representation, Callable[[Course], Any]] = {
    JSON: course_body,
    CSV: _table,
    HTML: lambda course: course_page(course.request, course.edition, course_body(course), suffixes([JSON, CSV])),
}
"""The course of quality."""
