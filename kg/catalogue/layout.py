"""The layout of the index: which numbers stand for classes, properties and kinds of key, and what a format is made of.

A *posting* is the set of numbers under one key of one space: of records, or of texts. Each property of the vocabulary
is a space of its own, in which a key is a value; the other spaces are named here.
"""

from __future__ import annotations

import json
import re
import unicodedata
from decimal import Decimal, InvalidOperation
from functools import cached_property, lru_cache
from hashlib import blake2b, sha256
from itertools import chain

from kg.mapping import Mapping
from kg.spelling import fold
from kg.store.rdf import PREFIXES, compact
from kg.store.statements import is_iri, is_literal, text_of
from kg.vocabulary import Field, FieldKind, RecordClass

FORMAT = 6
"""Goes up when the index holds anything else, or in another way; one of another format is made again."""

MEMBERS, TELLS, DOCUMENTS, PLAYS, BLOCKS, SHOWN_AS, DATASETS = -1, -2, -3, -4, -5, -6, -7
"""Of records: those of a class; those that tell a property; those with evidence in a document; those that play a
part (`DERIVED`); those of a class with about the same number of a property (:func:`block_of`); those that are shown
as another, by that one, for they were decided to be one; those whose class a dataset tells."""

WORD, PART, FIRST, SIGN, INITIALS = -10, -11, -12, -13, -14
"""Of texts: those with a word; with one or two letters within a word, after ``^`` at its beginning; those that begin
with a word, or after ``^`` with its first letters; those with a sign that is no letter; those with such
initials."""

OWN_WORD, OWN_PART, OWN_INITIALS = -20, -21, -22
"""Of what texts name: the same as WORD, PART and INITIALS."""

ID_ORDER = 0
"""In place of a property: the order by IRI."""

DERIVED = {"funders": ("organisations", f"{PREFIXES['ikg']}funder")}
"""Collections of records that play a part: name to (the collection they are in, the property that points at them)."""

LABEL, TITLE = f"{PREFIXES['skos']}prefLabel", f"{PREFIXES['dcterms']}title"
_NAMING = (
    (f"{PREFIXES['skosxl']}literalForm", f"{PREFIXES['ikg']}nameOf"),
    (f"{PREFIXES['skos']}notation", f"{PREFIXES['ikg']}identifies"),
)
"""Texts by which records name something else: the property of the text, and that of what it names."""

Fact = tuple[int, str, str]
"""The number of a property, the kind of a value (see :meth:`Layout.mark`), and the value."""

TYPE, PASSAGE, CANONICAL, DATASET = -1, -2, -3, -4
"""In place of the number of a property: a class of the record by name; a document in which it has evidence; the
record that it is shown as, where that is another; a dataset that tells its class."""

NUMBERS = (f"{PREFIXES['xsd']}decimal", f"{PREFIXES['xsd']}integer")
_COMPLEMENT = str.maketrans("0123456789", "9876543210")
_BLOCK = re.compile(r"(?:-[9.]*|[0.]*).{0,2}", re.DOTALL)
_LONGEST, _LONGEST_KEY = 200, 250
"""Characters of a text by which it is sorted, and of a value that is a key as it stands."""


class Layout:
    """The layout for one vocabulary and one base IRI."""

    def __init__(self, mapping: Mapping) -> None:
        self.mapping = mapping
        classes = mapping.vocabulary.classes
        others = {LABEL, TITLE, *chain.from_iterable(_NAMING), *(points_at for _, points_at in DERIVED.values())}
        properties = sorted(others | {field.iri for each in classes.values() for field in each.fields.values()})
        self.numbers = {iri: number for number, iri in enumerate(properties, 1)}
        self.classes = {name: number for number, name in enumerate(classes)}
        self.fields = {
            name: [(self.numbers[field.iri], field) for field in each.fields.values()] for name, each in classes.items()
        }
        self.evidence = frozenset(
            number for fields in self.fields.values() for number, field in fields if field.kind is FieldKind.EVIDENCE
        )
        self.measured = frozenset(
            number for fields in self.fields.values() for number, field in fields if field.datatype in NUMBERS
        )
        self.label = self.numbers[LABEL]
        self.shown = frozenset(self.numbers[each] for each in (LABEL, TITLE))
        self.naming = [(self.numbers[text], self.numbers[owner]) for text, owner in _NAMING]
        self.derived = {self.numbers[points_at]: name for name, (_, points_at) in DERIVED.items()}

    @cached_property
    def stamp(self) -> str:
        """Give what an index must have been made with to be read."""
        made_with = [FORMAT, unicodedata.unidata_version, self.mapping.base_iri, DERIVED, repr(self.fields)]
        return sha256(json.dumps(made_with).encode()).hexdigest()

    def mark(self, term: str) -> tuple[str, str]:
        """Split a term, as it is spelt, into its kind and its text.

        The kind is ``/`` of an IRI under the base, ``<`` of another, ``@`` with a language or ``^`` with a datatype of
        a literal, and empty of a plain one.
        """
        text = text_of(term)
        if is_iri(term):
            base = self.mapping.base_iri
            return ("/", text[len(base) :]) if text.startswith(base) else ("<", text)
        if is_literal(term):
            return _suffix(term[term.rindex('"') + 1 :]), text
        return "_" if term[0] == "_" else "", text

    def text(self, mark: str, value: str) -> str:
        """Give the text of a term that was split."""
        return self.mapping.base_iri + value if mark == "/" else value

    def iri_key(self, iri: str) -> str:
        """Give the key of an IRI as a value."""
        return key(*self.mark(f"<{iri}>"))

    def sort_texts(self, class_name: str, facts: list[Fact]) -> dict[int, str]:
        """Give, by property, what a record of a class is sorted by: the first of several values."""
        texts: dict[int, str] = {}
        values: dict[int, list[Fact]] = {}
        for fact in facts:
            values.setdefault(fact[0], []).append(fact)
        for number, field in self.fields[class_name]:
            if number in values:
                texts[number] = min(sort_text(field, self.text(*fact[1:])) for fact in values[number])
        return texts


@lru_cache(maxsize=1 << 8)
def _suffix(text: str) -> str:
    """Give the kind of a literal by what follows its text."""
    return f"^{compact(text[3:-1])}" if text.startswith("^^") else text.partition("--")[0]


@lru_cache(maxsize=4)
def layout_of(mapping: Mapping) -> Layout:
    """Give the layout for a mapping, made once: each edition asks for it."""
    return Layout(mapping)


def key(mark: str, value: str) -> str:
    """Give the key of a value among those of its property; what is very long goes by its beginning and a digest."""
    if len(value) > _LONGEST_KEY and mark not in ("/", "<"):
        value = f"{value[:_LONGEST_KEY]} {blake2b(value.encode(), digest_size=16).hexdigest()}"
    return f"{mark} {value}"


def sort_text(field: Field, value: str) -> str:
    """Spell a value so that the order of the spelling is the order of the values, as far as it goes.

    Numbers are in order up to 10^30, texts by what they begin with: cursors hold the spelling, and go in addresses.
    """
    if field.datatype not in NUMBERS:
        return fold(value)[:_LONGEST]
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value[:_LONGEST]
    digits = f"{abs(number):040.9f}"
    return f"-{digits.translate(_COMPLEMENT)}" if number < 0 else f"0{digits}"


def block_of(sort_text_: str) -> str:
    """Give what the spelling of a number begins with: two digits, and the zeros before them.

    So the numbers of an order are in some hundred blocks, however many there are.

    >>> field = Field("amount", "urn:amount", FieldKind.LITERAL, NUMBERS[0])
    >>> [block_of(sort_text(field, each)).lstrip("0") for each in ("2400000", "2410000", "2.41")]
    ['24', '24', '2.']
    """
    beginning = _BLOCK.match(sort_text_)
    return beginning.group() if beginning else ""


def class_of(collection: str, mapping: Mapping) -> RecordClass | None:
    """Find the class of a collection, also of a derived one."""
    return mapping.vocabulary.by_collection.get(DERIVED.get(collection, (collection,))[0])
