"""Whether a request may go on, by `If-Match` and `If-None-Match` (RFC 9110, section 13.2.2)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request

from api.responses import Fresh

_TAG = re.compile(r'(W/)?("[^"]*")')


def hold(request: Request, present: str | None, *, reads: bool = False) -> None:
    """Go on only if the conditions of a request hold; else answer 412, or 304 where it only `reads`.

    `present` is the entity tag of what there is, or what the tags of all its representations begin with; None if there
    is nothing.
    """
    wanted, known = request.headers.getlist("if-match"), request.headers.getlist("if-none-match")
    if wanted and not _match(wanted, present, weakly=False):
        raise HTTPException(412, "If-Match: the graph is not, or no longer, what the tag says.")
    if known and _match(known, present, weakly=True):
        if reads and present is not None:
            raise Fresh(present)
        raise HTTPException(412, "If-None-Match: the graph is there already, or is what the tag says.")


def _match(conditions: Sequence[str], present: str | None, *, weakly: bool) -> bool:
    if present is None:
        return False
    if any(each.strip() == "*" for each in conditions):
        return True
    return any(tag.startswith(present) and (weakly or not weak) for weak, tag in _TAG.findall(",".join(conditions)))
