"""Backups: a copy of the journal that is whole, and a home made from one. Everything else follows from the journal."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from kg import tokens
from kg.changes.archive import asked_version
from kg.changes.home import RESTORING, HomeLock, demand_head, demand_known, give_identity, note_head
from kg.changes.journal import Journal
from kg.changes.position import START, Position
from kg.errors import KgError, UnknownName
from kg.files import sync

Advance = Callable[[int], object]

_STAYING = ("lock", RESTORING, tokens.FILE_NAME, tokens.LOCK_NAME)
"""What a home keeps that is made anew: who may write is no part of the history."""


def back_up(home: Path, target: Path, advance: Advance = lambda _: None) -> tuple[Position, int]:
    """Copy what `target` does not have of the journal; gives the position it reaches, and the change sets copied.

    Works beside a running service. What `target` has already is verified, and so is each copy, and in the end the
    journal that was copied. Raises KgError where there is no graph, or `target` has one of another history, and
    JournalDamaged; where it is the home that is damaged, in what `target` had whole, the rest is copied before.
    """
    _demand_graph(home)
    journal = Journal(home / "journal")
    with _locked(target):
        copy = Journal(target / "journal")
        copy.sweep()
        position = copy.verify()
        if not journal.has(position):
            raise KgError(f"{target} holds another history than {home}", "Choose another folder for this backup.")
        copied = _copy(journal, copy, position, None, advance)
        position = copy.position(copy.version)
        note_head(target, position)
        give_identity(target)
    journal.verify()
    return position, copied


def restore(
    source: Path,
    home: Path,
    version: int | None = None,
    *,
    at: str = "",
    replace: bool = False,
    advance: Advance = lambda _: None,
) -> tuple[Position, Path | None]:
    """Make a home of a backup, as it was at `version`, at the time `at`, or at its end.

    Gives the position, and the folder to which what was there was moved, if there was something. Raises KgError where
    there is no backup, or something in the way that is not to be replaced; UnknownName,
    also where nothing was there yet, UnreadableInput for what is no time, JournalDamaged, StoreInUse.
    """
    _demand_graph(source)
    journal = Journal(source / "journal")
    newest = journal.verify()
    demand_head(source, journal, newest)
    version = asked_version(journal, newest.version, version, at) if at else version
    if version is not None and not 0 < version <= newest.version:
        raise UnknownName("version", str(version), [f"1 to {newest.version}"])
    with _locked(home):
        occupied = [path for path in home.iterdir() if path.name not in _STAYING]
        if occupied and not replace:
            raise KgError(f"There is a graph in {home}", "Say --replace; what is there is moved aside, not removed.")
        draft = home / RESTORING
        shutil.rmtree(draft, ignore_errors=True)
        restored = Journal(draft / "journal")
        _copy(journal, restored, START, version, advance)
        aside = _move_aside(home, occupied) if occupied else None
        (draft / "journal").rename(home / "journal")
        position = Journal(home / "journal").position(version or newest.version)
        note_head(home, position)
        give_identity(home)  # what it writes from now on is a history of its own
        draft.rmdir()
    return position, aside


def _demand_graph(home: Path) -> None:
    if not (home / "journal").is_dir():
        raise KgError(f"There is no graph in {home}", "Name a folder that `kg backup` made, or a home.")
    demand_known(home)


def _copy(journal: Journal, target: Journal, after: Position, until: int | None, advance: Advance) -> int:
    """Copy the change sets after a position, each whole on disk before the next; gives their number."""
    copied = 0
    for change in journal.since(after, until):
        draft = target.folder / f"pending-{change.path.name}"
        shutil.copyfile(change.path, draft)
        sync(draft)
        draft.rename(target.path(change.position.version))
        target.read(change.position.version)  # it holds here what it held there
        advance(1)
        copied += 1
    sync(target.folder)
    return copied


def _move_aside(home: Path, items: list[Path]) -> Path:
    names = (home / f"replaced-{number}" for number in count(1))
    aside = next(path for path in names if not path.exists())
    aside.mkdir()
    for path in items:
        if not path.name.startswith("replaced-"):
            path.rename(aside / path.name)
    return aside


@contextmanager
def _locked(home: Path) -> Iterator[None]:
    lock = HomeLock(home)
    try:
        yield
    finally:
        lock.release()
