from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import UnreadableInput
from kg.records import Row, find_datasets, read_rows
from kg.vocabulary import load_vocabulary
from tests.conftest import HARBOUR, ROOT
from tests.generator import ecosystem, write_dataset


def test_a_folder_a_folder_of_folders_and_a_file(tmp_path: Path) -> None:
    write_dataset(tmp_path / "b", ecosystem(20))
    write_dataset(tmp_path / "a", ecosystem(20))
    (tmp_path / "empty").mkdir()
    assert [each.name for each in find_datasets(tmp_path)] == ["a", "b"]
    assert [each.name for each in find_datasets(tmp_path / "b")] == ["b"]
    assert [each.name for each in find_datasets(HARBOUR)] == ["harbour"]


def test_the_description_is_read() -> None:
    (dataset,) = find_datasets(ROOT / "data")
    assert (dataset.name, dataset.title) == ("west-midlands-korea", "West Midlands and South Korea")
    assert dataset.licence.startswith("https://creativecommons.org/")
    assert dataset.publisher
    stock = dataset.stock(load_vocabulary())
    assert [path.stem for path, _ in stock.tables] == [each.collection for _, each in stock.tables if each]
    assert (stock.faults, stock.notices) == ([], [])


@pytest.mark.parametrize(("folder", "name"), [("My Region 2025", "my-region-2025"), ("울산", "ulsan"), ("a--b", "a-b")])
def test_a_folder_without_a_description_gives_its_name(tmp_path: Path, folder: str, name: str) -> None:
    (tmp_path / folder).mkdir()
    (tmp_path / folder / "places.csv").write_text("id\n")
    assert [each.name for each in find_datasets(tmp_path / folder)] == [name]


def test_what_is_no_dataset(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x")
    for path in (tmp_path, tmp_path / "none", tmp_path / "notes.txt"):
        with pytest.raises(UnreadableInput, match=r"[Dd]ataset"):
            find_datasets(path)


def test_the_order_of_files_is_always_the_same(shipped: Path) -> None:
    (dataset,) = find_datasets(shipped)
    rows = [row for row in read_rows(dataset, load_vocabulary()) if isinstance(row, Row)]
    assert [row.file.name for row in rows] == sorted(row.file.name for row in rows)
    assert len({row.record.id for row in rows}) == len(rows)


def test_an_id_in_two_files_is_one_fault(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.jsonl").write_text('{"id": "places/x", "type": "Place"}\n')
    (tmp_path / "dataset.yml").write_text("name: two\n")
    (dataset,) = find_datasets(tmp_path)
    first, second = read_rows(dataset, load_vocabulary())
    assert isinstance(first, Row)
    assert not isinstance(second, Row)
    assert (Path(second.file).name, second.field) == ("b.jsonl", "id")
