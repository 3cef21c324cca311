from __future__ import annotations

from pathlib import Path

import pytest

from kg.changes import ChangeSet, Journal
from kg.errors import UnknownName
from kg.store.rdf import Literal, NamedNode, Quad

NODE = NamedNode("https://example.org/a")


def prepare(journal: Journal, text: str) -> ChangeSet:
    with journal.prepare("ann", text) as writer:
        writer.add([Quad(NODE, NODE, Literal(text), NODE)])
        return writer.finish()


def test_versions_count_from_one(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal")
    assert (journal.version, list(journal.since(0))) == (0, [])
    for version in (1, 2, 3):
        journal.append(prepare(journal, str(version)), version)
    again = Journal(tmp_path / "journal")
    assert again.version == 3
    assert [(version, change.reason) for version, change in again.since(1)] == [(2, "2"), (3, "3")]
    assert again.read(1).author == "ann"


@pytest.mark.parametrize("version", [0, 2, -1])
def test_a_version_that_is_not(tmp_path: Path, version: int) -> None:
    journal = Journal(tmp_path)
    journal.append(prepare(journal, "only"), 1)
    with pytest.raises(UnknownName, match="1 to 1"):
        journal.read(version)


def test_what_was_only_prepared_is_swept(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.append(prepare(journal, "kept"), 1)
    prepare(journal, "left")
    assert len(list(tmp_path.iterdir())) == 2
    assert journal.version == 1
    journal.sweep()
    assert [path.name for path in tmp_path.iterdir()] == ["0000000001.rdfp"]
