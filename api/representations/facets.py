"""The facets of lists and searches as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kg.catalogue import DATASET, UNSURE, Facet, FacetValue, yearly_fields
from kg.edition import Edition
from kg.ontology import ONTOLOGY_IRI, ontology
from kg.reference import label_of
from kg.vocabulary import RecordClass

MOST_VALUES = 20
"""Values of a field that are counted."""

MOST_OF_PAGES = 50
"""Values of a field that are counted for a page, where they are folded and filtered."""

NOT_STATED, IN_NO_YEAR = "not stated", "in no one year"
_LABELS = {DATASET: "dataset", "type": "type", "evidence": "document"}


def facet_bodies(edition: Edition, record_class: RecordClass, facets: Iterable[Facet]) -> list[dict[str, Any]]:
    """Give facets of a class as JSON, each value with the label of what it names; years are in order, newest first."""
    facets, yearly = [*facets], yearly_fields(record_class)
    fields = {**record_class.fields, **yearly}
    base = edition.mapping.base_iri
    iris = {value.iri for facet in facets for value in facet.values if value.iri.startswith(base)}
    iris = {each for each in iris if not each.startswith(f"{ONTOLOGY_IRI}/")}
    names = edition.catalogue.names(iris)
    titles = {edition.mapping.graph(each.name).value: each.title for each in edition.datasets()}
    labels = {iri: name.label for iri, name in names.items()} | titles

    def label(value: str, iri: str) -> str:
        if iri:
            is_elsewhere = "://" in iri and not iri.startswith(base) and not ontology().label(iri)
            if iri == UNSURE:
                return IN_NO_YEAR
            return labels.get(iri) or (
                iri.partition("://")[2] if is_elsewhere else label_of(iri) if "://" in iri else value
            )
        return value or NOT_STATED

    return [
        {
            "field": facet.field,
            "label": _LABELS.get(facet.field) or label_of(fields[facet.field].iri),
            "values": [
                {"value": each.value, "label": label(each.value, each.iri), "total": each.total}
                for each in (_newest_first(facet.values) if facet.field in yearly else facet.values)
            ],
            "more": facet.more,
        }
        for facet in facets
    ]


def _newest_first(values: Iterable[FacetValue]) -> list[FacetValue]:
    """Put years in order; what is no year comes behind them."""
    return sorted(values, key=lambda each: (each.value.isdecimal(), each.value), reverse=True)
