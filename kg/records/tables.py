"""Reading and writing the tables: one CSV per record class, UTF-8, as spreadsheets save it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import TextIO

from kg.files import UnreadableFile
from kg.records.lines import encoding_fault, is_broken, read_lines
from kg.records.model import Record, Row
from kg.records.report import Violation, form_fault, unreadable
from kg.records.values import LIST_SEPARATOR, LONGEST, canonical, fault, is_slug
from kg.spelling import nearest, on_one_line
from kg.vocabulary import FIELDS_BY_CONFIDENCE, Field, RecordClass

OPTIONAL_COLUMNS = frozenset({"accepted", "quote", "title", "places", "as_of", "reported_by", *FIELDS_BY_CONFIDENCE})
"""Columns that a table may lack: few records have use for them."""

csv.field_size_limit(LONGEST)

_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}
_EXCEL_HINT = re.compile(r"\ufeff?\"?sep=.{0,2}\"?", re.IGNORECASE)
_CONFLICT = re.compile(r"(?:<{7}|>{7}|\|{7})(?: .*)?|={7}")


def read_table(path: Path, record_class: RecordClass) -> Iterator[Row | Violation]:
    """Read the records of one table, lazily, and the faults of its form.

    A row with a fault of form gives violations and no record; the rows after it are read all the same, unless the file
    is not UTF-8 or cannot be taken apart.
    """
    try:
        yield from _read_rows(path, record_class)
    except UnreadableFile as error:
        yield unreadable(path, error)


def _read_rows(path: Path, record_class: RecordClass) -> Iterator[Row | Violation]:
    rows = csv.reader(read_lines(path), strict=True)
    start = 1
    try:
        header = [cell.strip() for cell in next(rows, [])]
        if faults := list(_header_faults(path, header, record_class)):
            yield from faults
            return
        columns = [(name, record_class.fields.get(name)) for name in header]
        start = rows.line_num + 1
        for cells in rows:
            place = _Place(path, start, rows.line_num)
            if is_broken("".join(cells)):
                yield _encoding_fault(place, header, cells)
                return
            if any(cell.strip() for cell in cells):
                message = _row_fault(place, len(columns), cells)
                yield from [place.fault("-", message)] if message else _read_row(place, record_class, columns, cells)
            start = rows.line_num + 1
    except csv.Error as error:
        yield form_fault(path, start, "-", _quotation_fault(str(error), start, rows.line_num))


@dataclass(frozen=True, slots=True)
class _Place:
    """The lines of a file over which a row runs."""

    path: Path
    line: int
    last: int

    def fault(self, field: str, message: str) -> Violation:
        return form_fault(self.path, self.line, field, message)


def _quotation_fault(error: str, start: int, end: int) -> str:
    """Say what the reader of CSV stumbled over, in a row from line `start` to `end`."""
    if "field larger" in error:
        return f"a cell has more than {LONGEST:,} characters; close the quotation mark that it begins with"
    if "unexpected end" in error:
        return f'a quotation mark (") is opened in this row and never closed, up to line {end}; close or remove it'
    over = f", which runs to line {end}," if end > start else ""
    return (
        f'a quotation mark (") in this row{over} is closed and followed by more text; '
        'write one that belongs to the text twice (""), in a cell that begins and ends with one'
    )


def _header_faults(path: Path, header: Sequence[str], record_class: RecordClass) -> Iterator[Violation]:
    if message := _unreadable_header(header, record_class):
        yield form_fault(path, 1, "-", message)
        return
    absent = [name for name in record_class.columns if name not in header]
    missing = [name for name in absent if name not in OPTIONAL_COLUMNS]
    for name in dict.fromkeys(header):
        if name in record_class.columns and header.count(name) > 1:
            yield form_fault(path, 1, name, f"the column {name!r} stands twice; keep one of them")
        elif name not in record_class.columns:
            similar = nearest(name, absent)
            missing = [each for each in missing if each != similar]
            yield form_fault(
                path, 1, on_one_line(name)[:40] or "-", _unknown_column(name, similar, header, record_class)
            )
    for name in missing:
        yield form_fault(
            path,
            1,
            name,
            f"the column {name!r} is missing; add it to the header (its cells may be empty); "
            f"`kg ref {record_class.collection}` gives the whole header",
        )


def _unreadable_header(header: Sequence[str], record_class: RecordClass) -> str:
    line = ",".join(header)
    if _EXCEL_HINT.fullmatch(line):
        return "the first line is a note for Excel (sep=), not the header; delete it"
    if is_broken(line):
        return f"the header {encoding_fault(line)}"
    if not any(header):
        return f"the file has no header; write the columns into its first line: {', '.join(record_class.columns)}"
    for separator, name in _SEPARATORS.items():
        if header[0].count(separator) >= len(header):
            return f"the columns are separated by {name}, not commas; save the file as CSV UTF-8 (comma-separated)"
    if not {name.casefold() for name in header}.intersection(record_class.columns):
        columns = ",".join(record_class.columns)
        return _conflict(header) or f"the first line names no column, so the header is missing; write {columns}"
    return ""


def _unknown_column(name: str, similar: str, header: Sequence[str], record_class: RecordClass) -> str:
    if not name:
        at_end = (
            "the header ends in a comma" if not header[-1] else "two commas of the header have nothing between them"
        )
        return f"{at_end}, so that there is a column without a name; delete the empty column from every line"
    if name.casefold() in header and name.casefold() != name:
        return f"the column {name.casefold()!r} stands twice, once as {name!r}; keep one of them"
    columns = repr(similar) if similar else f"one of: {', '.join(record_class.columns)}"
    return f"there is no column {name[:40]!r} in {record_class.collection}; remove it or rename it to {columns}"


def _encoding_fault(place: _Place, header: Sequence[str], cells: Sequence[str]) -> Violation:
    name, cell = next((name, cell) for name, cell in zip_longest(header, cells, fillvalue="") if is_broken(cell))
    return place.fault(name or "-", f"the text {encoding_fault(cell)}")


def _row_fault(place: _Place, columns: int, cells: Sequence[str]) -> str:
    """Tell what is wrong with a row as a whole."""
    if len(cells) < columns or any(cell.strip() for cell in cells[columns:]):
        return _conflict(cells) or _wrong_length(place, len(cells), columns)
    return _swallowed(place, columns, cells) if place.last > place.line else ""


def _conflict(cells: Sequence[str]) -> str:
    if _CONFLICT.fullmatch("".join(cells[0].splitlines()[:1])):
        return "the line is a mark of a merge conflict; choose one side, and delete the marks"
    return ""


def _wrong_length(place: _Place, cells: int, columns: int) -> str:
    message = f"the row has {cells} cells, the header {columns} columns"
    if place.last > place.line:
        return f'{message}; it runs to line {place.last}: close the quotation mark (") that is open'
    return f"{message}; put cells with commas in quotation marks"


def _swallowed(place: _Place, columns: int, cells: Sequence[str]) -> str:
    """Find a row inside a cell: a quotation mark that is not closed makes one cell of all rows up to the next mark."""
    for line in (line for cell in cells for line in cell.splitlines()[1:]):
        inner = next(csv.reader([line]), [])
        if len(inner) == columns and is_slug(inner[0].strip()):
            where = f"a cell holds whole rows, up to line {place.last}, such as {inner[0]!r}"
            return f'{where}; close its quotation mark (")'
    return ""


def _read_row(
    place: _Place, record_class: RecordClass, columns: Sequence[tuple[str, Field | None]], cells: Sequence[str]
) -> Iterator[Row | Violation]:
    slug, values, faults = "", {}, []
    for (name, field), cell in zip(columns, cells, strict=False):
        if field is None:
            slug = cell.strip()
        elif cell and (parts := split_cell(field, cell)):
            faults += [place.fault(name, message) for part in parts if (message := fault(field, part))]
            values[name] = parts
    if not is_slug(slug):
        message = f"{slug!r} is not an id; use small letters, digits and single hyphens, such as innovate-uk"
        faults.insert(0, place.fault("id", message))
    if faults and len(cells) > len(columns):
        faults = [place.fault("-", _wrong_length(place, len(cells), len(columns)))]
    record = Record(record_class.name, f"{record_class.collection}/{slug}", values)
    yield from faults or (Row(record, place.path, place.line),)


def split_cell(field: Field, cell: str) -> tuple[str, ...]:
    """Take a cell apart into canonical values; an empty cell has none.

    >>> from kg.vocabulary import load_vocabulary
    >>> split_cell(load_vocabulary().classes["Contribution"].fields["funder"], "organisations/b | organisations/a")
    ('organisations/a', 'organisations/b')
    """
    parts = cell.split(LIST_SEPARATOR) if field.many else (cell,)
    values = (canonical(field, part) for each in parts if (part := each.strip()))
    return tuple(sorted(set(values))) if field.many else tuple(values)


def write_table(records: Iterable[Record], record_class: RecordClass, file: TextIO) -> int:
    """Write the records of one class as a table, in the order given; return how many.

    Optional columns are written only if a record has use for them: who may not quote texts never sees `quote`.
    """
    rows = list(records)
    filled = {name for record in rows for name in record.values}
    columns = [name for name in record_class.columns if name in filled or name not in OPTIONAL_COLUMNS]
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    for record in rows:
        cells = (f" {LIST_SEPARATOR} ".join(record.values.get(name, ())) for name in columns[1:])
        writer.writerow([record.slug, *cells])
    return len(rows)
