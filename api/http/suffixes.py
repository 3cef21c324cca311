"""Formats at the end of an address, for routes that leave the choice to `Accept`: `/changes.json` is JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from starlette.types import ASGIApp, Receive, Scope, Send


class FormatSuffix:
    """Takes the format from the end of an address, and asks for it by `Accept`.

    `paths` are those of resources, or end with a slash and are where addresses begin; `formats` are media types by
    suffix.
    """

    def __init__(self, app: ASGIApp, paths: Sequence[str], formats: Mapping[str, str]) -> None:
        self.app = app
        self._paths, self._folders = frozenset(paths), tuple(each for each in paths if each.endswith("/"))
        self._formats = formats

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
            path, _, suffix = scope["path"].rpartition(".")
            media_type = self._formats.get(suffix)
            if media_type and (path in self._paths or path.startswith(self._folders)):
                others = [each for each in scope["headers"] if each[0] != b"accept"]
                scope = {**scope, "path": path, "headers": [*others, (b"accept", media_type.encode())]}
        await self.app(scope, receive, send)
