"""Tables as files: read by others as by DuckDB, and never half written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest

from kg.errors import KgError, Unavailable
from kg.network import find_view, project
from kg.tables import Contents, Tables, TableWishes, write_duckdb, write_parquet
from kg.tables import tables as declared
from kg.tables.files import stamp
from kg.workspace import Workspace


@pytest.fixture(scope="module")
def folder(contents: Contents, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("parquet") / "tables"
    write_parquet(contents, place, TableWishes(), 512, lambda _: None)
    return place


@pytest.mark.parametrize("name", [table.name for table in declared()])
def test_parquet_is_read_by_polars_as_it_stands_in_the_database(folder: Path, tables: Tables, name: str) -> None:
    assert pl.read_parquet(folder / f"{name}.parquet").rows() == tables.query(f'FROM "{name}"').rows


def test_parquet_is_read_by_pandas_with_its_types(folder: Path, tables: Tables) -> None:
    frame = pd.read_parquet(folder / "contributions.parquet")
    ((total,),) = tables.query("SELECT sum(amount) FROM contributions WHERE currency = 'GBP'").rows
    assert sum(frame.loc[frame["currency"] == "GBP", "amount"].dropna()) == total
    edges = pd.read_parquet(folder / "edges_partnership.parquet")
    assert edges["weight"].dtype == "int64"


def refuse(*_: object) -> int:
    raise ConnectionAbortedError


@pytest.mark.parametrize("write", [write_duckdb, write_parquet])
def test_what_is_broken_off_leaves_what_was_there(contents: Contents, tmp_path: Path, write: Any) -> None:
    place = tmp_path / "tables"
    write(contents, place, TableWishes(), 512, lambda _: None)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(ConnectionAbortedError):
        write(contents, place, TableWishes(), 512, refuse)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    write(contents, place, TableWishes(), 512, lambda _: None)
    assert [*tmp_path.iterdir()] == [place]


def test_a_folder_with_anything_else_is_left_alone(contents: Contents, tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_text("years of work", encoding="utf-8")
    with pytest.raises(KgError, match="something else"):
        write_parquet(contents, tmp_path, TableWishes(), 512, lambda _: None)
    assert [each.name for each in tmp_path.iterdir()] == ["thesis.doc"]


def test_tables_that_are_made_otherwise_have_another_stamp() -> None:
    stamps = {
        stamp("https://a.org/", TableWishes()),
        stamp("https://b.org/", TableWishes()),
        stamp("https://a.org/", TableWishes(())),
    }
    assert len(stamps) == 3


def test_an_index_that_is_written_anew_while_it_is_read_is_told(kg: Any, tmp_path: Path, shop: Workspace) -> None:
    home = tmp_path / "home"
    assert kg("--home", home, "load", "tests/data/harbour.jsonl").code == 0
    own = Workspace(type(shop.settings)(home=home))

    def read() -> None:
        with own.contents() as contents:
            assert len(project(contents.columns, find_view("partnership")).iris)
            own.repository().close()  # which brings what is in the log into the file, and seals it

    with pytest.raises(Unavailable, match="written anew"):
        read()
