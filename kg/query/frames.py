"""The frames that the pool and a worker exchange over their socket.

A frame is a tag of one byte, the length of the payload in four bytes (big-endian), and the payload:

==============  ======  =======================================================================
tag             sender  payload
==============  ======  =======================================================================
``R`` ready     worker  nothing; once, when it can take its first question
``Q`` query     pool    JSON of a `Question` and the `Graph` it is asked of, a line feed, and the query
``D`` document  pool    JSON of a `Document`, a line feed, and the bytes to be parsed
``G`` let go    pool    nothing; the snapshot that was read last is wanted no more, and is to be closed
``V`` validate  pool    JSON of a `Check`, a line feed, and the bytes to be validated
``N`` network   pool    JSON of an `Analysis`, a line feed, and nothing
``A`` answer    worker  the kind of the answer; at least one frame of result follows
``C`` chunk     worker  bytes of the result; more follow
``L`` last      worker  how many rows there were (eight bytes, -1 where they cannot be told), then the
                        rest of the result, maybe nothing; the answer is complete
``F`` fault     worker  JSON `{"error", "facts"}`: an error by name and its arguments; nothing follows
==============  ======  =======================================================================

To a question a worker says `A C* L`, or `F` instead of the next of these; to `G` it says nothing. Only `L` makes an
answer complete.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from struct import Struct
from typing import IO, Any

from kg.errors import (
    AmbiguousName,
    EngineFailed,
    EngineMoved,
    EngineRefused,
    KgError,
    LimitExceeded,
    MalformedQuery,
    NetworkTooLarge,
    PlaysNoPart,
    QueryFailed,
    RemovedIri,
    StoreFailed,
    Unavailable,
    UnknownField,
    UnknownIri,
    UnknownName,
    UnknownNode,
    UnreadableInput,
)
from kg.remote import NotAllowed
from kg.sentences import portable, unpacked

READY, ANSWER, CHUNK, LAST, FAULT = b"R", b"A", b"C", b"L", b"F"
QUERY, DOCUMENT, VALIDATE, NETWORK, LET_GO = b"Q", b"D", b"V", b"N", b"G"

CHUNK_SIZE = 64 * 1024
"""Bytes of result that a worker gathers before it sends them."""

FIRST_CHUNK = 8 * 1024
"""Bytes before it says that there is an answer: most faults come earlier, and the client does not wait for more."""

Told = Mapping[str, Any]
"""What is told about a question."""

HEADER = Struct(">cI")
ROWS = Struct(">q")


class WorkerFaultError(Exception):
    """A fault of our own that a worker met: the trace of it, for the log."""

    @property
    def facts(self) -> tuple[object, ...]:
        """Give what it is made of again."""
        return self.args


_ERRORS: dict[str, type[Exception]] = {
    each.__name__: each
    for each in (
        AmbiguousName,
        EngineFailed,
        EngineMoved,
        EngineRefused,
        KgError,
        LimitExceeded,
        MalformedQuery,
        NetworkTooLarge,
        NotAllowed,
        PlaysNoPart,
        QueryFailed,
        RemovedIri,
        StoreFailed,
        Unavailable,
        UnknownField,
        UnknownIri,
        UnknownName,
        UnknownNode,
        UnreadableInput,
        WorkerFaultError,
    )
}


def frame(tag: bytes, payload: bytes = b"") -> bytes:
    r"""Put a frame together.

    >>> frame(CHUNK, b"abc")
    b'C\x00\x00\x00\x03abc'
    """
    return HEADER.pack(tag, len(payload)) + payload


def question_frame(tag: bytes, header: bytes, data: bytes) -> bytes:
    """Put a question into a frame: what is told about it, in JSON, and the bytes that it is about."""
    return frame(tag, header + b"\n" + data)


def fault(error: KgError | WorkerFaultError) -> bytes:
    """Put an error into a frame; :func:`read_fault` takes it out again.

    One that is not known here goes as one that is made of a message.

    >>> read_fault(fault(MalformedQuery("no variable", 1, 8))[HEADER.size:])
    MalformedQuery('The query does not parse at line 1, column 8: no variable')
    """
    kind, facts = type(error), error.facts
    if kind.__name__ not in _ERRORS and isinstance(error, KgError):
        kind = UnreadableInput if isinstance(error, UnreadableInput) else KgError
        facts = (*error.sentences, "")[:2]
    told = {"error": kind.__name__, "facts": [portable(each) for each in facts]}
    return frame(FAULT, json.dumps(told).encode("ascii"))


def read_fault(payload: bytes) -> Exception:
    """Make the error again that a worker met."""
    facts = json.loads(payload)
    return _ERRORS[facts["error"]](*map(unpacked, facts["facts"]))


def read_question(stream: IO[bytes]) -> tuple[bytes, Told, bytes] | None:
    """Wait for the next question: its tag, what is told about it, and its bytes. None when the pool has gone."""
    header = stream.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    tag, length = HEADER.unpack(header)
    payload = stream.read(length)
    if len(payload) < length:
        return None
    text, _, data = payload.partition(b"\n")
    return tag, _read_header(text), data


@lru_cache(maxsize=16)
def _read_header(text: bytes) -> Told:
    """Read what is told about a question; many are told the same."""
    header: Told = json.loads(text)
    return header
