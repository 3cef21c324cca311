"""What is wrong with records, told so that a steward can mend it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from kg.files import UnreadableFile, printable
from kg.spelling import on_one_line

VIOLATION, WARNING, NOTICE = "Violation", "Warning", "Info"
"""The levels of what a check finds, as SHACL calls its severities."""

_LEVELS = {WARNING: "warning", NOTICE: "notice"}
_NAMED = 10
"""Documents that a sentence names before it only counts them."""


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """One fault at one place. `path` is the IRI of the property, `field` its column; empty where not known.

    `shape` is the IRI of the shape, or the id of the check; one whose `severity` is WARNING or NOTICE forbids nothing.
    """

    file: str = ""
    line: int = 0
    field: str = ""
    message: str = ""
    value: str = ""
    focus: str = ""
    path: str = ""
    shape: str = ""
    severity: str = VIOLATION

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.file else self.focus
        value = f" (found: {self.value})" if self.value else ""
        level = f"{_LEVELS[self.severity]}: " if self.severity in _LEVELS else ""
        check = f" [{self.shape}]" if level else ""
        return f"{place}: {self.field or '-'}: {level}{on_one_line(self.message + value)}{check}"


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


def in_all(parts: Iterable[Unverified]) -> tuple[Unverified, ...]:
    """Add up what was counted in parts, by reason.

    >>> [str(each) for each in in_all([Unverified("no text", 1, 0, ("a",)), Unverified("no text", 1, 1, ("b",))])]
    ['2 citations and 1 quote were not verified, because no text: a, b']
    """
    by_reason: dict[str, list[Unverified]] = {}
    for each in parts:
        by_reason.setdefault(each.reason, []).append(each)
    return tuple(
        Unverified(
            reason,
            sum(each.citations for each in own),
            sum(each.quotes for each in own),
            tuple(sorted({document for each in own for document in each.documents})),
        )
        for reason, own in sorted(by_reason.items())
    )


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a check: every fault in the order of files and lines, and what was not checked.

    `notices` say in sentences what was not checked, besides the evidence that is `unverified`. `warnings` are what
    conforms and may well be wrong all the same, of the levels WARNING and NOTICE.
    """

    violations: tuple[Violation, ...] = ()
    notices: tuple[str, ...] = ()
    records: int = field(default=0, compare=False)
    unverified: tuple[Unverified, ...] = ()
    warnings: tuple[Violation, ...] = ()

    @property
    def conforms(self) -> bool:
        """Tell whether nothing forbids to load; warnings do not."""
        return self.count(VIOLATION) == 0

    def count(self, level: str) -> int:
        """Count what was found of a level."""
        return sum(each.severity == level for each in (*self.violations, *self.warnings))

    def down_to(self, level: str) -> tuple[Violation, ...]:
        """Give what was found of a level and of those above it, in the order of files and lines."""
        levels = (VIOLATION, WARNING, NOTICE)
        levels_down = levels[: levels.index(level) + 1]
        return tuple(sorted(each for each in (*self.violations, *self.warnings) if each.severity in levels_down))

    @property
    def remarks(self) -> tuple[str, ...]:
        """Say in sentences all that was not checked."""
        return (*self.notices, *map(str, self.unverified))

    @property
    def in_short(self) -> tuple[str, ...]:
        """Say in sentences all that was not checked, and how many warnings there are by check."""
        counts = Counter(each.shape for each in self.warnings if each.severity == WARNING)
        if not counts:
            return self.remarks
        by_check = ", ".join(f"{count:,} of {id_}" for id_, count in sorted(counts.items()))
        total, plural = counts.total(), "s" if counts.total() > 1 else ""
        return (*self.remarks, f"{total:,} warning{plural}: {by_check}; `kg check` lists them")

    def with_violations(self, more: Iterable[Violation]) -> Report:
        """Give a report with `more` faults, sorted into their places."""
        return replace(self, violations=tuple(sorted({*self.violations, *more})))


def form_fault(file: Path, line: int, field_name: str, message: str) -> Violation:
    """Make a violation of the form of a file, before there is any RDF."""
    return Violation(file=printable(file), line=line, field=field_name, message=message, shape="form")


def unreadable(file: Path, error: UnreadableFile, field_name: str = "-") -> Violation:
    """Make a violation of a file that cannot be read."""
    fix = f"; {error.fix[0].lower()}{error.fix[1:].rstrip('.')}" if error.fix else ""
    return form_fault(file, error.line, field_name, f"the file {error.reason}{fix}")
