"""What nobody foresaw: each such request is answered, logged, counted and traced like any other."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.background import BackgroundTask
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from api.app import create_app
from kg.errors import LimitExceeded
from kg.settings import Settings
from kg.workspace import Workspace
from tests.api.conftest import assert_problem, logged
from tests.api.inside import serving_inside
from tests.waiting import PATIENCE

SECRET = "that no client learns"
ORIGIN = "https://pages.example"
MARGIN = 30
"""Seconds over a deadline that only a busy machine takes; what hangs here hangs longer."""


class UnforeseenError(Exception):
    """An error of no kind that the service knows."""


class FailingLayer:
    """A layer that fails at some paths, as a mistake in one of ours would, or with an error that has its answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("path") == "/fails/in_a_layer":
            raise UnforeseenError(SECRET)
        if scope.get("path") == "/ends/in_a_layer":
            raise LimitExceeded("time", "1 s")
        await self.app(scope, receive, send)


async def fail() -> None:
    raise UnforeseenError(SECRET)


def in_a_thread() -> Response:
    raise OverflowError(SECRET)


async def on_the_loop() -> Response:
    raise UnforeseenError(SECRET)


async def deeply() -> Response:
    raise RecursionError(SECRET)


async def after_the_end() -> Response:
    return PlainTextResponse("whole", background=BackgroundTask(fail))


async def in_the_middle() -> Response:
    async def parts() -> AsyncIterator[bytes]:
        yield b"a beginning"
        await fail()

    return StreamingResponse(parts())


async def in_a_task() -> Response:
    task = asyncio.create_task(fail())
    await asyncio.sleep(0)
    del task  # nobody asks what became of it
    return PlainTextResponse("whole")


HELD = Event()
"""Set when what hangs is to go on."""


def hanging_in_a_thread() -> Response:
    return PlainTextResponse("late" if HELD.wait(PATIENCE) else "never")


async def hanging_on_the_loop() -> Response:
    return await asyncio.to_thread(hanging_in_a_thread)


FAILING: tuple[Callable[..., Any], ...] = (in_a_thread, on_the_loop, deeply, after_the_end, in_the_middle, in_a_task)


def failing(settings: Settings) -> FastAPI:
    """The whole application, with routes and a layer that fail."""
    app = create_app(settings)
    app.router.routes[:0] = [APIRoute(f"/fails/{each.__name__}", each, response_model=None) for each in FAILING]
    for each in (hanging_in_a_thread, hanging_on_the_loop):
        app.router.routes.insert(0, APIRoute(f"/{each.__name__}", each, methods=["GET", "POST"], response_model=None))
    app.user_middleware.append(Middleware(FailingLayer))  # the innermost
    return app


@pytest.fixture(scope="module")
def log_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("endings") / "access.jsonl"


@pytest.fixture(scope="module")
def client(log_path: Path) -> Iterator[httpx.Client]:
    home = log_path.with_name("home")
    settings = Settings(home=home, data=None, workers=1, access_log=str(log_path), cors_origins=ORIGIN, query_timeout=1)
    with serving_inside(failing(settings)) as client:
        yield client


def line_of(log_path: Path, answer: httpx.Response) -> dict[str, Any]:
    return logged(log_path, answer.headers["kg-request"])


def failures(client: httpx.Client) -> dict[str, int]:
    """How often the metrics say that something failed, by where."""
    lines = client.get("/metrics").text.splitlines()
    found = (line.split('"') for line in lines if line.startswith("kg_failures_total{"))
    return {where: int(float(count.removeprefix("}"))) for _, where, count in found}


def traces(caplog: pytest.LogCaptureFixture, request: str = "") -> list[str]:
    """The traces of what was logged as failed, of one request or of all."""
    failed = [each for each in caplog.records if each.levelno >= logging.ERROR and request in each.getMessage()]
    return [str(each.exc_info[1]) for each in failed if each.exc_info]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("where", ["in_a_thread", "on_the_loop", "deeply", "in_a_layer"])
def test_a_failure_is_answered_logged_counted_and_traced(
    client: httpx.Client, log_path: Path, caplog: pytest.LogCaptureFixture, where: str, method: str
) -> None:
    before = sum(failures(client).values())
    answer = client.request(method, f"/fails/{where}", headers={"origin": ORIGIN})
    assert answer.status_code == 500
    if method == "GET":
        assert_problem(answer, 500, "internal-error")
    assert SECRET not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["access-control-allow-origin"] == ORIGIN
    line = line_of(log_path, answer)
    assert (line["status"], line["outcome"]) == (500, "failed")
    assert sum(failures(client).values()) == before + 1
    assert traces(caplog, answer.headers["kg-request"]) == [SECRET]


def test_what_hangs_is_given_up_if_it_only_reads_and_monitoring_is_answered(
    client: httpx.Client, log_path: Path
) -> None:
    reading = ["/hanging_on_the_loop", *["/hanging_in_a_thread"] * 50]  # more than there are threads
    with ThreadPoolExecutor(60) as threads:
        change = threads.submit(client.post, "/hanging_in_a_thread")
        asked = [threads.submit(client.get, path, headers={"origin": ORIGIN}) for path in reading]
        for path in ("/health", "/ready", "/metrics"):
            assert client.get(path).is_success
        assert not any(each.done() for each in asked)
        for answer in (each.result() for each in asked):
            assert_problem(answer, 503, "unavailable")
            assert answer.headers["retry-after"]
            assert answer.headers["access-control-allow-origin"] == ORIGIN
            assert 6 <= line_of(log_path, answer)["seconds"] < 6 + MARGIN
        assert not change.done()
        HELD.set()
        assert change.result().text == client.get("/hanging_in_a_thread").text == "late"


def test_a_failure_amid_an_answer_breaks_it_off_and_is_seen(
    client: httpx.Client, log_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with client.stream("GET", "/fails/in_the_middle") as answer, pytest.raises(httpx.RemoteProtocolError):
        answer.read()
    line = line_of(log_path, answer)
    assert (line["status"], line["outcome"]) == (200, "failed")
    assert failures(client)["/fails/in_the_middle"] == 1
    assert traces(caplog, answer.headers["kg-request"]) == [SECRET]


def test_a_failure_after_the_answer_leaves_it_whole_and_is_seen(
    client: httpx.Client, log_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    answer = client.get("/fails/after_the_end")
    assert answer.text == "whole"
    assert line_of(log_path, answer)["outcome"] == "answered"
    assert failures(client)["/fails/after_the_end"] == 1
    assert traces(caplog, answer.headers["kg-request"]) == [SECRET]
    assert client.get("/health").is_success


def test_a_failure_of_a_task_is_seen(client: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    before = failures(client).get("background", 0)
    assert client.get("/fails/in_a_task").text == "whole"
    assert failures(client)["background"] == before + 1
    assert traces(caplog) == [SECRET]


def test_what_a_layer_foresees_has_its_answer(client: httpx.Client, log_path: Path) -> None:
    before = failures(client)
    answer = client.get("/ends/in_a_layer", headers={"origin": ORIGIN})
    assert_problem(answer, 504, "time-limit")
    assert answer.headers["access-control-allow-origin"] == ORIGIN
    assert line_of(log_path, answer)["outcome"] == "time limit"
    assert failures(client) == before


@pytest.mark.parametrize(
    "asked",
    [
        {"origin": "https://others.example", "access-control-request-method": "GET"},
        {"origin": ORIGIN, "access-control-request-method": "TRACE"},
    ],
)
def test_what_a_page_may_not_do_is_a_problem_like_any_other(client: httpx.Client, asked: dict[str, str]) -> None:
    answer = client.options("/sparql", headers=asked)
    assert_problem(answer, 400, "bad-request")
    assert answer.headers["kg-request"]


def test_a_path_forges_no_line_of_the_log(client: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    client.get("/fails/on_the_loop%0Arequest 0-0 failed: nothing")
    client.get("/fails/in_a_layer")
    assert all("\n" not in each.getMessage() for each in caplog.records)


def test_a_service_that_cannot_start_says_why(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with (
        Workspace(Settings(home=tmp_path / "home", data=None)).repository(),
        pytest.raises(AssertionError, match="did not start"),
        serving_inside(failing(Settings(home=tmp_path / "home", data=None, workers=1))),
    ):
        pass
    assert "is in use by another process" in caplog.text
