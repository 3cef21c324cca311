"""Networks in JSON as other programs read it: networkx' node-link form, and Cytoscape's.

Sources: networkx, `node_link_data`; Cytoscape, the form of elements that Cytoscape Desktop and Cytoscape.js share.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import IO, Any

from kg.network.content import Columns, Content, Kind, Row, plain
from kg.records.values import number


def write_node_link(content: Content, output: IO[bytes]) -> None:
    """Write what `networkx.node_link_graph` reads, its edges keyed by role, with lists and amounts as they are."""
    head = {"directed": content.network.directed, "multigraph": True, "graph": content.about}
    edges = ({**row, "key": row["role"]} for row in content.edges())
    output.write(_written(head)[:-1])
    _write_list("nodes", content.nodes(), output)
    _write_list("edges", edges, output)
    output.write(b"}")


def write_cytoscape(content: Content, output: IO[bytes]) -> None:
    """Write what Cytoscape reads (`.cyjs`): values or lists of texts, amounts written out; edges numbered."""
    about, network = content.about, content.network
    name = f"{network.recipe}, version {content.version}"
    coverage = json.dumps(about["coverage"])
    head = {
        "format_version": "1.0",
        "generated_by": "innovation-kg",
        "target_cytoscapejs_version": "~3.30",
        "directed": network.directed,
        "multigraph": True,
        "data": {**about, "coverage": coverage, "name": name, "shared_name": name},
    }
    output.write(_written(head)[:-1] + b',"elements":{')
    nodes = ({**_flat(row, content.node_columns), "value": row["id"], "name": row["label"]} for row in content.nodes())
    edges = (
        {**_flat(row, content.edge_columns), "id": f"e{place}", "key": row["role"], "interaction": row["role"]}
        for place, row in enumerate(content.edges())
    )
    _write_list("nodes", ({"data": each} for each in nodes), output, first=True)
    _write_list("edges", ({"data": each} for each in edges), output)
    output.write(b"}}")


def _flat(row: Row, columns: Columns) -> dict[str, Any]:
    amounts = [name for name, kind in columns.items() if kind is Kind.AMOUNTS and name in row]
    return {**row, **{name: plain(row[name], Kind.AMOUNTS) for name in amounts}}


def _write_list(name: str, rows: Iterable[Mapping[str, Any]], output: IO[bytes], *, first: bool = False) -> None:
    output.write(f'{"" if first else ","}"{name}":['.encode())
    comma = b"\n"
    for row in rows:
        output.write(comma + _written(row))
        comma = b",\n"
    output.write(b"]")


def _written(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_figure).encode()


def _figure(value: Decimal) -> int | float | str:
    return number(f"{value:f}")
