"""What a projection reads of the graph: columns, one for each property, in which records are numbers.

A column is read as a set of records under each value, which is what the index of the catalogue holds: of a million
triples it takes a tenth of a second. Where there is no index of a version, :class:`StoreColumns` reads the store.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from kg.store.protocol import Quads
from kg.store.rdf import PREFIXES, RDF_TYPE, Literal, NamedNode, text_of
from kg.terms import BROADER, counts_as
from kg.vocabulary import load_vocabulary

_EVIDENCE, _SOURCE = f"{PREFIXES['ikg']}evidence", f"{PREFIXES['prov']}hadPrimarySource"

Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

Said = Mapping[str, Sequence[str]]
"""What one record says: by property, the texts of its values, sorted."""


class Columns(Protocol):
    """The columns of one version of the graph."""

    def members(self, class_iri: str) -> BitMap:
        """Find the records of a class."""
        ...

    def column(self, property_: str) -> Mapping[str, BitMap]:
        """Give the values of a property, IRIs or texts, each with the records that have it."""
        ...

    def documents(self) -> Mapping[str, BitMap]:
        """Give the documents, by IRI, each with the records that rest on it."""
        ...

    def datasets(self) -> Mapping[str, BitMap]:
        """Give the datasets, by IRI, each with the records whose class it tells."""
        ...

    def iris(self, records: Iterable[int]) -> Mapping[int, str]:
        """Give the IRIs of records."""
        ...

    def numbers(self, iris: Iterable[str]) -> Mapping[str, int]:
        """Give the numbers of those of some IRIs that are of records."""
        ...

    def said(self, records: Iterable[int]) -> Mapping[int, Said]:
        """Give all that some records say."""
        ...


class StoreColumns:
    """The columns of a store, over all its graphs, each read when it is first asked for.

    Blank nodes are left out: they cannot be pointed at.
    """

    def __init__(self, store: Quads) -> None:
        self._store = store
        self._numbers: dict[str, int] = {}
        self._iris: list[str] = []
        self._columns: dict[str, dict[str, BitMap]] = {}

    def members(self, class_iri: str) -> BitMap:
        """Find the records of a class."""
        quads = self._store.quads(predicate=RDF_TYPE, object_=NamedNode(class_iri))
        return BitMap(self._number(quad.subject.value) for quad in quads if isinstance(quad.subject, NamedNode))

    def column(self, property_: str) -> Mapping[str, BitMap]:
        """Give the values of a property, each with the records that have it."""
        if property_ not in self._columns:
            column: dict[str, BitMap] = {}
            for quad in self._store.quads(predicate=NamedNode(property_)):
                subject, value = quad.subject, quad.object
                if isinstance(subject, NamedNode) and isinstance(value, NamedNode | Literal):
                    column.setdefault(value.value, BitMap()).add(self._number(subject.value))
            self._columns[property_] = column
        return self._columns[property_]

    def documents(self) -> Mapping[str, BitMap]:
        """Give the documents, by IRI, each with the records that rest on it."""
        passages = {self._number(passage): records for passage, records in self.column(_EVIDENCE).items()}
        sources = self.column(_SOURCE).items()
        return {iri: BitMap.union(BitMap(), *(passages.get(each, BitMap()) for each in said)) for iri, said in sources}

    def datasets(self) -> Mapping[str, BitMap]:
        """Give the datasets, by IRI, each with the records whose class it tells."""
        classes, datasets = load_vocabulary().by_iri, dict[str, BitMap]()
        for quad in self._store.quads(predicate=RDF_TYPE):
            subject, graph = quad.subject, quad.graph_name
            if isinstance(subject, NamedNode) and isinstance(graph, NamedNode) and text_of(quad.object) in classes:
                datasets.setdefault(graph.value, BitMap()).add(self._number(subject.value))
        return datasets

    def iris(self, records: Iterable[int]) -> Mapping[int, str]:
        """Give the IRIs of records."""
        return {record: self._iris[record] for record in records}

    def numbers(self, iris: Iterable[str]) -> Mapping[str, int]:
        """Give the numbers of those of some IRIs that are of records."""
        return {iri: self._number(iri) for iri in iris}

    def said(self, records: Iterable[int]) -> Mapping[int, Said]:
        """Give all that some records say."""
        return {record: self._said(self._iris[record]) for record in records}

    def _said(self, iri: str) -> Said:
        values: dict[str, set[str]] = {}
        for quad in self._store.quads(NamedNode(iri)):
            if isinstance(quad.object, NamedNode | Literal):
                values.setdefault(quad.predicate.value, set()).add(quad.object.value)
        return {property_: sorted(texts) for property_, texts in values.items()}

    def _number(self, iri: str) -> int:
        number = self._numbers.setdefault(iri, len(self._iris))
        if number == len(self._iris):
            self._iris.append(iri)
        return number


class SomeColumns:
    """The columns of some records alone, by their numbers; the others are known by name only."""

    def __init__(self, whole: Columns, records: BitMap) -> None:
        self._whole, self._records = whole, records
        self._columns: dict[str, dict[str, BitMap]] = {}
        for record, said in whole.said(records).items():
            for property_, texts in said.items():
                column = self._columns.setdefault(property_, {})
                for text in texts:
                    column.setdefault(text, BitMap()).add(record)

    def members(self, class_iri: str) -> BitMap:
        """Find those of a class."""
        return self.column(RDF_TYPE.value).get(class_iri, BitMap())

    def column(self, property_: str) -> Mapping[str, BitMap]:
        """Give the values of a property, each with those that have it."""
        return self._columns.get(property_, {})

    def documents(self) -> Mapping[str, BitMap]:
        """Give the documents, each with those that rest on it."""
        return self._among(self._whole.documents())

    def datasets(self) -> Mapping[str, BitMap]:
        """Give the datasets, each with those whose class it tells."""
        return self._among(self._whole.datasets())

    def iris(self, records: Iterable[int]) -> Mapping[int, str]:
        """Give the IRIs of records."""
        return self._whole.iris(records)

    def numbers(self, iris: Iterable[str]) -> Mapping[str, int]:
        """Give the numbers of those of some IRIs that are of records."""
        return self._whole.numbers(iris)

    def said(self, records: Iterable[int]) -> Mapping[int, Said]:
        """Give all that some records say."""
        return self._whole.said(records)

    def _among(self, column: Mapping[str, BitMap]) -> Mapping[str, BitMap]:
        return {text: records & self._records for text, records in column.items()}


class Pairs(NamedTuple):
    """Records and the codes of what each of them has, sorted by record: two arrays of one length."""

    records: Integers
    codes: Integers

    def where(self, chosen: Booleans) -> Pairs:
        """Keep some of them."""
        return Pairs(self.records[chosen], self.codes[chosen])


NO_PAIRS = Pairs(np.empty(0, np.int64), np.empty(0, np.int64))


class Codes:
    """Numbers for texts, given as they come; the same text has the same number."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}
        self.texts: list[str] = []

    def __len__(self) -> int:
        return len(self.texts)

    def code(self, text: str) -> int:
        """Give the number of a text."""
        code = self._codes.setdefault(text, len(self.texts))
        if code == len(self.texts):
            self.texts.append(text)
        return code

    def copy(self) -> Codes:
        """Give others that start with these."""
        codes = Codes()
        codes._codes, codes.texts = dict(self._codes), [*self.texts]
        return codes

    def pairs(self, column: Mapping[str, BitMap]) -> Pairs:
        """Take a column apart."""
        parts = [np.asarray(each.to_array(), dtype=np.int64) for each in column.values()]
        if not parts:
            return NO_PAIRS
        codes = np.fromiter(map(self.code, column), np.int64, len(column))
        records, repeated = np.concatenate(parts), np.repeat(codes, [len(part) for part in parts])
        order = np.lexsort((repeated, records))
        return Pairs(records[order], repeated[order])

    def mapped(self, mapping: Mapping[str, str]) -> Integers:
        """Give, by code, the code of what each text is mapped to, or its own."""
        if not mapping:
            return np.arange(len(self.texts))
        targets = [self.code(mapping.get(text, text)) for text in [*self.texts]]
        return np.concatenate([np.asarray(targets, dtype=np.int64), np.arange(len(targets), len(self.texts))])


def documents_of(columns: Columns, rows: Pairs) -> Pairs:
    """Tell on which documents rows rest, numbered, by the record behind each (its code)."""
    documents = Codes().pairs(columns.documents())
    order = np.argsort(rows.codes, kind="stable")
    row, document = joined(rows.codes[order], documents.records)
    return Pairs(rows.records[order][row], documents.codes[document])


@dataclass(frozen=True, slots=True)
class Counted:
    """What tells as what a term counts; `broader` are the terms that each narrows."""

    broader: Mapping[str, AbstractSet[str]]

    def __call__(self, term: str) -> str:
        """Give the term of ours that a term of a dataset narrows, or itself."""
        return counts_as(term, lambda each: self.broader.get(each, frozenset())) or term


def counted(columns: Columns) -> Counted:
    """Give what tells as what a term counts: one of a dataset as the term of ours that it narrows."""
    broader: dict[str, set[str]] = {}
    for term, narrower in columns.column(BROADER.value).items():
        for iri in columns.iris(narrower).values():
            broader.setdefault(iri, set()).add(term)
    return Counted(broader)


def distinct(*columns: Integers) -> Integers:
    """Give the places of distinct rows of some columns of one length, in the order of the rows."""
    order = np.lexsort(columns[::-1])
    return order[starts(*(column[order] for column in columns))]


def starts(*columns: Integers) -> Integers:
    """Give the places where a new row begins, in columns that are sorted."""
    if not len(columns[0]):
        return np.empty(0, np.int64)
    changes = np.zeros(len(columns[0]), dtype=np.bool_)
    changes[0] = True
    for column in columns:
        changes[1:] |= column[1:] != column[:-1]
    return np.flatnonzero(changes)


def joined(left: Integers, right: Integers) -> tuple[Integers, Integers]:
    """Join two sorted columns: the places in both of all pairs of equal values.

    >>> [each.tolist() for each in joined(np.array([1, 1, 2, 4]), np.array([1, 2, 2, 3]))]
    [[0, 1, 2, 2], [0, 0, 1, 2]]
    """
    first, end = np.searchsorted(right, left, "left"), np.searchsorted(right, left, "right")
    return spread(first, end)


def spread(first: Integers, end: Integers) -> tuple[Integers, Integers]:
    """Give all places of some stretches, each from its first to before its end, with the number of the stretch before.

    >>> [each.tolist() for each in spread(np.array([5, 0]), np.array([7, 1]))]
    [[0, 0, 1], [5, 6, 0]]
    """
    counts = end - first
    stretch = np.repeat(np.arange(len(counts)), counts)
    return stretch, np.arange(len(stretch)) + np.repeat(first - np.cumsum(counts) + counts, counts)
