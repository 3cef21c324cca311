"""A network as it leaves the projection: nodes, edges, and for every edge what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Node:
    """Somebody or something at the end of an edge.

    `type` is the class of its record and `kind` the term that the record gives; both are empty where the node
    has no record here. `label` is then the last part of the IRI. `names` are others by which it is known, and
    `same_as` the IRIs of which links say that they are the same; of these the first by IRI is the node.
    """

    iri: str
    label: str
    type: str = ""
    kind: str = ""
    names: tuple[str, ...] = ()
    same_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure on an edge, in one currency and of one kind; `records` are those it was read or added from.

    `joint`: several gave or received it together and nobody tells the split, so it is not this edge's alone.
    `doubtful`: the curator doubts it. Both stand apart, each figure for itself, and are never added to
    anything.
    """

    currency: str
    kind: str
    value: Decimal
    bound: str
    joint: bool
    doubtful: bool
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edge:
    """All that links `source` to `target` in one role.

    `facts` are the distinct facts behind it and `weight` their number. A fact goes by the IRI of one of its
    records, in a co-participation by the IRI of the shared activity (then `activities` are the same). A part
    goes by its whole where the whole links the same two, so facts can be united over several roles without
    counting twice. `confidence` is that of the surest record, empty where none tells. `when` are the times that the
    records tell (EDTF), none where it is undated. In an undirected network `source` sorts first.
    """

    source: str
    target: str
    role: str
    weight: int
    confidence: str
    amounts: tuple[Amount, ...]
    records: tuple[str, ...]
    evidence: tuple[str, ...]
    facts: tuple[str, ...]
    activities: tuple[str, ...] = ()
    when: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Network:
    """A projected view: nodes sorted by IRI, edges by source, target and role.

    Every node has an edge. `total_nodes` counts those of the whole view, also where this is a part of it;
    `truncated` says that nodes were left out because there were too many. `left_out` counts the records of the whole
    view that are in no edge, by reason (see :class:`kg.network.reading.Reading`).
    """

    view: str
    recipe: str
    directed: bool
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    truncated: bool
    total_nodes: int
    left_out: Mapping[str, int] = field(default_factory=dict)
