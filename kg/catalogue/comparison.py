"""Two indexes held against each other: whether they say the same, though they number things as they met them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, zip_longest

from pyroaring import BitMap

from kg.catalogue import layout as of
from kg.catalogue.database import Database, Row

_TABLES = {
    "records": "SELECT iri, facts FROM thing WHERE facts IS NOT NULL ORDER BY iri",
    "items": "SELECT iri, type, label, item, refers FROM thing WHERE facts IS NOT NULL ORDER BY iri",
    "orders": "SELECT class, property, key, iri FROM place ORDER BY class, property, key, iri",
    "texts": "SELECT text.iri, thing.iri, text, folded FROM text JOIN thing ON thing.number = source ORDER BY 1, 2, 3",
    "words": "SELECT word FROM word ORDER BY word",
    "versions": "SELECT iri, version FROM touched ORDER BY iri, version",
}
_OF_TEXTS = (of.WORD, of.PART, of.FIRST, of.SIGN)


def differing(one: Database, other: Database) -> list[str]:
    """Name the parts in which two indexes differ."""
    parts = [name for name, query in _TABLES.items() if one.rows(query) != other.rows(query)]
    pairs = zip_longest(_postings(one), _postings(other))
    return [*parts, *(["postings"] if any(mine != theirs for mine, theirs in pairs) else [])]


def _postings(database: Database) -> Iterator[Row]:
    """Yield (space, key, what is under it) with names in the place of numbers, in order."""
    things: dict[int, str] = dict(database.rows("SELECT number, iri FROM thing"))
    texts: dict[int, tuple[str, str]] = {
        number: (iri, text) for number, iri, text in database.rows("SELECT number, iri, text FROM text")
    }
    rows = database.rows("SELECT space, key, numbers FROM posting ORDER BY space, key, part")
    for (space, key), parts in groupby(rows, key=lambda row: (row[0], row[1])):
        numbers = [number for _, _, part in parts for number in BitMap.deserialize(part)]
        if space in _OF_TEXTS:
            yield space, key, sorted(texts.get(number, ("", "")) for number in numbers)
        else:
            yield space, key, sorted(things.get(number, "") for number in numbers)
