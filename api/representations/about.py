"""What the graph covers, whose data it is, which gaps are known, and how to cite it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from api.http.negotiation import HTML, JSON, Representation
from api.representations.datasets import all_datasets
from api.representations.pages.about.about import about_page
from api.service import Service
from kg.catalogue import NO_CLAIMS, SHORTCOMINGS, Usage, address, years_ago
from kg.edition import Edition
from kg.reference import label_of
from kg.vocabulary import RecordClass

_SOURCES = 12
"""Documents that are named."""
_TIMES, _AMOUNTS = ("when", "financial_year", "published", "as_of", "decided", "asked"), ("amount", "value")
"""The fields that tell a time or an amount, the most usual first."""


@dataclass(frozen=True, slots=True)
class About:
    """An edition, as a request asks about it."""

    request: Request
    edition: Edition
    service: Service


def about_body(about: About) -> dict[str, Any]:
    """Tell what there is, and what is known to be missing."""
    edition, root = about.edition, str(about.request.base_url)
    catalogue, usage = edition.catalogue, edition.catalogue.usage()
    classes = edition.mapping.vocabulary.classes
    app, stale_before = about.request.app, years_ago()
    datasets = all_datasets(about.request, edition).bodies
    changed = about.service.log.origin(edition.version).time[:10] if edition.version else ""
    return {
        "version": edition.version,
        "title": app.title,
        "software": app.version,
        "records": sum(usage.classes.values()),
        "types": [_type(classes[name], usage) for name in usage.classes],
        "datasets": datasets,
        "sources": [*_sources(edition, root)],
        "gaps": [
            {
                "name": name,
                "title": each.title,
                "meaning": each.meaning,
                "total": len(catalogue.lacking(name, stale_before)),
                "links": {"self": f"{root}quality/{name}"},
            }
            for name, each in SHORTCOMINGS.items()
        ],
        "omissions": [*_omissions(usage)],
        "cite": {
            "text": _citation(app.title, edition.version, changed, datasets),
            "address": f"{root}about?version={edition.version}",
            "changed": changed,
        },
    }


def _sources(edition: Edition, root: str) -> Iterator[dict[str, Any]]:
    """Yield the documents that most records rest on."""
    documents = edition.catalogue.resting()[:_SOURCES]
    names = edition.catalogue.names(iri for iri, _ in documents)
    for iri, count in documents:
        links = {"self": root + address(iri, edition.mapping)}
        yield {"id": iri, "label": names[iri].label, "records": count, "links": links}


def _type(record_class: RecordClass, usage: Usage) -> dict[str, Any]:
    name = record_class.name
    return {
        "type": name,
        "collection": record_class.collection,
        "total": usage.classes[name],
        "cited": None if name in NO_CLAIMS else usage.cited.get(name, 0),
        "dated": _telling(record_class, usage, _TIMES),
        "amounts": _telling(record_class, usage, _AMOUNTS),
    }


def _telling(record_class: RecordClass, usage: Usage, fields: tuple[str, ...]) -> int | None:
    """Count the records that tell the first of some fields that their class has; None where it has none."""
    own = [record_class.fields[name] for name in fields if name in record_class.fields]
    # the value of an identifier is neither a time nor an amount
    first = next((field.name for field in own if field.is_number or field.name in _TIMES), None)
    return None if first is None else usage.fields.get((record_class.name, first), 0)


def _omissions(usage: Usage) -> Iterator[dict[str, Any]]:
    for (type_, field, iri), total in sorted(usage.terms.items(), key=lambda each: -each[1]):
        if (type_, field) == ("Omission", "reason"):
            yield {"reason": iri.rpartition("/")[2], "label": label_of(iri), "total": total}


def _citation(title: str, version: int, changed: str, datasets: Sequence[Mapping[str, Any]]) -> str:
    named = "; ".join(". ".join(filter(None, (each["title"] or each["name"], each["publisher"]))) for each in datasets)
    of_when, of_what = f" of {changed}" if changed else "", f" Datasets: {named}." if named else ""
    return f"{title}, version {version}{of_when}.{of_what}"


ABOUT: Mapping[Representation, Callable[[About], Any]] = {
    JSON: about_body,
    HTML: lambda about: about_page(about.request, about_body(about)),
}
"""What the graph covers."""
