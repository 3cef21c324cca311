"""Tables written again cell by cell: the quoting, the columns and the line ends of whoever wrote them stay.

>>> from kg.vocabulary import load_vocabulary
>>> places = load_vocabulary().classes["Place"]
>>> table = TableText(places, 'label,"id"', ())
>>> before, after = (Record("Place", "places/a", {"label": (each,)}) for each in ("A", 'The "A", so'))
>>> table.changed('A,"a"', before, after)
'"The ""A"", so","a"'
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Self

from kg.records.lines import read_lines
from kg.records.model import Record
from kg.records.revision import Unit, split_end
from kg.records.values import LIST_SEPARATOR, canonical
from kg.vocabulary import Field, RecordClass

_CELL = re.compile(r'"[^"]*(?:""[^"]*)*"|[^,]*')
_SPACED_SEPARATOR = re.compile(rf"\s*{re.escape(LIST_SEPARATOR)}\s*")
_TO_QUOTE = re.compile(r'[,"\r\n]')


class TableText:
    """How one table is written: its columns, those that are added, and whether all of its cells are quoted."""

    def __init__(self, record_class: RecordClass, header: str, columns: Collection[str]) -> None:
        """Take the form of a table from its header; `columns` are the fields that are to have one."""
        cells = _cells(header)
        self._class = record_class
        self._is_quoted = all(cell.startswith('"') for cell in cells)
        own = [_text(cell).strip() for cell in cells]
        self._more = [name for name in record_class.columns if name in columns and name not in own]
        self._columns = [*own, *self._more]

    @classmethod
    def of(cls, path: Path, record_class: RecordClass, columns: Collection[str]) -> Self:
        """Take the form of the table at `path`, which has no fault of form."""
        return cls(record_class, split_end(next(_rows(read_lines(path)))[1])[0], columns)

    def units(self, lines: Iterable[str]) -> Iterator[Unit]:
        """Divide the table into its rows."""
        place = self._columns.index("id")
        for number, (cells, text) in enumerate(_rows(lines)):
            is_record = number > 0 and any(cell.strip() for cell in cells)
            yield (f"{self._class.collection}/{cells[place].strip()}" if is_record else "", text)

    def header(self, text: str) -> str:
        """Write the columns."""
        return ",".join([text, *map(self._cell, self._more)])

    def unchanged(self, text: str) -> str:
        """Write a row that stays as it is."""
        return ",".join([text, *(self._cell("") for _ in self._more)])

    def changed(self, text: str, before: Record, after: Record) -> str:
        """Write the cells of a row that differ."""
        cells = [*_cells(text), *(self._cell("") for _ in self._more)]
        for place, name in enumerate(self._columns):
            values = after.values.get(name, ())
            if name != "id" and before.values.get(name, ()) != values:
                field = self._class.fields[name]
                new = _list(_text(cells[place]), field, values) if field.many else "".join(values)
                cells[place] = self._cell(new, quoted=cells[place].startswith('"'))
        return ",".join(cells)

    def added(self, record: Record) -> str:
        """Write a row."""
        values = {name: f" {LIST_SEPARATOR} ".join(each) for name, each in record.values.items()}
        return ",".join(self._cell({"id": record.slug, **values}.get(name, "")) for name in self._columns)

    def _cell(self, text: str, *, quoted: bool = False) -> str:
        if quoted or self._is_quoted or _TO_QUOTE.search(text):
            doubled = text.replace('"', '""')
            return f'"{doubled}"'
        return text


def _rows(lines: Iterable[str]) -> Iterator[tuple[list[str], str]]:
    """Give each row as it is read and as it is written; it may run over several lines."""
    raw_lines: list[str] = []

    def noted() -> Iterator[str]:
        for line in lines:
            raw_lines.append(line)
            yield line

    for cells in csv.reader(noted(), strict=True):
        yield cells, "".join(raw_lines)
        raw_lines.clear()


def _cells(row: str) -> list[str]:
    """Take a row without its line end apart, each cell as it is written."""
    cells, place = [], 0
    while match := _CELL.match(row, place):
        cells.append(match[0])
        place = match.end() + 1
        if match.end() >= len(row):
            break
    return cells


def _text(cell: str) -> str:
    return cell[1:-1].replace('""', '"') if cell.startswith('"') else cell


def _list(text: str, field: Field, values: Sequence[str]) -> str:
    """Write several values: those that stay as and where they stood, then those that are new."""
    parts = [part.strip() for part in text.split(LIST_SEPARATOR)]
    staying = [part for part in parts if part and canonical(field, part) in values]
    present = {canonical(field, part) for part in staying}
    separator = _SPACED_SEPARATOR.search(text)
    new = [value for value in values if value not in present]
    return (separator[0] if separator else f" {LIST_SEPARATOR} ").join([*staying, *new])
