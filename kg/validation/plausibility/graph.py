"""The checks over records as they stand in a graph, or would stand there."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, islice
from pathlib import Path

from kg.curated import Curated
from kg.errors import UnreadableInput
from kg.mapping import Mapping, read_records, record_quads
from kg.records.model import Record, Row
from kg.records.passage import Passage, is_passage
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
    evidence = EvidenceCheck(texts or SourceTexts(None), documents)
    list(evidence.check_sources())  # what is wrong with a text, `kg check` reports
    plausibility = Plausibility(mapping, evidence, most)
    names = [each.name for each in mapping.described(store)] if dataset is None else [dataset]
    graphs = {name: mapping.graph(name) for name in names}
    for name, graph in graphs.items():
        for record in chain.from_iterable(read_records(store, mapping, each, graph) for each in classes.values()):
            plausibility.take(_row(record), name)
    return plausibility.findings(Beside(store, mapping, frozenset(graphs.values())))


def warnings_of_records(records: Sequence[Record], mapping: Mapping, store: Quads) -> tuple[Violation, ...]:
    """Give what would be hardly plausible about records if they were written into a graph, without any texts."""
    given = {each.id for each in records}
    curated = Curated(store, mapping.base_iri)
    values = chain.from_iterable(each.values.get("evidence", ()) for each in records)
    cited = {Passage.of(value).document for value in values if is_passage(value)}  # others have no form yet
    elsewhere = (NamedNode(mapping.iri(f"documents/{each}")) for each in sorted(cited))
    held = (_read(curated, mapping, iri) for iri in elsewhere if mapping.reference(iri.value) not in given)
    documents = [each for each in (*records, *held) if each is not None and each.type in _DOCUMENTS]
    plausibility = Plausibility(mapping, EvidenceCheck(SourceTexts(None), list(map(_row, documents))))
    for record in records:
        plausibility.take(_row(record))
    return plausibility.findings(Beside(store, mapping))


def _read(curated: Curated, mapping: Mapping, iri: NamedNode) -> Record | None:
    try:
        return mapping.from_quads(islice(record_quads(curated, iri), 10_000))
    except UnreadableInput:
        return None


def _row(record: Record) -> Row:
    return Row(record, Path(), 0)
