"""Tables for spreadsheets, which take a cell that begins like a formula for one, and UTF-8 for something else.

Tables are exact otherwise: what a program reads is what was written. Source: OWASP, CSV Injection.
"""

from __future__ import annotations

import csv
import io
import re

_MARK = "\ufeff"
_FORMULA = re.compile(r"[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII)


def for_spreadsheets(table: str) -> bytes:
    """Give a table in CSV as a spreadsheet opens it rightly: in UTF-8 with a byte order mark, and no cell a formula.

    A cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return and is no number gets an apostrophe,
    by which spreadsheets know text.

    >>> for_spreadsheets('id,note\\r\\na,"=1+1"\\r\\nb,-2.5\\r\\n').decode("utf-8-sig").split("\\r\\n")
    ['id,note', "a,'=1+1", 'b,-2.5', '']
    """
    output = io.StringIO(newline="")
    writer = csv.writer(output)
    for row in csv.reader(io.StringIO(table, newline=""), strict=True):
        writer.writerow(f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell for cell in row)
    return (_MARK + output.getvalue()).encode()
