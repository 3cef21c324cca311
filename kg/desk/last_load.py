"""What was loaded last, and which records somebody has edited in the graph since.

A load of the same files into the same history has nothing to read again. And it undoes nobody's work: a record that was
edited after it was loaded stays as it is in the graph until somebody says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from kg.changes.journal import Journal
from kg.changes.position import START, Position, read_sealed, write_sealed
from kg.mapping import record_of
from kg.store.rdf import NamedNode, text_of

LOADER = "kg load"
"""The author of the change sets that loads make."""

_NAME = "loaded.json"


@dataclass(frozen=True, slots=True)
class LastLoad:
    """The digest of what was read, the position reached, the records read, and what was remarked.

    `edited` are the records, by graph and IRI, that somebody else has written since they were loaded.
    """

    digest: str = ""
    position: Position = START
    records: int = 0
    remarks: tuple[str, ...] = ()
    edited: frozenset[tuple[str, str]] = frozenset()

    def brought_up(self, journal: Journal, datasets: str) -> LastLoad:
        """Take in what has happened since in the graphs whose names begin with `datasets`."""
        edited = set(self.edited)
        for change in journal.since(self.position):
            is_load = change.author == LOADER
            if is_load and not edited:
                continue
            for _, quad in change.rows():
                graph = quad.graph_name
                record = graph.value if isinstance(graph, NamedNode) else "", text_of(record_of(quad))
                if is_load:
                    edited.discard(record)
                elif record[0].startswith(datasets):
                    edited.add(record)
        return replace(self, edited=frozenset(edited))

    def note(self, home: Path) -> None:
        """Remember it. Raises OSError."""
        facts = {
            "digest": self.digest,
            "position": self.position.facts(),
            "records": self.records,
            "remarks": list(self.remarks),
            "edited": sorted(map(list, self.edited)),
        }
        write_sealed(home / _NAME, facts)


def last_load(home: Path, journal: Journal) -> LastLoad:
    """Recall the last load; where that is not known for certain, it is as though there had been none."""
    facts = read_sealed(home / _NAME)
    position = Position.from_facts((facts or {}).get("position"))
    if facts is None or position is None or not journal.has(position):
        return LastLoad()
    remarks, edited = tuple(facts["remarks"]), frozenset((graph, iri) for graph, iri in facts["edited"])
    return LastLoad(facts["digest"], position, facts["records"], remarks, edited)
