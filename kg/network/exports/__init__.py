"""Networks as files for other programs; EXPORTS lists the formats, by the suffix that each has over HTTP too.

The same network gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import IO

from kg.network.content import Content, content_of
from kg.network.drawing.svg import write_svg
from kg.network.exports.documents import write_cytoscape, write_node_link
from kg.network.exports.markup import write_gexf, write_graphml
from kg.network.exports.pajek import write_pajek
from kg.network.exports.parquet import write_edges as write_edges_in_parquet
from kg.network.exports.parquet import write_nodes as write_nodes_in_parquet
from kg.network.exports.tables import write_archive, write_edges, write_excel, write_nodes

__all__ = ["EXPORTS", "Content", "Export", "content_of"]


@dataclass(frozen=True, slots=True)
class Export:
    """A format: its media type, what it is for, and what writes it."""

    media_type: str
    meaning: str
    write: Callable[[Content, IO[bytes]], None]


EXPORTS: Mapping[str, Export] = {
    "csv": Export("text/csv", "the edges as a table", write_edges),
    "nodes.csv": Export("text/csv", "the nodes as a table", write_nodes),
    "excel": Export("text/csv", "the edges as a table that spreadsheets open rightly", write_excel),
    "zip": Export("application/zip", "tables of nodes, edges and figures with their description", write_archive),
    "parquet": Export("application/vnd.apache.parquet", "the edges for DuckDB, pandas, Polars", write_edges_in_parquet),
    "nodes.parquet": Export("application/vnd.apache.parquet", "the nodes for the same", write_nodes_in_parquet),
    "gexf": Export("application/gexf+xml", "for Gephi, with times", write_gexf),
    "graphml": Export("application/graphml+xml", "for networkx, igraph, yEd", write_graphml),
    "node-link.json": Export("application/json", "for networkx and D3", write_node_link),
    "cyjs": Export("application/json", "for Cytoscape", write_cytoscape),
    "net": Export("text/x-pajek", "for Pajek", write_pajek),
    "svg": Export("image/svg+xml", "a picture", write_svg),
}
