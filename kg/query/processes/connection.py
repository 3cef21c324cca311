"""The pool's end of the socket to a worker: whole frames, in their order, read no faster than they are taken."""

from __future__ import annotations

import asyncio
import socket
from collections import deque
from typing import Self, cast

from kg.query.frames import CHUNK_SIZE, HEADER

_AHEAD = 4 * CHUNK_SIZE
"""Bytes read ahead of whoever takes the frames; the worker waits beyond that."""


class Connection(asyncio.Protocol):
    """Frames from one worker and to it. Only one task at a time may wait for a frame."""

    def __init__(self) -> None:
        self._partial = bytearray()
        self._frames: deque[tuple[bytes, bytes]] = deque()
        self._held = 0
        self._lost = asyncio.Event()
        self._waiting: asyncio.Future[None] | None = None
        self._transport: asyncio.Transport

    @classmethod
    async def over(cls, end: socket.socket) -> Self:
        """Take over one end of a pair of sockets."""
        _, connection = await asyncio.get_running_loop().create_unix_connection(cls, sock=end)
        return connection

    def send(self, frame: bytes) -> None:
        """Send a frame. Raises ConnectionError."""
        if self._lost.is_set():
            raise ConnectionResetError
        self._transport.write(frame)

    async def receive(self) -> tuple[bytes, bytes]:
        """Wait for the next frame: its tag and payload. Raises ConnectionError where none will come."""
        while not self._frames:
            if self._lost.is_set():
                raise ConnectionResetError
            self._waiting = asyncio.get_running_loop().create_future()
            await self._waiting
        tag, payload = self._frames.popleft()
        if self._held > _AHEAD >= self._held - len(payload) and not self._lost.is_set():
            self._transport.resume_reading()
        self._held -= len(payload)
        return tag, payload

    async def lost(self) -> None:
        """Wait until the other end is closed, which the system does where its process ends, or this one."""
        await self._lost.wait()

    def close(self) -> None:
        """Let go of the socket."""
        self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Take in bytes and find the frames in them."""
        self._partial += data
        start, end = 0, len(self._partial)
        before = self._held
        while end - start >= HEADER.size:
            tag, length = HEADER.unpack_from(self._partial, start)
            stop = start + HEADER.size + length
            if stop > end:
                break
            self._frames.append((tag, bytes(self._partial[start + HEADER.size : stop])))
            self._held += length
            start = stop
        del self._partial[:start]
        if before <= _AHEAD < self._held:
            self._transport.pause_reading()
        if self._frames:
            self._wake()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        """Tell who waits that nothing more will come."""
        self._lost.set()
        self._wake()

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)
