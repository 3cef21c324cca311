"""Quotes to positions: a record that quotes a document comes to cite the place where the quote stands.

>>> record = Record("Project", "projects/p", {"quote": ("a quiet boat",), "evidence": ("news",)})
>>> filled(record, {"news": "They built a quiet boat."}).record.values
{'evidence': ('news:11-23:2922de3bcd8703ea',)}
>>> filled(record, {"news": "Nothing of the kind."}).faults
('the quote stands nowhere in news',)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from kg.citing.nearness import excerpt, near
from kg.records import Passage, Record
from kg.texts import cite, occurrences

_SHOWN = 5
"""Places of a quote that are shown."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What became of a record, and in sentences why some of its citations have no place yet."""

    record: Record
    faults: tuple[str, ...] = ()


def filled(record: Record, texts: Mapping[str, str], *, keep: bool = False) -> Filled:
    """Give each citation of a whole document the place where the quote of the record stands in it.

    `texts` are by the slug of the document; of one that is not among them nothing can be said. The quote goes once
    something has its place, unless it is to be kept: a passage is known by its digest.
    """
    quote, faults, evidence = record.one("quote"), list[str](), list[str]()
    for citation in record.values.get("evidence", ()):
        text = texts.get(citation)
        starts = occurrences(text, quote) if text and quote else []
        if len(starts) == 1 and text:
            evidence.append(str(cite(citation, text, quote)))
            continue
        evidence.append(citation)
        if text and quote:
            faults.append(_fault(citation, text, quote, starts))
    if evidence == list(record.values.get("evidence", ())):
        return Filled(record, tuple(faults))
    values = {**record.values, "evidence": tuple(sorted(evidence))}
    if not keep and all(Passage.of(each).has_place for each in evidence):
        del values["quote"]
    return Filled(replace(record, values=values), tuple(faults))


def _fault(document: str, text: str, quote: str, starts: list[int]) -> str:
    if starts:
        places = "; ".join(excerpt(text, start, start + len(quote)) for start in starts[:_SHOWN])
        return f"the quote stands {len(starts):,} times in {document}: quote more words ({places})"
    nearest = next(iter(near(text, quote)), None)
    hint = f"; near it is {nearest.words!r}: {nearest.why}" if nearest else ""
    return f"the quote stands nowhere in {document}{hint}"
