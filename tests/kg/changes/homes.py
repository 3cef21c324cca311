"""Homes with a little history, and what can happen to their files."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from kg.changes import ChangeSet, Journal, Origin, Repository
from kg.changes.position import Position
from kg.store import Snapshot, Store
from kg.store.rdf import Literal, NamedNode, Quad
from kg.validation import Gate

NODE = NamedNode("https://example.org/a")


def free(text: str) -> Quad:
    """A quad of the users' own workspace, of which no shape speaks."""
    return Quad(NODE, NODE, Literal(text), NODE)


def texts(store: Store) -> set[str]:
    return {quad.object.value for quad in store.quads(NODE) if isinstance(quad.object, Literal)}


def write(repository: Repository, added: Sequence[str], removed: Sequence[str] = ()) -> int:
    with repository.prepare(Origin("ann", "because")) as writer:
        writer.remove(map(free, removed))
        writer.add(map(free, added))
        change = writer.finish()
    return repository.commit(change)


def append(journal: Journal, change: ChangeSet, after: Position) -> ChangeSet:
    """Make one change set happen, without anything that follows the journal."""
    sealed = journal.seal(change, after)
    [happened] = journal.append([sealed])
    journal.forget([sealed])
    return happened


def make_home(home: Path, gate: Gate, name: str = "") -> Path:
    """Write three versions, the last of which holds two texts; there is a snapshot of each, as readers leave them."""
    with Repository(home, gate) as repository, ExitStack() as readers:
        for added, removed in ((["one"], []), (["two", "three"], ["one"]), (["four"], ["three"])):
            write(repository, [f"{name}{each}" for each in added], [f"{name}{each}" for each in removed])
            with repository.snapshot() as made:
                readers.enter_context(Snapshot(made.version, made.folder))
    return home


LAST = {"two", "four"}


def flip(path: Path, place: float = 0.5) -> None:
    content = bytearray(path.read_bytes())
    content[int(place * (len(content) - 1))] ^= 4
    path.write_bytes(content)


def journal_file(home: Path, version: int) -> Path:
    return home / "journal" / f"{version:010}.rdfp"


def sst_files(home: Path) -> list[Path]:
    return sorted((home / "store").glob("*.sst"))


def flip_all(paths: Sequence[Path], place: float = 0.5) -> None:
    for path in paths:
        flip(path, place)


def journal_files(home: Path) -> list[Path]:
    return sorted((home / "journal").iterdir())


def empty(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()


def take(home: Path, other: Path, version: int) -> None:
    shutil.copy(journal_file(other, version), journal_file(home, version))


def take_folder(home: Path, other: Path, name: str) -> None:
    shutil.rmtree(home / name)
    shutil.copytree(other / name, home / name)


def swap(one: Path, other: Path) -> None:
    aside = one.with_name("aside")
    one.rename(aside)
    other.rename(one)
    aside.rename(other)


Damage = Callable[[Path, Path], object]
"""Does something to a home; another home, of the same shape and another history, is at hand."""

OF_THE_JOURNAL: dict[str, tuple[Damage, str]] = {
    "a letter": (lambda home, _: flip(journal_file(home, 2)), r"0000000002\.rdfp"),
    "a file cut short": (lambda home, _: os.truncate(journal_file(home, 2), 400), "bytes"),
    "an empty file": (lambda home, _: journal_file(home, 3).write_bytes(b""), r"0000000003\.rdfp: line 1"),
    "a file missing amid": (lambda home, _: journal_file(home, 2).unlink(), r"0000000002\.rdfp: it is missing"),
    "the last file missing": (lambda home, _: journal_file(home, 3).unlink(), "ends at version 2, and had"),
    "an emptied journal": (lambda home, _: empty(home / "journal"), "it is empty, and had"),
    "no journal": (lambda home, _: shutil.rmtree(home / "journal"), "it is empty, and had"),
    "two files swapped": (lambda home, _: swap(*journal_files(home)[:2]), "change set of version 2"),
    "a file of another journal": (lambda home, other: take(home, other, 3), "it does not follow"),
    "another journal": (lambda home, other: take_folder(home, other, "journal"), "of another history"),
}
"""What is refused, with the words that name it."""


def copy_version(home: Path) -> None:
    shutil.copy(journal_file(home, 1), home / "journal" / "0000000012 (copy).rdfp")


OF_THE_REST: dict[str, Damage] = {
    "nothing": lambda *_: None,
    "an emptied store": lambda home, _: empty(home / "store"),
    "no store": lambda home, _: shutil.rmtree(home / "store"),
    "another store": lambda home, other: take_folder(home, other, "store"),
    "a letter in the manifest": lambda home, _: flip(next((home / "store").glob("MANIFEST*"))),
    "no manifest": lambda home, _: next((home / "store").glob("MANIFEST*")).unlink(),
    "CURRENT empty": lambda home, _: (home / "store" / "CURRENT").write_bytes(b""),
    "a letter in each file of quads": lambda home, _: flip_all(sst_files(home)),
    "the end of each file of quads": lambda home, _: flip_all(sst_files(home), 0.99),
    "a file of quads missing": lambda home, _: sst_files(home)[0].unlink(),
    "files of quads swapped": lambda home, _: swap(*sst_files(home)[:2]),
    "a noted position of 999": lambda home, _: (home / "store" / "position").write_text('{"facts": {"version": 999}}'),
    "no noted position": lambda home, _: (home / "store" / "position").unlink(),
    "the position of another home": lambda home, other: shutil.copy(other / "store" / "position", home / "store"),
    "a letter in the noted position": lambda home, _: flip(home / "store" / "position"),
    "a letter in the head": lambda home, _: flip(home / "head.json"),
    "no head": lambda home, _: (home / "head.json").unlink(),
    "no identity": lambda home, _: (home / "home.json").unlink(),
    "a letter in the identity": lambda home, _: flip(home / "home.json"),
    "snapshots of another home": lambda home, other: take_folder(home, other, "snapshots"),
    "snapshots under other names": lambda home, _: swap(*sorted((home / "snapshots").iterdir())[-2:]),
    "no snapshots": lambda home, _: shutil.rmtree(home / "snapshots"),
    "a copy in the journal": lambda home, _: copy_version(home),
    "litter in the journal": lambda home, _: (home / "journal" / "notes.txt").write_text("hello"),
    "a change set that was begun": lambda home, _: (home / "journal" / "pending-x.rdfp").write_bytes(b"H id <"),
}
"""What is mended from the journal."""


def contents(home: Path) -> dict[Path, bytes]:
    """Read every file of a home."""
    return {path: path.read_bytes() for path in sorted(home.rglob("*")) if path.is_file() and path.name != "lock"}
