"""Choosing records: which of a collection pass the filters of a list."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import islice
from operator import and_

from pyroaring import BitMap

from kg.catalogue import layout as of
from kg.catalogue.database import Database
from kg.catalogue.entries import block_key
from kg.catalogue.layout import DERIVED, Layout, key, sort_text
from kg.catalogue.postings import LAST, Postings
from kg.catalogue.sameness import Sameness
from kg.catalogue.selection import ANY, DATASET, SEPARATE, Selection
from kg.catalogue.years import demand_years, year_of, yearly_fields
from kg.dates import begins_after, demand_date, ends_before
from kg.errors import LOOK, KgError, UnknownField, UnknownName
from kg.ontology import listed_values
from kg.records.values import canonical, fault
from kg.reference import concepts
from kg.sentences import Sentence
from kg.spelling import fold, spellings
from kg.store.literals import as_stored
from kg.store.rdf import PREFIXES, text_of
from kg.terms import COLLECTION, TERM
from kg.vocabulary import Field, FieldKind, RecordClass

_PUBLISHED = f"{PREFIXES['dcterms']}issued"
_EDTF = f"{PREFIXES['edtf']}EDTF"
_SIMILAR = 5
"""Records that are named where one is not there."""

_DAY = r"(?:\d{4}|XXXX)(?:-\d\d){0,2}[~?]?"
FORMS = {
    f"{PREFIXES['xsd']}decimal": (r"-?\d+(?:\.\d+)?", "a plain number, such as 1250000.50"),
    f"{PREFIXES['xsd']}integer": (r"-?\d+", "a whole number, such as 30"),
    f"{PREFIXES['xsd']}duration": (r"P[\dYMDTHS.]+", "a duration, such as P4Y or P18M"),
    _EDTF: (
        rf"\.\./{_DAY}|{_DAY}(?:/(?:{_DAY}|\.\.)?)?",
        "a date as records have it, such as 2025, 2025-03, 2025-03-14 or 2024/2026",
    ),
}
"""What a value of a datatype looks like at all, and how to say it: a filter by anything else would find nothing."""


@dataclass(frozen=True, slots=True)
class ChosenParts:
    """Records chosen filter by filter: those that pass all that has no name, and by name those that pass a filter."""

    base: BitMap
    by_filter: Mapping[str, BitMap]

    @property
    def all(self) -> BitMap:
        """The records that pass every filter."""
        return reduce(and_, self.by_filter.values(), self.base)

    def without(self, name: str) -> BitMap:
        """Give the records that pass every filter but one."""
        return reduce(and_, (part for each, part in self.by_filter.items() if each != name), self.base)


class RecordChoice:
    """Chooses records of one index."""

    def __init__(self, database: Database, layout: Layout, find: Callable[[str], BitMap], sameness: Sameness) -> None:
        """`find` gives what a search finds."""
        self._database, self._layout, self._found, self._sameness = database, layout, find, sameness
        self._postings = Postings(database)

    def of(self, collection: str, record_class: RecordClass, selection: Selection) -> BitMap:
        """Choose the records of a collection that a selection is about. Raises UnknownField, KgError."""
        records = self.parts(collection, record_class, selection).all
        return records if selection.members == SEPARATE else self._sameness.united(records)

    def parts(self, collection: str, record_class: RecordClass, selection: Selection) -> ChosenParts:
        """Choose records filter by filter, each by itself, also where several are one. Raises as :meth:`of` does."""
        is_separate, yearly = selection.members == SEPARATE, yearly_fields(record_class)
        parts = {
            name: self._in_years(record_class, name, yearly[name], values)
            if name in yearly
            else self._with_value(record_class, filter_field(record_class, name), values, is_separate=is_separate)
            for name, values in selection.filters.items()
        }
        if selection.datasets:
            parts[DATASET] = self._postings.union(of.DATASETS, self._dataset_keys(selection.datasets))
        records = self.members(record_class.name)
        if fold(selection.search):
            hits = self._found(selection.search)
            hits = hits if is_separate else self._sameness.widened(hits)
            is_any = not (record_class.name or parts)  # what is named need not be a record
            records = hits if is_any else records & hits
        for name, (least, most) in selection.ranges.items():
            records = records & self._between(record_class, usable_field(record_class, name), least, most)
        if collection in DERIVED:
            records = records & self._postings.get(of.PLAYS, collection)
        if selection.known_by:
            demand_date(selection.known_by)
            records = records - self._not_known(record_class, selection.known_by)
        return ChosenParts(records, parts)

    def _dataset_keys(self, names: Sequence[str]) -> list[str]:
        """Give the keys of datasets. Raises UnknownName for one that tells of no record."""
        begin = self._layout.mapping.graph("").value
        keys = {self._layout.iri_key(f"{begin}{each}"): each for each in names}
        present = self._postings.keys(of.DATASETS)
        for key_, name in keys.items():
            if key_ not in present:
                raise UnknownName("dataset", name, [each.rpartition("/")[2] for each in present])
        return [*keys]

    def pointing(self, record_class: RecordClass, field: Field, *iris: str) -> BitMap:
        """Find the records of a class, or of any, that point at any of some things with a field."""
        pointing = self._postings.union(self._space(field), map(self._layout.iri_key, iris))
        return pointing & self.members(record_class.name) if pointing else pointing

    def members(self, class_name: str) -> BitMap:
        """Find the records of a class, or of any for an empty name."""
        if not class_name:
            return self._postings.union(of.MEMBERS, self._layout.classes)
        return self._postings.get(of.MEMBERS, class_name)

    def _with_value(
        self, record_class: RecordClass, field: Field, values: Sequence[str], *, is_separate: bool
    ) -> BitMap:
        """Find the records with one of the values, or that tell any, or none."""
        space = self._space(field)
        keys = {
            key(*self._layout.mark(each))
            for value in values
            if value not in ("", ANY)
            for each in self.terms(record_class, field, value, is_separate=is_separate)
        }
        return self._postings.union(space, sorted(keys)) | self._telling(record_class, field, values)

    def _in_years(self, record_class: RecordClass, name: str, field: Field, values: Sequence[str]) -> BitMap:
        """Find the records with a date of a field that is in one of the years, or that tell any, or none."""
        demand_years(name, values)
        keys = self.dates_in_years(field, values)
        records = self._postings.union(self._space(field), keys) & self.members(record_class.name)
        return records | self._telling(record_class, field, values)

    def dates_in_years(self, field: Field, years: Sequence[str]) -> list[str]:
        """List the keys of the dates of a field that are in some years."""
        return [each for each in self._postings.keys(self._layout.numbers[field.iri]) if year_of(_value(each)) in years]

    def _telling(self, record_class: RecordClass, field: Field, values: Sequence[str]) -> BitMap:
        """Find the records that tell a field, where that is among the values, and those that do not, where that is."""
        records, space = BitMap(), self._space(field)
        telling = "document" if field.kind is FieldKind.EVIDENCE else str(space)
        if ANY in values:
            records |= self._postings.get(of.TELLS, telling)
        if "" in values:
            members = self.members(record_class.name)
            records |= members - self._postings.get(of.TELLS, telling)
        return records

    def terms(self, record_class: RecordClass, field: Field, value: str, *, is_separate: bool) -> set[str]:
        """Give the terms that a value stands for, as records tell it and as others may have composed its letters.

        Of evidence these are documents. Raises UnknownField and KgError for what no record could have.
        """
        mapping = self._layout.mapping
        if field.kind is FieldKind.EVIDENCE:
            document = mapping.reference(value)
            if not document.startswith("documents/"):
                raise KgError(
                    Sentence("%(field)s: %(value)r is no document", field=field.name, value=value),
                    Sentence("Write documents/ and its id."),
                )
            self._demand_there(record_class, field, document)
            return self._together([mapping.iri(document)], is_separate=is_separate)
        if field.kind is FieldKind.CONCEPT:
            name = mapping.value(field, value)
            self._demand_term(field, name)
            return {f"<{each}>" for each in self._narrower(text_of(mapping.term(field, name)))}
        reference = mapping.reference(value)
        if field.kind is FieldKind.REFERENCE and (message := fault(field, canonical(field, reference))):
            raise KgError(f"{field.name}: {message}", self._similar(value))
        text = _spelt(field, value, reference)
        if field.kind is FieldKind.REFERENCE:
            self._demand_there(record_class, field, text)
            iris = [text_of(as_stored(mapping.term(field, each))) for each in spellings(text)]
            return self._together(iris, is_separate=is_separate)
        return {str(as_stored(mapping.term(field, each))) for each in spellings(text)}

    def _together(self, iris: Sequence[str], *, is_separate: bool) -> set[str]:
        """Give records, and those that are one with them, as terms."""
        together = iris if is_separate else [each for iri in iris for each in self._sameness.together(iri)]
        return {f"<{each}>" for each in together}

    def _demand_there(self, record_class: RecordClass, field: Field, reference: str) -> None:
        """Raise UnknownField for what is neither a record here nor referred to, with those of a similar name."""
        iris = [self._layout.mapping.iri(each) for each in spellings(reference)]
        there = any(
            self._database.one("SELECT 1 FROM thing WHERE iri = ? AND facts IS NOT NULL", (each,)) for each in iris
        )
        if there or "://" in reference or any(self.pointing(record_class, field, each) for each in iris):
            return
        collection, _, name = reference.partition("/")
        fix = self._similar(name.replace("-", " "), f"{collection}/") or LOOK
        raise KgError(Sentence("%(field)s: there is no %(reference)r here", field=field.name, reference=reference), fix)

    def _similar(self, name: str, collection: str = "") -> str:
        """Say which records, of a collection or any, have a similar name; nothing where none has."""
        rows = self._database.rows_in("SELECT iri FROM thing WHERE number IN", self._found(name))
        ids = (each for (iri,) in rows if (each := self._layout.mapping.reference(iri)).startswith(collection))
        names = ", ".join(sorted(islice(ids, _SIMILAR)))
        return Sentence("Known by a similar name: %(names)s.", names=names) if names else ""

    def _demand_term(self, field: Field, name: str) -> None:
        """Raise UnknownField for what is neither a term of ours that can stand in a field, nor one of a dataset."""
        ours = [entry.name for entry in concepts(field.scheme_name)]
        if name not in ours:
            rows = self._database.rows_in("SELECT iri FROM thing WHERE number IN", self.members(self._terms.name))
            others = [iri.removeprefix(self._layout.mapping.iri(COLLECTION)) for (iri,) in rows]
            if name not in others:
                raise UnknownField(Sentence("term of %(scheme)s", scheme=field.scheme_name), name, [*ours, *others])

    def _narrower(self, term: str) -> list[str]:
        """List a term and all that are narrower, by IRI."""
        broader, terms = self._terms.fields["broader"], [term]
        for each in terms:
            numbers = self.pointing(self._terms, broader, each)
            rows = self._database.rows_in("SELECT iri FROM thing WHERE number IN", numbers) if numbers else ()
            terms += [iri for (iri,) in rows if iri not in terms]
        return terms

    @property
    def _terms(self) -> RecordClass:
        return self._layout.mapping.vocabulary.by_iri[TERM]

    def _space(self, field: Field) -> int:
        """Give the space in which the values of a field are keys; of evidence these are the documents."""
        return of.DOCUMENTS if field.kind is FieldKind.EVIDENCE else self._layout.numbers[field.iri]

    def _between(self, record_class: RecordClass, field: Field, least: str, most: str) -> BitMap:
        """Find the records of which a number is in a range, or a time is not certainly outside of it."""
        property_ = self._layout.numbers[field.iri]
        if field.datatype == _EDTF:
            for date in filter(None, (least, most)):
                demand_date(date)
            if least and most and begins_after(least, most):
                raise KgError(
                    Sentence("%(field)s: %(least)s is after %(most)s", field=field.name, least=least, most=most),
                    Sentence("Give the earlier date first."),
                )
            return self._postings.union(property_, self.dates_between(field, least, most))
        if field.datatype not in of.NUMBERS:
            raise KgError(
                Sentence("%(field)s has no order in which there are ranges", field=field.name),
                Sentence("Ask for a field of numbers or dates."),
            )
        ends = [sort_text(field, _spelt(field, each, each)) if each else each for each in (least, most)]
        if most and ends[0] > ends[1]:
            raise KgError(
                Sentence("%(field)s: %(least)s is more than %(most)s", field=field.name, least=least, most=most),
                Sentence("Give the smaller number first."),
            )
        return self._in_order(self._layout.classes[record_class.name], property_, ends[0], ends[1] or LAST)

    def dates_between(self, field: Field, least: str, most: str) -> list[str]:
        """List the keys of the dates of a field that are not certainly outside of a range."""
        return [
            each
            for each in self._postings.keys(self._layout.numbers[field.iri])
            if not (least and ends_before(_value(each), least)) and not (most and begins_after(_value(each), most))
        ]

    def _in_order(self, class_number: int, property_: int, least: str, most: str) -> BitMap:
        """Find the records whose place in an order of numbers is between two others.

        Blocks that are wholly between them are taken as they are; of the one or two at the ends, rows are read.
        """
        begin, whole, records = block_key(class_number, property_, ""), list[str](), BitMap()
        for key_ in self._postings.keys(of.BLOCKS, begin):
            block = key_.removeprefix(begin)
            first, last = max(block, least), min(block + LAST, most)
            if (first, last) == (block, block + LAST):
                whole.append(key_)
            elif first <= last:
                query = "SELECT number FROM place WHERE class = ? AND property = ? AND key BETWEEN ? AND ?"
                rows = self._database.rows(query, (class_number, property_, first, last))
                records |= BitMap([number for (number,) in rows])
        return records | self._postings.union(of.BLOCKS, whole)

    def _not_known(self, record_class: RecordClass, date: str) -> BitMap:
        """Find the records that cannot have been known by a date (:func:`kg.dates.was_known`)."""
        later = BitMap()
        if "as_of" in record_class.fields:
            property_ = self._layout.numbers[record_class.fields["as_of"].iri]
            later |= self._postings.union(property_, self._later(property_, date))
        published = self._layout.numbers[_PUBLISHED]
        numbers = self._postings.union(published, self._later(published, date))
        rows = self._database.rows_in("SELECT iri FROM thing WHERE number IN", numbers)
        late = {self._layout.iri_key(iri) for (iri,) in rows}
        others = (each for each in self._postings.keys(of.DOCUMENTS) if each not in late)
        return later | (self._postings.get(of.TELLS, "document") - self._postings.union(of.DOCUMENTS, others))

    def _later(self, property_: int, date: str) -> list[str]:
        return [each for each in self._postings.keys(property_) if begins_after(_value(each), date)]


def filter_field(record_class: RecordClass, name: str) -> Field:
    """Find a field by which records are filtered: any, evidence by its document. Raises UnknownField."""
    if name not in record_class.fields:
        raise UnknownField(
            Sentence("field of %(table)s to filter by", table=record_class.collection), name, record_class.fields
        )
    return record_class.fields[name]


def usable_field(record_class: RecordClass, name: str) -> Field:
    """Find a field with an order, by which records are sorted and of which there are ranges. Raises UnknownField."""
    usable = {each.name: each for each in record_class.fields.values() if each.kind is not FieldKind.EVIDENCE}
    if name not in usable:
        raise UnknownField(Sentence("field of %(table)s to sort by", table=record_class.collection), name, usable)
    return usable[name]


def _spelt(field: Field, value: str, reference: str) -> str:
    """Spell a value as a record would. Raises KgError where no record could."""
    text = canonical(field, reference)
    if message := fault(field, text):
        raise KgError(f"{field.name}: {message}")
    form, example = FORMS.get(field.datatype, ("", ""))
    if form and not re.fullmatch(form, text, re.ASCII):
        raise KgError(
            Sentence(
                "%(field)s: %(value)r is not %(example)s", field=field.name, value=value, example=Sentence(example)
            )
        )
    listed, message = listed_values().get(field.iri, (frozenset(), ""))
    if listed and text not in listed:
        raise KgError(
            Sentence("%(field)s: %(value)r is none that a record could have", field=field.name, value=value),
            Sentence(message),
        )
    return text


def _value(key_: str) -> str:
    """Give the value of a key that was short enough to stand in it."""
    return key_.partition(" ")[2]
