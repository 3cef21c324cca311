"""Queries to begin with: those that the service brings, and those that datasets bring in their folders `queries`.

A file `queries/money/12-joint-funders.rq` stands in the group *Money*. What it asks is its first line, after `#`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.records.folder import QUERIES

_MOST = 500
"""Queries of a data folder that are listed."""

_LARGEST = 1 << 16
"""Bytes that one may have."""

_MARK = "Question:"


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A query with what it asks, in words; `name` is its dataset and the name of its file, `group` has no hyphens."""

    name: str
    group: str
    title: str
    text: str


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
        if not path.is_file() or path.stat().st_size > _LARGEST:
            return
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
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
    first = text.partition("\n")[0]
    title = first.lstrip("# ").removeprefix(_MARK).strip() if first.startswith("#") else ""
    return SavedQuery(name, group, title or name.rpartition("/")[2].replace("-", " ").capitalize(), text)
