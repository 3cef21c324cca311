"""What commands write: each a way that is done on a graph of their own, or handed over to the service that holds it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from kg.changes import ChangeWriter, Origin, Repository
from kg.changes.reasons import REVERTED
from kg.desk.decide import DecisionRequest, decide
from kg.desk.handover import Handed, intake_of
from kg.desk.load import Loaded, LoadOptions, load
from kg.desk.rename import Renaming
from kg.desk.revert import Reverting
from kg.desk.write_back import Exported, export_records
from kg.errors import KgError, UnreadableInput
from kg.texts import SourceTexts
from kg.validation import Advance, Intake

COMMAND = "command"
"""The source of changes that are made by commands."""

A = TypeVar("A")


@dataclass(frozen=True, slots=True)
class LoadRequest:
    """A load: of which files, empty for none, held against which texts, under which base IRI, and how."""

    path: str
    sources: str
    base_iri: str
    options: LoadOptions


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """Records to be written into a folder, of which files were held against which texts, under which base IRI."""

    path: str
    sources: str
    base_iri: str


F = TypeVar("F", LoadRequest, ExportRequest)


@dataclass(frozen=True, slots=True)
class RevertRequest:
    """A version to be undone, by whom and why; with `dry_run` it is only tried."""

    version: int
    author: str
    reason: str
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class RenameRequest:
    """A record that is to have another id, by whom and why; with `dry_run` it is only tried."""

    old: str
    new: str
    author: str
    reason: str
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class ChangeSummary:
    """What came of a change: the version there is now, and the triples that were added and removed."""

    version: int
    added: int
    removed: int


def _load(repository: Repository, request: LoadRequest, advance: Advance) -> Loaded:
    return load(repository, _intake(repository, request), request.options, advance)


def _export(repository: Repository, request: ExportRequest, advance: Advance) -> Exported:
    """Write the files, and let the graph know that they say what they said, but for its edits."""
    digest = ""
    with suppress(UnreadableInput):
        digest = _intake(repository, request).digest()
    mapping = repository.gate.mapping
    exported = export_records(Path(request.path), repository.home, repository.version, repository.store, mapping)
    if exported.files and exported.loaded == digest != "":
        load(repository, _intake(repository, request), advance=advance)
    return exported


def _intake(repository: Repository, request: LoadRequest | ExportRequest) -> Intake:
    """Find the files that are asked for. Where nobody says which texts they rest on, it is those of the graph."""
    mapping = repository.gate.mapping
    if request.base_iri != mapping.base_iri:
        message = f"The service has the base IRI {mapping.base_iri}, and you have {request.base_iri}"
        raise KgError(message, "Set KG_BASE_IRI to the same for both.")
    texts = SourceTexts(Path(request.sources)) if request.sources else repository.gate.texts
    return intake_of(Path(request.path) if request.path else None, mapping, texts)


def _files_from_afar(request: F) -> tuple[F, Mapping[str, str]]:
    path, sources = (str(Path(each).absolute()) if each else "" for each in (request.path, request.sources))
    texts = {path: request.path, sources: request.sources}
    return replace(request, path=path, sources=sources), {far: near for far, near in texts.items() if far}


def _revert(repository: Repository, request: RevertRequest, advance: Advance) -> ChangeSummary:
    reverting = Reverting(repository, request.version)
    origin = Origin(request.author, REVERTED % {"version": request.version, "reason": request.reason}, COMMAND)
    with reverting.explained():
        return _write(repository, origin, reverting, advance, dry_run=request.dry_run)


def _rename(repository: Repository, request: RenameRequest, advance: Advance) -> ChangeSummary:
    renaming = Renaming(repository.store, repository.gate.mapping, request.old, request.new)
    origin = Origin(request.author, request.reason or f"{request.old} is called {request.new}", COMMAND)
    return _write(repository, origin, renaming, advance, dry_run=request.dry_run)


def _decide(repository: Repository, request: DecisionRequest, advance: Advance) -> ChangeSummary:
    compute = decide(request, repository.store, repository.gate.mapping)
    return _write(repository, Origin(request.author, request.reason, COMMAND), compute, advance)


def _write(
    repository: Repository,
    origin: Origin,
    compute: Callable[[ChangeWriter], None],
    advance: Advance,
    *,
    dry_run: bool = False,
) -> ChangeSummary:
    """Commit what `compute` writes down, or with `dry_run` only hold it against the gate."""
    with repository.prepare(origin) as writer:
        compute(writer)
        change = writer.finish()
    version = (repository.rehearse if dry_run else repository.commit)(change, advance)
    return ChangeSummary(version, change.added, change.removed)


def _from_anywhere(request: A) -> tuple[A, Mapping[str, str]]:
    return request, {}


LOAD = Handed("load", LoadRequest, Loaded, _load, _files_from_afar)
EXPORT = Handed("export", ExportRequest, Exported, _export, _files_from_afar)
REVERT = Handed("revert", RevertRequest, ChangeSummary, _revert, _from_anywhere)
RENAME = Handed("rename", RenameRequest, ChangeSummary, _rename, _from_anywhere)
DECIDE = Handed("decide", DecisionRequest, ChangeSummary, _decide, _from_anywhere)

HANDED: Mapping[str, Handed[Any, Any]] = {each.name: each for each in (LOAD, EXPORT, REVERT, RENAME, DECIDE)}
"""The ways to write that a service takes over from commands, by name."""
