"""Verification: whether a home holds what was written to it, and whether what is derived follows from the journal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

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
class Finding:
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
    findings: tuple[Finding, ...] = ()

    @property
    def holds(self) -> bool:
        """Tell whether nothing is damaged."""
        return all(each.warning for each in self.findings)


def verify(home: Path, *, deep: bool = False, advance: Callable[[int], object] = lambda _: None) -> Verification:
    """Hold a home against itself: the journal whole and chained, store and snapshots at positions of it.

    With `deep` every quad of them is compared with what the journal says; that takes the graph in memory. Works beside
    a running service, whose store is left alone. `advance` is told of each change set. Raises KgError where there is
    no graph, or one that this version cannot read.
    """
    if not (home / "journal").is_dir():
        raise KgError(f"There is no graph in {home}", "Say with --home where it is.")
    demand_known(home)
    journal = Journal(home / "journal")
    strangers = tuple(
        Finding(str(journal.folder / name), "is no part of the journal", "Move it away.", warning=True)
        for name in journal.strangers()
    )
    try:
        position = journal.verify(advance)
        demand_head(home, journal, position)
    except JournalDamaged as damage:
        finding = Finding(damage.place, damage.reason, damage.fix)
        return Verification(START, ("journal",), (*strangers, finding))
    checks = [*_store(home, position), *_snapshots(home, journal)]
    checked, found = ["journal"], [*strangers]
    replica = Replica(journal)
    for check in sorted(checks, key=lambda each: each.position.version):
        checked.append(check.name)
        found += [check.finding] if check.finding else _compare(check, replica) if deep else []
    return Verification(position, tuple(checked), tuple(found))


@dataclass(frozen=True, slots=True)
class _Check:
    """A folder of the engine, where it stands, and what is wrong with it before it is opened."""

    name: str
    folder: Path
    position: Position
    finding: Finding | None = None


def _store(home: Path, newest: Position) -> Iterator[_Check]:
    """Check the store, unless a service that runs holds it."""
    folder = home / "store"
    try:
        lock = HomeLock(home)
    except StoreInUse:
        return
    lock.release()
    if not folder.is_dir():
        return
    noted, finding = noted_position(folder), None
    if noted is None:
        finding = Finding(str(folder), _UNCERTAIN, _REMADE)
    elif noted != newest:
        problem = f"stands at version {noted.version}, and the journal at {newest.version}"
        finding = Finding(str(folder), problem, "It is completed when the graph is opened.", warning=True)
    yield _Check("store", folder, noted or START, finding)


def _snapshots(home: Path, journal: Journal) -> Iterator[_Check]:
    snapshots = Snapshots(home / "snapshots")
    for version in snapshots.versions():
        folder = snapshots.path(version)
        noted = noted_position(folder)
        is_ours = noted is not None and journal.has(noted)
        finding = None if is_ours else Finding(str(folder), _UNCERTAIN, _REMADE, warning=True)
        yield _Check(f"snapshot {version}", folder, noted or START, finding)


def _compare(check: _Check, replica: Replica) -> list[Finding]:
    """Compare every quad with what the journal says at the same position."""
    said = replica.advance(check.position.version)
    try:
        held = EMBEDDED.open_snapshot(check.folder)
        missing, more = _count_missing(said, held), _count_missing(held, said)
    except StoreFailed as failure:
        return [Finding(str(check.folder), failure.reason, _REMOVE)]
    if not missing and not more:
        return []
    problem = f"lacks {missing:,} quads, and has {more:,} that are not in the journal"
    return [Finding(str(check.folder), problem, _REMOVE)]


def _count_missing(those: Store, others: Store) -> int:
    """Count the quads of one store that another has not."""
    return sum(quad not in others for quad in those.quads())
