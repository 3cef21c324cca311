"""What the index holds of one thing: its facts, and the keys, places and texts that follow from them. All is pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from kg.catalogue import layout as of
from kg.catalogue.layout import Fact, Layout, block_of, key
from kg.curated import Curated
from kg.records import Record
from kg.spelling import initials
from kg.store.rdf import PREFIXES, NamedNode
from kg.store.statements import RDF_TYPE, Statement, is_iri, text_of
from kg.vocabulary import FieldKind

_SOURCE = f"<{PREFIXES['prov']}hadPrimarySource>"
_WORD = re.compile(r"\w+")
_SIGN = re.compile(r"[^\w\s]")

LENGTH_BITS = 23
"""Bits of the number of a text below those of its length: some 8 million texts of one length have room."""

LONGEST = (1 << 9) - 1
"""The length that counts for every text that is longer."""

Key = tuple[int, str]
"""A space of postings, and a key in it."""


class SortPlace(NamedTuple):
    """Where a record stands in one order of its class."""

    class_number: int
    property: int
    key: str
    iri: str


class Text(NamedTuple):
    """A text that names something."""

    text: str
    owner: str


def facts_of(records: Curated, iri: str, layout: Layout) -> list[Fact]:
    """Read what a store says of a record, as far as the index holds it, and what it is shown as."""
    facts = facts_from(iri, records.about(f"<{iri}>"), records.about, layout)
    canonicals = [(of.CANONICAL, *layout.mark(str(quad.object))) for quad in records.canonical_links(NamedNode(iri))]
    return sorted([*facts, *canonicals]) if canonicals else facts


def facts_from(
    iri: str, own: Iterable[Statement], about: Callable[[str], Iterable[Statement]], layout: Layout
) -> list[Fact]:
    """Take the facts about `iri` out of what is said of its own node; `about` gives what is said of its evidence."""
    facts: set[Fact] = set()
    fragment = f"<{iri}#"
    for _, predicate, term, graph in own:
        number = layout.numbers.get(predicate[1:-1])
        if number is None:
            if predicate == RDF_TYPE:
                record_class = layout.mapping.vocabulary.by_iri.get(text_of(term))
                if record_class is not None:
                    facts.add((of.TYPE, "", record_class.name))
                    facts.add((of.DATASET, *layout.mark(graph)))
        elif number in layout.evidence and is_iri(term):
            passage = [*about(term)] if term.startswith(fragment) else []
            parts = {each[1:-1]: text_of(value) for _, each, value, _ in passage}
            facts.add((number, "#", layout.mapping.passage(text_of(term), parts)))
            facts |= {(of.PASSAGE, *layout.mark(value)) for _, each, value, _ in passage if each == _SOURCE}
        else:
            facts.add((number, *layout.mark(term)))
    return sorted(facts)


def class_names(facts: Iterable[Fact], layout: Layout) -> list[str]:
    """List the classes of a thing, in the order of the vocabulary; one that is sound has one at most."""
    names = {value for number, _, value in facts if number == of.TYPE}
    return [name for name in layout.classes if name in names] if names else []


def record_from(iri: str, facts: Iterable[Fact], layout: Layout) -> Record | None:
    """Give the record that facts are of; None where they have no class."""
    names = class_names(facts, layout)
    if not names:
        return None
    values: dict[int, list[tuple[str, str]]] = {}
    for number, mark, value in facts:
        values.setdefault(number, []).append((mark, value))
    by_field: dict[str, tuple[str, ...]] = {}
    for number, field in layout.fields[names[0]]:
        if number not in values:
            continue
        if field.kind is FieldKind.EVIDENCE:
            texts = {value if mark == "#" else layout.text(mark, value) for mark, value in values[number]}
        else:
            texts = {layout.mapping.value(field, layout.text(*each)) for each in values[number]}
        by_field[field.name] = tuple(sorted(texts))
    return Record(names[0], layout.mapping.reference(iri), by_field)


def label_from(iri: str, facts: Iterable[Fact], layout: Layout) -> str:
    """Give the label among facts; the slug of the IRI in words where there is none."""
    labels = (value for number, _, value in facts if number == layout.label)
    return next(labels, iri.rpartition("/")[2].replace("-", " "))


def keys_of(facts: Iterable[Fact]) -> set[Key]:
    """Give the keys under which a record stands."""
    keys: set[Key] = set()
    for number, mark, value in facts:
        if number == of.TYPE:
            keys.add((of.MEMBERS, value))
        elif number == of.PASSAGE:
            keys.add((of.DOCUMENTS, key(mark, value)))
            keys.add((of.TELLS, "document"))
        elif number == of.CANONICAL:
            keys.add((of.SHOWN_AS, key(mark, value)))
            keys.add((of.SHOWN_AS, ""))
        elif number == of.DATASET:
            keys.add((of.DATASETS, key(mark, value)))
        else:
            keys.add((number, key(mark, value)))
            keys.add((of.TELLS, str(number)))
    return keys


def places_of(iri: str, facts: list[Fact], layout: Layout) -> set[SortPlace]:
    """Give the places of a record in the orders of its classes."""
    places: set[SortPlace] = set()
    for name in class_names(facts, layout):
        number = layout.classes[name]
        places.add(SortPlace(number, of.ID_ORDER, "", iri))
        for property_, text in layout.sort_texts(name, facts).items():
            places.add(SortPlace(number, property_, text, iri))
    return places


def block_keys(places: Iterable[SortPlace], layout: Layout) -> set[Key]:
    """Give the keys under which a record stands for its places in orders of numbers."""
    return {
        (of.BLOCKS, block_key(place.class_number, place.property, block_of(place.key)))
        for place in places
        if place.property in layout.measured
    }


def block_key(class_number: int, property_: int, block: str) -> str:
    """Give the key of a block of numbers."""
    return f"{class_number} {property_} {block}"


def texts_of(iri: str, facts: Sequence[Fact], layout: Layout) -> set[Text]:
    """Give the texts that a record contributes: its own label and title, or a name or identifier of another thing."""
    texts: set[Text] = set()
    for number, _, value in facts:
        if number in layout.shown:
            texts.add(Text(value, iri))
    for text_number, owner_number in layout.naming:
        owners = [layout.text(mark, value) for number, mark, value in facts if number == owner_number]
        texts |= {Text(value, owner) for number, _, value in facts if number == text_number for owner in owners}
    return texts


def words_of(folded: str) -> list[str]:
    """List the words of a folded text."""
    return _WORD.findall(folded)


def signs_of(folded: str) -> list[str]:
    """List the signs of a folded text that are of no word."""
    return _SIGN.findall(folded)


def text_keys(text: str, folded: str) -> tuple[set[Key], set[Key]]:
    """Give the keys under which a text stands that is given folded too, and those under which what it names does."""
    words = words_of(folded)
    parts = {part for word in set(words) for part in _parts(word)}
    keys = {(of.WORD, word) for word in words} | {(of.PART, part) for part in parts}
    keys |= {(of.SIGN, sign) for sign in signs_of(folded)}
    if words and folded.startswith(words[0]):
        first = words[0]
        keys |= {(of.FIRST, first), (of.FIRST, f"^{first[:1]}"), (of.FIRST, f"^{first[:2]}")}
    owned = {(of.OWN_WORD, word) for word in words} | {(of.OWN_PART, part) for part in parts}
    for each in initials(text):
        keys.add((of.INITIALS, each))
        owned.add((of.OWN_INITIALS, each))
    return keys, owned


def _parts(word: str) -> set[str]:
    pairs = {word[place : place + 2] for place in range(len(word) - 1)}
    return {*word, *pairs, f"^{word[:1]}", f"^{word[:2]}"}


def length_of(number: int) -> int:
    """Give the length of a text from its number, as far as it goes."""
    return number >> LENGTH_BITS


def first_of_length(length: int) -> int:
    """Give the smallest number that a text of this length may have, or of one more than the longest."""
    return length << LENGTH_BITS
