"""Requests that a page of somebody else has a browser make: how they are told from those begun on a page of ours.

Two things must hold of what changes something by a session: the browser says that a page of this service began it, and
it brings a token that only such a page has. The token is a word of its own for each page with its code under the key
of the session, so that what is compressed together with it tells nothing of the key (BREACH).

Sources: OWASP, Cross-Site Request Forgery Prevention Cheat Sheet; Fetch Metadata Request Headers; RFC 6454.
"""

from __future__ import annotations

from hashlib import sha256
from hmac import compare_digest
from hmac import digest as code
from urllib.parse import unquote, urlsplit

from starlette.requests import HTTPConnection

from api.http.session import root_of

FIELD, HEADER = "csrf", "x-csrf-token"
"""Where a form and where a script shows the token."""

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing (RFC 9110, section 9.2.1)."""

HOME = "/"
_WORD = 16
"""Hexadecimal digits of the word of a token."""

_PORTS = {"http": 80, "https": 443}


def csrf_token(key: bytes, page: str) -> str:
    """Make the token of a page: the same for the same page, so that its bytes are the same."""
    word = code(key, b"word " + page.encode(errors="replace"), sha256).hex()[:_WORD]
    return f"{word}.{_code(key, word)}"


def is_csrf_token(key: bytes, text: str) -> bool:
    """Tell whether a text is the token of some page under this key."""
    word, _, rest = text.partition(".")
    return compare_digest(rest.encode(errors="replace"), _code(key, word).encode())


def _code(key: bytes, word: str) -> str:
    return code(key, b"csrf " + word.encode(errors="replace"), sha256).hex()


def is_same_origin(connection: HTTPConnection) -> bool:
    """Tell whether a page of this service began a request, as far as the browser says; a program says nothing."""
    site = connection.headers.get("sec-fetch-site", "")
    if site:
        return site in ("same-origin", "none")  # none: the person did, and no page
    origin = connection.headers.get("origin")
    return origin is None or _place(origin) == _place(f"{connection.url.scheme}://{connection.url.netloc}")


def _place(origin: str) -> tuple[str, int | None]:
    """Give host and port of an origin: a proxy that ends the encryption may not tell the scheme."""
    try:
        parts = urlsplit(origin)
        port = parts.port
    except ValueError:
        return "", None
    return parts.hostname or "", None if port in (None, _PORTS.get(parts.scheme)) else port


def own_address(connection: HTTPConnection, wish: str) -> str:
    """Give the address on this service that somebody wants to go on to, its home where the wish is none.

    It is a path and a query, without a host in any spelling: browsers read `/\\host` and `//host` as another one,
    leave out tabs and ends of lines, and a proxy may undo escapes.
    """
    root = root_of(connection)
    home = f"{root}{HOME}"
    path, _, query = wish.partition("#")[0].partition("?")
    plain = unquote(unquote(path))
    is_plain = all(each.isprintable() and each not in "\\ " for each in f"{plain}{query}")
    is_ours = path.startswith(home) and not plain.startswith("//")
    if not (is_plain and is_ours) or {"..", "."} & set(plain.split("/")) or len(wish) > _LONGEST:
        return home
    return f"{path}?{query}" if query else path


_LONGEST = 8000
"""Characters of an address that somebody is led back to."""


def without_csrf_token(body: bytes) -> tuple[bytes, str]:
    """Take the token out of a form: the rest, and the token.

    >>> without_csrf_token(b"name=a&csrf=12.ab&reason=")
    (b'name=a&reason=', '12.ab')
    """
    fields = body.split(b"&")
    tokens = [each for each in fields if each.startswith(b"csrf=")]
    rest = b"&".join(each for each in fields if not each.startswith(b"csrf="))
    return rest, tokens[0].partition(b"=")[2].decode("latin-1") if tokens else ""
