"""What is wrong with records, told so that a steward can mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path


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
        found = f" (found: {self.value})" if self.value else ""
        return f"{place}: {self.field or '-'}: {self.message}{found}"


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a check: every fault in the order of files and lines, and notices of what was not checked."""

    violations: tuple[Violation, ...] = ()
    notices: tuple[str, ...] = ()
    records: int = field(default=0, compare=False)

    @property
    def conforms(self) -> bool:
        """Tell whether nothing forbids to load; warnings do not."""
        return not any(each.severity == "Violation" for each in self.violations)

    def with_violations(self, more: Iterable[Violation]) -> Report:
        """Give a report with `more` faults, sorted into their places."""
        return Report(tuple(sorted({*self.violations, *more})), self.notices, self.records)


def form_fault(file: Path, line: int, field_name: str, message: str) -> Violation:
    """Make a violation of the form of a file, before there is any RDF."""
    return Violation(file=str(file), line=line, field=field_name, message=message, shape="form")
