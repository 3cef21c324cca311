"""What entered and left a network, and whose ranks moved, between two dates or two versions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kg.dates import demand_date
from kg.errors import UnreadableInput
from kg.network import Filters, Ranked, Whole
from kg.query.analysis import Subject
from kg.query.consequences import Sides, edge_changes, rank_changes

_VERSION = re.compile(r"v(\d{1,18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Moment:
    """A date as of which a network is meant, or else a version of the graph."""

    date: str = ""
    version: int | None = None

    @classmethod
    def from_text(cls, text: str) -> Moment:
        """Read 2025, 2025-03, 2025-03-14, or v7 for a version. Raises UnreadableInput.

        >>> Moment.from_text("2025-03"), Moment.from_text("v7")
        (Moment(date='2025-03', version=None), Moment(date='', version=7))
        """
        if version := _VERSION.fullmatch(text):
            return cls(version=int(version[1]))
        try:
            demand_date(text)
        except UnreadableInput as error:
            raise UnreadableInput(
                f"{text!r} is neither a date nor a version", "Write 2025, 2025-03 or 2025-03-14, or v7 for version 7."
            ) from error
        return cls(date=text)

    def filters(self, filters: Filters) -> Filters:
        """Limit filters to it. Raises UnreadableInput for such that name another date."""
        if filters.as_of:
            raise UnreadableInput("a comparison tells its dates by itself", "Leave out the other one.")
        return replace(filters, as_of=self.date) if self.date else filters

    def __str__(self) -> str:
        return self.date or f"v{self.version}"


@dataclass(frozen=True, slots=True)
class Comparing:
    """Of what, by which measure, how many items are listed at most. Raises UnknownName."""

    subject: Subject
    measure: str = "degree"
    weighted: bool = False
    most: int = 1000

    def __post_init__(self) -> None:
        Ranked(self.measure, self.weighted)


async def comparison(sides: Sides, moments: tuple[Moment, Moment], comparing: Comparing) -> dict[str, Any]:
    """Compare both sides. Raises as `Networks.run` does, and LimitExceeded."""
    networks = await sides.network(comparing.subject, Whole())
    rankings = await sides.network(comparing.subject, Ranked(comparing.measure, comparing.weighted))
    before, after = ({node["id"]: node for node in network["nodes"]} for network in networks)
    label = {iri: node["label"] for iri, node in {**before, **after}.items()}
    edges = [
        {**each, "source_label": label[each["source"]], "target_label": label[each["target"]]}
        for each in edge_changes(*networks)
    ]
    return {
        **{name: networks[1][name] for name in ("view", "recipe", "digest", "options", "version", "coverage")},
        **{
            name: {"of": str(moment), "version": network["version"], "coverage": network["coverage"]}
            for name, moment, network in zip(("before", "after"), moments, networks, strict=True)
        },
        "nodes": {
            "entered": _listed([node for iri, node in after.items() if iri not in before], comparing.most),
            "left": _listed([node for iri, node in before.items() if iri not in after], comparing.most),
        },
        "edges": _listed(edges, comparing.most),
        "measure": comparing.measure,
        "meaning": rankings[1]["meaning"],
        "ranks": _listed(rank_changes(*rankings), comparing.most),
        "remarks": _remarks(moments, networks),
    }


def _remarks(moments: tuple[Moment, Moment], networks: tuple[Any, Any]) -> list[str]:
    dated = any(moment.date for moment in moments)
    share: float = networks[1]["coverage"]["undated_share"]
    return [f"Nothing tells when {share:.0%} of the edges are: they are on both sides."] if dated and share else []


def _listed(items: Sequence[Mapping[str, Any]], most: int) -> dict[str, Any]:
    return {"items": list(items[:most]), "total": len(items), "truncated": len(items) > most}
