"""One record as the checks of plausibility see it: its fields, what it cites, and when that was told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache

from kg.figures import Figure, figures, plain
from kg.records.model import Record
from kg.records.passage import Passage, is_passage

NUMBERS = ("amount", "value", "count")
"""The fields that hold the number of a record which has a figure as it is printed."""

_NUMBER = re.compile(r"-?[0-9]{1,24}(?:\.[0-9]{1,12})?")
LANGUAGES = frozenset({"", "en", "ko"})
"""The languages whose words about figures and times are read."""

_plain = lru_cache(maxsize=16)(plain)
_figures = lru_cache(maxsize=64)(figures)


@dataclass(frozen=True, slots=True)
class Finding:
    """What is not plausible about a record: the field, and a sentence on it."""

    field: str
    message: str
    value: str = ""


@dataclass(frozen=True)
class Case:
    """A record to be judged.

    `words_of` gives the words of a passage, or None where they are not known; `document_of` the record of a document by
    its slug, or None where it is not here.
    """

    record: Record
    words_of: Callable[[Passage], str | None]
    document_of: Callable[[str], Record | None]

    @cached_property
    def citations(self) -> tuple[Passage, ...]:
        """Give the passages that it cites."""
        return tuple(map(Passage.of, filter(is_passage, self.record.values.get("evidence", ()))))

    @cached_property
    def passages(self) -> tuple[str, ...]:
        """Give the words of all passages, in plain spelling; none unless all are known."""
        words = [self.words_of(each) for each in self.citations]
        return tuple(_plain(each) for each in words if each is not None) if None not in words else ()

    @cached_property
    def documents(self) -> tuple[Record | None, ...]:
        """Give the documents that it cites, each once."""
        return tuple(map(self.document_of, dict.fromkeys(each.document for each in self.citations)))

    @cached_property
    def published(self) -> tuple[str, ...]:
        """Give the dates of its documents, empty for one without."""
        return tuple(each.one("published") if each else "" for each in self.documents)

    @cached_property
    def understood(self) -> tuple[str, ...]:
        """Give the words of all passages, as far as their languages are read here; a language not told may be any."""
        languages = {each.one("language").partition("-")[0].lower() for each in self.documents if each}
        return self.passages if languages <= LANGUAGES else ()

    @cached_property
    def printed(self) -> tuple[Figure, ...]:
        """Give the figures of what was printed."""
        return _figures(self.record.one("printed"))

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """Give the figures of all passages."""
        return tuple(figure for each in self.understood for figure in _figures(each))

    @cached_property
    def number(self) -> tuple[str, Decimal] | None:
        """Give the field that holds the number of the record, and the number."""
        name = next((each for each in NUMBERS if self.record.one(each)), "")
        text = self.record.one(name)
        return (name, Decimal(text)) if _NUMBER.fullmatch(text) else None

    def is_stated(self, name: str) -> bool:
        """Tell whether the record claims that its source says a field, instead of implying it or being unclear."""
        values = self.record.values
        if name in values.get("implied_fields", ()) or name in values.get("ambiguous_fields", ()):
            return False
        return self.record.one("confidence") in ("stated", "") or name in values.get("stated_fields", ())


Judge = Callable[[Case], Iterator[Finding]]
