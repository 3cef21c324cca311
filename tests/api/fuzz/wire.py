"""A connection on which anything can be sent, and on which one answer after the other is read."""

from __future__ import annotations

import socket
from dataclasses import dataclass, field
from http.client import HTTPMessage, HTTPResponse

from tests.waiting import PATIENCE


@dataclass(frozen=True)
class Sent:
    """A request, as it goes over the wire; `name` says what it is for whoever reads that it went wrong."""

    name: str
    method: str
    target: bytes
    headers: tuple[tuple[bytes, bytes], ...] = ()
    body: bytes | None = None

    def octets(self, host: str) -> bytes:
        """Write it out."""
        headers = [(b"host", host.encode()), *self.headers]
        if self.body is not None:
            headers.append((b"content-length", str(len(self.body)).encode()))
        head = b"".join(b"%b: %b\r\n" % each for each in headers)
        return b"%b %b HTTP/1.1\r\n%b\r\n%b" % (self.method.encode(), self.target, head, self.body or b"")


@dataclass(frozen=True)
class Answer:
    """What came back, whole; `closes` tells whether the server said that it closes the connection."""

    status: int
    headers: HTTPMessage = field(default_factory=HTTPMessage)
    body: bytes = b""
    closes: bool = False


class Wire:
    """A client that keeps its connection, and opens another only where the server said that it closes this one."""

    def __init__(self, host: str, port: int) -> None:
        self._address, self._host = (host, port), f"{host}:{port}"
        self._connection: socket.socket | None = None
        self.opened = 0

    def ask(self, sent: Sent) -> Answer:
        """Send a request and read the answer to its end. Raises OSError or HTTPException where there is none."""
        if self._connection is None:
            self._connection = socket.create_connection(self._address, timeout=PATIENCE)
            self._connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.opened += 1
        self._connection.sendall(sent.octets(self._host))
        response = HTTPResponse(self._connection, method=sent.method)
        response.begin()
        answer = Answer(response.status, response.msg, response.read(), response.will_close)
        if answer.closes:
            self.close()
        return answer

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
