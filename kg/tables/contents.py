"""A version of the graph, as far as tables are made of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kg.catalogue import Catalogue
from kg.network import Columns
from kg.vocabulary import RecordClass


@dataclass(frozen=True, slots=True)
class Contents:
    """The records of a version as the JSON that clients get of them, and its columns, which networks are made of.

    `canonicals` maps what is shown as another record to that, by IRI.
    """

    catalogue: Catalogue
    columns: Columns
    canonicals: Mapping[str, str]

    @property
    def version(self) -> int:
        """The version."""
        return self.catalogue.version

    @property
    def base(self) -> str:
        """The IRI under which the records are."""
        return self.catalogue.mapping.base_iri

    def items(self, record_class: RecordClass) -> Iterator[str]:
        """Yield the records of a class, each as one line of JSON."""
        return (item.json for item in self.catalogue.every(record_class.name))
