"""Rows as frames: columns with types, for pandas, Polars and Arrow.

>>> frame = Frame.of([{"label": "Seahaven", "count": 2}, {"label": "Quay", "count": None}])
>>> [(column.name, column.kind.value) for column in frame.columns if column.kind], len(frame)
([('label', 'VARCHAR'), ('count', 'BIGINT')], 2)
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kg.extras import library
from kg.spelling import beginning
from kg.tables.schema import Kind

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

Row = Mapping[str, Any]

SHOWN = 10
"""Rows that a frame shows of itself."""
_MOST_TEXTS, _LONGEST = 3, 60

_PANDAS = {
    Kind.TEXT: "str",
    Kind.DECIMAL: "float64",
    Kind.NUMBER: "float64",
    Kind.INTEGER: "Int64",
    Kind.YEAR: "Int64",
    Kind.DATE: "datetime64[s]",
    Kind.TRUTH: "boolean",
}
_POLARS = {
    Kind.TEXT: "String",
    Kind.DECIMAL: "Float64",
    Kind.NUMBER: "Float64",
    Kind.INTEGER: "Int64",
    Kind.YEAR: "Int32",
    Kind.DATE: "Date",
    Kind.TRUTH: "Boolean",
}


@dataclass(frozen=True, slots=True)
class Typed:
    """A column by name; without a kind, what is in it is left as it is."""

    name: str
    kind: Kind | None = None


@dataclass(frozen=True, repr=False)
class Frame:
    """Rows under columns; a row may lack what it has no value for."""

    columns: Sequence[Typed]
    rows: Sequence[Row]

    @classmethod
    def of(cls, rows: Iterable[Row], order: Sequence[str] = ()) -> Frame:
        """Take the columns from the rows, those named in `order` first, and what they are from the values."""
        listed = list(rows)
        names = dict.fromkeys([*order, *(name for row in listed for name in row)])
        return cls([Typed(name, kind_of(row.get(name) for row in listed)) for name in names], listed)

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __getitem__(self, place: int) -> Row:
        return self.rows[place]

    def __repr__(self) -> str:
        rest = f"{len(self):,} rows" if len(self) <= SHOWN else f"{SHOWN} of {len(self):,} rows"
        return f"{self.table}\n{rest}"

    @property
    def table(self) -> str:
        """The first rows as a text, columns beside each other; IRIs are left out where there are labels."""
        names = self.shown_names
        cells = [names, *([shown(row.get(name)) for name in names] for row in self.rows[:SHOWN])]
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        return "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in cells
        )

    @property
    def shown_names(self) -> list[str]:
        """The columns that are shown: names in place of IRIs, and nothing that is empty throughout."""
        names = [name for name in self.names if any(row.get(name) not in (None, []) for row in self.rows)]
        labels = {"id": "label", "source": "source_label", "target": "target_label"}
        return [name for name in names if labels.get(name) not in names]

    @cached_property
    def names(self) -> list[str]:
        """The names of the columns."""
        return [column.name for column in self.columns]

    def values(self, name: str) -> list[Any]:
        """Give the values of a column, None where a row has none."""
        return [row.get(name) for row in self.rows]

    def to_pandas(self, index: str | None = "label") -> pd.DataFrame:
        """Give a pandas frame, by a column as its index where there is such a one."""
        pandas = library("pandas")
        columns = {each.name: _series(pandas, self.values(each.name), each.kind) for each in self.columns}
        frame: pd.DataFrame = pandas.DataFrame(columns, columns=self.names)
        return frame.set_index(index) if index in columns else frame

    def to_polars(self) -> pl.DataFrame:
        """Give a Polars frame."""
        polars = library("polars")
        types = {kind: getattr(polars, name) for kind, name in _POLARS.items()}
        types[Kind.TEXTS] = polars.List(polars.String)
        series = [
            polars.Series(each.name, self.values(each.name), dtype=types.get(each.kind) if each.kind else None)
            for each in self.columns
        ]
        frame: pl.DataFrame = polars.DataFrame(series)
        return frame

    def to_arrow(self) -> pa.Table:
        """Give an Arrow table."""
        arrow = library("pyarrow")
        types = {
            Kind.TEXT: arrow.string(),
            Kind.TEXTS: arrow.list_(arrow.string()),
            Kind.DECIMAL: arrow.float64(),
            Kind.NUMBER: arrow.float64(),
            Kind.INTEGER: arrow.int64(),
            Kind.YEAR: arrow.int32(),
            Kind.DATE: arrow.date32(),
            Kind.TRUTH: arrow.bool_(),
        }
        columns = {
            each.name: arrow.array(self.values(each.name), types[each.kind] if each.kind else None)
            for each in self.columns
        }
        table: pa.Table = arrow.table(columns)
        return table


def _series(pandas: Any, values: list[Any], kind: Kind | None) -> Any:
    if kind is Kind.DATE:
        return pandas.Series([None if each is None else each.isoformat() for each in values], dtype="datetime64[s]")
    return pandas.Series(values, dtype=_PANDAS.get(kind, "object") if kind else "object")


def kind_of(values: Iterable[Any]) -> Kind | None:
    """Tell what values are; nothing for a mixture, and for what has parts.

    >>> kind_of([1, 2.5, None]), kind_of([True]), kind_of([["a"], []]), kind_of([{"a": 1}]), kind_of([None])
    (<Kind.NUMBER: 'DOUBLE'>, <Kind.TRUTH: 'BOOLEAN'>, <Kind.TEXTS: 'VARCHAR[]'>, None, <Kind.TEXT: 'VARCHAR'>)
    """
    known_values = [value for value in values if value is not None]
    return next((kind for kind, fits in _FITS.items() if all(map(fits, known_values))), None)


_FITS: Mapping[Kind, Callable[[Any], bool]] = {
    Kind.TEXT: lambda value: isinstance(value, str),
    Kind.TRUTH: lambda value: isinstance(value, bool),
    Kind.INTEGER: lambda value: isinstance(value, int) and not isinstance(value, bool),
    Kind.NUMBER: lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    Kind.DATE: lambda value: isinstance(value, date),
    Kind.TEXTS: lambda value: isinstance(value, list) and all(isinstance(each, str) for each in value),
}


def shown(value: Any) -> str:
    """Write a value for people, the beginning of what is long.

    >>> shown(1234), shown(0.5), shown(["a", "b", "c", "d"]), shown(None), shown(True)
    ('1,234', '0.5', 'a, b, c and 1 more', '', 'true')
    """
    if value is None or isinstance(value, str):
        return _cut(value or "")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:,}" if isinstance(value, int) else f"{value:,.0f}" if value.is_integer() else f"{value:,.6g}"
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        more = f" and {len(value) - _MOST_TEXTS} more" if len(value) > _MOST_TEXTS else ""
        return ", ".join(map(_cut, value[:_MOST_TEXTS])) + more
    return _cut(json.dumps(value, ensure_ascii=False, default=str))


def _cut(text: str) -> str:
    return beginning(text, _LONGEST)
