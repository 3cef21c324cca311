"""Other hosts: the few that the operator allows, and the one way to fetch from them."""

from __future__ import annotations

from http.client import HTTPException
from typing import IO
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    Request,
)

from kg.errors import KgError

_PORTS = {"http": 80, "https": 443}


class NotAllowed(KgError):
    """A host that the operator does not allow."""

    def __init__(self, what: str, iri: str) -> None:
        super().__init__(f"{what} <{iri}> would reach out to a host that is not allowed", "See KG_ALLOWED_HOSTS.")
        self.facts = what, iri


class Unreachable(KgError):
    """An allowed host that did not give what was asked of it."""


class Remote:
    """What may be reached; `hosts` as in `KG_ALLOWED_HOSTS`.

    >>> remote = Remote("query.wikidata.org, localhost:8001")
    >>> remote.allows("https://query.wikidata.org/sparql"), remote.allows("http://localhost:8001/x")
    (True, True)
    >>> [remote.allows(iri) for iri in ("http://localhost/", "file:///etc/passwd", "http://query.wikidata.org@evil/")]
    [False, False, False]
    """

    def __init__(self, hosts: str, *, timeout: float = 30.0, limit: int = 10 << 20) -> None:
        """`timeout` in seconds is for each silence of a host, `limit` in bytes for what it may send."""
        self.hosts = frozenset(filter(None, (each.strip().lower() for each in hosts.split(","))))
        self._timeout, self._limit = timeout, limit
        self._opener = OpenerDirector()  # without the handlers of redirects, files, FTP and proxies
        for handler in (HTTPHandler, HTTPSHandler, HTTPDefaultErrorHandler, HTTPErrorProcessor):
            self._opener.add_handler(handler())

    def __bool__(self) -> bool:
        """Tell whether any host is allowed."""
        return bool(self.hosts)

    def allows(self, iri: str) -> bool:
        """Tell whether an IRI is on an allowed host: `host` stands for the usual ports, `host:port` for that one."""
        try:
            parts = urlsplit(iri)
            port = parts.port or _PORTS.get(parts.scheme)
        except ValueError:
            return False
        if parts.scheme not in _PORTS or not parts.hostname or parts.username is not None:
            return False
        name = parts.hostname.lower()
        return f"{name}:{port}" in self.hosts or (port == _PORTS[parts.scheme] and name in self.hosts)

    def fetch(self, what: str, iri: str, accept: str) -> tuple[bytes, str]:
        """Fetch a document and its media type. Raises NotAllowed and Unreachable; redirects are not followed."""
        if not self.allows(iri):
            raise NotAllowed(what, iri)
        try:
            with self._opener.open(Request(iri, headers={"Accept": accept}), timeout=self._timeout) as answer:  # noqa: S310
                return self._read(iri, answer), answer.headers.get_content_type()
        except HTTPError as error:
            raise Unreachable(f"{what} <{iri}> was answered {error.code} {error.reason}") from None
        except (OSError, HTTPException, ValueError) as error:
            raise Unreachable(f"{what} <{iri}> failed: {error}") from None

    def _read(self, iri: str, answer: IO[bytes]) -> bytes:
        data = answer.read(self._limit + 1)
        if len(data) > self._limit:
            raise Unreachable(f"<{iri}> has more than {self._limit >> 20} MiB")
        return data
