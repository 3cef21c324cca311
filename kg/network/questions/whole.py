"""A whole network, or what is near one of its nodes."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import IO, Any

import numpy as np

from kg.errors import UnknownField, UnreadableInput
from kg.network.bodies import Choice, write_network
from kg.network.bounds import demand_bounds, within
from kg.network.drawing.groups import can_be_divided, grouped, members_of, named, write_groups
from kg.network.drawing.places import MOST_PLACED, Point, places_of
from kg.network.exports import EXPORTS, Content, content_of
from kg.network.graphs import Weighted
from kg.network.model import Network
from kg.network.ranking.rank import find_measure
from kg.network.structure.exploring import ego, find_node, foremost, largest
from kg.network.structure.grouping import Community
from kg.sentences import Sentence

DRAWN = ("", "communities", "nodes")
"""What a picture shows; unless told, what fits."""
MOST_DRAWN = 150
"""Nodes of a network that is drawn by its nodes, unless it is said otherwise: of more nobody makes out one."""
_MOST_TIES = 600
"""Ties of a picture: beyond so many, a reader makes out none."""


@dataclass(frozen=True, slots=True)
class Whole:
    """All of it, or the `top` best linked nodes; as JSON, which is for looking at, at most `most` nodes and edges.

    Its nodes have the scores of `measures`, and with `communities` the number of that which each is in, 1 for the
    largest; both are those of the whole. Of its edges the JSON tells of the `edges` weightiest ones, and of all as long
    as nothing is said. With `layout` its nodes have places for a picture, and the JSON its ties and the years that
    records tell of. Where it has many nodes it is `drawn` by its communities, unless it is said otherwise: the JSON
    tells of them as `groups` then, and the picture is one of bubbles. With the number of a `community`, only that is
    told of. Raises UnknownName and UnknownField; writing it raises UnreadableInput where there is no such community.
    """

    top: int | None = within(1, None, None)
    most: int | None = None
    measures: Sequence[str] = ()
    communities: bool = False
    edges: int | None = within(1, None, None)
    layout: bool = False
    drawn: str = ""
    community: int | None = within(1, None, None)

    def __post_init__(self) -> None:
        demand_bounds(self)
        for each in self.measures:
            find_measure(each)
        if self.drawn not in DRAWN:
            raise UnknownField("way to draw a network", self.drawn, DRAWN)

    def write(self, network: Network, version: int, format_name: str, output: IO[bytes]) -> None:
        """Write it as JSON, or as one of EXPORTS."""
        if format_name == "svg" and self.top is None and self._is_by_groups(network):
            write_groups(network, version, output)
        else:
            self.write_about((), network, version, format_name, output)

    def write_about(
        self, focus: Sequence[str], network: Network, version: int, format_name: str, output: IO[bytes]
    ) -> None:
        """Write it where some nodes were asked about."""
        content = replace(content_of(network, version, self.measures, divided=self.communities), focus=focus)
        group, whole = (None, network) if self.community is None else members_of(network, self.community)
        part = whole if self.top is None else largest(whole, self.top, focus=focus)
        is_file = format_name in EXPORTS
        excerpt = part if is_file or self.most is None else largest(part, self.most, self.most, focus)
        content = replace(content, network=excerpt, places=_places(excerpt) if self.layout else {})
        if is_file:
            EXPORTS[format_name].write(content, output)
        else:
            choice = self._choice(content, whole)
            group_body = {} if group is None else {"community": _community(self.community, group, whole)}
            groups = {"groups": grouped(network).body()} if self.layout and self._is_by_groups(network) else {}
            write_network(version, excerpt, output, replace(choice, more={**choice.more, **group_body, **groups}))

    def _is_by_groups(self, network: Network) -> bool:
        """Tell whether a picture of it is one of its communities."""
        if self.drawn or self.community is not None:
            return self.drawn == "communities" and self.community is None
        return len(network.iris) > MOST_DRAWN and can_be_divided(network)

    def _choice(self, content: Content, network: Network) -> Choice:
        """Choose what is told of a part of a network."""
        shown = content.network
        focus = [bisect_left(shown.iris, iri) for iri in content.focus]
        more: dict[str, Any] = {"whole": {"nodes": len(network.iris), "edges": network.edge_count}}
        more |= {"focus": [*content.focus]} if content.focus else {}
        more |= _drawn(shown, focus) if self.layout else {}
        chosen = None if self.edges is None else foremost(_edges(shown), self.edges, focus)
        return Choice(more, content.bodies(), chosen)


@dataclass(frozen=True, slots=True)
class Near:
    """What is within some steps of a node, by IRI or by name; writing it raises UnknownNode and AmbiguousName."""

    node: str
    radius: int = within(1, 5, 1)
    top: int | None = within(1, None, None)
    most: int | None = None
    measures: Sequence[str] = ()
    communities: bool = False
    edges: int | None = within(1, None, None)
    layout: bool = False

    def __post_init__(self) -> None:
        demand_bounds(self)

    def write(self, network: Network, version: int, format_name: str, output: IO[bytes]) -> None:
        """Write it as :class:`Whole` does, measured in itself."""
        whole = Whole(self.top, self.most, self.measures, self.communities, self.edges, self.layout, "nodes")
        node = find_node(network, self.node)
        whole.write_about((node,), ego(network, node, self.radius), version, format_name, output)


def _community(number: int | None, group: Community, network: Network) -> dict[str, Any]:
    names = [node.label for node in network.lookup.nodes(group.best_linked)]
    size = len(group.members)
    return {"number": number, "label": group.label, "size": size, "best_linked": named(group, names)}


def _places(network: Network) -> Mapping[str, Point]:
    if len(network.iris) > MOST_PLACED:
        raise UnreadableInput(
            Sentence("%(count)s nodes are too many to be placed", count=f"{len(network.iris):,}"),
            Sentence("Add top=%(most)s.", most=MOST_PLACED),
        )
    return places_of(network)


def _edges(network: Network) -> Weighted:
    rows, first = network.rows, network.starts
    return Weighted(rows.source[first], rows.target[first], rows.weights(first))


def _drawn(network: Network, focus: Sequence[int]) -> dict[str, Any]:
    """Give what a picture has beside nodes: ties by the places of both in the list of nodes, and for how many years."""
    pairs = Weighted(*network.pairs)
    chosen = pairs.at(np.sort(foremost(pairs, _MOST_TIES, focus)))
    items = [
        [source, target, network.in_units(weight)]
        for source, target, weight in zip(*(each.tolist() for each in chosen), strict=True)
    ]
    return {"ties": {"items": items, "total": len(pairs.source)}, "years": network.lookup.years()}
