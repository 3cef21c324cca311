"""Networks as tables in CSV: edges, nodes, and an archive of both with the figures and a description of all columns.

A table alone has no place for what is told of the network; the archive has it beside the tables, in the description.
Sources: RFC 4180; Frictionless Data, Data Package 1 and Table Schema 1.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any, cast

from kg.network.content import Columns, Content, Kind, Row, plain_row
from kg.network.exports.streams import Onward
from kg.spreadsheets import for_spreadsheets

_AMOUNTS: Columns = {
    "source": Kind.TEXT,
    "target": Kind.TEXT,
    "role": Kind.TEXT,
    "currency": Kind.TEXT,
    "kind": Kind.TEXT,
    "value": Kind.FIGURE,
    "bound": Kind.TEXT,
    "joint": Kind.TEXT,
    "doubtful": Kind.TEXT,
    "records": Kind.TEXTS,
}
_TYPES: Mapping[Kind, str] = {Kind.INTEGER: "integer", Kind.NUMBER: "number", Kind.FIGURE: "number"}
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The time of files in an archive, for the same network gives the same bytes."""


def write_edges(content: Content, output: IO[bytes]) -> None:
    """Write the edges as CSV in UTF-8, one row each, with a header."""
    output.write(_table(edge_table_columns(content), edge_rows(content)).encode())


def write_nodes(content: Content, output: IO[bytes]) -> None:
    """Write the nodes as CSV in UTF-8, one row each, with a header."""
    output.write(_table(content.node_columns, content.nodes()).encode())


def write_excel(content: Content, output: IO[bytes]) -> None:
    """Write the edges as CSV for spreadsheets, see :mod:`kg.spreadsheets`."""
    output.write(for_spreadsheets(_table(edge_table_columns(content), edge_rows(content))))


def write_archive(content: Content, output: IO[bytes]) -> None:
    """Write a data package: `nodes.csv`, `edges.csv`, `amounts.csv`, and `datapackage.json` that describes them."""
    tables: Mapping[str, tuple[Columns, Iterable[Row]]] = {
        "nodes": (content.node_columns, content.nodes()),
        "edges": (edge_table_columns(content), edge_rows(content)),
        "amounts": (_AMOUNTS, _figures(content)),
    }
    package = {
        "name": content.network.view,
        "profile": "tabular-data-package",
        "network": content.about,
        "resources": [_described(name, columns) for name, (columns, _) in tables.items()],
    }
    with zipfile.ZipFile(cast("IO[bytes]", Onward(output)), "w", zipfile.ZIP_DEFLATED) as archive:
        described = json.dumps(package, ensure_ascii=False, indent=2)
        archive.writestr(zipfile.ZipInfo("datapackage.json", _LONG_AGO), described, zipfile.ZIP_DEFLATED)
        for name, (columns, rows) in tables.items():
            entry = zipfile.ZipInfo(f"{name}.csv", _LONG_AGO)
            archive.writestr(entry, _table(columns, rows), zipfile.ZIP_DEFLATED)


def edge_table_columns(content: Content) -> Columns:
    """Name the columns of edges in a table, where each end has its label beside it."""
    labelled: dict[str, Kind] = {}
    for name, kind in content.edge_columns.items():
        labelled |= {name: kind, **({f"{name}_label": Kind.TEXT} if name in ("source", "target") else {})}
    return labelled


def edge_rows(content: Content) -> Iterator[Row]:
    """Give the edges with the labels of their ends."""
    label = {node.iri: node.label for node in content.network.nodes}
    for row in content.edges():
        yield {**row, "source_label": label[row["source"]], "target_label": label[row["target"]]}


def _figures(content: Content) -> Iterator[Row]:
    """Give each figure of each edge, for itself."""
    for edge in content.network.edges:
        for amount in edge.amounts:
            yield {
                "source": edge.source,
                "target": edge.target,
                "role": edge.role,
                "currency": amount.currency,
                "kind": amount.kind,
                "value": amount.value,
                "bound": amount.bound,
                "joint": str(amount.joint).lower(),
                "doubtful": str(amount.doubtful).lower(),
                "records": amount.records,
            }


def _table(columns: Columns, rows: Iterable[Row]) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, [*columns], restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(plain_row(row, columns) for row in rows)
    return text.getvalue()


def _described(name: str, columns: Columns) -> dict[str, Any]:
    fields = [{"name": column, "type": _TYPES.get(kind, "string")} for column, kind in columns.items()]
    return {"name": name, "path": f"{name}.csv", "profile": "tabular-data-resource", "schema": {"fields": fields}}
