"""The ontology: as RDF, and as a dictionary that tells how much of it the graph uses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from starlette.requests import Request

from api.http.negotiation import HTML, JSON, Representation
from api.representations.pages.about.dictionary import dictionary_page
from api.representations.statements import DESCRIPTION
from kg.catalogue import Selection, Usage
from kg.edition import Edition
from kg.ontology import ONTOLOGY_IRI, ontology
from kg.records import Record
from kg.reference import concepts, label_of, narrowable, needed, schemes
from kg.store.rdf import PREFIXES, compact
from kg.vocabulary import Field, FieldKind, RecordClass

_SKOS, _RDFS = PREFIXES["skos"], PREFIXES["rdfs"]
_RELATIONS = {
    "subClassOf": f"{_RDFS}subClassOf",
    "subPropertyOf": f"{_RDFS}subPropertyOf",
    "exactMatch": f"{_SKOS}exactMatch",
    "closeMatch": f"{_SKOS}closeMatch",
    "relatedMatch": f"{_SKOS}relatedMatch",
    "seeAlso": f"{_RDFS}seeAlso",
}
_LOOKED_AT = 20
"""Records of a class among which the one that tells most is its example."""
_TAKES = {
    FieldKind.REFERENCE: "record",
    FieldKind.CONCEPT: "term",
    FieldKind.FIELD: "name of a field",
    FieldKind.EVIDENCE: "passage",
}
_LITERALS = {"string": "text", "decimal": "number", "integer": "whole number", "EDTF": "date", "anyURI": "web address"}


@dataclass(frozen=True, slots=True)
class Vocabularies:
    """The ontology, as a request asks for it, of an edition."""

    request: Request
    edition: Edition


def dictionary_body(vocabularies: Vocabularies) -> dict[str, Any]:
    """Give classes, properties and schemes, each with how many records use it."""
    edition = vocabularies.edition
    usage, classes = edition.catalogue.usage(), edition.mapping.vocabulary.classes
    examples = {name: example for name in usage.classes if (example := _example(edition, classes[name]))}
    terms: Counter[str] = Counter()
    for (_, _, iri), count in usage.terms.items():
        terms[iri] += count
    return {
        "version": edition.version,
        "classes": [_class(each, usage, examples.get(each.name), edition) for each in classes.values()],
        "properties": [*_properties(usage, examples, edition)],
        "schemes": [_scheme(name, terms) for name in schemes()],
    }


def _example(edition: Edition, record_class: RecordClass) -> Record | None:
    """Choose the record that tells most, of the first few of a class."""
    page = edition.catalogue.page(record_class.collection, Selection(limit=_LOOKED_AT))
    records = [edition.catalogue.record(iri) for iri in page.iris]
    return max(records, key=lambda each: len(each.values), default=None)


def _class(record_class: RecordClass, usage: Usage, example: Record | None, edition: Edition) -> dict[str, Any]:
    name, iri = record_class.name, edition.mapping.iri(example.id) if example else ""
    return {
        "name": name,
        "iri": record_class.iri,
        "collection": record_class.collection,
        "label": label_of(record_class.iri),
        "definition": ontology().definition(record_class.iri),
        "total": usage.classes.get(name, 0),
        "cited": usage.cited.get(name, 0),
        "mappings": [*_mappings(record_class.iri)],
        "fields": [
            {
                "name": field.name,
                "property": field.iri,
                "needed": field.name in needed(name),
                "total": usage.fields.get((name, field.name), 0),
            }
            for field in record_class.fields.values()
        ],
        "example": {"id": iri, "label": edition.catalogue.label(iri)} if example else None,
    }


def _properties(usage: Usage, examples: Mapping[str, Record], edition: Edition) -> Iterator[dict[str, Any]]:
    """Yield the properties in the order of their short names, with the fields that are written as each."""
    uses: dict[str, list[tuple[RecordClass, Field]]] = {}
    for record_class in edition.mapping.vocabulary.classes.values():
        for field in record_class.fields.values():
            uses.setdefault(field.iri, []).append((record_class, field))
    for iri in sorted(uses, key=compact):
        field = uses[iri][0][1]
        totals = [
            (record_class, each, usage.fields.get((record_class.name, each.name), 0))
            for record_class, each in uses[iri]
        ]
        values = (
            value
            for record_class, each in uses[iri]
            if record_class.name in examples
            for value in islice(examples[record_class.name].values.get(each.name, ()), 1)
        )
        yield {
            "iri": iri,
            "name": compact(iri),
            "label": label_of(iri),
            "definition": ontology().definition(iri),
            "takes": _takes(field),
            "scheme": field.scheme_name if field.kind is FieldKind.CONCEPT and not field.spans_schemes else None,
            "many": field.many,
            "total": sum(total for _, _, total in totals),
            "uses": [
                {"type": record_class.name, "field": each.name, "total": total} for record_class, each, total in totals
            ],
            "example": next(values, None),
            "mappings": [*_mappings(iri)],
        }


def _takes(field: Field) -> str:
    literal = field.datatype.replace("/", "#").rpartition("#")[2]
    return _TAKES.get(field.kind) or _LITERALS.get(literal, literal)


def _scheme(name: str, terms: Mapping[str, int]) -> dict[str, Any]:
    iri = f"{ONTOLOGY_IRI}/{name}"
    return {
        "name": name,
        "iri": iri,
        "label": label_of(iri),
        "definition": ontology().definition(iri),
        "narrowable": name in narrowable(),
        "terms": [
            {
                "name": each.name,
                "iri": each.iri,
                "label": each.label,
                "definition": each.definition,
                "total": terms.get(each.iri, 0),
                "mappings": [*_mappings(each.iri)],
            }
            for each in concepts(name)
        ],
    }


def _mappings(iri: str) -> Iterator[dict[str, str]]:
    for relation, property_ in _RELATIONS.items():
        for other in ontology().texts(iri, property_):
            if "://" in other:
                yield {"relation": relation, "iri": other}


def _rdf(representation: Representation) -> Callable[[Vocabularies], Any]:
    return lambda _: DESCRIPTION[representation](ontology().quads)


ONTOLOGY: Mapping[Representation, Callable[[Vocabularies], Any]] = {
    **{each: _rdf(each) for each in DESCRIPTION},
    JSON: dictionary_body,
    HTML: lambda each: dictionary_page(each.request, each.edition, dictionary_body(each)),
}
"""The ontology: RDF first."""
