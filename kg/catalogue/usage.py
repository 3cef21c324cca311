"""How much the vocabulary is used: records of each class, those that tell each field, those that name each term."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pyroaring import BitMap

from kg.catalogue import layout as of
from kg.catalogue.database import Database
from kg.catalogue.layout import Layout
from kg.catalogue.postings import Postings
from kg.vocabulary import FieldKind


@dataclass(frozen=True, slots=True)
class Usage:
    """Numbers of records: by class, by class and field, and by class, field and the IRI of a term; none are left out.

    `cited` are those with evidence, by class.
    """

    classes: Mapping[str, int]
    fields: Mapping[tuple[str, str], int]
    terms: Mapping[tuple[str, str, str], int]
    cited: Mapping[str, int]


def usage_of(database: Database, layout: Layout) -> Usage:
    """Count them all; records that are shown as one count each."""
    postings, classes = Postings(database), layout.mapping.vocabulary.classes
    members = {name: postings.get(of.MEMBERS, name) for name in classes}
    cited = postings.get(of.TELLS, "document")
    telling: dict[int, BitMap] = {}
    naming: dict[int, Mapping[str, BitMap]] = {}
    fields: dict[tuple[str, str], int] = {}
    terms: dict[tuple[str, str, str], int] = {}
    for name, numbered in layout.fields.items():
        for number, field in numbered:
            if number not in telling:
                is_evidence = field.kind is FieldKind.EVIDENCE
                telling[number] = cited if is_evidence else postings.get(of.TELLS, str(number))
            if count := len(telling[number] & members[name]):
                fields[name, field.name] = count
            if not count or field.kind is not FieldKind.CONCEPT:
                continue
            if number not in naming:
                naming[number] = _column(postings, layout, number)
            for iri, records in naming[number].items():
                if having := len(records & members[name]):
                    terms[name, field.name, iri] = having
    return Usage(
        {name: len(records) for name, records in members.items() if records},
        fields,
        terms,
        {name: count for name, records in members.items() if (count := len(records & cited))},
    )


def _column(postings: Postings, layout: Layout, space: int) -> Mapping[str, BitMap]:
    keys = ((key, key.partition(" ")) for key in postings.keys(space))
    return {layout.text(mark, value): postings.get(space, key) for key, (mark, _, value) in keys}
