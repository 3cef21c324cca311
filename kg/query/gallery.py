"""Queries to begin with: those that the service brings, and those that datasets bring in their folders `queries`.

A file `queries/money/12-joint-funders.rq` stands in the group *Money*. What it asks is its first line, after `#`; lines
below may say that, and what the group is called, in other languages (:mod:`kg.records.query_headers`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kg.files import UnreadableFile
from kg.records.folder import QUERIES
from kg.records.query_headers import read_header, read_query

_MOST = 500
"""Queries of a data folder that are listed."""


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A query with what it asks, in words; `name` is its dataset and the name of its file, `group` has no hyphens.

    `titles` and `groups` say by languages what it asks, and what the group is called, where it does.
    """

    name: str
    group: str
    title: str
    text: str
    titles: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)


def brought_by_datasets(data: Path | None) -> Sequence[SavedQuery]:
    """Read the queries that datasets bring, by the names of their files, so that numbers there give the order.

    >>> brought_by_datasets(None)
    ()
    """
    if data is None:
        return ()
    paths = [*data.glob(f"*/{QUERIES}/*.rq"), *data.glob(f"*/{QUERIES}/*/*.rq")]
    ordered = sorted(paths, key=lambda path: (path.relative_to(data).parts[0], path.stem))
    return tuple(read for path in ordered[:_MOST] for read in _read(path, path.relative_to(data)))


def _read(path: Path, place: Path) -> Iterator[SavedQuery]:
    """Read one file, unless it is none, too large or no text."""
    try:
        text = read_query(path).strip()
    except UnreadableFile:
        return
    dataset, _, *folders, _ = place.parts
    group = folders[0].replace("-", " ").capitalize() if folders else dataset.replace("-", " ").title()
    yield saved(f"{dataset}/{path.stem}", group, text)


def saved(name: str, group: str, text: str) -> SavedQuery:
    """Take the title of a query from its first line; without a comment there, its name.

    >>> saved("demo/who-leads", "Demo", "# Question: Who leads what?\\nSELECT * { ?s ?p ?o }").title
    'Who leads what?'
    >>> saved("demo/who-leads", "Demo", "ASK {}").title
    'Who leads'
    """
    header = read_header(text)
    title = header.title or name.rpartition("/")[2].replace("-", " ").capitalize()
    return SavedQuery(name, group, title, text, header.titles, header.groups)
