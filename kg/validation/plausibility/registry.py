"""The checks of plausibility: each with its id, its level and what it finds, in one list."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from kg.records.report import NOTICE, WARNING
from kg.spelling import suggestion
from kg.validation.plausibility.case import Case, Finding, Judge
from kg.validation.plausibility.census import (
    Census,
    Elsewhere,
    Told,
    of_one_content,
    of_one_label,
    unreferred,
    unused,
    without_parties,
)
from kg.validation.plausibility.numbers import (
    amount_disagrees,
    bound_disagrees,
    currency_unnamed,
    number_unsupported,
    printed_nowhere,
)
from kg.validation.plausibility.times import after_its_document, time_unsupported

_ACCEPTED = re.compile(r"(?P<check>[a-z-]+): *(?P<reason>.*)", re.DOTALL)
_CLAIMS = frozenset({"Contribution", "Participation", "Agreement", "Outcome", "Link"})


@dataclass(frozen=True, slots=True)
class PlausibilityCheck:
    """One check: its level, a sentence on what it finds, and who judges.

    `judge` looks at one record, if it has one of `fields`; `over_all` at a whole dataset.
    """

    level: str
    sentence: str
    judge: Judge | None = None
    fields: tuple[str, ...] = ()
    over_all: Callable[[Census, Elsewhere], Iterable[Told]] | None = None


def reasons(accepted: Iterable[str]) -> dict[str, str]:
    """Take apart what a record says of the checks whose findings are known: the reason by check.

    >>> reasons(["amount-disagrees: the article misprints the scale"])
    {'amount-disagrees': 'the article misprints the scale'}
    """
    matches = filter(None, map(_ACCEPTED.fullmatch, accepted))
    return {match["check"]: match["reason"].strip() for match in matches}


def _from_one_document(case: Case) -> Iterator[Finding]:
    documents = {each.partition(":")[0] for each in case.record.values["evidence"]}
    if len(documents) == 1 and case.record.type in _CLAIMS:
        yield Finding("evidence", "this rests on one document", documents.pop())


def _accepted_unknown(case: Case) -> Iterator[Finding]:
    for each in case.record.values["accepted"]:
        if each.partition(":")[0] not in CHECKS:
            yield Finding("accepted", f"there is no such check; {suggestion(each.partition(':')[0], CHECKS)}", each)


CHECKS: Mapping[str, PlausibilityCheck] = {
    "printed-nowhere": PlausibilityCheck(
        WARNING, "What is said to be printed stands in no cited passage.", printed_nowhere, ("printed",)
    ),
    "amount-disagrees": PlausibilityCheck(
        WARNING, "An amount, value or count is not the printed figure.", amount_disagrees, ("printed",)
    ),
    "number-unsupported": PlausibilityCheck(
        NOTICE,
        "A record that gives no figure as printed has a number that no cited passage has.",
        number_unsupported,
        ("amount", "value", "count"),
    ),
    "bound-disagrees": PlausibilityCheck(
        WARNING, "The words about a figure contradict its bound, or nothing supports it.", bound_disagrees, ("bound",)
    ),
    "currency-unnamed": PlausibilityCheck(
        WARNING,
        "The text names another currency, or none, and it is not marked as implied.",
        currency_unnamed,
        ("currency",),
    ),
    "time-unsupported": PlausibilityCheck(
        WARNING,
        "A date, financial year or duration neither stands in the cited passages nor follows from the document's date.",
        time_unsupported,
        ("when", "as_of", "financial_year", "duration"),
    ),
    "after-its-document": PlausibilityCheck(
        WARNING,
        "Something done, or as of a day, is later than every document that tells of it.",
        after_its_document,
        ("when", "as_of"),
    ),
    "without-parties": PlausibilityCheck(WARNING, "Nobody takes part in an agreement.", over_all=without_parties),
    "unreferred": PlausibilityCheck(WARNING, "No record refers to a person or group.", over_all=unreferred),
    "unused": PlausibilityCheck(NOTICE, "No record refers to a source, document or place.", over_all=unused),
    "same-label": PlausibilityCheck(
        WARNING,
        "Two records of a class in one dataset have the same label, and no field tells them apart.",
        over_all=of_one_label,
    ),
    "same-content": PlausibilityCheck(WARNING, "Two statements of a dataset say the same.", over_all=of_one_content),
    "single-source": PlausibilityCheck(NOTICE, "A claim rests on one document.", _from_one_document, ("evidence",)),
    "accepted-unknown": PlausibilityCheck(
        WARNING, "A record accepts what no check finds.", _accepted_unknown, ("accepted",)
    ),
}
"""Every check by its id, in the order in which they are documented."""
