"""Renaming a record: its own statements, its evidence and all references to it, in every dataset, in one change.

The old address leads to the new one from then on. That is a statement of the graph like others, so a home that is made
again from its journal leads there too.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.changes import ChangeWriter
from kg.curated import Curated
from kg.errors import ChangeConflict, UnreadableInput
from kg.history.changed import REPLACED
from kg.mapping import Mapping, unknown
from kg.query import rows_of
from kg.records.values import is_reference
from kg.store import Quads, Store
from kg.store.rdf import PREFIXES, RDF_TYPE, NamedNode, Quad, text_of

_SOURCE = NamedNode(f"{PREFIXES['prov']}hadPrimarySource")


class Renaming:
    """Writes down that the record `old` has the id `new` from now on; both are ids, such as `places/ulsan`."""

    def __init__(self, store: Store, mapping: Mapping, old: str, new: str) -> None:
        """Raises UnreadableInput for what is no id, or one of another collection."""
        old, new = (mapping.reference(each) for each in (old, new))
        for each in (old, new):
            if not is_reference(each) or each.partition("/")[0] not in mapping.vocabulary.by_collection:
                raise UnreadableInput(f"{each!r} is no id of a record", "Give collection and slug, as places/ulsan.")
        if old.partition("/")[0] != new.partition("/")[0]:
            raise UnreadableInput(f"{old} cannot become {new}", "A record stays in its collection.")
        self._old, self._new = (NamedNode(mapping.iri(each)) for each in (old, new))
        self._slugs = tuple(each.partition("/")[2] for each in (old, new))
        self._is_document = old.startswith("documents/")
        self._store, self._mapping, self._curated = store, mapping, Curated(store, mapping.base_iri)

    def __call__(self, writer: ChangeWriter) -> None:
        """Write it. Raises UnknownIri where there is no such record, and ChangeConflict where the new id is taken."""
        if next(self._curated.quads(self._old, RDF_TYPE), None) is None:
            raise unknown(self._old.value, self._store, self._mapping)
        if next(self._curated.quads(self._new), None) is not None:
            raise ChangeConflict(f"{self._new.value} is a record already")
        names = {self._old: self._new, **dict(self._evidence())}
        removed = {quad for node in names for quad in self._curated.quads(node)}
        removed |= {quad for node in names for quad in self._curated.quads(object_=node)}
        added = {self._renamed(quad, names) for quad in removed}
        old_links, new_links = self._redirections()
        rows = [*rows_of(removed | old_links, are_additions=False), *rows_of(added | new_links, are_additions=True)]
        writer.write_rows(b"".join(map(bytes, sorted(rows))))

    def _evidence(self) -> Iterator[tuple[NamedNode, NamedNode]]:
        """Yield the evidence of the record, and what cites it as a document, with the names that they get."""
        objects = (quad.object for quad in self._curated.quads(self._old))
        nodes = (each for each in objects if isinstance(each, NamedNode))
        of_old = {each for each in nodes if each.value.startswith(f"{self._old.value}#")}
        citing = (
            {quad.subject for quad in self._curated.quads(None, _SOURCE, self._old)} if self._is_document else set()
        )
        for node in of_old | citing:
            record, _, fragment = text_of(node).partition("#")
            if node in citing:
                document, colon, place = fragment.partition(":")
                fragment = f"{self._slugs[1] if document == self._slugs[0] else document}{colon}{place}"
            yield NamedNode(text_of(node)), NamedNode(f"{self._new.value if node in of_old else record}#{fragment}")

    def _renamed(self, quad: Quad, names: dict[NamedNode, NamedNode]) -> Quad:
        subject, object_ = quad.subject, quad.object
        return Quad(
            names.get(subject, subject) if isinstance(subject, NamedNode) else subject,
            quad.predicate,
            names.get(object_, object_) if isinstance(object_, NamedNode) else object_,
            quad.graph_name,
        )

    def _redirections(self) -> tuple[set[Quad], set[Quad]]:
        """Give what is to be forgotten and what to be noted, so that each old address leads to the record at once."""
        graph = self._mapping.renames_graph
        leading = set(self._store.quads(None, REPLACED, self._old, graph))
        back = set(self._store.quads(self._new, REPLACED, None, graph))
        sources = {quad.subject for quad in leading - back} | {self._old}
        return leading | back, {Quad(each, REPLACED, self._new, graph) for each in sources}


def replacement(store: Quads, iri: str, mapping: Mapping) -> str:
    """Give the IRI that a record has since it was renamed; empty where it was not."""
    quad = next(store.quads(NamedNode(iri), REPLACED, None, mapping.renames_graph), None)
    return text_of(quad.object) if quad else ""
