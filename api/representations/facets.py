"""The facets of lists and searches as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kg.catalogue import DATASET, Facet
from kg.edition import Edition
from kg.ontology import ONTOLOGY_IRI, ontology
from kg.reference import label_of
from kg.vocabulary import RecordClass

MOST_VALUES = 20
"""Values of a field that are counted."""

MOST_OF_PAGES = 50
"""Values of a field that are counted for a page, where they are folded and filtered."""

NOT_STATED = "not stated"
_LABELS = {DATASET: "dataset", "type": "type", "evidence": "document"}


def facet_bodies(edition: Edition, record_class: RecordClass, facets: Iterable[Facet]) -> list[dict[str, Any]]:
    """Give facets of a class as JSON, each value with the label of what it names."""
    facets = [*facets]
    base = edition.mapping.base_iri
    iris = {value.iri for facet in facets for value in facet.values if value.iri.startswith(base)}
    iris = {each for each in iris if not each.startswith(f"{ONTOLOGY_IRI}/")}
    names = edition.catalogue.names(iris)
    titles = {edition.mapping.graph(each.name).value: each.title for each in edition.datasets()}
    labels = {iri: name.label for iri, name in names.items()} | titles

    def label(value: str, iri: str) -> str:
        if iri:
            is_elsewhere = "://" in iri and not iri.startswith(base) and not ontology().label(iri)
            return labels.get(iri) or (
                iri.partition("://")[2] if is_elsewhere else label_of(iri) if "://" in iri else value
            )
        return value or NOT_STATED

    return [
        {
            "field": facet.field,
            "label": _LABELS.get(facet.field) or label_of(record_class.fields[facet.field].iri),
            "values": [
                {"value": each.value, "label": label(each.value, each.iri), "total": each.total}
                for each in facet.values
            ],
            "more": facet.more,
        }
        for facet in facets
    ]
