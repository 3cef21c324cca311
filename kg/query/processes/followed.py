"""How a SPARQL engine of the operator's is kept near the newest version, and what it can be asked meanwhile."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass
from typing import Any

from kg.changes.engine_follower import EngineFollower
from kg.changes.journal import Journal
from kg.changes.position import Position
from kg.errors import EngineFailed, KgError, Unavailable
from kg.query.question import ENGINE, Graph
from kg.store import Engine, Snapshot
from kg.store.address import Address
from kg.store.http_engine import EngineState
from kg.waiting import Upkeep

_log = logging.getLogger(__name__)

_PAUSE = 1.0
"""Seconds between two looks at what the engine holds."""

_PATIENCE = 2.0
"""Seconds after a commit in which queries wait for the engine to have it; later they are answered as of what it has."""

_NOTHING = -1
"""In the place of the version where the engine holds none wholly."""


@dataclass(frozen=True, slots=True)
class FollowingEngine:
    """What an engine is brought up with, and where workers find it.

    The journal, what tells its newest version, a snapshot of that, and what opens it.
    """

    follower: EngineFollower
    address: Address
    journal: Journal
    newest: Callable[[], int]
    snapshot: Callable[[], Awaitable[Snapshot]]
    opened_with: Engine


class Followed:
    """Keeps an engine up. Use it on one event loop, and close it.

    `trouble` says why it cannot follow just now, and is empty when all is well.
    """

    def __init__(self, following: FollowingEngine, longest: float) -> None:
        """`longest` is the seconds that a query may take, which holds the engine at a version."""
        self._following, self._longest = following, longest
        self._follower, self._journal = following.follower, following.journal
        self.trouble = ""
        self._can_be_asked = True
        self.failures = 0
        self._behind_since: float | None = None
        self._wish, self._step = asyncio.Event(), asyncio.Event()
        self._holders, self._changing = 0, asyncio.Lock()
        self._upkeep = Upkeep(self._keep)

    @property
    def version(self) -> int:
        """The version that the engine holds, -1 where it holds none wholly."""
        state = self._follower.held
        return _NOTHING if state is None else state[0].version

    @property
    def left_out(self) -> int:
        """Count the quads that the engine was not given, because it takes them in no form."""
        return self._follower.left_out

    def open(self) -> None:
        """Begin to bring it up."""
        self._upkeep.begin()

    async def stop(self) -> None:
        """Bring it up no more."""
        await self._upkeep.end()
        self._follower.close()

    def look(self) -> None:
        """Have it looked after at once: there is something new, or something is wrong."""
        self._wish.set()

    async def graph(self) -> Graph:
        """Say what it is to be asked of; waits for the newest version, as long as that is new. Raises Unavailable."""
        loop = asyncio.get_running_loop()
        while not self._is_newest():
            if self._behind_since is None:
                self._behind_since = loop.time()
                self.look()
            seconds = self._behind_since + _PATIENCE - loop.time()
            if self.trouble or seconds <= 0:
                break
            with suppress(TimeoutError):
                await asyncio.wait_for(self._step.wait(), seconds)
        position, state = self._demand_whole()
        return Graph(position.version, origin=ENGINE, mark=state.mark, graphs=tuple(sorted(state.graphs)))

    def account(self) -> dict[str, Any]:
        """Tell where it stands. Raises EngineFailed or Unavailable where it answers nothing just now."""
        position, _ = self._demand_whole()
        if not self._can_be_asked:
            raise EngineFailed(self.trouble)
        return {"version": position.version, "trouble": self.trouble}

    def _demand_whole(self) -> tuple[Position, EngineState]:
        state = self._follower.held
        if state is None and self.trouble:
            raise EngineFailed(self.trouble)
        if state is None:
            raise Unavailable("the SPARQL engine is being filled")
        return state

    @asynccontextmanager
    async def hold(self) -> AsyncIterator[None]:
        """Have it stay at its version inside, as far as that does not take too long."""
        self._holders += 1
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._longest), self._changing:  # what is being done is done first
                    pass
            yield
        finally:
            self._holders -= 1
            self._pass_on()

    def _is_newest(self) -> bool:
        return self.version >= self._following.newest()

    async def _keep(self) -> None:
        """Bring it to the newest version, again and again."""
        while True:
            self._wish.clear()
            try:
                await self._bring_up()
            except EngineFailed as error:
                self._take_note(error.failure)
            except (KgError, OSError) as error:  # the journal or the snapshot, of which others take care
                self._take_note(f"does not follow: {error}")
            except Exception:  # whatever it is: to follow is to be tried again
                _log.exception("the SPARQL engine could not follow")
                self._take_note("could not follow, as the log of the service tells")
            self._pass_on()
            if self.trouble:
                await asyncio.sleep(_PAUSE)  # and not sooner, however many wish it
            else:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._wish.wait(), _PAUSE)

    def _take_note(self, trouble: str) -> None:
        self.failures += 1
        if trouble != self.trouble:
            _log.warning("the SPARQL engine stays at version %d: %s", self.version, trouble)
        self.trouble = trouble

    async def _bring_up(self) -> None:
        """Look where it stands, and do what is missing, one change after the other, or all anew."""
        try:
            await asyncio.to_thread(self._follower.look)
        except EngineFailed:
            self._can_be_asked = False
            raise
        self._can_be_asked = True
        while not self._is_newest():
            position = self._follower.position
            if position is None:
                await self._fill()
            else:
                await self._wait_for_holders()
                async with self._changing:
                    await asyncio.to_thread(self._follow, position)
            self._pass_on()
        if self.trouble:
            _log.warning("the SPARQL engine follows again, and has version %d", self.version)
        self._behind_since, self.trouble = None, ""

    def _follow(self, position: Position) -> None:
        for change in self._journal.since(position, position.version + 1):
            self._follower.follow(change)

    async def _fill(self) -> None:
        with await self._following.snapshot() as snapshot:
            _log.warning("the SPARQL engine is filled anew, with version %d", snapshot.version)
            self.trouble = ""  # it is not that any more
            await asyncio.to_thread(self._fill_with, snapshot)
            _log.warning("the SPARQL engine holds version %d", snapshot.version)

    def _fill_with(self, snapshot: Snapshot) -> None:
        with closing(self._following.opened_with.open_snapshot(snapshot.folder)) as graph:
            self._follower.fill(self._journal.position(snapshot.version), graph)

    async def _wait_for_holders(self) -> None:
        """Wait until nobody holds it at its version, but not for ever."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._longest):
                while self._holders:
                    await self._step.wait()

    def _pass_on(self) -> None:
        """Let those who wait look again."""
        self._step.set()
        self._step = asyncio.Event()
