"""What several verbs say: the ends of help texts, which teach by example, and numbers of things."""

from __future__ import annotations

from collections.abc import Iterable


def listing(title: str, lines: Iterable[str]) -> str:
    """Lay out lines under a title, as click leaves them."""
    return "\n".join(["\b", f"{title}:", *(f"  {line}" for line in lines)])


def examples(*lines: str) -> str:
    """Lay out example commands."""
    return listing("Examples", lines)


def counted(number: int, noun: str) -> str:
    """Say how many there are of something.

    >>> counted(1, "edge"), counted(1200, "edge")
    ('1 edge', '1,200 edges')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
