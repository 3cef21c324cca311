"""Backups and restores: the graph as it was at a version or a time, and nothing of another history or of damage."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kg.changes import Origin, Repository
from kg.changes.backup import back_up, restore
from kg.changes.journal import Journal
from kg.changes.verification import verify
from kg.errors import JournalDamaged, KgError, StoreInUse, UnknownName, UnreadableInput
from kg.validation import Gate
from tests.kg.changes.homes import (
    LAST,
    OF_THE_JOURNAL,
    contents,
    flip,
    free,
    journal_file,
    texts,
    write,
)


def test_a_backup_gets_what_is_new(home: Path, tmp_path: Path, gate: Gate) -> None:
    backup = tmp_path / "backup"
    position, copied = back_up(home, backup)
    assert (position.version, copied) == (3, 3)
    assert back_up(home, backup) == (position, 0)
    with Repository(home, gate) as repository:
        write(repository, ["five"])
        position, copied = back_up(home, backup)
        assert (position, copied) == (repository.position, 1)
    assert verify(backup).holds
    assert verify(backup).position == position


def test_a_backup_that_is_whole_does_not_hide_that_the_home_is_not(home: Path, tmp_path: Path) -> None:
    back_up(home, tmp_path / "backup")
    damaged = sorted((home / "journal").glob("*.rdfp"))[0]
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"?")
    with pytest.raises(JournalDamaged, match=damaged.name):
        back_up(home, tmp_path / "backup")
    assert verify(tmp_path / "backup").holds


def test_a_backup_of_another_history_is_refused(home: Path, other: Path, tmp_path: Path) -> None:
    back_up(other, tmp_path / "backup")
    before = contents(tmp_path / "backup")
    with pytest.raises(KgError, match="holds another history"):
        back_up(home, tmp_path / "backup")
    assert contents(tmp_path / "backup") == before


@pytest.mark.parametrize("kind", OF_THE_JOURNAL)
def test_neither_backup_nor_restore_takes_damage_on(home: Path, other: Path, tmp_path: Path, kind: str) -> None:
    damage, _ = OF_THE_JOURNAL[kind]
    backup = tmp_path / "backup"
    back_up(home, backup)
    damage(backup, other)
    with pytest.raises(KgError):
        restore(backup, tmp_path / "new")
    assert not (tmp_path / "new" / "journal").exists()
    if kind != "the last file missing":  # which a backup gets again
        damage(home, other)
        with pytest.raises(KgError):
            restore(home, tmp_path / "new")


@pytest.mark.parametrize("kind", OF_THE_JOURNAL)
def test_a_restored_home_is_the_graph_again(home: Path, other: Path, tmp_path: Path, gate: Gate, kind: str) -> None:
    back_up(home, tmp_path / "backup")
    OF_THE_JOURNAL[kind][0](home, other)
    with pytest.raises(KgError, match="--replace"):
        restore(tmp_path / "backup", home)
    position, aside = restore(tmp_path / "backup", home, replace=True)
    assert (position.version, aside) == (3, home / "replaced-1")
    assert verify(home, deep=True).holds
    with Repository(home, gate) as repository:
        assert texts(repository.store) == LAST


@pytest.mark.parametrize(("version", "expected"), [(1, {"one"}), (2, {"two", "three"}), (3, LAST)])
def test_the_graph_as_it_was_at_a_version(
    home: Path, tmp_path: Path, gate: Gate, version: int, expected: set[str]
) -> None:
    identity = (home / "home.json").read_text()
    restore(home, tmp_path / "new", version)
    with Repository(tmp_path / "new", gate) as repository:
        assert (repository.version, texts(repository.store)) == (version, expected)
        assert write(repository, ["another"]) == version + 1
    assert (tmp_path / "new" / "home.json").read_text() != identity
    assert restore(home, home, version, replace=True)[0].version == version
    with Repository(home, gate) as repository:
        assert texts(repository.store) == expected


@pytest.fixture
def dated(tmp_path: Path, gate: Gate) -> Path:
    """A home with three versions, of the 3rd, the 5th and the 7th of March."""
    with Repository(tmp_path / "dated", gate) as repository:
        for day, text in (("03", "one"), ("05", "two"), ("07", "three")):
            with repository.prepare(Origin("ann", "because")) as writer:
                writer.add([free(text)])
                change = writer.finish()
            written = change.path.read_bytes()
            change.path.write_bytes(re.sub(rb"(H time \")[^T]*", rb"\g<1>2026-03-" + day.encode(), written))
            repository.commit(change)
            with repository.snapshot():
                pass
    return tmp_path / "dated"


@pytest.mark.parametrize(
    ("at", "version", "expected"),
    [
        ("2026-03-03", 1, {"one"}),
        ("2026-03-04T23:59:59Z", 1, {"one"}),
        ("2026-03-06", 2, {"one", "two"}),
        ("2027-01-01T00:00:00+09:00", 3, {"one", "two", "three"}),
    ],
)
def test_the_graph_as_it_was_at_a_time(
    dated: Path, tmp_path: Path, gate: Gate, at: str, version: int, expected: set[str]
) -> None:
    assert restore(dated, tmp_path / "new", at=at)[0].version == version
    assert verify(dated, deep=True, at=at).position == Journal(dated / "journal").position(version)
    with Repository(tmp_path / "new", gate) as repository:
        assert texts(repository.store) == expected


def test_a_time_at_which_there_was_nothing_and_what_is_no_time(dated: Path, tmp_path: Path) -> None:
    assert verify(dated, at="2026-03-02").position.version == 0
    with pytest.raises(UnknownName):
        restore(dated, tmp_path / "new", at="2026-03-02")
    with pytest.raises(UnreadableInput, match="by a time"):
        restore(dated, tmp_path / "new", 1, at="2026-03-03")
    with pytest.raises(UnreadableInput):
        verify(dated, at="yesterday")
    assert not (tmp_path / "new").exists()


def test_what_was_whole_at_a_time_is_so_whatever_happened_later(dated: Path) -> None:
    flip(journal_file(dated, 3), 0.9)
    assert not verify(dated).holds
    earlier = verify(dated, deep=True, at="2026-03-06")
    assert (earlier.holds, earlier.position.version) == (True, 2)
    flip(journal_file(dated, 1), 0.9)
    assert not verify(dated, at="2026-03-06").holds


def test_a_version_that_the_backup_has_not(home: Path, tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="1 to 3"):
        restore(home, tmp_path / "new", 4)
    assert not (tmp_path / "new").exists()


def test_a_home_in_use_is_not_replaced(home: Path, tmp_path: Path, gate: Gate) -> None:
    back_up(home, tmp_path / "backup")
    with Repository(home, gate) as repository:
        with pytest.raises(StoreInUse):
            restore(tmp_path / "backup", home, replace=True)
        assert write(repository, ["five"]) == 4


def test_a_restore_that_was_broken_off_is_told(home: Path, tmp_path: Path, gate: Gate) -> None:
    back_up(home, tmp_path / "backup")
    (home / "restoring").mkdir()
    for attempt in (lambda: Repository(home, gate), lambda: verify(home)):
        with pytest.raises(KgError, match="Run `kg restore` again"):
            attempt()
    restore(tmp_path / "backup", home, replace=True)
    with Repository(home, gate) as repository:
        assert texts(repository.store) == LAST
