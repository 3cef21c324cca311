"""Files of records written again where records changed; whatever did not change stays, byte for byte.

A file is taken as units: a row with its line end, a blank line, a line of JSON. Those of unchanged records are passed
on as they are, so that version control shows the lines of the changed ones and no others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from typing import Protocol

from kg.records.model import Record

Unit = tuple[str, str]
"""The id of a record, empty where there is none, and the text with its line end."""

_LINE_END = re.compile(r"(?:\r\n|\r|\n)?\Z")


@dataclass(frozen=True, slots=True)
class Revision:
    """What is to become of the records of one file.

    `changed` gives by id what the file says and what it is to say, None where the record goes. `added` come in, in the
    order of their ids: each at its place where `is_sorted`, and else after the last record.
    """

    changed: Map[str, tuple[Record, Record | None]] = field(default_factory=dict)
    added: Sequence[Record] = ()
    is_sorted: bool = False

    @property
    def records(self) -> list[Record]:
        """List the records as they are to be."""
        return [*(after for _, after in self.changed.values() if after), *self.added]


class FileForm(Protocol):
    """How one kind of file is written; texts of records come and go without their line ends."""

    def units(self, lines: Iterable[str]) -> Iterator[Unit]:
        """Divide the lines of the file; the first unit may be a header."""
        ...

    def header(self, text: str) -> str:
        """Write what stands before all records."""
        ...

    def unchanged(self, text: str) -> str:
        """Write a record that stays as it is."""
        ...

    def changed(self, text: str, before: Record, after: Record) -> str:
        """Write a record anew where it differs."""
        ...

    def added(self, record: Record) -> str:
        """Write a record that the file did not have."""
        ...


def revised(lines: Iterable[str], form: FileForm, revision: Revision) -> Iterator[str]:
    """Yield the text of a file with a revision."""
    added, line_end, is_open, blank = list(reversed(revision.added)), "", False, list[str]()
    for number, (id_, unit) in enumerate(form.units(lines)):
        text, own_end = split_end(unit)
        line_end = line_end or own_end
        if not id_ and number:
            blank.append(unit)
            continue
        yield "".join(blank)
        blank.clear()
        while revision.is_sorted and id_ and added and added[-1].id < id_:
            yield form.added(added.pop()) + (line_end or "\n")
        before, after = revision.changed.get(id_, (None, None))
        if before is not None and after is None:
            continue
        is_open = not own_end
        if not id_:
            yield form.header(text) + own_end
        else:
            yield (form.changed(text, before, after) if before and after else form.unchanged(text)) + own_end
    for record in reversed(added):
        text, end = form.added(record), line_end or "\n"
        yield end + text if is_open else text + end
    yield "".join(blank)


def split_end(text: str) -> tuple[str, str]:
    """Divide a text from its line end.

    >>> split_end("a,b\\r\\n"), split_end("a,b")
    (('a,b', '\\r\\n'), ('a,b', ''))
    """
    match = _LINE_END.search(text)
    at = match.start() if match else len(text)
    return text[:at], text[at:]
