"""Postings in the database: sets of numbers under keys, as Roaring bitmaps in parts.

Any choice of records is made of them by intersection and union, which take microseconds where rows would take
milliseconds, and are counted without being listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, islice

from pyroaring import BitMap

from kg.catalogue.database import Database, Row
from kg.catalogue.entries import Key

LAST = "\U0010ffff"
"""What no text begins with: what begins like another is before that with this behind it."""

_PART = 16
"""Bits of a number within its part."""
_AT_ONCE = 250
"""Places that one statement finds."""

Place = tuple[int, str, int]
"""A space, a key and a part."""


class Postings:
    """The postings of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, space: int, key: str) -> BitMap:
        """Give the numbers under a key."""
        return _union(self._database.rows("SELECT numbers FROM posting WHERE space = ? AND key = ?", (space, key)))

    def union(self, space: int, keys: Iterable[str]) -> BitMap:
        """Give the numbers under any of the keys."""
        query = f"SELECT numbers FROM posting WHERE space = {space:d} AND key IN"  # noqa: S608 (a number)
        return _union(list(self._database.rows_in(query, keys)))

    def is_empty(self, space: int, key: str) -> bool:
        """Tell whether nothing is under a key."""
        return not self._database.rows("SELECT 1 FROM posting WHERE space = ? AND key = ? LIMIT 1", (space, key))

    def keys(self, space: int, begin: str = "") -> list[str]:
        """List the keys of a space that begin so."""
        query = "SELECT DISTINCT key FROM posting WHERE space = ? AND key >= ? AND key < ?"
        return [key for (key,) in self._database.rows(query, (space, begin, begin + LAST))]


class PostingsWriter:
    """Notes what is to be added and discarded, and writes it all at once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._noted: dict[Place, list[int]] = {}
        self.size = 0

    def add(self, keys: Iterable[Key], number: int) -> None:
        """Note a number that is to be under keys."""
        self._note(keys, number, number)

    def discard(self, keys: Iterable[Key], number: int) -> None:
        """Note a number that is to be under keys no more."""
        self._note(keys, number, ~number)

    def _note(self, keys: Iterable[Key], number: int, noted: int) -> None:
        part, into = number >> _PART, self._noted
        for space, key in keys:
            into.setdefault((space, key, part), []).append(noted)
            self.size += 1

    def write(self) -> set[Key]:
        """Write what was noted, the last word about a number being the one that counts; give the keys it was about."""
        places = iter(sorted(self._noted))
        while some := list(islice(places, _AT_ONCE)):
            self._write(some)
        touched = {(space, key) for space, key, _ in self._noted}
        self._noted.clear()
        self.size = 0
        return touched

    def _write(self, places: Sequence[Place]) -> None:
        """Write what was noted of some places: one statement finds them all, for there are a hundred of one name."""
        changed, gone = [], []
        values = ", ".join(["(?, ?, ?)"] * len(places))
        find = f"""WITH noted(space, key, part) AS (VALUES {values})
            SELECT space, key, part, numbers FROM noted CROSS JOIN posting USING (space, key, part)"""  # noqa: S608
        present = {row[:3]: row[3] for row in self._database.rows(find, [*chain.from_iterable(places)])}
        for place in places:
            before = BitMap.deserialize(present[place]) if place in present else BitMap()
            numbers = before.copy()
            for noted in self._noted[place]:
                if noted < 0:
                    numbers.discard(~noted)
                else:
                    numbers.add(noted)
            if numbers == before:
                continue
            if numbers:
                changed.append((*place, numbers.serialize()))
            else:
                gone.append(place)
        self._database.run_all("INSERT OR REPLACE INTO posting VALUES (?, ?, ?, ?)", changed)
        self._database.run_all("DELETE FROM posting WHERE space = ? AND key = ? AND part = ?", gone)


def _union(rows: list[Row]) -> BitMap:
    if len(rows) == 1:
        return BitMap.deserialize(rows[0][0])
    return BitMap.union(*(BitMap.deserialize(numbers) for (numbers,) in rows)) if rows else BitMap()
