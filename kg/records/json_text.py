"""Lines of JSON written again value by value: the order of keys, the spaces and the escapes of what stays, stay.

>>> from kg.vocabulary import load_vocabulary
>>> lines = JsonText(load_vocabulary())
>>> before, after = (Record("Place", "places/a", {"label": (each,)}) for each in ("A", "B"))
>>> lines.changed('{ "label":"A" , "id":"places/a", "type":"Place"}', before, after)
'{ "label":"B" , "id":"places/a", "type":"Place"}'
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from kg.records.json_records import from_json, parse_json, to_json
from kg.records.model import Record
from kg.records.revision import Unit
from kg.vocabulary import Vocabulary

_SPACE = re.compile(r"[ \t\n\r]*")
_DECODER = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class _Entry:
    """A key of an object and where it is written: from its quotation mark, where its value begins and ends."""

    key: str
    start: int
    value: int
    end: int


class JsonText:
    """How a file with one record a line is written."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def units(self, lines: Iterable[str]) -> Iterator[Unit]:
        """Divide the file into its lines."""
        for line in lines:
            yield (str(parse_json(line)["id"]) if line.strip() else "", line)

    def header(self, text: str) -> str:
        """Write what stands before all records: nothing but blank lines."""
        return text

    def unchanged(self, text: str) -> str:
        """Write a record that stays as it is."""
        return text

    def changed(self, text: str, before: Record, after: Record) -> str:
        """Write the values of a line that differ; new keys stand at its end."""
        body = to_json(after, self._vocabulary.classes[after.type])
        for name in dict.fromkeys([*before.values, *after.values]):
            if before.values.get(name) != after.values.get(name):
                text = self._with(text, name, body.get(name), after)
        return text

    def added(self, record: Record) -> str:
        """Write a line."""
        return json.dumps(to_json(record, self._vocabulary.classes[record.type]), ensure_ascii=False)

    def _with(self, text: str, name: str, value: Any, record: Record) -> str:
        entries = _entries(text)
        place = next((number for number, entry in enumerate(entries) if entry.key == name), None)
        if place is None:
            last, first = entries[-1], entries[0]
            comma = text[entries[-2].end : last.start] if len(entries) > 1 else ", "
            colon = text[first.start + len(json.dumps(first.key)) : first.value] if _is_plain(first, text) else ": "
            return f"{text[: last.end]}{comma}{json.dumps(name)}{colon}{_dumps(value, text)}{text[last.end :]}"
        entry = entries[place]
        if value is None:
            start = entries[place - 1].end if place else entry.start
            end = entry.end if place else entries[1].start
            return text[:start] + text[end:]
        new = text[entry.value : entry.end]
        new = self._list(new, name, value, record) if isinstance(value, list) else _dumps(value, text)
        return text[: entry.value] + new + text[entry.end :]

    def _list(self, text: str, name: str, values: list[Any], record: Record) -> str:
        """Write several values: those that stay as and where they stood, then those that are new."""
        elements = [(each, self._canonical(json.loads(each), name, record)) for each in _elements(text)]
        new = {self._canonical(each, name, record): each for each in values}
        staying = [(each, value) for each, value in elements if value in new]
        unchanged = {value for _, value in staying}
        more = (_dumps(each, text) for value, each in new.items() if value not in unchanged)
        return f"[{', '.join([*(each for each, _ in staying), *more])}]"

    def _canonical(self, element: Any, name: str, record: Record) -> tuple[str, ...]:
        read = from_json({"id": record.id, "type": record.type, name: element}, self._vocabulary)
        return read.values.get(name, ()) if isinstance(read, Record) else ()


def _entries(text: str) -> list[_Entry]:
    """List the keys of an object with their places. The text is one that was parsed before."""
    entries, place = [], _skip(text, text.index("{") + 1)
    while text[place] != "}":
        key, end = _DECODER.raw_decode(text, place)
        value = _skip(text, text.index(":", end) + 1)
        _, after = _DECODER.raw_decode(text, value)
        entries.append(_Entry(key, place, value, after))
        comma = _skip(text, after)
        place = _skip(text, comma + 1) if text[comma] == "," else comma
    return entries


def _elements(text: str) -> list[str]:
    """List the elements of an array as they are written; what is no array is its own only one."""
    if not text.startswith("["):
        return [text]
    elements, place = [], _skip(text, 1)
    while text[place] != "]":
        _, end = _DECODER.raw_decode(text, place)
        elements.append(text[place:end])
        comma = _skip(text, end)
        place = _skip(text, comma + 1) if text[comma] == "," else comma
    return elements


def _skip(text: str, place: int) -> int:
    match = _SPACE.match(text, place)
    return match.end() if match else place


def _is_plain(entry: _Entry, text: str) -> bool:
    return text.startswith(json.dumps(entry.key), entry.start)


def _dumps(value: Any, text: str) -> str:
    return json.dumps(value, ensure_ascii=text.isascii() and "\\u" in text)
