from __future__ import annotations

import threading
from pathlib import Path

import pytest

from kg.memory import FreedMemory


def in_memory() -> int:
    """The bytes that this process has in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


@pytest.mark.skipif(FreedMemory()._trim is None, reason="another C library than that of GNU, which keeps little")
def test_what_a_thread_freed_goes_back_to_the_system() -> None:
    """A block that stays behind at the end of a thread's pool keeps all before it from being given back."""
    kept: list[bytes] = []

    def work() -> None:
        blocks = [bytes(2_000) for _ in range(30_000)]
        kept.append(blocks[-1])

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    before = in_memory()
    assert FreedMemory(pause=0).give_back()
    assert in_memory() < before - 40_000_000


def test_memory_is_given_back_now_and_then_only() -> None:
    freed = FreedMemory()
    freed.give_back()
    assert not freed.give_back()
