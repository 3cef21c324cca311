"""Which tables a load reads: those that are not as they were at the last one, where that is enough to be sure.

The records of a table that stayed as it was are as the last load left them, or as somebody edited them since; both
is known without reading it. What was noted of it then stands for it in the report.
"""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import dataclass, field

from kg.desk.edits import Place
from kg.desk.last_load import LastLoad
from kg.mapping import Mapping
from kg.records import Dataset
from kg.validation import Intake
from kg.validation.intake import Digests, TableNote


@dataclass(frozen=True, slots=True)
class Scope:
    """The collections that are read, by dataset; None for all. `carried` is what was noted of the other tables."""

    read: Map[str, frozenset[str]] | None = None
    carried: Map[str, TableNote] = field(default_factory=dict)

    def of(self, dataset: Dataset) -> frozenset[str] | None:
        """Give the collections that are read of a dataset, none or some; None for all."""
        return None if self.read is None else self.read.get(dataset.name, frozenset())

    def unread(self, dataset: Dataset) -> int:
        """Count the records of a dataset that are not read."""
        return sum(note.records for name, note in self.carried.items() if name.startswith(f"{dataset.name}/"))

    def covers(self, place: Place, mapping: Mapping) -> bool:
        """Tell whether a record, of one of the datasets that are loaded, is read if its table has it."""
        if self.read is None or place[0] == mapping.datasets_graph.value:
            return True
        dataset = place[0].removeprefix(f"{mapping.datasets_graph.value}/")
        return mapping.reference(place[1]).partition("/")[0] in self.read.get(dataset, ())


WHOLE = Scope()
"""All tables are read."""


def scope_of(intake: Intake, digests: Digests, last: LastLoad) -> Scope:
    """Give the scope of a load. Where something else than tables of records changed, all are read.

    That is so where a table came or went, where not all came in or files were written since, and of a dataset in which
    a file may hold records of any class.
    """
    if not last.digest or last.frame != digests.frame or not digests.tables.keys() <= last.tables.keys():
        return WHOLE
    changed = {name for name, digest in digests.tables.items() if last.tables[name].digest != digest}
    read: dict[str, frozenset[str]] = {}
    for dataset in intake.datasets:
        # without a class, a table may hold records of any
        tables = {name: each.collection if each else "" for name, each in intake.tables(dataset)}
        if own := changed.intersection(tables):
            if len(set(tables.values())) < len(tables) or "" in tables.values():
                return WHOLE
            read[dataset.name] = frozenset(tables[name] for name in own)
    return Scope(read, {name: note for name, note in last.tables.items() if name not in changed})
