"""The tables hold what the graph holds: records, evidence, networks, amounts, scores."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from kg.catalogue import Catalogue
from kg.curated import Curated
from kg.export import read_all
from kg.network import Filters, StoreColumns, find_view, load_views, project, rank, to_networkx
from kg.network.basis import Basis
from kg.network.ledger import Rules, totals
from kg.records import Record
from kg.store import EMBEDDED
from kg.tables import Contents, Kind, Tables, TableWishes, columns_of, write_duckdb
from kg.tables import tables as declared
from kg.tables.schema import edges_table
from kg.vocabulary import Field, FieldKind, load_vocabulary
from kg.workspace import Workspace

VIEWS = list(load_views())


def rows(tables: Tables, statement: str) -> list[dict[str, Any]]:
    answer = tables.query(statement)
    return [dict(zip(answer.names, row, strict=True)) for row in answer.rows]


@pytest.fixture(scope="module")
def records(shop: Workspace) -> Iterator[Mapping[str, Record]]:
    with shop.pinned() as pin, closing(EMBEDDED.open_snapshot(pin.folder)) as store:
        yield {shop.mapping.iri(each.id): each for each in read_all(store, shop.mapping)}


@pytest.mark.parametrize("name", load_vocabulary().classes)
def test_a_table_has_each_record_with_its_values(
    tables: Tables, records: Mapping[str, Record], shop: Workspace, name: str
) -> None:
    record_class = load_vocabulary().classes[name]
    own = {iri: record for iri, record in records.items() if record.type == name}
    table = {row["id"]: row for row in rows(tables, f'FROM "{record_class.collection}"')}
    assert table.keys() == own.keys()
    assert [*table] == sorted(table)
    for iri, row in table.items():
        for field in record_class.fields.values():
            if field.name != "label":
                assert row[field.name] == expected(field, own[iri], shop), (iri, field.name)


def expected(field: Field, record: Record, shop: Workspace) -> Any:
    values = record.values.get(field.name, ())
    if field.kind is FieldKind.REFERENCE:
        values = tuple(map(shop.mapping.iri, values))
    if field.kind is FieldKind.EVIDENCE:
        return [f"{shop.mapping.iri(record.id)}#{value.rpartition(':')[0] or value}" for value in values] or None
    if field.many:
        return list(values) or None
    convert = {"decimal": Decimal, "integer": int}.get(field.datatype.rpartition("#")[2], str)
    return convert(values[0]) if values else None


def test_times_have_their_day_and_year_in_columns_of_their_own(tables: Tables) -> None:
    times = [row for row in rows(tables, 'SELECT "when", when_date, when_year FROM contributions') if row["when"]]
    assert times
    for row in times:
        is_day = re.fullmatch(r"\d{4}-\d{2}-\d{2}", row["when"])
        assert (row["when_date"].isoformat() if row["when_date"] else None) == (row["when"] if is_day else None)
        year = re.match(r"\d{4}", row["when"])
        assert row["when_year"] == (int(year[0]) if year else None)


def test_things_and_evidence_cover_all_records(tables: Tables, records: Mapping[str, Record]) -> None:
    things = rows(tables, "FROM things")
    assert Counter((row["id"], row["class"]) for row in things) == Counter(
        (iri, each.type) for iri, each in records.items()
    )
    passages = sum(len(each.values.get("evidence", ())) for each in records.values())
    assert rows(tables, "SELECT count(*) AS n FROM evidence JOIN documents ON document = documents.id") == [
        {"n": passages}
    ]


@pytest.mark.parametrize("name", VIEWS)
def test_edges_are_those_of_the_network(tables: Tables, contents: Contents, name: str) -> None:
    network = project(contents.columns, find_view(name), None, canonicals=contents.canonicals)
    labels = {node.iri: node.label for node in network.nodes}
    edges = [
        {
            "source": edge.source,
            "source_label": labels[edge.source],
            "target": edge.target,
            "target_label": labels[edge.target],
            "role": edge.role,
            "weight": edge.weight,
            "confidence": edge.confidence or None,
            "dated": bool(edge.when),
            "records": list(edge.activities or edge.records),
        }
        for edge in network.edges
    ]
    assert edges
    assert rows(tables, f"FROM {edges_table(find_view(name)).name}") == edges


@pytest.mark.parametrize("name", VIEWS)
def test_edges_make_the_graph_that_the_network_gives(tables: Tables, contents: Contents, name: str) -> None:
    network = project(contents.columns, find_view(name), None, canonicals=contents.canonicals)
    graph: nx.MultiGraph[str] = nx.MultiDiGraph() if network.directed else nx.MultiGraph()
    for row in rows(tables, f"FROM {edges_table(find_view(name)).name}"):
        graph.add_edge(row["source"], row["target"], key=row["role"], weight=row["weight"])
    own = to_networkx(network)
    assert set(graph) == set(own)
    assert links(graph) == links(own)


def links(graph: Any) -> set[tuple[Any, ...]]:
    """The edges of a graph, whatever the order of the ends of one without direction."""
    edges = graph.edges(keys=True, data="weight")
    return {((one, other) if graph.is_directed() else frozenset((one, other)), *rest) for one, other, *rest in edges}


def test_amounts_are_those_of_the_edges(tables: Tables, contents: Contents) -> None:
    network = project(contents.columns, find_view("funding"), None, canonicals=contents.canonicals)
    amounts = [
        (edge.source, edge.target, edge.role, each.currency, each.kind, each.value, each.joint, [*each.records])
        for edge in network.edges
        for each in edge.amounts
    ]
    assert amounts
    names = "source, target, role, currency, kind, value, joint, records"
    assert tables.query(f"SELECT {names} FROM amounts WHERE view = 'funding'").rows == amounts


def test_money_comes_to_what_the_ledger_says(tables: Tables, contents: Contents) -> None:
    ledger = Basis(contents.columns, contents.canonicals).ledger(Filters(include_planned=False), Rules())
    sums = rows(
        tables, "SELECT currency, kind, sum(low) AS low, sum(high) AS high FROM money WHERE counts GROUP BY ALL"
    )
    known = totals(ledger)
    assert {(each["currency"], each["kind"]): each["low"] for each in sums} == {unit: known[unit].low for unit in known}
    assert [math.isinf(each["high"]) for each in sums] == [
        known[each["currency"], each["kind"]].high is None for each in sums
    ]
    reasons = rows(tables, "SELECT reason, count(*) AS count FROM money WHERE NOT counts GROUP BY ALL")
    assert {each["reason"]: each["count"] for each in reasons} == ledger.reasons
    assert rows(tables, "SELECT count(*) AS count FROM money") == [{"count": ledger.read}]


@pytest.mark.parametrize("measure", ["degree", "strength"])
def test_scores_are_those_of_a_ranking(tables: Tables, contents: Contents, measure: str) -> None:
    network = project(contents.columns, find_view("partnership"), None, canonicals=contents.canonicals)
    scores = [(each.iri, each.label, each.score, each.rank) for each in rank(network, measure).scores]
    statement = f"SELECT node, label, score, rank FROM scores WHERE view = 'partnership' AND measure = '{measure}'"
    assert tables.query(statement).rows == scores


def test_every_table_that_is_declared_is_there_with_its_meaning(tables: Tables) -> None:
    columns = {
        (row["table_name"], row["column_name"]): (row["data_type"], row["comment"])
        for row in rows(tables, "FROM duckdb_columns() WHERE schema_name = 'main' AND NOT internal")
    }
    wanted = {
        (table.name, column.name): (column.kind.value, column.meaning)
        for table in declared()
        for column in table.columns
    }
    assert columns == wanted


def test_without_an_index_the_tables_are_the_same(tables: Tables, shop: Workspace, tmp_path: Path) -> None:
    with shop.pinned() as pin, closing(EMBEDDED.open_snapshot(pin.folder)) as store:
        curated = Curated(store, shop.settings.base_iri)
        catalogue = Catalogue(lambda: store, shop.mapping, pin.version)
        slow = Contents(catalogue, StoreColumns(curated), curated.canonicals())
        write_duckdb(slow, tmp_path / "slow.duckdb", TableWishes(), 512, lambda _: None)
    with Tables(tmp_path / "slow.duckdb", 60, 512) as others:
        for table in declared():
            assert rows(others, f'FROM "{table.name}"') == rows(tables, f'FROM "{table.name}"'), table.name


def test_a_network_that_is_too_large_is_left_out_and_told(contents: Contents, tmp_path: Path) -> None:
    wishes = TableWishes(("degree",), most_edges=5)
    notes = write_duckdb(contents, tmp_path / "small.duckdb", wishes, 512, lambda _: None)
    assert [note for note in notes if "partnership" in note]
    with Tables(tmp_path / "small.duckdb", 60, 512) as small:
        assert small.query("SELECT name FROM about WHERE name LIKE 'left out %'").rows
        assert small.query("SELECT count(*) FROM edges_partnership").rows == [(0,)]


def test_kinds_are_types_of_the_database(tables: Tables) -> None:
    for kind in Kind:
        assert tables.query(f"SELECT CAST(NULL AS {kind.value})").types == [kind.value]


def test_no_two_columns_of_a_class_share_a_name() -> None:
    for record_class in load_vocabulary().classes.values():
        names = [column.name for column in columns_of(record_class)]
        assert len(names) == len(set(names)), record_class.name
