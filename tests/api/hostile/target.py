"""The server under attack, and clients that are slow."""

from __future__ import annotations

import socket
from contextlib import suppress
from threading import Event

import httpx

from tests.api.hostile.attack import CUT, FINE, ROWS, Attack, Outcome
from tests.api.hostile.octets import HEAD
from tests.waiting import PATIENCE, eventually

LOOKUPS = ("/places/busan", "/sparql?query=SELECT%20*%20%7B%20%3Fs%20a%20org%3AOrganization%20%7D%20LIMIT%201")


class Target:
    """The server under attack, by the address of one client."""

    def __init__(self, client: httpx.Client, trap: int) -> None:
        self.client, self.trap = client, f":{trap}"
        self.address = client.base_url.host, client.base_url.port or 80

    def send(self, attack: Attack) -> Outcome:
        """Send it, again where the service says that it has no time for it just now."""

        def answered() -> Outcome | None:
            outcome = self._send_once(attack)
            if outcome.status not in (429, 503):
                return outcome
            assert outcome.headers["retry-after"]
            return None

        return eventually(answered, "the service has time", pause=0.2)

    def insist(self, attack: Attack) -> Outcome:
        """Send it, again where it had no time beside everything else."""

        def answered() -> Outcome | None:
            outcome = self.send(attack)
            return outcome if outcome.status in attack.right or outcome.status != 504 else None

        return eventually(answered, f"there is time enough for {attack.path} {attack.content[:200]!r}", pause=0.2)

    def _send_once(self, attack: Attack) -> Outcome:
        content = attack.content.encode() if isinstance(attack.content, str) else attack.content
        headers = {"content-type": attack.media_type, **attack.headers}
        try:
            with self.client.stream(
                attack.method,
                attack.path.replace(":00000", self.trap),
                content=content.replace(b":00000", self.trap.encode()),
                headers=headers,
            ) as answer:
                text = b"".join(answer.iter_bytes())[:10_000]
                return Outcome(answer.status_code, answer.headers, text.decode(errors="replace"))
        except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
            return Outcome(CUT)

    def send_raw(self, data: bytes, *, hang_up: bool) -> Outcome:
        """Send bytes, close our side or not, and read what comes."""
        with socket.create_connection(self.address, timeout=PATIENCE) as connection:
            with suppress(OSError):  # it need not read to the end; a reset one is "not connected", no ConnectionError
                connection.sendall(data)
                if hang_up:
                    connection.shutdown(socket.SHUT_WR)
            received = b""
            with suppress(ConnectionError):
                while part := connection.recv(1 << 16):
                    received += part
        head, _, body = received.partition(b"\r\n\r\n")
        status_line, *lines = head.decode("latin-1").split("\r\n")
        headers = httpx.Headers([(name, value.strip()) for name, _, value in (each.partition(":") for each in lines)])
        status = int(status_line.split()[1]) if status_line else CUT
        return Outcome(status, headers, body[:10_000].decode(errors="replace"))

    def desert(self) -> None:
        """Ask for what never ends, and hang up in the middle of the answer."""
        with (
            suppress(httpx.TransportError),
            self.client.stream("POST", "/sparql", data={"query": f"SELECT * {{ {ROWS} }}"}) as answer,
        ):
            next(answer.iter_raw(1 << 16), None)

    def look_up(self) -> None:
        """Look something up in two ways."""
        for path in LOOKUPS:
            assert self.insist(Attack(FINE, path=path, method="GET")).status == 200, path


class SlowClients:
    """Connections on which a byte is sent now and then: half of them amid the headers, half amid the body."""

    def __init__(self, target: Target, count: int) -> None:
        starts = (HEAD + b"X: ", HEAD + b"Content-Length: 100000\r\n\r\n")
        self._connections = [socket.create_connection(target.address, timeout=PATIENCE) for _ in range(count)]
        for number, connection in enumerate(self._connections):
            connection.sendall(starts[number % 2])

    def dribble(self, ended: Event) -> None:
        while not ended.wait(0.1):
            for connection in self._connections:
                with suppress(OSError):
                    connection.send(b" ")
        for connection in self._connections:
            connection.close()
