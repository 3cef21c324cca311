"""What else people put into a folder of records, and links and special files."""

from __future__ import annotations

import os
import socket
from pathlib import Path

from tests.kg.records.malformed.case import PLACES, Case, Content, table

_GROWN = table("places", {"id": "jeju"})


def _stray(name: str, file: str, content: Content, words: str, *, hangs: bool = False) -> Case:
    """Make a case of one more file in the folder of a dataset, or of what such a file makes of a sub-folder."""
    within = "/".join(file.split("/")[:2])
    return Case(name, {file: content}, f"{within}:1: -", words, hangs=hangs)


def _listen(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(os.path.relpath(path))


FOLDERS = [
    _stray(
        "excel", "one/outcomes.xlsx", b"PK\x03\x04", "a file of the kind .xlsx is not read; save each of its sheets"
    ),
    _stray("excel-in-capitals", "one/Data.XLSX", b"PK\x03\x04", "save each of its sheets as CSV UTF-8"),
    _stray("open-document", "one/figures.ods", b"PK\x03\x04", "a file of the kind .ods is not read"),
    _stray("tabs", "one/outcomes.tsv", "id\tlabel\n", "save it as CSV UTF-8"),
    _stray("text-with-the-name-of-a-table", "one/Outcomes.txt", "id\tlabel\n", "is named like a table"),
    _stray("table-without-a-suffix", "one/organisations", "id,label\n", "is named like a table"),
    _stray("table-with-another-suffix", "one/organisations.csv.txt", "id,label\n", "is named like a table"),
    _stray("json", "one/records.json", "[]", "write one record a line"),
    _stray("archive", "one/records.zip", b"PK\x03\x04", "unpack it here"),
    _stray("compressed-table", "one/places.csv.gz", b"\x1f\x8b", "unpack it here"),
    _stray("database", "one/records.sqlite", b"SQLite format 3\0", "save each of its tables"),
    _stray("turtle", "one/records.ttl", "", "save its records as CSV UTF-8"),
    _stray(
        "sub-folder", "one/2025/outcomes.csv", "id\n", "what is in this sub-folder is not read, such as outcomes.csv"
    ),
    _stray("dataset-in-a-dataset", "one/two/dataset.yml", "name: two\n", "such as dataset.yml; move it up"),
    _stray("sub-folder-of-workbooks", "one/raw/2024/a.xls", b"", "such as 2024/a.xls"),
    _stray("unknown-table", "one/persons.csv", "id\n", "there is no table 'persons'; name it after one of:"),
    _stray("misspelt-table", "one/organizations.csv", "id\n", "did you mean organisations.csv?"),
    _stray("copy-of-a-table", "one/places (1).csv", PLACES, "did you mean places.csv?"),
    _stray("copy-in-other-words", "one/copy of places.csv", PLACES, "did you mean places.csv?"),
    Case("table-twice", {"one/PLACES.CSV": _GROWN}, "one/places.csv:1: -", "stands in", 1),
    _stray("stray-workbook", "outcomes.xlsx", b"PK\x03\x04", "save each of its sheets"),
    Case("stray-folder", {"raw/deliveries/a.xlsx": b""}, "raw:1: -", "such as deliveries/a.xlsx"),
    Case(
        "a-table-that-is-listed",
        {"one/dataset.yml": "name: one\nother_files: ['*.csv']\n"},
        "one/places.csv:1: -",
        "unlist it",
        2,
    ),
    Case("no-table", {"one/documents.csv": None, "one/places.csv": None}, "one:1: -", "the dataset has no table"),
    _stray("pipe", "one/outcomes.csv", os.mkfifo, "it is a pipe, and only a regular file is read", hangs=True),
    _stray("pipe-of-lines", "one/more.jsonl", os.mkfifo, "it is a pipe", hangs=True),
    _stray("device", "one/outcomes.csv", lambda it: it.symlink_to("/dev/zero"), "it is a device", hangs=True),
    _stray("endless-device", "one/more.jsonl", lambda it: it.symlink_to("/dev/urandom"), "it is a device", hangs=True),
    _stray("socket", "one/outcomes.csv", _listen, "it is ", hangs=True),
    _stray("folder-for-a-table", "one/outcomes.csv", Path.mkdir, "it is a folder, and only a regular file is read"),
    _stray("link-to-nothing", "one/outcomes.csv", lambda it: it.symlink_to("gone.csv"), "it is a link to nothing"),
    _stray(
        "link-in-a-circle",
        "one/outcomes.csv",
        lambda it: it.symlink_to("outcomes.csv"),
        "out of reach (Too many",
        hangs=True,
    ),
    Case(
        "link-to-its-own-folder",
        {"one/again": lambda it: it.symlink_to("../one")},
        "one/again:1: -",
        "is not read",
        hangs=True,
    ),
    _stray(
        "memory-of-a-process",
        "one/outcomes.csv",
        lambda it: it.symlink_to("/proc/self/mem"),
        "cannot be read",
        hangs=True,
    ),
    Case(
        "name-that-is-not-utf-8", {"one/\udcbf\udcef.csv": PLACES}, "one/\\uDCBF\\uDCEF.csv:1: -", "there is no table"
    ),
    Case("name-of-two-lines", {"one/pla\nces.csv": PLACES}, "one/pla\\nces.csv:1: -", "there is no table"),
]
"""Folders with something in them that is not read, or must not be."""
