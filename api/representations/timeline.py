"""Records in the order of time, in each representation."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from api.http.negotiation import CSV, HTML, JSON, SVG, Representation
from api.representations.models.timeline import DEFAULT, TimelineWishes
from api.representations.pages.flows.pictures import timeline_picture
from api.representations.pages.flows.timeline import timeline_page
from kg.catalogue import Dated, TimeLine, TimeWish, address
from kg.edition import Edition
from kg.errors import KgError
from kg.records.values import is_reference
from kg.sentences import Sentence
from kg.spelling import brief, fold
from kg.spreadsheets import for_spreadsheets

_COLUMNS = ("id", "type", "label", "when", "begins", "ends", "precision", "about", "modality")
_NEAR = 5


@dataclass(frozen=True, slots=True)
class Timed:
    """A line of time of an edition, as a request asks for it."""

    request: Request
    edition: Edition
    wishes: TimelineWishes
    about: str
    line: TimeLine


def timed(request: Request, edition: Edition, wishes: TimelineWishes) -> Timed:
    """Read the line that is wished for. Raises KgError for whom there is not, and UnknownField for a class."""
    about = _meant(edition, wishes.organisation) if wishes.organisation else ""
    wish = TimeWish(wishes.type or DEFAULT, about, wishes.since, wishes.until, wishes.limit, wishes.offset)
    return Timed(request, edition, wishes, about, edition.catalogue.line(wish))


def _meant(edition: Edition, reference: str) -> str:
    """Find what an IRI, an id or a name stands for. Raises KgError."""
    if is_reference(reference) or "://" in reference:
        iri = edition.catalogue.canonical(edition.iri(reference))
        edition.catalogue.items([iri])
        return iri
    hits = edition.catalogue.find(reference, limit=_NEAR).hits
    named = [hit.iri for hit in hits if fold(hit.text) == fold(reference)] or [hit.iri for hit in hits[:1]]
    if not named:
        raise KgError(
            Sentence("Nothing is called %(reference)s", reference=brief(reference)),
            Sentence("Write a name, or collection/id."),
        )
    return named[0]


def timeline_body(timed: Timed) -> dict[str, Any]:
    """Give what is listed, with how much there is."""
    line, catalogue = timed.line, timed.edition.catalogue
    things = _Things(timed, [*(each.iri for each in (*line.items, *line.yearless)), *line.undated])
    name = catalogue.names([timed.about])[timed.about] if timed.about else None
    classes = timed.edition.mapping.vocabulary.classes
    return {
        "version": timed.edition.version,
        "organisation": {"id": timed.about, "type": name.type, "label": name.label} if name else None,
        "since": timed.wishes.since or None,
        "until": timed.wishes.until or None,
        "types": [
            {
                "type": each.name,
                "collection": classes[each.name].collection,
                "dated": each.dated,
                "yearless": each.yearless,
                "undated": each.undated,
            }
            for each in line.classes
        ],
        "years": [{"year": year, "counts": dict(counts)} for year, counts in line.years.items()],
        "total": line.total,
        "offset": timed.wishes.offset,
        "items": [*map(things.dated, line.items)],
        "yearless": {
            "total": sum(each.yearless for each in line.classes),
            "items": [*map(things.dated, line.yearless)],
        },
        "undated": {"total": sum(each.undated for each in line.classes), "items": [*map(things.thing, line.undated)]},
    }


class _Things:
    """Tells what records are called, and how far they have come."""

    def __init__(self, timed: Timed, iris: Iterable[str]) -> None:
        iris = [*dict.fromkeys(iris)]
        items = timed.edition.catalogue.items(iris)
        self._bodies = {iri: json.loads(item.json) for iri, item in zip(iris, items, strict=True)}
        self._root, self._mapping = str(timed.request.base_url), timed.edition.mapping

    def thing(self, iri: str) -> dict[str, Any]:
        """Give one."""
        body = self._bodies[iri]
        return {
            "id": iri,
            "type": body["type"],
            "label": body["label"],
            "modality": body.get("modality"),
            "links": {"self": self._root + address(iri, self._mapping)},
        }

    def dated(self, dated: Dated) -> dict[str, Any]:
        """Give one with its time."""
        stretch = dated.stretch
        return {
            **self.thing(dated.iri),
            "when": stretch.text,
            "begins": stretch.begins or None,
            "ends": stretch.ends or None,
            "precision": stretch.precision,
            "about": stretch.is_about,
        }


def _table(timed: Timed) -> bytes:
    """Write everything that is listed, the undated last, as a table."""
    body = timeline_body(timed)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for each in (*body["items"], *body["yearless"]["items"], *body["undated"]["items"]):
        writer.writerow(_cell(each.get(name)) for name in _COLUMNS)
    return for_spreadsheets(text.getvalue()) if timed.wishes.excel else text.getvalue().encode()


def _cell(value: Any) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


TIMELINE: Mapping[Representation, Callable[[Timed], Any]] = {
    JSON: timeline_body,
    CSV: _table,
    SVG: lambda timed: timeline_picture(timed.request, timed.edition, timeline_body(timed)),
    HTML: lambda timed: timeline_page(timed.request, timed.edition, timeline_body(timed)),
}
"""A line of time."""
