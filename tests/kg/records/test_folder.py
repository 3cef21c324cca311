"""What is read of a folder, what is named as not read, and what goes without saying."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from kg.records import Dataset, Stock, find_datasets, find_strays
from kg.records.folder import take_stock
from kg.records.tables import read_table
from kg.vocabulary import load_vocabulary
from tests.conftest import ROOT

VOCABULARY = load_vocabulary()


def stock(folder: Path, *names: str, other_files: tuple[str, ...] = ()) -> Stock:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("", encoding="utf-8")
    return take_stock(folder, VOCABULARY, other_files)


def tables(found: Stock) -> list[str]:
    return [path.name for path, _ in found.tables]


@pytest.mark.parametrize("name", ["outcomes.csv", "OUTCOMES.CSV", "Outcomes.Csv", "records.JSONL", "2024 (울산).jsonl"])
def test_a_table_is_read_however_it_is_written(tmp_path: Path, name: str) -> None:
    found = stock(tmp_path, name)
    assert (tables(found), found.faults, found.notices) == ([name], [], [])


def test_records_of_a_table_with_capitals_are_read(tmp_path: Path) -> None:
    (tmp_path / "PLACES.CSV").write_text("id\n", encoding="utf-8")
    (tmp_path / "Dataset.YAML").write_text("name: harbour\n", encoding="utf-8")
    (dataset,) = find_datasets(tmp_path)
    assert (dataset.name, tables(dataset.stock(VOCABULARY))) == ("harbour", ["PLACES.CSV"])


UNSAID = (
    ".DS_Store ._places.csv .~lock.places.csv# .git/config .places.csv.swp Thumbs.db desktop.ini README README.md "
    "LICENSE.txt Licence CHANGELOG.md citation.cff queries/who-leads.rq"
)


@pytest.mark.parametrize("name", UNSAID.split())
def test_what_goes_without_saying(tmp_path: Path, name: str) -> None:
    found = stock(tmp_path, "places.csv", name)
    assert (tables(found), found.faults, found.notices) == (["places.csv"], [], [])


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("places.csv.bak", "a copy or a lock"),
        ("places.csv~", "a copy or a lock"),
        ("~$places.xlsx", "a copy or a lock"),
        ("places.csv.orig", "a copy or a lock"),
        ("notes.txt", "no table of records"),
        ("map.png", "no table of records"),
        ("texts/minutes.txt", "no table of records"),
    ],
)
def test_what_holds_no_records_is_named_and_stops_nothing(tmp_path: Path, name: str, words: str) -> None:
    found = stock(tmp_path, "places.csv", name)
    assert (tables(found), found.faults) == (["places.csv"], [])
    (notice,) = found.notices
    assert notice.startswith(str(tmp_path / name.partition("/")[0]))
    assert words in notice


def test_a_dataset_may_list_what_else_its_folder_holds(tmp_path: Path) -> None:
    names = ("places.csv", "raw.xlsx", "2024/raw.ods", "notes.txt", "texts/a.txt")
    assert [Path(each.file).name for each in stock(tmp_path, *names).faults] == ["2024", "raw.xlsx"]
    (tmp_path / "dataset.yml").write_text("name: x\nother_files: ['*.xlsx', '20??', notes.txt, texts]\n")
    (dataset,) = find_datasets(tmp_path)
    assert dataset.stock(VOCABULARY) == Stock([(tmp_path / "places.csv", VOCABULARY.by_collection["places"])], [], [])


@pytest.mark.parametrize(
    ("head", "line", "name", "words"),
    [
        ("# Who?\n# Question@ko: 누가?\n# Group@ko: 돈", 0, "", ""),
        ("# Who?\n# question @ KO: 누가?\n\n# From: texts@home: none", 0, "", ""),
        ("# Who?\n# Question@: 누가?", 2, "Question@", "no tag of a language"),
        ("# Who?\n# Question@korean language: 누가?", 2, "Question@korean language", "such as `# Question@ko: …`"),
        ("# Question@ko:  ", 1, "Question@ko", "is empty"),
        ("# Group@ko: 돈\n# Group@ko: 자금", 2, "Group@ko", "stands above already"),
        ("# Group@ko: 돈\u202e", 1, "Group@ko", "U+202E"),
        (f"# Group@ko: {'돈' * 501}", 1, "Group@ko", "501 characters"),
        ("# Who?\nSELECT * {\n# Question@ko: 누가?\n?s ?p ?o }", 3, "Question@ko", "move it up"),
    ],
)
def test_the_head_of_a_query_says_what_it_asks_in_languages(
    tmp_path: Path, head: str, line: int, name: str, words: str
) -> None:
    stock(tmp_path, "places.csv", "queries/who.rq")
    (tmp_path / "queries" / "who.rq").write_text(f"{head}\nASK {{}}", encoding="utf-8")
    faults = take_stock(tmp_path, VOCABULARY).faults
    assert [(each.line, each.field) for each in faults] == ([(line, name)] if line else [])
    assert all(words in each.message for each in faults)


def test_the_queries_of_a_folder_call_their_group_the_same(tmp_path: Path) -> None:
    stock(tmp_path, "places.csv", *(f"queries/{name}.rq" for name in ("a/1", "a/2", "b/1", "c")))
    for name, group in (("a/1", "돈"), ("a/2", "자금"), ("b/1", "자금"), ("c", "모두")):
        (tmp_path / f"queries/{name}.rq").write_text(f"# Who?\n# Group@ko: {group}\nASK {{}}", encoding="utf-8")
    (fault,) = take_stock(tmp_path, VOCABULARY).faults
    assert (Path(fault.file).relative_to(tmp_path), fault.line, fault.field) == (Path("queries/a/2.rq"), 2, "Group@ko")
    assert "'돈' in 1.rq" in fault.message


def test_a_query_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    stock(tmp_path, "places.csv")
    (tmp_path / "queries").mkdir()
    (tmp_path / "queries" / "latin.rq").write_bytes("# Où?\nASK {}".encode("latin-1"))
    (tmp_path / "queries" / "long.rq").write_bytes(b"#" * (1 << 17))
    os.mkfifo(tmp_path / "queries" / "pipe.rq")
    messages = {Path(each.file).name: each.message for each in take_stock(tmp_path, VOCABULARY).faults}
    assert "UTF-8" in messages["latin.rq"]
    assert "more than 64 KiB" in messages["long.rq"]
    assert "pipe" in messages["pipe.rq"]


def test_links_to_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.csv").write_text("id\n")
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "places.csv").symlink_to(tmp_path / "elsewhere" / "a.csv")
    assert tables(take_stock(tmp_path / "one", VOCABULARY)) == ["places.csv"]


def test_beside_datasets(tmp_path: Path) -> None:
    stock(
        tmp_path, "one/places.csv", "two/dataset.yml", "raw/a.xlsx", "texts/a.txt", "LICENSE", "notes.md", ".git/x.csv"
    )
    found = find_strays(tmp_path, VOCABULARY)
    assert [Path(each.file).name for each in found.faults] == ["raw"]
    assert [notice.removeprefix(f"{tmp_path}/").partition(" ")[0] for notice in found.notices] == ["notes.md", "texts"]
    assert find_strays(tmp_path / "one", VOCABULARY) == Stock()
    assert find_strays(ROOT / "data", VOCABULARY) == Stock((), [], [])


def test_a_sub_folder_of_more_than_can_be_looked_at_counts_as_records(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.records.folder._MOST_ENTRIES", 3)
    found = stock(tmp_path, "places.csv", *(f"texts/{n}.txt" for n in range(3)))
    assert "more files than can be looked at" in found.faults[0].message


def test_one_file_is_a_dataset_whatever_its_capitals(tmp_path: Path) -> None:
    path = tmp_path / "울산 2024.JSONL"
    path.write_text("")
    (dataset,) = find_datasets(path)
    assert (dataset.name, dataset.faults) == ("ulsan-2024", ())
    assert dataset.stock(VOCABULARY) == Stock([(path, None)])
    assert Dataset("x", path).stock(VOCABULARY).tables == [(path, None)]


def test_what_whoever_runs_it_may_not_read_is_named() -> None:
    with TemporaryDirectory(prefix="kg-closed-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        found = stock(folder, "places.csv", "outcomes.csv", "sub/x.txt")
        (folder / "places.csv").chmod(0)
        (folder / "sub").chmod(0)
        with as_nobody():
            (path, record_class), *_ = [each for each in found.tables if each[0].name == "places.csv"]
            assert record_class is not None
            (fault,) = read_table(path, record_class)
            (closed,) = take_stock(folder, VOCABULARY).faults
    assert "the file cannot be read: Permission denied" in str(fault)
    assert "what cannot be looked at (Permission denied)" in closed.message


@contextmanager
def as_nobody() -> Iterator[None]:
    """Go on as somebody who may read only what all may, if this runs as the one who may read everything."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)
