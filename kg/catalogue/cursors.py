"""Cursors: a place in the order of one list, which stays right when records come and go between two pages."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from contextlib import suppress
from hashlib import blake2b
from typing import Any

from kg.errors import KgError
from kg.sentences import Sentence

Place = tuple[int, str, str]
"""A place in an order. The first part says which kind of places come before others, the last what stands there."""

_LONGEST = 64 * 1024
"""Characters of a cursor."""

_TURN_PAGES = Sentence("Use the value of `next` of the page before, unchanged, with all else as it was asked.")


def digest(*parts: Any) -> str:
    """Tell lists apart: their cursors are places in one order of one choice of records."""
    return blake2b(json.dumps(parts).encode(), digest_size=6).hexdigest()


def encode(list_: str, place: Place) -> str:
    """Write a place in a list, by the digest of that, as a cursor."""
    return urlsafe_b64encode(json.dumps([list_, *place]).encode()).decode().rstrip("=")


def decode(cursor: str, list_: str) -> Place | None:
    """Read the place that a cursor of a list stands for, None for no cursor.

    Raises KgError for what was never one of this list.
    """
    if not cursor:
        return None
    match _unpacked(cursor):
        case [str(own), int(first), str(text), str(iri)] if encode(own, (first, text, iri)) == cursor:
            if own != list_:
                raise KgError(
                    Sentence("The cursor is of another list: of other filters, or in another order"), _TURN_PAGES
                )
            return first, text, iri
        case _:
            raise KgError(Sentence("%(cursor)r is not a cursor", cursor=cursor[:80]), _TURN_PAGES)


def _unpacked(cursor: str) -> Any:
    if len(cursor) > _LONGEST:
        return None
    with suppress(ValueError, RecursionError):
        return json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    return None
