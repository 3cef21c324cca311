"""The one write path. Everything that changes the graph is a change set, and every change set is committed here."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import TypeVar

from kg.changes.change_set import ChangeSet, ChangeWriter, Origin, apply
from kg.changes.followers import Follower, Followers
from kg.changes.ground import Ground
from kg.changes.home import HomeLock, demand_head, demand_reached, identify, note_head
from kg.changes.journal import Journal
from kg.changes.names import with_alt_labels
from kg.changes.position import Position
from kg.changes.sameness import with_canonicals
from kg.changes.snapshots import Snapshots
from kg.changes.store_follower import StoreFollower
from kg.errors import KgError, StoreFailed, Unavailable
from kg.records.report import Report
from kg.sentences import Sentence
from kg.store import EMBEDDED, Engine, Snapshot, WritableStore
from kg.validation import NONE_YET, Advance, Gate, Verified

_log = logging.getLogger(__name__)

T = TypeVar("T")


class Refused(KgError):
    """A change set that does not conform. `report` says what is wrong; nothing was changed."""

    kind = "not-conforming"

    def __init__(self, report: Report) -> None:
        count = len(report.violations)
        one = Sentence("The change does not conform: 1 violation")
        several = Sentence("The change does not conform: %(count)s violations", count=count)
        super().__init__(one if count == 1 else several, Sentence("Nothing was changed."))
        self.report = report

    def details(self) -> Mapping[str, object]:
        """Give the violations."""
        return {"violations": [asdict(each) for each in self.report.violations]}


class Repository:
    """The graph in its home folder: the journal, the store that follows it, and whatever else is to follow.

    `trouble` says why nothing can be written just now, and is empty when all is well; :meth:`mend` ends it.
    """

    def __init__(
        self, home: Path, gate: Gate, engine: Engine = EMBEDDED, *, followers: Sequence[Follower] = ()
    ) -> None:
        """Open the home folder and complete from the journal the store and the followers, which are its own then.

        Raises StoreInUse, JournalDamaged, and KgError where this version cannot read it.
        """
        self.home, self.gate, self._engine = home, gate, engine
        self.trouble = ""
        self._damaged = False
        self._lock, self._applying = RLock(), RLock()
        self._ground: Ground | None = None
        self._settled: list[ChangeSet] = []
        self._held = HomeLock(home)
        try:
            self._open(engine, followers)
        except BaseException:
            self._held.release()
            raise

    def _open(self, engine: Engine, followers: Sequence[Follower]) -> None:
        self.id = identify(self.home)
        self.journal = Journal(self.home / "journal", ahead=True)
        self.journal.sweep()
        for name in self.journal.strangers():
            _log.warning("%s is no part of the journal: move it away", self.journal.folder / name)
        self.position = self.journal.verify()
        demand_head(self.home, self.journal, self.position)
        note_head(self.home, self.position)
        self.snapshots = Snapshots(self.home / "snapshots")
        self._with_snapshot = -1
        self.snapshots.sweep()
        self._graph = StoreFollower(self.home / "store", self.journal, engine)
        self.followers = Followers(followers, self.journal)
        self.followers.catch_up(self._graph.position, self._graph.store)

    def __enter__(self) -> Repository:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def store(self) -> WritableStore:
        """The store, which has the newest version. Raises Unavailable where there is trouble."""
        self._demand_whole()
        return self._graph.store

    @property
    def version(self) -> int:
        """The newest version that can be read."""
        return self._graph.position.version

    @property
    def ground(self) -> Ground:
        """What the next change is made on, for whoever has the turn to write. Raises Unavailable."""
        self._demand_whole()
        if self._ground is None:
            self._ground = Ground(self._graph.store, self.position)
        return self._ground

    def prepare(self, origin: Origin) -> ChangeWriter:
        """Begin a change set. Raises Unavailable where there is trouble, and JournalDamaged.

        Its time is never before that of the last change, also where the clock was set back: whoever looks for a version
        by its time relies on that.
        """
        ground = self.ground
        last = ground.changes[-1] if ground.changes else None
        if last is None and ground.position.version:
            last = self.journal.glance(ground.position.version)
        return self.journal.prepare(origin, last.origin.time if last else "")

    def commit(
        self,
        change: ChangeSet,
        advance: Advance = lambda _: None,
        *,
        is_verified: Verified = NONE_YET,
    ) -> int:
        """Bring a change set into the graph and give the version it made; or leave no trace of it.

        The gate checks it (:meth:`stage`). Then the journal takes it, and from that moment on it has happened,
        and the store and the followers do what it says (:meth:`settle`). `advance` is told how far that is, and may
        raise to end it. Raises what :meth:`together` and :meth:`stage` do.
        """
        with self.together():
            return self.stage(change, advance, is_verified=is_verified)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Let all that is staged inside happen at its end; nobody else writes meanwhile. Raises as :meth:`settle`."""
        with self._lock:
            try:
                yield
                self.settle()
            finally:
                self.journal.forget([*self._settled, *self._let_go()])
                self._settled.clear()

    def stage(
        self,
        change: ChangeSet,
        advance: Advance = lambda _: None,
        *,
        is_verified: Verified = NONE_YET,
    ) -> int:
        """Have a change set pass the gate, after those that were staged before, and give the version that it makes.

        What `advance` raises ends it, and leaves no trace. The evidence of records that are verified is not held
        against its texts again. Raises Refused with the report where it does not conform, and Unavailable where there
        is trouble.
        """
        with self._lock:
            if change.is_empty:
                change.discard()
                return self.ground.position.version
            self._pass_gate(change, advance, is_verified)
            try:
                with self._undone_by_failures(change):
                    change = with_alt_labels(change, self.ground, self.gate.mapping)
                    change = with_canonicals(change, self.ground, self.gate.mapping)
                    sealed = self.journal.seal(change, self.ground.position)
            except OSError as error:
                raise Unavailable(f"nothing was changed, for the disk takes nothing: {error.strerror}") from None
            self.ground.take(sealed)
            return sealed.position.version

    def settle(self) -> None:
        """Let all that was staged happen, or nothing of it: journal, store, followers, in this order.

        What the journal has taken has happened: should the store fail then, nothing more is written until it is
        mended; should a follower fail, it catches up later. Raises Unavailable where the disk takes nothing.
        """
        staged = self._let_go()
        if not staged:
            return
        try:
            happened = self.journal.append(staged)
        except OSError as error:
            raise Unavailable(f"nothing was changed, for the disk takes nothing: {error.strerror}") from None
        self._settled += staged
        self.position = happened[-1].position
        try:
            note_head(self.home, self.position)
            with self._applying:
                for change in happened:
                    self._graph.follow(change)
                self.followers.tell(happened, self._graph.store)
        except StoreFailed as failure:
            self.suspect(failure)
        except OSError as error:
            self.suspect(StoreFailed(str(error), lacks_room=True))

    def _let_go(self) -> Sequence[ChangeSet]:
        """Stand on the store again, and give what was staged."""
        ground, self._ground = self._ground, None
        return () if ground is None else ground.changes

    def rehearse(
        self,
        change: ChangeSet,
        advance: Advance = lambda _: None,
        *,
        is_verified: Verified = NONE_YET,
    ) -> int:
        """Do all of a commit that leaves no trace: hold the change against the gate, then drop it.

        Raises as :meth:`commit` does; gives the version that there is.
        """
        self._pass_gate(change, advance, is_verified)
        change.discard()
        return self.ground.position.version

    def copy(self, directory: Path) -> None:
        """Make a store of what the next change is made on, for whoever has the turn to write, who may spoil it.

        Raises Unavailable and StoreFailed.
        """
        self.store.snapshot(directory)
        if self.ground.changes:
            store = self._engine.open(directory)
            for each in self.ground.changes:
                apply(each, store)
            store.close()

    def suspect(self, failure: StoreFailed) -> None:
        """Take note that the store cannot be read or written; nothing is written until :meth:`mend`."""
        self.trouble = failure.reason
        self._damaged = self._damaged or not failure.lacks_room
        _log.error("%s", self.trouble)

    def mend(self) -> bool:
        """Bring the store to where the journal is, by opening it anew, or from the start where it is damaged.

        Tells whether it could; where not, ask again later.
        """
        with self._lock:
            try:
                if self._damaged:  # so are the snapshots: they share their files with the store
                    self._with_snapshot = -1
                    self.snapshots.drop()
                self._ground = None  # it stands on the store that was there
                with self._applying:
                    self._graph.recover(anew=self._damaged)
                    demand_reached(self.journal, self._graph.position, self.position)
                    self.followers.catch_up(self._graph.position, self._graph.store)
            except (OSError, KgError) as error:
                self.trouble = f"the store cannot be mended yet: {error}"
                return False
            self.trouble, self._damaged = "", False
            _log.warning("the store is whole again, at version %d", self.version)
            return True

    def help_followers(self) -> bool:
        """Let those catch up that could not follow, unless it was tried too lately; tell whether there are any."""
        with self._lock, self._applying:
            return not self.trouble and self.followers.catch_up(self._graph.position, self._graph.store)

    def snapshot(self) -> Snapshot:
        """Pin a frozen copy of the newest version, made if there is none yet.

        This waits while a change is being applied to the store, but not while one is being checked. Raises Unavailable.
        """
        ready = self.ready_snapshot()
        if ready is None:
            with self._applying:
                ready = self._make_snapshot()
        return ready

    def newest(self, read: Callable[[int], T]) -> tuple[Position, T]:
        """Give the newest position with what `read` opens of it in a follower: no change comes in between."""
        with self._applying:
            position = self._graph.position
            return position, read(position.version)

    def snapshot_of(self, position: Position) -> Snapshot:
        """Pin a frozen copy of a version that is the newest, or was when somebody began to read.

        Where there is none yet, and a change has come since, it is made of an older copy and the journal. Raises as
        :meth:`snapshot` does.
        """
        with suppress(FileNotFoundError):
            return self.snapshots.find(position)
        with self._applying:
            if self._graph.position == position:
                return self._make_snapshot()
        return self.snapshots.complete(position, self.journal)

    def _make_snapshot(self) -> Snapshot:
        self._demand_whole()
        snapshot = self.snapshots.make(self._graph.position, self.store)
        self._with_snapshot = snapshot.version
        return snapshot

    def ready_snapshot(self) -> Snapshot | None:
        """Pin the copy of the newest version if it is there already; to ask for it never waits."""
        version = self._with_snapshot
        with suppress(FileNotFoundError):  # a newer one was made meanwhile
            return self.snapshots.pin(version) if version == self.version else None
        return None

    def close(self) -> None:
        """Put everything on disk and let go of it."""
        with self._lock:
            if self.trouble:
                self._graph.store.close()  # the next start completes it
            else:
                self._graph.close()
            self.followers.close()
            self._held.release()

    def _demand_whole(self) -> None:
        if self.trouble:
            raise Unavailable(self.trouble)

    @contextmanager
    def _undone_by_failures(self, change: ChangeSet) -> Iterator[None]:
        """Leave no trace of a change if what is done with it fails."""
        try:
            yield
        except StoreFailed as failure:
            change.discard()
            self.suspect(failure)
            raise
        except BaseException:
            change.discard()
            raise

    def _pass_gate(self, change: ChangeSet, advance: Advance, is_verified: Verified) -> None:
        with self._undone_by_failures(change):
            report = self.gate.check(change, self.ground, advance, is_verified=is_verified)
            advance(0)  # what takes too long does not happen
        if not report.conforms:
            change.discard()
            raise Refused(report)
