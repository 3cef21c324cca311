"""How many records had which shortcoming at each version: the course of quality, exactly, without graphs of the past.

A record that one version alone said something of has stood as it stands now since that version. Of the others the rows
of the change sets that came later are taken back, the newest first; each change set is read once, and what was found
holds for good. Nothing is done while a change is committed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from threading import Lock

from kg.catalogue import LASTING, Catalogue, Standing, Touches, standing_of
from kg.changes import ChangeSet, Journal
from kg.curated import Curated
from kg.errors import LimitExceeded, Unavailable
from kg.mapping import Mapping as RecordMapping
from kg.mapping import record_quads
from kg.store import Quads
from kg.store.rdf import NamedNode, Quad
from kg.store.statements import Statement, statement_of

MOST_TAKEN_BACK = 200_000
"""Changes of records, beyond the first of each, that are taken back; of a graph with more there is no course."""

CLAIMS = "claims"
"""What is counted besides shortcomings."""

STEPS = {"version": 0, "day": len("2026-11-26"), "month": len("2026-11"), "year": len("2026")}
"""The steps in which a course is told, with how much of a time tells one from another."""

_MOST_DAYS, _MOST_MONTHS = 92, 120
"""How many of them there are at most where nobody names a step."""

Judged = tuple[int, Standing]
"""A version that said something else of a record, and how that stood then."""


@dataclass(frozen=True, slots=True)
class CourseCount:
    """How many claims there were at a version, and how many records had each of the lasting shortcomings."""

    version: int
    claims: int
    lacking: Mapping[str, int]


class KeptCourse:
    """The course of one journal, brought to each version that is asked about. Threads take turns."""

    def __init__(self, journal: Journal) -> None:
        self._journal, self._lock = journal, Lock()
        self._again: Mapping[str, Sequence[Judged]] = {}
        self._last: tuple[int, Touches | None] | None = None

    def counts(
        self, catalogue: Catalogue, store: Quads, versions: Sequence[int], class_name: str = "", dataset: str = ""
    ) -> list[CourseCount]:
        """Count at some versions, in their order, all or those of a class and of a dataset.

        The catalogue and the store are those of the newest version. Raises Unavailable where it is not noted which
        versions said something of which records, LimitExceeded where there are more than `MOST_TAKEN_BACK` changes.
        """
        with self._lock:
            touches = self._touches(catalogue)
            if touches is None:
                raise Unavailable("the index has not followed all changes")
            if sum(len(each) - 1 for each in touches.again.values()) > MOST_TAKEN_BACK:
                raise LimitExceeded("result", f"{MOST_TAKEN_BACK:,} changes of records")
            self._again = histories(touches.again, self._again, self._journal, store, catalogue.mapping)
            again = self._again
        changes = _first_changes(touches, catalogue, class_name, dataset)
        graph = catalogue.mapping.graph(dataset).value if dataset else ""
        for judged in again.values():
            for version, change in _changes_of(judged, class_name, graph):
                changes[version].update(change)
        return _added_up(changes, versions)

    def _touches(self, catalogue: Catalogue) -> Touches | None:
        if self._last is None or self._last[0] != catalogue.version:
            self._last = catalogue.version, catalogue.divisions.touches()
        return self._last[1]


def histories(
    touched: Mapping[str, Sequence[int]],
    before: Mapping[str, Sequence[Judged]],
    journal: Journal,
    store: Quads,
    mapping: RecordMapping,
) -> dict[str, list[Judged]]:
    """Tell how each of some records stood after each version that said something of it, the oldest first.

    `before` is what was told of them at an older version. Raises JournalDamaged.
    """
    newer = {iri: [each for each in versions if each > _last(before.get(iri))] for iri, versions in touched.items()}
    by_version: dict[int, list[str]] = defaultdict(list)
    for iri, versions in newer.items():
        for version in versions[1:]:
            by_version[version].append(iri)
    said = {iri: {*map(statement_of, _quads(iri, store, mapping))} for iri, versions in newer.items() if versions}
    for version, iris in by_version.items():
        _add_unlinked(journal.glance(version), {iri: said[iri] for iri in iris}, store, mapping)
    judged: dict[str, list[Judged]] = {iri: [] for iri in said}
    for version in sorted(by_version, reverse=True):
        for iri in by_version[version]:
            judged[iri].append((version, standing_of(iri, said[iri], mapping)))
        _take_back(journal.glance(version), {iri: said[iri] for iri in by_version[version]}, mapping)
    for iri, statements in said.items():
        judged[iri].append((newer[iri][0], standing_of(iri, statements, mapping)))
    return {iri: [*before.get(iri, ()), *reversed(judged.get(iri, ()))] for iri in touched}


def _last(judged: Sequence[Judged] | None) -> int:
    return judged[-1][0] if judged else 0


def _quads(iri: str, store: Quads, mapping: RecordMapping) -> Iterator[Quad]:
    return record_quads(Curated(store, mapping.base_iri), NamedNode(iri))


def _add_unlinked(change: ChangeSet, said: Mapping[str, set[Statement]], store: Quads, mapping: RecordMapping) -> None:
    """Add what is said still of evidence that a change set took from records: it is theirs before that."""
    records = Curated(store, mapping.base_iri)
    for is_addition, (subject, _, term, _) in change.statements():
        statements = said.get(subject[1:-1])
        if statements is not None and not is_addition and term.startswith(f"{subject[:-1]}#"):
            statements.update(records.about(term))


def _take_back(change: ChangeSet, said: Mapping[str, set[Statement]], mapping: RecordMapping) -> None:
    """Take what a change set did out of what is said of some records."""
    datasets = f"<{mapping.graph('').value}"
    for is_addition, statement in change.statements():
        statements = said.get(statement[0][1:-1].partition("#")[0])
        if statements is None or not statement[3].startswith(datasets):
            continue
        if is_addition:
            statements.discard(statement)
        else:
            statements.add(statement)


def _first_changes(touches: Touches, catalogue: Catalogue, class_name: str, dataset: str) -> dict[int, Counter[str]]:
    """Count by version the records that it alone said something of: they have stood since as they do now."""
    divisions = catalogue.divisions
    groups = {CLAIMS: divisions.claims(), **{each: catalogue.lacking(each, "") for each in LASTING}}
    if class_name:
        groups = {name: numbers & divisions.of_class(class_name) for name, numbers in groups.items()}
    if dataset:
        groups = {name: numbers & divisions.of_dataset(dataset) for name, numbers in groups.items()}
    return defaultdict(
        Counter,
        {
            version: Counter({name: numbers.intersection_cardinality(each) for name, each in groups.items()})
            for version, numbers in touches.once.items()
        },
    )


def _changes_of(judged: Sequence[Judged], class_name: str, graph: str) -> Iterator[tuple[int, Counter[str]]]:
    """Yield the versions by which a record came to count or ceased to, for what."""
    before: Counter[str] = Counter()
    for version, standing in judged:
        after = Counter[str]()
        if standing.is_of(class_name, graph):
            after = Counter([*standing.lacks, *([CLAIMS] if standing.is_claim else [])])
        change = Counter(after)
        change.subtract(before)
        yield version, change
        before = after


def _added_up(changes: Mapping[int, Counter[str]], versions: Sequence[int]) -> list[CourseCount]:
    """Add changes up until each of some versions, which are in order."""
    counts, done, total = list[CourseCount](), 0, Counter[str]()
    ordered = sorted(changes)
    for version in versions:
        while done < len(ordered) and ordered[done] <= version:
            total.update(changes[ordered[done]])
            done += 1
        counts.append(CourseCount(version, total[CLAIMS], {name: total[name] for name in LASTING}))
    return counts


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time, as much of a time in ISO 8601 as tells it, and the last version in it."""

    name: str
    version: int


def periods(time_of: Callable[[int], str], newest: int, step: str, most: int) -> tuple[str, list[Period], bool]:
    """List the periods in which there were changes, the last `most` of them, the oldest first.

    `step` is one of `STEPS`, or empty for that which suits. Tells the step as well, and whether there are earlier ones.

    >>> times = ["", "2025-12-30", "2026-01-02", "2026-01-09"]
    >>> [each.version for each in periods(times.__getitem__, 3, "month", 9)[1]]
    [1, 3]
    """
    if not newest:
        return step or "version", [], False
    step = step or _suitable(time_of(1), time_of(newest))
    if step == "version":
        first = max(1, newest - most + 1)
        return step, [Period(time_of(each), each) for each in range(first, newest + 1)], first > 1
    periods, version = list[Period](), newest
    while version and len(periods) < most:
        name = time_of(version)[: STEPS[step]]
        periods.append(Period(name, version))
        version = bisect_left(range(1, version + 1), name, key=lambda each: time_of(each)[: STEPS[step]])
    return step, periods[::-1], version > 0


def _suitable(first: str, last: str) -> str:
    days = (date.fromisoformat(last[:10]) - date.fromisoformat(first[:10])).days
    if days <= 0:
        return "version"
    return "day" if days <= _MOST_DAYS else "month" if days <= _MOST_MONTHS * 30 else "year"
