"""The index of the catalogue and the store are two ways to read the same columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from random import Random

import numpy as np
import pytest

from kg.catalogue import CatalogueFollower, Database, IndexColumns
from kg.catalogue.layout import layout_of
from kg.catalogue.writer import Writer
from kg.changes import Origin, Repository
from kg.mapping import Mapping as RecordMapping
from kg.network import Basis, Columns, Filters, StoreColumns, find_view, load_views, project
from kg.network.columns import joined
from kg.network.ledger import GROUPINGS, Rules, grouped
from kg.records import Record, Report
from kg.store import EmbeddedStore
from kg.store.rdf import Quad
from kg.validation import Gate
from tests.generator import ecosystem

FILTERS = (
    {"as_of": "2019"},
    {"undated": "drop"},
    {"min_confidence": "stated"},
    {"types": ("Organisation", "Place")},
    {"known_by": "2020"},
    {"include_planned": False},
    {"directed": False},
    {"since": "2018", "until": "2019"},
    {"datasets": ("demo",)},
    {"kinds": ("company", "university")},
    {"members": "separate"},
)
CHANCES: Mapping[str, tuple[str, ...]] = {
    "confidence": ("stated", "implied", "ambiguous"),
    "modality": ("planned", "done"),
    "when": ("2018", "2020-03/2021", "202X", "2030"),
    "as_of": ("2019-05",),
    "evidence": ("report", "report:4-9:0123456789abcdef", "minutes"),
    "same_fact_as": ("contributions/c1", "contributions/c2"),
    "part_of": ("contributions/c3",),
    "recipient": ("organisations/r1", "organisations/r1|organisations/r2"),
}


def varied(mapping: RecordMapping) -> Iterator[Record]:
    """Yield the records of an ecosystem, with more or less said of each."""
    random = Random(8)
    yield Record("Document", "documents/report", {"label": ("Report",), "issued": ("2021",)})
    yield Record("Document", "documents/minutes", {"label": ("Minutes",), "issued": ("2019",)})
    for record in ecosystem(600):
        fields = mapping.vocabulary.classes[record.type].fields
        more = {
            name: tuple(random.choice(CHANCES[name]).split("|"))
            for name in CHANCES
            if name in fields and random.random() < 0.4
        }
        if {"participant", "recipient"} & {*fields} and "confidence" in more:
            more["implied_fields"] = (random.choice(sorted({"participant", "recipient", "kind"} & {*fields})),)
        yield Record(record.type, record.id, {**more, **record.values})


@pytest.fixture(scope="module")
def both(mapping: RecordMapping) -> Iterator[tuple[Columns, Columns]]:
    """The columns of one graph, of its store and of its index."""
    graph = mapping.graph("demo")
    store = EmbeddedStore.in_memory(quad for record in varied(mapping) for quad in mapping.to_quads(record, graph))
    with closing(Database.in_memory()) as database:
        writer = Writer(database, layout_of(mapping))
        writer.put_all(store)
        database.finish()
        yield StoreColumns(store), IndexColumns(database, layout_of(mapping))


@pytest.mark.parametrize("view", load_views())
@pytest.mark.parametrize("chosen", [{}, *FILTERS], ids=str)
def test_a_network_is_the_same_from_the_index_and_from_the_store(
    both: tuple[Columns, Columns], view: str, chosen: dict[str, str]
) -> None:
    filters = Filters(**chosen)  # type: ignore[arg-type]
    one, other = (project(columns, find_view(view), filters) for columns in both)
    assert len(one.rows) or chosen
    assert (one.nodes, one.edges, one.left_out) == (other.nodes, other.edges, other.left_out)


@pytest.mark.parametrize("view", ["funding", "involvement"])
def test_money_weighs_the_same_from_the_index_and_from_the_store(both: tuple[Columns, Columns], view: str) -> None:
    one, other = (project(columns, find_view(view), Filters(weight="amount")) for columns in both)
    assert len(one.rows)
    assert (one.nodes, one.edges, one.left_out, one.options) == (
        other.nodes,
        other.edges,
        other.left_out,
        other.options,
    )
    for each, alike in zip(one.pairs, other.pairs, strict=True):
        assert each.tolist() == alike.tolist()


@pytest.mark.parametrize("chosen", [{}, *(each for each in FILTERS if not {"types", "directed"} & {*each})], ids=str)
def test_the_ledger_is_the_same_from_the_index_and_from_the_store(
    both: tuple[Columns, Columns], chosen: dict[str, str]
) -> None:
    filters = Filters(**chosen)  # type: ignore[arg-type]
    one, other = (Basis(columns, {}).ledger(filters, Rules()) for columns in both)
    assert one == other
    assert one.entries
    assert one.reasons
    for by in GROUPINGS:
        assert grouped(one, by) == grouped(other, by)


def test_a_join_gives_all_pairs_of_equal_values() -> None:
    random = Random(3)
    for _ in range(50):
        left, right = (np.sort([random.randrange(6) for _ in range(random.randrange(12))]).astype(int) for _ in "ab")
        places = {(i, j) for i, one in enumerate(left) for j, other in enumerate(right) if one == other}
        found = [*zip(*(each.tolist() for each in joined(left, right)), strict=True)]
        assert len(found) == len(places)
        assert set(found) == places


def test_columns_that_follow_an_edit_are_those_that_are_read_anew(mapping: RecordMapping, tmp_path: Path) -> None:
    """Random edits, after each of which what was read before is taken over; once the index is made anew."""
    random, graph, gate = Random(4), mapping.graph("demo"), Gate(mapping)
    records = {record.id: record for record in varied(mapping)}
    index = CatalogueFollower(tmp_path / "index", mapping)
    with Repository(tmp_path, gate, followers=[index]) as repository:
        gate.check = lambda *_, **__: Report()  # type: ignore[method-assign]  # what is checked is not the subject
        said: dict[str, list[Quad]] = {}
        followed: IndexColumns | None = None
        for step in range(12):
            if step == 6:
                index.suspect("the test")  # records have other numbers then
            with repository.prepare(Origin("ann", "edit", "HTTP")) as writer:
                for name in random.sample(sorted(records), 40):
                    writer.remove(said.pop(name, []))
                    if random.random() < 0.8:
                        said[name] = mapping.to_quads(_retold(records[name], random), graph)
                        writer.add(said[name])
                change = writer.finish()
            older = None if followed is None else (repository.version, followed)
            version = repository.commit(change)
            followed, anew = index.columns(version, older), index.columns(version)
            assert followed is not None
            assert anew is not None
            for view in load_views().values():
                one, other = project(followed, view), project(anew, view)
                assert (one.nodes, one.edges, one.left_out) == (other.nodes, other.edges, other.left_out)
            anew.close()
        if followed is not None:
            followed.close()


def _retold(record: Record, random: Random) -> Record:
    """Say less of a record."""
    return Record(record.type, record.id, {name: said for name, said in record.values.items() if random.random() < 0.9})
