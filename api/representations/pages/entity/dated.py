"""What is dated about an entity, on a scale of years: as exactly as it is told, so that a year is as long as a year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from api.representations.pages.body_words import Wording
from api.representations.pages.entity.relations import HEADINGS
from api.representations.pages.speech import Value
from kg.catalogue import NO_CLAIMS, Selection
from kg.catalogue.selection import ANY
from kg.dates import days
from kg.reference import label_of

MOST = 24
"""Dated records that are shown; the list of each group has the others."""

_TIMES = ("when", "published", "as_of", "asked", "decided")
_EACH = 8
_FEWEST = 2
_THIN = 1.5
"""Hundredths of the scale that a day is wide at least, or it would not be seen."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A record with its time: in words, and as a bar from `x`, `wide` hundredths of the scale; none without a year.

    `open` is the end that nothing tells, and `exact` a day.
    """

    record: Value
    what: str
    time: str
    x: float = 0.0
    wide: float = 0.0
    open: str = ""
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Timeline:
    """Records in the order of time, and the years in which the scale begins and ends; both 0 where none is told."""

    entries: Sequence[Dated]
    first: int
    last: int


def timeline_of(wording: Wording, body: Mapping[str, Any], iris: Sequence[str]) -> Timeline | None:
    """Gather what is dated: the entity itself, and what points at it; nothing where too little is to be compared."""
    moments = sorted(dict.fromkeys(_moments(wording, body, iris)), key=_order)[:MOST]
    if len(moments) < _FEWEST:
        return None
    spans = [days(each.time) for each in moments]
    years = [int(each[:4]) for span in spans for each in span if each]
    first, last = min(years, default=0), max(years, default=0) + 1
    begin, end = date(max(first, 1), 1, 1).toordinal(), date(max(last, 2), 1, 1).toordinal()

    def place(day: str) -> float:
        return round((date.fromisoformat(day).toordinal() - begin) * 100 / (end - begin), 2)

    entries = []
    for moment, (earliest, latest) in zip(moments, spans, strict=True):
        x, stop = place(earliest) if earliest else 0.0, place(latest) if latest else 100.0
        wide = max(round(stop - x, 2), _THIN) if earliest or latest else 0.0
        ending = "" if earliest and latest else "end" if earliest else "begin"
        entry = Dated(
            record=moment.record,
            what=moment.what,
            time=wording.speech.date(moment.time),
            x=min(x, 100 - _THIN),
            wide=wide,
            open=ending,
            exact=earliest == latest,
        )
        entries.append(entry)
    return Timeline(entries, first, last if years else 0)


@dataclass(frozen=True, slots=True)
class _Moment:
    """A record and when it was, as it is written down; `what` says what was then."""

    record: Value
    what: str
    time: str


def _order(moment: _Moment) -> tuple[bool, str, str]:
    begin, end = days(moment.time)
    return not (begin or end), begin or end, moment.record.text


def _moments(wording: Wording, body: Mapping[str, Any], iris: Sequence[str]) -> Iterator[_Moment]:
    catalogue, collections = wording.edition.catalogue, wording.edition.mapping.vocabulary.by_collection
    classes = wording.edition.mapping.vocabulary.classes
    own = wording.item(body)
    for name in _TIMES:
        if name in body:
            yield _Moment(own, wording.speech.label(label_of(classes[body["type"]].fields[name].iri)), body[name])
    for group in {(each["collection"], each["field"]): each for each in body["facts"]}.values():
        record_class = collections[group["collection"]]
        name = next((each for each in _TIMES if each in record_class.fields), "")
        if not name or group["field"] == "evidence" or record_class.name in NO_CLAIMS:
            continue
        heading = HEADINGS.get((group["collection"], group["field"])) or label_of(record_class.iri)
        selection = Selection({group["field"]: iris[:1], name: (ANY,)}, sort=f"-{name}", limit=_EACH)
        for iri in catalogue.page(group["collection"], selection).iris:
            record = catalogue.record(iri)
            yield _Moment(wording.named(iri), wording.speech.label(heading), record.one(name))
