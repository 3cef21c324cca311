"""Whether a request may go on, by `If-Match` and `If-None-Match` (RFC 9110, section 13.2.2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request

from api.http.responses import Fresh
from api.http.tags import is_any, match_strongly, match_weakly


def hold(request: Request, *present: str, reads: bool = False) -> None:
    """Go on only if the conditions of a request hold; else answer 412, or 304 where it only `reads`.

    `present` are the entity tags that what there is may have, or what they begin with; none if there is nothing.
    """
    matching, differing = request.headers.getlist("if-match"), request.headers.getlist("if-none-match")
    if matching and not _first(matching, present, match_strongly):
        raise HTTPException(412, "If-Match: the graph is not, or no longer, what the tag says.")
    if differing and (tag := _first(differing, present, match_weakly)):
        if reads:
            raise Fresh(tag)
        raise HTTPException(412, "If-None-Match: the graph is there already, or is what the tag says.")


def _first(fields: Sequence[str], present: Sequence[str], match: Callable[[Sequence[str], str], bool]) -> str:
    """Give the first tag for which a condition speaks, empty where it speaks for none."""
    return next((tag for tag in present if is_any(fields) or match(fields, tag)), "")
