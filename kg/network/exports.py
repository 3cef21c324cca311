"""Networks as files: GEXF for Gephi, GraphML for everything else, CSV for programs and for spreadsheets.

Lists are joined with a space, since IRIs have none; amounts are written out, separated by semicolons. The
same network gives the same bytes.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping
from typing import IO

import networkx as nx

from kg.network.model import Amount, Edge, Network
from kg.spreadsheets import for_spreadsheets
from kg.store.xml_output import guarded

_TODAY = re.compile(rb' lastmodifieddate="[^"]*"')
_NAME = re.compile(rb'(<graph [^>]*) name=""')
_DECLARATION = re.compile(rb"\A<\?xml[^>]*\?>")


def write_gexf(network: Network, output: IO[bytes]) -> None:
    """Write GEXF 1.2 in UTF-8; nodes go by their IRI."""
    graph = _flat(network, {node.iri: node.iri for node in network.nodes})
    written = io.BytesIO()
    nx.write_gexf(graph, written)
    # networkx stamps the day of writing, which would make equal networks differ, and names the graph, which the
    # schema does not allow.
    _write_xml(_NAME.sub(rb"\1", _TODAY.sub(b"", written.getvalue(), count=1), count=1), output)


def write_graphml(network: Network, output: IO[bytes]) -> None:
    """Write GraphML in UTF-8; nodes go by number, because its ids may hold no slash, with their `iri`."""
    graph = _flat(network, {node.iri: f"n{place}" for place, node in enumerate(network.nodes)})
    written = io.BytesIO()
    nx.write_graphml_xml(graph, written)
    _write_xml(written.getvalue(), output)


def write_csv(network: Network, output: IO[bytes]) -> None:
    """Write the edges as CSV in UTF-8, one row each, with a header."""
    output.write(_table(network).encode())


def write_excel(network: Network, output: IO[bytes]) -> None:
    """Write the edges as CSV for spreadsheets, see :mod:`kg.spreadsheets`."""
    output.write(for_spreadsheets(_table(network)))


def _table(network: Network) -> str:
    label = {node.iri: node.label for node in network.nodes}
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("source", "source_label", "target", "target_label", *_EDGE_COLUMNS))
    for edge in network.edges:
        ends = (edge.source, label[edge.source], edge.target, label[edge.target])
        writer.writerow((*ends, *_edge_attributes(edge).values()))
    return text.getvalue()


EXPORTS: Mapping[str, Callable[[Network, IO[bytes]], None]] = {
    "csv": write_csv,
    "excel": write_excel,
    "gexf": write_gexf,
    "graphml": write_graphml,
}

_EDGE_COLUMNS = ("role", "weight", "confidence", "amounts", "records", "evidence", "activities", "when")


def _flat(network: Network, name: Mapping[str, str]) -> nx.MultiDiGraph[str] | nx.MultiGraph[str]:
    """Give a graph of plain attributes, its edges numbered because both formats want distinct ids."""
    graph: nx.MultiDiGraph[str] | nx.MultiGraph[str]
    graph = nx.MultiDiGraph() if network.directed else nx.MultiGraph()
    for node in network.nodes:
        graph.add_node(name[node.iri], iri=node.iri, label=node.label, type=node.type, kind=node.kind)
    for place, edge in enumerate(network.edges):
        graph.add_edge(name[edge.source], name[edge.target], key=f"e{place}", **_edge_attributes(edge))
    return graph


def _edge_attributes(edge: Edge) -> dict[str, str | int]:
    values = (
        edge.role,
        edge.weight,
        edge.confidence,
        "; ".join(map(_amount_text, edge.amounts)),
        " ".join(edge.records),
        " ".join(edge.evidence),
        " ".join(edge.activities),
        " ".join(edge.when),
    )
    return dict(zip(_EDGE_COLUMNS, values, strict=True))


def _amount_text(amount: Amount) -> str:
    words = (amount.bound, amount.currency, f"{amount.value:f}", amount.kind)
    marks = ("joint" * amount.joint, "doubtful" * amount.doubtful)
    return " ".join(word for word in (*words, *marks) if word)


def _write_xml(written: bytes, output: IO[bytes]) -> None:
    body = _DECLARATION.sub(b"", written)
    with guarded(output, "xml") as guard:
        guard.write(b'<?xml version="1.0" encoding="UTF-8"?>\n' + body.strip() + b"\n")
