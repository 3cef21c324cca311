"""A service that is killed at random while clients write and read."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import httpx

from tests.api.crashes.clients import WRITERS, Seen, knock, read, write
from tests.api.crashes.supervised import PATIENCE, Supervised, free_port
from tests.processes import stat

HOMES, SERVICE_KILLS, WORKER_KILLS = 2, 7, 93


def until(holds: Callable[[], bool], what: str) -> float:
    """Wait; gives the seconds it took."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < PATIENCE, f"waited in vain for {what}"
        time.sleep(0.03)
    return time.monotonic() - began


def kill(service: Supervised, seen: Seen, chance: random.Random) -> None:
    """Kill at random moments, whenever writes are acknowledged again after the last kill of the service."""
    victims, counts, goal = ("service", "worker"), (SERVICE_KILLS, WORKER_KILLS), 0
    for victim in chance.sample(victims, sum(counts), counts=counts):
        seen.back.append(until(lambda: seen.acknowledged >= goal, "writes"))  # noqa: B023
        time.sleep(chance.random() * 0.1)
        pid = _strike(service, victim, chance)
        until(lambda: _is_gone(pid), "an end")  # noqa: B023
        seen.kills[victim] += 1
        if victim == "service":
            goal = seen.acknowledged + WRITERS + 1  # as many as that may have been answered before


def _strike(service: Supervised, victim: str, chance: random.Random) -> int:
    """Kill the service or one of its helpers; one that has just ended by itself does not count."""
    while True:
        until(lambda: bool(service.helpers()), "a worker")
        with suppress(IndexError, ProcessLookupError):  # the helpers that were there have ended meanwhile
            pid = service.pid if victim == "service" else chance.choice(service.helpers())
            os.kill(pid, signal.SIGKILL)
            return pid


def _is_gone(pid: int) -> bool:
    return stat(pid)[:1] in ([], ["Z"])


def besiege(home: Path, seed: int) -> Seen:
    """Kill, write and read over one home, and give what was seen."""
    chance, seen, ended = random.Random(seed), Seen(), Event()
    service = Supervised(home, free_port(random.Random(os.getpid() + seed)))
    with service.running(), ThreadPoolExecutor() as threads:
        until(lambda: _is_ready(service.address), "the service")
        others = [threads.submit(write, service.address, writer, seen, ended) for writer in range(WRITERS)]
        others += [threads.submit(each, service.address, seen, ended) for each in (read, knock)]
        try:
            kill(service, seen, chance)
            goal = seen.acknowledged + WRITERS + 1
            until(lambda: seen.acknowledged >= goal and len(service.helpers()) >= 4, "all to be back")
        finally:
            ended.set()
        for each in others:
            each.result(PATIENCE)
        assert service.starts == SERVICE_KILLS + 1
    return seen


def _is_ready(address: str) -> bool:
    with suppress(httpx.TransportError):
        return httpx.get(f"{address}/ready", timeout=PATIENCE).is_success
    return False


@dataclass(frozen=True)
class Siege:
    """One home after it all."""

    home: Path
    seen: Seen
