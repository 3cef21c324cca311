"""Filling tables: records from the JSON that stands ready for each, networks from arrays; DuckDB does the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from math import inf
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from kg.errors import NetworkTooLarge
from kg.extras import library
from kg.network import Filters, Network, View, load_views, project, rank
from kg.network.basis import Basis
from kg.network.ledger import Interval, Ledger, Rules
from kg.tables.contents import Contents
from kg.tables.edges import edge_tables
from kg.tables.schema import (
    ABOUT,
    AMOUNTS,
    MONEY,
    SCORES,
    Column,
    Kind,
    Table,
    columns_of,
    edges_table,
    tables,
)
from kg.vocabulary import FieldKind, RecordClass, load_vocabulary

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FORMAT = 2
"""Goes up when the tables are others, so that those that were kept are made again."""

Advance = Callable[[int], object]
_PASSAGE = 'STRUCT(id VARCHAR, document VARCHAR, "start" BIGINT, "end" BIGINT, digest VARCHAR)[]'
_AT_ONCE = 50_000
_LONGEST_LINE = 16 << 20
"""Bytes of one record that DuckDB reads unless it is told otherwise."""


@dataclass(frozen=True, slots=True)
class TableWishes:
    """What is wished of the tables: scores of these measures, of networks of at most `most_edges`."""

    measures: tuple[str, ...] = ("degree", "strength")
    most_edges: int = 5_000_000


def fill(database: DuckDBPyConnection, contents: Contents, wishes: TableWishes, advance: Advance) -> list[str]:
    """Make all tables in an empty database and fill them; give a note for each network that is left out.

    `advance` is told of rows as they come.
    """
    canonical_table = Table("shown", "", (Column("id", Kind.TEXT, ""), Column("shown_as", Kind.TEXT, "")))
    about = {"version": str(contents.version), "base": contents.base, "format": str(FORMAT)}
    database.execute("BEGIN")  # or each statement would wait for the disk
    for table in (*tables(), canonical_table):
        _make(database, table)
    database.execute("COMMIT")
    _insert(database, canonical_table, contents.canonicals.items())
    with TemporaryDirectory(prefix="kg-tables-") as folder:
        for record_class in load_vocabulary().classes.values():
            _fill_records(database, contents, record_class, Path(folder) / "records.jsonl", advance)
    database.execute("DROP TABLE shown")
    ledger = Basis(contents.columns, contents.canonicals).ledger(Filters(include_planned=False), Rules())
    _insert(database, MONEY, _money(ledger))
    notes = []
    for view in load_views().values():
        try:
            network = project(contents.columns, view, None, wishes.most_edges, contents.canonicals)
            _fill_edges(database, view, network, advance)
        except NetworkTooLarge as refusal:
            about[f"left out {view.name}"] = refusal.message
            notes.append(refusal.message)
            continue
        about[f"recipe {view.name}"] = network.recipe
        _fill_scores(database, network, wishes.measures, advance)
    _insert(database, ABOUT, about.items())
    return notes


def _make(database: DuckDBPyConnection, table: Table) -> None:
    """Make an empty table, with what it and its columns mean."""
    columns = ", ".join(f'"{column.name}" {column.kind.value}' for column in table.columns)
    database.execute(f'CREATE TABLE "{table.name}" ({columns})')
    database.execute(f'COMMENT ON TABLE "{table.name}" IS {_text(table.meaning)}')
    for column in table.columns:
        database.execute(f'COMMENT ON COLUMN "{table.name}"."{column.name}" IS {_text(column.meaning)}')


def _fill_records(
    database: DuckDBPyConnection, contents: Contents, record_class: RecordClass, lines: Path, advance: Advance
) -> None:
    columns, name = columns_of(record_class), record_class.collection
    count, longest = _write(contents.items(record_class), lines, advance)
    if not count:
        return
    fields = record_class.fields.values()
    kinds = {"id": "VARCHAR", "label": "VARCHAR"} | {
        each.name: "VARCHAR[]" if each.many else "VARCHAR" for each in fields
    }
    kinds |= {each.name: _PASSAGE for each in fields if each.kind is FieldKind.EVIDENCE}
    declared = ", ".join(f'"{field}": {_text(kind)}' for field, kind in kinds.items())
    read = (
        f"read_json({_text(str(lines))}, format='newline_delimited', columns={{{declared}}}, "
        f"maximum_object_size={max(_LONGEST_LINE, 2 * longest)})"
    )
    evidence = {each.name for each in fields if each.kind is FieldKind.EVIDENCE}
    values = ", ".join(_value(column, column.field in evidence) for column in columns)
    database.execute(f'INSERT INTO "{name}" SELECT {values} FROM {read} LEFT JOIN shown USING (id) ORDER BY id')
    database.execute(f'INSERT INTO things SELECT id, label, {_text(record_class.name)}, {_text(name)} FROM "{name}"')
    for field in sorted(evidence):
        database.execute(
            f'INSERT INTO evidence SELECT passage.id, id, passage.document, passage."start", passage."end", '
            f'passage.digest FROM (SELECT id, unnest("{field}") AS passage FROM {read}) ORDER BY 1'
        )


def _write(items: Iterable[str], lines: Path, advance: Advance) -> tuple[int, int]:
    """Write items as lines; give how many there are, and the bytes of the longest."""
    count = longest = 0
    with lines.open("wb") as file:
        for item in items:
            line = item.encode()
            longest = max(longest, len(line))
            count += 1
            file.write(line + b"\n")
            advance(1)
    return count, longest


def _value(column: Column, is_evidence: bool) -> str:
    """Give the SQL for the value of a column of a record, from its JSON."""
    field = f'"{column.field or column.name}"'
    match column.kind:
        case _ if is_evidence:
            return f"nullif(list_transform({field}, lambda passage: passage.id), [])"
        case Kind.DECIMAL | Kind.INTEGER:
            return f"try_cast({field} AS {column.kind.value})"
        case Kind.DATE:
            return (
                rf"CASE WHEN regexp_full_match({field}, '\d{{4}}-\d{{2}}-\d{{2}}') THEN try_cast({field} AS DATE) END"
            )
        case Kind.YEAR:
            return rf"try_cast(regexp_extract({field}, '^\d{{4}}') AS INTEGER)"
        case _:
            return field


def _fill_edges(database: DuckDBPyConnection, view: View, network: Network, advance: Advance) -> None:
    table = edges_table(view)
    for columns in edge_tables(network):
        database.register("incoming", columns)
        database.execute(f'INSERT INTO "{table.name}" SELECT * FROM incoming')
        database.unregister("incoming")
        advance(len(columns))
    if view.tells_money:
        _insert(database, AMOUNTS, _amounts(view, network))


def _amounts(view: View, network: Network) -> Iterator[tuple[object, ...]]:
    for edge in network.edges:
        for each in edge.amounts:
            ends = (view.name, edge.source, edge.target, edge.role)
            figure = (each.currency, each.kind, f"{each.value:f}", each.bound, each.joint, each.doubtful)
            yield (*ends, *figure, list(each.records))


def _money(ledger: Ledger) -> Iterator[tuple[object, ...]]:
    counted = ((entry.statement, entry.amount, "", "") for entry in ledger.entries)
    others = ((each.statement, Interval(None, None, Decimal()), each.reason, each.beside) for each in ledger.excluded)
    for statement, amount, reason, beside in (*counted, *others):
        low = None if reason or amount.low is None else f"{amount.low:f}"
        high = None if reason else inf if amount.high is None else float(amount.high)
        who = (statement.funders, statement.recipients, statement.programmes, statement.years)
        unit = (statement.record, statement.currency or None, statement.kind or None)
        yield (*unit, not reason, low, high, *map(list, who), reason or None, beside or None)


def _fill_scores(database: DuckDBPyConnection, network: Network, measures: Sequence[str], advance: Advance) -> None:
    for measure in measures:
        ranking = rank(network, measure)
        scores = ((network.view, measure, each.iri, each.label, each.score, each.rank) for each in ranking.scores)
        _insert(database, SCORES, scores)
        advance(len(ranking.scores))


def _insert(database: DuckDBPyConnection, table: Table, rows: Iterable[Sequence[object]]) -> None:
    """Put rows in, many at once."""
    values = ", ".join(f'try_cast("{column.name}" AS {column.kind.value})' for column in table.columns)
    iterator = iter(rows)
    while some := list(islice(iterator, _AT_ONCE)):
        columns = _columns([column.name for column in table.columns], some)
        database.register("incoming", library("pyarrow").table(columns))
        database.execute(f'INSERT INTO "{table.name}" SELECT {values} FROM incoming')
        database.unregister("incoming")


def _columns(names: Sequence[str], rows: Iterable[Sequence[object]]) -> dict[str, list[object]]:
    values = [*zip(*rows, strict=True)]
    return {name: list(values[place]) if values else [] for place, name in enumerate(names)}


def _text(value: str) -> str:
    """Write a text in SQL."""
    return "'" + value.replace("'", "''") + "'"
