"""The records of a store that are beside those which are checked."""

from __future__ import annotations

from collections.abc import Collection

from kg.curated import Curated
from kg.mapping import Mapping, record_of
from kg.store import Quads
from kg.store.rdf import RDF_TYPE, NamedNode, Quad, text_of
from kg.validation.plausibility.census import DESCRIBING


class Beside:
    """Looks things up in a store, as though the graphs that are `without` it were not there."""

    def __init__(self, store: Quads | None, mapping: Mapping, without: Collection[NamedNode] = ()) -> None:
        self._store = None if store is None else Curated(store, mapping.base_iri)
        self._mapping, self._without = mapping, without
        classes = mapping.vocabulary.classes
        self._describing = {classes[name].iri for name in DESCRIBING}
        self._activity = NamedNode(classes["Participation"].fields["activity"].iri)

    def is_referred_to(self, id_: str) -> bool:
        """Tell whether a record there refers to this one, and not only to describe it."""
        if self._store is None:
            return False
        referring = {record_of(quad) for quad in self._to(id_)}
        types = ({text_of(quad.object) for quad in self._store.quads(each, RDF_TYPE)} for each in referring)
        return any(self._describing.isdisjoint(own) for own in types)

    def has_party(self, agreement: str) -> bool:
        """Tell whether somebody takes part in an agreement there."""
        return any(quad.predicate == self._activity for quad in self._to(agreement))

    def _to(self, id_: str) -> list[Quad]:
        if self._store is None:
            return []
        iri = NamedNode(self._mapping.iri(id_))
        quads = (each for each in self._store.quads(object_=iri) if record_of(each) != iri)
        return [each for each in quads if each.graph_name not in self._without]
