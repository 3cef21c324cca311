"""Records of one version one by one: what they say, what they are called, which other records they are shown with."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from threading import Lock

from kg.catalogue import layout as of
from kg.catalogue.database import Database
from kg.catalogue.entries import class_names, facts_of, label_from, record_from
from kg.catalogue.items import Item, Name, item_from
from kg.catalogue.layout import Fact, layout_of
from kg.catalogue.postings import LAST, Postings
from kg.catalogue.writer import Writer
from kg.curated import Curated
from kg.errors import RemovedIri, UnknownIri
from kg.mapping import MOST_CANDIDATES, Mapping, near_id, record_quads
from kg.records import Record
from kg.records.values import is_reference
from kg.store import Store
from kg.store.rdf import RDF_TYPE, NamedNode, Quad, is_iri, text_of
from kg.terms import TERM
from kg.vocabulary import RecordClass


class RecordReader:
    """Reads single records, from the index where there is one of the version, and else from the store.

    What needs an index makes one in memory of the store where none is given.
    """

    def __init__(
        self, store: Callable[[], Store], mapping: Mapping, version: int, index: Database | None = None
    ) -> None:
        """`store` gives that of the version when it is needed. The index is the reader's from now on."""
        self.version = version
        self._store, self.mapping, self._layout = store, mapping, layout_of(mapping)
        self._index, self._making = index, Lock()

    def close(self) -> None:
        """Let go of the index."""
        with self._making:
            if self._index is not None:
                self._index.close()
                self._index = None

    def record(self, iri: str) -> Record:
        """Read one record. Raises UnknownIri."""
        record = record_from(iri, self._facts_of(iri), self._layout)
        if record is None:
            raise self.unknown(iri)
        return record

    def records(self, class_name: str) -> Iterator[Record]:
        """Yield the records of a class."""
        return self._read(Postings(self._open()).get(of.MEMBERS, class_name))

    def records_citing(self, document: str) -> Iterator[Record]:
        """Yield the records that rest on a document, by its IRI."""
        return self._read(Postings(self._open()).get(of.DOCUMENTS, self._layout.iri_key(document)))

    def _read(self, numbers: Iterable[int]) -> Iterator[Record]:
        """Yield records by their numbers in the index."""
        for iri, facts in self._open().rows_in("SELECT iri, facts FROM thing WHERE number IN", numbers):
            record = record_from(iri, json.loads(facts), self._layout)
            if record is not None:
                yield record

    def every(self, class_name: str) -> Iterator[Item]:
        """Yield all records of a class as clients get them, each by itself, also where several are one.

        Without an index the store is read, for to make one takes longer.
        """
        if self._index is not None:
            members = Postings(self._index).get(of.MEMBERS, class_name)
            for item, refers in self._index.rows_in("SELECT item, refers FROM thing WHERE number IN", members):
                yield Item(item, tuple(refers.split()))
            return
        class_ = NamedNode(self.mapping.vocabulary.classes[class_name].iri)
        for iri in {text_of(quad.subject) for quad in self._records.quads(None, RDF_TYPE, class_)}:
            item = item_from(iri, facts_of(self._records, iri, self._layout), self._layout)
            if item is not None:
                yield item

    def items(self, iris: Sequence[str]) -> list[Item]:
        """Give records as clients get them, in the order that is given. Raises UnknownIri."""
        if self._index is None:
            every = ((iri, item_from(iri, self._facts_of(iri), self._layout)) for iri in iris)
            items = {iri: item for iri, item in every if item is not None}
        else:
            rows = self._index.rows_in("SELECT iri, item, refers FROM thing WHERE item IS NOT NULL AND iri IN", iris)
            items = {iri: Item(item, tuple(refers.split())) for iri, item, refers in rows}
        for iri in iris:
            if iri not in items:
                raise UnknownIri(iri)
        return [items[iri] for iri in iris]

    def names(self, iris: Iterable[str]) -> dict[str, Name]:
        """Tell what things are called, in the order that is given: those without a label by their slug in words."""
        names = {iri: Name("", label_from(iri, (), self._layout)) for iri in iris}
        if self._index is None:
            facts = {iri: self._facts_of(iri) for iri in names}
            types = {iri: next(iter(class_names(facts[iri], self._layout)), "") for iri in names}
            return {iri: Name(types[iri], label_from(iri, facts[iri], self._layout)) for iri in names}
        rows = self._index.rows_in("SELECT iri, type, label FROM thing WHERE label IS NOT NULL AND iri IN", [*names])
        return names | {iri: Name(type_, label) for iri, type_, label in rows}

    def type_of(self, iri: str) -> str:
        """Name the class of a record; empty where it has none of ours."""
        return self.names([iri])[iri].type

    def label(self, iri: str) -> str:
        """Give the label of a record; its slug in words where it has none."""
        return self.names([iri])[iri].label

    def quads(self, iris: Iterable[str]) -> list[Quad]:
        """Read the quads of records, each with what is said of itself before what is said of its evidence."""
        records = self._records
        return [
            quad
            for iri in iris
            for quad in sorted(record_quads(records, NamedNode(iri)), key=lambda quad: text_of(quad.subject))
        ]

    def own_terms(self) -> Iterator[tuple[Record, str]]:
        """Yield the terms that datasets bring, each with the IRI of the term of ours that it counts as."""
        return self.mapping.narrowing(self.records(self.mapping.vocabulary.by_iri[TERM].name))

    def canonical(self, iri: str) -> str:
        """Give the IRI of the record that one is shown as: mostly its own."""
        if self._index is None:
            return next((text_of(quad.object) for quad in self._records.canonical_links(NamedNode(iri))), iri)
        if Postings(self._index).is_empty(of.SHOWN_AS, ""):
            return iri
        canonicals = (
            self._layout.text(mark, value) for number, mark, value in self._facts_of(iri) if number == of.CANONICAL
        )
        return next(canonicals, iri)

    def shown_as(self, iri: str) -> list[str]:
        """List the IRIs of the other records that are shown as one, in order; mostly none."""
        if self._index is None:
            return sorted(text_of(quad.subject) for quad in self._records.canonical_links(canonical=NamedNode(iri)))
        return sorted(self.numbered(Postings(self._index).get(of.SHOWN_AS, self._layout.iri_key(iri))))

    def unknown(self, iri: str) -> UnknownIri:
        """Make the error for what is no record here, with the version that removed it.

        Otherwise it names the id that was probably meant, of those that begin alike.
        """
        reference, index = self.mapping.reference(iri), self._index
        if index is None or not is_reference(reference):
            return UnknownIri(iri)
        query = "SELECT iri FROM thing WHERE iri >= ? AND iri < ? AND facts IS NOT NULL ORDER BY iri LIMIT ?"

        def ids(record_class: RecordClass) -> list[str]:
            first = self.mapping.iri(f"{record_class.collection}/{reference.partition('/')[2][:2]}")
            rows = index.rows(query, (first, f"{first}{LAST}", MOST_CANDIDATES))
            return [each.rpartition("/")[2] for (each,) in rows]

        if versions := self.versions(iri):
            return RemovedIri(iri, versions[-1])
        near = near_id(reference, self.mapping, lambda other: bool(self.type_of(other)), ids)
        return UnknownIri(iri, similar=[near] if near else [])

    def numbered(self, numbers: Iterable[int]) -> list[str]:
        """Give the IRIs of records by their numbers in the index, in the order of the numbers."""
        rows = self._open().rows_in("SELECT number, iri FROM thing WHERE number IN", numbers)
        return [iri for _, iri in sorted(rows)]

    def versions(self, iri: str) -> list[int]:
        """List the versions that said something else of a record, oldest first; none where no journal was followed."""
        rows = self._open().rows("SELECT version FROM touched WHERE iri = ? ORDER BY version", (iri,))
        return [version for (version,) in rows]

    def touched_since(self, version: int) -> list[str]:
        """List the IRIs of what later versions said something else of, where a journal was followed."""
        rows = self._open().rows("SELECT DISTINCT iri FROM touched WHERE version > ?", (version,))
        return [iri for (iri,) in rows]

    def _open(self) -> Database:
        with self._making:
            if self._index is None:
                index = Database.in_memory()
                Writer(index, self._layout).put_all(self._store())
                index.finish()
                self._index = index
            return self._index

    @property
    def _records(self) -> Curated:
        return Curated(self._store(), self.mapping.base_iri)

    def _facts_of(self, iri: str) -> list[Fact]:
        if self._index is None:
            return facts_of(self._records, iri, self._layout) if is_iri(iri) else []
        row = self._index.one("SELECT facts FROM thing WHERE iri = ?", (iri,))
        return json.loads(row[0]) if row and row[0] else []
