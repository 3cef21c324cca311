"""SQL reads the tables, and nothing else, within limits."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import KgError, LimitExceeded, MalformedQuery
from kg.tables import Contents, Tables, TableWishes, write_duckdb

SECRET = "what only this process knows"


@pytest.fixture(scope="module")
def path(contents: Contents, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("asking") / "graph.duckdb"
    write_duckdb(contents, path, TableWishes(()), 512, lambda _: None)
    return path


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_csv('{path}')",
        "SELECT * FROM read_text('{path}')",
        "SELECT * FROM '{path}'",
        "SELECT * FROM glob('/*')",
        "SELECT * FROM read_parquet('https://example.org/a.parquet')",
        "COPY (SELECT 1) TO '{path}.csv'",
        "COPY things FROM '{path}'",
        "ATTACH '{path}.other' AS other",
        "EXPORT DATABASE '{path}.folder'",
        "INSTALL httpfs",
        "LOAD '{path}'",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "RESET memory_limit",
        "SELECT * FROM SECRET",
        "INSERT INTO things VALUES ('a', 'b', 'c', 'd')",
        "DROP TABLE things",
        "UPDATE things SET label = 'x'",
    ],
)
def test_nothing_else_is_read_and_nothing_written(path: Path, statement: str) -> None:
    before = path.read_bytes()
    with Tables(path, 60, 512) as tables, pytest.raises(KgError):
        tables.query(statement.format(path=path))
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_faults_are_told_as_faults_of_the_query(path: Path) -> None:
    with Tables(path, 60, 512) as tables:
        with pytest.raises(MalformedQuery, match="things"):
            tables.query("SELECT * FROM thing")
        with pytest.raises(MalformedQuery, match="syntax"):
            tables.query("SELEC 1")
        with pytest.raises(KgError, match="convert"):
            tables.query("SELECT CAST(label AS INTEGER) FROM things")


def test_what_takes_too_long_is_ended(path: Path) -> None:
    endless = "SELECT count(*) FROM range(10_000_000) AS a(x), range(10_000_000) AS b(y) WHERE x * y % 7 = 3"
    with Tables(path, 0.2, 512) as tables:
        with pytest.raises(LimitExceeded) as ended:
            tables.query(endless)
        assert ended.value.kind == "time-limit"
        assert tables.query("SELECT 1 AS one").rows == [(1,)]


def test_what_takes_too_much_memory_is_refused(path: Path) -> None:
    with Tables(path, 60, 64) as tables, pytest.raises(LimitExceeded) as refused:
        tables.query("SELECT list(x) FROM range(100_000_000) AS a(x)")
    assert refused.value.kind == "memory-limit"


def test_columns_of_one_name_are_told_apart(path: Path) -> None:
    with Tables(path, 60, 512) as tables:
        assert tables.query("SELECT 1 AS a, 2 AS a").names == ["a", "a_2"]
