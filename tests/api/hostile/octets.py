"""Bytes that are no request, or one written to confuse whoever reads it."""

from __future__ import annotations

from tests.api.hostile.attack import BAD, CUT, FINE, MIB

HEAD = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
ASK = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\n"
LAST = b"Connection: close\r\n\r\n"
SENT_RAW = {
    "handshake of TLS": (BAD, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\xab" * 500),
    "greeting of SSH": (BAD, b"SSH-2.0-OpenSSH_9.2\r\n"),
    "preface of HTTP/2": (BAD, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    "HTTP/0.9": ((200, 400), b"GET /health\r\n\r\n"),
    "zeros": (BAD, b"\x00" * 100_000),
    "nul in the address": (BAD, b"GET /\x00 HTTP/1.1\r\nHost: x\r\n" + LAST),
    "nul in a header": (BAD, b"GET / HTTP/1.1\r\nHost: x\r\nX: \x00\r\n" + LAST),
    "space before the colon": (BAD, ASK + b"Content-Length : 3\r\n" + LAST),
    "header without a colon": (BAD, ASK + b"nothing\r\n" + LAST),
    "unknown method": ((400, 405), b"FOO /sparql HTTP/1.1\r\nHost: x\r\n" + LAST),
    "tunnel": ((400, 404, 405), b"CONNECT x:80 HTTP/1.1\r\nHost: x\r\n" + LAST),
    "trace": ((400, 405), b"TRACE /sparql HTTP/1.1\r\nHost: x\r\n" + LAST),
    "address of five megabytes": ((400, 414, 431), b"GET /" + b"a" * 5 * MIB + b" HTTP/1.1\r\nHost: x\r\n" + LAST),
    "header of twenty megabytes": ((CUT, 400, 431), ASK + b"X: " + b"a" * 20 * MIB + b"\r\n" + LAST),
    "headers of two megabytes": ((CUT, 400, 431), ASK + b"X: a\r\n" * 350_000 + LAST),
    "accept header of a megabyte": ((CUT, 400, 431), ASK + b"Accept: " + b"a/b," * 260_000 + b"\r\n" + LAST),
    "negative length": (BAD, HEAD + b"Content-Length: -5\r\n" + LAST + b"ASK{}"),
    "length that is no number": (BAD, HEAD + b"Content-Length: 5x\r\n" + LAST + b"ASK{}"),
    "length beyond numbers": ((400, 413), HEAD + b"Content-Length: " + b"9" * 100 + b"\r\n" + LAST + b"ASK{}"),
    "two lengths": (BAD, HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n" + LAST + b"ASK{}x"),
    "length and chunks": (
        BAD,
        HEAD + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n" + LAST + b"5\r\nASK{}\r\n0\r\n\r\n",
    ),
    "chunk of no size": (BAD, HEAD + b"Transfer-Encoding: chunked\r\n" + LAST + b"zz\r\nASK{}\r\n0\r\n\r\n"),
    "chunk beyond numbers": (BAD, HEAD + b"Transfer-Encoding: chunked\r\n" + LAST + b"f" * 30 + b"\r\nASK{}"),
    "chunk longer than it says": (
        BAD,
        HEAD + b"Transfer-Encoding: chunked\r\n" + LAST + b"3\r\nASK{}\r\n0\r\n\r\n",
    ),
    "chunks that never end": ((CUT,), HEAD + b"Transfer-Encoding: chunked\r\n" + LAST + b"5\r\nASK{}\r\n"),
    "half a body": ((CUT,), HEAD + b"Content-Length: 50\r\n" + LAST + b"ASK{}"),
    "half a head": ((CUT,), HEAD),
    "half a line": ((CUT,), b"GET /spa"),
    "nothing at all": ((CUT,), b""),
    "a thousand requests at once": (FINE, ASK + b"\r\n" + (ASK + b"\r\n") * 1_000 + ASK + LAST),
}
"""Bytes that a client may send before it closes its side: the right statuses of the first answer, and the bytes."""
