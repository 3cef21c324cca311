"""Curating by reading: what the graph and the texts give to whoever makes records of a document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.catalogue import SEPARATE, Catalogue, Selection
from kg.catalogue.ranking import EQUAL
from kg.characters import settled
from kg.citing.prefill import NAMED, Prefilled, prefill
from kg.citing.reading import CitedPassage, Reading, cited_passages, read
from kg.edition import Edition
from kg.forms import Entry, FormField, form_of
from kg.records import Passage, Record
from kg.records.passage import is_passage
from kg.records.values import canonical, is_reference
from kg.spelling import slug
from kg.texts import SourceTexts, digest
from kg.vocabulary import FieldKind

_NAMED = re.compile(r"\((?P<id>[a-z]+/[a-z0-9]+(?:-[a-z0-9]+)*)\)\s*$")
_BEARERS = 6
"""Things of one name that are offered."""
_LONGEST_ID = 80


@dataclass(frozen=True, slots=True)
class Selected:
    """A passage that somebody has selected in a document; `words` are empty where the text is not here."""

    document: str
    start: int
    end: int
    words: str = ""
    digest: str = ""

    @property
    def evidence(self) -> str:
        """Give it as a record cites it, a whole document where there is no digest."""
        return str(Passage(self.document, self.start, self.end, self.digest))


def passages_of(edition: Edition, document: Record) -> list[CitedPassage]:
    """List where the records rest on a document."""
    return cited_passages(document.slug, edition.catalogue.records_citing(edition.mapping.iri(document.id)))


def reading_of(edition: Edition, document: Record, texts: SourceTexts) -> Reading:
    """Lay out the text of a document with the passages of its records. Raises NotAtHand, and Contradicted."""
    sources = source_of(edition, document)
    texts.text(document, sources)  # before all the records are read for nothing
    return read(document, sources, [*edition.catalogue.records_citing(edition.mapping.iri(document.id))], texts)


def source_of(edition: Edition, document: Record) -> dict[str, Record]:
    """Find the source of a document, by its id; none where it has none here."""
    name = document.one("source")
    iri = edition.mapping.iri(name) if name else ""
    return {name: edition.catalogue.record(iri)} if name and edition.catalogue.type_of(iri) else {}


def select(text: str, document: str, start: int, end: int) -> Selected:
    """Select characters of a text, without spaces at the ends; as far as there are any."""
    start, end = max(0, min(start, len(text))), max(0, min(end, len(text)))
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    words = words.strip()
    return Selected(document, start, start + len(words), words, digest(words) if words else "")


def prefilled(edition: Edition, class_name: str, selected: Selected) -> Prefilled:
    """Read a passage for a record of a class, with the passage as its evidence."""
    catalogue = edition.catalogue
    outcome = prefill(class_name, selected.words, lambda name: bearers(catalogue, name))
    return Prefilled({**outcome.values, "evidence": (selected.evidence,)}, outcome.mentions)


def stated_already(
    edition: Edition, class_name: str, values: Mapping[str, Sequence[str]], own: str
) -> Iterator[tuple[str, str]]:
    """Yield the other records of a class that tell the same amount of words that they share, by id and label.

    `own` is the id of the record itself, empty for a new one.
    """
    record_class = edition.mapping.vocabulary.classes[class_name]
    if not values.get("amount") or "amount" not in record_class.fields:
        return
    amount = canonical(record_class.fields["amount"], values["amount"][0])
    places = [each for each in map(Passage.of, filter(is_passage, values.get("evidence", ()))) if each.has_place]
    collection = edition.mapping.iri(f"{record_class.collection}/")
    documents = {edition.mapping.iri(f"documents/{each.document}") for each in places}
    there = [each for each in documents if edition.catalogue.type_of(each)]
    iris = {iri for each in there for iri in edition.catalogue.citing(each) if iri.startswith(collection)}
    for record in map(edition.catalogue.record, sorted(iris)):
        is_alike = record.one("amount") == amount and record.values.get("currency", ()) == values.get("currency", ())
        if record.id != own and is_alike and _share_words(places, record):
            yield record.id, edition.catalogue.label(edition.mapping.iri(record.id))


def _share_words(places: Sequence[Passage], record: Record) -> bool:
    cited = [each for each in map(Passage.of, filter(is_passage, record.values.get("evidence", ()))) if each.has_place]
    return any(
        one.document == other.document and one.start < other.end and other.start < one.end
        for one in places
        for other in cited
    )


def known_names(catalogue: Catalogue, most: int) -> Iterator[tuple[str, str, str, str]]:
    """Yield what is called by a name, as far as passages mention it: the name, and id, label and class of the thing.

    Nothing is yielded of a graph with more than `most` names.
    """
    classes = catalogue.mapping.vocabulary.classes
    collections = [classes[each].collection for each in (*sorted(NAMED - {"Name"}), "Name")]
    totals = (catalogue.page(each, Selection({}, limit=1, members=SEPARATE)).total for each in collections)
    if sum(totals) > most:
        return
    things: dict[str, tuple[str, str]] = {}
    for class_name in sorted(NAMED - {"Name"}):
        for record in catalogue.records(class_name):
            label = catalogue.label(catalogue.mapping.iri(record.id))
            things[record.id] = label, class_name
            yield label, record.id, label, class_name
    for record in catalogue.records("Name"):
        if record.one("name_of") in things:
            yield record.one("name"), record.one("name_of"), *things[record.one("name_of")]


def bearers(catalogue: Catalogue, name: str) -> list[tuple[str, str, str]]:
    """List what bears exactly a name, whatever the case: each by id, label and class."""
    hits = [each for each in catalogue.find(name, limit=_BEARERS).hits if each.tier == EQUAL]
    names = catalogue.names(each.iri for each in hits)
    return [(catalogue.mapping.reference(iri), each.label, each.type) for iri, each in names.items()]


def named(edition: Edition, reference: str) -> str:
    """Write a reference so that people read it and :func:`values_of` takes it in: the label, and the id in brackets.

    What is no record here stays as it is.
    """
    iri = edition.mapping.iri(reference)
    return f"{edition.catalogue.label(iri)} ({reference})" if edition.catalogue.type_of(iri) else reference


def values_of(edition: Edition, class_name: str, pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Read the values that somebody typed into a form: settled, without blanks, references by their ids.

    A name that one thing alone bears, of those that a field may refer to, stands for that thing.
    """
    typed: dict[str, list[str]] = {}
    for name, text in pairs:
        if value := settled(text.replace("\r\n", "\n")).strip():
            typed.setdefault(name, []).append(value)
    fields = {each.name: each for each in form_of(class_name)}
    return {
        name: tuple(dict.fromkeys(_read(edition, fields[name], each) for each in typed[name]))
        for name in fields
        if name in typed
    }


def _read(edition: Edition, field: FormField, text: str) -> str:
    if field.entry is not Entry.REFERENCE or is_reference(text) or "://" in text:
        return text
    if match := _NAMED.search(text):
        return match["id"]
    ids = {id_ for id_, _, type_ in bearers(edition.catalogue, text) if type_ in field.targets}
    return ids.pop() if len(ids) == 1 else text


def proposed_id(edition: Edition, class_name: str, values: Mapping[str, Sequence[str]]) -> str:
    """Make an id of a record that has none of its label, or else of what it refers to; it is one that is free.

    It is empty where there is nothing to make one of.
    """
    record_class = edition.mapping.vocabulary.classes[class_name]
    texts = [text for name in ("label", "name", "title") for text in values.get(name, ())][:1]
    for name, field in () if texts else record_class.fields.items():
        if field.kind is FieldKind.REFERENCE or (field.kind is FieldKind.CONCEPT and name != "confidence"):
            texts += [each.rpartition("/")[2] for each in values.get(name, ())[:1]]
    stem = slug(" ".join(texts))[:_LONGEST_ID].strip("-")
    if not stem:
        return ""
    stem, number = f"{record_class.collection}/{stem}", 1
    while edition.catalogue.type_of(edition.mapping.iri(stem if number == 1 else f"{stem}-{number}")):
        number += 1
    return stem if number == 1 else f"{stem}-{number}"
