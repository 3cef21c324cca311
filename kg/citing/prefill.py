"""What a passage gives for a record of a class: figures, times, and the names of what is known already.

Only what the words settle is filled in. Where several values are possible the field stays empty, and what was found is
offered: a curator who is handed a guess does not look again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kg.citing.prose_dates import dates_in
from kg.figures import Figure, figures
from kg.figures.bounds import BEFORE, BEHIND
from kg.figures.currencies import CURRENCIES
from kg.figures.numerals import SCALES
from kg.figures.plain import placed
from kg.forms import Entry, FormField, form_of
from kg.reference import DictionaryEntry
from kg.spelling import fold

_USUAL = ("GBP", "KRW")
"""What a sign that several currencies have means unless something else is said; of dollars nothing is usual."""

_AT_LEAST = re.compile(r"at least|no fewer than|no less than|not less than|minimum|최소|적어도|이상")
_NAME_LIKE = re.compile(r"[A-Z0-9가-힣]")
_TOKEN = re.compile(r"[^\s,;:()\[\]“”\"]+")
_PARTICLE = re.compile(r"(?:에서는|에서|으로|에게|에는|은|는|이|가|을|를|의|에|와|과|도|로)$")
_POSSESSIVE = re.compile(r"(?:['’]s|['’]|[.!?…]+)$")
_ARTICLE = re.compile(r"(?:\b(?:the|a|an|its|their|our) )*$")
_SENTENCE = re.compile(r"[.!?…]$")
_MOST_WORDS, _LONGEST, _SHORT = 8, 2_000, 80
NAMED = frozenset({"Organisation", "Programme", "Project", "Event", "Place", "Person", "Group", "Goal", "Name"})
"""Classes of what a short passage may be the name of."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name that stands in a passage, and what the graph calls so."""

    start: int
    end: int
    words: str
    id: str
    label: str
    type: str


@dataclass(frozen=True, slots=True)
class Prefilled:
    """The values that a passage gives for fields, and the names it mentions."""

    values: Mapping[str, tuple[str, ...]]
    mentions: Sequence[Mention]


Lookup = Callable[[str], Sequence[tuple[str, str, str]]]
"""Gives what bears exactly a name, whatever the case: each by id, label and class."""


def figure_tables() -> dict[str, object]:
    """Give what a browser needs to read figures as they are read here: currencies, scales, and words of bounds."""
    decimal = {name: size for name, size in SCALES.items() if name != "dozen"}
    return {
        "currencies": {name: sorted(codes) for name, codes in CURRENCIES.items()},
        "usual": _USUAL,
        "scales": decimal,
        "before": [(words, _term_of(bounds)) for words, bounds in BEFORE.items()],
        "behind": [(words, _term_of(bounds)) for words, bounds in BEHIND.items()],
        "least": _AT_LEAST.pattern,
    }


def prefill(class_name: str, words: str, lookup: Lookup) -> Prefilled:
    """Read a passage for a record of a class."""
    words = words[:_LONGEST]
    fields = {each.name: each for each in form_of(class_name)}
    mentions = list(mentions_in(words, lookup))
    values = {
        **_figure_values(fields, words),
        **_time_values(fields, words),
        **_names(class_name, fields, words, mentions),
    }
    values.update((name, (term,)) for name, each in fields.items() if (term := _term(each, words)))
    short = _POSSESSIVE.sub("", words) if _SENTENCE.search(words) else words
    if class_name in NAMED and len(words) <= _SHORT and len(short.split()) <= _MOST_WORDS + 2:
        values["name" if "name" in fields else "label"] = (short,)
    return Prefilled({"confidence": ("stated",), **values}, mentions)


def mentions_in(words: str, lookup: Lookup) -> Iterator[Mention]:
    """Find the names in a text that the graph knows; of names within names the longer one.

    >>> known = {"innovate uk": [("organisations/innovate-uk", "Innovate UK", "Organisation")]}
    >>> [(each.words, each.id) for each in mentions_in("Innovate UK’s fund", lambda name: known.get(fold(name), ()))]
    [('Innovate UK', 'organisations/innovate-uk')]
    """
    tokens = [(match.start(), match.end()) for match in _TOKEN.finditer(words)]
    place = 0
    while place < len(tokens):
        size, mentions = _beginning_at(words, tokens[place:], lookup)
        yield from mentions
        place += size


def _beginning_at(words: str, tokens: Sequence[tuple[int, int]], lookup: Lookup) -> tuple[int, list[Mention]]:
    """Give the number of tokens of the longest name that begins at the first of some, and what it stands for."""
    start = tokens[0][0]
    if not _NAME_LIKE.search(words[start : tokens[0][1]]):
        return 1, []
    for size in range(min(_MOST_WORDS, len(tokens)), 0, -1):
        phrase = words[start : tokens[size - 1][1]]
        for name in dict.fromkeys((phrase, _POSSESSIVE.sub("", phrase), _PARTICLE.sub("", phrase))):
            bearers = lookup(name) if len(name) > 1 else ()
            if bearers:
                end = start + len(name)
                return size, [Mention(start, end, words[start:end], *each) for each in bearers]
    return 1, []


def _figure_values(fields: Mapping[str, FormField], words: str) -> dict[str, tuple[str, ...]]:
    """Give number, currency, bound and the figure as printed, where the passage has one figure that fits."""
    number = next((each for each in ("amount", "value", "count") if each in fields), "")
    if not number or fields[number].entry is not Entry.NUMBER or "printed" not in fields:
        return {}
    fitting = [each for each in figures(words) if _fits(each, is_money=number == "amount")]
    years = {each.start for each in dates_in(words)}
    spelt, places = placed(words)
    fitting = [each for each in fitting if not places or places[each.start] not in years]
    if len(fitting) != 1 or any(low != high for low, high in fitting[0].readings):  # two amounts, or a range
        return {}
    figure = fitting[0]
    values = {number: (_plainly(figure.readings[0][0]),), "bound": (_bound(figure, spelt, words),)}
    if places:
        values["printed"] = (words[places[figure.start] : places[figure.end]].strip(),)
    if currency := _currency(figure.currencies):
        values["currency"] = (currency,)
    return {name: value for name, value in values.items() if name in fields}


def _fits(figure: Figure, *, is_money: bool) -> bool:
    low, high = figure.readings[0]
    return low == high and not figure.is_part and bool(figure.currencies) is is_money


def _plainly(number: Decimal) -> str:
    """Write a number without an exponent.

    >>> _plainly(Decimal("2.40") * 10**6), _plainly(Decimal("1E+3")), _plainly(Decimal("0.50"))
    ('2400000', '1000', '0.5')
    """
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _currency(codes: frozenset[str]) -> str:
    if len(codes) == 1:
        return min(codes)
    return next((each for each in _USUAL if each in codes), "")


def _bound(figure: Figure, spelt: str, words: str) -> str:
    around = (spelt or words.lower())[max(0, figure.start - 24) : figure.end + 12]
    if "at-least" in figure.bounds and _AT_LEAST.search(around):
        return "at-least"
    return _term_of(figure.bounds)


def _term_of(bounds: Collection[str]) -> str:
    return next((each for each in ("over", "nearly", "up-to", "about", "at-least") if each in bounds), "exact")


def _time_values(fields: Mapping[str, FormField], words: str) -> dict[str, tuple[str, ...]]:
    dates = dates_in(words)
    times = dict.fromkeys(each.when for each in dates if each.when)
    years = dict.fromkeys(each.financial_year for each in dates if each.financial_year)
    values = {"when": times, "financial_year": years}
    return {name: (*each,) for name, each in values.items() if name in fields and len(each) == 1}


def _names(
    class_name: str, fields: Mapping[str, FormField], words: str, mentions: Sequence[Mention]
) -> dict[str, tuple[str, ...]]:
    """Fill references: those that the word before a name calls by the name of the field, such as `part of`.

    Of the others, what is of a class goes into the one field that names this class before all others do. What is of
    the class of the record itself may be the record.
    """
    called = {each: name for each in mentions if (name := _called(fields, words, each))}
    best: dict[str, tuple[int, tuple[str, ...]]] = {}
    for type_ in dict.fromkeys(each.type for each in mentions if each.type != class_name and each not in called):
        ranks = {name: each.targets.index(type_) for name, each in fields.items() if type_ in each.targets}
        first = [name for name, rank in ranks.items() if rank == min(ranks.values())]
        ids = tuple(dict.fromkeys(each.id for each in mentions if each.type == type_ and each not in called))
        if len(first) == 1 and (len(ids) == 1 or fields[first[0]].field.many):
            best[first[0]] = min(best.get(first[0], (ranks[first[0]], ids)), (ranks[first[0]], ids))
    values = {name: ids for name, (_, ids) in best.items()}
    for name in dict.fromkeys(called.values()):
        ids = tuple(dict.fromkeys(each.id for each, own in called.items() if own == name))
        values[name] = ids if fields[name].field.many else ids[:1]
    return values


def _called(fields: Mapping[str, FormField], words: str, mention: Mention) -> str:
    """Name the field by whose name the words before a mention call it; empty where they do not."""
    before = _ARTICLE.sub("", words[: mention.start].lower()).rstrip()
    taking = (name for name, each in fields.items() if mention.type in each.targets)
    return next((name for name in taking if before.endswith(name.replace("_", " "))), "")


def _term(field: FormField, words: str) -> str:
    """Find the one term of a field that stands in the passage in so many words."""
    if field.entry is not Entry.TERM or field.name in ("confidence", "bound", "modality", "sectors"):
        return ""
    text = f" {re.sub(r'[^a-z가-힣]+', ' ', fold(words))} "
    terms = [each for each in field.choices if any(f" {form} " in text for form in _forms(each))]
    return terms[0].name if len(terms) == 1 else ""


def _forms(term: DictionaryEntry) -> set[str]:
    return {re.sub(r"[^a-z가-힣]+", " ", fold(each)).strip() for each in (term.name, term.label)} - {""}
