"""Every kind of damage to a home: what the journal says is given, or the damage is named and nothing is changed."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from kg.changes import Origin, Repository
from kg.changes.backup import back_up, restore
from kg.changes.journal import Journal
from kg.changes.position import write_sealed
from kg.changes.reader import newest_snapshot
from kg.changes.store_follower import note_position
from kg.changes.verification import verify
from kg.errors import JournalDamaged, KgError, StoreFailed, Unavailable
from kg.store import EmbeddedStore
from kg.validation import Gate
from tests.kg.changes.homes import (
    LAST,
    OF_THE_JOURNAL,
    OF_THE_REST,
    contents,
    flip,
    free,
    journal_file,
    sst_files,
    texts,
    write,
)

SEEN_WHEN_READ = {kind for kind in OF_THE_REST if "of quads" in kind}


@pytest.mark.parametrize("kind", OF_THE_JOURNAL)
def test_damage_of_the_journal_is_refused(home: Path, other: Path, gate: Gate, kind: str) -> None:
    damage, message = OF_THE_JOURNAL[kind]
    damage(home, other)
    before = contents(home)
    with pytest.raises(JournalDamaged, match=message) as refused:
        Repository(home, gate)
    assert "kg restore" in str(refused.value)
    assert contents(home) == before
    verification = verify(home)
    assert not verification.holds
    assert [each.place for each in verification.findings if not each.warning] == [refused.value.place]


@pytest.mark.parametrize("kind", OF_THE_REST)
def test_damage_of_what_is_derived_is_mended(home: Path, other: Path, gate: Gate, kind: str) -> None:
    OF_THE_REST[kind](home, other)
    with Repository(home, gate) as repository:
        try:
            assert texts(repository.store) == LAST
        except StoreFailed as failure:  # what the engine finds only when it reads
            repository.suspect(failure)
            assert repository.mend()
        assert texts(repository.store) == LAST
        assert repository.version == 3
        with repository.snapshot() as snapshot:
            assert (snapshot.version, texts(EmbeddedStore.open_snapshot(snapshot.folder))) == (3, LAST)
        assert write(repository, ["five"]) == 4
    assert verify(home, deep=True).holds
    with Repository(home, gate) as again:
        assert texts(again.store) == {*LAST, "five"}


@pytest.mark.parametrize("kind", OF_THE_REST)
def test_reading_commands_give_what_the_journal_says(home: Path, other: Path, gate: Gate, kind: str) -> None:
    OF_THE_REST[kind](home, other)
    try:
        with newest_snapshot(home, gate) as snapshot:
            found = texts(EmbeddedStore.open_snapshot(snapshot.folder))
    except StoreFailed:
        assert kind in SEEN_WHEN_READ
    else:
        assert (snapshot.version, found) == (3, LAST)


def test_a_healthy_home_is_said_to_hold(home: Path) -> None:
    verification = verify(home, deep=True)
    assert verification.holds
    assert verification.position.version == 3
    assert verification.checked[0] == "journal"
    assert "store" in verification.checked
    assert not verification.findings


def test_quads_that_are_not_in_the_journal_are_found(home: Path) -> None:
    """Somebody wrote to the store past everything, and noted the position again."""
    store = EmbeddedStore.open(home / "store")
    store.apply([free("two")], [free("smuggled"), free("more")])
    store.flush()
    store.close()
    note_position(home / "store", Journal(home / "journal").position(3))
    assert verify(home).holds
    (finding,) = verify(home, deep=True).findings
    assert finding.problem == "lacks 1 quads, and has 2 that are not in the journal"
    shutil.rmtree(home / "store")
    assert verify(home, deep=True).holds


def test_verifying_beside_the_writer(home: Path, gate: Gate) -> None:
    with Repository(home, gate) as repository:
        write(repository, ["five"])
        verification = verify(home, deep=True)
        assert verification.holds
        assert "store" not in verification.checked
        assert verification.position.version == 4


def test_what_is_no_home_is_told(tmp_path: Path) -> None:
    with pytest.raises(KgError, match="There is no graph"):
        verify(tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_newer_format_is_refused(home: Path, gate: Gate) -> None:
    write_sealed(home / "home.json", {"format": 2, "id": "x"})
    for attempt in (lambda: Repository(home, gate), lambda: verify(home), lambda: back_up(home, home / "b")):
        with pytest.raises(KgError, match="has format 2, and this version reads format 1"):
            attempt()


def test_damage_while_the_service_runs_is_found_when_it_is_read(home: Path, gate: Gate) -> None:
    """The engine has read nothing yet of what is damaged under it; the change that comes upon it leaves no trace."""
    with Repository(home, gate) as repository:
        for path in sst_files(home):
            flip(path)
        repository.mend()
        assert texts(repository.store) == LAST
        assert journal_file(home, 3).is_file()


@pytest.mark.parametrize("year", ["0001", "1970", "9999"])
def test_a_clock_that_was_set_back_or_forward_harms_nothing(home: Path, tmp_path: Path, gate: Gate, year: str) -> None:
    """The time in a change set is for people; order and wholeness come from the chain."""
    with Repository(home, gate) as repository:
        with repository.prepare(Origin("ann", "at another time")) as writer:
            writer.add([free("five")])
            change = writer.finish()
        rows = change.path.read_bytes()
        year_row = rows.index(b"H time ") + len(b'H time "')
        change.path.write_bytes(rows[:year_row] + year.encode() + rows[year_row + 4 :])
        assert repository.commit(change) == 4
        assert write(repository, ["six"]) == 5
    for path in (home / "journal").iterdir():
        os.utime(path, (0, 0))
    assert verify(home, deep=True).holds
    assert back_up(home, tmp_path / "backup")[1] == 5
    assert restore(tmp_path / "backup", tmp_path / "new", 4)[0].version == 4
    with Repository(tmp_path / "new", gate) as repository:
        assert texts(repository.store) == {*LAST, "five"}


@pytest.mark.parametrize("is_bulk", [False, True])
def test_an_older_store_that_is_put_back_under_the_writer_is_not_believed(
    home: Path, tmp_path: Path, gate: Gate, is_bulk: bool
) -> None:
    """The engine writes on to files that are gone, and a note must not speak for those that took their place."""
    shutil.copytree(home / "store", tmp_path / "older")
    more = [str(number) for number in range(12_000)] if is_bulk else []
    with Repository(home, gate) as repository:
        write(repository, ["five"], ["four"])
        shutil.rmtree(home / "store")
        shutil.copytree(tmp_path / "older", home / "store")
        assert write(repository, ["six", *more], ["five"]) == 5
        if repository.trouble:
            assert repository.mend()
            assert texts(repository.store) == {"two", "six", *more}
    with Repository(home, gate) as again:
        assert texts(again.store) == {"two", "six", *more}
    assert verify(home, deep=True).holds


def test_a_store_is_not_mended_from_a_journal_that_lost_its_end(home: Path, tmp_path: Path, gate: Gate) -> None:
    """Else the next change would be made of an older graph than the one it is written after."""
    shutil.copytree(home / "journal", tmp_path / "older")
    with Repository(home, gate) as repository:
        write(repository, ["five"], ["four"])
        (home / "journal").rename(tmp_path / "newer")
        shutil.copytree(tmp_path / "older", home / "journal")
        repository.suspect(StoreFailed("Corruption"))
        assert not repository.mend()
        assert "ends at version 3, and had reached version 4" in repository.trouble
        with pytest.raises(Unavailable, match="had reached version 4"):
            write(repository, ["six"])
        shutil.rmtree(home / "journal")
        (tmp_path / "newer").rename(home / "journal")
        assert repository.mend()
        assert write(repository, ["six"], ["five"]) == 5
    assert verify(home, deep=True).holds
    with Repository(home, gate) as again:
        assert texts(again.store) == {"two", "six"}
