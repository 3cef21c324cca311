"""A folder that is wrong in one way, and what has to be said of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.records.tables import OPTIONAL_COLUMNS
from kg.vocabulary import load_vocabulary

Content = str | bytes | Callable[[Path], object] | None
"""What is put at a path: text, bytes, whatever a function makes there, or nothing in place of what was there."""

KINDS = {"documents": "report", "places": "city", "organisations": "company"}


def table(name: str, *rows: Mapping[str, str], header: Sequence[str] = ()) -> str:
    """Write a table in which each row says what it must, and what it is given."""
    columns = header or [each for each in load_vocabulary().by_collection[name].columns if each not in OPTIONAL_COLUMNS]
    file = io.StringIO()
    writer = csv.DictWriter(file, columns, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for row in rows:
        said = {"label": row["id"].title(), "kind": KINDS.get(name, ""), "confidence": "stated", "evidence": "minutes"}
        writer.writerow({**said, **row})
    return file.getvalue()


def header(name: str) -> str:
    """Give the first line of a table, without its end."""
    return table(name).rstrip("\n")


DESCRIPTION = "name: one\ntitle: The harbour\n"
DOCUMENTS = table("documents", {"id": "minutes", "evidence": ""})
PLACES = table("places", {"id": "ulsan"}, {"id": "busan"})
SOUND: Mapping[str, Content] = {
    "one/dataset.yml": DESCRIPTION,
    "one/documents.csv": DOCUMENTS,
    "one/places.csv": PLACES,
}
"""A folder of datasets with which nothing is wrong."""


@dataclass(frozen=True)
class Case:
    """What is changed in the sound folder, where the fault is told (`file:line: field`), and in which words."""

    name: str
    files: Mapping[str, Content]
    place: str
    words: str
    count: int = 1
    """How many faults are told; the one that is described is one of them."""

    hangs: bool = False
    """Whether reading it without care would never end, or fill the memory: such a case runs in a process of its own."""

    def __str__(self) -> str:
        return self.name

    def assert_told(self, lines: Sequence[str]) -> None:
        assert [line for line in lines if line.startswith(f"{self.place}: ") and self.words in line], lines
        assert len(lines) == self.count, lines

    def make(self, root: Path) -> Path:
        for name, content in {**SOUND, **self.files}.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if callable(content):
                content(path)
            elif content is not None:
                path.write_bytes(content.encode() if isinstance(content, str) else content)
        return root


def described(
    name: str, text: str | bytes, line: int, key: str, words: str, count: int = 1, *, hangs: bool = False
) -> Case:
    """Make a case of a `dataset.yml`."""
    return Case(name, {"one/dataset.yml": text}, f"one/dataset.yml:{line}: {key}", words, count, hangs)


def tabled(
    name: str, text: str | bytes, line: int, field: str, words: str, count: int = 1, *, hangs: bool = False
) -> Case:
    """Make a case of `places.csv`."""
    return Case(name, {"one/places.csv": text}, f"one/places.csv:{line}: {field}", words, count, hangs)


def listed(
    name: str, text: str | bytes, line: int, field: str, words: str, count: int = 1, *, hangs: bool = False
) -> Case:
    """Make a case of a file of JSON lines."""
    return Case(name, {"one/more.jsonl": text}, f"one/more.jsonl:{line}: {field}", words, count, hangs)
