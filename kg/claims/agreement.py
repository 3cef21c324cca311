"""Whether two records may both be right in a field: figures by their bounds, times by what they allow."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from itertools import combinations, islice

from kg.claims.witnesses import Witnesses
from kg.dates import earliest, ends_before
from kg.figures import MULTIPLES
from kg.records import Record
from kg.vocabulary import FieldKind

FIGURES = ("amount", "value")
"""The fields that give the figure of a record, of which it tells the bound and what is counted."""

_DECIMAL = "http://www.w3.org/2001/XMLSchema#decimal"
_EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"
_MOST = 100
"""Values of one fact, by the ids of their records, that are held against each other: each pair of them."""

_REACH = {bound: (low, Decimal(2) if high is None else high) for bound, (low, high) in MULTIPLES.items()}
"""From which to which multiple of a figure its bound reaches: who says over 3 million does not mean 30 million."""


def disagreeing(records: Sequence[Record], field: str, witnesses: Witnesses) -> list[Record]:
    """Give the records that tell a field, if two of them cannot both be right; else none."""
    telling = [each for each in records if each.one(field)]
    different = {(statement(each, field), *witnesses.things(each, field)): each for each in telling}.values()
    if all(agree(one, other, field, witnesses) for one, other in combinations(islice(different, _MOST), 2)):
        return []
    return telling


def agree(first: Record, second: Record, field: str, witnesses: Witnesses) -> bool:
    """Tell whether two records may both be right in a field; what one of them does not tell is no contradiction."""
    one, other = first.one(field), second.one(field)
    declared = witnesses.vocabulary.classes[first.type].fields[field]
    is_figure = declared.datatype == _DECIMAL
    if one == other and not is_figure:
        return True
    if declared.datatype == _EDTF:
        return not apart(one, other)
    if is_figure:
        (low, high), (lowest, highest) = reach(first, field), reach(second, field)
        return low <= highest and lowest <= high
    if declared.kind is FieldKind.REFERENCE:
        return witnesses.thing(one) == witnesses.thing(other)
    return False


def apart(one: str, other: str) -> bool:
    """Tell whether two times in EDTF certainly have nothing in common.

    >>> apart("2024", "2025-03"), apart("2025", "2025-03"), apart("2024/2026", "2025"), apart("", "2025")
    (True, False, False, False)
    """
    return any(
        start != "" and ends_before(time, start) for time, start in ((one, earliest(other)), (other, earliest(one)))
    )


def reach(record: Record, field: str) -> tuple[Decimal, Decimal]:
    """Give the least and the most that a figure may mean."""
    try:
        figure = Decimal(record.one(field))
    except InvalidOperation:
        return Decimal(0), Decimal(0)
    low, high = sorted(figure * each for each in _REACH.get(record.one("bound"), _REACH["exact"]))
    return low, high


def statement(record: Record, field: str) -> str:
    """Write what a record says in a field, a figure with its bound and what it counts."""
    text = record.one(field)
    if field not in FIGURES:
        return text
    bound = "" if record.one("bound") in ("", "exact") else record.one("bound").replace("-", " ")
    return " ".join(each for each in (bound, text, record.one("currency") or record.one("unit")) if each)
