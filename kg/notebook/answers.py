"""What a call gives: the answer with its version, recipe and coverage, as it shows itself and as a frame."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from importlib.metadata import version as version_of
from typing import TYPE_CHECKING, Any

from kg.extras import library
from kg.notebook.frames import SHOWN, Frame, Row, shown
from kg.spelling import beginning
from kg.tables.schema import Kind

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa
    from matplotlib.axes import Axes


@dataclass(frozen=True, slots=True)
class Call:
    """How an answer was asked for, in Python, and the address that answers the same, empty where none does."""

    text: str
    link: str


@dataclass(frozen=True, slots=True)
class Citation:
    """By which an answer can be had again, and held against the one that was cited.

    `digest` is the SHA-256 of what was answered, without version and address: as long as it is the same, so are the
    numbers.

    >>> print(Citation("funding/1", 7, "ab12", "kg.open('.kg', version=7).network('funding')", "", "1.2"))
    Recipe funding/1, version 7 of the graph, sha256 ab12
    kg.open('.kg', version=7).network('funding')
    innovation-kg 1.2
    """

    recipe: str
    version: int
    digest: str
    call: str
    link: str
    software: str

    def __str__(self) -> str:
        recipe = f"Recipe {self.recipe}, version" if self.recipe else "Version"
        head = f"{recipe} {self.version} of the graph, sha256 {self.digest}"
        return "\n".join(filter(None, (head, self.call, self.link, f"innovation-kg {self.software}")))

    def _repr_html_(self) -> str:
        lines = [escape(line) for line in str(self).splitlines()]
        return f"<pre>{'<br>'.join(lines)}</pre>"


class Answer:
    """An answer: `body` is the JSON of the service, `frame` its rows.

    It goes through its rows, gives frames to pandas, Polars and whatever reads Arrow, and shows itself with what it
    rests on.
    """

    def __init__(self, body: Mapping[str, Any], frame: Frame, call: Call, version: int) -> None:
        self.body, self.frame, self.call, self.version = body, frame, call, version

    @property
    def recipe(self) -> str:
        """The recipe of the network, empty where there is none."""
        return str(self.body.get("recipe", ""))

    @property
    def coverage(self) -> Mapping[str, Any]:
        """What the network rests on."""
        coverage: Mapping[str, Any] = self.body.get("coverage", {})
        return coverage

    @property
    def misses(self) -> Mapping[str, Any]:
        """What comes near a way where there is none: what each of the two hangs together with, and more; else empty."""
        misses: Mapping[str, Any] = self.body.get("misses", {})
        return misses

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of what was answered, whatever the version."""
        content = {name: value for name, value in self.body.items() if name != "version"}
        return digest_of(content)

    def cite(self) -> Citation:
        """Give what it takes to have the same answer again."""
        software = version_of("innovation-kg")
        return Citation(self.recipe, self.version, self.digest, self.call.text, self.call.link, software)

    def to_pandas(self, index: str | None = "label") -> pd.DataFrame:
        """Give the rows as a pandas frame, by label where there is one. Raises KgError without pandas."""
        return self.frame.to_pandas(index)

    def to_polars(self) -> pl.DataFrame:
        """Give the rows as a Polars frame. Raises KgError without Polars."""
        return self.frame.to_polars()

    def to_arrow(self) -> pa.Table:
        """Give the rows as an Arrow table. Raises KgError without pyarrow."""
        return self.frame.to_arrow()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Let whatever reads Arrow read it: `pl.DataFrame(answer)`, DuckDB, pandas."""
        stream: object = self.to_arrow().__arrow_c_stream__(requested_schema)  # type: ignore[no-untyped-call]
        return stream

    def __len__(self) -> int:
        return len(self.frame)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.frame.rows)

    def __getitem__(self, place: int) -> Row:
        return self.frame.rows[place]

    def plot(self, ax: Axes | None = None, top: int = 15) -> Axes:
        """Draw the first rows: as bars, or as ranks with their intervals. Raises KgError without matplotlib."""
        numbers = [each.name for each in self.frame.columns if each.kind in (Kind.NUMBER, Kind.INTEGER, Kind.DECIMAL)]
        number = "score" if "score" in numbers else next(iter(numbers), "")
        rows = [row for row in self.frame.rows if row.get(number) is not None][:top]
        axes = ax or library("matplotlib.pyplot").subplots(figsize=(7, 0.9 + 0.3 * len(rows)), layout="constrained")[1]
        names = [beginning(str(row.get("label") or row.get("id") or "")) for row in rows]
        intervals = [row["rank_interval"] for row in rows if row.get("rank_interval")]
        if len(intervals) == len(rows) > 0:
            axes.hlines(range(len(rows)), *zip(*intervals, strict=True), linewidth=5, alpha=0.3)
            axes.plot([row["rank"] for row in rows], range(len(rows)), "o")
            axes.set_yticks(range(len(rows)), names)
            axes.set_xlabel(f"rank by {self.body['measure']}, with its interval")
        else:
            axes.barh(range(len(rows)), [row[number] for row in rows], tick_label=names)
            axes.set_xlabel(str(self.body.get("measure", number)))
        axes.invert_yaxis()
        axes.set_title(f"{self.recipe or 'the graph'}, version {self.version}", fontsize="small")
        return axes

    def __repr__(self) -> str:
        return "\n".join(filter(None, [self.frame.table, *self._remarks]))

    def _repr_html_(self) -> str:
        names = self.frame.shown_names
        head = "".join(f"<th>{escape(name)}</th>" for name in names)
        rows = "".join(
            f"<tr>{''.join(f'<td>{escape(shown(row.get(name)))}</td>' for name in names)}</tr>"
            for row in self.frame.rows[:SHOWN]
        )
        remarks = "".join(f"<p>{escape(remark)}</p>" for remark in self._remarks)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{remarks}"

    @property
    def _remarks(self) -> Sequence[str]:
        """What there is to say below the rows."""
        count = len(self.frame)
        rows = f"{count:,} rows" if count <= SHOWN else f"{SHOWN} of {count:,} rows"
        rows = rows if self.frame.columns else ""
        facts = self.coverage
        recipe = f"{self.recipe}, " if self.recipe else ""
        covered = ""
        if "nodes" in facts:
            covered = (
                f"{facts['nodes']:,} nodes, {facts['edges']:,} edges, {facts['stated_share']:.0%} of them stated, "
                f"{facts['undated_share']:.0%} undated"
            )
        elif "counted" in facts:
            covered = f"{facts['counted']:,} of {facts['read']:,} contributions counted"
        reasons = facts.get("left_out", facts.get("excluded", {}))
        left_out = [f"{number:,} {reason.replace('_', ' ')}" for reason, number in reasons.items()]
        return [
            *filter(None, [str(self.body.get("meaning", "")), *self.body.get("remarks", ())]),
            *_near(self.misses),
            "; ".join(filter(None, [f"{recipe}version {self.version}", rows, covered])),
            *([f"Left out: {', '.join(left_out)}"] if left_out else []),
        ]


def _near(misses: Mapping[str, Any]) -> Iterator[str]:
    """Say in sentences what comes near a way that there is not."""
    if not misses:
        return
    yield "There is no way."
    for end in ("from", "to"):
        piece = misses[end]
        names = ", ".join(node["label"] for node in piece["best_linked"])
        yield f"{piece['node']['label']} is in a piece of {piece['piece_size']:,} nodes, the best linked: {names}."
        if piece["alike"]:
            yield f"Names in it like that of the other: {', '.join(node['label'] for node in piece['alike'])}."
    if misses["against_direction"] is not None:
        yield f"Against the direction of edges the steps between them are {misses['against_direction']}."
    for each in misses.get("elsewhere", ()):
        filters = "with the same filters" if each["filtered"] else "without filters"
        yield f"In {each['view']} {filters} the steps between them are {each['length']}."


def digest_of(content: Any) -> str:
    """Give the SHA-256 of what can be written as JSON, days as texts, whatever the order of keys; 1.0 is the same as 1.

    >>> digest_of({"a": 1, "b": [2.0, 0.5]}) == digest_of({"b": [2, 0.5], "a": 1.0})
    True
    """
    written = json.dumps(_plain(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(written.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
