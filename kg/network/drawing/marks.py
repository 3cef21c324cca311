"""What a thing of a class is drawn as: a colour, for light and for dark paper, and a shape, the same everywhere.

The colours are after Okabe & Ito (2008, Color Universal Design), which people who see few colours can tell apart
together with the shapes; pages have the same ones as tokens.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Mark(NamedTuple):
    """A colour on light and on dark paper, and a shape as SVG in a box of 12 by 12."""

    light: str
    dark: str
    shape: str


MARKS: Mapping[str, Mark] = {
    "organisation": Mark("#0b6aa2", "#63b7ee", '<circle cx="6" cy="6" r="5"/>'),
    "programme": Mark("#00795a", "#45c9a3", '<rect x="1" y="1" width="10" height="10" rx="2"/>'),
    "project": Mark("#a4480a", "#f2955c", '<path d="M6 0 12 6 6 12 0 6z"/>'),
    "contribution": Mark("#8a6500", "#e3b94a", '<path d="M3 1h6l3 5-3 5H3L0 6z"/>'),
    "participation": Mark("#7a4fa0", "#c09ae6", '<path d="M6 1l6 10H0z"/>'),
    "agreement": Mark("#a8326f", "#ef8bbd", '<path d="M0 1h12L6 11z"/>'),
    "event": Mark(
        "#3d6b1e", "#9ccb75", '<path d="M6 0l1.6 4.2L12 4.5 8.5 7.3 9.7 12 6 9.3 2.3 12l1.2-4.7L0 4.5l4.4-.3z"/>'
    ),
    "place": Mark("#4f5f6e", "#aebdca", '<path d="M6 12C3 8.5 2 6.600 2 4.500a4 4 0 0 1 8 0C10 6.600 9 8.500 6 12z"/>'),
    "person": Mark(
        "#75522f", "#d3ab82", '<path d="M6 0a3 3 0 0 1 0 6 3 3 0 0 1 0-6zM0 12c0-3.500 2.700-5 6-5s6 1.500 6 5z"/>'
    ),
    "outcome": Mark("#146f78", "#66c9d3", '<path d="M1 7h2.500v5H1zM4.800 4h2.500v8H4.800zM8.500 0H11v12H8.500z"/>'),
    "document": Mark("#5c5c66", "#b9b9c4", '<path d="M2 0h5l3 3v9H2z"/>'),
    "other": Mark("#56616d", "#a3afba", '<path d="M4 0h4v4h4v4H8v4H4V8H0V4h4z"/>'),
}
"""By class, in lower case; the last is that of all other classes."""

OTHER = [*MARKS][-1]


def mark_of(type_: str) -> str:
    """Name the mark of a class.

    >>> mark_of("Programme"), mark_of("Group"), mark_of("")
    ('programme', 'other', 'other')
    """
    name = type_.lower()
    return name if name in MARKS else OTHER
