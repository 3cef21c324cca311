"""The log says who changed what, and finds it by author, source and dataset."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.changes import Journal, Repository
from kg.changes.position import read_sealed, write_sealed
from kg.errors import UnknownName
from kg.history import Log, LogWish, history_of, versions_of
from kg.history import log as log_module
from kg.mapping import Mapping
from tests.kg.history.changing import State, bring_to


def states() -> list[tuple[State, str, str]]:
    return [
        (State({"one": ("a", False)}), "ann", "HTTP"),
        (State({"one": ("b", False)}), "bo", "update"),
        (State({"one": ("b", False)}, free=frozenset("p")), "ann", "graph store"),
        (State({"two": ("b", False)}, free=frozenset("p")), "ann", "HTTP"),
    ]


@pytest.fixture
def log(repository: Repository, mapping: Mapping) -> Log:
    for state, author, source in states():
        bring_to(repository, state, author, source)
    return Log(repository.journal, mapping, lambda: repository.version)


def versions(log: Log, wish: LogWish) -> list[int]:
    return [each.version for each in log.page(wish).entries]


def test_it_lists_the_newest_first_and_filters(log: Log) -> None:
    assert versions(log, LogWish()) == [4, 3, 2, 1]
    assert versions(log, LogWish(author="ann")) == [4, 3, 1]
    assert versions(log, LogWish(source="update")) == [2]
    assert versions(log, LogWish(dataset="demo")) == [4, 2, 1]
    assert versions(log, LogWish(since=2)) == [4, 3]
    assert versions(log, LogWish(before=3, author="ann")) == [1]
    assert versions(log, LogWish(after="9000-01-01")) == []
    assert versions(log, LogWish(source="update,graph store")) == [3, 2]
    assert versions(log, LogWish(until="1999-12-31")) == []
    first, last = log.origin(1).time, log.origin(4).time
    assert versions(log, LogWish(after=first[:10], until=last)) == [4, 3, 2, 1]
    assert versions(log, LogWish(until=last[:4])) == [4, 3, 2, 1]
    assert versions(log, LogWish(versions=[4, 2], before=4)) == [2]
    assert versions(log, LogWish(versions=[4, 2, 1], author="ann")) == [4, 1]


def test_an_entry_counts_what_it_touched(log: Log) -> None:
    last = log.entry(4)
    assert (last.records, last.datasets, last.origin.author) == (2, ("demo",), "ann")
    assert last.collections == {"places": 2}
    assert (log.entry(3).records, log.entry(3).datasets, log.entry(3).added) == (0, (), 1)
    with pytest.raises(UnknownName):
        log.entry(5)


def test_pages_follow_each_other_also_where_little_is_looked_at(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_module, "_LOOKED_AT", 2)
    for wish in (LogWish(1, author="ann"), LogWish(10, author="ann"), LogWish(2, author="ann", since=0)):
        found, before = list[int](), 5
        while before:
            page = log.page(LogWish(wish.limit, before, author="ann"))
            found += [each.version for each in page.entries]
            assert page.next < before
            before = page.next
        assert found == [4, 3, 1]


def test_the_history_of_a_record_is_what_touched_it(log: Log, repository: Repository, mapping: Mapping) -> None:
    journal: Journal = repository.journal
    iri = mapping.iri("places/one")
    assert versions_of([iri], journal) == [4, 2, 1]
    history = [*history_of([iri], [4, 2, 1], journal, mapping)]
    assert [(each.version, each.origin.author, each.change.action) for each in history] == [
        (4, "ann", "removed"),
        (2, "bo", "changed"),
        (1, "ann", "added"),
    ]
    (label,) = history[1].change.fields
    assert (label.field, label.before, label.after) == ("label", ("a",), ("b",))
    assert versions_of([mapping.iri("places/one-more")], journal) == []
    assert log.origin(2).author == "bo"


def test_what_was_read_of_large_changes_is_noted_and_believed_of_the_same_change_alone(
    log: Log, repository: Repository, mapping: Mapping, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_module, "_LARGE", 0)
    notes = tmp_path / "log"

    def fresh() -> Log:
        return Log(repository.journal, mapping, lambda: repository.version, notes)

    fresh().note_large()
    assert sorted(each.name for each in notes.iterdir()) == [f"{each:010}.json" for each in (1, 2, 3, 4)]
    one, three = (notes / f"{each:010}.json" for each in (1, 3))
    assert [fresh().entry(each) for each in (1, 2, 3, 4)] == [log.entry(each) for each in (1, 2, 3, 4)]

    facts = read_sealed(three)
    assert facts is not None
    write_sealed(three, {**facts, "added": 77})
    assert fresh().entry(3).added == 77  # it is read, and not the change
    write_sealed(three, {**facts, "added": 77, "digest": "0" * 64})
    one.write_text("{", encoding="ascii")
    assert [fresh().entry(each) for each in (1, 3)] == [log.entry(each) for each in (1, 3)]


def test_small_changes_are_not_noted_and_a_folder_that_takes_nothing_does_no_harm(
    log: Log, repository: Repository, mapping: Mapping, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noting = Log(repository.journal, mapping, lambda: repository.version, tmp_path / "log")
    noting.note_large()
    assert noting.entry(4) == log.entry(4)
    assert not (tmp_path / "log").exists()
    monkeypatch.setattr(log_module, "_LARGE", 0)
    (tmp_path / "file").write_bytes(b"")
    barred = Log(repository.journal, mapping, lambda: repository.version, tmp_path / "file")
    assert barred.entry(4) == log.entry(4)
