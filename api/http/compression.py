"""Answers as Zstandard, Brotli or gzip, for clients that say they read them."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send
from starlette_compress import CompressMiddleware, add_compress_type

from kg.store.rdf import GRAPH_FORMATS, RESULT_FORMATS


class Compressed:
    """Compresses what is worth it; a request without Accept-Encoding does not even pass through."""

    def __init__(self, app: ASGIApp) -> None:
        for each in (*GRAPH_FORMATS.values(), *RESULT_FORMATS.values()):
            add_compress_type(each.media_type)
        self.app, self._compressing = app, CompressMiddleware(app)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        compressible = scope["type"] == "http" and any(name == b"accept-encoding" for name, _ in scope["headers"])
        await (self._compressing if compressible else self.app)(scope, receive, send)
