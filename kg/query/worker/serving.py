"""What all workers have in common: bound, cut off and silent, they take one question after the other."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from traceback import format_exception
from typing import IO, Protocol

from kg.errors import KgError
from kg.query.frames import LET_GO, READY, Told, WorkerFaultError, fault, frame, read_question
from kg.query.worker.confinement import confine

Work = Callable[[bytes, Told, bytes], None]
"""Answers a question: its tag, what is told about it, and its bytes. What it raises is sent in place of the answer."""


class Answerer(Protocol):
    """What a worker has to answer with."""

    @property
    def answer(self) -> Work:
        """Give what answers a question."""
        ...

    def let_go(self, *, entirely: bool) -> None:
        """Close the snapshot that was read last; keep nothing of it in memory either if it is `entirely`."""
        ...


def serve(make: Callable[[IO[bytes], bool], Answerer], memory: int, *, cut_off: bool = True) -> None:
    """Answer within `memory` MiB until the pool closes its end, which is the standard input.

    `make` gets the stream to the pool, and whether this process can open no socket.
    """
    is_cut_off = confine(memory, cut_off=cut_off)
    with open(0, "rb") as questions, open(0, "wb", closefd=False) as pool:
        worker = make(pool, is_cut_off)
        _silence()
        send(pool, frame(READY))
        while (question := read_question(questions)) is not None:
            if question[0] == LET_GO:
                worker.let_go(entirely=question[1]["entirely"])
            else:
                answer_one(pool, worker.answer, *question)


def answer_one(pool: IO[bytes], answer: Work, tag: bytes, header: Told, data: bytes = b"") -> None:
    """Send the answer to one question, or the fault that takes its place."""
    try:
        answer(tag, header, data)
    except MemoryError:
        os.abort()  # as the engine does, so that the pool has one sign to read
    except Exception as error:  # the edge of the process; the pool reports it
        failure = error if isinstance(error, KgError) else WorkerFaultError("".join(format_exception(error)))
        send(pool, fault(failure))


def send(pool: IO[bytes], frames: bytes) -> None:
    """Send frames at once."""
    pool.write(frames)
    pool.flush()


def _silence() -> None:
    """Let the engine abort without a page of backtrace in the server's log for each query over its memory."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, sys.stderr.fileno())
    os.close(nothing)
