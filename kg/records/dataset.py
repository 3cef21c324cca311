"""A dataset: a folder with `dataset.yml` and one table per record class, or a single file of records as JSON lines."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from kg.errors import UnreadableInput
from kg.files import Digest, nature, printable
from kg.records.description import FILE_NAMES, read_description
from kg.records.folder import Stock, holds_dataset, take_stock, take_stock_around, visible
from kg.records.json_records import read_json_lines
from kg.records.model import Row
from kg.records.report import Violation, form_fault
from kg.records.tables import read_table
from kg.spelling import slug
from kg.vocabulary import Vocabulary, load_vocabulary

KEYS = ("name", "title", "description", "licence", "publisher")


@dataclass(frozen=True, slots=True)
class Dataset:
    """A delivered bundle of records. `name` names its graph, if it has one; `path` is its folder or its one file.

    `other_files` are patterns of what else the folder may hold. `named_in` is the file and line that give the name,
    `lines` those of each text, and `faults` are those of the description; a dataset with faults is never loaded.
    """

    name: str
    path: Path
    title: str = ""
    description: str = ""
    licence: str = ""
    publisher: str = ""
    other_files: tuple[str, ...] = ()
    named_in: tuple[Path, int] = (Path(), 1)
    lines: tuple[tuple[str, int], ...] = ()
    faults: tuple[Violation, ...] = ()

    def place_of(self, key: str) -> tuple[Path, int]:
        """Give the file and the line in which the dataset says something of itself, or else its name."""
        return self.named_in[0], dict(self.lines).get(key, self.named_in[1])

    def stock(self, vocabulary: Vocabulary) -> Stock:
        """List its tables, and say what else is there."""
        if self.path.is_dir():
            return take_stock(self.path, vocabulary, self.other_files)
        return Stock([(self.path, None)])

    def digest(self, vocabulary: Vocabulary, digest: Digest) -> None:
        """Take into a digest all that is read of it but its tables, and all that is said of the rest."""
        stock = self.stock(vocabulary)
        names = [each.name for each in visible(self.path)] if self.path.is_dir() else []
        messages = [each.message for each in (*self.faults, *stock.faults)]
        description = [getattr(self, key) for key in (*KEYS, "other_files")]
        digest.update(repr((self.path.name, names, messages, description)).encode(errors="backslashreplace"))


def find_datasets(path: Path) -> list[Dataset]:
    """Find the datasets at `path`: a file of JSON lines, a dataset folder, or a folder of such folders.

    Raises UnreadableInput where there are none.
    """
    if nature(path) == "a file" and path.suffix.casefold() == ".jsonl":
        return [_named_after(path, path.stem, "rename the file")]
    if nature(path) != "a folder":
        raise UnreadableInput(
            f"{printable(path)} is neither a folder of records nor a .jsonl file", "Give the folder of a dataset."
        )
    if holds_dataset(path):
        return [_describe(path)]
    datasets = [_describe(each) for each in visible(path) if nature(each) == "a folder" and holds_dataset(each)]
    if not datasets:
        advice = "A dataset is a folder with dataset.yml and tables such as organisations.csv."
        strays = [str(each) for each in take_stock_around(path, load_vocabulary()).faults]
        raise UnreadableInput(f"{printable(path)} holds no dataset", "\n".join([advice, *strays]))
    return datasets


def find_strays(path: Path, vocabulary: Vocabulary) -> Stock:
    """Say what a folder of datasets holds beside them; nothing of one dataset."""
    alone = nature(path) != "a folder" or holds_dataset(path)
    return Stock() if alone else take_stock_around(path, vocabulary)


def dataset_text(dataset: Dataset) -> str:
    """Write the `dataset.yml` of a dataset."""
    entries = {name: getattr(dataset, name) for name in KEYS}
    return yaml.safe_dump(
        {name: value for name, value in entries.items() if value}, sort_keys=False, allow_unicode=True
    )


def read_rows(
    dataset: Dataset, vocabulary: Vocabulary, tables: Collection[str] = (), seen: dict[str, str] | None = None
) -> Iterator[Row | Violation]:
    """Read the records of a dataset, lazily, with the faults of form; an id or a dataset's name used twice is one.

    With `tables`, other tables are passed over. `seen` maps ids to their places, and learns those read here.
    """
    places = {} if seen is None else seen
    stock = dataset.stock(vocabulary)
    yield from (*dataset.faults, *_name_faults(dataset, places), *stock.faults)
    if not stock.tables and not stock.faults:
        yield form_fault(dataset.path, 1, "-", "the dataset has no table; add one such as organisations.csv")
    for path, record_class in stock.tables:
        if tables and record_class is not None and record_class.collection not in tables:
            continue
        rows = read_table(path, record_class) if record_class else read_json_lines(path, vocabulary)
        for row in rows:
            yield row if isinstance(row, Violation) else _unless_repeated(row, places)


def read_sound_rows(dataset: Dataset, vocabulary: Vocabulary) -> Iterator[Row]:
    """Read the records of a dataset that is to be written to. Raises UnreadableInput at the first fault of form."""
    for row in read_rows(dataset, vocabulary):
        if isinstance(row, Violation):
            raise UnreadableInput(f"The files of {dataset.name!r} have faults: {row}", "`kg check` lists them all.")
        yield row


def _name_faults(dataset: Dataset, places: dict[str, str]) -> Iterator[Violation]:
    """Two datasets of one name would be one graph, in which each load removes what the other brought."""
    file, line = dataset.named_in
    here = f"{file}:{line}"
    first = places.setdefault(f"datasets/{dataset.name}", here)
    if first != here and dataset.name:
        message = f"the dataset of {printable(first)} has the name {dataset.name!r} already"
        yield form_fault(
            file,
            line,
            "name",
            f"{message}; give this one a name of its own in its dataset.yml, or move it away if it is a copy",
        )


def _unless_repeated(row: Row, places: dict[str, str]) -> Row | Violation:
    here = f"{row.file}:{row.line}"
    first = places.setdefault(row.record.id, here)
    if first == here:
        return row
    message = f"the id {row.record.slug!r} stands in {printable(first)} already; choose another, or merge the rows"
    return form_fault(row.file, row.line, "id", message)


def _describe(folder: Path) -> Dataset:
    files = [each for each in visible(folder) if each.name.casefold() in FILE_NAMES]
    if not files:
        return _named_after(folder, folder.resolve().name, "write a dataset.yml with a line such as `name: my-region`")
    description = read_description(files[0])
    more = [form_fault(each, 1, "-", f"{files[0].name} describes the dataset already; keep one") for each in files[1:]]
    return Dataset(
        path=folder,
        other_files=description.other_files,
        named_in=(files[0], description.name_line),
        lines=tuple(description.lines.items()),
        faults=(*description.faults, *more),
        **{"name": description.name, **description.texts},
    )


def _named_after(path: Path, text: str, fix: str) -> Dataset:
    """Describe a dataset that does not say its name, so that its folder or file gives it."""
    name = slug(text)
    message = f"the dataset has no name, and none can be made of {text!r}; {fix}"
    faults = () if name else (form_fault(path, 1, "name", message),)
    return Dataset(name, path, named_in=(path, 1), faults=faults)
