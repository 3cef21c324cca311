"""What the records lack, as sets of records: unions and intersections of postings, which take moments at any size.

Claims are records that say something of the world: not documents and sources, which evidence is in, nor terms, nor
questions and decisions, which are about records.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from pyroaring import BitMap

from kg.catalogue import layout as of
from kg.catalogue.choice import RecordChoice
from kg.catalogue.layout import Layout
from kg.catalogue.postings import Postings
from kg.catalogue.selection import ANY, SEPARATE, Selection
from kg.records.passage import Passage
from kg.store.rdf import PREFIXES
from kg.vocabulary import Vocabulary

NO_CLAIMS = ("Document", "Source", "Question", "Decision", "Omission", "Term")
"""Classes of records that claim nothing."""

YEARS = 5
"""Years after which a document is stale, unless somebody names a date."""

EVIDENCE = f"{PREFIXES['ikg']}evidence"
"""The property that leads from a record to its evidence."""


def years_ago() -> str:
    """Give the year before which a document is stale where nobody names a date."""
    return str(datetime.now(UTC).year - YEARS)


class Lacks:
    """Finds what records lack; documents that were published before `stale_before` (EDTF) are stale."""

    def __init__(self, postings: Postings, choice: RecordChoice, layout: Layout, stale_before: str) -> None:
        self._postings, self._choice, self._layout = postings, choice, layout
        self._stale_before = stale_before

    @property
    def _vocabulary(self) -> Vocabulary:
        return self._layout.mapping.vocabulary

    @property
    def _claims(self) -> BitMap:
        classes = (name for name in self._vocabulary.classes if name not in NO_CLAIMS)
        return self._postings.union(of.MEMBERS, classes)

    def without_evidence(self) -> BitMap:
        """Find claims that name no document."""
        return self._claims - self._postings.get(of.TELLS, "document")

    def without_passage(self) -> BitMap:
        """Find claims of which no evidence names a passage: nothing of them can be verified."""
        keys = self._postings.keys(self._layout.numbers[EVIDENCE])
        placed = self._postings.union(
            self._layout.numbers[EVIDENCE], (each for each in keys if Passage.of(each.partition(" ")[2]).has_place)
        )
        return (self._claims & self._postings.get(of.TELLS, "document")) - placed

    def single_source(self) -> BitMap:
        """Find claims with evidence in one document alone."""
        once, twice = BitMap(), BitMap()
        for key in self._postings.keys(of.DOCUMENTS):
            numbers = self._postings.get(of.DOCUMENTS, key)
            twice |= once & numbers
            once |= numbers
        return (once - twice) & self._claims

    def stale_documents(self) -> BitMap:
        """Find documents that were certainly published before a date."""
        dated = self._choose("documents", Selection(filters={"published": (ANY,)}))
        return dated - self._choose("documents", Selection(ranges={"published": (self._stale_before, "")}))

    def undated_documents(self) -> BitMap:
        """Find documents that do not say when they were published."""
        return self._choose("documents", Selection(filters={"published": ("",)}))

    def open_questions(self) -> BitMap:
        """Find questions that wait for an answer."""
        return self._choose("questions", Selection(filters={"status": ("open",)}))

    def doubtful(self) -> BitMap:
        """Find figures that the curator does not believe."""
        doubtful = Selection(filters={"doubt": (ANY,)})
        return self._choose("contributions", doubtful) | self._choose("outcomes", doubtful)

    def _choose(self, collection: str, selection: Selection) -> BitMap:
        record_class = self._vocabulary.by_collection[collection]
        return self._choice.of(collection, record_class, replace(selection, members=SEPARATE))


@dataclass(frozen=True, slots=True)
class Shortcoming:
    """Something that records may lack: what it is called, why it matters, and what finds those that do."""

    title: str
    meaning: str
    find: Callable[[Lacks], BitMap]


SHORTCOMINGS: Mapping[str, Shortcoming] = {
    "without-evidence": Shortcoming(
        "Claims without evidence", "No document is named that says so.", Lacks.without_evidence
    ),
    "without-passage": Shortcoming(
        "Claims that cannot be verified", "A document is named, and no place in it.", Lacks.without_passage
    ),
    "single-source": Shortcoming("Claims with a single source", "One document alone says so.", Lacks.single_source),
    "doubtful": Shortcoming("Doubtful figures", "The curator does not believe them as printed.", Lacks.doubtful),
    "open-questions": Shortcoming("Open questions", "Somebody doubts a record and waits.", Lacks.open_questions),
    "stale-documents": Shortcoming("Stale documents", "They were published long ago.", Lacks.stale_documents),
    "undated-documents": Shortcoming(
        "Documents without a date", "Nothing tells when they were published.", Lacks.undated_documents
    ),
}
"""What is looked for, by the name under which it is listed."""
