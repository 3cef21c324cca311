"""Every kind of damage to a home: what the journal says is given, or the damage is named and nothing is changed."""

from __future__ import annotations

import os
import re
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
from kg.errors import JournalDamaged, KgError, StoreFailed, StoreInUse, Unavailable, UnknownName, UnreadableInput
from kg.store import EmbeddedStore
from kg.validation import Gate
from tests.kg.changes.homes import (
    LAST,
    OF_THE_JOURNAL,
    OF_THE_REST,
    flip,
    free,
    journal_file,
    make_home,
    sst_files,
    texts,
    write,
)

SEEN_WHEN_READ = {kind for kind in OF_THE_REST if "of quads" in kind}


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory, gate: Gate) -> Path:
    return make_home(tmp_path_factory.mktemp("whole") / "home", gate)


@pytest.fixture(scope="session")
def other(tmp_path_factory: pytest.TempPathFactory, gate: Gate) -> Path:
    return make_home(tmp_path_factory.mktemp("other") / "home", gate, "other ")


@pytest.fixture
def home(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "home"))


def contents(home: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted(home.rglob("*")) if path.is_file() and path.name != "lock"}


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
