"""`kg export duckdb`, `kg export parquet` and `kg sql` as they are run."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import duckdb
import pytest

from tests.conftest import HARBOUR, RunKg

COUNT = "SELECT count(*) AS n FROM organisations"


def kept(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "tables").iterdir())


def test_sql_is_answered_in_each_format(kg: RunKg, home: Path) -> None:
    query = "SELECT label, amount, currency, funder FROM contributions ORDER BY id"
    rows = json.loads(kg("sql", query, "--home", home).out)
    assert rows
    assert all(isinstance(row["amount"], int | float | None) and isinstance(row["funder"], list | None) for row in rows)
    table = csv.DictReader(io.StringIO(kg("sql", query, "--format", "csv", "--home", home).out))
    assert [row["label"] for row in table] == [row["label"] for row in rows]
    printed = kg("sql", query, "--format", "table", "--home", home)
    assert (printed.code, printed.err) == (0, "")
    assert all(row["currency"] in printed.out for row in rows if row["currency"])


def test_the_tables_of_a_version_are_kept_until_the_next(kg: RunKg, tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert kg("--home", home, "load", HARBOUR).code == 0
    first = json.loads(kg("sql", COUNT, "--home", home).out)
    (made,) = kept(home)
    written = (home / "tables" / made).stat().st_mtime_ns
    assert json.loads(kg("sql", COUNT, "--home", home).out) == first
    assert (home / "tables" / made).stat().st_mtime_ns == written
    less = [line for line in HARBOUR.read_text(encoding="utf-8").splitlines() if '"Outcome"' not in line]
    changed = home.parent / "harbour.jsonl"
    changed.write_text("\n".join(less) + "\n", encoding="utf-8")
    assert kg("--home", home, "load", changed).code == 0
    outcomes = "SELECT count(*) AS n FROM outcomes"
    assert json.loads(kg("sql", outcomes, "--home", home).out) == [{"n": 0}]
    assert made not in kept(home)
    assert json.loads(kg("sql", outcomes, "--version", "1", "--home", home).out) != [{"n": 0}]


def test_a_fault_of_a_query_is_told(kg: RunKg, home: Path) -> None:
    done = kg("sql", "SELECT * FROM organisation", "--home", home)
    assert (done.code, done.out) == (2, "")
    assert "organisations" in done.err
    assert kg("sql", "--home", home).code == 2


def test_exports_are_read_by_duckdb(kg: RunKg, home: Path, tmp_path: Path) -> None:
    done = kg("--home", home, "export", "duckdb", tmp_path / "graph.duckdb", "--measure", "betweenness")
    assert (done.code, done.out) == (0, ""), done.err
    assert kg("--home", home, "export", "parquet", "-o", tmp_path / "tables").code == 0
    with duckdb.connect(str(tmp_path / "graph.duckdb"), read_only=True) as database:
        ((count,),) = database.execute(COUNT).fetchall()
        assert {each for (each,) in database.execute("SELECT DISTINCT measure FROM scores").fetchall()} == {
            "betweenness"
        }
        place = tmp_path / "tables" / "organisations.parquet"
        assert database.execute(f"SELECT count(*) FROM '{place}'").fetchall() == [(count,)]
    assert count


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["duckdb"], "Give the file"),
        (["parquet"], "Give the folder"),
        (["duckdb", "a", "-o", "b"], "once"),
        (["trig", "--measure", "degree"], "no effect"),
    ],
)
def test_what_cannot_be_meant_is_refused(kg: RunKg, home: Path, arguments: list[str], said: str) -> None:
    done = kg("--home", home, "export", *arguments)
    assert done.code == 2
    assert said in done.err


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("", "There is no statement"),
        ("/* a remark */", "There is no statement"),
        ("SELECT 1; SELECT 2", "There are 2 statements"),
        ("SHOW TABLES; SHOW TABLES; SELECT 3", "There are 3 statements"),
    ],
)
def test_one_statement_is_answered(kg: RunKg, home: Path, query: str, reason: str) -> None:
    refused = kg("sql", query, "--home", home)
    assert (refused.code, refused.out) == (2, "")
    assert reason in refused.err
    assert kg("sql", "SELECT 1; -- and a remark", "--format", "csv", "--home", home).out.split() == ["1", "1"]
