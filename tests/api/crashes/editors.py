"""Eight who edit at once, by every way there is, a service that is killed meanwhile; and what they were told."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from threading import Event, Lock
from time import sleep
from typing import Any

import httpx

from tests.api.conftest import BASE, authorised
from tests.api.crashes.siege import is_ready
from tests.api.crashes.supervised import Supervised, free_port
from tests.processes import is_running
from tests.waiting import PATIENCE, eventually

EDITORS = 8
GRAPH = "https://example.org/notes"
RECORD, TICKS = "/documents/counter", "urn:counter"
"""The counters: in the label of a record, and in a triple."""
_TICK = f"""WITH <{GRAPH}> DELETE {{ <{TICKS}> <urn:n> ?n }} INSERT {{ <{TICKS}> <urn:n> ?m }}
WHERE {{ <{TICKS}> <urn:n> ?n BIND(?n + 1 AS ?m) }}"""
_DOCUMENT = {"kind": "report"}
_PATCH = {"content-type": "application/merge-patch+json"}


@dataclass(frozen=True)
class Plan:
    """How many edits are to be acknowledged, and how often the service is killed meanwhile."""

    edits: int
    kills: int


@dataclass
class Told:
    """What the editors were told: the version of each edit that was acknowledged, and by how many none was heard of."""

    acknowledged: dict[str, int] = field(default_factory=dict)
    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    lock: Lock = field(default_factory=Lock)

    def count(self, way: str, *statuses: int) -> int:
        return sum(self.answers[way, status] for status in statuses)

    def note(self, way: str, mark: str, answer: httpx.Response | None) -> None:
        """Note an answer, None where the connection broke; an edit that was acknowledged left its mark."""
        with self.lock:
            self.answers[way, answer.status_code if answer is not None else 0] += 1
            if answer is not None and answer.is_success and mark:
                self.acknowledged[mark] = int(answer.headers["kg-version"])


class Editor:
    """One of those who edit. Each edit leaves a mark that nothing else leaves: a text in the rows of its version."""

    def __init__(self, client: httpx.Client, number: int, told: Told) -> None:
        self._client, self._number, self._told = client, number, told
        self._own, self._mark, self._posted = f"/documents/own-{number}", "", list[str]()

    def edit(self, count: int) -> None:
        """Do one edit, whichever comes next."""
        self._mark = f"edit {count} of {self._number}"
        way = WAYS[(count + self._number) % len(WAYS)]
        way(self)

    def _send(self, way: str, method: str, path: str, mark: str | None = None, **content: Any) -> httpx.Response:
        try:
            answer = self._client.request(method, path, **content)
        except httpx.TransportError:
            self._told.note(way, "", None)
            raise
        self._told.note(way, self._mark if mark is None else mark, answer)
        return answer

    def put(self) -> None:
        body = {**_DOCUMENT, "label": self._mark}
        there = self._client.get(self._own)
        wish = {"if-match": there.headers["etag"]} if there.is_success else {"if-none-match": "*"}
        self._send("put", "PUT", self._own, json=body, headers=wish)

    def patch(self) -> None:
        self._send("patch", "PATCH", self._own, json={"label": self._mark}, headers={**_PATCH, "if-match": "*"})

    def post(self) -> None:
        id_ = f"documents/{self._mark.replace(' ', '-')}"
        if self._send("post", "POST", "/documents", json={**_DOCUMENT, "id": id_, "label": self._mark}).is_success:
            self._posted.append(id_)

    def delete(self) -> None:
        if self._posted:
            id_ = self._posted.pop()
            self._send("delete", "DELETE", f"/{id_}", f"{BASE}{id_}", headers={"if-match": "*"})

    def many(self) -> None:
        """Post two records at once, of which the second refers to the first."""
        evidence = [{"document": f"documents/{self._mark.replace(' ', '-')}"}]
        place = {"label": self._mark, "kind": "city", "confidence": "stated", "evidence": evidence}
        operations = [
            {"op": "put", "id": evidence[0]["document"], "record": {**_DOCUMENT, "label": "Of two"}},
            {"op": "put", "id": f"places/{self._mark.replace(' ', '-')}", "record": place},
        ]
        self._send("many", "POST", "/changes", json={"operations": operations, "reason": "Two"})

    def store(self) -> None:
        content = f'<urn:note> <urn:says> "{self._mark}" .'
        headers = {"content-type": "text/turtle"}
        self._send("store", "POST", f"/graphs?graph={GRAPH}", content=content, headers=headers)

    def update(self) -> None:
        """Count in a triple, by one update."""
        headers = {"content-type": "application/sparql-update"}
        text = f'{_TICK} ; INSERT DATA {{ GRAPH <{GRAPH}> {{ <urn:note> <urn:says> "{self._mark}" }} }}'
        self._send("update", "POST", "/sparql", content=text, headers=headers)

    def count(self) -> None:
        """Count in a record: read it, and try again where somebody else was faster."""
        while True:
            there = self._client.get(RECORD).raise_for_status()
            label = str(int(there.json()["label"]) + 1)
            headers = {**_PATCH, "if-match": there.headers["etag"]}
            answer = self._send("count", "PATCH", RECORD, "", json={"label": label}, headers=headers)
            if answer.status_code != httpx.codes.PRECONDITION_FAILED:
                return


WAYS: tuple[Callable[[Editor], None], ...] = (
    Editor.put,
    Editor.count,
    Editor.update,
    Editor.post,
    Editor.patch,
    Editor.store,
    Editor.update,
    Editor.many,
    Editor.count,
    Editor.delete,
)


def edit(address: str, number: int, told: Told, ended: Event) -> None:
    """Edit on and on; the service may be away meanwhile."""
    count = 0
    headers = {**authorised(), "prefer": "return=minimal"}  # what else is answered may be of a later version
    with httpx.Client(base_url=address, timeout=PATIENCE, headers=headers) as client:
        editor = Editor(client, number, told)
        while not ended.is_set():
            count += 1
            try:
                editor.edit(count)
            except httpx.HTTPError:
                while not ended.wait(0.2) and not is_ready(address):
                    pass


def begin(address: str) -> None:
    """Make a dataset, and the counters."""
    with httpx.Client(base_url=address, timeout=PATIENCE, headers=authorised()) as client:
        client.post("/datasets", json={"name": "mine", "title": "Mine"}).raise_for_status()
        client.post("/documents", json={**_DOCUMENT, "id": RECORD[1:], "label": "0"}).raise_for_status()
        triple = f"<{TICKS}> <urn:n> 0 ."
        headers: Mapping[str, str] = {"content-type": "text/turtle"}
        client.post(f"/graphs?graph={GRAPH}", content=triple, headers=headers).raise_for_status()


def besiege(home: Path, plan: Plan, seed: int) -> Told:
    """Let eight edit over one home while the service is killed at random, and give what they were told."""
    chance, told, ended = Random(seed), Told(), Event()
    service = Supervised(home, free_port(Random(os.getpid() + seed)))

    def done() -> int:
        return sum(number for (_, status), number in told.answers.copy().items() if 200 <= status < 300)

    with service.running(), ThreadPoolExecutor(EDITORS) as threads:
        eventually(lambda: is_ready(service.address), "the service is ready")
        begin(service.address)
        editing = [threads.submit(edit, service.address, number, told, ended) for number in range(EDITORS)]
        try:
            for kill in range(1, plan.kills + 1):
                before = done()
                goal = plan.edits * kill // (plan.kills + 1)
                _until(lambda: done() >= goal and done() > before, done)  # noqa: B023
                sleep(chance.random() * 0.1)
                pid = service.pid
                os.kill(pid, signal.SIGKILL)
                eventually(lambda: not is_running(pid), "what was killed has ended")  # noqa: B023
            _until(lambda: done() >= plan.edits, done)
        finally:
            ended.set()
        for each in editing:
            each.result(PATIENCE)
    return told


def _until(reached: Callable[[], bool], done: Callable[[], int]) -> None:
    """Wait for so many edits, however long they take as long as there are more and more of them."""
    while not reached():
        before = done()
        eventually(lambda: done() > before or reached(), "edits are acknowledged")  # noqa: B023
