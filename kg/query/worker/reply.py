"""An answer on its way from a worker to the pool."""

from __future__ import annotations

import io
from typing import IO, Any

from kg.query.frames import ANSWER, CHUNK, CHUNK_SIZE, FIRST_CHUNK, LAST, ROWS, frame
from kg.query.rows import RowCount
from kg.query.worker.serving import send


class Reply(io.BytesIO):
    """What is written is sent in chunks; it is announced with the first full one, so that most errors come before it.

    `kind` is announced, and `format_name` tells how rows are counted.
    """

    def __init__(self, pool: IO[bytes], kind: str, format_name: str) -> None:
        super().__init__()
        self._pool, self._announcement = pool, frame(ANSWER, kind.encode())
        self._count = RowCount(format_name)

    @property
    def is_begun(self) -> bool:
        """Whether some of it was sent."""
        return not self._announcement

    def write(self, data: Any, /) -> int:
        """Take in bytes, and send them if there are enough; never much at once, for the pool takes in whole frames."""
        for start in range(0, len(data), CHUNK_SIZE):
            super().write(data[start : start + CHUNK_SIZE])
            if self.tell() >= (FIRST_CHUNK if self._announcement else CHUNK_SIZE):
                self._send(CHUNK, self._counted())
        return len(data)

    def finish(self) -> None:
        """Send the rest, and that it is the rest."""
        rest = self._counted()
        self._send(LAST, ROWS.pack(self._count.rows) + rest)

    def _counted(self) -> bytes:
        part = self.getvalue()
        self._count.pass_on(part)
        return part

    def _send(self, tag: bytes, payload: bytes) -> None:
        send(self._pool, self._announcement + frame(tag, payload))
        self._announcement = b""
        self.seek(0)
        self.truncate()
