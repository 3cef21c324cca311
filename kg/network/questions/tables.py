"""Answers that are tables as well."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import IO, Any

from kg.network.bodies import write_body
from kg.spreadsheets import for_spreadsheets

TABLES = ("csv", "excel")
"""The formats of a table."""


def write_answer(
    body: Any, header: Sequence[str], rows: Iterable[Sequence[Any]], format_name: str, output: IO[bytes]
) -> None:
    """Write an answer as JSON or, by its rows, as a table."""
    if format_name in TABLES:
        write_table(header, rows, format_name, output)
    else:
        write_body(body, output)


def write_table(header: Sequence[str], rows: Iterable[Sequence[Any]], format_name: str, output: IO[bytes]) -> None:
    """Write rows as CSV, as programs read it or as spreadsheets do."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    output.write(text.getvalue().encode() if format_name == "csv" else for_spreadsheets(text.getvalue()))
