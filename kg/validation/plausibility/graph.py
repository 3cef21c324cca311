"""The checks over records as they stand in a graph, or would stand there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain, islice
from pathlib import Path

from kg.curated import Curated
from kg.errors import UnreadableInput
from kg.mapping import Mapping, read_records, record_quads
from kg.records.model import Record, Row
from kg.records.report import Violation
from kg.store import Quads
from kg.store.rdf import NamedNode
from kg.texts import SourceTexts
from kg.validation.evidence import EvidenceCheck
from kg.validation.plausibility.beside import Beside
from kg.validation.plausibility.run import Plausibility

_DOCUMENTS = ("Document", "Source")
_ALL = 1 << 62


def warnings_of(
    store: Quads, mapping: Mapping, texts: SourceTexts | None = None, dataset: str | None = None, most: int = _ALL
) -> tuple[Violation, ...]:
    """Give all that is hardly plausible in a graph, or in one dataset of it, in the order of the records' IRIs.

    Of each check there are `most` findings. They are as those of the files: what refers to a record from another
    dataset counts, and two datasets may each describe a thing. `by_check` sorts them.
    """
    classes = mapping.vocabulary.classes
    documents = [row for name in _DOCUMENTS for row in map(_row, read_records(store, mapping, classes[name]))]
    plausibility = Plausibility(mapping, EvidenceCheck(texts or SourceTexts(None), documents), most)
    names = [each.name for each in mapping.described(store)] if dataset is None else [dataset]
    graphs = {name: mapping.graph(name) for name in names}
    for name, graph in graphs.items():
        for record in chain.from_iterable(read_records(store, mapping, each, graph) for each in classes.values()):
            plausibility.take(_row(record), name)
    return plausibility.findings(Beside(store, mapping, frozenset(graphs.values())))


def warnings_of_records(
    records: Sequence[Record], mapping: Mapping, store: Quads, texts: SourceTexts
) -> tuple[Violation, ...]:
    """Give what would be hardly plausible about records if they were written into a graph."""
    curated = Curated(store, mapping.base_iri)

    def stored(id_: str) -> Record | None:
        try:
            return mapping.from_quads(islice(record_quads(curated, NamedNode(mapping.iri(id_))), 10_000))
        except UnreadableInput:
            return None

    documents = (_row(each) for each in records if each.type in _DOCUMENTS)
    plausibility = Plausibility(mapping, EvidenceCheck(texts, documents, stored))
    for record in records:
        plausibility.take(_row(record))
    return plausibility.findings(Beside(store, mapping))


def warnings_of_one(
    record: Record, mapping: Mapping, texts: SourceTexts, stored: Callable[[str], Record | None]
) -> tuple[Violation, ...]:
    """Give what is hardly plausible about one record by itself; `stored` finds the documents that it cites by id."""
    documents = [_row(record)] if record.type in _DOCUMENTS else []
    plausibility = Plausibility(mapping, EvidenceCheck(texts, documents, stored))
    plausibility.take(_row(record))
    return plausibility.judged()


def _row(record: Record) -> Row:
    return Row(record, Path(), 0)
