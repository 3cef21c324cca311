"""Turns to write, and changes that take one together: whoever waits meanwhile comes along.

A disk takes as long for many changes as for one, and so does much of what follows a commit. So while some changes are
written others gather, and go together then: each is a version of its own, with its own author and report.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from time import monotonic

from kg.changes import Repository
from kg.changes.position import Position
from kg.errors import LimitExceeded, Unavailable
from kg.validation import Advance

_TURNS = 2
"""Turns of the longest kind for which a change waits at most: one may be before it in any case."""
_GATHERING = 0.05
"""Seconds after which no other change comes along: those that are ready should not wait for them."""


class WriteTurns:
    """Gives turns of so many seconds. Use it on one event loop.

    `total` and `longest` are seconds of turns there were.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.total, self.longest = 0.0, 0.0
        self._lock = asyncio.Lock()

    @property
    def patience(self) -> float:
        """Seconds that a change waits for its turn."""
        return self.seconds * _TURNS

    @property
    def is_taken(self) -> bool:
        """Tell whether somebody has the turn."""
        return self._lock.locked()

    @asynccontextmanager
    async def turn(self, patience: float | None = None) -> AsyncIterator[None]:
        """Wait for the writers before, so many seconds if it is said. Raises Unavailable."""
        try:
            await asyncio.wait_for(self._lock.acquire(), patience)
        except TimeoutError:
            raise self.over() from None
        began = monotonic()
        try:
            yield
        finally:
            self._lock.release()
            took = monotonic() - began
            self.total, self.longest = self.total + took, max(self.longest, took)

    def over(self) -> Unavailable:
        """Make what is raised where a change has waited too long."""
        return Unavailable(f"others were writing for {self.patience:g} s")

    def clock(self) -> Advance:
        """Begin to measure one change: what is given raises LimitExceeded when it has taken longer than a turn."""
        end = monotonic() + self.seconds

        def clock(_: int) -> None:
            if monotonic() > end:
                raise LimitExceeded("time", f"{self.seconds:g} s", "change")

        return clock


@dataclass(eq=False, slots=True)
class _Change:
    """A change that waits, or is done: `stage` brings it before the gate, and gives the version it makes.

    One that is `alone` knows of no other that has not happened yet: it is the first of those that go together.
    """

    stage: Callable[[], int]
    alone: bool
    outcome: asyncio.Future[int]
    version: int = 0
    error: Exception | None = None


class Gathering:
    """Those who wait to change a repository. Use it on one event loop.

    `done` is told of the newest version, and `failed` where what was staged did not happen.
    """

    def __init__(
        self, repository: Repository, turns: WriteTurns, done: Callable[[int], None], failed: Callable[[], None]
    ) -> None:
        self._repository, self._turns, self._done, self._failed = repository, turns, done, failed
        self._waiting: deque[_Change] = deque()
        self._staged: list[_Change] = []
        self._leading: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        return len(self._waiting)

    async def change(self, stage: Callable[[], int], *, alone: bool) -> int:
        """Do a change in the next turn that there is; give its version. Raises Unavailable, and what it raises."""
        loop = asyncio.get_running_loop()
        change = _Change(stage, alone, loop.create_future())
        self._waiting.append(change)
        if self._leading is None:
            self._leading = asyncio.create_task(self._lead(loop))
        expiry = loop.call_later(self._turns.patience, self._give_up, change)
        try:
            return await change.outcome
        finally:
            expiry.cancel()

    def _give_up(self, change: _Change) -> None:
        with suppress(ValueError):  # it is being done
            self._waiting.remove(change)
            if not change.outcome.done():
                change.outcome.set_exception(self._turns.over())

    async def _lead(self, loop: asyncio.AbstractEventLoop) -> None:
        """Take a turn for those who wait, until nobody does."""
        try:
            while self._waiting:
                async with self._turns.turn():
                    await asyncio.to_thread(self._do_together, loop)
        finally:
            self._leading = None

    def _do_together(self, loop: asyncio.AbstractEventLoop) -> None:
        """Stage changes one after the other, and let them happen."""
        until = monotonic() + _GATHERING
        with self._repository.together():
            while (change := self._next(until)) is not None:
                try:
                    change.version = change.stage()
                except Exception as error:  # it is for whoever waits for this change
                    change.error = error
                self._staged.append(change)
            with suppress(Unavailable):  # of which those who wait are told
                self.settle(loop)

    def settle(self, loop: asyncio.AbstractEventLoop) -> None:
        """Let what was staged happen, and answer those who wait for it; called by one that will take long itself.

        Raises Unavailable where it does not happen.
        """
        staged, self._staged = self._staged, []
        before = self._repository.position
        try:
            self._repository.settle()
        except Exception as error:
            loop.call_soon_threadsafe(self._failed)
            for each in staged:
                each.error = each.error or error
            raise
        finally:
            loop.call_soon_threadsafe(self._answer, staged, before)

    def _answer(self, changes: Iterable[_Change], before: Position) -> None:
        """Tell those who wait what became of their changes."""
        if self._repository.position != before:
            self._done(self._repository.position.version)
        for each in changes:
            if each.outcome.done():
                continue  # whoever waited is gone
            if each.error is None:
                each.outcome.set_result(each.version)
            else:
                each.outcome.set_exception(each.error)

    def _next(self, until: float) -> _Change | None:
        with suppress(IndexError):  # whoever waited may just have given up
            while not self._staged or (monotonic() < until and not self._waiting[0].alone):
                change = self._waiting.popleft()
                if not change.outcome.done():
                    return change
        return None
