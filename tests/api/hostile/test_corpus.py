"""A corpus of hostile requests: each gets the answer that is right for it, and the service is as well after as before.

The whole corpus is sent once, with slow clients connected all the while and somebody looking things up. What each
request got is then held against the table, and what the service has become against what it was.
"""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

import httpx
import pytest

from tests.api.conftest import ALL_TOKENS, INSTALLED, PROBLEM, copy_of, serving
from tests.api.hostile.attack import CUT, FINE, LIMITS, Attack, Outcome, hold
from tests.api.hostile.condition import FILES, WORKERS, Condition, Processes
from tests.api.hostile.corpus import QUICK, SLOW
from tests.api.hostile.documents import BOMBS
from tests.api.hostile.octets import SENT_RAW
from tests.api.hostile.target import SlowClients, Target
from tests.generated import sizes
from tests.waiting import PATIENCE


@dataclass(frozen=True)
class Siege:
    """How much is sent: every how manieth of what is too much, and how many clients there are of each kind."""

    step: int
    crowd: int
    slow_clients: int
    deserters: int

    @property
    def attacks(self) -> dict[str, Attack]:
        return QUICK | self.slow

    @property
    def slow(self) -> dict[str, Attack]:
        return dict(list(SLOW.items())[:: self.step])


@dataclass
class Aftermath:
    """What came of it all; `lookups` counts those that were answered meanwhile."""

    siege: Siege
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    crowd: list[Outcome] = field(default_factory=list)
    lookups: int = 0
    before: Condition | None = None
    after: Condition | None = None
    contacts: int = 0
    log: str = ""


@pytest.fixture(scope="module", params=sizes(Siege(6, 40, 20, 5), Siege(2, 120, 40, 10)))
def aftermath(request: pytest.FixtureRequest, loaded: Path) -> Aftermath:
    """Send the corpus, once, and gather what came of it."""
    home, found = copy_of(loaded, "hostile"), Aftermath(request.param)
    with ExitStack() as stack:
        trap = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        server = stack.enter_context(serving(home, KG_TOKENS=ALL_TOKENS, **LIMITS, **INSTALLED))
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
        client = stack.enter_context(httpx.Client(base_url=server.base_url, timeout=PATIENCE, limits=limits))
        target, processes = Target(client, trap.getsockname()[1]), Processes(home)
        for _ in range(20):
            target.look_up()
        kept = Attack(FINE, "[]", "application/json", "/validate")  # its process is, from now on
        hold(target.insist(kept), FINE)
        found.before = processes.condition()
        _besiege(target, found)
        _ask_again(target, found)
        found.after = processes.rested(found.before)
        for _ in range(20):
            target.look_up()
        found.contacts = _connections_to(trap)
        found.log = home.with_suffix(".log").read_text(encoding="utf-8")
    return found


def _besiege(target: Target, found: Aftermath) -> None:
    """Attack from all sides; two workers are kept at what is too much all the time."""
    ended, siege = Event(), found.siege
    dribbling = Thread(target=SlowClients(target, siege.slow_clients).dribble, args=(ended,))
    watching = Thread(target=_watch, args=(target, ended, found))
    dribbling.start()
    watching.start()
    try:
        with ThreadPoolExecutor(2) as heavy, ThreadPoolExecutor(2) as light, ThreadPoolExecutor(1) as raw:
            asked = {
                **{name: heavy.submit(target.send, attack) for name, attack in siege.slow.items()},
                **{name: light.submit(target.send, attack) for name, attack in QUICK.items()},
                **{
                    f"raw: {name}": raw.submit(target.send_raw, data, hang_up=right == (CUT,))
                    for name, (right, data) in SENT_RAW.items()
                },
            }
            found.outcomes = {name: future.result() for name, future in asked.items()}
        with ThreadPoolExecutor(siege.deserters) as threads:
            list(threads.map(lambda _: target.desert(), range(siege.deserters)))
        with ThreadPoolExecutor(siege.crowd) as threads:
            found.crowd = list(threads.map(target.insist, [Attack(FINE, "ASK { ?s ?p ?o }")] * siege.crowd))
    finally:
        ended.set()
        watching.join()
        dribbling.join()


def _ask_again(target: Target, found: Aftermath) -> None:
    """Ask once more, in the calm, what was turned away in the storm or had no time beside the rest of it."""
    storm = (503, 504)
    for name, attack in QUICK.items():
        if found.outcomes[name].status in storm and found.outcomes[name].status not in attack.right:
            found.outcomes[name] = target.insist(attack)
    for name, (right, data) in SENT_RAW.items():
        if found.outcomes[f"raw: {name}"].status in storm:
            found.outcomes[f"raw: {name}"] = target.send_raw(data, hang_up=right == (CUT,))


def _watch(target: Target, ended: Event, found: Aftermath) -> None:
    while not ended.wait(0.1):
        target.look_up()
        found.lookups += 1


def _connections_to(trap: socket.socket) -> int:
    trap.setblocking(False)
    count = 0
    with suppress(BlockingIOError):
        while True:
            trap.accept()[0].close()
            count += 1
    return count


def test_the_answers_are_right(aftermath: Aftermath, subtests: pytest.Subtests) -> None:
    for name, attack in aftermath.siege.attacks.items():
        with subtests.test(name):
            hold(aftermath.outcomes[name], attack.right)


def test_bytes_get_the_right_answer(aftermath: Aftermath, subtests: pytest.Subtests) -> None:
    for name, (right, _) in SENT_RAW.items():
        outcome = aftermath.outcomes[f"raw: {name}"]
        with subtests.test(name):
            if outcome.headers.get("content-type", PROBLEM) == PROBLEM and outcome.status:
                hold(outcome, right)
            assert outcome.status in right, outcome
            assert "Traceback" not in outcome.text


def test_the_corpus_is_large() -> None:
    assert len(QUICK) + len(SLOW) + len(SENT_RAW) + len(BOMBS) >= 150


def test_nobody_was_called(aftermath: Aftermath) -> None:
    assert aftermath.contacts == 0
    assert not [name for name, outcome in aftermath.outcomes.items() if "root:" in outcome.text]


def test_others_were_served_all_the_while(aftermath: Aftermath) -> None:
    assert aftermath.lookups > 10


def test_a_crowd_is_served(aftermath: Aftermath) -> None:
    assert [outcome.status for outcome in aftermath.crowd] == [200] * aftermath.siege.crowd


def test_nothing_was_left_behind(aftermath: Aftermath) -> None:
    before, after = aftermath.before, aftermath.after
    assert before is not None
    assert after is not None
    assert after.memory - before.memory < 100
    assert after.files <= before.files + FILES
    assert after.workers <= WORKERS
    assert "Traceback" not in aftermath.log
