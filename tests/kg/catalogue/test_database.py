"""The database of the index, read by many threads at once."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kg.catalogue.database import Database
from kg.errors import Unavailable

LONG = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 3000) SELECT count(*) FROM n"


def test_it_may_be_closed_while_others_read(tmp_path: Path) -> None:
    """A request that was given up reads on in its thread; the process once ended in the midst of SQLite."""
    path, failures = tmp_path / "index.sqlite", list[sqlite3.Error]()
    made = Database.for_making(path)
    made.finish()
    made.close()

    def read(database: Database) -> None:
        while True:
            database.rows(LONG)

    with ThreadPoolExecutor(4) as threads:
        for _ in range(50):
            database = Database.for_reading(path, failures.append)
            readings = [threads.submit(read, database) for _ in range(4)]
            database.rows(LONG)
            database.close()
            for each in readings:
                with pytest.raises(Unavailable, match="closed"):
                    each.result()
    assert failures == [], "nothing is wrong with the file"


def test_it_is_closed_once_and_for_all() -> None:
    database = Database.in_memory()
    database.close()
    database.close()
    with pytest.raises(Unavailable, match="closed"):
        database.rows("SELECT 1")
    with pytest.raises(Unavailable, match="closed"):
        database.insert("INSERT INTO word VALUES (1, 'a')")
