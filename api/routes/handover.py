"""What commands hand over to the service that holds their home: they show the secret that it left there."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from api.http.auth import COMMANDS, shows_secret
from api.http.observation import observed
from api.http.routing import Routes
from api.service import Served
from kg.desk.commands import HANDED
from kg.desk.handover import PATH, error_to_json
from kg.errors import KgError, UnknownName

router = Routes(include_in_schema=False)

_PACE = 0.5
"""Seconds between two lines that say how far it is."""


class _GivenUp(KgError):
    """The command was stopped, and what it asked for with it."""


class Progress:
    """Counts what a change has done, and ends it when nobody waits for it any more."""

    def __init__(self) -> None:
        self.done, self.is_given_up = 0, False

    def advance(self, count: int) -> None:
        """Take note of more."""
        if self.is_given_up:
            raise _GivenUp("The command was stopped")
        self.done += count


@router.post(f"{PATH}{{name}}")
async def take_over(service: Served, request: Request, name: str) -> Response:
    """Do what a command asks for, in its turn; answer with lines of JSON."""
    if not shows_secret(request):
        raise HTTPException(401, "This is for commands beside the service alone.", {"WWW-Authenticate": "Bearer"})
    observed(request.scope).who = COMMANDS
    if name not in HANDED:
        raise UnknownName("command that is taken over", name, HANDED)
    try:
        work = HANDED[name].take_over(await request.body())
    except ValueError as error:
        raise KgError(f"The body is not what {name} is asked: {error}") from None
    progress = Progress()
    task = asyncio.create_task(service.desk.do(lambda repository: work(repository, progress.advance)))
    service.hold(task)
    return StreamingResponse(_lines(task, progress), media_type="application/x-ndjson")


async def _lines(task: asyncio.Task[Any], progress: Progress) -> AsyncIterator[bytes]:
    reported = 0
    try:
        while not (await asyncio.wait({task}, timeout=_PACE))[0]:
            reported, before = progress.done, reported
            yield _line({"done": reported - before})
    finally:
        progress.is_given_up = not task.done()
    error = task.exception()
    if error is None:
        yield _line({"outcome": task.result()})
    elif isinstance(error, KgError | OSError):
        yield _line({"error": error_to_json(error)})
    else:
        raise error


def _line(body: dict[str, Any]) -> bytes:
    return json.dumps(body).encode() + b"\n"
