"""What the graph covers as a page shows it: shares in numbers and as bars."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from api.representations.pages.rendering import render


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many; `percent` is rounded down, so that only all is 100."""

    count: int
    total: int

    @property
    def percent(self) -> int:
        """Give the share in per cent.

        >>> Share(999, 1000).percent, Share(0, 0).percent
        (99, 0)
        """
        return self.count * 100 // self.total if self.total else 0


def about_page(request: Request, body: Mapping[str, Any]) -> bytes:
    """Show what the graph covers."""
    claims = [each for each in body["types"] if each["total"]]

    def shares(each: Mapping[str, Any]) -> list[Share | None]:
        counts = (each["cited"], each["dated"], each["amounts"])
        return [None if count is None else Share(count, each["total"]) for count in counts]

    values = {
        "body": body,
        "types": [(each, shares(each)) for each in claims],
        "omitted": sum(each["total"] for each in body["omissions"]),
    }
    return render(request, "about/about.html", values)
