"""The catalogue of one version of the graph: lists, searches, and what can be counted of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from heapq import nsmallest
from itertools import islice

from pyroaring import BitMap

from kg.catalogue import layout as of
from kg.catalogue.choice import RecordChoice, usable_field
from kg.catalogue.columns import IndexColumns
from kg.catalogue.cursors import decode, encode
from kg.catalogue.database import Database
from kg.catalogue.divisions import Divisions
from kg.catalogue.facets import MOST_VALUES, Column, Facets
from kg.catalogue.finding import Finding, digest_of
from kg.catalogue.in_sparql import InSparql
from kg.catalogue.layout import DERIVED
from kg.catalogue.order import Orders
from kg.catalogue.postings import Postings
from kg.catalogue.quality import SHORTCOMINGS, Lacks
from kg.catalogue.ranking import Hit
from kg.catalogue.reader import RecordReader
from kg.catalogue.sameness import Sameness
from kg.catalogue.search import Matches, Search
from kg.catalogue.selection import Facet, Findings, LinkedTotal, Page, Pointing, Selection
from kg.catalogue.times import TimeLine, Times, TimeWish, timed_classes
from kg.catalogue.usage import Usage, usage_of
from kg.errors import UnknownName
from kg.mapping import Mapping
from kg.recent import Recent
from kg.records import Passage
from kg.spelling import fold
from kg.store import Store
from kg.store.rdf import PREFIXES
from kg.vocabulary import FieldKind, RecordClass, Vocabulary

_EVIDENCE = f"{PREFIXES['ikg']}evidence"


def class_of(collection: str, vocabulary: Vocabulary) -> RecordClass:
    """Find the class of a collection, also of a derived one. Raises UnknownName."""
    real = DERIVED.get(collection, (collection,))[0]
    if real not in vocabulary.by_collection:
        raise UnknownName("collection", collection, [*vocabulary.by_collection, *DERIVED])
    return vocabulary.by_collection[real]


class Catalogue(RecordReader):
    """The lists of one version of the graph, and its records one by one.

    Where it is given no index of that version, it makes one in memory of the store when it is first asked for a list.
    """

    def __init__(
        self, store: Callable[[], Store], mapping: Mapping, version: int, index: Database | None = None
    ) -> None:
        """`store` gives that of the version when it is needed. The index is the catalogue's from now on."""
        super().__init__(store, mapping, version, index)
        self._found = Recent[str, Matches](16)
        self._columns = Recent[int, Column | None](16 * MOST_VALUES, weigh=lambda column: 1 + len(column or ()))
        self._lacking = Recent[tuple[str, str], BitMap](16)
        self._same: Sameness | None = None
        self._divisions: Divisions | None = None
        self._times = Recent[int, Times](1)
        self._usage = Recent[int, Usage](1)

    def record_class(self, collection: str) -> RecordClass:
        """Find the class of a collection, also of a derived one. Raises UnknownName."""
        return class_of(collection, self.mapping.vocabulary)

    def page(self, collection: str, selection: Selection) -> Page:
        """Give one page.

        Raises UnknownName for a collection, UnknownField for a field, and KgError for a cursor that is not ours, or for
        a value that no record could have.
        """
        record_class, index = self.record_class(collection), self._open()
        records = self._choice.of(collection, record_class, selection)
        sort, descending = selection.sort.removeprefix("-"), selection.sort.startswith("-")
        by = sort or ("label" if "label" in record_class.fields else "id")
        property_ = of.ID_ORDER if by == "id" else self._layout.numbers[usable_field(record_class, by).iri]
        list_ = digest_of(collection, selection)
        after = decode(selection.cursor, list_)
        places = Orders(index, self._layout).page(
            record_class.name, property_, records, after, selection.limit + 1, descending=descending
        )
        page, more = places[: selection.limit], len(places) > selection.limit
        return Page(tuple(place[2] for place in page), len(records), encode(list_, page[-1]) if more else "")

    def latest(self, collection: str, field: str, selection: Selection) -> Page:
        """Give one page by a day that a field tells, the newest first; of one day what was written last comes first.

        Raises as :meth:`page` does.
        """
        record_class, index = self.record_class(collection), self._open()
        records = self._choice.of(collection, record_class, selection)
        property_ = self._layout.numbers[usable_field(record_class, field).iri]
        list_ = digest_of(collection, replace(selection, sort=f"latest {field}"))
        after = decode(selection.cursor, list_)
        latest = Orders(index, self._layout).latest(record_class.name, property_, records, self.divisions.last_versions)
        places = list(islice((each for each in latest if after is None or each < after), selection.limit + 1))
        page, more = places[: selection.limit], len(places) > selection.limit
        return Page(tuple(place[2] for place in page), len(records), encode(list_, page[-1]) if more else "")

    def find(self, search: str, class_name: str = "", cursor: str = "", limit: int = 50, members: str = "") -> Findings:
        """Give one page of what a search of labels, names, titles and identifiers finds, of one class or of all.

        What was decided to be one is found once, by the best of the texts of all its records, unless `members` are to
        be separate. Raises as :meth:`look_up` does.
        """
        if not fold(search):
            return Findings((), 0, "")
        return self.look_up(class_name, Selection(search=search, cursor=cursor, limit=limit, members=members))

    def look_up(self, class_name: str, selection: Selection, show: str = "") -> Findings:
        """Give one page of what a selection is about, of one class or of any, or with `show` of what is linked with it.

        Raises what :meth:`kg.catalogue.finding.Finding.page` does.
        """
        return self._finding.page(class_name, selection, show)

    def class_named(self, class_name: str) -> RecordClass:
        """Find a class by name; an empty one stands for what all have in common. Raises UnknownField."""
        return self._finding.class_named(class_name)

    def linked(self, class_name: str, selection: Selection) -> list[LinkedTotal]:
        """Count what a selection is about and what is linked with it, by type. Raises as :meth:`look_up` does."""
        return self._finding.linked(class_name, selection)

    def facets_of_search(self, class_name: str, selection: Selection, most: int) -> list[Facet]:
        """Tell by what a search can be narrowed: types, and `most` values of each field. Raises as it does."""
        return self._finding.facets(class_name, selection, self._facets, most)

    def facets(self, collection: str, selection: Selection, most: int) -> list[Facet]:
        """Tell by what a list can be narrowed, `most` values of each field. Raises as :meth:`page` does."""
        record_class = self.record_class(collection)
        parts = self._choice.parts(collection, record_class, selection)
        return self._facets.of(record_class, selection, parts, most)

    def in_sparql(self, collection: str, selection: Selection) -> str:
        """Write a list as a SPARQL query that gives the same. Raises KgError for what cannot be said in SPARQL."""
        return self._in_sparql(collection, self.record_class(collection), selection)

    def search_in_sparql(self, class_name: str, selection: Selection, show: str = "") -> str:
        """Write what is looked up as a SPARQL query. Raises as :meth:`in_sparql` does."""
        record_class = self._finding.class_named(class_name)
        return self._in_sparql(record_class.collection, record_class, selection, show)

    def _in_sparql(self, collection: str, record_class: RecordClass, selection: Selection, show: str = "") -> str:
        question = self._find(selection.search).question
        postings = Postings(self._open())
        return InSparql(self._layout, postings, self._choice).query(collection, record_class, selection, question, show)

    def found(self, search: str) -> list[Hit]:
        """List all that a search finds, the best first."""
        return list(Search(self._open()).hits(self._find(search)))

    def pointing_at(self, *iris: str, collection: str = "") -> list[Pointing]:
        """List who points at any of some things, by collection and field. Each is a list, filtered by that field.

        With a `collection`, only its records.
        """
        choice, groups = self._choice, list[Pointing]()
        classes = [self.record_class(collection)] if collection else self.mapping.vocabulary.classes.values()
        for record_class in classes:
            for field in record_class.fields.values():
                if field.kind in (FieldKind.REFERENCE, FieldKind.EVIDENCE):
                    total = len(choice.pointing(record_class, field, *iris))
                    groups += [Pointing(record_class.collection, field.name, total)] if total else []
        return groups

    def pointing(self, collection: str, field: str, *iris: str) -> BitMap:
        """Find the records of a collection that point at any of some things by a field: their numbers in the index."""
        record_class = self.record_class(collection)
        return self._choice.pointing(record_class, record_class.fields[field], *iris)

    @property
    def size(self) -> int:
        """The number of records."""
        return len(Postings(self._open()).union(of.MEMBERS, self.mapping.vocabulary.classes))

    def line(self, wish: TimeWish) -> TimeLine:
        """Put records in the order of time. Raises UnknownField for a class that has no times."""
        times = self._times.get(self.version, lambda: Times(self._open(), self._layout, self._sameness))
        return times.line(wish, self._choice)

    def usage(self) -> Usage:
        """Tell how much of the vocabulary the records use."""
        return self._usage.get(self.version, lambda: usage_of(self._open(), self._layout))

    @property
    def timed_classes(self) -> list[str]:
        """Name the classes whose records may tell a time."""
        return timed_classes(self._layout)

    def lacking(self, name: str, stale_before: str) -> BitMap:
        """Find the records with a shortcoming, by their numbers in the index. Raises UnknownName and KgError."""
        if name not in SHORTCOMINGS:
            raise UnknownName("shortcoming", name, [*SHORTCOMINGS])

        def find() -> BitMap:
            return SHORTCOMINGS[name].find(Lacks(Postings(self._open()), self._choice, self._layout, stale_before))

        return self._lacking.get((name, stale_before), find)

    @property
    def divisions(self) -> Divisions:
        """What divides sets of records, by their numbers in the index."""
        if self._divisions is None:
            self._divisions = Divisions(self._open(), self._layout)
        return self._divisions

    def resting(self) -> list[tuple[str, int]]:
        """Tell how many records rest on each document, the most first."""
        postings = Postings(self._open())
        keys = ((key, key.partition(" ")) for key in postings.keys(of.DOCUMENTS))
        counts = [
            (self._layout.text(mark, value), len(postings.get(of.DOCUMENTS, key))) for key, (mark, _, value) in keys
        ]
        return sorted(counts, key=lambda each: (-each[1], each[0]))

    def citing(self, document: str) -> list[str]:
        """List the IRIs of the records that rest on a document, by its IRI."""
        postings = Postings(self._open())
        return self.numbered(postings.get(of.DOCUMENTS, self._layout.iri_key(document)))

    def resting_on(self, document: str, limit: int) -> tuple[list[tuple[Passage, BitMap]], int]:
        """Give the first passages of a document, each with the records that rest on it, and how many there are.

        The records are numbers in the index. The document as a whole comes last.
        """
        postings, slug = Postings(self._open()), document.rpartition("/")[2]
        space = self._layout.numbers[_EVIDENCE]
        keys = postings.keys(space, f"# {slug}:")
        keys += [f"# {slug}"] if not postings.is_empty(space, f"# {slug}") else []
        first = nsmallest(limit, keys, key=_place_in_document)
        return [(Passage.of(each.partition(" ")[2]), postings.get(space, each)) for each in first], len(keys)

    def columns(self) -> IndexColumns:
        """Give the index in columns, which are read from it as long as the catalogue is open."""
        return IndexColumns(self._open(), self._layout)

    def close(self) -> None:
        """Let go of the index and of what was read."""
        for recent in (self._found, self._columns, self._lacking, self._times, self._usage):
            recent.clear()
        self._same, self._divisions = None, None
        super().close()

    @property
    def _choice(self) -> RecordChoice:
        return RecordChoice(self._open(), self._layout, lambda search: self._find(search).things, self._sameness)

    @property
    def _finding(self) -> Finding:
        return Finding(self._open(), self._layout, self._sameness, self._choice, self._find)

    @property
    def _facets(self) -> Facets:
        return Facets(self._open(), self._layout, self._sameness, self._columns)

    @property
    def _sameness(self) -> Sameness:
        if self._same is None:
            self._same = Sameness(self._open(), self._layout)
        return self._same

    def _find(self, search: str) -> Matches:
        return self._found.get(search, lambda: Search(self._open()).find(search))


def _place_in_document(key_: str) -> tuple[bool, int, int]:
    """Give where the passage of a key is; one without a place is behind all others."""
    start, _, end = key_.partition(":")[2].partition(":")[0].partition("-")
    return (False, int(start), int(end)) if end else (True, 0, 0)
