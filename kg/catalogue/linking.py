"""What is linked with records that were found: contributions of organisations, programmes of contributions, documents.

Two things are linked if one names the other, or if a third names both: an organisation and a programme by a
contribution, or by a participation.
"""

from __future__ import annotations

from collections.abc import Sequence

from pyroaring import BitMap

from kg.catalogue import layout as of
from kg.catalogue.database import Database
from kg.catalogue.layout import Layout
from kg.catalogue.postings import Postings
from kg.vocabulary import FieldKind

LINKED_TYPES = (
    "Organisation",
    "Group",
    "Programme",
    "Project",
    "Contribution",
    "Participation",
    "Agreement",
    "Event",
    "Outcome",
    "Goal",
    "Person",
    "Place",
    "Document",
)
"""The types of things that are found by what they are linked with; all else tells of these."""

MOST_FOUND, _MOST_FACTS = 1000, 5000
"""Records whose links are followed, and records that name them."""


class Linking:
    """Follows the links of some records, once."""

    def __init__(self, database: Database, layout: Layout, records: BitMap) -> None:
        self._database, self._layout, self._postings = database, layout, Postings(database)
        kinds = {each: self._postings.get(of.MEMBERS, each) for each in LINKED_TYPES}
        every = BitMap.union(*kinds.values())
        self._kinds, self._records, self._linked = kinds, records & every, None
        if len(self._records) <= MOST_FOUND:
            facts = self._records | (self._pointing(self._records) & every)
            self._linked = facts | self._targets(facts) if len(facts) <= _MOST_FACTS else None

    def of(self, class_name: str) -> BitMap | None:
        """Find the records of a class that are linked, or are among those; None where that takes too long."""
        return None if self._linked is None else self._linked & self._kinds[class_name]

    def _pointing(self, records: BitMap) -> BitMap:
        keys = [self._layout.iri_key(iri) for _, iri in self._iris(records)]
        return BitMap().union(*(self._postings.union(space, keys) for space in self._spaces))

    @property
    def _spaces(self) -> Sequence[int]:
        """The properties by which such things name each other, and documents."""
        fields = [each for name in LINKED_TYPES for each in self._layout.fields[name]]
        references = {number for number, field in fields if field.kind is FieldKind.REFERENCE}
        return [of.DOCUMENTS, *sorted(references)]

    def _targets(self, records: BitMap) -> BitMap:
        rows = self._database.rows_in("SELECT refers FROM thing WHERE number IN", records)
        iris = {iri for (refers,) in rows for iri in (refers or "").split()}
        return BitMap(number for (number,) in self._database.rows_in("SELECT number FROM thing WHERE iri IN", iris))

    def _iris(self, records: BitMap) -> list[tuple[int, str]]:
        return [*self._database.rows_in("SELECT number, iri FROM thing WHERE number IN", records)]
