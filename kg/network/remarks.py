"""What is to be minded of an answer about a network: a code with values, and the sentence in English that they make.

A remark is its sentence. Whoever shows it in another language takes the sentence of its code from REMARKS, and what
fills it from :func:`fillings`; no sentence has to be read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from kg.network.ledger.sums import in_words

REMARKS: Mapping[str, str] = {
    "first-unsure": "Who is first is not certain: %(count)s of %(nodes)s may be: %(names)s.",
    "first-unsure-of-many": "Who is first is not certain: %(count)s of %(nodes)s may be: %(names)s and %(more)s more.",
    "first-sure": "%(names)s is first also in other samples of such facts.",
    "ranks-alike": "Ranks %(low)s to %(high)s cannot be told apart.",
    "too-few-facts": "The order rests on too few facts: its stability coefficient is %(coefficient)s.",
    "few-facts": "The order rests on few facts: its stability coefficient is %(coefficient)s.",
    "enough-facts": "The order rests on enough facts: its stability coefficient is %(coefficient)s.",
    "all-unsure": "Without what is %(without)s nothing is left: all of it is.",
    "one-more-in-rank": "1 more shares rank %(rank)s.",
    "more-in-rank": "%(count)s more share rank %(rank)s.",
    "undefined": "Of %(count)s nodes the measure is not defined, so they have no rank.",
    "weighs-money": "Edges weigh money here, sums of %(kind)s in %(currency)s: where the measure reads weights, "
    "more is stronger.",
    "no-edge": "No edge is left. Records left out: %(reasons)s.",
    "no-edge-at": "%(moment)s: No edge is left. Records left out: %(reasons)s.",
    "parts-alike": "In the piece of %(count)s nodes with %(name)s parts that hardly touch are equally well "
    "linked to within rounding: the scores compare the nodes within a part, not the parts.",
    "not-converged": "In the piece of %(count)s nodes with %(name)s a score may be wrong by %(error)s of the "
    "largest: it is so long that more steps would take too much time.",
    "estimated": "Estimated from %(drawn)s of %(nodes)s nodes, drawn by chance: with %(confidence)s confidence "
    "for all nodes at once, no score is farther than %(error)s from the exact one.",
    "divisions-differ": "Divisions from other beginnings agree with each other by %(agreement)s only, where 1 is "
    "the same and 0 is chance: this is one of several that are about as good.",
    "side-empty": "No node of this network lies in %(name)s.",
    "side-unsure": "%(doubtful)s of %(nodes)s nodes in %(name)s are left out of it: that they lie there is less "
    "sure than %(confidence)s.",
    "few-pairs": "Only %(linked)s of %(pairs)s pairs are linked at all.",
    "on-both-sides": "What is on both sides counts as an end of neither; it may bridge.",
    "no-years": "Nothing tells when anything of this view was.",
    "undated": "Nothing tells when %(undated)s of the %(edges)s edges of %(year)s are; undated ones are in each year.",
    "hubs-left-out": "Neighbours of very many count for nothing here, or there would be too many pairs to look "
    "at: %(names)s.",
    "hubs-left-out-and-others": "Neighbours of very many count for nothing here, or there would be too many "
    "pairs to look at: %(names)s, and others.",
    "backwards": "It goes from %(first)s back to %(last)s: what is there only at the later of the two has left.",
    "undated-on-both": "Nothing tells when %(share)s of the edges are: they are on both sides.",
    "no-such-currency": "No contribution is in %(currency)s; there is money in %(currencies)s.",
    "no-such-kind": "No contribution is of the kind %(kind)s; there are %(kinds)s.",
    "no-such-kind-in-currency": "Nothing counts; what is in %(currency)s is of the kinds %(kinds)s.",
    "counts-in-two": "%(amount)s of %(unit)s is also in %(other)s: the two are not to be added.",
    "given-on": "What is given on counts in %(unit)s each time it changes hands; %(amount)s is new.",
    "no-such-funder": "No money that counts has the funder %(asked)s; there are: %(names)s.",
    "no-such-programme": "No money that counts has the programme %(asked)s; there are: %(names)s.",
    "no-such-recipient": "No money that counts has the recipient %(asked)s; there are: %(names)s.",
    "nothing-counts": "Nothing counts in %(unit)s; see the other currencies and kinds.",
    "counts-elsewhere-too": "%(amount)s of it counts in other currencies or kinds too: they are not to be added.",
    "disputed": "Of %(count)s contributions the records contradict each other.",
}
"""The sentences of all remarks by their codes, with gaps for values."""

COUNTED = "%(count)s %(reason)s"
NONE = "none"
"""How a count is written with its reason, and what stands for no names at all."""

OF_OURS = frozenset({"without", "kind", "kinds", "confidence"})
"""Gaps that words of the vocabulary fill, which have a translation; what fills others stands in the data."""


class Remark(str):
    """A sentence on an answer, that knows its `code` and the `values` that fill it.

    Values are numbers, texts, lists of texts, what an amount may be (`low`, `high`), a unit of money (`currency`,
    `kind`), or counts by reason.

    >>> Remark("ranks-alike", low=1, high=89), Remark("no-such-kind", kind="loan", kinds=[])
    ('Ranks 1 to 89 cannot be told apart.', 'No contribution is of the kind loan; there are none.')
    >>> Remark("no-edge", reasons={"undated": 57, "other_role": 3})
    'No edge is left. Records left out: 57 undated, 3 other role.'
    """

    __slots__ = ("code", "values")

    code: str
    values: Mapping[str, Any]

    def __new__(cls, code: str, **values: Any) -> Remark:
        """Fill the sentence of a code."""
        remark = super().__new__(cls, REMARKS[code] % fillings(values))
        remark.code, remark.values = code, values
        return remark


def in_english(word: str) -> str:
    """Write a name of ours as words."""
    return word.replace("_", " ")


def fillings(values: Mapping[str, Any], translate: Callable[[str], str] = in_english) -> dict[str, str]:
    """Write the values of a remark as they stand in its sentence; `translate` gives names and words of ours.

    >>> fillings({"count": 1200, "coefficient": 0.25, "amount": {"low": "5", "high": None}})
    {'count': '1,200', 'coefficient': '0.25', 'amount': 'at least 5'}
    """
    return {name: _written(value, translate, is_of_ours=name in OF_OURS) for name, value in values.items()}


def _written(value: Any, translate: Callable[[str], str], *, is_of_ours: bool) -> str:
    if isinstance(value, int | float):
        return f"{value:,}" if isinstance(value, int) else f"{value:g}"
    if isinstance(value, Mapping):
        if {"low", "high"} <= {*value}:
            return in_words(value["low"], value["high"], translate)
        if {"currency", "kind"} == {*value}:
            return " ".join(filter(None, (value["currency"], value["kind"] and translate(value["kind"]))))
        reasons = ((f"{count:,}", translate(reason)) for reason, count in value.items())
        return ", ".join(translate(COUNTED) % {"count": count, "reason": reason} for count, reason in reasons)
    if isinstance(value, str):
        return translate(value) if is_of_ours else value
    return ", ".join(translate(each) if is_of_ours else each for each in value) or translate(NONE)


def remarked(remarks: Iterable[Remark]) -> dict[str, Sequence[Any]]:
    """Give remarks as an answer has them: as sentences, and as codes with values."""
    entries = list(remarks)
    return {"remarks": entries, "coded_remarks": [{"code": each.code, "values": dict(each.values)} for each in entries]}
