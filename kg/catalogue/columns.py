"""The index in columns: under each value of a property the records that have it, which is what its postings are.

Networks are projected from it (:class:`kg.network.Columns`): of a million triples in a tenth of the time that it takes
to read the same from the store.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from pyroaring import BitMap

from kg.catalogue import layout as of
from kg.catalogue.database import Database
from kg.catalogue.layout import Fact, Layout
from kg.catalogue.postings import Postings
from kg.store.rdf import RDF_TYPE

_FACTS = "SELECT number, iri, facts FROM thing WHERE facts IS NOT NULL AND number IN"
_SEAL = "SELECT value FROM about WHERE name = 'seal'"
"""By which a file of the index is told from one that was put in its place."""

_MANY = 5_000
"""Records from which on columns are read anew: that is faster."""


class IndexColumns:
    """The columns of one index, each read when it is first asked for.

    `touched` are the records that were touched since the older version that they were taken over from, None where they
    were not; `mentioned` are the IRIs of these and all that they said or say.
    """

    touched: BitMap | None = None
    mentioned: frozenset[str] = frozenset()

    def __init__(self, database: Database, layout: Layout) -> None:
        self._database, self._layout, self._postings = database, layout, Postings(database)
        self._seal = database.one(_SEAL)
        self._properties = {number: iri for iri, number in layout.numbers.items()}
        self._classes = {each.iri: name for name, each in layout.mapping.vocabulary.classes.items()}
        self._columns: dict[int, dict[str, BitMap]] = {}

    def members(self, class_iri: str) -> BitMap:
        """Find the records of a class."""
        return self._postings.get(of.MEMBERS, self._classes[class_iri])

    def column(self, property_: str) -> Mapping[str, BitMap]:
        """Give the values of a property, IRIs or texts, each with the records that have it."""
        return self._column(self._layout.numbers[property_]) if property_ in self._layout.numbers else {}

    def documents(self) -> Mapping[str, BitMap]:
        """Give the documents, by IRI, each with the records that rest on it."""
        return self._column(of.DOCUMENTS)

    def datasets(self) -> Mapping[str, BitMap]:
        """Give the datasets, by IRI, each with the records whose class it tells."""
        return self._column(of.DATASETS)

    def iris(self, records: Iterable[int]) -> Mapping[int, str]:
        """Give the IRIs of records."""
        return dict(self._database.rows_in("SELECT number, iri FROM thing WHERE number IN", records))

    def numbers(self, iris: Iterable[str]) -> Mapping[str, int]:
        """Give the numbers of those of some IRIs that are of records."""
        return dict(self._database.rows_in("SELECT iri, number FROM thing WHERE facts IS NOT NULL AND iri IN", iris))

    def said(self, records: Iterable[int]) -> Mapping[int, Mapping[str, list[str]]]:
        """Give all that some records say."""
        rows = self._database.rows_in(_FACTS, records)
        return {number: self._said(iri, json.loads(facts)) for number, iri, facts in rows}

    def canonicals(self) -> dict[str, str]:
        """Map what is shown as another record to that one, by IRI."""
        shown_as = {iri: records for iri, records in self._column(of.SHOWN_AS).items() if iri}
        iris = self.iris(BitMap.union(BitMap(), *shown_as.values()))
        return {iris[record]: iri for iri, records in shown_as.items() for record in records}

    def advanced(self, database: Database, since: int) -> IndexColumns:
        """Give the columns of a newer index, which has taken in what came after the version `since`; use these no more.

        They may be closed by then. Of what was read only what the records say that were touched is read again; all of
        it where the file is another, for one that was made anew has other numbers for the records.
        """
        newer = IndexColumns(database, self._layout)
        touched = [iri for (iri,) in database.rows("SELECT DISTINCT iri FROM touched WHERE version > ?", (since,))]
        if len(touched) <= _MANY and self._seal == newer._seal:
            newer._columns = {space: column for space, column in self._columns.items() if space > 0}
            newer.touched = BitMap(
                number for (number,) in database.rows_in("SELECT number FROM thing WHERE iri IN", touched)
            )
            mentioned = {*touched}
            for column in newer._columns.values():
                for text, records in column.items():
                    if records.intersect(newer.touched):
                        records.difference_update(newer.touched)
                        mentioned.add(text)
            for number, said in newer.said(newer.touched).items():
                mentioned.update(*said.values())
                for column, text in newer._places(said):
                    column.setdefault(text, BitMap()).add(number)
            newer.mentioned = frozenset(mentioned)
        self.close()
        return newer

    def _places(self, said: Mapping[str, list[str]]) -> Iterator[tuple[dict[str, BitMap], str]]:
        """Yield the columns that were read and have a place for what a record says."""
        for property_, texts in said.items():
            column = self._columns.get(self._layout.numbers.get(property_, 0))
            if column is not None:
                yield from ((column, text) for text in texts)

    def close(self) -> None:
        """Let go of the index."""
        self._database.close()

    def _said(self, iri: str, facts: Iterable[Fact]) -> Mapping[str, list[str]]:
        said: dict[str, set[str]] = {}
        for property_, mark, value in facts:
            if property_ == of.TYPE:
                said.setdefault(RDF_TYPE.value, set()).add(self._layout.mapping.vocabulary.classes[value].iri)
            elif property_ > 0:
                text = f"{iri}#{_fragment(value)}" if mark == "#" else self._layout.text(mark, value)
                said.setdefault(self._properties[property_], set()).add(text)
        return {property_: sorted(texts) for property_, texts in said.items()}

    def _column(self, space: int) -> Mapping[str, BitMap]:
        if space not in self._columns:
            column: dict[str, BitMap] = {}
            for key, numbers in self._database.rows("SELECT key, numbers FROM posting WHERE space = ?", (space,)):
                mark, _, value = key.partition(" ")
                text, records = self._layout.text(mark, value), BitMap.deserialize(numbers)
                column[text] = column[text] | records if text in column else records
            self._columns[space] = column
        return self._columns[space]


def _fragment(passage: str) -> str:
    """Give the fragment of the IRI that evidence has: the passage without its digest.

    >>> _fragment("report:0-40:5feceb66ffc86f38"), _fragment("report")
    ('report:0-40', 'report')
    """
    return passage.rpartition(":")[0] or passage
