"""What a folder holds: its tables, and whatever else somebody put there; none of it is passed over in silence.

What could be meant as records is a violation, because records that are not read would be removed from the graph. The
rest is a notice, unless `dataset.yml` lists it under `other_files`. Hidden files and those in DOCUMENTATION go unsaid.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import islice
from pathlib import Path

from kg.errors import UnreadableInput
from kg.files import nature, printable
from kg.records.description import FILE_NAMES
from kg.records.query_headers import header_faults
from kg.records.report import Violation, form_fault
from kg.spelling import nearest
from kg.vocabulary import RecordClass, Vocabulary

DOCUMENTATION = ("readme", "license", "licence", "copying", "notice", "changelog", "citation", "authors")
"""Names of files that say something about the records, with one of DOCUMENTATION_SUFFIXES."""

DOCUMENTATION_SUFFIXES = ("", ".md", ".txt", ".rst", ".html", ".pdf", ".cff")
QUERIES = "queries"
"""The folder beside the tables in which a dataset brings queries, `*.rq`, whose answers differences compare."""
_SYSTEM_FILES = ("thumbs.db", "desktop.ini")
_LEFT_BEHIND = ("~$*", "*~", "*.bak", "*.orig", "*.old", "*.tmp", "*.swp", "*.part", "*.crdownload")
"""Copies and locks that programs leave beside a file."""

_READ = (".csv", ".jsonl")
_AS_CSV = "CSV UTF-8 (comma-separated), named after the table, such as organisations.csv"
_OTHER_TABLES = {
    **dict.fromkeys((".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".numbers"), f"save each of its sheets as {_AS_CSV}"),
    **dict.fromkeys((".tsv", ".tab", ".psv"), f"save it as {_AS_CSV}"),
    **dict.fromkeys((".json", ".ndjson"), "write one record a line, as one JSON object, and name the file .jsonl"),
    **dict.fromkeys((".zip", ".gz", ".7z", ".tar", ".tgz", ".xz", ".bz2", ".zst"), "unpack it here"),
    **dict.fromkeys((".parquet", ".db", ".sqlite", ".mdb", ".accdb"), f"save each of its tables as {_AS_CSV}"),
    **dict.fromkeys((".ttl", ".nt", ".nq", ".trig", ".rdf", ".jsonld"), f"save its records as {_AS_CSV}"),
}
"""Suffixes of what often holds records and is not read, and what to do about each."""

_NEAR_A_TABLE = 0.75
"""How alike the name of a file and of a table are, for the file to be taken for one."""

_MOST_ENTRIES = 10_000
"""Entries of a sub-folder that are looked at; one that holds more counts as records."""


@dataclass(frozen=True, slots=True)
class Stock:
    """The tables of a folder, each with its class (None for JSON lines), and what is said of everything else."""

    tables: Sequence[tuple[Path, RecordClass | None]] = ()
    faults: Sequence[Violation] = ()
    notices: Sequence[str] = ()


def holds_dataset(folder: Path) -> bool:
    """Tell whether a folder is a dataset: it holds a description or a table, whatever state they are in."""
    return any(_is_description(path) or _is_table(path) for path in visible(folder))


def take_stock(folder: Path, vocabulary: Vocabulary, other_files: Iterable[str] = ()) -> Stock:
    """Go through the folder of a dataset; of files whose names match `other_files` nothing is said."""
    tables: dict[str, tuple[Path, RecordClass | None]] = {}
    remarks: list[Violation | str | None] = []
    for path in visible(folder):
        stem = path.stem.casefold()
        listed = any(fnmatchcase(path.name, pattern) for pattern in other_files)
        if _is_description(path) or (listed and not _is_table(path)):
            continue
        if listed:
            message = "the file is listed in dataset.yml under other_files, and is a table; rename it or unlist it"
            remarks.append(_fault(path, message))
        elif not _is_table(path) or nature(path) != "a file":
            remarks.append(_remark(path, vocabulary))
        elif path.suffix.casefold() == ".jsonl":
            tables[path.name] = path, None
        elif stem not in vocabulary.by_collection:
            remarks.append(_fault(path, f"there is no table {stem!r}; {_rename(stem, vocabulary)}"))
        elif stem in tables:
            message = f"the table {stem} stands in {printable(tables[stem][0])} already; keep one of the two files"
            remarks.append(_fault(path, message))
        else:
            tables[stem] = path, vocabulary.by_collection[stem]
    remarks += header_faults(folder / QUERIES)
    return Stock(list(tables.values()), *_sorted_out(remarks))


def take_stock_around(folder: Path, vocabulary: Vocabulary) -> Stock:
    """Go through a folder of datasets, and say what else it holds."""
    others = (path for path in visible(folder) if nature(path) != "a folder" or not holds_dataset(path))
    return Stock((), *_sorted_out([_remark(path, vocabulary) for path in others]))


def visible(folder: Path) -> list[Path]:
    """List what a folder holds, sorted; hidden files and those of the system are left out. Raises UnreadableInput."""
    try:
        return sorted(path for path in folder.iterdir() if not _is_hidden(path.name))
    except OSError as error:
        raise UnreadableInput(f"{printable(folder)} cannot be listed: {error.strerror}") from None


def _is_hidden(name: str) -> bool:
    return name.startswith(".") or name.casefold() in _SYSTEM_FILES


def _is_description(path: Path) -> bool:
    return path.name.casefold() in FILE_NAMES


def _is_table(path: Path) -> bool:
    return path.suffix.casefold() in _READ and not _is_left_behind(path)


def _is_left_behind(path: Path) -> bool:
    return any(fnmatchcase(path.name.casefold(), pattern) for pattern in _LEFT_BEHIND)


def _remark(path: Path, vocabulary: Vocabulary) -> Violation | str | None:
    """Say something about what is not read: a violation, a notice, or nothing."""
    what = nature(path)
    if what == "a folder" and not _is_table(path):
        return _remark_on_folder(path, vocabulary)
    if what != "a file":
        return _fault(path, f"it is {what}, and only a regular file is read; put the file itself here, or remove it")
    stem, suffix = path.stem.casefold(), path.suffix.casefold()
    if _is_left_behind(path):
        return f"{printable(path)} is not read: it looks like a copy or a lock that a program left behind"
    if suffix in _OTHER_TABLES:
        return _fault(path, f"a file of the kind {suffix} is not read; {_OTHER_TABLES[suffix]}")
    documents = stem in DOCUMENTATION and suffix in DOCUMENTATION_SUFFIXES
    if not documents and _close(stem.partition(".")[0], vocabulary):
        return _fault(path, f"the file is not read, and is named like a table; save it as {_AS_CSV}")
    return None if documents else f"{printable(path)} is not read: it is no table of records"


def _remark_on_folder(folder: Path, vocabulary: Vocabulary) -> Violation | str | None:
    if within := _records_within(folder, vocabulary):
        message = f"what is in this sub-folder is not read, such as {within}; move it up"
        return _fault(folder, f"{message}, make it a dataset of its own, or move it out of the data folder")
    if folder.name == QUERIES:
        return None
    return f"{printable(folder)} is not read: it holds no table of records"


def _records_within(folder: Path, vocabulary: Vocabulary) -> str:
    """Name something below a folder that could be meant as records; empty where nothing is."""
    closed: list[OSError] = []
    walk = os.walk(folder, onerror=closed.append)
    entries = (Path(place) / name for place, _, names in walk for name in names if not _is_hidden(name))
    count = 0
    for path in islice(entries, _MOST_ENTRIES):
        count += 1
        of_records = path.suffix.casefold() in _OTHER_TABLES or path.stem.casefold() in vocabulary.by_collection
        if of_records or _is_description(path) or _is_table(path):
            return printable(path.relative_to(folder))
    if closed:
        return f"what cannot be looked at ({closed[0].strerror})"
    return "more files than can be looked at" if count == _MOST_ENTRIES else ""


def _close(stem: str, vocabulary: Vocabulary) -> str:
    return nearest(stem, vocabulary.by_collection, _NEAR_A_TABLE)


def _rename(stem: str, vocabulary: Vocabulary) -> str:
    words = [word for word in re.split("[^a-z]+", stem) if word in vocabulary.by_collection]
    if close := _close(stem, vocabulary) or next(iter(words), ""):
        return f"did you mean {close}.csv?"
    return f"name it after one of: {', '.join(vocabulary.by_collection)}"


def _fault(path: Path, message: str) -> Violation:
    return form_fault(path, 1, "-", message)


def _sorted_out(remarks: Iterable[Violation | str | None]) -> tuple[list[Violation], list[str]]:
    violations, notes = list[Violation](), list[str]()
    for remark in remarks:
        if isinstance(remark, Violation):
            violations.append(remark)
        elif remark is not None:
            notes.append(remark)
    return violations, notes
