"""What was loaded last, and which records somebody has edited in the graph since.

A load of the same files into the same history has nothing to read again. This is a note for speed: what it says can be
told from the journal as well, and is where the note is lost.
"""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from kg.changes.journal import Journal
from kg.changes.position import START, Position, read_sealed, write_sealed
from kg.desk.edits import Edit, Place, brought_up
from kg.mapping import Mapping
from kg.store import Store
from kg.validation.intake import TableNote

_NAME = "loaded.json"


@dataclass(frozen=True, slots=True)
class LastLoad:
    """The digest of what was read, empty where not all of it came in; how far it went, and what was remarked.

    `edits` are those in the graph that the files do not say, and `folders` tell, by graph, where the files were.
    `frame` is the digest of what all records depend on, and `tables` what was noted of each table.
    """

    digest: str = ""
    position: Position = START
    records: int = 0
    remarks: tuple[str, ...] = ()
    edits: Map[Place, Edit] = field(default_factory=dict)
    folders: Map[str, str] = field(default_factory=dict)
    frame: str = ""
    tables: Map[str, TableNote] = field(default_factory=dict)

    def brought_up(self, journal: Journal, store: Store, mapping: Mapping, version: int | None = None) -> LastLoad:
        """Take in what was edited since; `store` is at `version`, or the newest one."""
        return replace(self, edits=brought_up(self.edits, journal.since(self.position, version), store, mapping))

    def note(self, home: Path) -> None:
        """Remember it. Raises OSError."""
        facts = {
            "digest": self.digest,
            "position": self.position.facts(),
            "records": self.records,
            "remarks": list(self.remarks),
            "edits": [[*place, edit.to_json()] for place, edit in self.edits.items()],
            "folders": dict(self.folders),
            "frame": self.frame,
            "tables": {name: asdict(note) for name, note in self.tables.items()},
        }
        write_sealed(home / _NAME, facts)


def last_load(home: Path, journal: Journal) -> LastLoad:
    """Recall the last load; where that is not known for certain, it is as though there had been none."""
    facts = read_sealed(home / _NAME)
    position = Position.from_facts((facts or {}).get("position"))
    if facts is None or position is None or "edits" not in facts or not journal.has(position):
        return LastLoad()
    edits = {(graph, iri): Edit.from_json(edit) for graph, iri, edit in facts["edits"]}
    remarks, folders = tuple(facts["remarks"]), facts.get("folders", {})
    tables = {name: TableNote.from_json(note) for name, note in facts.get("tables", {}).items()}
    frame = facts.get("frame", "")
    return LastLoad(facts["digest"], position, facts["records"], remarks, edits, folders, frame, tables)
