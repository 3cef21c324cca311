"""What entered and left a network, and whose ranks moved, between two dates or two versions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import IO, Any

from kg.dates import demand_date
from kg.errors import UnreadableInput
from kg.network import Filters, Ranked, Remark, Whole, demand_bounds, nothing_left, remarked, within, write_answer
from kg.query.analysis import Subject
from kg.query.consequences import Sides, edge_changes, rank_changes
from kg.sentences import Sentence

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
                Sentence("%(text)r is neither a date nor a version", text=text),
                Sentence("Write 2025, 2025-03 or 2025-03-14, or v7 for version 7."),
            ) from error
        return cls(date=text)

    def filters(self, filters: Filters) -> Filters:
        """Limit filters to it. Raises UnreadableInput for such that name another date."""
        if filters.as_of:
            raise UnreadableInput(
                Sentence("a comparison tells its dates by itself"), Sentence("Leave out the other one.")
            )
        return replace(filters, as_of=self.date) if self.date else filters

    def __str__(self) -> str:
        return self.date or f"v{self.version}"


@dataclass(frozen=True, slots=True)
class Comparing:
    """Which moments, written as :class:`Moment` reads them, by which measure, and how many items are listed at most.

    Raises UnknownName and UnreadableInput.
    """

    first: str
    last: str
    measure: str = "pagerank"
    weighted: bool = False
    limit: int = within(1, 10_000, 1000)

    def __post_init__(self) -> None:
        demand_bounds(self)
        Ranked(self.measure, self.weighted)
        self.moments  # noqa: B018  # it reads them

    @property
    def moments(self) -> tuple[Moment, Moment]:
        """The moments."""
        return Moment.from_text(self.first), Moment.from_text(self.last)

    def filters(self, filters: Filters) -> tuple[Filters, Filters]:
        """Limit filters to each. Raises UnreadableInput for such that name another date."""
        one, other = self.moments
        return one.filters(filters), other.filters(filters)

    def versions(self, version: int | None, at: str = "") -> tuple[tuple[int | None, str], tuple[int | None, str]]:
        """Give which version each moment is looked up in: its own, else that which is asked by number or time."""
        one, other = ((version, at) if each.version is None else (each.version, "") for each in self.moments)
        return one, other

    @property
    def is_of_versions(self) -> bool:
        """Whether both moments are versions, so that it is about no other."""
        return all(each.version is not None for each in self.moments)

    def demand_effect(self, version: int | None, at: str = "") -> None:
        """Raise UnreadableInput where a version is asked, by number or time, and nothing is looked up in it."""
        if self.is_of_versions and (version is not None or at):
            raise UnreadableInput(
                Sentence("both moments are versions, and another one has no effect"), Sentence("Leave it out.")
            )


async def comparison(sides: Sides, subject: Subject, comparing: Comparing) -> dict[str, Any]:
    """Compare both sides. Raises as `Networks.run` does, and LimitExceeded."""
    moments = comparing.moments
    networks = await sides.network(subject, Whole())
    rankings = await sides.network(subject, Ranked(comparing.measure, comparing.weighted))
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
            "entered": _listed([node for iri, node in after.items() if iri not in before], comparing.limit),
            "left": _listed([node for iri, node in before.items() if iri not in after], comparing.limit),
        },
        "edges": _listed(edges, comparing.limit),
        "measure": comparing.measure,
        "meaning": rankings[1]["meaning"],
        "ranks": _listed(rank_changes(*rankings), comparing.limit),
        **remarked(_remarks(moments, networks)),
    }


_COLUMNS = ("what", "change", "label", "role", "with", "before", "after", "records", "id", "with_id")
"""Those of a comparison as a table: `before` and `after` are the weights of an edge, or the ranks of a node."""


def write_comparison(body: Any, format_name: str, output: IO[bytes]) -> None:
    """Write a comparison as JSON or as a table: who entered and left, the edges that differ, and the ranks."""
    write_answer(body, _COLUMNS, _rows(body), format_name, output)


def _rows(body: Any) -> Iterator[Sequence[Any]]:
    for change, part in body["nodes"].items():
        yield from (("node", change, node["label"], *[""] * 5, node["id"], "") for node in part["items"])
    for edge in body["edges"]["items"]:
        before, after = edge["before"] or {}, edge["after"] or {}
        weights, records = (each.get("weight", "") for each in (before, after)), (after or before)["records"]
        ends = edge["source_label"], edge["role"], edge["target_label"]
        yield "edge", edge["change"], *ends, *weights, "; ".join(records), edge["source"], edge["target"]
    for node in body["ranks"]["items"]:
        ranks = node["before"] or "", node["after"] or ""
        yield "rank", "moved", node["label"], body["measure"], "", *ranks, "", node["id"], ""


def _remarks(moments: tuple[Moment, Moment], networks: tuple[Any, Any]) -> list[Remark]:
    before, after = (network["coverage"] for network in networks)
    first, last = moments
    remarks = []
    if _is_later(first, last):
        remarks += [Remark("backwards", first=str(first), last=str(last))]
    if any(moment.date for moment in moments) and (share := after["undated_share"]):
        remarks += [Remark("undated-on-both", share=f"{share:.0%}")]
    sides = zip(moments, (before, after), strict=True)
    return [*remarks, *(each for moment, coverage in sides for each in nothing_left(coverage, str(moment)))]


def _is_later(one: Moment, other: Moment) -> bool:
    if one.version is not None and other.version is not None:
        return one.version > other.version
    return bool(one.date and other.date) and one.date > other.date and not one.date.startswith(other.date)


def _listed(items: Sequence[Mapping[str, Any]], most: int) -> dict[str, Any]:
    return {"items": list(items[:most]), "total": len(items), "truncated": len(items) > most}
