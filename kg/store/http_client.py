"""The SPARQL Protocol as a client speaks it (SPARQL 1.1 Protocol, W3C 2013), with the one engine it is made for.

Nothing but the two addresses of the engine is ever asked: no redirect is followed, no proxy of the environment is used.
"""

from __future__ import annotations

import io
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from time import monotonic

import httpx

from kg.errors import EngineFailed, EngineRefused, LimitExceeded, QueryFailed
from kg.store.address import Address

_LONGEST = 2_000
"""Bytes of a complaint of the engine that are read."""

_SHORT = 10.0
"""Seconds that it has to answer a short query of our own."""

_SHOWN = 300
"""Characters of it that are passed on."""

_REFUSALS = (400, 413, 422, 500)
"""Statuses of an update that may be for a term in it: Virtuoso answers 500 to an integer that it has no room for."""


class _AsAsked(httpx.Auth):
    """Shows who it is in the way that the engine asks for: Digest (RFC 7616) or Basic (RFC 7617)."""

    def __init__(self, user: str, password: str) -> None:
        self._digest, self._basic = httpx.DigestAuth(user, password), httpx.BasicAuth(user, password)
        self._chosen: httpx.Auth | None = None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if self._chosen is None:
            response = yield request
            if response.status_code != 401:
                return
            challenge = response.headers.get("www-authenticate", "").lower()
            self._chosen = self._digest if "digest" in challenge else self._basic
        yield from self._chosen.auth_flow(request)


class Parts(io.RawIOBase):
    """Parts of a document, read as one file while they come."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        super().__init__()
        self._parts, self._left = parts, b""

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read what is there, and wait only where nothing is."""
        while not self._left:
            part = next(self._parts, None)
            if part is None:
                return 0
            self._left = part
        count = min(len(buffer), len(self._left))
        buffer[:count], self._left = self._left[:count], self._left[count:]
        return count


class Body(Parts):
    """What an engine answers. Where it breaks off, reading it raises EngineFailed; nothing else ends it early."""

    def __init__(self, response: httpx.Response) -> None:
        super().__init__(_explained_parts(response))
        self.media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()


class SparqlClient:
    """Asks one engine. `timeout` is the seconds that it may be silent."""

    def __init__(self, address: Address, timeout: float) -> None:
        self.address, self._timeout = address, timeout
        auth = _AsAsked(address.user, address.password) if address.user else None
        self._http = httpx.Client(
            auth=auth,
            timeout=httpx.Timeout(timeout, connect=min(timeout, 10.0)),
            headers={"Accept-Encoding": "identity", "User-Agent": "innovation-kg"},
            follow_redirects=False,
            trust_env=False,
        )

    @contextmanager
    def ask(
        self, query: str, accept: str, graphs: Mapping[str, Sequence[str]], timeout: float | None = None
    ) -> Iterator[Body]:
        """Ask a query; `graphs` are the parameters of the protocol that name the dataset, `timeout` is in seconds.

        Raises QueryFailed with what the engine says where it takes the query for the fault, LimitExceeded where it
        gave a part of the answer, and EngineFailed.
        """
        fields = {"query": query, **{name: list(iris) for name, iris in graphs.items()}}
        patience = self._http.timeout if timeout is None else timeout
        request = self._http.build_request(
            "POST", self.address.query, data=fields, headers={"Accept": accept}, timeout=patience
        )
        with self._answer_to(request) as response:
            if 400 <= response.status_code < 500 and response.status_code not in (401, 403, 404, 405, 429):
                raise QueryFailed(f"the SPARQL engine says: {self._complaint(response)}")
            self._demand_done(response)
            _demand_whole(response.headers)
            yield Body(response)

    def read(self, query: str, accept: str, most: int) -> bytes:
        """Ask a short query of our own, whose answer has `most` bytes at most. Raises EngineFailed."""
        try:
            with self.ask(query, accept, {}, _SHORT) as body:
                return _all_of(body, most, monotonic() + _SHORT)
        except (QueryFailed, LimitExceeded) as error:
            raise EngineFailed(f"does not say what it holds: {error.message}") from None

    def update(self, text: str) -> None:
        """Have an update done.

        Raises EngineRefused where it was not done for what is in it, as far as the engine tells that apart; otherwise
        EngineFailed, and whether it was done is not known then.
        """
        request = self._http.build_request(
            "POST",
            self.address.update or self.address.query,
            content=text.encode(),
            headers={"Content-Type": "application/sparql-update"},
        )
        with self._answer_to(request) as response:
            if response.status_code in _REFUSALS:
                raise EngineRefused(f"refuses an update: {self._complaint(response)}")
            self._demand_done(response)
            _all_of(Body(response), 1 << 20, monotonic() + self._timeout)

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    @contextmanager
    def _answer_to(self, request: httpx.Request) -> Iterator[httpx.Response]:
        with _explained():
            response = self._http.send(request, stream=True)
        try:
            yield response
        finally:
            response.close()

    def _demand_done(self, response: httpx.Response) -> None:
        """Raise EngineFailed unless the engine did what was asked."""
        status = response.status_code
        if 200 <= status < 300:
            return
        failure = f"answers {status}: {self._complaint(response)}"
        if 300 <= status < 400:
            raise EngineFailed(f"answers {status}, and no redirect is followed: set KG_STORE to where it leads")
        if status in (401, 403):
            raise EngineFailed(f"{failure}. See KG_STORE_USER and KG_STORE_PASSWORD")
        raise EngineFailed(failure)

    def _complaint(self, response: httpx.Response) -> str:
        """Read the first line of what the engine says is wrong: what comes after it is the query, or a trace."""
        if not response.headers.get("content-type", "text/plain").startswith("text/plain"):
            return response.reason_phrase
        body = Body(response)
        text = (body.read(_LONGEST) or b"").decode(errors="replace").strip()
        return text.partition("\n")[0].strip()[:_SHOWN] or response.reason_phrase


@contextmanager
def _explained() -> Iterator[None]:
    """Raise EngineFailed where the connection fails inside."""
    try:
        yield
    except httpx.TimeoutException:
        raise EngineFailed("did not answer in time") from None
    except httpx.ConnectError as error:
        raise EngineFailed(f"cannot be reached: {error}") from None
    except (httpx.HTTPError, httpx.StreamError) as error:
        raise EngineFailed(f"broke off: {error or type(error).__name__}") from None


def _explained_parts(response: httpx.Response) -> Iterator[bytes]:
    with _explained():
        yield from response.iter_raw()


def _demand_whole(headers: httpx.Headers) -> None:
    """Raise LimitExceeded where Virtuoso says of an answer that it is a part of it."""
    if headers.get("x-sql-state") == "S1TAT":
        raise LimitExceeded("time", "the SPARQL engine")
    if rows := headers.get("x-sparql-maxrows"):
        raise LimitExceeded("result", f"{rows} rows in the SPARQL engine")


def _all_of(body: Body, most: int, deadline: float) -> bytes:
    parts, size = list[bytes](), 0
    while part := body.read(1 << 16):
        parts.append(part)
        size += len(part)
        if size > most or monotonic() > deadline:
            raise EngineFailed("goes on and on where it was asked something short")
    return b"".join(parts)
