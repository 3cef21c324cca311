"""An answer in JSON as a page shows it: names with their addresses, and lists of like things as tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from starlette.requests import Request

from api.http.negotiation import suffixes
from api.http.visitor import visitor_of
from api.representations.networks import TABLE
from api.representations.pages.body_words import passage
from api.representations.pages.coverage import reason_in_words
from api.representations.pages.languages import marked, messages
from api.representations.pages.network.measures import FIGURE_LABELS
from api.representations.pages.network.questions import CHOICES, asked, asking
from api.representations.pages.rendering import grouped, local, number, render, root_of
from api.representations.pages.roles import role_label
from api.representations.pages.speech import Value
from kg.network import View
from kg.network.ledger import REASONS, UNASSIGNED, in_words
from kg.network.ledger.sums import BETWEEN

_MOST = 200
"""Rows of a table on a page; all of them are there in the data formats."""

_HEAD = (
    "view",
    "recipe",
    "digest",
    "version",
    "options",
    "coverage",
    "meaning",
    "exactness",
    "remarks",
    "coded_remarks",
    "record_labels",
)
"""What stands above the tables."""

_SPARED = ("id", "label", "type", "from", "until", "precision", "facts", "same_as")
"""What a row of a table spares: its name tells it, or its records do."""

_INTERVAL = ("low", "high", "figure")
"""What an interval of money has, which is told in words."""

_AMOUNTS = (*_INTERVAL, "value", "overlap")
"""Amounts of money, which are texts so that they stay exact."""

_RANGES = ("rank_interval", "bounds")
"""What has two ends as a list."""

_SENTENCES = ("meaning", "exactness")
"""What is told in sentences of ours."""

_LABELS: Mapping[str, Mapping[str, str]] = {"reason": REASONS, "name": FIGURE_LABELS, "by": CHOICES}
"""What fields have that is called otherwise in words."""

_ENGLISH = ("formula", "source")
"""What stands in English in every language, as it is printed elsewhere."""

_NAMES = ("reason", "kind", "confidence", "of", "type", "bound")
"""What has a name of ours, which is shown in words."""

UNSHOWN = frozenset({*_HEAD, *_SPARED, "items", "offset", "x", "y"} - {*_SENTENCES})
"""What heads nothing on a page."""

_BLANK = Value("")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of things alike, as many as are shown of them. What of a row is a table itself stands `below` it."""

    header: Sequence[str]
    rows: Sequence[TableRow]
    total: int

    @property
    def numeric(self) -> set[int]:
        """The columns, by position, in which every cell ends in a number or is empty."""
        columns = zip(*(row.cells for row in self.rows), strict=True)
        return {position for position, cells in enumerate(columns) if all(map(_is_numeric, cells))}


@dataclass(frozen=True, slots=True)
class TableRow:
    """The cells of a row, and by name the tables below it."""

    cells: Sequence[Cell]
    below: Sequence[tuple[str, Table]]


Cell: TypeAlias = "Value | Sequence[Cell] | Table"


def answer_page(request: Request, base: str, view: View, body: Mapping[str, Any]) -> bytes:
    """Show the answer to a question about a network, all of its lists as tables."""
    root, question = root_of(request), asked(request)
    names = {**body.get("record_labels", {}), **dict(_labels(body))}
    tables = Tables(base, root, names, messages(visitor_of(request).language).gettext)
    cells = [(_words(name), tables.named_cell(name, value)) for name, value in body.items() if name not in _HEAD]
    values = {
        "view": view,
        "body": body,
        "formats": suffixes(TABLE) if question.is_table else (),
        "facts": [(name, cell) for name, cell in cells if isinstance(cell, Value) and cell != _BLANK],
        "lists": [(name, cell) for name, cell in cells if not isinstance(cell, Value)],
        **asking(request, view),
    }
    return render(request, "network/answer.html", values)


class Tables:
    """Turns what an answer tells into cells and tables; `labels` are names of IRIs; words of ours are translated."""

    def __init__(self, base: str, root: str, labels: Mapping[str, str], translate: Callable[[str], str]) -> None:
        self._base, self._root, self._labels, self._translate = base, root, labels, translate

    def cell(self, value: Any) -> Cell:
        """Show anything of JSON."""
        if isinstance(value, list):
            return self._list(value)
        return self._object(value) if isinstance(value, Mapping) else self._scalar(value)

    def _object(self, value: Mapping[str, Any]) -> Cell:
        if _is_name(value) and not {*value} - {*_SPARED, "kind"}:
            return self._name(value)
        if {"low", "high"} <= {*value} <= {*_INTERVAL}:
            return self._sum(value)
        if "items" in value:
            return self._table(value["items"], value["total"]) if value["items"] else []
        return self.cell(value["edges"]) if "edges" in value and "nodes" in value else self._table([value])

    def _scalar(self, value: Any) -> Value:
        if isinstance(value, bool):
            return Value(self._translate(marked("yes") if value else marked("no")))
        if isinstance(value, int | float):
            return Value(number(value))
        return self._text(value or "")

    def _list(self, values: Sequence[Any]) -> Cell:
        if any(isinstance(each, Mapping) for each in values):
            cells = [self.cell(each) for each in values]
            return cells if all(isinstance(each, Value) for each in cells) else self._table(values)
        return [self.cell(each) for each in values]

    def _table(self, rows: Sequence[Any], total: int = 0) -> Table:
        """Show things alike; the columns are all that any of them has, what all leave empty left out."""
        first = [dict(self._columns(each)) for each in rows[:_MOST]]
        cells = ((name, cell) for row in first for name, cell in row.items())
        header = dict.fromkeys(name for name, cell in cells if cell not in (_BLANK, []) and not isinstance(cell, Table))
        heads = [self._head(name) for name in header]
        return Table(heads, [self._row(each, header) for each in first], total or len(rows))

    def _columns(self, row: Mapping[str, Any]) -> Iterator[tuple[str, Cell]]:
        spared = {*_SPARED}
        if "label" in row:
            spared.add("record")
            yield "name", self._name(row)
        if "who" in row:
            spared.add("who")
            yield "who", self.named_cell("who", row["who"])
        if {"low", "high"} <= {*row}:
            spared.update(_INTERVAL)
            yield "amount", self._sum(row)
        for name, value in row.items():
            if name == "scenario_ranks" and value:
                yield from self._ranks_without(value)
            elif name == "bound" and not row.get("figure", row.get("value")):
                yield name, _BLANK
            elif name not in spared:
                yield name, self.named_cell(name, value)

    def named_cell(self, name: str, value: Any) -> Cell:
        """Show what a field has, by its name."""
        if name == "who" and not value:
            return Value(self._translate(UNASSIGNED))
        if name in _ENGLISH and isinstance(value, str):
            return Value(value, language="en")
        if isinstance(value, str) and (words := self._of_ours(name, value)) is not None:
            return Value(words)
        if name in _AMOUNTS and isinstance(value, str):
            return Value(grouped(value))
        if name in _RANGES and value:
            return Value(self._translate(BETWEEN) % dict(zip(("least", "most"), map(number, value), strict=True)))
        return self.cell(value)

    def _of_ours(self, name: str, value: str) -> str | None:
        """Put what a field has into words; None where it is no name or sentence of ours."""
        if name == "role":
            return self._translate(role_label(value))
        if name in _SENTENCES or value in _LABELS.get(name, {}):
            return self._translate(_LABELS.get(name, {}).get(value, value))
        return reason_in_words(value, self._translate) if name in _NAMES else None

    def _sum(self, interval: Mapping[str, Any]) -> Value:
        return Value(in_words(interval["low"], interval["high"], self._translate))

    def _head(self, name: str) -> str:
        """Give the heading of a column by the name of its field; those of ranks are words already."""
        return self._translate(_words(name))

    def _row(self, cells: Mapping[str, Cell], header: Iterable[str]) -> TableRow:
        below = [(self._head(name), cell) for name, cell in cells.items() if isinstance(cell, Table)]
        blank = [_BLANK if isinstance(cell := cells.get(each, _BLANK), Table) else cell for each in header]
        return TableRow(blank, below)

    def _ranks_without(self, scenarios: Mapping[str, int | None]) -> Iterator[tuple[str, Value]]:
        """Tell the ranks that one has without what is less sure, each with what was left out."""
        for without, rank in scenarios.items():
            head = self._translate(marked("rank without %(without)s")) % {"without": self._translate(without)}
            yield head, Value(self._translate(marked("none")) if rank is None else str(rank))

    def _name(self, thing: Mapping[str, Any]) -> Value:
        return Value(thing["label"], local(thing.get("id", thing.get("record", "")), self._base, self._root))

    def _text(self, text: str) -> Value:
        if not text.startswith(("http://", "https://")):
            return Value(text)
        if "#" in text and text.startswith(self._base):
            return passage(text, self._base, self._root)
        return Value(self._labels.get(text) or text.rpartition("/")[2] or text, local(text, self._base, self._root))


def _labels(value: Any) -> Iterator[tuple[str, str]]:
    """Yield the names of all things that an answer names anywhere."""
    if isinstance(value, Mapping):
        if "id" in value and "label" in value:
            yield value["id"], value["label"]
        value = value.values()
    if not isinstance(value, str) and hasattr(value, "__iter__"):
        for each in value:
            yield from _labels(each)


def _is_numeric(cell: Cell) -> bool:
    if not isinstance(cell, Value) or cell.address:
        return cell == []
    last = cell.text.rpartition(" ")[2].replace(",", "").replace(".", "")
    return not last or last.isdecimal()


def _is_name(value: Any) -> bool:
    return isinstance(value, Mapping) and {"id", "label"} <= {*value}


def _words(name: str) -> str:
    return name.replace("_", " ")
