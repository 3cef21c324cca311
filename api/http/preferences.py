"""What a client would prefer: to be answered later rather than to wait (RFC 7240)."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Header
from starlette.requests import Request

_SHORTLY = 1.0
"""Seconds that are waited for an answer before it is given later, unless the client says how many."""


def longest_wait(request: Request) -> float | None:
    """Give the seconds after which a client would rather be answered later; None where it would wait.

    Of a preference that is given twice the first counts, and what cannot be read says nothing (RFC 7240, section 2).
    """
    preferences: dict[str, str] = {}
    for each in ",".join(request.headers.getlist("prefer")).split(","):
        name, _, value = each.partition(";")[0].partition("=")
        preferences.setdefault(name.strip().lower(), value.strip().strip('"'))
    if "respond-async" not in preferences:
        return None
    wait = preferences.get("wait", "")
    return float(wait) if wait.isascii() and wait.isdigit() else _SHORTLY


def _described(
    prefer: Annotated[  # it only describes: the answer looks at all lines of the header
        str | None,
        Header(
            description="`respond-async`: a question that takes long is answered 202, with the address of a job; "
            "`wait=5` with it says after how many seconds.",
        ),
    ] = None,
) -> None: ...


MAY_BE_LATER = Depends(_described)
"""Describes the header with which a question may be answered later, as a dependency of routes."""
