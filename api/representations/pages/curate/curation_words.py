"""The values of records in words, for whoever edits them: labels in their language, links to what is named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from starlette.requests import Request

from api.http.visitor import visitor_of
from api.representations.drafts import Draft, FieldDifference, Verdict
from api.representations.pages.naming import Namer
from api.representations.pages.rendering import grouped, root_of
from api.representations.pages.speech import Value
from kg.edition import Edition
from kg.records.passage import Passage, is_passage
from kg.reference import label_of
from kg.vocabulary import Field, FieldKind, RecordClass


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """A field before and after, in words."""

    label: str
    before: Sequence[Value]
    after: Sequence[Value]


@dataclass(frozen=True, slots=True)
class ClashRow:
    """A field that two people changed: as it was, as each of them has it, and who the other was."""

    name: str
    label: str
    base: Sequence[Value]
    yours: Sequence[Value]
    theirs: Sequence[Value]
    author: str
    version: int


class Words:
    """Puts the values of records into words."""

    def __init__(self, request: Request, edition: Edition) -> None:
        self._namer = Namer(edition, root_of(request), visitor_of(request).language)

    def rows(self, record_class: RecordClass, differences: Sequence[FieldDifference]) -> list[DifferenceRow]:
        """Tell differences."""
        fields = record_class.fields
        return [
            DifferenceRow(
                label_of(fields[each.field].iri),
                self.values(fields[each.field], each.before),
                self.values(fields[each.field], each.after),
            )
            for each in differences
        ]

    def clashes(self, draft: Draft, verdict: Verdict) -> Iterator[ClashRow]:
        """Tell conflicts; one of the record as a whole is where somebody removed it."""
        for each in verdict.conflicts:
            if each.field in draft.record_class.fields:
                field = draft.record_class.fields[each.field]
                base, yours, theirs = (self.values(field, own) for own in (each.base, each.yours, each.theirs))
                yield ClashRow(each.field, label_of(field.iri), base, yours, theirs, each.author, each.version)

    def values(self, field: Field, values: Sequence[str]) -> list[Value]:
        """Tell the values of a field."""
        return [self._value(field, each) for each in values]

    def _value(self, field: Field, value: str) -> Value:
        if field.kind is FieldKind.REFERENCE and "://" not in value:
            return self._namer.named(self._namer.edition.mapping.iri(value))
        if field.kind is FieldKind.CONCEPT:
            return Value(self._namer.term(field, value).text)
        if field.kind is FieldKind.EVIDENCE and is_passage(value):
            passage = Passage.of(value)
            place = f":{passage.start}-{passage.end}" if passage.has_place else ""
            return Value(f"{passage.document}{place}", f"{self._namer.root}/curate/read/{passage.document}")
        return Value(grouped(value) if field.is_number else value)
