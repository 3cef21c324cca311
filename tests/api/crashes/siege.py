"""A service that is killed at random while clients write and read."""

from __future__ import annotations

import os
import random
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import httpx

from tests.api.crashes.clients import WRITERS, Seen, knock, read, write
from tests.api.crashes.supervised import Supervised, free_port
from tests.processes import is_running
from tests.waiting import PATIENCE, eventually


@dataclass(frozen=True)
class Plan:
    """How many services are besieged at once, and how often each of them and its workers are killed."""

    homes: int
    service: int
    worker: int


def kill(service: Supervised, plan: Plan, seen: Seen, chance: random.Random) -> None:
    """Kill at random moments, whenever writes are acknowledged again after the last kill of the service."""
    victims, counts, goal = ("service", "worker"), (plan.service, plan.worker), 0
    for victim in chance.sample(victims, sum(counts), counts=counts):
        eventually(lambda: seen.acknowledged >= goal, "writes are acknowledged")  # noqa: B023
        time.sleep(chance.random() * 0.1)
        pid = _strike(service, victim, chance)
        eventually(lambda: not is_running(pid), "what was killed has ended")  # noqa: B023
        seen.kills[victim] += 1
        if victim == "service":
            goal = seen.acknowledged + WRITERS + 1  # as many as that may have been answered before


def _strike(service: Supervised, victim: str, chance: random.Random) -> int:
    """Kill the service or one of its helpers; one that has just ended by itself does not count."""
    while True:
        eventually(service.helpers, "there is a worker")
        with suppress(IndexError, ProcessLookupError):  # the helpers that were there have ended meanwhile
            pid = service.pid if victim == "service" else chance.choice(service.helpers())
            os.kill(pid, signal.SIGKILL)
            return pid


def besiege(home: Path, plan: Plan, seed: int) -> Seen:
    """Kill, write and read over one home, and give what was seen."""
    chance, seen, ended = random.Random(seed), Seen(), Event()
    service = Supervised(home, free_port(random.Random(os.getpid() + seed)))
    with service.running(), ThreadPoolExecutor() as threads:
        eventually(lambda: is_ready(service.address), "the service is ready")
        others = [threads.submit(write, service.address, writer, seen, ended) for writer in range(WRITERS)]
        others += [threads.submit(each, service.address, seen, ended) for each in (read, knock)]
        try:
            kill(service, plan, seen, chance)
            goal = seen.acknowledged + WRITERS + 1
            eventually(lambda: seen.acknowledged >= goal and len(service.helpers()) >= 4, "all are back")
        finally:
            ended.set()
        for each in others:
            each.result(PATIENCE)
        assert service.starts == plan.service + 1
    return seen


def is_ready(address: str) -> bool:
    with suppress(httpx.TransportError):
        return httpx.get(f"{address}/ready", timeout=PATIENCE).is_success
    return False


@dataclass(frozen=True)
class Siege:
    """One home after it all."""

    plan: Plan
    home: Path
    seen: Seen
