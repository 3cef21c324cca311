"""What was edited in the graph since its files were loaded, and what becomes of it when the files are loaded again.

Nobody wins in silence. A record that was edited is merged three ways: what the file said when it was last loaded, what
the graph says, what the file says now. A load notes, in a graph that nobody edits, what the files said of the records
that it leaves as the graph has them; so the journal alone tells what the next one has to know.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Mapping as Map
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from itertools import groupby
from typing import Any

from kg.changes.change_set import ChangeSet
from kg.changes.past import take_back
from kg.curated import Curated
from kg.desk.rename import replacement
from kg.errors import UnreadableInput
from kg.mapping import DATASET, Mapping, record_of, record_quads
from kg.records import Record, Violation
from kg.records.merge import Clash, Merged, merge
from kg.store import Quads, Store
from kg.store.rdf import PREFIXES, RDF_TYPE, Literal, NamedNode, Quad, text_of

FILE = "file"
"""The source of the change sets that loads make."""

Place = tuple[str, str]
"""The graph and the IRI of a record; what a dataset says of itself is in a graph beside its own."""

_COMMENT = NamedNode(f"{PREFIXES['rdfs']}comment")
_SAYS = NamedNode(f"{PREFIXES['ikg']}fileSays")


@dataclass(frozen=True, slots=True)
class Edit:
    """A record that was edited: `base` is what its file said when it was last loaded, None where it had no such one.

    `by` tells, by field, who wrote what the graph has, and in which version; `id` is who made or removed the record.
    """

    base: Record | None
    by: Map[str, tuple[str, int]] = field(default_factory=dict)

    def merged(self, graph: Record | None, file: Record | None, take: str = "") -> Merged:
        """Merge what the graph says with what the file says now; `take` is `graph` or `file`, whose word settles."""
        merged = merge(self.base, file, graph) if take == "file" else merge(self.base, graph, file)
        if not merged.clashes or not take:
            return merged
        if any(each.field == "id" for each in merged.clashes):
            return Merged(file if take == "file" else graph)
        return Merged(merged.record)

    def to_json(self) -> dict[str, Any]:
        """Give it as JSON."""
        return {"base": asdict(self.base) if self.base else None, "by": dict(self.by)}

    @classmethod
    def from_json(cls, body: Map[str, Any]) -> Edit:
        """Read it from JSON."""
        base, by = body["base"], {name: (author, version) for name, (author, version) in body["by"].items()}
        values = {name: tuple(each) for name, each in base["values"].items()} if base else {}
        return cls(Record(base["type"], base["id"], values) if base else None, by)


Edits = Map[Place, Edit]


class Meeting:
    """Where what the files say meets what was edited in the graph.

    `left` are the edits that the files do not say after it, and `clashes` what both say otherwise: such a record stays
    as the graph has it, until somebody says whose word counts.
    """

    def __init__(self, edits: Edits, mapping: Mapping, store: Quads, take: str = "") -> None:
        """`take` is `graph` or `file`, where somebody has said so; of a record that was renamed neither is right."""
        self.edits, self._mapping, self._store, self._take = edits, mapping, store, take
        self.left: dict[Place, Edit] = {}
        self.clashes: list[tuple[Place, Clash]] = []

    def of(self, place: Place, present: set[Quad], file: Record | None) -> list[Quad]:
        """Give the quads that a record is to have, where its file says it so now; those that are none of ours stay."""
        edit, graph = self.edits[place], record_in(present, self._mapping)
        merged = self.settle(place, graph, file)
        if merged.clashes:
            self.left[place] = edit
            return [*present]
        beyond = present.difference(self._quads(graph, place)) if merged.record else set[Quad]()
        quads = [*self._quads(merged.record, place), *sorted(beyond, key=str)]
        if set(quads) != set(self._quads(file, place)):
            self.left[place] = Edit(file, edit.by)
        return quads

    def settle(self, place: Place, graph: Record | None, file: Record | None) -> Merged:
        """Merge an edited record with what its file says now, and take note of the clashes."""
        merged = self.edits[place].merged(graph, file, "" if self._renamed(place) else self._take)
        self.clashes += ((place, each) for each in merged.clashes)
        return merged

    def _quads(self, record: Record | None, place: Place) -> list[Quad]:
        return self._mapping.to_quads(record, NamedNode(place[0])) if record else []

    def _renamed(self, place: Place) -> str:
        return self._mapping.reference(replacement(self._store, place[1], self._mapping))

    def report(self) -> list[Violation]:
        """Tell of each clash what the file says, what the graph says, and who wrote that."""
        return [self._violation(*each) for each in self.clashes]

    def _violation(self, place: Place, clash: Clash) -> Violation:
        by = self.edits[place].by
        latest = max(by.values(), key=lambda each: each[1], default=("somebody", 0))
        author, version = latest if clash.field == "id" else by.get(clash.field, latest)
        authorship = f"{author} wrote in version {version}" if version else f"{author} wrote"
        if renamed := self._renamed(place):
            message = f"{author} renamed the record in version {version}: write its new id, {renamed}, in the file"
            return Violation(field="id", message=message, focus=place[1], shape="conflict")
        if clash.field == "id":
            message = (
                f"the file no longer has what was changed in the graph: {author} did so in version {version}"
                if clash.ours
                else f"the file changes what was removed from the graph: {author} did so in version {version}"
            )
        else:
            message = f"the file says {_listed(clash.theirs)}, and the graph {_listed(clash.ours)}, which {authorship}"
        message += "; --take file or --take graph decides"
        return Violation(field=clash.field, message=message, focus=place[1], shape="conflict")


def _listed(values: Sequence[str]) -> str:
    return " | ".join(map(repr, values)) if values else "nothing"


def notes(edits: Edits, graph: NamedNode) -> Iterator[Quad]:
    """Write down what edits there are."""
    for (dataset, iri), edit in edits.items():
        body = {"graph": dataset, **edit.to_json()}
        yield Quad(NamedNode(iri), _SAYS, Literal(json.dumps(body, ensure_ascii=False, sort_keys=True)), graph)


def dataset_of(place: Place, mapping: Mapping) -> str:
    """Give the graph of the dataset that a place is about."""
    return place[1] if place[0] == mapping.datasets_graph.value else place[0]


def mark(graph: NamedNode) -> Quad:
    """Give what makes a change set of a load that changed nothing, but after which less is edited than before it.

    The next load has to know that, and where its note is lost, the journal alone can tell.
    """
    return Quad(graph, _COMMENT, Literal("Files were loaded that say what had been edited."), graph)


def read_notes(store: Store, graph: NamedNode) -> dict[Place, Edit]:
    """Read what was written down."""
    edits = {}
    for quad in store.quads(predicate=_SAYS, graph=graph):
        body = json.loads(text_of(quad.object))
        edits[body["graph"], text_of(quad.subject)] = Edit.from_json(body)
    return edits


def brought_up(edits: Edits, changes: Iterable[ChangeSet], store: Store, mapping: Mapping) -> dict[Place, Edit]:
    """Give the edits after some more changes, of which `store` is at the last: a load among them noted what it left."""
    current, rows = dict(edits), dict[Place, list[_Row]]()
    curated = Curated(store, mapping.base_iri)
    for change in changes:
        if change.origin.source == FILE:
            current, rows = read_notes(store, mapping.files_graph), {}
            continue
        for is_addition, quad in change.rows():
            if curated.has(quad) or quad.graph_name == mapping.datasets_graph:
                place = str(quad.graph_name)[1:-1], text_of(record_of(quad))
                rows.setdefault(place, []).append(_Row(change.position.version, is_addition, quad, change.author))
    for place, own in rows.items():
        by = {field_of(row.quad, mapping): (row.author, row.version) for row in own}
        before = current.get(place)
        base = before.base if before else record_in(_undone(store, place, own), mapping)
        graph, iri = map(NamedNode, place)
        if {*record_quads(store, iri, graph)} == {*(mapping.to_quads(base, graph) if base else ())}:
            current.pop(place, None)  # as its file says again
        else:
            current[place] = Edit(base, {**before.by, **by} if before else by)
    return current


@dataclass(frozen=True, slots=True)
class _Row:
    """A quad that a change added or removed, and who wrote it."""

    version: int
    is_addition: bool
    quad: Quad
    author: str


def _undone(store: Store, place: Place, rows: Sequence[_Row]) -> set[Quad]:
    """Give the quads of a record before changes."""
    graph, iri = map(NamedNode, place)
    quads = set(record_quads(store, iri, graph))
    for _, own in groupby(reversed(rows), key=lambda row: row.version):
        take_back([(row.is_addition, row.quad) for row in own], quads)
    return quads


def record_in(quads: Iterable[Quad], mapping: Mapping) -> Record | None:
    """Give the record that quads make; None where they make none."""
    with suppress(UnreadableInput):
        return mapping.from_quads(quads)
    return None


def field_of(quad: Quad, mapping: Mapping) -> str:
    """Name the field that a quad of a record is about; `id` where it makes the record one of its class."""
    if "#" in text_of(quad.subject):
        return "evidence"
    if quad.predicate == RDF_TYPE:
        return "id"
    collection = mapping.reference(text_of(quad.subject)).partition("/")[0]
    is_of_dataset = quad.graph_name == mapping.datasets_graph
    record_class = DATASET if is_of_dataset else mapping.vocabulary.by_collection.get(collection)
    fields = record_class.fields.values() if record_class else ()
    return next((each.name for each in fields if each.iri == quad.predicate.value), "")
