"""The ends of help texts, which teach by example."""

from __future__ import annotations

from collections.abc import Iterable


def listing(title: str, lines: Iterable[str]) -> str:
    """Lay out lines under a title, as click leaves them."""
    return "\n".join(["\b", f"{title}:", *(f"  {line}" for line in lines)])


def examples(*lines: str) -> str:
    """Lay out example commands."""
    return listing("Examples", lines)
