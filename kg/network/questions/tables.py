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
    if format_name not in TABLES:
        write_body(body, output)
        return
    table = io.StringIO()
    csv.writer(table, lineterminator="\n").writerows([header, *rows])
    output.write(table.getvalue().encode() if format_name == "csv" else for_spreadsheets(table.getvalue()))
