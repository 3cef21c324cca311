"""Reading and writing the tables: one CSV per record class, UTF-8, as spreadsheets save it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from itertools import chain
from pathlib import Path
from typing import TextIO

from kg.errors import UnreadableInput
from kg.records.model import Record, Row
from kg.records.report import Violation, form_fault
from kg.records.values import LIST_SEPARATOR, canonical, fault, is_slug, is_unprintable
from kg.vocabulary import Field, RecordClass

OPTIONAL_COLUMNS = frozenset({"quote"})
csv.field_size_limit(1 << 20)


def read_table(path: Path, record_class: RecordClass) -> Iterator[Row | Violation]:
    """Read the records of one table, lazily, and the faults of its form.

    A row with a fault of form gives violations and no record; the rows after it are read all the same.
    Raises UnreadableInput where the file cannot be opened.
    """
    try:
        with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
            yield from _read_lines(path, record_class, file)
    except OSError as error:
        raise UnreadableInput(f"{path} cannot be read: {error.strerror}") from None


def _read_lines(path: Path, record_class: RecordClass, file: TextIO) -> Iterator[Row | Violation]:
    rows = csv.reader(file, strict=True)
    header: list[str] = []
    start = 1
    try:
        header = [cell.strip() for cell in next(rows, [])]
        if faults := list(_header_faults(path, header, record_class)):
            yield from faults
            return
        columns = [(name, record_class.fields.get(name)) for name in header]
        start = rows.line_num + 1
        for cells in rows:
            if any(cell.strip() for cell in cells):
                yield from _read_row(path, start, record_class, columns, cells)
            start = rows.line_num + 1
    except csv.Error as error:
        yield form_fault(path, start, "-", f"the row cannot be read ({error}); check its quotation marks")


def _header_faults(path: Path, header: Sequence[str], record_class: RecordClass) -> Iterator[Violation]:
    if message := _unreadable_header(header, record_class):
        yield form_fault(path, 1, "-", message)
        return
    missing = [name for name in record_class.columns if name not in (*header, *OPTIONAL_COLUMNS)]
    for name in dict.fromkeys(header):
        if name not in record_class.columns:
            meant = "".join(get_close_matches(name, missing, n=1))
            missing = [each for each in missing if each != meant]
            yield form_fault(path, 1, name or "-", _unknown_column(name, meant, record_class))
        elif header.count(name) > 1:
            yield form_fault(path, 1, name, f"the column {name!r} stands twice; keep one of them")
    for name in missing:
        yield form_fault(
            path, 1, name, f"the column {name!r} is missing; add it to the header (its cells may be empty)"
        )


def _unreadable_header(header: Sequence[str], record_class: RecordClass) -> str:
    if not any(header):
        return f"the file has no header; write the columns into its first line: {', '.join(record_class.columns)}"
    if any(is_unprintable(name) for name in header):
        return "the file is not UTF-8; save it as CSV UTF-8 (comma-separated)"
    if len(header) == 1 and (";" in header[0] or "\t" in header[0]):
        return "the columns are not separated by commas; save the file as comma-separated CSV (UTF-8)"
    return ""


def _unknown_column(name: str, meant: str, record_class: RecordClass) -> str:
    columns = repr(meant) if meant else f"one of: {', '.join(record_class.columns)}"
    return f"there is no column {name!r} in {record_class.collection}; remove it or rename it to {columns}"


def _read_row(
    path: Path,
    line: int,
    record_class: RecordClass,
    columns: Sequence[tuple[str, Field | None]],
    cells: Sequence[str],
) -> Iterator[Row | Violation]:
    if len(cells) < len(columns) or any(cell.strip() for cell in cells[len(columns) :]):
        yield form_fault(
            path,
            line,
            "-",
            _wrong_length(len(cells), len(columns)),
        )
        return
    slug, values, faults = "", {}, []
    for (name, field), cell in zip(columns, cells, strict=False):
        if field is None:
            slug = cell.strip()
        elif parts := split_cell(field, cell):
            faults += [form_fault(path, line, name, message) for part in parts if (message := fault(field, part))]
            values[name] = parts
    if not is_slug(slug):
        message = f"{slug!r} is not an id; use small letters, digits and single hyphens, such as innovate-uk"
        faults.insert(0, form_fault(path, line, "id", message))
    yield from faults or (Row(Record(record_class.name, f"{record_class.collection}/{slug}", values), path, line),)


def _wrong_length(cells: int, columns: int) -> str:
    return f"the row has {cells} cells, the header {columns} columns; put cells with commas in quotation marks"


def split_cell(field: Field, cell: str) -> tuple[str, ...]:
    """Take a cell apart into canonical values; an empty cell has none.

    >>> from kg.vocabulary import load_vocabulary
    >>> split_cell(load_vocabulary().classes["Contribution"].fields["funder"], "organisations/b | organisations/a")
    ('organisations/a', 'organisations/b')
    """
    parts = cell.split(LIST_SEPARATOR) if field.many else (cell,)
    found = (canonical(field, part) for each in parts if (part := each.strip()))
    return tuple(sorted(set(found))) if field.many else tuple(found)


def write_table(records: Iterable[Record], record_class: RecordClass, file: TextIO) -> int:
    """Write the records of one class as a table, in the order given; return how many.

    The optional column `quote` is written only if the first records to come have use for it: stewards whose texts are
    not quoted never see it.
    """
    known = list(records)
    quoted = any("quote" in record.values for record in known)
    columns = [name for name in record_class.columns if quoted or name not in OPTIONAL_COLUMNS]
    writer = csv.writer(file, lineterminator="\n")
    rows = ([record.slug, *(_join(record, name) for name in columns[1:])] for record in known)
    writer.writerows(chain([columns], rows))
    return len(known)


def _join(record: Record, name: str) -> str:
    return f" {LIST_SEPARATOR} ".join(record.values.get(name, ()))
