from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from threading import Event, Thread
from time import sleep

import pytest

from kg.changes import ChangeSet, Origin, Refused, Repository, store_follower
from kg.changes.reader import newest_snapshot
from kg.changes.store_follower import note_position, noted_position
from kg.changes.verification import verify
from kg.errors import KgError, LimitExceeded, StoreInUse, Unavailable
from kg.mapping import Mapping
from kg.records import Record
from kg.store import EmbeddedStore, Store
from kg.store.rdf import Literal, NamedNode, Quad
from kg.validation import Gate
from tests.kg.changes.homes import append
from tests.waiting import PATIENCE

NODE = NamedNode("https://example.org/a")
PLACE = Record("Place", "places/ulsan", {"label": ("Ulsan",), "kind": ("city",), "confidence": ("stated",)})


def free(text: str) -> Quad:
    """A quad of the users' own workspace, of which no shape speaks."""
    return Quad(NODE, NODE, Literal(text), NODE)


def prepare(repository: Repository, added: Iterable[Quad] = (), removed: Iterable[Quad] = ()) -> ChangeSet:
    with repository.prepare(Origin("ann", "because")) as writer:
        writer.remove(removed)
        writer.add(added)
        return writer.finish()


def texts(store: Store) -> set[str]:
    return {quad.object.value for quad in store.quads(NODE) if isinstance(quad.object, Literal)}


def journal(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "journal").iterdir())


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def test_a_commit_makes_a_version(repository: Repository) -> None:
    assert repository.commit(prepare(repository, [free("one")])) == 1
    assert repository.commit(prepare(repository, [free("two")], [free("one")])) == 2
    assert texts(repository.store) == {"two"}
    assert journal(repository.home) == ["0000000001.rdfp", "0000000002.rdfp"]


def test_no_change_has_a_time_before_the_last_where_the_clock_is_set_back(repository: Repository) -> None:
    later = "2999-12-31T23:59:59+00:00"
    with repository.journal.prepare(Origin("ann", "because"), later) as writer:
        writer.add([free("one")])
        ahead = writer.finish()
    repository.stage(ahead)
    repository.stage(prepare(repository, [free("two")]))
    repository.settle()
    repository.commit(prepare(repository, [free("three")]))
    assert [repository.journal.glance(version).origin.time for version in (1, 2, 3)] == [later] * 3


def test_an_empty_change_makes_none(repository: Repository) -> None:
    assert repository.commit(prepare(repository)) == 0
    assert journal(repository.home) == []


def test_what_is_refused_leaves_no_trace(repository: Repository, mapping: Mapping) -> None:
    graph = mapping.graph("demo")
    with pytest.raises(Refused, match="1 violation") as refused:
        repository.commit(prepare(repository, [*mapping.to_quads(PLACE, graph), free("good")]))
    (violation,) = refused.value.report.violations
    assert (violation.field, violation.focus) == ("evidence", mapping.iri("places/ulsan"))
    assert repository.version == 0
    assert journal(repository.home) == []
    assert list(repository.store.quads()) == []


def test_what_took_too_long_in_the_gate_does_not_happen(repository: Repository) -> None:
    """The clock is asked once more before the journal takes the change, whatever the gate took after its last look."""
    looks: list[int] = []
    assert repository.rehearse(prepare(repository, [free("one")]), looks.append) == 0
    looks.pop()
    left = iter(looks)

    def clock(_: int) -> None:
        if next(left, None) is None:
            raise LimitExceeded("time", "30 s", "change")

    with pytest.raises(LimitExceeded):
        repository.commit(prepare(repository, [free("two")]), clock)
    assert (repository.version, texts(repository.store)) == (0, set())
    assert journal(repository.home) == []
    assert repository.commit(prepare(repository, [free("three")])) == 1


def test_removing_what_others_refer_to_is_refused(repository: Repository, mapping: Mapping) -> None:
    graph = mapping.graph("demo")
    document = Record("Document", "documents/d", {"label": ("D",), "kind": ("article",)})
    place = Record("Place", PLACE.id, {**PLACE.values, "evidence": ("d",)})
    repository.commit(prepare(repository, [*mapping.to_quads(document, graph), *mapping.to_quads(place, graph)]))
    with pytest.raises(Refused) as refused:
        repository.commit(prepare(repository, removed=mapping.to_quads(document, graph)))
    assert [each.focus for each in refused.value.report.violations] == [mapping.iri("places/ulsan")]
    assert repository.version == 1
    both = [*mapping.to_quads(document, graph), *mapping.to_quads(place, graph)]
    assert repository.commit(prepare(repository, removed=both)) == 2
    assert len(repository.store) == 0


def test_it_is_there_when_opened_again(home: Path, gate: Gate) -> None:
    with Repository(home, gate) as opened:
        opened.commit(prepare(opened, [free("one")]))
    with Repository(home, gate) as again:
        assert (again.version, texts(again.store)) == (1, {"one"})
    assert noted_position(home / "store") == again.position


def test_the_store_is_completed_from_the_journal(home: Path, gate: Gate) -> None:
    """The journal has an entry that never reached the store, as after a crash between the two."""
    with Repository(home, gate) as opened:
        opened.commit(prepare(opened, [free("one")]))
        append(opened.journal, prepare(opened, [free("two")], [free("one")]), opened.position)
    with Repository(home, gate) as again:
        assert (again.version, texts(again.store)) == (2, {"two"})
        assert again.commit(prepare(again, [free("three")])) == 3


@pytest.mark.parametrize("behind", [0, 1, None])
def test_a_noted_position_that_is_behind_does_no_harm(home: Path, gate: Gate, behind: int | None) -> None:
    with Repository(home, gate) as opened:
        opened.commit(prepare(opened, [free("one")]))
        opened.commit(prepare(opened, [free("two")], [free("one")]))
        opened.commit(prepare(opened, [free("one")], [free("two")]))
        position = opened.journal.position(behind or 0)
    if behind is None:
        (home / "store" / "position").unlink()
    else:
        note_position(home / "store", position)
    with Repository(home, gate) as again:
        assert (again.version, texts(again.store)) == (3, {"one"})


def test_a_store_that_was_lost_is_made_anew_from_the_journal(home: Path, gate: Gate) -> None:
    with Repository(home, gate) as opened:
        opened.commit(prepare(opened, [free(str(n)) for n in range(12_000)]))
        opened.commit(prepare(opened, removed=[free(str(n)) for n in range(11_999)]))
    for path in (home / "store").iterdir():
        path.unlink()
    with Repository(home, gate) as again:
        assert (again.version, texts(again.store)) == (2, {"11999"})


def test_what_was_begun_is_swept(home: Path, gate: Gate) -> None:
    with Repository(home, gate) as opened:
        prepare(opened, [free("never committed")])
    (home / "journal" / "pending-x.rdfp").write_bytes(b"H id <")
    with Repository(home, gate) as again:
        assert again.version == 0
        assert journal(home) == []


def read(home: Path, gate: Gate) -> tuple[int, set[str]]:
    with newest_snapshot(home, gate) as snapshot:
        return snapshot.version, texts(EmbeddedStore.open_snapshot(snapshot.folder))


def test_a_snapshot_is_frozen(home: Path, gate: Gate) -> None:
    with Repository(home, gate) as opened:
        opened.commit(prepare(opened, [free("one")]))
        with opened.snapshot() as first, opened.snapshot() as again:
            assert first.version == again.version == 1
            assert first.folder == again.folder == home / "snapshots" / "1"
            opened.commit(prepare(opened, [free("two")]))
            with opened.snapshot() as second:
                assert second.version == 2
            assert texts(EmbeddedStore.open_snapshot(first.folder)) == {"one"}
    assert read(home, gate) == (2, {"one", "two"})


@pytest.mark.parametrize("name", ["1 (copy)", "01", "1.old", "1٣", "99"])
def test_what_somebody_put_among_the_snapshots_is_left_alone(home: Path, gate: Gate, name: str) -> None:
    with Repository(home, gate) as opened:
        opened.commit(prepare(opened, [free("one")]))
        opened.snapshot().release()
    strange = home / "snapshots" / name
    strange.write_text("a file") if name == "99" else strange.mkdir()
    with Repository(home, gate) as opened, opened.snapshot() as snapshot:
        assert (snapshot.version, opened.snapshots.versions()) == (1, [1])
    assert verify(home).findings == ()
    assert read(home, gate) == (1, {"one"})
    assert strange.exists()


def test_reading_needs_a_graph(home: Path, gate: Gate) -> None:
    with pytest.raises(KgError, match="Run `kg load` first"):
        newest_snapshot(home, gate)
    assert not home.exists()


def test_reading_makes_a_snapshot_where_there_is_none(home: Path, gate: Gate) -> None:
    with Repository(home, gate) as opened:
        opened.commit(prepare(opened, [free("one")]))
    assert read(home, gate) == read(home, gate) == (1, {"one"})


HOLD = """
import sys
from pathlib import Path
from threading import Event, Thread
from time import sleep
from kg.changes.home import HomeLock
lock = HomeLock(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_beside_another_process(home: Path, gate: Gate) -> None:
    with Repository(home, gate) as opened:
        opened.commit(prepare(opened, [free("one")]))
        opened.snapshot().release()
        opened.commit(prepare(opened, [free("two")]))
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(StoreInUse, match=r"in use by another process.*Stop that"):
            Repository(home, gate)
        assert read(home, gate) == (2, {"one", "two"})
    finally:
        holder.kill()
        holder.communicate()
    assert read(home, gate) == (2, {"one", "two"})


def test_beside_another_process_without_a_snapshot(home: Path, gate: Gate) -> None:
    with Repository(home, gate) as opened:
        opened.commit(prepare(opened, [free("one"), free("two")]))
        opened.commit(prepare(opened, removed=[free("two")]))
        assert read(home, gate) == (2, {"one"})
        opened.commit(prepare(opened, [free("three")]))
        with opened.snapshots.pin(2) as older:
            assert read(home, gate) == (3, {"one", "three"})
            assert texts(EmbeddedStore.open_snapshot(older.folder)) == {"one"}
        with opened.snapshot() as newest:
            assert newest.folder == home / "snapshots" / "3"
        assert opened.snapshots.versions() == [3]


def test_a_process_that_hangs_while_it_sweeps_is_not_waited_for(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.changes.snapshots._SWEEPING", 0.2)
    repository.snapshot().release()
    repository.commit(prepare(repository, [free("one")]))
    sweeping = os.open(repository.home / "snapshots", os.O_RDONLY)
    fcntl.flock(sweeping, fcntl.LOCK_EX)
    with pytest.raises(Unavailable, match="another process holds"):
        repository.snapshot()
    os.close(sweeping)
    with repository.snapshot() as snapshot:
        assert snapshot.version == 1


def test_the_manifest_of_the_engine_stays_short(home: Path, gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    """It notes whatever is written, and each snapshot has a copy: a year of edits would be gigabytes."""
    monkeypatch.setattr(store_follower, "_CHECKPOINT", 5)
    monkeypatch.setattr(store_follower, "_LONG_MANIFEST", 10_000)
    with Repository(home, gate) as opened:
        for number in range(50):
            opened.commit(prepare(opened, [free(str(number))]))
            with opened.snapshot() as snapshot:
                (manifest,) = snapshot.folder.glob("MANIFEST-*")
                assert manifest.stat().st_size < 100_000, "it has some 4,500 bytes for each version and snapshot"
        assert opened.version == 50
        assert texts(opened.store) == set(map(str, range(50)))
    with Repository(home, gate) as again:
        assert texts(again.store) == set(map(str, range(50)))


def test_a_store_that_is_just_read_is_opened_anew_in_a_moment(
    home: Path, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_follower, "_CHECKPOINT", 1)
    monkeypatch.setattr(store_follower, "_LONG_MANIFEST", 0)
    with Repository(home, gate) as opened:
        begun = Event()

        def read_for(seconds: float) -> None:
            quads = opened.store.quads()
            next(quads)
            begun.set()
            sleep(seconds)

        def beside_a_reader(seconds: float, text: str) -> Thread:
            begun.clear()
            reader = Thread(target=read_for, args=[seconds])
            reader.start()
            assert begun.wait(PATIENCE)
            opened.commit(prepare(opened, [free(text)]))
            return reader

        opened.commit(prepare(opened, list(map(free, map(str, range(100))))))
        beside_a_reader(0.2, "short").join()
        assert opened.trouble == ""
        monkeypatch.setattr(store_follower, "_PATIENCE", 0.1)
        reader = beside_a_reader(1, "long")
        assert "in use" in opened.trouble
        reader.join()
        assert opened.mend()
        assert (opened.version, texts(opened.store)) == (3, {*map(str, range(100)), "short", "long"})
