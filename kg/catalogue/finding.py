"""Finding: what a search and filters are about, of one class or of any, and what is linked with that."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice

from pyroaring import BitMap

from kg.catalogue import layout as of
from kg.catalogue.choice import RecordChoice
from kg.catalogue.cursors import Place, decode, digest, encode
from kg.catalogue.database import Database
from kg.catalogue.facets import Facets
from kg.catalogue.layout import Layout
from kg.catalogue.linking import LINKED_TYPES, MOST_FOUND, Linking
from kg.catalogue.order import Orders
from kg.catalogue.ranking import EQUAL, Hit
from kg.catalogue.sameness import Sameness
from kg.catalogue.search import Matches, Search
from kg.catalogue.selection import SEPARATE, Facet, FacetValue, Findings, LinkedTotal, NearWord, Selection
from kg.errors import KgError, UnknownField
from kg.sentences import Sentence
from kg.spelling import fold
from kg.vocabulary import RecordClass

_FEW = 2000
"""Records that are sorted by IRI; of more, those of the whole index are gone through in that order."""

TYPE = "type"
"""In place of the name of a field: the class of a record."""


class Finding:
    """Finds records in one index. `find` gives what a search of names finds."""

    def __init__(
        self,
        database: Database,
        layout: Layout,
        sameness: Sameness,
        choice: RecordChoice,
        find: Callable[[str], Matches],
    ) -> None:
        self._database, self._layout, self._sameness = database, layout, sameness
        self._choice, self._find = choice, find
        self._vocabulary = layout.mapping.vocabulary

    def page(self, class_name: str, selection: Selection, show: str = "") -> Findings:
        """Give one page of what a selection is about, of one class or of any: the best hits of its search first.

        With `show`, of what is of that class among these, or linked with them. Without a search, or with `show`, they
        are in the order of their labels; of any class, of their IRIs.

        Raises UnknownField for a class, and KgError for a cursor that is not of this search, for a value that no
        record could have, or where too much is found to follow its links.
        """
        records = self.records(class_name, selection)
        search_ = digest_of(class_name, selection, show)
        after = decode(selection.cursor, search_)
        if fold(selection.search) and not show:
            return self._best_first(records, selection, search_, after)
        if show:
            linked = self._linking(records, selection).of(self._linkable(show))
            if linked is None:
                raise KgError(
                    Sentence(
                        "More than %(most)s things are found: too many to follow their links",
                        most=MOST_FOUND,
                    ),
                    Sentence("Narrow it."),
                )
            records = linked
        things = records if selection.members == SEPARATE else self._sameness.united(records)
        places = self._in_order(show or class_name, things, after, selection.limit + 1)
        page, more = places[: selection.limit], len(places) > selection.limit
        hits = tuple(Hit(EQUAL, "", iri, "") for _, _, iri in page)
        return Findings(hits, len(things), encode(search_, page[-1]) if more else "", self._near(selection.search))

    def records(self, class_name: str, selection: Selection) -> BitMap:
        """Find the records that a selection is about, before any is shown as another."""
        record_class = self.class_named(class_name)
        return self._choice.parts(record_class.collection, record_class, selection).all

    def class_named(self, class_name: str) -> RecordClass:
        """Find a class; an empty name stands for what all have in common. Raises UnknownField."""
        classes = self._vocabulary.classes
        if class_name and class_name not in classes:
            raise UnknownField("type", class_name, classes)
        return classes[class_name] if class_name else self._vocabulary.anything

    def linked(self, class_name: str, selection: Selection) -> list[LinkedTotal]:
        """Count what is found or linked with it, by its type; nothing of types of which there is none."""
        records = self.records(class_name, selection)
        linking, totals = self._linking(records, selection), list[LinkedTotal]()
        for name in LINKED_TYPES:
            linked = records if name == class_name else linking.of(name)
            if linked is None:
                totals.append(LinkedTotal(name, None))
            elif linked:
                things = linked if selection.members == SEPARATE else self._sameness.united(linked)
                totals.append(LinkedTotal(name, len(things)))
        return totals

    def facets(self, class_name: str, selection: Selection, facets: Facets, most: int) -> list[Facet]:
        """Give the facets of a search: types, counted without what only one of them tells, and those of its own."""
        record_class = self.class_named(class_name)
        shared = self._vocabulary.anything.fields
        common = {name: values for name, values in selection.filters.items() if name in shared}
        every = self.records("", replace(selection, filters=common, ranges={}))
        totals = []
        for name in self._vocabulary.classes:
            if some := every & self._choice.members(name):
                members = some if selection.members == SEPARATE else self._sameness.united(some)
                totals.append(FacetValue(name, "", len(members)))
        totals.sort(key=lambda each: -each.total)
        parts = self._choice.parts(record_class.collection, record_class, selection)
        return [Facet(TYPE, totals, more=False), *facets.of(record_class, selection, parts, most)]

    def _linking(self, records: BitMap, selection: Selection) -> Linking:
        widened = records if selection.members == SEPARATE else self._sameness.widened(records)
        return Linking(self._database, self._layout, widened)

    def _linkable(self, show: str) -> str:
        if show not in LINKED_TYPES:
            raise UnknownField("type to show", show, LINKED_TYPES)
        return show

    def _best_first(self, records: BitMap, selection: Selection, search_: str, after: Place | None) -> Findings:
        matches, search = self._find(selection.search), Search(self._database)
        is_separate = selection.members == SEPARATE
        things = matches.things & (records if is_separate else self._sameness.widened(records))
        hits = search.hits(matches, things, after)
        best = list(islice(hits if is_separate else self._alone(hits, matches, things), selection.limit + 1))
        page, more = best[: selection.limit], len(best) > selection.limit
        next_ = encode(search_, page[-1][:3]) if more else ""
        near = self._near(selection.search)
        if is_separate:
            return Findings(tuple(page), len(records), next_, near)
        clusters = ((hit, self._sameness.cluster(hit.iri)) for hit in page)
        canonicals = tuple(hit._replace(iri=cluster.canonical) if cluster else hit for hit, cluster in clusters)
        return Findings(canonicals, len(self._sameness.united(records)), next_, near)

    def _alone(self, hits: Iterator[Hit], matches: Matches, things: BitMap) -> Iterator[Hit]:
        """Leave out the hits of records that are one with a record of a better one."""
        search = Search(self._database)
        for hit in hits:
            cluster = self._sameness.cluster(hit.iri)
            if cluster is None or next(search.hits(matches, cluster.numbers & things)).iri == hit.iri:
                yield hit

    def _near(self, search: str) -> tuple[NearWord, ...]:
        matches = self._find(search) if fold(search) else None
        if matches and matches.question.initials:
            return (NearWord(matches.question.initials, (), initials=True),)
        pairs = matches.near if matches and matches.things else ()
        return tuple(NearWord(word, spellings) for word, spellings in pairs if [word] != [*spellings])

    def _in_order(self, class_name: str, records: BitMap, after: Place | None, limit: int) -> list[Place]:
        if class_name:
            has_label = "label" in self._vocabulary.classes[class_name].fields
            property_ = self._layout.label if has_label else of.ID_ORDER
            orders = Orders(self._database, self._layout)
            return orders.page(class_name, property_, records, after, limit, descending=False)
        return [(0, "", iri) for iri in islice(self._by_iri(records, after[2] if after else ""), limit)]

    def _by_iri(self, records: BitMap, after: str) -> Iterator[str]:
        if len(records) <= _FEW:
            rows = self._database.rows_in("SELECT iri FROM thing WHERE number IN", records)
            yield from sorted(iri for (iri,) in rows if iri > after)
            return
        query = "SELECT iri, number FROM thing WHERE iri > ? ORDER BY iri LIMIT ?"
        while rows_ := self._database.rows(query, (after, _FEW)):
            yield from (iri for iri, number in rows_ if number in records)
            after = rows_[-1][0]


def digest_of(name: str, selection: Selection, *others: str) -> str:
    """Tell a list from others: by what it is of, and all that it is asked for but the page."""
    filters = sorted((each, sorted(values)) for each, values in selection.filters.items())
    ranges = [sorted(selection.ranges.items())] if selection.ranges else []
    wishes = [*filter(None, (selection.members, *others)), *sorted(selection.datasets)]
    return digest(name, filters, selection.search, selection.sort, selection.known_by, *ranges, *wishes)
