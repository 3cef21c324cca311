"""What is wrong with records, told so that a steward can mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from kg.files import UnreadableFile, shown
from kg.spelling import on_one_line

_NAMED = 10
"""Documents that a sentence names before it only counts them."""


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """One fault at one place. `path` is the IRI of the property, `field` its column; empty where not known."""

    file: str = ""
    line: int = 0
    field: str = ""
    message: str = ""
    value: str = ""
    focus: str = ""
    path: str = ""
    shape: str = ""
    severity: str = "Violation"

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.file else self.focus
        value = f" (found: {self.value})" if self.value else ""
        return f"{place}: {self.field or '-'}: {on_one_line(self.message + value)}"


@dataclass(frozen=True, slots=True)
class Unverified:
    """Evidence that was not held against its text: how many citations and quotes, of which documents, and why."""

    reason: str
    citations: int
    quotes: int
    documents: tuple[str, ...]

    def __str__(self) -> str:
        counts = ((self.citations, "citation"), (self.quotes, "quote"))
        counted = " and ".join(f"{count:,} {noun}{'s' * (count > 1)}" for count, noun in counts if count)
        verb = "was" if self.citations + self.quotes == 1 else "were"
        named, others = ", ".join(self.documents[:_NAMED]), len(self.documents) - _NAMED
        more = f" and {others:,} more" if others > 0 else ""
        return f"{counted} {verb} not verified, because {self.reason}{': ' * bool(named)}{named}{more}"


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a check: every fault in the order of files and lines, and what was not checked.

    `notices` say in sentences what was not checked, besides the evidence that is `unverified`.
    """

    violations: tuple[Violation, ...] = ()
    notices: tuple[str, ...] = ()
    records: int = field(default=0, compare=False)
    unverified: tuple[Unverified, ...] = ()

    @property
    def conforms(self) -> bool:
        """Tell whether nothing forbids to load; warnings do not."""
        return not any(each.severity == "Violation" for each in self.violations)

    @property
    def remarks(self) -> tuple[str, ...]:
        """Say in sentences all that was not checked."""
        return (*self.notices, *map(str, self.unverified))

    def with_violations(self, more: Iterable[Violation]) -> Report:
        """Give a report with `more` faults, sorted into their places."""
        return replace(self, violations=tuple(sorted({*self.violations, *more})))


def form_fault(file: Path, line: int, field_name: str, message: str) -> Violation:
    """Make a violation of the form of a file, before there is any RDF."""
    return Violation(file=shown(file), line=line, field=field_name, message=message, shape="form")


def unreadable(file: Path, error: UnreadableFile, field_name: str = "-") -> Violation:
    """Make a violation of a file that cannot be read."""
    fix = f"; {error.fix[0].lower()}{error.fix[1:].rstrip('.')}" if error.fix else ""
    return form_fault(file, error.line, field_name, f"the file {error.reason}{fix}")
