"""Nasty values at every place of every operation: none of them brings the service out of its countenance.

`make test` sends something at every twelfth place, and each value somewhere. `make test-long` sends much at each place:
each value at each field of records and as each body, and of what stands at many operations alike (a parameter, a
header), or is named or given twice, a share at each, another one at the next.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from http.client import HTTPException
from pathlib import Path
from typing import Any
from xml.parsers.expat import ExpatError, ParserCreate

import httpx
import pytest

from tests.api.conftest import ALL_TOKENS, ONTOLOGY, PROBLEM, copy_of, serving
from tests.api.described import APP
from tests.api.fuzz.places import Place, places, records
from tests.api.fuzz.wire import Answer, Sent, Wire
from tests.generated import parts
from tests.waiting import eventually

PLACES = {"parameters, headers and bodies": places(APP), "fields of records": records()}
PARTS = 6
LONGEST_PROBLEM = 8 * 1024
"""Bytes that a problem document has at most, whatever it speaks of, unless it is a report on records."""

NO_REQUEST = (400, 431)
"""What is said to what is no HTTP, before there is a request that could have an id."""


@pytest.fixture(scope="module")
def home(loaded: Path) -> Path:
    return copy_of(loaded, "fuzz")


@pytest.fixture(scope="module")
def client(home: Path) -> Iterator[httpx.Client]:
    with serving(home, KG_TOKENS=ALL_TOKENS) as client:
        yield client


def some_of(every: Sequence[Place]) -> Iterator[Sent]:
    """Send something at every twelfth place, and each value at one place at least."""
    for count in dict.fromkeys(place.count for place in every):
        alike = [place for place in every if place.count == count][::12]
        for number in range(max(count, len(alike))):
            yield alike[number % len(alike)].request(number % count)


def much_of(part: int, every: Sequence[Place]) -> Iterator[Sent]:
    alike = Counter(place.kind for place in every)
    for number, place in enumerate(every[part::PARTS]):
        step = step_at(place, alike[place.kind])
        yield from map(place.request, range(number % step, place.count, step))


def step_at(place: Place, alike: int) -> int:
    """Say every how manieth value is sent at one of so many places that are alike."""
    if place.kind.endswith(" twice") or place.kind == "name of a parameter":
        return 32
    if place.kind.startswith(("query ", "path ", "header ")):
        return min(max(alike, 4), 24)
    return 1


def fault_in(sent: Sent, answer: Answer) -> str:
    """Say what is wrong with an answer, nothing if it is right."""
    if answer.status >= 500 and (answer.status != 503 or not answer.headers["retry-after"]):
        return f"status {answer.status}: {answer.body[:300]!r}"
    if b"Traceback" in answer.body or "x-injected" in answer.headers:
        return f"it says too much: {answer.body[:300]!r}"
    if not answer.headers["kg-request"] and answer.status not in NO_REQUEST:
        return f"no id, status {answer.status}"
    if sent.method == "HEAD" or answer.status in (204, 304, 307):
        return f"a body: {answer.body[:100]!r}" if answer.body else ""
    return fault_in_problem(answer) if answer.status >= 400 else fault_in_body(answer)


def fault_in_problem(answer: Answer) -> str:
    if answer.headers["content-type"] != PROBLEM:
        return f"no problem document, but {answer.headers['content-type']}: {answer.body[:300]!r}"
    told = json.loads(answer.body)
    if (told["status"], told["type"].rpartition("/")[0]) != (answer.status, f"{ONTOLOGY}/problems"):
        return f"a wrong problem: {answer.body[:300]!r}"
    if not (told["title"] and told["detail"]) or (len(answer.body) > LONGEST_PROBLEM and "violations" not in told):
        return f"too little or too much: {len(answer.body)} bytes, {answer.body[:300]!r}"
    return ""


def fault_in_body(answer: Answer) -> str:
    media_type = (answer.headers["content-type"] or "").partition(";")[0]
    if answer.headers["content-encoding"]:
        return ""
    try:
        if media_type.endswith("json"):
            json.loads(answer.body, parse_constant=no_constant)
        elif media_type.endswith("xml"):
            ParserCreate().Parse(answer.body, True)
        elif media_type.startswith("text/"):
            answer.body.decode()
    except (ValueError, ExpatError) as error:
        return f"no {media_type}: {error}: {answer.body[:300]!r}"
    return ""


def no_constant(name: str) -> Any:
    raise ValueError(name)


def assert_well(client: httpx.Client, home: Path) -> None:
    """The service is as before, and had nothing to complain of."""
    assert client.get("/ready").is_success
    assert re.findall(r"^kg_failures_total.*", client.get("/metrics").text, re.MULTILINE) == []
    eventually(lambda: "\nkg_workers_idle 2.0" in client.get("/metrics").text, "the workers are idle")
    log = home.with_suffix(".log").read_text(encoding="utf-8")
    assert "Traceback" not in log, log[-3000:]
    assert "ERROR" not in log, log[-3000:]


@pytest.mark.parametrize("what", PLACES)
@pytest.mark.parametrize("chosen", parts(some_of, [partial(much_of, part) for part in range(PARTS)]))
def test_nothing_that_is_sent_brings_it_down(
    client: httpx.Client, home: Path, what: str, chosen: Callable[[Sequence[Place]], Iterator[Sent]]
) -> None:
    wire, faults = Wire(client.base_url.host, client.base_url.port or 80), list[str]()
    for sent in chosen(PLACES[what]):
        try:
            fault = fault_in(sent, wire.ask(sent))
        except (OSError, HTTPException, ValueError, KeyError) as error:
            fault = f"{type(error).__name__}: {error}"
            wire.close()
        if fault:
            faults.append(f"{sent.name}: {fault}")
    wire.close()
    assert not faults, "\n".join([f"{len(faults)} faults", *faults[:100]])
    assert_well(client, home)
