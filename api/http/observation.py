"""What the operator sees: one line of JSON for each request, and metrics for Prometheus."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from queue import SimpleQueue
from secrets import token_hex
from threading import Thread
from time import perf_counter
from typing import Any, TextIO

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.refusals import Refusals
from kg.errors import KgError
from kg.recent import Recent
from kg.waiting import ENDING

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)
_OUTCOMES = {304: "not modified", 408: "hung up", 429: "turned away", 503: "unavailable"}
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_UNWRITTEN, _END = 10_000, ""
"""Lines of the log that wait to be written at most, and what stands behind the last one."""
_TEXT = 2000
"""Characters of a query that a line of the log has at most."""


@dataclass(slots=True)
class Observation:
    """What is known of a request when it is over; the routes fill in what concerns a query."""

    id: str
    began: float
    status: int = 0
    sent: int = 0
    complete: bool = False
    kind: str = ""
    text: str = ""
    rows: int | None = None
    version: int | None = None
    problem: str = ""
    cached: bool = False
    failed: bool = False
    route: str = ""
    who: str = ""
    why: str = ""

    @property
    def outcome(self) -> str:
        """Say in a word how it ended."""
        if not self.complete:
            return "failed" if self.failed else self.problem or "broken off"
        if self.status < 300:
            return "cached" if self.cached else "answered"
        return self.problem or _OUTCOMES.get(self.status, "refused" if self.status < 500 else "failed")


class Metrics:
    """Counts and times of the requests and queries of one application."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "kg_http_requests",
            "Requests by route, method and status.",
            ["route", "method", "status"],
            registry=self.registry,
        )
        self._queries = Counter(
            "kg_queries",
            "SPARQL requests by kind (query, update) and outcome.",
            ["kind", "outcome"],
            registry=self.registry,
        )
        self._seconds = Histogram(
            "kg_query_seconds",
            "Seconds from the request to the last byte of the answer.",
            ["kind"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._of_route = Recent[tuple[str, str, int], Counter](512)
        self._of_kind = Recent[tuple[str, str], tuple[Counter, Histogram]](128)
        self._sent = Counter("kg_http_sent_bytes", "Bytes of all bodies sent.", registry=self.registry)
        self._failures = Counter(
            "kg_failures",
            "Errors that nobody foresaw, by route or `background`; the log has the trace of each.",
            ["where"],
            registry=self.registry,
        )
        self._refused = Counter(
            "kg_refusals",
            "Requests refused for who sent them: without a known token (401), or beyond its rights (403).",
            ["status"],
            registry=self.registry,
        )

    def read(self, name: str, help_text: str, value: Callable[[], float]) -> None:
        """Add a number that is read when it is asked for."""
        Gauge(name, help_text, registry=self.registry).set_function(value)

    def note(self, route: str, method: str, observation: Observation, seconds: float) -> None:
        """Count a request that is over."""
        name = method if method in _METHODS else "other"
        key = route, name, observation.status
        self._of_route.get(key, lambda: self._requests.labels(route, name, str(observation.status))).inc()
        self._sent.inc(observation.sent)
        if observation.failed:
            self.fail(route)
        if observation.status in (401, 403):
            self._refused.labels(str(observation.status)).inc()
        if observation.kind:
            queries, times = self._of_kind.get(
                (observation.kind, observation.outcome),
                lambda: (
                    self._queries.labels(observation.kind, observation.outcome),
                    self._seconds.labels(observation.kind),
                ),
            )
            queries.inc()
            times.observe(seconds)

    def fail(self, where: str) -> None:
        """Count an error that nobody foresaw."""
        self._failures.labels(where).inc()


Spelling = Callable[[Scope, Observation, float], str]
"""How the line of a request is written that took so many seconds."""


def in_json(scope: Scope, observation: Observation, seconds: float) -> str:
    """Write the line of a request for programs."""
    line = {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "id": observation.id,
        "client": (scope.get("client") or ("",))[0],
        "method": scope["method"],
        "path": scope["path"],
        **({"who": observation.who} if observation.who else {}),
        "status": observation.status,
        "outcome": observation.outcome,
        "seconds": round(seconds, 6),
        "bytes": observation.sent,
        **_of_query(observation),
    }
    return json.dumps(line)


class AccessLog:
    """A line for each request, written to a file, to the standard output, to a terminal, or nowhere.

    A thread writes them, for whoever takes them may hang, and nobody is to wait for that. `lost` counts the lines for
    which there was no room meanwhile. A full disk ends the log and not the service.
    """

    def __init__(self, target: str | TextIO, spelling: Spelling = in_json) -> None:
        """Open the log: `target` is a file, or a path, `-` for the standard output, or empty for no log."""
        self._spelling = spelling
        self._lines: SimpleQueue[str] = SimpleQueue()
        self._writing: Thread | None = None
        self.lost = 0
        if target:
            file = _open(target) if isinstance(target, str) else target
            self._writing = Thread(target=self._write_lines, args=(file,), daemon=True)
            self._writing.start()

    def write(self, scope: Scope, observation: Observation, seconds: float) -> None:
        """Have the line of a request written that is over."""
        if self._writing is None:
            return
        if self._lines.qsize() >= _UNWRITTEN:
            self.lost += 1
            return
        self._lines.put(f"{self._spelling(scope, observation, seconds)}\n")

    def close(self) -> None:
        """Write what is left, as far as somebody takes it, and let go of the file."""
        if self._writing is not None:
            self._lines.put(_END)
            self._writing.join(ENDING)

    def _write_lines(self, file: TextIO) -> None:
        while (line := self._lines.get()) != _END:
            with suppress(OSError, ValueError):
                file.write(line)
                file.flush()
        if file not in (sys.stdout, sys.stderr):
            with suppress(OSError):
                file.close()


def _open(target: str) -> TextIO:
    if target == "-":
        return sys.stdout
    try:
        descriptor = os.open(target, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NONBLOCK, 0o666)
    except OSError as error:  # also for a pipe that nobody reads, which would be waited for
        raise KgError(f"KG_ACCESS_LOG: {target} cannot be written: {error.strerror}") from None
    os.set_blocking(descriptor, True)
    return os.fdopen(descriptor, "a", encoding="utf-8")


def _of_query(observation: Observation) -> dict[str, Any]:
    if not observation.kind:
        return {}
    return {
        "kind": observation.kind,
        "rows": observation.rows,
        "version": observation.version,
        "query": observation.text[:_TEXT],
    }


class Observability:
    """Follows each request to its end, gives it an id (header `KG-Request`), notes and logs it."""

    def __init__(self, app: ASGIApp, metrics: Metrics, logs: Sequence[AccessLog]) -> None:
        self.app, self._metrics, self._logs = app, metrics, logs
        self._refusals = Refusals()
        self._run, self._numbers = token_hex(4), count(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        observation = Observation(f"{self._run}-{next(self._numbers)}", perf_counter())
        scope["kg.observation"] = observation

        async def watched(message: Message) -> None:
            if message["type"] == "http.response.start":
                observation.status = message["status"]
                message["headers"].append((b"kg-request", observation.id.encode()))
            elif message["type"] == "http.response.body":
                observation.sent += len(message.get("body", b""))
                observation.complete = not message.get("more_body", False)
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception:  # of a layer between here and `Deadline`; the server answers and logs it
            observation.failed = True
            raise
        finally:
            seconds = perf_counter() - observation.began
            self._metrics.note(observation.route or route_of(scope), scope["method"], observation, seconds)
            if observation.status in (401, 403):
                client = (scope.get("client") or ("",))[0]
                who = f"{observation.who} at {client}" if observation.who else f"nobody known at {client}"
                self._refusals.note(who, f"{scope['method']} {scope['path']}", observation.why)
            for log in self._logs:
                log.write(scope, observation, seconds)


@asynccontextmanager
async def counting(metrics: Metrics) -> AsyncIterator[None]:
    """Count what fails beside the requests, in tasks of the loop; the loop logs it."""
    loop = asyncio.get_running_loop()

    def note(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        metrics.fail("background")
        loop.default_exception_handler(context)

    loop.set_exception_handler(note)
    yield
    loop.set_exception_handler(None)


def route_of(scope: Scope) -> str:
    """Name the route that took a request."""
    name: str = getattr(scope.get("route"), "path_format", "none")
    return name


def observed(scope: Scope) -> Observation:
    """Give the observation of a request; what is not observed has one that nobody reads."""
    observation: Observation = scope.get("kg.observation") or Observation("", 0.0)
    return observation
