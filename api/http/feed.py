"""A feed of versions as server-sent events (WHATWG HTML, section 9.2): who listens is told of each new one.

Nothing waits in a queue for a listener: each knows the last version it was told of and reads on from there, so one that
is slow costs nothing but its connection, which the server lets go of like any other that takes no answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

from kg.errors import Unavailable

MEDIA_TYPE = "text/event-stream"

_MOST = 100
"""Listeners at once: each has a connection."""

_PAUSE = 15.0
"""Seconds of silence after which something is sent, so that nobody in between takes the connection for dead."""

_BEGIN, _HEARTBEAT = b"retry: 1000\n\n", b": nothing new\n\n"


class Feed:
    """Wakes its listeners. Use it on one event loop.

    `newest` tells the newest version, and `read` gives the event of one in bytes, in a thread.
    """

    def __init__(self, newest: Callable[[], int], most: int = _MOST, pause: float = _PAUSE) -> None:
        self.newest, self.pause, self._most = newest, pause, most
        self.listeners = 0
        self.is_closed = False
        self.news = asyncio.Event()

    def announce(self) -> None:
        """Say that there is a newer version."""
        self.news.set()
        self.news = asyncio.Event()

    def close(self) -> None:
        """Let all listeners go, and take no more."""
        self.is_closed = True
        self.announce()

    def listen(self, since: int, read: Callable[[int], bytes]) -> Listener:
        """Begin to tell somebody of the versions after one. Raises Unavailable where too many listen."""
        if self.listeners >= self._most:
            raise Unavailable(f"{self._most} listeners are told of changes already")
        return Listener(self, since, read)


class Listener(AsyncIterator[bytes]):
    """The events for one listener, until it or the feed is closed. Close it by name: it counts until then."""

    def __init__(self, feed: Feed, since: int, read: Callable[[int], bytes]) -> None:
        self._feed, self._version, self._read = feed, since, read
        self._has_begun = self._is_closed = False
        feed.listeners += 1

    async def __anext__(self) -> bytes:
        if not self._has_begun:
            self._has_begun = True
            return _BEGIN  # at once, so that the client knows that it is connected
        feed = self._feed
        while not (feed.is_closed or self._is_closed):
            news = feed.news
            if self._version < feed.newest():
                self._version += 1
                return await asyncio.to_thread(self._read, self._version)
            try:
                async with asyncio.timeout(feed.pause):
                    await news.wait()
            except TimeoutError:
                return _HEARTBEAT
        raise StopAsyncIteration

    async def aclose(self) -> None:
        """Tell no more; to do so again does nothing."""
        if not self._is_closed:
            self._is_closed = True
            self._feed.listeners -= 1
