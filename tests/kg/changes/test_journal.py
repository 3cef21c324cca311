from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.changes import ChangeSet, Journal, Origin
from kg.changes.position import START, Position
from kg.errors import JournalDamaged, UnknownName
from kg.store.rdf import Literal, NamedNode, Quad
from tests.kg.changes.homes import append

NODE = NamedNode("https://example.org/a")


def prepare(journal: Journal, text: str) -> ChangeSet:
    with journal.prepare(Origin("ann", text)) as writer:
        writer.add([Quad(NODE, NODE, Literal(text), NODE)])
        return writer.finish()


def write(folder: Path, *reasons: str) -> Journal:
    journal, position = Journal(folder), START
    for reason in reasons:
        position = append(journal, prepare(journal, reason), position).position
    return journal


def test_versions_count_from_one(tmp_path: Path) -> None:
    journal = write(tmp_path / "journal")
    assert (journal.version, list(journal.since(START))) == (0, [])
    write(tmp_path / "journal", "1", "2", "3")
    assert journal.version == 3
    changes = list(journal.since(journal.position(1)))
    assert [(change.position.version, change.origin.reason) for change in changes] == [(2, "2"), (3, "3")]
    assert journal.verify() == changes[-1].position == journal.position(3)
    assert journal.read(1).author == "ann"


@pytest.mark.parametrize("version", [0, 2, -1])
def test_a_version_that_is_not(tmp_path: Path, version: int) -> None:
    with pytest.raises(UnknownName, match="1 to 1"):
        write(tmp_path, "only").read(version)


def test_what_was_only_prepared_is_swept(tmp_path: Path) -> None:
    journal = write(tmp_path, "kept")
    prepare(journal, "left")
    assert len(list(tmp_path.iterdir())) == 2
    assert journal.version == 1
    journal.sweep()
    assert [path.name for path in tmp_path.iterdir()] == ["0000000001.rdfp"]


def test_no_name_is_given_twice(tmp_path: Path) -> None:
    journal = write(tmp_path, "first")
    content = journal.path(1).read_bytes()
    with pytest.raises(FileExistsError):
        append(journal, prepare(journal, "another"), START)
    assert [path.name for path in tmp_path.iterdir()] == ["0000000001.rdfp"]
    assert journal.path(1).read_bytes() == content


def test_anybody_can_compute_the_digest(tmp_path: Path) -> None:
    journal = write(tmp_path, "one", "two")
    digest = journal.position(2).digest.encode()
    blank = journal.path(2).read_bytes().replace(digest, b"0" * 64)
    assert hashlib.sha256(blank).hexdigest().encode() == digest
    assert f"H prev <urn:sha256:{journal.position(1).digest}> .".encode() in blank


@pytest.mark.parametrize("place", range(0, 640, 7))
def test_a_bit_that_flipped_is_told(tmp_path: Path, place: int) -> None:
    journal = write(tmp_path, "one", "two", "three")
    content = bytearray(journal.path(2).read_bytes())
    place = place * len(content) // 640
    content[place] ^= 4
    journal.path(2).write_bytes(content)
    with pytest.raises(JournalDamaged, match=r"0000000002\.rdfp") as damaged:
        journal.verify()
    assert "kg restore" in str(damaged.value)


def rewrite(path: Path, old: bytes, new: bytes) -> None:
    content = path.read_bytes()
    assert old in content
    path.write_bytes(content.replace(old, new))


def reseal(path: Path) -> None:
    """Give a file the digest and length of what it says now, as though it had been written so."""
    rows = path.read_bytes().split(b"\n")
    rows[3] = f'H length "{path.stat().st_size:017}" .'.encode()
    rows[4] = b"H digest <urn:sha256:" + b"0" * 64 + b"> ."
    digest = hashlib.sha256(b"\n".join(rows)).hexdigest()
    rows[4] = f"H digest <urn:sha256:{digest}> .".encode()
    path.write_bytes(b"\n".join(rows))


DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "a row of another kind": (lambda path: rewrite(path, b"\nA ", b"\nX "), "line 11: there is no kind of row 'X'"),
    "a prefix row": (lambda path: rewrite(path, b"TX .\n", b"TX .\nPA <a> <b> .\n"), "there is no kind of row 'PA'"),
    "an aborted transaction": (lambda path: rewrite(path, b"TC .", b"TA ."), "there is no kind of row 'TA'"),
    "no end": (lambda path: rewrite(path, b"TC .\n", b""), "it is not finished"),
    "a newer format": (lambda path: rewrite(path, b'format "1"', b'format "2"'), "it has format 2"),
    "nothing of a change set": (lambda path: path.write_text("hello\n"), "line 1: it does not begin as"),
    "another version": (lambda path: rewrite(path, b'"0000000002"', b'"0000000009"'), "change set of version 9"),
    "an empty file": (lambda path: path.write_bytes(b""), "line 1: it does not begin as"),
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_what_a_change_set_may_not_be(tmp_path: Path, kind: str) -> None:
    """Also where somebody went to the trouble of giving it the right digest."""
    journal = write(tmp_path, "one", "two")
    damage, message = DAMAGE[kind]
    damage(journal.path(2))
    if journal.path(2).stat().st_size > 100:
        reseal(journal.path(2))
    with pytest.raises(JournalDamaged, match=message):
        journal.verify()


def test_a_row_that_was_changed_and_sealed_again_breaks_the_chain(tmp_path: Path) -> None:
    journal = write(tmp_path, "one", "two", "three")
    rewrite(journal.path(2), b'"two"', b'"TWO"')
    reseal(journal.path(2))
    with pytest.raises(JournalDamaged, match=r"0000000003\.rdfp: it does not follow version 2 as that is"):
        journal.verify()


def test_a_file_that_is_missing_is_told(tmp_path: Path) -> None:
    journal = write(tmp_path, "one", "two", "three")
    journal.path(2).unlink()
    with pytest.raises(JournalDamaged, match=r"0000000002\.rdfp: it is missing"):
        journal.verify()


def test_files_of_another_journal_are_told(tmp_path: Path) -> None:
    journal, other = write(tmp_path / "a", "one", "two"), write(tmp_path / "b", "one", "two")
    shutil.copy(other.path(2), journal.path(2))
    with pytest.raises(JournalDamaged, match="does not follow version 1"):
        journal.verify()
    with pytest.raises(JournalDamaged, match="does not follow version 1"):
        list(other.since(journal.position(1)))
    assert not other.has(journal.position(1))
    assert not other.has(Position(999, "0" * 64))


def test_copies_and_litter_are_no_part_of_it(tmp_path: Path) -> None:
    journal = write(tmp_path, "one", "two")
    for name in ("0000000012 (copy).rdfp", "12.rdfp", ".DS_Store", "0000000003.rdfp~", "0000000003.RDFP"):
        shutil.copy(journal.path(1), tmp_path / name)
    assert journal.version == 2
    assert journal.verify().version == 2
    assert len(journal.strangers()) == 5
