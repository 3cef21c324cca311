"""The one write path. Everything that changes the graph is a change set, and every change set is committed here."""

from __future__ import annotations

import os
from pathlib import Path
from threading import RLock
from types import TracebackType

from kg.changes.change_set import ChangeSet, ChangeWriter
from kg.changes.journal import Journal
from kg.changes.replica import apply, is_bulk
from kg.changes.snapshots import Snapshots
from kg.errors import KgError
from kg.records.report import Report
from kg.store import EmbeddedStore, Store
from kg.validation import Advance, Gate


class Refused(KgError):
    """A change set that does not conform. `report` says what is wrong; nothing was changed."""

    def __init__(self, report: Report) -> None:
        count = len(report.violations)
        super().__init__(
            f"The change does not conform: {count} violation{'s' if count != 1 else ''}",
            "Nothing was changed.",
        )
        self.report = report


class Repository:
    """The graph in its home folder: the store, the journal behind it, and the version both have reached."""

    def __init__(self, home: Path, gate: Gate, *, union: bool = True) -> None:
        """Open the home folder and complete the store from the journal. Raises StoreInUse."""
        self.home, self.gate = home, gate
        self._is_new = not (home / "store").is_dir()
        self.store: Store = EmbeddedStore.open(home / "store", union=union)
        self.journal = Journal(home / "journal")
        self.snapshots = Snapshots(home / "snapshots")
        self._snapshot: tuple[int, Path] | None = None
        self._lock = RLock()
        self._recover()

    def __enter__(self) -> Repository:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def prepare(self, author: str, reason: str) -> ChangeWriter:
        """Begin a change set."""
        return self.journal.prepare(author, reason)

    def commit(self, change: ChangeSet, advance: Advance = lambda _: None) -> int:
        """Bring a change set into the graph and give the version it made; or leave no trace of it.

        Gate, journal, store, version, in this order. Raises Refused with the report where it does not conform.
        """
        with self._lock:
            if change.is_empty:
                change.discard()
                return self.version
            self._pass_gate(change, advance)
            written = self.journal.append(change, self.version + 1)
            self._apply(self.version + 1, written)
            return self.version

    def rehearse(self, change: ChangeSet, advance: Advance = lambda _: None) -> int:
        """Do all of a commit that leaves no trace: hold the change against the gate, then drop it.

        Raises Refused where it does not conform; gives the version that there is.
        """
        self._pass_gate(change, advance)
        change.discard()
        return self.version

    def snapshot(self) -> tuple[int, Path]:
        """Give the newest version and a folder with a frozen copy of it, made if there is none yet.

        While a change is being committed this gives the version before it, without waiting.
        """
        ready = self.ready_snapshot
        if ready is None:
            with self._lock:
                ready = self._snapshot = self.version, self.snapshots.make(self.version, self.store)
        return ready

    @property
    def ready_snapshot(self) -> tuple[int, Path] | None:
        """The snapshot of the newest version if it is there already; asking for it never waits."""
        ready = self._snapshot
        return ready if ready is not None and ready[0] == self.version else None

    def close(self) -> None:
        """Put everything on disk and let go of it."""
        with self._lock:
            self._checkpoint()
            self.store.close()

    def _pass_gate(self, change: ChangeSet, advance: Advance) -> None:
        report = self.gate.check(change, self.store, advance)
        if not report.conforms:
            change.discard()
            raise Refused(report)

    def _recover(self) -> None:
        self.journal.sweep()
        self.version = 0 if self._is_new else _read_number(self.home / "version")
        for version, change in self.journal.since(self.version):
            self._apply(version, change)

    def _apply(self, version: int, change: ChangeSet) -> None:
        apply(change, self.store)
        self.version = version
        if is_bulk(change):
            self._checkpoint()

    def _checkpoint(self) -> None:
        """Note on disk which version the store holds for certain, so that recovery starts there."""
        self.store.flush()
        draft = self.home / "version.draft"
        with draft.open("w", encoding="ascii") as file:
            file.write(f"{self.version}\n")
            os.fsync(file.fileno())
        draft.replace(self.home / "version")


def _read_number(path: Path) -> int:
    """Read the number in a file; where there is none, 0, from where replaying is slower but just as right."""
    text = path.read_text(encoding="ascii", errors="replace").strip() if path.is_file() else ""
    return int(text) if text.isdecimal() else 0
