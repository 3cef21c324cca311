"""The evidence of what a change touches, held against the texts at hand as that of files is while they are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from kg.curated import Curated
from kg.errors import UnreadableInput
from kg.mapping import DOCUMENT, Mapping, record_of
from kg.records.model import Record, Row
from kg.records.passage import is_passage
from kg.records.report import Unverified, Violation
from kg.store.rdf import NamedNode, Quad, text_of
from kg.texts import SourceTexts
from kg.validation.after import After
from kg.validation.evidence import EvidenceCheck

_CITING = ("evidence", "quote")
_WHERE = {"Document": ("source", "source_start", "source_end"), "Source": ("label", "digest")}
"""The fields that say which text a document has, by the class of the record they are in."""


class Citations:
    """What the records say, after a change, that is held against texts: those it touches are taken one by one.

    Those too that cite a document which has another text than before. `unverified` counts what no text was there for.
    """

    def __init__(self, mapping: Mapping, texts: SourceTexts, store: Curated, after: After) -> None:
        """`store` is before the change, and `after` is after it."""
        self._mapping, self._texts, self._store, self._after = mapping, texts, store, after
        self._touched: set[str] = set()
        self._documents: dict[str, Record] = {}
        self._citing: list[Record] = []
        self.unverified: tuple[Unverified, ...] = ()

    def take(self, quads: Sequence[Quad]) -> None:
        """Take a record, as its quads would be; what two datasets say of it are two records."""
        graphs: dict[object, list[Quad]] = {}
        for quad in quads:
            graphs.setdefault(quad.graph_name, []).append(quad)
        for own in graphs.values():
            if record := self._record(own):
                self._touched.add(record.id)
                self._citing += self._as_citing(record)
                if record.type in _WHERE:
                    self._documents[record.id] = record

    def faults(self, advance: Callable[[int], None]) -> Iterator[Violation]:
        """Tell of passages and quotes that do not stand where they should; `advance` is called for each record."""
        before = ((each, self._stored(each.id)) for each in self._documents.values())
        moved = [
            each
            for each, stored in before
            if stored is None or any(stored.one(name) != each.one(name) for name in _WHERE[each.type])
        ]
        altered = list(self._altered(moved)) if self._texts.folder else []
        check = EvidenceCheck(self._texts, map(_row, (*self._sources(moved), *altered)), self._find)
        violations = [*check.check_sources()]
        for record in (*self._citing, *self._citing_elsewhere(altered)):
            advance(0)
            violations += check.check(_row(record))
        self.unverified = check.take_unverified()
        return (replace(each, focus=self._mapping.iri(each.focus)) for each in violations)

    def _as_citing(self, record: Record) -> Iterator[Record]:
        """Keep of a record what is held against texts, where all of its evidence has a form that can be."""
        values = {name: record.values[name] for name in _CITING if name in record.values}
        if values and all(map(is_passage, values.get("evidence", ()))):
            yield Record(record.type, record.id, values)

    def _sources(self, moved: Iterable[Record]) -> Iterator[Record]:
        """Yield the sources whose names are to be compared, if any: those that moved after all the others."""
        sources = {each.id: each for each in moved if each.type == "Source"}
        if sources:
            ids = map(
                self._mapping.reference, self._after.iris_of_class(self._mapping.vocabulary.classes["Source"].iri)
            )
            yield from (other for id_ in sorted(ids) if id_ not in sources and (other := self._find(id_)))
        yield from sources.values()

    def _altered(self, moved: Iterable[Record]) -> Iterator[Record]:
        """Yield the documents that are new, or may have another text than before."""
        documents = {each.id: each for each in moved if each.type == "Document"}
        yield from documents.values()
        held_in = NamedNode(self._mapping.vocabulary.classes["Document"].fields["source"].iri)
        for source in (each for each in moved if each.type == "Source"):
            for quad in self._store.quads(None, held_in, NamedNode(self._mapping.iri(source.id))):
                document = self._find(self._mapping.reference(text_of(quad.subject)))
                if document is not None and document.id not in documents:
                    yield document

    def _citing_elsewhere(self, documents: Iterable[Record]) -> Iterator[Record]:
        """Yield the records that cite documents and that the change does not touch."""
        nodes = (NamedNode(self._mapping.iri(each.id)) for each in documents)
        citing = (text_of(record_of(quad)) for node in nodes for quad in self._store.quads(None, DOCUMENT, node))
        for id_ in dict.fromkeys(map(self._mapping.reference, citing)):
            if id_ not in self._touched and (record := self._stored(id_)):
                yield from self._as_citing(record)

    def _find(self, id_: str) -> Record | None:
        return self._documents.get(id_) or self._stored(id_)

    def _stored(self, id_: str) -> Record | None:
        return self._record(self._after.stored(NamedNode(self._mapping.iri(id_))))

    def _record(self, quads: Iterable[Quad]) -> Record | None:
        with suppress(UnreadableInput):
            return self._mapping.from_quads(quads)
        return None


def _row(record: Record) -> Row:
    return Row(record, Path(), 0)
