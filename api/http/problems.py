"""Every failure as one shape: RFC 9457 problem documents, with the status of each error in one table."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Match
from starlette.types import Receive, Scope, Send

from api.http.client import HungUp
from api.http.negotiation import HTML, NotAcceptable, wants_page
from api.http.observation import observed
from api.http.responses import Fresh, on_fresh
from kg.errors import (
    KgError,
    StoreFailed,
    Unavailable,
)
from kg.ontology import ONTOLOGY_IRI
from kg.sentences import Sentence
from kg.spelling import shortened

MEDIA_TYPE = "application/problem+json"

STATUSES: Mapping[str, int] = {
    "bad-request": 400,
    "malformed-query": 400,
    "unreadable-input": 400,
    "ambiguous-name": 400,
    "query-failed": 400,
    "forbidden": 403,
    "unknown-name": 404,
    "unknown-iri": 404,
    "conflict": 409,
    "precondition-failed": 412,
    "too-large": 413,
    "not-conforming": 422,
    "precondition-required": 428,
    "too-many-requests": 429,
    "engine-failed": 502,
    "unavailable": 503,
    "time-limit": 504,
    "memory-limit": 507,
    "result-limit": 507,
    "network-limit": 507,
}
"""The status of each kind of error."""

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EMFILE, errno.ENFILE}


Page = Callable[[Request, Mapping[str, Any], Sequence[str]], bytes]
"""Makes what a browser shows of the body of a problem document, and the sentences of which its detail is made."""

AS_DESCRIBED = "is not as /openapi.json describes it"
DEMANDS = {
    "missing": "must be given",
    "bool_parsing": "must be true or false",
    "int_parsing": "must be a whole number",
    "int_parsing_size": "must be a smaller number",
    "int_from_float": "must be a whole number",
    "finite_number": "must be a finite number",
    "float_parsing": "must be a number",
    "greater_than": "must be more than %(gt)g",
    "greater_than_equal": "must be at least %(ge)s",
    "less_than_equal": "must be at most %(le)s",
    "less_than": "must be less than %(lt)s",
    "literal_error": "must be %(expected)s",
    "string_pattern_mismatch": "must not be empty",
}
"""What a parameter must be, by the name that the framework has for the fault; a pattern demands a text."""


class Problem(JSONResponse):
    """A problem document, of which a browser gets a page. It sees to that itself, for layers and routes answer so."""

    media_type = MEDIA_TYPE

    def __init__(
        self,
        body: Mapping[str, Any],
        status: int,
        headers: Mapping[str, str] | None = None,
        sentences: Sequence[str] = (),
    ) -> None:
        super().__init__(body, status, headers)
        self._facts, self._sentences = body, sentences

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        request = Request(scope)
        self.headers.add_vary_header("Accept")
        if wants_page(request):
            page: Page = scope["app"].state.problem_page
            self.body = page(request, self._facts, self._sentences)
            self.headers["Content-Length"] = str(len(self.body))
            self.headers["Content-Type"] = f"{HTML.media_type}; charset=utf-8"
        await super().__call__(scope, receive, send)


def install_problems(app: FastAPI, page: Page) -> None:
    """Answer every failure with a problem document, of which browsers get a `page`."""
    app.state.problem_page = page
    for kind, handler in _HANDLERS.items():
        app.add_exception_handler(kind, handler)


def answer_to(request: Request, error: Exception) -> Response | None:
    """Give the problem document of an error, None where nobody foresaw it."""
    handler = next((_HANDLERS[each] for each in type(error).__mro__ if each in _HANDLERS), None)
    return None if handler is None else handler(request, error)


def problem(status: int, kind: str, detail: str, **more: Any) -> Problem:
    """Make a problem document; `kind` is a term of the scheme `problems`.

    What it quotes may be without end, or have half a character. `sentences` are those of which the detail is made,
    where it is not one alone; pages say them in their language.
    """
    sentences = more.pop("sentences", (detail,))
    detail = str(detail).encode(errors="backslashreplace").decode()
    headers = more.pop("headers", None)
    body = {
        "type": f"{ONTOLOGY_IRI}/problems/{kind}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": shortened(detail),
        **more,
    }
    return Problem(body, status, headers, sentences)


def on_error(request: Request, error: Exception) -> Response:
    """Answer an error of ours with the status that it has."""
    failure = error if isinstance(error, KgError) else KgError(str(error))
    if isinstance(error, StoreFailed) and not error.lacks_room:
        request.app.state.service.repository.suspect(error)
    observation = observed(request.scope)
    observation.problem, observation.why = failure.kind.replace("-", " "), str(error)
    status = STATUSES[failure.kind]
    headers = {"Retry-After": "1"} if status in (429, 502, 503) else None
    return problem(status, failure.kind, str(error), headers=headers, sentences=failure.sentences, **failure.details())


def _on_storage(request: Request, error: Exception) -> Response:
    """Answer what the system has no room for; what else it fails at is a failure of the service."""
    number = error.errno if isinstance(error, OSError) else None
    if number not in _NO_ROOM:
        raise error
    return on_error(request, Unavailable(os.strerror(number)))


def _on_not_acceptable(_: Request, error: Exception) -> Response:
    offered = error.offered if isinstance(error, NotAcceptable) else []
    detail = Sentence("On offer: %(formats)s.", formats=", ".join(offered))
    return problem(406, "not-acceptable", detail, offered=offered)


def _on_hung_up(_: Request, __: Exception) -> Response:
    return problem(408, "bad-request", "The client hung up.")  # for the log alone


def _on_invalid_request(_: Request, error: Exception) -> Response:
    faults = error.errors() if isinstance(error, RequestValidationError) else []
    sentences = [_in_our_words(each) for each in faults]
    return problem(400, "bad-request", "; ".join(sentences), sentences=sentences)


def _in_our_words(fault: Mapping[str, Any]) -> Sentence:
    """Say what is wrong with a parameter, and what was given."""
    name = ".".join(str(part) for part in fault["loc"][1:])
    demand = Sentence(DEMANDS.get(fault["type"], AS_DESCRIBED), **fault.get("ctx", {}))
    if fault["type"] == "missing":
        return Sentence("%(name)s: %(demand)s", name=name, demand=demand)
    given = str(fault["input"])[:40]
    return Sentence("%(name)s: %(demand)s (found: %(given)r)", name=name, demand=demand, given=given)


def on_http(request: Request, error: Exception) -> Response:
    """Answer what a route or the framework refused with a status."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    detail = error.detail if isinstance(error, HTTPException) else ""
    kinds = {
        401: "unauthorised",
        403: "forbidden",
        404: "unknown-name",
        405: "method-not-allowed",
        406: "not-acceptable",
        412: "precondition-failed",
        413: "too-large",
        415: "unsupported-media-type",
    }
    headers = error.headers if isinstance(error, HTTPException) else None
    observed(request.scope).why = detail
    if status == 405:
        headers = {"Allow": ", ".join(_allowed(request))}
        detail = Sentence(
            "%(method)s is not for %(path)s. Use %(methods)s.",
            method=request.method,
            path=request.url.path,
            methods=headers["Allow"],
        )
    if status == 404 and detail == HTTPStatus.NOT_FOUND.phrase:
        detail = Sentence(
            "There is nothing at %(path)s. / lists the doors of the service, /openapi.json every path.",
            path=request.url.path,
        )
    return problem(status, kinds.get(status, "bad-request"), detail, headers=headers)


def owner_of(request: Request) -> str:
    """Give the path of the first route that has the address of a request, whether or not it takes the method."""
    matching = (route for route in request.app.routes if route.matches(request.scope)[0] is not Match.NONE)
    return next((route.path for route in matching), "")


def _allowed(request: Request) -> list[str]:
    """Name the methods that the path of a request takes; HEAD goes wherever GET does."""
    path = owner_of(request)
    methods = {method for route in request.app.routes if route.path == path for method in route.methods or ()}
    return sorted(methods | ({"HEAD"} if "GET" in methods else set()))


_HANDLERS: Mapping[type[Exception], Callable[[Request, Exception], Response]] = {
    KgError: on_error,
    Fresh: on_fresh,
    NotAcceptable: _on_not_acceptable,
    HungUp: _on_hung_up,
    ClientDisconnect: _on_hung_up,
    RequestValidationError: _on_invalid_request,
    HTTPException: on_http,
    OSError: _on_storage,
}
