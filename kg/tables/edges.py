"""The edges of a network as Arrow tables: texts are dictionaries, so that millions of edges are mere numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from kg.extras import library
from kg.network import CONFIDENCES, Network
from kg.network.columns import Integers
from kg.network.edge_columns import EdgeColumns, edge_columns

if TYPE_CHECKING:
    import pyarrow as pa

_AT_ONCE = 100_000


def edge_tables(network: Network) -> Iterator[pa.Table]:
    """Yield the edges, many at once, in the columns of :func:`kg.tables.schema.edges_table`."""
    if not len(network.rows):
        return
    arrow, edges = library("pyarrow"), edge_columns(network)
    iris, labels = arrow.array(network.iris, arrow.string()), [node.label for node in network.nodes]
    texts, resting = _named(edges)
    ends = np.searchsorted(edges.edge, np.arange(len(edges.source) + 1))

    def told(places: Integers, dictionary: object) -> Any:
        return arrow.DictionaryArray.from_arrays(arrow.array(places, mask=places < 0), dictionary)

    for first in range(0, len(edges.source), _AT_ONCE):
        some = slice(first, first + _AT_ONCE)
        source, target, begin = edges.source[some], edges.target[some], ends[first : first + _AT_ONCE + 1]
        records = told(resting[begin[0] : begin[-1]], texts)
        columns = {
            "source": told(source, iris),
            "source_label": told(source, labels),
            "target": told(target, iris),
            "target_label": told(target, labels),
            "role": told(edges.role[some], list(network.roles)),
            "weight": edges.weight[some],
            "confidence": told(edges.certainty[some], list(CONFIDENCES)),
            "dated": edges.dated[some],
            "records": arrow.ListArray.from_arrays(begin - begin[0], records),
        }
        yield arrow.table(columns)


def _named(edges: EdgeColumns) -> tuple[list[str], Integers]:
    """Give the IRIs that edges rest on, in order, and the place of that of each row, in order for each edge."""
    by_iri = sorted(edges.named.items(), key=lambda named: named[1])
    numbers = np.asarray([number for number, _ in by_iri], dtype=np.int64)
    order = np.argsort(numbers)
    places = order[np.searchsorted(numbers[order], edges.record)]
    return [iri for _, iri in by_iri], places[np.lexsort((places, edges.edge))]
