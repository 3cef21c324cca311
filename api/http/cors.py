"""Which web pages may read the service (Cross-Origin Resource Sharing, in the Fetch standard of the WHATWG)."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response

from api.http.problems import problem


class Cors(CORSMiddleware):
    """Tells browsers which pages may read an answer; what it refuses is a problem like any other."""

    def preflight_response(self, request_headers: Headers) -> Response:
        """Answer the question that a browser asks before the request itself."""
        answer = super().preflight_response(request_headers)
        if answer.status_code == 200:
            return answer
        refused = problem(400, "bad-request", f"{bytes(answer.body).decode()}.")
        refused.headers.update({name: value for name, value in answer.headers.items() if name not in refused.headers})
        return refused


def cors(origins: str) -> Middleware:
    """Let the pages of `origins` read, a list with commas."""
    return Middleware(
        Cors,
        allow_origins=[each for each in origins.replace(" ", "").split(",") if each],
        allow_methods=["GET", "HEAD", "POST", "PUT", "DELETE"],
        allow_headers=["*"],
        expose_headers=["ETag", "Link", "Location", "Preference-Applied", "Retry-After", "KG-Version", "KG-Request"],
    )
