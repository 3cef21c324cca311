"""Edits of single records: put, patched, deleted, posted, as many at once as somebody likes.

Who edits says which version they had read. What they make of the record as it was there meets what others made of it
since in a three-way merge (:mod:`kg.records.merge`): different fields are both as their writers want them, the same
field is a conflict, be it to the same value, and nothing is changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import closing
from dataclasses import replace
from itertools import count
from typing import Any

from kg.catalogue import Catalogue, index_among
from kg.changes import ChangeWriter, Refused, Repository
from kg.changes.past import Past
from kg.characters import visible
from kg.curated import Curated
from kg.desk.datasets import description_from
from kg.desk.edits import field_of, record_in
from kg.desk.operations import (
    FOREIGN,
    NEWEST,
    Edited,
    Effect,
    FieldConflict,
    IsThere,
    NotRead,
    Operation,
    OtherHistory,
    Overtaken,
    UnknownDataset,
)
from kg.errors import KgError, LimitExceeded
from kg.history import versions_of
from kg.mapping import DATASET, record_quads, unknown
from kg.records import Record, Report, Violation, from_json, to_json
from kg.records.merge import Clash, merge
from kg.spelling import slug
from kg.store import Content
from kg.store.rdf import RDF_TYPE, NamedNode, Quad, is_iri


class RecordEdits:
    """Operations on records, of which each concerns another one, or what another dataset says of it.

    A new record goes into `dataset`, if there are more.

    After :meth:`write`, `effects` tell what became of them.
    """

    def __init__(self, repository: Repository, operations: Sequence[Operation], dataset: str, most: int) -> None:
        """They may change `most` quads at once."""
        self._repository, self._mapping = repository, repository.gate.mapping
        self._operations, self._dataset, self._most = operations, dataset, most
        self._places: dict[str, int] = {}
        self._meant: dict[tuple[str, NamedNode | None], int] = {}
        self._faults: list[Violation] = []
        self._conflicts: list[FieldConflict] = []
        self.effects: list[Edited] = []

    def write(self, writer: ChangeWriter) -> None:
        """Write down what changes.

        Raises Refused where what is sent has no form, Overtaken, IsThere, NotRead, UnknownIri, UnknownDataset and
        LimitExceeded.
        """
        size = 0
        for number, operation in enumerate(map(self._named, self._operations), 1):
            removed, added = self._work_out(number, operation)
            size += len(removed) + len(added)
            if size > self._most:
                raise LimitExceeded.of_size(self._most)
            writer.remove(sorted(removed, key=str))
            writer.add(added)
        if self._faults:
            raise Refused(Report().with_violations(self._faults))
        if self._conflicts:
            raise Overtaken(self._conflicts)

    @property
    def _store(self) -> Content:
        return self._repository.ground

    @property
    def _curated(self) -> Curated:
        return Curated(self._store, self._mapping.base_iri)

    def locate(self, report: Report) -> Report:
        """Say of each violation by which operation its record was changed; operations count from 1."""
        placed = (replace(each, line=self._places.get(each.focus, 0)) for each in report.violations)
        return replace(report, violations=()).with_violations(placed)

    def _work_out(self, number: int, operation: Operation) -> tuple[AbstractSet[Quad], list[Quad]]:
        """Give what is to be removed and what is to be added; nothing where there is a fault or a conflict."""
        iri = self._mapping.iri(operation.id)
        self._places.setdefault(iri, number)
        graph = self._graph_of(iri, operation.dataset or self._dataset)
        first = self._meant.setdefault((iri, graph), number)
        if first != number:
            return self._fault(number, iri, [("id", f"operation {first} is about it already; make one of the two")])
        present = set(record_quads(self._store, NamedNode(iri), graph)) if graph else set[Quad]()
        theirs = record_in(present, self._mapping)
        self._demand_read(operation, iri, theirs)
        later = touching(self._repository, iri, operation.read) if operation.read not in (None, NEWEST) else ()
        graph = graph or self._was_in(iri, later)
        past = Past(self._repository.journal, self._store, self._mapping)
        base = past.record(iri, graph, later) if graph and later else theirs
        ours = self._ours(operation, base)
        if isinstance(ours, list):
            return self._fault(number, iri, ours)
        graph = graph or (self._mapping.datasets_graph if _is_dataset(operation) else self._home())
        merged = merge(base, ours, theirs)
        clashes = (*merged.clashes, *_moved_alike(base, ours, theirs))
        if clashes:
            self._conflicts += self._conflicts_of(clashes, iri, graph, later)
            return set(), []
        beyond = present.difference(self._quads(theirs, graph)) if merged.record else set[Quad]()
        quads = [*self._quads(merged.record, graph), *sorted(beyond, key=str)]
        removed, added = present.difference(quads), [quad for quad in quads if quad not in present]
        effect: Effect = "added" if not present else "changed" if quads else "removed"
        self.effects.append(Edited(operation.op, operation.id, effect if removed or added else "unchanged"))
        return removed, added

    def _fault(self, number: int, iri: str, faults: Sequence[tuple[str, str]]) -> tuple[AbstractSet[Quad], list[Quad]]:
        places = [(visible(name), message) for name, message in faults]
        self._faults += (Violation("", number, name, message, focus=iri, shape="form") for name, message in places)
        return set(), []

    def _named(self, operation: Operation) -> Operation:
        """Give a record that is to be posted its id: the one it brings, or else one made of its label that is free."""
        body = operation.body if isinstance(operation.body, dict) else {}
        if operation.op != "post":
            return operation
        if id_ := body.get("id"):
            return replace(operation, id=self._mapping.reference(str(id_)), is_new=True)
        named = self._mapping.vocabulary.classes.get(str(body.get("type", "")))
        collection = operation.id or (f"{named.collection}/" if named else "")
        stem = slug(str(body.get("label") or body.get("name") or body.get("title") or ""))
        ids = (f"{collection}{stem}{f'-{number}' if number > 1 else ''}" for number in count(1))
        if stem:  # without one there is no name to go on, and the form of the record says so
            iris = ((each, self._mapping.iri(each)) for each in ids)
            ids = (each for each, iri in iris if iri not in self._places and self._graph_of(iri, self._dataset) is None)
        return replace(operation, id=next(ids), is_new=True)

    def _graph_of(self, iri: str, dataset: str) -> NamedNode | None:
        """Find the graph of the dataset that a record is in. Raises UnknownDataset where that has to be said."""
        if not is_iri(iri):
            return None
        described = self._mapping.datasets_graph
        if iri.startswith(f"{described.value}/"):
            return described if next(self._store.quads(NamedNode(iri), graph=described), None) else None
        graphs = {quad.graph_name for quad in self._curated.quads(NamedNode(iri), RDF_TYPE)}
        named = {each.value: each for each in graphs if isinstance(each, NamedNode)}
        if len(named) > 1:
            target = self._mapping.graph(dataset).value
            if target not in named:
                raise UnknownDataset("dataset of this record", dataset, map(self._name, named))
            return named[target]
        return next(iter(named.values()), None)

    def _was_in(self, iri: str, later: Sequence[int]) -> NamedNode | None:
        """Find the graph that a record was in which is gone; None where there was none."""
        rows = (row for version in sorted(later) for row in self._repository.journal.glance(version).rows_about(iri))
        graphs = (quad.graph_name for _, quad in rows if self._curated.has(quad))
        return next((each for each in graphs if isinstance(each, NamedNode)), None)

    def _home(self) -> NamedNode:
        """Give the graph that new records go to. Raises UnknownDataset, and KgError where one has to be named."""
        described = {each.name for each in self._mapping.described(self._store)}
        graphs = filter(self._curated.has_graph, self._store.graphs())
        datasets = sorted(described.union(map(self._name, graphs)))
        if self._dataset and self._dataset not in datasets:
            raise UnknownDataset("dataset", self._dataset, datasets)
        if not datasets:
            raise KgError("There is no dataset that a new record could be in", "Describe one with POST /datasets.")
        if not self._dataset and len(datasets) > 1:
            fix = f"Name the one of a new record in `dataset`: {', '.join(datasets)}."
            raise KgError("There are several datasets", fix)
        return self._mapping.graph(self._dataset or datasets[0])

    def _name(self, graph: str) -> str:
        return graph.removeprefix(self._mapping.graph("").value)

    def _demand_read(self, operation: Operation, iri: str, theirs: Record | None) -> None:
        version = self._repository.ground.position.version
        is_foreign = operation.read is not None and (operation.read > version or operation.read == FOREIGN)
        if is_foreign and (theirs is not None or operation.op not in ("patch", "delete")):
            raise OtherHistory(operation.read or 0, version)
        if theirs is not None and operation.is_new:
            raise IsThere(iri)
        if theirs is not None and operation.read is None:
            raise NotRead(iri)
        if theirs is None and (is_foreign or operation.read == NEWEST):
            raise unknown(iri, self._store, self._mapping)

    def _ours(self, operation: Operation, base: Record | None) -> Record | list[tuple[str, str]] | None:
        """Give what the record is to be, or what is wrong with the form of what was sent. Raises UnknownIri."""
        body = operation.body
        if operation.op in ("patch", "delete") and base is None:
            raise unknown(self._mapping.iri(operation.id), self._store, self._mapping)
        if operation.op == "delete":
            stays = [("id", "a dataset is not deleted here; `kg load --prune` removes those without files")]
            return stays if _is_dataset(operation) else None
        if operation.op == "patch" and base is not None:
            if not isinstance(body, dict):
                return [("-", "a patch is a JSON object with the fields to change; null takes one away")]
            record_class = DATASET if _is_dataset(operation) else self._mapping.vocabulary.classes[base.type]
            body = patched(to_json(base, record_class, self._mapping.iri), body)
        if _is_dataset(operation):
            return description_from(body, operation.id)
        if isinstance(body, dict):
            collection = self._mapping.vocabulary.by_collection.get(operation.id.partition("/")[0])
            body = {"id": operation.id, **({"type": collection.name} if collection else {}), **body}
        outcome = from_json(body, self._mapping.vocabulary, self._mapping.reference, is_exact=True)
        if isinstance(outcome, Record) and outcome.id != operation.id:
            return [("id", f"{outcome.id!r} is another record than {operation.id!r}; an id stays as it is")]
        return outcome

    def _quads(self, record: Record | None, graph: NamedNode) -> list[Quad]:
        return self._mapping.to_quads(record, graph) if record else []

    def _conflicts_of(
        self, clashes: Sequence[Clash], iri: str, graph: NamedNode, later: Sequence[int]
    ) -> Iterator[FieldConflict]:
        """Say who wrote what an edit clashes with, and in which version."""
        by: dict[str, tuple[str, int]] = {}
        latest = "", 0
        for version in sorted(later):
            change = self._repository.journal.glance(version)
            latest = change.author, version
            for _, quad in change.rows_about(iri):
                if quad.graph_name == graph:
                    by[field_of(quad, self._mapping)] = latest
        for each in clashes:
            author, version = by.get(each.field, latest)
            yield FieldConflict(iri, each.field, each.base, each.ours, each.theirs, author, version)


def _is_dataset(operation: Operation) -> bool:
    return operation.id.startswith(f"{DATASET.collection}/")


def _moved_alike(base: Record | None, ours: Record | None, theirs: Record | None) -> Iterator[Clash]:
    """Yield the fields that both sides moved to the same: one who counts has not counted what the other did."""
    if ours and theirs:
        for field, values in ours.values.items():
            before = base.values.get(field, ()) if base else ()
            if values == theirs.values.get(field, ()) != before:
                yield Clash(field, before, values, values)


def patched(target: Any, patch: Any) -> Any:
    """Apply a merge patch (RFC 7396): what it names takes its place, null takes away, lists are as a whole.

    >>> patched({"label": "Ulsan", "note": "A city."}, {"note": None, "label": "Ulsan, Korea"})
    {'label': 'Ulsan, Korea'}
    """
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = patched(merged.get(name), value)
    return merged


def touching(repository: Repository, iri: str, since: int) -> Sequence[int]:
    """List the versions after one that touched a record: from the index, or else from the journal, read through.

    Those are among them that have not happened yet, on which the next change is made.
    """
    version, mapping, ahead = repository.version, repository.gate.mapping, repository.ground.touching(iri)
    if since >= version:
        return [each for each in ahead if each > since]
    is_dataset = iri.startswith(f"{mapping.datasets_graph.value}/")  # of them the index knows nothing
    if not is_dataset and (index := index_among(repository.followers)(version)) is not None:
        with closing(Catalogue(lambda: repository.store, mapping, version, index)) as catalogue:
            return [*ahead, *(each for each in catalogue.versions(iri) if each > since)]
    return [*ahead, *versions_of([iri], repository.journal, since)]
