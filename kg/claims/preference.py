"""Which of the claims that contradict each other is preferred, and why: a rule of four steps, written down in 0064.

The surest; of those the most direct source; of those what was published last; of those what most passages say. Each
step leaves the best of those that are left, and the first that leaves one value decides. Where none does, none is
preferred.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kg.claims.agreement import apart
from kg.dates import earliest

_SURE = ("stated", "implied", "ambiguous")
_DIRECT = (("registry-entry", "grant-publication"), ("programme-page",), ("report",), ("article",))
"""Kinds of document from the most direct on: what registers and funders publish, the page of a programme, the press."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What one record, by its id, says of a fact, and what speaks for it.

    `evidence` are passages, `documents` the kind and the date (EDTF) of each document that they are in.
    """

    record: str
    value: str
    confidence: str
    evidence: tuple[str, ...] = ()
    documents: tuple[tuple[str, str], ...] = ()

    @property
    def directness(self) -> int:
        """Give the place of its most direct document among the kinds, 0 the most direct."""
        places = (place for kind, _ in self.documents for place, kinds in enumerate(_DIRECT) if kind in kinds)
        return min(places, default=len(_DIRECT))

    @property
    def published(self) -> str:
        """Give when the latest of its most direct documents was published; empty where none tells."""
        kinds = _DIRECT[self.directness] if self.directness < len(_DIRECT) else ()
        dates = (date for kind, date in self.documents if date and (kind in kinds or not kinds))
        return max(dates, key=lambda date: (earliest(date), date), default="")


def prefer(claims: Iterable[Claim]) -> tuple[str, str]:
    """Give the record that is preferred, the first of those that say the same, and the reason; both may be empty.

    >>> prefer([Claim("a", "3", "implied"), Claim("b", "4", "stated")])
    ('b', 'confidence: stated over implied')
    >>> prefer([Claim("a", "3", "stated"), Claim("b", "4", "stated")])
    ('', '')
    """
    candidates = sorted(claims, key=lambda each: each.record)
    for name, tell, best in _STEPS:
        remaining = best(candidates)
        if len({each.value for each in remaining}) == 1 < len({each.value for each in candidates}):
            others = sorted({tell(each, candidates) for each in candidates if each not in remaining})
            return remaining[0].record, f"{name}: {tell(remaining[0], candidates)} over {' and '.join(others)}"
        candidates = remaining
    return "", ""


def _surest(claims: Sequence[Claim]) -> list[Claim]:
    least = min(map(_doubt, claims))
    return [each for each in claims if _doubt(each) == least]


def _doubt(claim: Claim) -> int:
    return _SURE.index(claim.confidence) if claim.confidence in _SURE else len(_SURE)


def _most_direct(claims: Sequence[Claim]) -> list[Claim]:
    least = min(each.directness for each in claims)
    return [each for each in claims if each.directness == least]


def _latest(claims: Sequence[Claim]) -> list[Claim]:
    """Leave out what was certainly published before another; a claim without a date is neither older nor newer."""
    dated = [each.published for each in claims if each.published]
    return [each for each in claims if not any(_is_before(each.published, date) for date in dated)]


def _is_before(date: str, other: str) -> bool:
    return date != "" and apart(date, other) and earliest(date) < earliest(other)


def _passages(claim: Claim, claims: Sequence[Claim]) -> int:
    return len({passage for each in claims if each.value == claim.value for passage in each.evidence})


def _counted(passages: int) -> str:
    return "1 passage" if passages == 1 else f"{passages} passages"


def _most_told(claims: Sequence[Claim]) -> list[Claim]:
    most = max(_passages(each, claims) for each in claims)
    return [each for each in claims if _passages(each, claims) == most]


def _kind(claim: Claim) -> str:
    kinds = _DIRECT[claim.directness] if claim.directness < len(_DIRECT) else ()
    return next((kind for kind, _ in claim.documents if kind in kinds), "no document of a kind")


_Step = tuple[str, Callable[[Claim, Sequence[Claim]], str], Callable[[Sequence[Claim]], list[Claim]]]

_STEPS: tuple[_Step, ...] = (
    ("confidence", lambda claim, _: claim.confidence or "not told", _surest),
    ("directness of the source", lambda claim, _: _kind(claim), _most_direct),
    ("date of the source", lambda claim, _: claim.published or "no date", _latest),
    ("evidence", lambda claim, claims: _counted(_passages(claim, claims)), _most_told),
)
"""The steps in their order: what each is called, what it tells of a claim, and which claims it leaves."""
