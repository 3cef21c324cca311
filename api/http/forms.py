"""Where whoever sent a form of a page goes next."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.http.csrf import own_address

Done = Annotated[int | None, Query(ge=1, include_in_schema=False)]
"""The version that whoever comes back to a page has just made; only pages look at it."""

_PLACE = re.compile(r"item-[0-9]{1,4}")


def sent_back(request: Request, wish: str, done: int) -> Response:
    """Send somebody back to a page of this service, which tells that a version was made (RFC 9110, section 15.4.4)."""
    page, _, place = wish.partition("#")
    address = own_address(request, page)
    separator = "&" if "?" in address else "?"
    fragment = f"#{place}" if _PLACE.fullmatch(place) else ""
    return RedirectResponse(f"{address}{separator}done={done}{fragment}", 303, {"Cache-Control": "no-store"})
