"""A problem as a page, for whoever came to it with a browser."""

from __future__ import annotations

import json

from starlette.requests import Request
from starlette.responses import Response

from api.http.negotiation import HTML, wants_page
from api.http.problems import MEDIA_TYPE
from api.representations.pages.rendering import render


def shown(request: Request, answer: Response) -> Response:
    """Make a page of a problem document where a page was asked for; other answers stay as they are."""
    if request.method not in ("GET", "HEAD") or answer.media_type != MEDIA_TYPE or not wants_page(request):
        return answer
    headers = {name: value for name, value in answer.headers.items() if name in ("retry-after", "allow")}
    body = render(request, "problem.html", {"problem": json.loads(bytes(answer.body))})
    return Response(body, answer.status_code, headers, media_type=HTML.media_type)
