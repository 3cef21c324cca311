"""Networks as tables in Parquet: with lists, figures as decimal numbers, and what is told of all in the metadata.

Written by pyarrow, which is an optional part of the installation.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from importlib import import_module
from itertools import islice
from typing import IO, Any

from kg.errors import KgError
from kg.network.content import Columns, Content, Kind, Row
from kg.network.exports.streams import Onward
from kg.network.exports.tables import edge_rows, edge_table_columns

_AT_ONCE = 20_000
_DIGITS, _PLACES = 38, 6
"""Of figures, where they fit; of those with more, as many as the widest decimal number of Parquet has."""
_MOST_DIGITS = 76


def write_edges(content: Content, output: IO[bytes]) -> None:
    """Write the edges. Raises KgError where pyarrow is not installed."""
    _write(edge_table_columns(content), edge_rows(content), content, output)


def write_nodes(content: Content, output: IO[bytes]) -> None:
    """Write the nodes. Raises KgError where pyarrow is not installed."""
    _write(content.node_columns, content.nodes(), content, output)


def _write(columns: Columns, rows: Iterable[Row], content: Content, output: IO[bytes]) -> None:
    try:
        arrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError:
        raise KgError(
            "Parquet is written by pyarrow, which is not installed",
            "Install it: pip install '<checkout or wheel>[tables]'.",
        ) from None
    figure = _figure_type(arrow, content)
    metadata = {"network": json.dumps(content.about, ensure_ascii=False)}
    fields = [(name, _type(arrow, kind, figure)) for name, kind in columns.items()]
    schema = arrow.schema(fields, metadata=metadata)
    with parquet.ParquetWriter(arrow.PythonFile(Onward(output), mode="w"), schema) as writer:
        for part in _parts(rows):
            typed = [{name: _value(row.get(name), kind) for name, kind in columns.items()} for row in part]
            writer.write_table(arrow.Table.from_pylist(typed, schema=schema))


def _figure_type(arrow: Any, content: Content) -> Any:
    """Give the decimal type that holds all figures exactly. Raises KgError where there is none."""
    places, whole = _PLACES, _DIGITS - _PLACES
    for edge in content.network.edges:
        for value in (*(amount.value for amount in edge.amounts), *([] if edge.money is None else [edge.money])):
            digits, exponent = value.as_tuple().digits, int(value.as_tuple().exponent)
            places, whole = max(places, -exponent), max(whole, len(digits) + exponent)
    if places + whole > _MOST_DIGITS:
        raise KgError(f"A figure of this network has more digits than Parquet holds ({_MOST_DIGITS})", "Use CSV.")
    return arrow.decimal128(_DIGITS, places) if places + whole <= _DIGITS else arrow.decimal256(_MOST_DIGITS, places)


def _type(arrow: Any, kind: Kind, figure: Any) -> Any:
    match kind:
        case Kind.INTEGER:
            return arrow.int64()
        case Kind.NUMBER:
            return arrow.float64()
        case Kind.FIGURE:
            return figure
        case Kind.TEXTS:
            return arrow.list_(arrow.string())
        case Kind.AMOUNTS:
            texts = [(name, arrow.string()) for name in ("currency", "kind", "bound")]
            marks = [(name, arrow.bool_()) for name in ("joint", "doubtful")]
            inside = [*texts, ("value", figure), *marks, ("records", arrow.list_(arrow.string()))]
            return arrow.list_(arrow.struct(inside))
        case _:
            return arrow.string()


def _value(value: Any, kind: Kind) -> Any:
    """Give a value as it is written: lists where there are none of them are empty."""
    if kind is Kind.AMOUNTS:
        return [{**each, "value": Decimal(str(each["value"]))} for each in value]
    if kind is Kind.FIGURE:
        return None if value is None else Decimal(str(value))
    return list(value or ()) if kind is Kind.TEXTS else value


def _parts(rows: Iterable[Row]) -> Iterator[list[Row]]:
    waiting = iter(rows)
    while part := list(islice(waiting, _AT_ONCE)):
        yield part
