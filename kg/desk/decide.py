"""Deciding that two records are one, or are not: a decision is a record, and deciding again changes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b

from kg.changes import ChangeWriter
from kg.curated import Curated
from kg.desk.operations import Operation
from kg.mapping import Mapping, record_quads, unknown
from kg.records import Record
from kg.store import Store
from kg.store.rdf import RDF_TYPE, NamedNode


@dataclass(frozen=True, slots=True)
class DecisionRequest:
    """What somebody decides on two records, by id; `dataset` is where it is written, that of the first where empty.

    `canonical` is empty, or the one of the two whose address stays; `decided` is a date.
    """

    first: str
    second: str
    verdict: str
    author: str
    decided: str
    reason: str
    canonical: str = ""
    dataset: str = ""

    @property
    def record(self) -> Record:
        """Give the record of it, which goes by the names of the two.

        The digest of both ids keeps it apart from that of others of these names: a programme may be called as an
        organisation is, and names may have an "and" in them.
        """
        ids = sorted((self.first, self.second))
        digest = blake2b("\n".join(ids).encode(), digest_size=4).hexdigest()
        name = "-and-".join(each.partition("/")[2] for each in ids)
        fields = ("first", "second", "verdict", "canonical", "author", "decided", "reason")
        values = {name: (getattr(self, name),) for name in fields if getattr(self, name)}
        return Record("Decision", f"decisions/{name}-{digest}", values)

    def operation(self, earlier: str, read: int) -> Operation:
        """Give the edit that writes it down: a new record, or a change of the decision that was `read` at a version.

        Whoever decided on the same two meanwhile is not overruled: the edit is refused then.
        """
        fields = {name: values[0] for name, values in self.record.values.items()}
        if not earlier:
            return Operation("put", self.record.id, fields, is_new=True)
        changed = {name: fields.get(name) for name in ("verdict", "canonical", "author", "decided", "reason")}
        return Operation("patch", earlier, changed, read=read)


def decide(decision: DecisionRequest, store: Store, mapping: Mapping) -> Callable[[ChangeWriter], None]:
    """Give what writes a decision down, in the place of one on the same two if there is one. Raises UnknownIri."""

    def compute(writer: ChangeWriter) -> None:
        records = Curated(store, mapping.base_iri)
        homes = [records.quads(NamedNode(mapping.iri(each)), RDF_TYPE) for each in (decision.first, decision.second)]
        first, second = (next(home, None) for home in homes)
        if first is None or second is None:
            raise unknown(mapping.iri(decision.first if first is None else decision.second), store, mapping)
        graph = mapping.graph(decision.dataset) if decision.dataset else first.graph_name
        id_ = _earlier(decision, records, mapping) or decision.record.id
        present = set(record_quads(records, NamedNode(mapping.iri(id_))))
        graph = next((quad.graph_name for quad in present), graph)
        if not isinstance(graph, NamedNode):
            raise TypeError(f"{graph} is the graph of no dataset")
        quads = set(mapping.to_quads(Record("Decision", id_, decision.record.values), graph))
        writer.remove(sorted(present - quads, key=str))
        writer.add(sorted(quads - present, key=str))

    return compute


def _earlier(decision: DecisionRequest, records: Curated, mapping: Mapping) -> str:
    """Find the decision that there is on the two, by id; empty where there is none."""
    fields = mapping.vocabulary.classes["Decision"].fields
    ends = [NamedNode(fields[name].iri) for name in ("first", "second")]
    one, other = (NamedNode(mapping.iri(each)) for each in (decision.first, decision.second))
    for near, far in (ends, ends[::-1]):
        for quad in records.quads(None, near, one):
            if isinstance(quad.subject, NamedNode) and next(records.quads(quad.subject, far, other), None):
                return mapping.reference(quad.subject.value)
    return ""
