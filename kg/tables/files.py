"""Tables as files: a whole one in the place of what was there, or none."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from kg.errors import KgError
from kg.extras import library
from kg.files import sync
from kg.tables.contents import Contents
from kg.tables.filling import FORMAT, Advance, TableWishes, fill
from kg.tables.schema import tables

_MARK = "about.parquet"
"""Tells that a folder holds tables, and nothing that was written by somebody else."""


def stamp(base: str, wishes: TableWishes) -> str:
    """Give what tells tables of one version from others of it: how they are made, and of what."""
    made_with = (FORMAT, version("innovation-kg"), base, wishes, tables())
    return hashlib.sha256(repr(made_with).encode()).hexdigest()[:12]


def write_duckdb(contents: Contents, path: Path, wishes: TableWishes, memory: int, advance: Advance) -> list[str]:
    """Write a database file, with at most `memory` MiB; give the notes of :func:`kg.tables.filling.fill`."""
    with _draft_beside(path) as draft:
        file = draft / "tables.duckdb"
        notes = _fill(contents, file, wishes, memory, advance)
        sync(file)
        file.replace(path)
    return notes


def write_parquet(contents: Contents, folder: Path, wishes: TableWishes, memory: int, advance: Advance) -> list[str]:
    """Write a folder with a Parquet file for each table; one that holds anything but tables is left alone.

    Raises KgError where it does.
    """
    if folder.exists() and not _is_ours(folder):
        raise KgError(f"{folder} holds something else than tables", "Name an empty folder, or a new one.")
    with _draft_beside(folder) as draft:
        written_folder = draft / "made"
        written_folder.mkdir()
        notes = _fill(contents, draft / "tables.duckdb", wishes, memory, advance)
        with closing(library("duckdb").connect(str(draft / "tables.duckdb"), read_only=True)) as database:
            for table in tables():
                file = written_folder / f"{table.name}.parquet"
                place = str(file).replace("'", "''")
                database.execute(f"""COPY "{table.name}" TO '{place}' (FORMAT parquet, COMPRESSION zstd)""")
                sync(file)
        if folder.exists():
            folder.rename(draft / "replaced")
        written_folder.rename(folder)
    return notes


def _fill(contents: Contents, file: Path, wishes: TableWishes, memory: int, advance: Advance) -> list[str]:
    limits = {"memory_limit": f"{memory}MiB", "temp_directory": str(file.with_suffix(".spilt"))}
    with closing(library("duckdb").connect(str(file), config=limits)) as database:
        notes = fill(database, contents, wishes, advance)
        database.execute("CHECKPOINT")
    return notes


@contextmanager
def _draft_beside(path: Path) -> Iterator[Path]:
    """Give a folder on the same disk, which is gone afterwards."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=f".{path.name}-", dir=path.parent) as folder:
        yield Path(folder)


def _is_ours(folder: Path) -> bool:
    names = {each.name for each in folder.iterdir()} if folder.is_dir() else {""}
    return not names or (_MARK in names and names <= {f"{table.name}.parquet" for table in tables()})
