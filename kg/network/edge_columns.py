"""The edges of a network in columns, for tables of millions of rows: nothing is looked up for each of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from kg.network.columns import Booleans, Integers, distinct
from kg.network.model import Network


@dataclass(frozen=True, slots=True)
class EdgeColumns:
    """Columns of one length, a place for each edge, in the order of `Network.edges`.

    `source` and `target` are places in `iris` of the network, `role` is one in `roles`, `weight` counts facts, and
    `certainty` is a place in :data:`kg.network.filters.CONFIDENCES` or -1. What an edge rests on stands in two columns
    of another length: by `edge`, numbers that `named` gives the IRIs of.
    """

    source: Integers
    target: Integers
    role: Integers
    weight: Integers
    certainty: Integers
    dated: Booleans
    edge: Integers
    record: Integers
    named: Mapping[int, str]


def edge_columns(network: Network) -> EdgeColumns:
    """Take the edges of a network apart into columns."""
    rows, first = network.rows, network.starts
    edge = np.repeat(np.arange(len(first)), np.diff(np.append(first, len(rows))))
    facts, records = distinct(edge, rows.fact), distinct(edge, rows.record)
    return EdgeColumns(
        source=rows.source[first],
        target=rows.target[first],
        role=rows.role[first],
        weight=np.bincount(edge[facts], minlength=len(first)),
        certainty=np.maximum.reduceat(rows.certainty, first) if len(first) else rows.certainty,
        dated=(np.maximum.reduceat(rows.dated, first) if len(first) else rows.dated) > 0,
        edge=edge[records],
        record=rows.record[records],
        named=network.lookup.named(np.unique(rows.record).tolist()),
    )
