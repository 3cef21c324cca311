"""What follows from the difference of two versions: edges, sums of money, ranks, and answers to saved queries.

Both versions are asked the same, within the limits of any question, and the answers are compared.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass
from typing import Any

from kg.errors import LimitExceeded, UnknownName
from kg.files import UnreadableFile
from kg.network import Filters, Money, Question, Ranked, Whole, load_views
from kg.query.analysis import Subject
from kg.query.networks import Networks
from kg.query.pool import QueryPool
from kg.query.processes.answer import QueryResult
from kg.query.processes.on_demand import NewestSnapshot
from kg.query.question import AcceptedFormats
from kg.records.folder import QUERIES
from kg.records.query_headers import read_header, read_query
from kg.settings import Settings

KINDS = ("edges", "money", "ranks", "answers")
"""What can be asked for."""

_MOST_QUERIES = 200
_LONGEST = 32
"""MiB of one answer that is compared."""

_TOLD = ("weight", "confidence", "amounts", "records", "when")
"""What of an edge is compared."""


@dataclass(frozen=True, slots=True)
class ConsequenceWishes:
    """Which of `KINDS` are asked for, the measure of the ranks, and how many items of each are listed at most."""

    kinds: Sequence[str]
    measure: str = "degree"
    most: int = 100

    def __post_init__(self) -> None:
        """Raise UnknownName for what is no kind, or no measure."""
        Ranked(self.measure)
        for each in self.kinds:
            if each not in KINDS:
                raise UnknownName("part of a difference", each, KINDS)


@dataclass(frozen=True, slots=True)
class Sides:
    """Whom to ask, and what pins each of the two versions."""

    pool: QueryPool
    networks: Networks
    before: NewestSnapshot
    after: NewestSnapshot
    client: str = ""
    filters: tuple[Filters, Filters] = (Filters(), Filters())

    async def answers(self, query: str) -> tuple[list[str], Counter[str], Counter[str]]:
        """Give the names of the columns, and the rows of both sides, in TSV."""
        formats = AcceptedFormats("tsv", "ntriples")
        sides = [
            await _whole(await self.pool.run(query, formats, client=self.client, snapshot=each))
            for each in (self.before, self.after)
        ]
        heads, rows = zip(*(text.decode().partition("\n")[::2] for text in sides), strict=True)
        return heads[1].split("\t"), *(Counter(each.splitlines()) for each in rows)

    async def network(self, subject: Subject, question: Question) -> tuple[Any, Any]:
        """Give what both sides answer to a question, each with its own filters."""
        before, after = [
            await _whole(await self.networks.run(subject.ask(question, filters), self.client, snapshot))
            for snapshot, filters in zip((self.before, self.after), self.filters, strict=True)
        ]
        return json.loads(before), json.loads(after)


async def consequences(sides: Sides, wishes: ConsequenceWishes, queries: Mapping[str, str]) -> dict[str, Any]:
    """Say what follows, by kind. Raises as `QueryPool.run` and `Networks.run` do, and LimitExceeded."""
    answer: dict[str, Any] = {}
    if "edges" in wishes.kinds:
        edges: list[dict[str, Any]] = []
        for view in load_views():
            networks = await sides.network(Subject(view), Whole())
            edges += ({"view": view, **each} for each in edge_changes(*networks))
        answer["edges"] = _listed(edges, wishes.most)
    if "money" in wishes.kinds:
        answer["money"] = _listed(await _money(sides), wishes.most)
    if "ranks" in wishes.kinds:
        ranks: list[dict[str, Any]] = []
        for view in load_views():
            rankings = await sides.network(Subject(view), Ranked(wishes.measure))
            ranks += ({"view": view, **each} for each in rank_changes(*rankings))
        answer["ranks"] = {"measure": wishes.measure, **_listed(ranks, wishes.most)}
    if "answers" in wishes.kinds:
        changed = [each for name, query in queries.items() if (each := await _answer(sides, name, query, wishes.most))]
        answer["answers"] = _listed(changed, wishes.most)
    return answer


def saved_queries(settings: Settings) -> dict[str, str]:
    """Read the queries that datasets bring in their folder `queries`, by name: that of the dataset, and of the file.

    What cannot be read is passed over: a check of the folder tells of it.
    """
    if settings.data is None:
        return {}
    paths = sorted([*settings.data.glob(f"{QUERIES}/*.rq"), *settings.data.glob(f"*/{QUERIES}/*.rq")])
    queries = {}
    for path in paths[:_MOST_QUERIES]:
        with suppress(UnreadableFile):
            queries[f"{path.parent.parent.name}/{path.stem}"] = read_query(path)
    return queries


def edge_changes(*sides: Any) -> list[dict[str, Any]]:
    """List the edges that entered, left or changed between two networks."""
    before, after = ({(each["source"], each["target"], each["role"]): each for each in side["edges"]} for side in sides)
    changed = []
    for source, target, role in sorted({*before, *after}):
        old, new = (
            None if (edge := side.get((source, target, role))) is None else {name: edge.get(name) for name in _TOLD}
            for side in (before, after)
        )
        if old != new:
            what = "entered" if old is None else "left" if new is None else "changed"
            ends = {"source": source, "target": target, "role": role}
            changed.append({**ends, "change": what, "before": old, "after": new})
    return changed


def rank_changes(*sides: Any) -> list[dict[str, Any]]:
    """List the nodes of which the ranks differ between two rankings, None where they have none, by their later rank."""
    before, after = ({each["id"]: each for each in side["scores"]} for side in sides)
    changed = []
    for iri in sorted({*before, *after}, key=lambda iri: (_rank(after, iri), _rank(before, iri), iri)):
        old, new = _rank(before, iri), _rank(after, iri)
        if old != new:
            label = (after.get(iri) or before[iri])["label"]
            changed.append({"id": iri, "label": label, "before": old or None, "after": new or None})
    return changed


def _rank(scores: Mapping[str, Any], iri: str) -> int:
    """Give the rank of a node, 0 where it is in no edge."""
    return int(scores[iri]["rank"]) if iri in scores else 0


async def _money(sides: Sides) -> list[dict[str, Any]]:
    """Compare the totals of the ledger, without plans and with them."""
    funding = Subject("funding")
    return [
        {**dict(zip(("currency", "kind"), unit, strict=True)), "include_planned": planned, "before": old, "after": new}
        for planned in (False, True)
        for unit, old, new in money_changes(*await sides.network(funding, Money(include_planned=planned, limit=0)))
    ]


def money_changes(*sides: Any) -> list[tuple[tuple[str, str], dict[str, Any] | None, dict[str, Any] | None]]:
    """List the currencies and kinds whose totals differ between two answers about money, None where there was none."""
    before, after = (
        {
            (each["currency"], each["kind"]): {end: each[end] for end in ("low", "high", "figure")}
            for each in side["totals"]
        }
        for side in sides
    )
    units = sorted({*before, *after})
    return [(unit, before.get(unit), after.get(unit)) for unit in units if before.get(unit) != after.get(unit)]


async def _answer(sides: Sides, name: str, query: str, most: int) -> dict[str, Any] | None:
    """Compare the rows of one query, None where they are the same; the order of rows says nothing."""
    columns, before, after = await sides.answers(query)
    removed, added = (sorted(each.elements()) for each in (before - after, after - before))
    if not (removed or added):
        return None
    title = read_header(query).title or name
    sample = {key: [row.split("\t") for row in rows[:most]] for key, rows in (("removed", removed), ("added", added))}
    columns = [each.removeprefix("?") for each in columns]
    return {
        "name": name,
        "title": title,
        "columns": columns,
        **sample,
        "truncated": max(len(removed), len(added)) > most,
    }


def _listed(items: Sequence[Any], most: int) -> dict[str, Any]:
    return {"items": list(items[:most]), "truncated": len(items) > most}


async def _whole(result: QueryResult) -> bytes:
    """Read an answer of bounded size. Raises LimitExceeded."""
    parts, size = list[bytes](), 0
    async with aclosing(result):
        async for chunk in result.chunks:
            size += len(chunk)
            if size > _LONGEST << 20:
                raise LimitExceeded("result", f"{_LONGEST} MiB for each of two versions", "difference")
            parts.append(chunk)
    return b"".join(parts)
