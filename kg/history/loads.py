"""Loads: what each brought, and why others were refused.

    LoadReports(home).keep(report)      the report of a load, for whoever looks later
    Loads(log, reports).page(wish)      loads, newest first: those of the journal, and those that were refused
                       .one(id)         one of them

The journal has each load that was accepted. One that was refused changed nothing and is in no journal: its report is
kept beside it, in the home. Only so many are kept, with so many findings each, so that a script which fails every hour
fills no disk.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from threading import Lock
from typing import Any, Literal

from kg.changes import Origin
from kg.changes.position import read_sealed, write_sealed
from kg.errors import UnknownName
from kg.history.log import Log, LogEntry, LogWish
from kg.records import Report, Violation
from kg.records.report import NOTICE, VIOLATION, WARNING
from kg.spelling import shortened

SOURCES = ("file", "import", "graph store", "HTTP")
"""The ways by which loads come."""

MANY = 10
"""Records from which on a change over HTTP is a load and no edit."""

MOST_REPORTS, MOST_FINDINGS = 100, 1_000
"""Reports that are kept, the newest; findings of each, those that forbid first."""

_LONGEST = 500
"""Characters of a text of a finding."""

_FOLDER, _HEAD, _BODY = "loads", ".json", ".findings.json"

_log = logging.getLogger(__name__)
_keeping = Lock()
"""One report at a time: what belongs to none is dropped, and a report has two files."""

Outcome = Literal["accepted", "refused"]


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load found. `version` is the one that it made, 0 where it was refused; `reached` the newest one then.

    `counts` tells how many findings there are of each level, also where not all of them are kept.
    """

    id: str
    origin: Origin
    datasets: tuple[str, ...]
    version: int
    reached: int
    records: int
    counts: Mapping[str, int] = field(default_factory=dict)
    notices: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, report: Report, origin: Origin, datasets: Iterable[str], reached: int, *, is_accepted: bool = False
    ) -> LoadReport:
        """Make the report of a load that ends now, at the version that is `reached`."""
        now = datetime.now(UTC)
        levels = Counter(each.severity for each in (*report.violations, *report.warnings))
        return cls(
            str(reached) if is_accepted else f"{now:%Y%m%dT%H%M%S}{now.microsecond // 1000:03}-{token_hex(4)}",
            replace(origin, time=origin.time or now.isoformat(timespec="seconds")),
            tuple(sorted(datasets)),
            reached if is_accepted else 0,
            reached,
            report.records,
            {level: levels[level] for level in (VIOLATION, WARNING, NOTICE)},
            tuple(shortened(each, _LONGEST) for each in report.remarks[:MOST_FINDINGS]),
        )


class LoadReports:
    """The reports that are kept in a home."""

    def __init__(self, home: Path) -> None:
        self._folder = home / _FOLDER

    def keep(self, report: LoadReport, findings: Iterable[Violation]) -> None:
        """Keep a report with its findings, and drop the oldest; where the disk takes nothing, it is only logged.

        The findings are written first: a report that is told of is whole.
        """
        kept = [_short(each) for each in sorted(findings, key=_gravity)[:MOST_FINDINGS]]
        facts = {**asdict(report), "origin": asdict(report.origin)}
        try:
            with _keeping:
                self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                write_sealed(self._folder / f"{report.id}{_BODY}", {"findings": kept})
                write_sealed(self._folder / f"{report.id}{_HEAD}", facts)
                self._drop()
        except OSError as error:
            _log.warning("The report of a load cannot be kept in %s: %s", self._folder, error.strerror)

    def all(self) -> list[LoadReport]:
        """Give all reports, the newest first; one that was cut short or damaged is left out."""
        reports = (self._read(each) for each in self._heads())
        return sorted((each for each in reports if each), key=_moment, reverse=True)

    def of(self, id_: str) -> LoadReport | None:
        """Find one report."""
        return self._read(self._folder / f"{id_}{_HEAD}") if _is_id(id_) else None

    def findings(self, id_: str) -> list[Violation]:
        """Give the findings of a report, those that forbid first."""
        facts = read_sealed(self._folder / f"{id_}{_BODY}") if _is_id(id_) else None
        return [Violation(**each) for each in (facts or {}).get("findings", ())]

    def _heads(self) -> list[Path]:
        paths = self._folder.glob(f"*{_HEAD}")
        return [each for each in paths if not each.name.endswith(_BODY)]

    @staticmethod
    def _read(path: Path) -> LoadReport | None:
        facts = read_sealed(path)
        return _from_facts(facts) if facts else None

    def _drop(self) -> None:
        """Drop the oldest reports, and what belongs to none."""
        kept = {each.id for each in self.all()[:MOST_REPORTS]}
        for each in self._folder.iterdir():
            if each.name.removesuffix(_BODY).removesuffix(_HEAD) not in kept:
                each.unlink(missing_ok=True)


def _from_facts(facts: Mapping[str, Any]) -> LoadReport:
    origin = {**facts["origin"], "datasets": tuple(facts["origin"]["datasets"])}
    lists = {name: tuple(facts[name]) for name in ("datasets", "notices")}
    return LoadReport(**{**facts, **lists, "origin": Origin(**origin)})


def _is_id(text: str) -> bool:
    return bool(text) and len(text) < 40 and text.isascii() and text.replace("-", "").isalnum()


def _moment(report: LoadReport) -> tuple[int, str, str]:
    return report.reached, report.origin.time, "" if report.version else report.id


def _gravity(violation: Violation) -> int:
    return (VIOLATION, WARNING, NOTICE).index(violation.severity)


def _short(violation: Violation) -> dict[str, Any]:
    facts = asdict(violation)
    return {name: shortened(value, _LONGEST) if isinstance(value, str) else value for name, value in facts.items()}


@dataclass(frozen=True, slots=True)
class LoadEntry:
    """A load: its change, where it was accepted, and its report, where one is kept."""

    change: LogEntry | None
    report: LoadReport | None

    @property
    def id(self) -> str:
        """The version of a load that was accepted, and a name of its own for one that was refused."""
        return str(self.change.version) if self.change else self.report.id if self.report else ""

    @property
    def outcome(self) -> Outcome:
        """Tell whether it was accepted."""
        return "accepted" if self.change else "refused"

    @property
    def origin(self) -> Origin:
        """Say where it came from."""
        known = self.change or self.report
        return known.origin if known else Origin("", "")

    @property
    def datasets(self) -> Sequence[str]:
        """Name the datasets that it was about."""
        known = self.change or self.report
        return known.datasets if known else ()


@dataclass(frozen=True, slots=True)
class LoadWish:
    """Which loads are asked for: of one outcome, of a dataset, before a version; empty and 0 for all."""

    limit: int = 50
    before: int = 0
    outcome: str = ""
    dataset: str = ""


@dataclass(frozen=True, slots=True)
class LoadPage:
    """Loads, newest first, and the version before which the next page begins, 0 where this is the last."""

    entries: tuple[LoadEntry, ...]
    next: int


class Loads:
    """The loads into one home."""

    def __init__(self, log: Log, reports: LoadReports) -> None:
        self._log, self._reports = log, reports

    def page(self, wish: LoadWish) -> LoadPage:
        """Give one page, newest first; loads that were refused stand above the version at which they came."""
        reports = [each for each in self._reports.all() if wish.dataset in ("", *each.datasets)]
        accepted, following = self._accepted(wish, {each.version: each for each in reports if each.version})
        refused = [
            LoadEntry(None, each)
            for each in reports
            if not each.version
            and wish.outcome != "accepted"
            and (not wish.before or each.reached < wish.before)
            and each.reached >= following
        ]
        return LoadPage(tuple(sorted([*accepted, *refused], key=_place, reverse=True)), following)

    def _accepted(self, wish: LoadWish, reports: Mapping[int, LoadReport]) -> tuple[list[LoadEntry], int]:
        if wish.outcome == "refused":
            return [], 0
        page = self._log.page(LogWish(wish.limit, wish.before, source=",".join(SOURCES), dataset=wish.dataset))
        return [LoadEntry(each, reports.get(each.version)) for each in page.entries if _is_load(each)], page.next

    def one(self, id_: str) -> LoadEntry:
        """Give one load by its id. Raises UnknownName."""
        report = self._reports.of(id_)
        if id_.isascii() and id_.isdigit() and len(id_) < 19:
            entry = self._log.entry(int(id_))
            if _is_load(entry):
                return LoadEntry(entry, report)
        elif report is not None:
            return LoadEntry(None, report)
        raise UnknownName("load", id_, (each.id for each in self._newest()))

    def findings(self, entry: LoadEntry) -> list[Violation]:
        """Give what a load found, as far as its report is kept."""
        return self._reports.findings(entry.report.id) if entry.report else []

    def _newest(self) -> Iterator[LoadEntry]:
        yield from self.page(LoadWish(20)).entries


def _is_load(entry: LogEntry) -> bool:
    """Tell a load from an edit, and from what is written to graphs that are no datasets."""
    source = entry.origin.source
    return (
        source in SOURCES and (source == "file" or bool(entry.datasets)) and (source != "HTTP" or entry.records >= MANY)
    )


def _place(entry: LoadEntry) -> tuple[int, bool, str]:
    """Put what was refused at a version after the load that made that version."""
    reached = entry.change.version if entry.change else entry.report.reached if entry.report else 0
    return reached, entry.change is None, entry.id
