"""Bytes to a server, and what comes back."""

from __future__ import annotations

import socket
import time
from contextlib import suppress

from tests.waiting import PATIENCE

Address = tuple[str, int]


def send(address: Address, *parts: bytes, each_after: bytes = b"", pause: float = 0.0) -> bytes:
    """Send the parts, each but the first once `each_after` was received, and read until the other side closes."""
    received = b""
    with socket.create_connection(address, timeout=PATIENCE) as connection, suppress(ConnectionError):
        for number, part in enumerate(parts):
            while number and each_after not in received and (more := connection.recv(1 << 16)):
                received += more
            connection.sendall(part)
            time.sleep(pause)
        while more := connection.recv(1 << 16):
            received += more
    return received
