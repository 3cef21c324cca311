"""Changes that are committed together: each on the ground of those before it, all of them with one step of the rest."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.changes import ChangeSet, Journal, Origin, Refused, Repository
from kg.changes.ground import Ground
from kg.changes.position import START
from kg.errors import Unavailable
from kg.mapping import Mapping
from kg.records import Record
from kg.store import EmbeddedStore
from kg.store.rdf import PREFIXES, Literal, NamedNode, Quad
from kg.validation import Gate
from tests.kg.changes.homes import NODE, append, free, texts
from tests.kg.changes.test_followers import Listener

DECIMAL = NamedNode(f"{PREFIXES['xsd']}decimal")


def prepare(journal: Journal | Repository, added: Sequence[Quad], removed: Sequence[Quad] = ()) -> ChangeSet:
    with journal.prepare(Origin("ann", "because")) as writer:
        writer.remove(removed)
        writer.add(added)
        return writer.finish()


def stage(repository: Repository, added: Sequence[str], removed: Sequence[str] = ()) -> int:
    return repository.stage(prepare(repository, list(map(free, added)), list(map(free, removed))))


def test_each_is_a_version_and_the_store_is_never_ahead_of_the_journal(tmp_path: Path, gate: Gate) -> None:
    listener = Listener()
    with Repository(tmp_path, gate, followers=[listener]) as repository:
        with repository.together():
            assert [stage(repository, ["one"]), stage(repository, ["two"], ["one"]), stage(repository, [])] == [1, 2, 2]
            assert {quad.object.value for quad in repository.ground.quads() if isinstance(quad.object, Literal)} == {
                "two"
            }
            assert (repository.version, texts(repository.store), repository.journal.version) == (0, set(), 0)
            assert repository.journal.glance(2).author == "ann"
        assert (repository.version, texts(repository.store)) == (2, {"two"})
        assert [texts(repository.store)] == listener.seen, "followers take both in one step"
        assert listener.taken == [1, 2]
        assert repository.journal.verify() == repository.position
    assert sorted(path.name for path in (tmp_path / "journal").iterdir()) == ["0000000001.rdfp", "0000000002.rdfp"]
    with Repository(tmp_path, gate) as again:
        assert texts(again.store) == {"two"}


def test_one_that_is_refused_leaves_the_others(tmp_path: Path, gate: Gate, mapping: Mapping) -> None:
    graph = mapping.graph("demo")
    values = {"label": ("Ulsan",), "kind": ("city",), "confidence": ("stated",), "evidence": ("two",)}
    document = mapping.to_quads(Record("Document", "documents/two", {"label": ("Two",), "kind": ("report",)}), graph)
    place = mapping.to_quads(Record("Place", "places/ulsan", values), graph)
    with Repository(tmp_path, gate) as repository:
        with repository.together():
            with pytest.raises(Refused):
                repository.stage(prepare(repository, place))
            repository.stage(prepare(repository, document))
            assert repository.stage(prepare(repository, place)) == 2, "the one before it is there already"
            with pytest.raises(Refused):
                repository.stage(prepare(repository, [], document))
        assert repository.version == 2
        assert set(repository.store.quads(graph=graph)) >= {*document, *place}


def fail(repository: Repository) -> None:
    with repository.together():
        stage(repository, ["one"])
        raise TypeError


def test_what_fails_inside_leaves_no_trace_of_any(tmp_path: Path, gate: Gate) -> None:
    with Repository(tmp_path, gate) as repository:
        with pytest.raises(TypeError):
            fail(repository)
        assert (repository.version, list(repository.journal.folder.iterdir())) == (0, [])
        assert stage_alone(repository, "two") == 1


def stage_alone(repository: Repository, text: str) -> int:
    return repository.commit(prepare(repository, [free(text)]))


def stage_two(repository: Repository, strange: Path) -> None:
    with repository.together():
        assert [stage(repository, ["two"]), stage(repository, ["three"])] == [2, 3]
        strange.write_text("in the way")


def test_where_the_journal_cannot_take_all_it_takes_none(tmp_path: Path, gate: Gate) -> None:
    strange = tmp_path / "journal" / "0000000003.rdfp"
    with Repository(tmp_path, gate) as repository:
        assert stage_alone(repository, "one") == 1
        with pytest.raises(Unavailable, match="nothing was changed"):
            stage_two(repository, strange)
        assert (repository.version, texts(repository.store)) == (1, {"one"})
        assert sorted(path.name for path in strange.parent.iterdir()) == ["0000000001.rdfp", strange.name]
        strange.unlink()
        assert stage_alone(repository, "four") == 2


def test_what_is_sealed_only_is_read_by_those_who_go_ahead(tmp_path: Path) -> None:
    ahead, others = Journal(tmp_path, ahead=True), Journal(tmp_path)
    sealed = ahead.seal(prepare(ahead, [free("one")]), START)
    assert [each.position for each in ahead.since(START, 1)] == [sealed.position]
    assert (ahead.version, others.version, list(others.since(START))) == (0, 0, [])
    ahead.sweep()
    assert list(tmp_path.iterdir()) == []


QUADS = [
    Quad(NODE, predicate, object_, graph)
    for graph in (NODE, NamedNode("urn:other"))
    for predicate in (NODE, NamedNode("urn:p"))
    for object_ in (Literal("one"), Literal("1.0", datatype=DECIMAL), Literal("1.00", datatype=DECIMAL), NODE)
]
CHANGES = st.lists(st.tuples(st.sets(st.sampled_from(QUADS)), st.sets(st.sampled_from(QUADS))), max_size=4)


@given(present=st.sets(st.sampled_from(QUADS)), changes=CHANGES)
def test_the_ground_is_what_the_store_will_be(
    tmp_path_factory: pytest.TempPathFactory, present: set[Quad], changes: list[tuple[set[Quad], set[Quad]]]
) -> None:
    journal = Journal(tmp_path_factory.mktemp("ground"), ahead=True)
    store = EmbeddedStore.in_memory(present)
    ground, expected = Ground(store, START), EmbeddedStore.in_memory(present)
    for removed, added in changes:
        change = prepare(journal, sorted(added, key=str), sorted(removed, key=str))
        ground.take(journal.seal(change, ground.position))
        expected.apply(removed, added)
        assert sorted(map(str, ground.quads())) == sorted(map(str, expected.quads()))
        assert set(ground.quads(NODE, QUADS[4].predicate, graph=NODE)) == set(
            expected.quads(NODE, QUADS[4].predicate, graph=NODE)
        )
        assert sorted(ground.graphs()) == sorted(expected.graphs())
        assert [ground.holds(each) for each in QUADS] == [expected.holds(each) for each in QUADS]
    assert set(store.quads()) == set(EmbeddedStore.in_memory(present).quads())
    assert append(journal, prepare(journal, [free("one")]), START).position.version == 1
