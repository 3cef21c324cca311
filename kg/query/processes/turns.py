"""Whose turn it is: a worker goes to the clients in turn, and none has more than its share of them at once."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Callable
from typing import Generic, TypeVar

from kg.errors import TooManyRequests, Unavailable

Worker = TypeVar("Worker")


class Turns(Generic[Worker]):
    """Free workers, and the clients that wait for one; one client alone fills half of the queue at most."""

    def __init__(self, capacity: int, per_client: int) -> None:
        self._capacity, self._per_client = capacity, per_client
        self._idle: list[Worker] = []
        self._running: Counter[str] = Counter()
        self._queues: dict[str, deque[asyncio.Future[Worker]]] = {}  # the client whose turn is next comes first

    @property
    def idle(self) -> int:
        """Count the workers that could take a query now."""
        return len(self._idle)

    @property
    def waiting(self) -> int:
        """Count the queries that wait for a worker."""
        return sum(map(len, self._queues.values()))

    async def take(self, client: str, deadline: float, suits: Callable[[Worker], bool] | None = None) -> Worker:
        """Wait for a worker; :meth:`leave` says that the client has done with it.

        Of several that are free it is one that `suits`, otherwise that which was busy longest ago; without `suits` that
        which was busy last. Raises TimeoutError at the deadline, TooManyRequests where the client has too many waiting,
        and Unavailable where all together have.
        """
        if self._idle and self._running[client] < self._per_client and client not in self._queues:
            self._running[client] += 1
            return self._idle.pop(self._choice(suits))
        place = self._queue(client)
        timer = place.get_loop().call_at(deadline, _expire, place)
        try:
            return await place
        except BaseException:
            self._withdraw(client, place)
            raise
        finally:
            timer.cancel()

    def offer(self, worker: Worker) -> None:
        """Hand out a worker that is free."""
        self._idle.append(worker)
        self._hand_out()

    def leave(self, client: str) -> None:
        """Note that a query of a client has ended, whatever became of its worker."""
        self._running[client] -= 1
        if not self._running[client]:
            del self._running[client]
        self._hand_out()

    def _choice(self, suits: Callable[[Worker], bool] | None) -> int:
        if suits is None:
            return -1
        return next((place for place, worker in enumerate(self._idle) if suits(worker)), 0)

    def discard(self, worker: Worker) -> bool:
        """Hand a worker out no more; tell whether it was free."""
        was_idle = worker in self._idle
        if was_idle:
            self._idle.remove(worker)
        return was_idle

    def _queue(self, client: str) -> asyncio.Future[Worker]:
        if self.waiting >= self._capacity:
            raise Unavailable(f"{self.waiting} queries are waiting already")
        if len(self._queues.get(client, ())) >= self._capacity // 2:
            raise TooManyRequests(self._capacity // 2)
        place: asyncio.Future[Worker] = asyncio.get_running_loop().create_future()
        self._queues.setdefault(client, deque()).append(place)
        return place

    def _withdraw(self, client: str, place: asyncio.Future[Worker]) -> None:
        """Give back a place, or the worker that came with the very event that ended the waiting."""
        queue = self._queues.get(client)
        if queue is not None and place in queue:
            queue.remove(place)
            if not queue:
                del self._queues[client]
        elif place.done() and not place.cancelled() and place.exception() is None:
            self._idle.append(place.result())
            self.leave(client)

    def _hand_out(self) -> None:
        while self._idle:
            client = next((each for each in self._queues if self._running[each] < self._per_client), None)
            if client is None:
                return
            queue = self._queues.pop(client)
            place = queue.popleft()
            if queue:
                self._queues[client] = queue  # at the end: its next turn comes after the others'
            if not place.done():
                self._running[client] += 1
                place.set_result(self._idle.pop())


def _expire(place: asyncio.Future[Worker]) -> None:
    if not place.done():
        place.set_exception(TimeoutError())
