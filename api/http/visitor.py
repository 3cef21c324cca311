"""Who looks at a page or a drawing: in which language, and under which name if somebody is signed in.

Answers for programs do not differ with the visitor, pages do, and drawings with the language: what keeps answers and
what names them takes note.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from operator import itemgetter

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection, cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LANGUAGES: Mapping[str, str] = {"en": "English", "ko": "한국어"}
"""The languages that pages speak, by their tags; the first where a visitor wishes none of them."""

LANGUAGE_COOKIE = "kg_language"
_YEAR = 365 * 24 * 60 * 60

_VISITOR = "kg.visitor"
_LONGEST = 500
"""Characters of a wish for languages that are read."""

_VARY = "Accept, Accept-Encoding, Accept-Language, Cookie"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whoever reads a page; `name` and `role` are empty where nobody is signed in, `csrf` is what their forms carry."""

    language: str = "en"
    name: str = ""
    role: str = ""
    may_write: bool = False
    csrf: str = ""

    @property
    def audience(self) -> str:
        """Tell apart those who get different pages."""
        return f"{self.language} {self.csrf}".rstrip()


def visitor_of(connection: HTTPConnection) -> Visitor:
    """Give whoever looks."""
    visitor: Visitor = connection.scope.get(_VISITOR) or Visitor()
    return visitor


def note_signed_in(scope: Scope, name: str, role: str, *, may_write: bool, csrf: str) -> None:
    """Note who looks by a session; `csrf` is what the forms of the page carry."""
    visitor: Visitor | None = scope.get(_VISITOR)
    if visitor is not None:
        scope[_VISITOR] = replace(visitor, name=name, role=role, may_write=may_write, csrf=csrf)


def language_cookie(connection: HTTPConnection, language: str) -> str:
    """Write the header that has a browser keep a language."""
    path = connection.scope.get("root_path", "") or "/"
    secure = "; Secure" if connection.url.scheme == "https" else ""
    return f"{LANGUAGE_COOKIE}={language}; Path={path}; Max-Age={_YEAR}; HttpOnly; SameSite=Lax{secure}"


def audience_of(scope: Scope) -> str:
    """Tell apart those who get different pages from one address; empty for programs, which get the same."""
    visitor: Visitor | None = scope.get(_VISITOR)
    return visitor.audience if visitor else ""


class PageVisitor:
    """Notes who looks, and says of pages that they differ with that."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http" or not _may_see_page(scope):
            await self.app(scope, receive, send)
            return
        scope[_VISITOR] = Visitor(language_of(Headers(scope=scope)))

        async def send_varying(message: Message) -> None:
            if message["type"] == "http.response.start" and "vary" in (headers := MutableHeaders(scope=message)):
                headers["vary"] = _VARY
            await send(message)

        await self.app(scope, receive, send_varying)


def language_of(headers: Headers) -> str:
    """Give the language that a cookie names, else the one that the browser likes best.

    >>> language_of(Headers({"accept-language": "fr, ko;q=0.8, en;q=0.5"}))
    'ko'
    """
    chosen = cookie_parser(headers.get("cookie", "")).get(LANGUAGE_COOKIE, "")
    wishes = [chosen, *_liked(headers.get("accept-language", "")[:_LONGEST])]
    return next((each for each in wishes if each in LANGUAGES), next(iter(LANGUAGES)))


def _liked(accept_language: str) -> list[str]:
    """List languages, the most liked first, without regions (RFC 9110, section 12.5.4)."""
    weighed = []
    for each in accept_language.split(","):
        tag, _, weight = each.partition(";q=")
        try:
            weighed.append((-float(weight or 1), tag.strip().lower().partition("-")[0]))
        except ValueError:
            continue
    return [language for weight, language in sorted(weighed, key=itemgetter(0)) if weight < 0]


def _may_see_page(scope: Scope) -> bool:
    """Tell whether the answer may be a page or a drawing."""
    accept = Headers(scope=scope).get("accept", "").lower()
    return scope["path"].endswith((".html", ".svg")) or "html" in accept or "svg" in accept
