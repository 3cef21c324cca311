"""What an answer about a network rests on, in words, and why records are in no edge of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from api.representations.pages.languages import marked
from api.representations.pages.network.measures import MEASURE_LABELS
from kg.network.ledger import REASONS as MONEY_REASONS
from kg.reference import concepts, label_of, narrowable
from kg.vocabulary import load_vocabulary

_LACKING = "no_"
_REASONS = {
    "below_confidence": marked("below confidence"),
    "doubtful_amount": marked("doubtful amount"),
    "earlier": marked("earlier"),
    "joint_amount": marked("joint amount"),
    "known_later": marked("known later"),
    "later": marked("later"),
    "no_amount": marked("no amount"),
    "other_currency": marked("other currency"),
    "other_dataset": marked("other dataset"),
    "other_kind": marked("other kind"),
    "other_kind_of_money": marked("other kind of money"),
    "other_role": marked("other role"),
    "other_type": marked("other type"),
    "planned": marked("planned"),
    "undated": marked("undated"),
}


def reason_in_words(reason: str, translate: Callable[[str], str]) -> str:
    """Give a name of ours in words: a reason, also that which names a field, a kind of money, a role; else the text.

    >>> [reason_in_words(each, str) for each in ("other_role", "no_funder", "fund-size", "single-source")]
    ['other role', 'no funder', 'Fund size', 'single-source']
    """
    if reason in _REASONS:
        return translate(_REASONS[reason])
    if reason.startswith(_LACKING) and (label := _labels().get(reason.removeprefix(_LACKING))):
        return translate(marked("no %(field)s")) % {"field": translate(label)}
    return translate(_named().get(reason, reason))


def in_coverage(coverage: Mapping[str, Any], translate: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    """Put into words what an answer rests on, and what it left out.

    >>> dict(in_coverage({"nodes": 2, "stated_share": 0.5, "left_out": {"other_role": 3}}, str))
    {'nodes': '2', 'stated share': '50%', 'left out': 'other role 3'}
    """
    for name, measure in coverage.items():
        words = translate(name.replace("_", " "))
        if isinstance(measure, Mapping):
            counts = ", ".join(f"{reason_in_words(each, translate)} {count:,}" for each, count in measure.items())
            yield words, counts or translate(marked("nothing"))
        elif isinstance(measure, int):
            yield words, f"{measure:,}"
        else:
            yield words, f"{measure:.0%}" if name.endswith("_share") and measure is not None else str(measure)


@cache
def _labels() -> dict[str, str]:
    """Map the names of fields to their labels."""
    classes = load_vocabulary().classes.values()
    return {name: label_of(field.iri) for each in classes for name, field in each.fields.items()}


@cache
def _named() -> dict[str, str]:
    """Map the names of kinds, roles, bounds, measures and reasons of money to their words."""
    schemes = (*narrowable(), "bounds", "roles", "contribution-kinds")  # of a name in several, the last counts
    terms = {each.name: each.label for scheme in schemes for each in concepts(scheme)}
    return {**MONEY_REASONS, **MEASURE_LABELS, **terms}
