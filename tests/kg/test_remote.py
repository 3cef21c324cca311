"""What is fetched from other hosts: as much and for as long as is allowed, whatever they do."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

import pytest

from kg.remote import NotAllowed, Remote, Unreachable
from tests.waiting import PATIENCE

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/turtle; charset=utf-8\r\n"
DOCUMENT = b"<urn:a> <urn:b> <urn:c> ."
Speak = Callable[[socket.socket, Event], None]


@contextmanager
def host(speak: Speak) -> Iterator[str]:
    """A host that takes one connection, its first bytes, and then speaks; it is told when it is to end."""
    is_over = Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            with suppress(OSError), listener.accept()[0] as client:
                client.recv(1 << 16)
                speak(client, is_over)

        thread = Thread(target=serve)
        thread.start()
        yield f"127.0.0.1:{listener.getsockname()[1]}"
        is_over.set()
        with suppress(OSError):  # which nobody may have taken
            socket.create_connection(listener.getsockname()).close()
        thread.join()


def saying(*parts: bytes) -> Speak:
    def speak(client: socket.socket, _: Event) -> None:
        for part in parts:
            client.sendall(part)

    return speak


def dripping(beginning: bytes) -> Speak:
    """Send a byte now and then, without end."""

    def speak(client: socket.socket, is_over: Event) -> None:
        client.sendall(beginning)
        while not is_over.wait(0.05):
            client.sendall(b"x")

    return speak


def silent(_: socket.socket, is_over: Event) -> None:
    is_over.wait()


@pytest.mark.parametrize(
    "parts",
    [
        (HEAD, f"Content-Length: {len(DOCUMENT)}\r\n\r\n".encode(), DOCUMENT),
        (HEAD, b"\r\n", DOCUMENT[:5], DOCUMENT[5:]),
        (HEAD.replace(b"1.1", b"1.0"), b"\r\n", DOCUMENT),
        (HEAD, b"Transfer-Encoding: chunked\r\n\r\n", b"%x\r\n%b\r\n0\r\n\r\n" % (len(DOCUMENT), DOCUMENT)),
    ],
    ids=["length", "until the end", "HTTP 1.0", "chunks"],
)
def test_a_document_comes_with_its_media_type(parts: tuple[bytes, ...]) -> None:
    with host(saying(*parts)) as name:
        assert Remote(name).fetch("LOAD", f"http://{name}/a?b#c", "text/turtle") == (DOCUMENT, "text/turtle")


@pytest.mark.parametrize(
    "speak",
    [
        silent,
        dripping(b""),
        dripping(HEAD + b"X-More: "),
        dripping(HEAD + b"\r\n"),
        dripping(HEAD + b"Content-Length: 1000000\r\n\r\n"),
        dripping(HEAD.replace(b"1.1", b"1.0") + b"\r\n"),
    ],
    ids=["silence", "status", "head", "body", "body with length", "body of HTTP 1.0"],
)
def test_a_host_has_so_much_time_for_all_of_its_answer(speak: Speak) -> None:
    with host(speak) as name:
        began = time.monotonic()
        with pytest.raises(Unreachable, match=r"it took more than 0\.5 s|timed out"):
            Remote(name, timeout=0.5).fetch("LOAD", f"http://{name}/", "text/turtle")
        assert time.monotonic() - began < PATIENCE


def test_several_documents_share_their_time() -> None:
    with host(silent) as first, host(saying(HEAD, b"\r\n", DOCUMENT)) as second:
        remote = Remote(f"{first}, {second}", timeout=0.5)
        deadline = remote.deadline()
        for name in (first, second):
            with pytest.raises(Unreachable):
                remote.fetch("LOAD", f"http://{name}/", "text/turtle", deadline)
    with host(saying(HEAD, b"\r\n", DOCUMENT)) as name:
        remote = Remote(name)
        assert remote.fetch("LOAD", f"http://{name}/", "text/turtle", remote.deadline())[0] == DOCUMENT


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ((HEAD, b"Content-Length: 9\r\n\r\n", b"short"), "IncompleteRead"),
        ((b"no HTTP\r\n\r\n",), "no HTTP"),
        ((), "closed connection"),
        ((b"HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n",), "302 Found"),
        ((b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",), "404 Not Found"),
        ((HEAD, b"\r\n", b"x" * 3000), "more than 0 MiB"),
    ],
)
def test_what_is_no_whole_document_is_told(parts: tuple[bytes, ...], reason: str) -> None:
    with host(saying(*parts)) as name, pytest.raises(Unreachable, match=reason):
        Remote(name, limit=2000).fetch("LOAD", f"http://{name}/", "text/turtle")


def test_nobody_else_is_asked() -> None:
    with host(silent) as name, pytest.raises(NotAllowed):
        Remote("elsewhere").fetch("LOAD", f"http://{name}/", "text/turtle")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # so that nobody else listens there
        name = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(Unreachable, match="refused"):
            Remote(name).fetch("LOAD", f"http://{name}/", "text/turtle")
