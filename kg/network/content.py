"""What an export of a network holds: its nodes and edges as an answer shows them, in columns, and what is told of all.

The columns are those of the answer in JSON (:mod:`kg.network.bodies`), so that everything an answer shows is in each
of its exports. Figures stand in them twice: as they are, with their bounds and records, and as numbers, in one column
for each currency, kind and bound. Figures that are joint or doubtful, or that lack a currency or kind, have no such
column, for they are no number to add.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from enum import Enum
from functools import cached_property
from typing import Any

from kg.network.bodies import edge_body, node_body
from kg.network.model import Amount, Network
from kg.network.projection.money import EXACT
from kg.network.ranking.rank import coverage, rank
from kg.network.structure.grouping import communities


class Kind(Enum):
    """What the values of a column are."""

    TEXT = "text"
    TEXTS = "texts"
    INTEGER = "integer"
    NUMBER = "number"
    FIGURE = "figure"
    AMOUNTS = "amounts"


Columns = Mapping[str, Kind]
Row = Mapping[str, Any]
"""By column; what is not there has no value."""

_NODE: Columns = {
    "id": Kind.TEXT,
    "label": Kind.TEXT,
    "type": Kind.TEXT,
    "kind": Kind.TEXT,
    "same_as": Kind.TEXTS,
}
_EDGE: Columns = {
    "source": Kind.TEXT,
    "target": Kind.TEXT,
    "role": Kind.TEXT,
    "weight": Kind.INTEGER,
    "confidence": Kind.TEXT,
    "when": Kind.TEXTS,
    "from": Kind.TEXT,
    "until": Kind.TEXT,
    "precision": Kind.TEXT,
    "amounts": Kind.AMOUNTS,
    "records": Kind.TEXTS,
    "evidence": Kind.TEXTS,
    "facts": Kind.TEXTS,
    "activities": Kind.TEXTS,
}


@dataclass(frozen=True)
class Content:
    """A network of a version of the graph, with the scores of measures and the communities of its nodes, if asked for.

    `scores` are by measure and IRI, and `communities` the numbers of them by IRI, 1 for the largest. `places` are those
    of nodes in a picture, by IRI. `focus` are the IRIs of the nodes that were asked about.
    """

    network: Network
    version: int
    scores: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    communities: Mapping[str, int] = field(default_factory=dict)
    places: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    focus: Sequence[str] = ()

    @property
    def about(self) -> dict[str, Any]:
        """Tell what the network is and how much it rests on."""
        network = self.network
        return {
            "view": network.view,
            "recipe": network.recipe,
            "digest": network.digest,
            "options": dict(network.options),
            "version": self.version,
            "directed": network.directed,
            "truncated": network.truncated,
            "total_nodes": network.total_nodes,
            "coverage": asdict(coverage(network)),
        }

    @property
    def node_columns(self) -> Columns:
        """Name the columns of nodes."""
        measures = dict.fromkeys(self.scores, Kind.NUMBER)
        group = {"community": Kind.INTEGER} if self.communities else {}
        return {**_NODE, **measures, **group, **(dict.fromkeys("xy", Kind.NUMBER) if self.places else {})}

    @cached_property
    def edge_columns(self) -> Columns:
        """Name the columns of edges."""
        figures = {_column(each): Kind.FIGURE for edge in self.network.edges for each in edge.amounts if _alone(each)}
        weight = {"weight": Kind.FIGURE} if self.network.weighs_money else {}
        return {**_EDGE, **weight, **dict(sorted(figures.items()))}

    def nodes(self) -> Iterator[Row]:
        """Give each node, by IRI."""
        for body in self.bodies():
            yield body | body.pop("scores", {})

    def bodies(self) -> Iterator[dict[str, Any]]:
        """Give each node as an answer in JSON shows it, its scores together."""
        for node in self.network.nodes:
            scores = {name: scores[node.iri] for name, scores in self.scores.items() if node.iri in scores}
            group = {"community": self.communities[node.iri]} if node.iri in self.communities else {}
            place = dict(zip("xy", self.places.get(node.iri, ()), strict=False))
            yield {**node_body(node), **({"scores": scores} if self.scores else {}), **group, **place}

    def edges(self) -> Iterator[Row]:
        """Give each edge, by source, target and role."""
        for edge in self.network.edges:
            yield {
                **edge_body(edge),
                "weight": edge.weighs,
                **{_column(each): each.value for each in edge.amounts if _alone(each)},
            }


def content_of(network: Network, version: int, measures: Iterable[str] = (), *, divided: bool = False) -> Content:
    """Measure and divide a network for its export. Raises UnknownName."""
    scores = {name: {each.iri: each.score for each in rank(network, name).scores} for name in measures}
    members = communities(network).members if divided else ()
    numbers = {iri: number for number, group in enumerate(members, start=1) for iri in group}
    return Content(network, version, scores, numbers)


def plain(value: Any, kind: Kind) -> str | int | float:
    """Give a value as one text or number, for formats that have no lists: neither IRIs nor times need spaces.

    >>> plain(["2019", "[2019, 2021]"], Kind.TEXTS), plain(Decimal("1E+3"), Kind.FIGURE), plain(3, Kind.INTEGER)
    ('2019 [2019,2021]', '1000', 3)
    """
    match kind:
        case Kind.TEXTS:
            return " ".join(each.replace(" ", "") for each in value)
        case Kind.AMOUNTS:
            return "; ".join(map(_amount_text, value))
        case Kind.FIGURE:
            return f"{Decimal(str(value)):f}"
        case _:
            plain_value: str | int | float = value
            return plain_value


def plain_row(row: Row, columns: Columns) -> dict[str, str | int | float]:
    """Give a row as such values, without the columns that have none."""
    return {name: plain(row[name], kind) for name, kind in columns.items() if row.get(name) not in (None, "", [], ())}


def _alone(amount: Amount) -> bool:
    return bool(amount.currency and amount.kind) and not amount.joint and not amount.doubtful


def _column(amount: Amount) -> str:
    """Name the column of figures of a currency, kind and bound."""
    words = ("amount", amount.currency, amount.kind, "" if amount.bound == EXACT else amount.bound)
    return "_".join(filter(None, words))


def _amount_text(amount: Mapping[str, Any]) -> str:
    words: Sequence[str] = (amount["bound"], amount["currency"], f"{Decimal(str(amount['value'])):f}", amount["kind"])
    marks = ("joint" * amount["joint"], "doubtful" * amount["doubtful"])
    return " ".join(word for word in (*words, *marks) if word)
