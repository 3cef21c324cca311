"""Other hosts: the few that the operator allows, and the one way to fetch from them."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection, IncompleteRead
from threading import Event, Thread
from time import monotonic
from urllib.parse import urlsplit

from kg.errors import KgError

_CONNECTIONS: Mapping[str, type[HTTPConnection]] = {"http": HTTPConnection, "https": HTTPSConnection}
_PORTS = {"http": 80, "https": 443}


class NotAllowed(KgError):
    """A host that the operator does not allow."""

    kind = "query-failed"

    def __init__(self, what: str, iri: str) -> None:
        super().__init__(f"{what} <{iri}> would reach out to a host that is not allowed", "See KG_ALLOWED_HOSTS.")
        self.facts = what, iri


class Unreachable(KgError):
    """An allowed host that did not give what was asked of it."""

    kind = "query-failed"


class Remote:
    """What may be reached; `hosts` as in `KG_ALLOWED_HOSTS`.

    >>> remote = Remote("query.wikidata.org, localhost:8001")
    >>> remote.allows("https://query.wikidata.org/sparql"), remote.allows("http://localhost:8001/x")
    (True, True)
    >>> [remote.allows(iri) for iri in ("http://localhost/", "file:///etc/passwd", "http://query.wikidata.org@evil/")]
    [False, False, False]
    """

    def __init__(self, hosts: str, *, timeout: float = 30.0, limit: int = 10 << 20) -> None:
        """`timeout` is the seconds that a host has for an answer, `limit` the bytes that this may have."""
        self.hosts = frozenset(filter(None, (each.strip().lower() for each in hosts.split(","))))
        self._timeout, self._limit = timeout, limit

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

    def deadline(self) -> float:
        """Give the moment until which several documents have to be here that are fetched from now on."""
        return monotonic() + self._timeout

    def fetch(self, what: str, iri: str, accept: str, deadline: float | None = None) -> tuple[bytes, str]:
        """Fetch a document and its media type. Raises NotAllowed and Unreachable; redirects are not followed."""
        if not self.allows(iri):
            raise NotAllowed(what, iri)
        seconds = self._timeout if deadline is None else deadline - monotonic()
        if seconds <= 0:
            raise Unreachable(f"{what} <{iri}> failed: those before it took all the time")
        parts = urlsplit(iri)
        connection = _CONNECTIONS[parts.scheme](parts.hostname or "", parts.port, timeout=seconds)
        address = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
        try:
            with _broken_off_after(seconds, connection):
                connection.request("GET", address, headers={"Accept": accept, "Connection": "close"})
                with closing(connection.getresponse()) as answer:
                    if not 200 <= answer.status < 300:
                        raise Unreachable(f"{what} <{iri}> was answered {answer.status} {answer.reason}")
                    data, media_type = answer.read(self._limit + 1), answer.headers.get_content_type()
                    if answer.length and len(data) <= self._limit:
                        raise IncompleteRead(data, answer.length)
        except (OSError, HTTPException, ValueError) as error:
            raise Unreachable(f"{what} <{iri}> failed: {error}") from None
        if len(data) > self._limit:
            raise Unreachable(f"<{iri}> has more than {self._limit >> 20} MiB")
        return data, media_type


@contextmanager
def _broken_off_after(seconds: float, connection: HTTPConnection) -> Iterator[None]:
    """Connect, and let go of the connection behind; raises TimeoutError where all of it took longer than that.

    The timeout of a socket is for each silence, and a host that sends a byte now and then is never silent for long.
    """
    is_over, is_late = Event(), Event()
    opened: list[socket.socket] = []

    def watch() -> None:
        if not is_over.wait(seconds):
            is_late.set()
            while not is_over.wait(0.1):  # again and again, for it may just be about to connect
                for each in filter(None, (connection.sock, *opened)):
                    with suppress(OSError):
                        each.shutdown(socket.SHUT_RDWR)

    Thread(target=watch, daemon=True).start()
    try:
        with closing(connection):
            connection.connect()
            opened.append(connection.sock)  # which a response may take over
            yield
    except (OSError, HTTPException):
        if not is_late.is_set():
            raise
    finally:
        is_over.set()
    if is_late.is_set():  # also where all seems well: what came may be a part of it
        raise TimeoutError(f"it took more than {seconds:.3g} s")
