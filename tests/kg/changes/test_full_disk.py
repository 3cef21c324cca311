"""A repository whose disk is full: a write has happened or has not, and nothing in between is ever seen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.changes import Origin, Repository
from kg.changes.verification import verify
from kg.errors import StoreFailed, Unavailable
from kg.validation import Gate
from tests.kg.changes.faults.strikes import fill, small_disk
from tests.kg.changes.homes import texts, write


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk", 32) as disk:
        yield disk / "home"


def fail_to_apply(repository: Repository, home: Path) -> tuple[Path, list[str]]:
    """Fill the disk so that the journal takes a change and the store does not; gives the filler, and what was taken."""
    taken = []
    for left in range(4_096, 400_000, 4_096):
        filler = fill(home.parent, left)
        text = f"at {left} " + "x" * 3_000
        try:
            write(repository, [text])
        except (Unavailable, OSError):
            filler.unlink()
            continue
        taken.append(text)
        if repository.trouble:
            return filler, taken
        filler.unlink()
    raise AssertionError("the store took everything")


def test_what_the_journal_took_has_happened(home: Path, gate: Gate) -> None:
    with Repository(home, gate) as repository:
        write(repository, ["one"])
        with repository.snapshot() as snapshot:
            assert snapshot.version == 1
        filler, taken = fail_to_apply(repository, home)
        assert repository.position.version == repository.journal.version == 1 + len(taken)
        for read in (lambda: repository.store, lambda: repository.prepare(Origin("ann", "more"))):
            with pytest.raises(Unavailable, match="No space left"):
                read()
        assert not repository.mend()
        filler.unlink()
        assert repository.mend()
        assert texts(repository.store) == {"one", *taken}
        assert write(repository, ["two"]) == 2 + len(taken)
    assert verify(home, deep=True).holds


def test_what_is_closed_in_trouble_is_completed_at_the_next_start(home: Path, gate: Gate) -> None:
    with Repository(home, gate) as repository:
        filler, taken = fail_to_apply(repository, home)
    filler.unlink()
    with Repository(home, gate) as again:
        assert not again.trouble
        assert texts(again.store) == set(taken)


def test_a_start_on_a_full_disk_is_refused(home: Path, gate: Gate) -> None:
    with Repository(home, gate) as repository:
        write(repository, ["one"])
    filler = fill(home.parent, 0)
    with pytest.raises((OSError, StoreFailed), match="No space left"):
        Repository(home, gate)
    filler.unlink()
    with Repository(home, gate) as again:
        assert texts(again.store) == {"one"}


def test_nothing_of_what_found_no_room_is_left(home: Path, gate: Gate) -> None:
    with Repository(home, gate) as repository:
        write(repository, ["one"])
        filler = fill(home.parent, 0)
        for text in ("two", "three" * 9_000):
            with pytest.raises((Unavailable, OSError)):
                write(repository, [text])
        assert [path.name for path in (home / "journal").iterdir()] == ["0000000001.rdfp"]
        filler.unlink()
        assert write(repository, ["four"]) == 2
        assert texts(repository.store) == {"one", "four"}
