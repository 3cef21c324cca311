"""Files of records put in the place of what they were: whole, or not at all."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.errors import UnreadableInput
from kg.files import open_regular, printable, sync
from kg.records.description import texts_in
from kg.records.description_text import revised_text
from kg.records.json_text import JsonText
from kg.records.lines import read_lines
from kg.records.revision import Revision, revised
from kg.records.table_text import TableText
from kg.records.tables import write_table
from kg.vocabulary import RecordClass, Vocabulary

_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class RevisedFile:
    """A table, or a file of JSON lines, which has no class, and what is to become of it."""

    path: Path
    record_class: RecordClass | None
    revision: Revision


@dataclass(frozen=True, slots=True)
class RevisedDescription:
    """A `dataset.yml`, and the texts in it that are to be others; empty ones are to go."""

    path: Path
    texts: Mapping[str, str]


def rewrite(files: Iterable[RevisedFile | RevisedDescription], vocabulary: Vocabulary) -> list[Path]:
    """Write files with their revisions, once all of them are on disk, and name them.

    Raises UnreadableInput where somebody writes one of them meanwhile; nothing is changed then.
    """
    drafts: list[_Draft] = []
    try:
        for file in files:
            texts = _texts(file, vocabulary) if isinstance(file, RevisedFile) else _description(file)
            drafts.append(_Draft(file.path, texts))
        for draft in drafts:
            draft.demand_unchanged()
        for draft in drafts:
            draft.put_in_place()
    finally:
        for draft in drafts:
            draft.part.unlink(missing_ok=True)
    return [draft.path for draft in drafts]


def _texts(file: RevisedFile, vocabulary: Vocabulary) -> Iterator[str]:
    """Yield the text of a file as it is to be."""
    path, record_class, revision = file.path, file.record_class, file.revision
    if record_class is None:
        yield from revised(read_lines(path), JsonText(vocabulary), revision)
    elif path.exists():
        columns = {name for record in revision.records for name in record.values}
        yield from revised(read_lines(path), TableText.of(path, record_class, columns), revision)
    else:
        table = io.StringIO()
        write_table(revision.added, record_class, table)
        yield table.getvalue()


def _description(file: RevisedDescription) -> Iterator[str]:
    """Yield the text of a description as it is to be. Raises UnreadableInput where that cannot be done in place."""
    text = file.path.read_bytes().decode("utf-8-sig") if file.path.exists() else ""
    revised_ = revised_text(text, file.texts)
    texts = texts_in(revised_)
    if any(texts.get(key, "") != value for key, value in file.texts.items()):
        fix = f"Write {', '.join(file.texts)} there by hand."
        raise UnreadableInput(f"{printable(file.path)} cannot be changed in place", fix)
    yield revised_


class _Draft:
    """The text of a file beside that which it is to replace, on disk."""

    def __init__(self, path: Path, texts: Iterable[str]) -> None:
        self.path = path
        self._target = path.resolve()  # a link stays one
        self.part = self._target.with_name(f".{path.name}.part")
        self._before = _state(self._target)
        with self.part.open("wb") as file:
            if self._before:
                shutil.copymode(self._target, self.part)
                with open_regular(self._target) as original:
                    file.write(_MARK if original.read(3) == _MARK else b"")
            file.writelines(text.encode() for text in texts)
            file.flush()
            os.fsync(file.fileno())

    def demand_unchanged(self) -> None:
        """Raise UnreadableInput where somebody wrote the file meanwhile."""
        if _state(self._target) != self._before:
            raise UnreadableInput(f"{printable(self.path)} was changed while it was read", "Try again.")

    def put_in_place(self) -> None:
        """Replace the file."""
        self.part.replace(self._target)
        sync(self._target.parent)


def _state(path: Path) -> tuple[int, int, int] | None:
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
