"""The frames that the pool and a worker exchange over their socket.

A frame is a tag of one byte, the length of the payload in four bytes (big-endian), and the payload:

===========  ======  ==========================================================================
tag          sender  payload
===========  ======  ==========================================================================
``R`` ready  worker  nothing; once, when it can take its first query
``Q`` query  pool    JSON `{"version", "directory", "question"}`
``A`` answer worker  JSON `{"kind"}`; at least one frame of result follows
``C`` chunk  worker  bytes of the result; more follow
``L`` last   worker  how many rows there were (eight bytes, -1 where they cannot be told), then the rest of the
                     result, maybe nothing; the answer is complete
``F`` fault  worker  JSON `{"error", "facts"}`: a KgError by name and its arguments; nothing follows
===========  ======  ==========================================================================

To a query a worker says `A C* L`, or `F` instead of the next of these. Only `L` makes an answer complete.
"""

from __future__ import annotations

import json
from struct import Struct
from typing import IO, Any

from kg.errors import KgError, MalformedQuery, QueryFailed, Unavailable
from kg.remote import NotAllowed

READY, QUERY, ANSWER, CHUNK, LAST, FAULT = b"R", b"Q", b"A", b"C", b"L", b"F"

CHUNK_SIZE = 64 * 1024
"""Bytes of result that a worker gathers before it sends them, and before it says that there is an answer."""

HEADER = Struct(">cI")
ROWS = Struct(">q")

_ERRORS = {each.__name__: each for each in (MalformedQuery, NotAllowed, QueryFailed, Unavailable)}


def frame(tag: bytes, payload: bytes = b"") -> bytes:
    r"""Put a frame together.

    >>> frame(CHUNK, b"abc")
    b'C\x00\x00\x00\x03abc'
    """
    return HEADER.pack(tag, len(payload)) + payload


def json_frame(tag: bytes, payload: object) -> bytes:
    """Put a frame together whose payload is JSON."""
    return frame(tag, json.dumps(payload).encode("ascii"))


def fault(kind: type[KgError], *facts: object) -> bytes:
    """Put an error into a frame; :func:`read_fault` takes it out again.

    >>> read_fault(fault(MalformedQuery, "no variable", 1, 8)[HEADER.size:])
    MalformedQuery('The query does not parse at line 1, column 8: no variable')
    """
    return json_frame(FAULT, {"error": kind.__name__, "facts": facts})


def read_fault(payload: bytes) -> KgError:
    """Make the error again that a worker met."""
    told = json.loads(payload)
    return _ERRORS[told["error"]](*told["facts"])


def read_query(stream: IO[bytes]) -> dict[str, Any] | None:
    """Wait for the next query; None when the pool has gone."""
    header = stream.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    _, length = HEADER.unpack(header)
    payload = stream.read(length)
    return json.loads(payload) if len(payload) == length else None
