"""The index on disk holds what the graph holds, whatever was changed, and whatever happened to its files."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kg.catalogue import Catalogue, Selection
from kg.catalogue.sealed_file import SealedFile
from kg.changes.change_set import Origin
from kg.changes.position import START, read_sealed, write_sealed
from kg.curated import CANONICAL
from kg.mapping import Mapping
from kg.records import Record
from kg.store.rdf import Literal, NamedNode, Quad, text_of
from kg.workspace import Workspace
from tests.generated import sizes
from tests.kg.catalogue.histories import History, agrees
from tests.kg.changes.homes import append, flip


@pytest.mark.parametrize("seeds", sizes(range(3), range(60)))
def test_it_agrees_with_a_plain_recomputation_after_random_changes(
    tmp_path: Path, mapping: Mapping, seeds: range
) -> None:
    for seed in seeds:
        history = History(tmp_path / str(seed), mapping, seed)
        for number in range(12):
            history.change(followed=history.chance.random() < 0.8)
            if history.index.position != history.position:
                history.followers.catch_up(history.position, history.store)
            if number % 3 == 2:
                agrees(history)
            if number == 6:
                history.index.close()
                history.start()
        history.index.close()


def test_without_an_index_a_catalogue_is_made_of_the_store(tmp_path: Path, mapping: Mapping) -> None:
    history = History(tmp_path, mapping, 7)
    for _ in range(6):
        history.change()
    history.index.suspect("a test")
    agrees(history, index=False)
    history.index.close()


@pytest.fixture
def history(tmp_path: Path, mapping: Mapping) -> Iterator[History]:
    history = History(tmp_path, mapping, 1)
    for _ in range(8):
        history.change()
    yield history
    history.index.close()


def index_of(history: History) -> Path:
    return history.folder / "index" / "catalogue.sqlite"


def beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def test_to_ask_who_is_behind_while_it_is_being_sealed_harms_nothing(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = list[list[str]]()
    sealed = SealedFile._write_seal

    def seal_while_asked(file: SealedFile, name: str) -> None:
        asked.append([*history.followers.behind])
        sealed(file, name)

    monkeypatch.setattr("kg.catalogue.sealed_file._LONG_LOG", 0)
    monkeypatch.setattr(SealedFile, "_write_seal", seal_while_asked)
    for _ in range(3):
        history.change()
        assert history.index.position == history.position, "it was not taken for a file that somebody else wrote"
    assert asked == [[], [], []]


@pytest.mark.parametrize("is_read", [False, True])
def test_the_log_is_brought_into_the_file_when_it_has_grown_and_not_with_each_change(
    history: History, monkeypatch: pytest.MonkeyPatch, is_read: bool
) -> None:
    log, seal = beside(index_of(history), "-wal"), index_of(history).with_name("catalogue.seal")
    monkeypatch.setattr("kg.catalogue.sealed_file._LONG_LOG", log.stat().st_size - 1)
    reader = history.index.read(history.position.version) if is_read else None
    first = seal.read_bytes()
    history.change()
    second = seal.read_bytes()
    assert second != first
    history.change()
    assert seal.read_bytes() == second, "what came since is short"
    if reader is not None:
        reader.close()


def seal(path: Path) -> None:
    """Seal it anew, as it is."""
    old = read_sealed(path.with_name("catalogue.seal")) or {}
    facts = {"size": path.stat().st_size, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
    write_sealed(path.with_name("catalogue.seal"), {**old, **facts})


def flip_everywhere(path: Path) -> None:
    for place in range(1, 40 if path.exists() else 0):
        flip(path, place / 40)


def left_behind(path: Path) -> None:
    """As a backup of the folder, taken while the service ran and put back later, would leave it."""
    shutil.rmtree(path.parent)
    shutil.copytree(path.parent.with_name("older"), path.parent)


def in_place_of(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.mkdir()


DAMAGE: dict[str, Callable[[Path], object]] = {
    "deleted": Path.unlink,
    "all of it deleted": lambda path: shutil.rmtree(path.parent),
    "truncated": lambda path: os.truncate(path, path.stat().st_size // 2),
    "empty": lambda path: path.write_bytes(b""),
    "a letter": lambda path: flip(path, 0.7),
    "many letters": flip_everywhere,
    "its head": lambda path: flip(path, 0.0),
    "another file": lambda path: path.write_bytes(b"hello"),
    "no seal": lambda path: path.with_name("catalogue.seal").unlink(),
    "a damaged seal": lambda path: flip(path.with_name("catalogue.seal")),
    "no log": lambda path: beside(path, "-wal").unlink(missing_ok=True),
    "a log that was cut short": lambda path: cut(beside(path, "-wal")),
    "a damaged log": lambda path: flip_everywhere(beside(path, "-wal")),
    "a damaged map of the log": lambda path: beside(path, "-shm").write_bytes(b"\xff" * 32768),
    "left behind": left_behind,
    "a folder in the place of its map": lambda path: in_place_of(beside(path, "-shm")),
    "a folder in the place of its log": lambda path: in_place_of(beside(path, "-wal")),
    "a folder in its place": in_place_of,
    "a draft": lambda path: path.with_name("draft.sqlite").write_bytes(b"hello"),
}


def cut(path: Path) -> None:
    if path.exists():
        os.truncate(path, path.stat().st_size * 2 // 3)


@pytest.mark.parametrize("ending", ["closed", "killed"])
@pytest.mark.parametrize("kind", DAMAGE)
def test_whatever_happens_to_its_files_it_is_right_after_the_next_start(
    history: History, ending: str, kind: str
) -> None:
    index = index_of(history)
    shutil.copytree(index.parent, index.parent.with_name("older"))
    for _ in range(4):
        history.change()
    if ending == "closed":
        history.index.close()
    else:  # what a killed process leaves, which has no time to put anything away
        killed = index.parent.with_name("killed")
        shutil.copytree(index.parent, killed)
        history.index.close()
        shutil.rmtree(index.parent)
        killed.rename(index.parent)
    DAMAGE[kind](index)
    history.start()
    assert history.index.position == history.position
    agrees(history)
    history.change()
    agrees(history)


MIXTURES = ("-wal", "", ".seal", " and .seal", "-wal and .seal")
"""Which of its files are older than the others, by how their names end."""


@pytest.mark.parametrize("ending", ["closed", "killed"])
@pytest.mark.parametrize("older", MIXTURES)
def test_a_mixture_of_its_files_of_several_times_is_right_after_the_next_start(
    tmp_path: Path, mapping: Mapping, ending: str, older: str
) -> None:
    """SQLite itself would lay the pages of an older log over a newer file."""
    history = History(tmp_path, mapping, 3)
    index = index_of(history)
    copies, killed = (index.parent.with_name(name) for name in ("older", "killed"))
    for number in range(60):
        history.change()
        if number == 30:  # what was changed before is in the file, and only what is changed after in the log
            history.index.close()
            history.start()
        if number == 32:
            shutil.copytree(index.parent, copies)
    history.index.close()
    if ending == "killed":
        history.start()
        history.change()
        shutil.copytree(index.parent, killed)
        history.index.close()
        shutil.copytree(killed, index.parent, dirs_exist_ok=True)
    for each in older.split(" and "):
        name = "catalogue.seal" if each == ".seal" else f"catalogue.sqlite{each}"
        shutil.copy(copies / name, index.parent / name)
    history.start()
    assert history.index.position == history.position
    agrees(history)
    history.change()
    agrees(history)
    history.index.close()


def test_one_of_another_history_is_made_again(tmp_path: Path, mapping: Mapping) -> None:
    one, other = (History(tmp_path / str(seed), mapping, seed) for seed in (1, 2))
    for history in (one, other):
        for _ in range(5):
            history.change()
        history.index.close()
    shutil.rmtree(one.folder / "index")
    shutil.copytree(other.folder / "index", one.folder / "index")
    one.start()
    assert one.index.position == one.position
    agrees(one)
    one.index.close()


def test_one_of_another_base_is_made_again(history: History, mapping: Mapping) -> None:
    history.index.close()
    history.mapping = Mapping(mapping.vocabulary, "https://elsewhere.example/")
    history.start()
    assert history.index.position == history.position
    database = history.index.read(history.position.version)
    assert Catalogue(lambda: history.store, history.mapping, 1, database).page("organisations", Selection()).total == 0


def test_an_older_format_is_made_again(history: History) -> None:
    index = index_of(history)
    history.index.close()
    with closing(sqlite3.connect(index)) as database, database:
        database.execute("UPDATE about SET value = 'older' WHERE name = 'stamp'")
        database.execute("DELETE FROM posting")
    seal(index)
    history.start()
    assert history.index.position == history.position
    agrees(history)


@pytest.mark.parametrize("is_open", [False, True])
def test_it_can_be_compared_with_what_follows_from_the_journal(history: History, is_open: bool) -> None:
    if not is_open:
        history.index.close()
    before = {path.name: path.read_bytes() for path in index_of(history).parent.iterdir()}
    assert history.index.position_on_disk() == history.position
    assert history.index.differing(history.journal.since(START), history.store) == []
    assert {path.name: path.read_bytes() for path in index_of(history).parent.iterdir()} == before


@pytest.mark.parametrize(
    ("statement", "parts"),
    [
        ("DELETE FROM posting WHERE space = -1", ["postings"]),
        ("UPDATE posting SET numbers = (SELECT numbers FROM posting WHERE space = -2)", ["postings"]),
        ("UPDATE thing SET facts = '[]' WHERE facts LIKE '%port%'", ["records"]),
        ("UPDATE thing SET item = replace(item, 'port', 'part') WHERE item LIKE '%port%'", ["items"]),
        ("UPDATE thing SET label = 'Port' WHERE label IS NOT NULL", ["items"]),
        ("DELETE FROM place WHERE property > 0", ["orders"]),
        ("DELETE FROM text WHERE number > (SELECT min(number) FROM text)", ["texts", "postings"]),
        ("DELETE FROM touched WHERE version = 3", ["versions"]),
        ("UPDATE about SET value = '7' WHERE name = 'version'", []),
    ],
)
def test_what_does_not_follow_from_the_journal_is_named(history: History, statement: str, parts: list[str]) -> None:
    """Somebody wrote to it past everything, and sealed it again."""
    history.index.close()
    with closing(sqlite3.connect(index_of(history))) as database, database:
        database.execute(statement)
    seal(index_of(history))
    assert history.index.differing(history.journal.since(START), history.store) == parts
    assert (history.index.position_on_disk() == history.position) == bool(parts)


def test_what_is_read_stays_as_it_was_whatever_is_written(history: History) -> None:
    """As an edition that somebody still reads."""
    position = history.position
    database = history.index.read(position.version)
    catalogue = Catalogue(lambda: history.store, history.mapping, position.version, database)
    before = [
        catalogue.page(each, Selection(limit=1000)).iris for each in ("organisations", "contributions", "funders")
    ]
    for _ in range(5):
        history.change()
    after = [catalogue.page(each, Selection(limit=1000)).iris for each in ("organisations", "contributions", "funders")]
    assert after == before
    history.index.suspect("a test")
    history.followers.catch_up(history.position, history.store)  # which puts another file in its place
    assert [catalogue.page(each, Selection(limit=1000)).iris for each in ("organisations",)] == before[:1]
    catalogue.close()
    agrees(history)


def test_one_that_cannot_be_read_any_more_is_made_again_with_the_next_change(history: History) -> None:
    os.truncate(index_of(history), 5000)
    assert history.index.read(history.position.version) is None
    history.change()
    if history.index.position != history.position:
        history.followers.catch_up(history.position, history.store)
    agrees(history)


def test_it_knows_which_versions_touched_a_record(history: History, mapping: Mapping) -> None:
    touched: dict[str, list[int]] = {}
    for change in history.journal.since(START):
        for iri in {text_of(quad.subject).partition("#")[0] for _, quad in change.rows() if "datasets" in str(quad)}:
            touched.setdefault(iri, []).append(change.position.version)
    for _ in range(2):
        with_index = Catalogue(lambda: history.store, mapping, 8, history.index.read(8))
        assert {iri: with_index.versions(iri) for iri in touched} == touched
        with_index.close()
        history.index.suspect("a test")
        history.followers.catch_up(history.position, history.store)


def test_an_edition_reads_the_index_that_follows_whoever_opened_it(workspace: Workspace, mapping: Mapping) -> None:
    """A service is given the repository by what started it, which has a workspace of its own."""
    minutes = Record("Document", "documents/minutes", {"label": ("Minutes",), "kind": ("report",)})
    free = Quad(NamedNode("urn:x"), NamedNode("urn:x"), Literal("x"), NamedNode("urn:x"))
    with workspace.repository() as repository:
        for quads in ([free], mapping.to_quads(minutes, mapping.graph("demo"))):
            with Workspace(workspace.settings).edition(repository) as edition:
                assert edition.catalogue.versions(mapping.iri(minutes.id)) == []
            with repository.prepare(Origin("ann", "because")) as writer:
                writer.add(quads)
                change = writer.finish()

            repository.commit(change)
        with Workspace(workspace.settings).edition(repository) as edition:
            assert edition.catalogue.versions(mapping.iri(minutes.id)) == [2]


@pytest.mark.parametrize("rebuilt", [False, True])
def test_it_holds_what_is_shown_as_another(history: History, rebuilt: bool) -> None:
    mapping = history.mapping
    first, *others = (mapping.iri(f"organisations/{each}") for each in ("a", "b", "c"))
    records = [Record("Organisation", mapping.reference(iri), {"label": (iri[-1] * 3,)}) for iri in (first, *others)]
    commit(history, [quad for each in records for quad in mapping.to_quads(each, mapping.graph("demo"))])
    shown = [Quad(NamedNode(each), CANONICAL, NamedNode(first), mapping.same_graph) for each in others]
    for added, removed, members in ((shown, [], others), ([], shown[1:], others[:1]), ([], shown[:1], [])):
        commit(history, added, removed)
        if rebuilt:
            history.index.rebuild(history.journal.since(START), history.store)
        assert history.index.differing(history.journal.since(START), history.store) == []
        for database in (history.index.read(history.position.version), None):
            with closing(Catalogue(lambda: history.store, mapping, history.position.version, database)) as catalogue:
                assert catalogue.shown_as(first) == members
                assert [catalogue.canonical(each) == first for each in others] == [each in members for each in others]
                listed = catalogue.page("organisations", Selection(limit=1000)).iris
                assert [each for each in others if each not in listed] == members
                assert catalogue.shown_as(first) == members
                assert len(catalogue.versions(others[0])) == (1 if database else 0)


def commit(history: History, added: list[Quad], removed: list[Quad] | None = None) -> None:
    with history.journal.prepare(Origin("ann", "because")) as writer:
        writer.remove(removed or [])
        writer.add(added)
        change = writer.finish()
    history.take(append(history.journal, change, history.position), followed=True)


@pytest.mark.parametrize("seed", range(4))
def test_made_again_it_is_the_same_whether_it_begins_with_a_list_of_all_or_not(
    tmp_path: Path, mapping: Mapping, seed: int
) -> None:
    history = History(tmp_path, mapping, seed)
    added = [quad for number in range(40) for quad in mapping.to_quads(place(number), mapping.graph("demo"))]
    with history.journal.prepare(Origin("ann", "all of them")) as writer:
        writer.add(sorted(added, key=str) if seed % 2 else added)
        change = writer.finish()
    history.take(append(history.journal, change, history.position), followed=True)
    for _ in range(3):
        history.change()
        history.index.rebuild(history.journal.since(START), history.store)
        assert history.index.differing(history.journal.since(START), history.store) == []
        agrees(history)
    history.index.close()


def place(number: int) -> Record:
    evidence = (f"report:{number}-{number + 9}:0123456789abcdef", "report")
    return Record("Place", f"places/p{number}", {"label": (f"Port {number}",), "evidence": evidence})
