"""Reading the store by predicate: each property is read once, as a table from subject to values."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from kg.network.declarations import SELF, EdgeClass, local_name
from kg.store.protocol import Quads
from kg.store.rdf import RDF_TYPE, Literal, NamedNode
from kg.terms import BROADER, counts_as
from kg.vocabulary import RecordClass

Table = Mapping[str, AbstractSet[str]]
_NOTHING: frozenset[str] = frozenset()


class Statements:
    """What the store says, over all its graphs, read lazily.

    Values are sets, because the same statement may stand in several graphs. Blank nodes are left out: they
    cannot be pointed at.
    """

    def __init__(self, store: Quads) -> None:
        self._store = store
        self._tables: dict[str, dict[str, set[str]]] = {}
        self._instances: dict[str, frozenset[str]] = {}

    def table(self, property_: str) -> Table:
        """Read all statements with one property."""
        if property_ not in self._tables:
            table: dict[str, set[str]] = {}
            for quad in self._store.quads(predicate=NamedNode(property_)):
                subject, value = quad.subject, quad.object
                if isinstance(subject, NamedNode) and isinstance(value, NamedNode | Literal):
                    table.setdefault(subject.value, set()).add(value.value)
            self._tables[property_] = table
        return self._tables[property_]

    def instances(self, class_iri: str) -> frozenset[str]:
        """Find the records of one class."""
        if class_iri not in self._instances:
            quads = self._store.quads(predicate=RDF_TYPE, object_=NamedNode(class_iri))
            self._instances[class_iri] = frozenset(
                quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)
            )
        return self._instances[class_iri]

    def field(self, record_class: RecordClass, name: str) -> Table:
        """Read the field of a class by its name; an empty table where the class has no such field."""
        field = record_class.fields.get(name)
        return self.table(field.iri) if field else {}

    def values(self, record_class: RecordClass, name: str, record: str) -> list[str]:
        """Give what one record has in a field, sorted."""
        return sorted(self.field(record_class, name).get(record, _NOTHING))

    def terms(self, record_class: RecordClass, name: str, record: str) -> list[str]:
        """Give the local names of the terms that one record has in a field."""
        return [local_name(value) for value in self.values(record_class, name, record)]

    def counted(self, property_: str, record: str) -> list[str]:
        """Give the terms of ours that one record has in a property: a term of a dataset counts as what it narrows."""
        broader = self.table(BROADER.value)
        values = self.table(property_).get(record, _NOTHING)
        return sorted({counts_as(each, lambda term: broader.get(term, _NOTHING)) or each for each in values})

    def members(self, edge_class: EdgeClass, record: str) -> list[tuple[str, list[str]]]:
        """Give the present members of the path, in its order, each with what a record has there, sorted."""
        pairs = (
            (property_, [record] if property_ == SELF else sorted(self.table(property_).get(record, _NOTHING)))
            for property_ in edge_class.path
        )
        return [(property_, values) for property_, values in pairs if values]
