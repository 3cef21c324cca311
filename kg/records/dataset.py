"""A dataset: a folder with `dataset.yml` and one table per record class, or a single file of records as JSON lines."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from kg.errors import UnreadableInput
from kg.records.json_records import read_json_lines
from kg.records.model import Row
from kg.records.report import Violation, form_fault
from kg.records.tables import read_table
from kg.records.values import is_slug
from kg.vocabulary import Vocabulary

_DESCRIPTION = "dataset.yml"
_KEYS = ("name", "title", "description", "licence", "publisher")


@dataclass(frozen=True, slots=True)
class Dataset:
    """A delivered bundle of records. `name` names its graph; `path` is its folder or its one file."""

    name: str
    path: Path
    title: str = ""
    description: str = ""
    licence: str = ""
    publisher: str = ""

    def files(self) -> list[Path]:
        """List the files of records, sorted."""
        if self.path.is_file():
            return [self.path]
        return sorted(each for each in self.path.iterdir() if each.suffix in (".csv", ".jsonl"))


def find_datasets(path: Path) -> list[Dataset]:
    """Find the datasets at `path`: a file of JSON lines, a dataset folder, or a folder of such folders.

    Raises UnreadableInput where there are none.
    """
    if path.is_file() and path.suffix == ".jsonl":
        return [Dataset(_slug(path.stem), path)]
    if not path.is_dir():
        raise UnreadableInput(
            f"{path} is neither a folder of records nor a .jsonl file", "Give the folder of a dataset."
        )
    if _holds_records(path):
        return [_describe(path)]
    found = [_describe(each) for each in sorted(path.iterdir()) if each.is_dir() and _holds_records(each)]
    if not found:
        raise UnreadableInput(
            f"{path} holds no dataset",
            f"A dataset is a folder with {_DESCRIPTION} and tables such as organisations.csv.",
        )
    return found


def dataset_text(dataset: Dataset) -> str:
    """Write the `dataset.yml` of a dataset."""
    said = {name: getattr(dataset, name) for name in _KEYS}
    return yaml.safe_dump({name: value for name, value in said.items() if value}, sort_keys=False, allow_unicode=True)


def read_rows(
    dataset: Dataset, vocabulary: Vocabulary, tables: Collection[str] = (), seen: dict[str, str] | None = None
) -> Iterator[Row | Violation]:
    """Read the records of a dataset, lazily, with the faults of form; an id used twice is one.

    With `tables`, other tables are passed over. `seen` maps ids to their places, and learns those read here.
    """
    places = {} if seen is None else seen
    if not dataset.files():
        yield form_fault(dataset.path, 1, "-", "the dataset has no table; add one such as organisations.csv")
    for path in dataset.files():
        if tables and path.suffix == ".csv" and path.stem not in tables:
            continue
        for row in _read_file(path, vocabulary):
            yield row if isinstance(row, Violation) else _unless_repeated(row, places)


def _unless_repeated(row: Row, places: dict[str, str]) -> Row | Violation:
    here = f"{row.file}:{row.line}"
    first = places.setdefault(row.record.id, here)
    if first == here:
        return row
    message = f"the id {row.record.slug!r} stands in {first} already; choose another, or merge the rows"
    return form_fault(row.file, row.line, "id", message)


def _read_file(path: Path, vocabulary: Vocabulary) -> Iterator[Row | Violation]:
    if path.suffix == ".jsonl":
        yield from read_json_lines(path, vocabulary)
    elif path.stem in vocabulary.by_collection:
        yield from read_table(path, vocabulary.by_collection[path.stem])
    else:
        yield form_fault(
            path,
            1,
            "-",
            f"there is no table {path.stem!r}; name the file after one of: {', '.join(vocabulary.by_collection)}",
        )


def _holds_records(folder: Path) -> bool:
    return (folder / _DESCRIPTION).is_file() or any(folder.glob("*.csv"))


def _describe(folder: Path) -> Dataset:
    path = folder / _DESCRIPTION
    if not path.is_file():
        return Dataset(_slug(folder.resolve().name), folder)
    try:
        read: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise UnreadableInput(f"{path} cannot be read: {error}") from None
    if not isinstance(read, dict) or not is_slug(str(read.get("name", ""))):
        raise UnreadableInput(f"{path} has no usable name", "Write a line such as `name: west-midlands-korea`.")
    known = {key: str(read[key]).strip() for key in _KEYS if key in read}
    return Dataset(path=folder, **known)


def _slug(name: str) -> str:
    slug = "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in name.lower()).split())
    return slug or "dataset"
