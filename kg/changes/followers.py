"""Followers: what is derived from the journal, brought to the newest version within the turn of each commit.

Changes that are committed together are one step for them. Nothing derived is primary. A follower that is behind catches
up from the journal; one that is lost, damaged, of an older format or of another history is made again; and what fails
in one is logged and counted, and tried again with the next commit, for a change that is in the journal has happened.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from time import monotonic
from typing import Protocol

from kg.changes.change_set import ChangeSet
from kg.changes.journal import Journal
from kg.changes.position import START, Position
from kg.store import Store

_log = logging.getLogger(__name__)

_LONGEST_PAUSE = 60.0
"""Seconds after which a follower that failed again and again is tried once more; after the first time it is at once."""


class Follower(Protocol):
    """Something that holds in a form of its own what the graph holds at its `position`."""

    @property
    def name(self) -> str:
        """Say what it is, for the log and the metrics."""
        ...

    @property
    def position(self) -> Position | None:
        """Where it stands for certain; None where it is lost, damaged or of another format than this version writes."""
        ...

    def follow(self, changes: Iterator[ChangeSet], graph: Store) -> None:
        """Take in the change sets that come next, oldest first; `graph` is as it is after the last of them.

        Where it raises, `position` says how much of them it has taken in.
        """
        ...

    def rebuild(self, changes: Iterator[ChangeSet], graph: Store) -> None:
        """Forget everything and begin again; `changes` are all there are, and `graph` is as it is after them."""
        ...

    def close(self) -> None:
        """Let go of its files."""
        ...


class Followers:
    """The followers of one journal. `failures` counts, by name, how often one could not follow.

    Use it under the writer's lock, but for `behind` and `failures`: `behind` names those that were not at the newest
    version when all of them were done. To ask one where it stands while it follows would be to see half a change.
    """

    def __init__(self, followers: Sequence[Follower], journal: Journal) -> None:
        self._followers, self._journal = followers, journal
        self._newest = START
        self.behind: Sequence[str] = ()
        self.failures: Counter[str] = Counter()
        self._in_a_row: Counter[str] = Counter()
        self._not_before: dict[str, float] = {}

    def __iter__(self) -> Iterator[Follower]:
        return iter(self._followers)

    def tell(self, changes: Sequence[ChangeSet], graph: Store) -> None:
        """Hand on the change sets that were just committed, which the graph has already."""
        self._newest = changes[-1].position
        for follower in self._followers:
            self._guarded(follower, graph, changes)
        self.behind = self._not_there()

    def catch_up(self, newest: Position, graph: Store) -> bool:
        """Bring each to the newest position, which the graph is at; tell whether one was not there."""
        self._newest = newest
        were_behind = self._not_there()
        for follower in self._followers:
            self._guarded(follower, graph)
        self.behind = self._not_there()
        return bool(were_behind)

    def close(self) -> None:
        """Let all of them go."""
        for follower in self._followers:
            try:
                follower.close()
            except Exception:
                _log.exception("%s could not be closed: it is looked through at the next start", follower.name)

    def _not_there(self) -> list[str]:
        return [each.name for each in self._followers if each.position != self._newest]

    def _guarded(self, follower: Follower, graph: Store, changes: Sequence[ChangeSet] = ()) -> None:
        name = follower.name
        if monotonic() < self._not_before.get(name, 0.0):
            return
        try:
            self._advance(follower, graph, changes)
        except Exception:  # whatever it is: the change has happened
            self.failures[name] += 1
            self._in_a_row[name] += 1
            pause = min(2.0 ** (self._in_a_row[name] - 2), _LONGEST_PAUSE) if self._in_a_row[name] > 1 else 0.0
            self._not_before[name] = monotonic() + pause
            _log.exception("%s could not follow to version %d", name, self._newest.version)
        else:
            self._in_a_row[name] = 0

    def _advance(self, follower: Follower, graph: Store, changes: Sequence[ChangeSet]) -> None:
        position, newest = follower.position, self._newest
        if position == newest:
            return
        if changes and position is not None and position.digest == changes[0].previous:
            follower.follow(iter(changes), graph)
        elif position is not None and position.version <= newest.version and self._journal.has(position):
            follower.follow(self._journal.since(position, newest.version), graph)
        else:
            if position is not None:
                _log.warning("%s is of another history than the journal: it is made again", follower.name)
            follower.rebuild(self._journal.since(START, newest.version), graph)
