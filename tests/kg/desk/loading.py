"""Records to load, loads, and what comes of them."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from kg.changes import Refused, Repository
from kg.desk import Loaded, LoadOptions, load
from kg.export import read_all
from kg.mapping import Mapping
from kg.records import Record, Report
from kg.workspace import Workspace
from tests.generator import write_dataset


def bring(workspace: Workspace, repository: Repository, folder: Path, records: Iterable[Record] = ()) -> Loaded:
    if found := list(records):
        shutil.rmtree(folder, ignore_errors=True)
        write_dataset(folder, iter(found))
    return load(repository, workspace.intake(folder))


def counts(loaded: Loaded) -> tuple[int, int, int, int, int]:
    tally = loaded.tally
    return loaded.version, tally.added, tally.changed, tally.removed, tally.unchanged


def files(repository: Repository) -> list[str]:
    return sorted(path.name for path in repository.journal.folder.iterdir())


def ids(repository: Repository, mapping: Mapping) -> set[str]:
    return {record.id for record in read_all(repository.store, mapping)}


def place(slug: str, **values: str) -> Record:
    said = {"label": slug.title(), "kind": "city", "confidence": "stated", "evidence": "two", **values}
    return Record("Place", f"places/{slug}", {name: (value,) for name, value in said.items()})


REPORT = Record("Document", "documents/two", {"label": ("Two",), "kind": ("report",)})


def refusal(repository: Repository, workspace: Workspace, folder: Path) -> Report:
    with pytest.raises(Refused) as refused:
        load(repository, workspace.intake(folder), LoadOptions(force=True))
    return refused.value.report
