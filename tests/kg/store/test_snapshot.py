"""A snapshot stays as long as somebody pins it, in whichever process, and goes by name and not by chance."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from kg.store import EmbeddedStore, Snapshot
from kg.store.rdf import Literal, NamedNode, Quad
from kg.store.snapshot import discard, discard_unpinned
from tests.processes import open_files

NODE = NamedNode("https://example.org/a")
ONE = Quad(NODE, NODE, Literal("one"), NODE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A snapshot on disk."""
    store = EmbeddedStore.open(tmp_path / "store")
    store.apply((), [ONE])
    store.snapshot(tmp_path / "7")
    store.close()
    return tmp_path / "7"


def remains(folder: Path) -> list[str]:
    """What there is beside the store."""
    return sorted(path.name for path in folder.parent.iterdir() if path.name != "store")


def test_it_stays_until_its_last_reader_lets_go(folder: Path) -> None:
    first, second = Snapshot(7, folder), Snapshot(7, folder)
    for reader in (first, second):
        discard_unpinned(folder)
        assert remains(folder) == ["7"]
        reader.release()
    discard_unpinned(folder)
    assert remains(folder) == []
    assert open_files(os.getpid(), folder) == []


def test_to_let_go_twice_is_to_let_go_once(folder: Path) -> None:
    told: list[bool] = []
    first, second = Snapshot(7, folder, lambda: told.append(True)), Snapshot(7, folder)
    first.release()
    first.release()
    with first:
        pass
    assert told == [True]
    discard_unpinned(folder)
    assert remains(folder) == ["7"]  # the second release took nobody else's pin
    second.release()


def test_what_is_told_after_the_release_may_remove_it(folder: Path) -> None:
    with Snapshot(7, folder, lambda: discard_unpinned(folder)) as snapshot:
        assert EmbeddedStore.open_snapshot(snapshot.folder).holds(ONE)
    assert remains(folder) == []


def test_an_error_lets_go_of_it_as_well(folder: Path) -> None:
    with pytest.raises(ZeroDivisionError), Snapshot(7, folder):
        1 / 0  # noqa: B018
    discard_unpinned(folder)
    assert remains(folder) == []


def test_where_there_is_none_nothing_is_pinned(folder: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Snapshot(8, folder.with_name("8"))
    assert remains(folder) == ["7"]
    discard_unpinned(folder.with_name("8"))
    assert remains(folder) == ["7"]


def test_one_that_is_being_removed_cannot_be_pinned(folder: Path) -> None:
    Snapshot(7, folder).release()  # which makes the file that is locked
    with (folder / "pin").open("a") as pin:
        fcntl.flock(pin, fcntl.LOCK_EX)
        with pytest.raises(FileNotFoundError, match="is being removed"):
            Snapshot(7, folder)
        assert len(open_files(os.getpid(), folder)) == 1  # that of the one who removes it


def test_another_of_the_same_name_is_not_pinned_in_its_place(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the opening of its file and the lock on it the folder may go, and another come."""
    lock = fcntl.flock

    def slow_lock(pin: int, kind: int) -> None:
        monkeypatch.undo()
        discard(folder)
        folder.mkdir()
        (folder / "pin").touch()
        lock(pin, kind)

    monkeypatch.setattr(fcntl, "flock", slow_lock)
    with pytest.raises(FileNotFoundError, match="is being removed"):
        Snapshot(7, folder)
    assert open_files(os.getpid(), folder.parent) == []
    Snapshot(7, folder).release()


def test_readers_of_one_that_goes_all_the_same_keep_their_files(folder: Path) -> None:
    with Snapshot(7, folder) as snapshot:
        store = EmbeddedStore.open_snapshot(snapshot.folder)
        discard(folder)
        assert remains(folder) == []
        assert store.holds(ONE)
    store.close()
    assert open_files(os.getpid(), folder.parent) == []


PIN = """
import sys
from pathlib import Path
from kg.store import Snapshot
snapshot = Snapshot(7, Path(sys.argv[1]))
print("pinned", flush=True)
sys.stdin.read()
"""


def test_another_process_pins_it_until_it_is_killed(folder: Path) -> None:
    other = subprocess.Popen([sys.executable, "-c", PIN, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert other.stdout is not None
        assert other.stdout.readline() == b"pinned\n"
        discard_unpinned(folder)
        assert remains(folder) == ["7"]
        other.send_signal(signal.SIGKILL)
    finally:
        other.kill()
        with suppress(BrokenPipeError):
            other.communicate()
    discard_unpinned(folder)
    assert remains(folder) == []
