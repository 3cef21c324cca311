"""Verification: whether a home holds what was written to it, and whether what is derived follows from the journal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from kg.changes.archive import asked_version
from kg.changes.change_set import ChangeSet
from kg.changes.home import HomeLock, demand_head, demand_known
from kg.changes.journal import Journal
from kg.changes.position import START, Position
from kg.changes.replica import Replica
from kg.changes.snapshots import Snapshots
from kg.changes.store_follower import noted_position
from kg.errors import JournalDamaged, KgError, StoreFailed, StoreInUse
from kg.store import EMBEDDED, Store

_UNCERTAIN = "is not certain to hold a version of the journal"
_REMADE = "It is made again from the journal when the graph is opened."
_REMOVE = "Remove the folder: it is made again from the journal when the graph is opened."


@dataclass(frozen=True, slots=True)
class Damage:
    """One thing that is not as it should be. A `warning` harms nobody."""

    place: str
    problem: str
    fix: str
    warning: bool = False


@dataclass(frozen=True, slots=True)
class Verification:
    """What was looked at, up to which position, and what was found."""

    position: Position
    checked: tuple[str, ...] = ()
    findings: tuple[Damage, ...] = ()

    @property
    def holds(self) -> bool:
        """Tell whether nothing is damaged."""
        return all(each.warning for each in self.findings)


class Verifiable(Protocol):
    """A follower whose files can be looked at without being changed."""

    @property
    def name(self) -> str:
        """Say what it is."""
        ...

    @property
    def place(self) -> Path:
        """Say where its files are."""
        ...

    def position_on_disk(self) -> Position | None:
        """Say where its files stand; None where they are not as they were written."""
        ...

    def differing(self, changes: Iterator[ChangeSet], graph: Store) -> list[str]:
        """Name the parts in which they differ from what follows from a graph and the changes that led to it."""
        ...


def verify(
    home: Path,
    followers: Sequence[Verifiable] = (),
    *,
    deep: bool = False,
    at: str = "",
    advance: Callable[[int], object] = lambda _: None,
) -> Verification:
    """Hold a home against itself: the journal whole and chained, all else at positions of it.

    With `deep` every quad of store and snapshots, and all that followers hold, is compared with what the journal says;
    that takes the graph in memory. Works beside a running service, whose store and followers are left alone.
    `advance` is told of each change set. With `at`, a time, only what was there then is looked at: whatever happened
    to it later, the history until then may be whole. Raises KgError where there is no graph, or one that this version
    cannot read, and UnreadableInput for what is no time.
    """
    if not (home / "journal").is_dir():
        raise KgError(f"There is no graph in {home}", "Say with --home where it is.")
    demand_known(home)
    journal = Journal(home / "journal")
    strangers = tuple(
        Damage(str(journal.folder / name), "is no part of the journal", "Move it away.", warning=True)
        for name in journal.strangers()
    )
    try:
        until = asked_version(journal, journal.version, None, at)
        position = journal.verify(advance, until)
        if until is None:
            demand_head(home, journal, position)
    except JournalDamaged as damage:
        finding = Damage(damage.place, damage.reason, damage.fix)
        return Verification(START, ("journal",), (*strangers, finding))
    checks: list[_Check] = []
    if until is None and not _is_served(home):
        checks += [*_store(home, position), *_followers(followers, journal, position)]
    checks += _snapshots(home, journal, until)
    checked, findings = ["journal"], [*strangers]
    replica = Replica(journal)
    for check in sorted(checks, key=lambda each: each.position.version):
        checked.append(check.name)
        if check.finding is not None:
            findings.append(check.finding)
        elif deep:
            findings += check.compare(replica.advance(check.position.version))
    return Verification(position, tuple(checked), tuple(findings))


@dataclass(frozen=True, slots=True)
class _Check:
    """A folder of something derived, where it stands, and what is wrong with it before it is opened.

    `compare` holds it against the graph as the journal has it at that position.
    """

    name: str
    position: Position
    finding: Damage | None
    compare: Callable[[Store], list[Damage]]


def _is_served(home: Path) -> bool:
    """Tell whether a process has the home open for writing."""
    try:
        HomeLock(home).release()
    except StoreInUse:
        return True
    return False


def _store(home: Path, newest: Position) -> Iterator[_Check]:
    folder = home / "store"
    if folder.is_dir():
        noted = noted_position(folder)
        yield _Check("store", noted or START, _fault(folder, noted, newest), partial(_compare, folder))


def _followers(followers: Sequence[Verifiable], journal: Journal, newest: Position) -> Iterator[_Check]:
    for follower in followers:
        if follower.place.is_dir():
            position = follower.position_on_disk()
            position = position if position is not None and journal.has(position) else None
            finding = _fault(follower.place, position, newest)
            compare = partial(_compare_follower, follower, journal, position or START)
            yield _Check(follower.name, position or START, finding, compare)


def _fault(folder: Path, position: Position | None, newest: Position) -> Damage | None:
    """Say what is wrong with where something stands."""
    if position is None:
        return Damage(str(folder), _UNCERTAIN, _REMADE)
    if position != newest:
        problem = f"stands at version {position.version}, and the journal at {newest.version}"
        return Damage(str(folder), problem, "It is completed when the graph is opened.", warning=True)
    return None


def _snapshots(home: Path, journal: Journal, until: int | None) -> Iterator[_Check]:
    snapshots = Snapshots(home / "snapshots")
    for version in snapshots.versions():
        if until is not None and version > until:
            continue
        folder = snapshots.path(version)
        noted = noted_position(folder)
        is_ours = noted is not None and journal.has(noted)
        finding = None if is_ours else Damage(str(folder), _UNCERTAIN, _REMADE, warning=True)
        yield _Check(f"snapshot {version}", noted or START, finding, partial(_compare, folder))


def _compare_follower(follower: Verifiable, journal: Journal, position: Position, graph: Store) -> list[Damage]:
    """Compare all that a follower holds with what follows from the journal at the same position."""
    parts = follower.differing(journal.since(START, position.version), graph)
    problem = f"is not what follows from the journal: {', '.join(parts)}"
    return [Damage(str(follower.place), problem, _REMOVE)] if parts else []


def _compare(folder: Path, replica: Store) -> list[Damage]:
    """Compare every quad with what the journal says at the same position."""
    try:
        snapshot = EMBEDDED.open_snapshot(folder)
        missing, more = _count_missing(replica, snapshot), _count_missing(snapshot, replica)
    except StoreFailed as failure:
        return [Damage(str(folder), failure.reason, _REMOVE)]
    if not missing and not more:
        return []
    problem = f"lacks {missing:,} quads, and has {more:,} that are not in the journal"
    return [Damage(str(folder), problem, _REMOVE)]


def _count_missing(those: Store, others: Store) -> int:
    """Count the quads of one store that another has not."""
    return sum(quad not in others for quad in those.quads())
