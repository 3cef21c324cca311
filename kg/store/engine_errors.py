"""What the engine raises when its files fail it, told from what a query may fail at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from kg.errors import StoreFailed

_STATUS = re.compile(r"(?:Corruption|IO error|Not found|Incomplete|Expired|Operation aborted)\b|.*\bSST\b|.*RocksDB")
"""How RocksDB words the failures of its files (rocksdb/status.h)."""
_NO_ROOM = ("No space left", "quota exceeded", "Read-only file system", "Too many open files", "file descriptors")


@contextmanager
def engine_errors(*, opening: bool = False) -> Iterator[None]:
    """Raise StoreFailed where the engine's files fail it inside; when it is `opening`, whatever it says."""
    try:
        yield
    except (OSError, RuntimeError) as error:
        message = str(error)
        if not opening and not _STATUS.match(message):
            raise
        raise StoreFailed(message, lacks_room=any(each in message for each in _NO_ROOM)) from None
