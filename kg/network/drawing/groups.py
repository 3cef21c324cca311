"""A whole network drawn by its communities: which there are, named after the foremost of each, and a picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any

import numpy as np

from kg.errors import UnreadableInput
from kg.network.cliques import Cliques
from kg.network.drawing.bubbles import Bubble, Link, bubbles_of
from kg.network.drawing.elements import (
    BOLD,
    LINE,
    MARGIN,
    PLAIN,
    ROW,
    sheet,
    tag,
    text_of,
    thickness,
    words,
    wrapped,
)
from kg.network.drawing.labels import box, lines
from kg.network.drawing.scene import SIZE
from kg.network.graphs import ties
from kg.network.model import Network
from kg.network.once import once
from kg.network.structure.grouping import Communities, Community, communities
from kg.sentences import Sentence
from kg.store.xml_output import guarded

_MOST_TIES = 100_000
"""Ties of a network that is divided for a picture alone: more take longer than somebody waits for a page."""
_STEPS = 50_000
"""Ties that are looked at in all runs together: dividing 80,000 ties once takes some seconds."""
_RUNS = 10
_NARROWEST = 520.0
_FILL, _STROKE = "#e2f0f6", "#0a5d7f"


@dataclass(frozen=True, slots=True)
class Grouped:
    """The communities of a network: all of them, and the largest as bubbles with what links these.

    `names` are those of the foremost members of each that is drawn, in the order of its best linked.
    """

    division: Communities
    bubbles: Sequence[Bubble]
    links: Sequence[Link]
    names: Sequence[Sequence[str]]

    @property
    def drawn(self) -> Iterator[tuple[int, Community, Bubble, Sequence[str]]]:
        """Give each that is drawn, the largest first, with its number."""
        each_one = zip(self.division.groups, self.bubbles, self.names, strict=False)
        return ((number, *parts) for number, parts in enumerate(each_one, start=1))

    def body(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        return {
            "total": len(self.division.groups),
            "runs": self.division.runs,
            "agreement": self.division.agreement,
            "items": [
                {
                    "number": number,
                    "label": group.label,
                    "names": list(names),
                    "best_linked": named(group, names),
                    "size": len(group.members),
                    "sureness": group.sureness,
                    **bubble._asdict(),
                }
                for number, group, bubble, names in self.drawn
            ],
            "links": [each._asdict() for each in self.links],
        }


def named(group: Community, names: Sequence[str]) -> list[dict[str, str]]:
    """Give the best linked of a group, with their names, as JSON has them."""
    return [{"id": iri, "label": name} for iri, name in zip(group.best_linked, names, strict=True)]


def can_be_divided(network: Network) -> bool:
    """Tell whether a picture is worth dividing it: where it has many more ties that takes too long for one."""
    return not isinstance(network.links, Cliques) and len(ties(network).source) <= _MOST_TIES


def division_of(network: Network) -> Communities:
    """Divide a network for a picture: as often as other questions do, and less often where it has many ties."""
    runs = max(1, min(_RUNS, _STEPS // max(len(ties(network).source), 1)))
    return communities(network) if runs == _RUNS else communities(network, runs=runs)


@once
def grouped(network: Network) -> Grouped:
    """Divide and place a network."""
    division = division_of(network)
    bubbles, links = bubbles_of(network, division.members)
    groups = division.groups[: len(bubbles)]
    chosen = {iri for group in groups for iri in group.best_linked}
    labels = {node.iri: node.label for node in network.lookup.nodes(sorted(chosen))}
    names = [[labels[iri] for iri in group.best_linked] for group in groups]
    return Grouped(division, bubbles, links, names)


def members_of(network: Network, number: int) -> tuple[Community, Network]:
    """Give a community by its number, and the part of the network that it is. Raises UnreadableInput."""
    groups = division_of(network).groups
    if number > len(groups):
        fix = Sentence("Choose one of 1 to %(count)s.", count=len(groups))
        if not groups:
            fix = Sentence("Leave out what filters; nothing is left.")
        raise UnreadableInput(Sentence("There is no community %(number)s", number=number), fix)
    group = groups[number - 1]
    members = {*group.members}
    return group, network.part(np.fromiter((iri in members for iri in network.iris), np.bool_, len(network.iris)))


def named_in_lines(names: Sequence[str]) -> list[str]:
    """Write the names of the foremost, each on a line of its own and cut where it is too long.

    >>> named_in_lines(["WMG", "West Midlands Combined Authority"])
    ['WMG', 'West Midlands Combined…']
    """
    return [f"{first}…" if rest else first for first, *rest in map(lines, names)]


def write_groups(network: Network, version: int, output: IO[bytes]) -> None:
    """Draw the communities of a network as bubbles, each with its foremost members; the caption says how many."""
    groups = grouped(network)
    names = [named_in_lines(each) for each in groups.names]
    pairs = [*zip(groups.bubbles, names, strict=True)]
    wide = max((each.x + max(each.radius, box(text, SIZE)[0] / 2) for each, text in pairs), default=0.0)
    high = max((each.y + each.radius + 4 + box(text, SIZE)[1] for each, text in pairs), default=0.0)
    across = max(wide + 2 * MARGIN, _NARROWEST)
    told = (
        f"{len(pairs)} of {len(groups.division.groups)} communities, the largest, of {len(network.iris)} nodes. Each "
        "bubble is as large as it has members, each line as wide as there are ties between members of both. "
        f"{_agreed(groups.division)}"
    )
    heading = f"{network.view} network by communities, recipe {network.recipe}, version {version}"
    caption = [heading, *wrapped(told, across - 2 * MARGIN)]
    below = high + MARGIN + 2 * ROW
    size = (across, below + len(caption) * ROW)
    with guarded(output, "xml") as guard:
        for part in sheet(size, caption, below, _parts(groups, names)):
            guard.write(f"{part}\n".encode())


def _agreed(division: Communities) -> str:
    """Say how far divisions agree, where there was more than one."""
    return f"Divisions from other beginnings agree by {division.agreement:.0%}." if division.runs > 1 else ""


def _parts(groups: Grouped, names: Sequence[Sequence[str]]) -> Iterator[str]:
    most = max((link.ties for link in groups.links), default=1)
    for link in groups.links:
        one, other = groups.bubbles[link.one], groups.bubbles[link.other]
        ends = {"x1": one.x + MARGIN, "y1": one.y + MARGIN, "x2": other.x + MARGIN, "y2": other.y + MARGIN}
        line = tag("line", "/", class_="line", **ends, stroke=LINE, stroke_width=thickness(link.ties, most))
        yield f"<g><title>{link.ties} ties</title>{line}</g>"
    for (_, group, bubble, _), text in zip(groups.drawn, names, strict=True):
        x, y = bubble.x + MARGIN, bubble.y + MARGIN
        look = {"class_": "bubble", "fill": _FILL, "stroke": _STROKE, "stroke_width": 1.5}
        yield f"<g><title>{text_of(group.label)}</title>{tag('circle', '/', cx=x, cy=y, r=bubble.radius, **look)}</g>"
        if bubble.radius > SIZE:
            yield words(x, y + SIZE / 3, str(len(group.members)), BOLD)
        for row, line in enumerate(text):
            yield words(x, y + bubble.radius + SIZE * (1.25 * row + 1.2), line, PLAIN)
