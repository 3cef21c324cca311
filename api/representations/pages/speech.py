"""Sentences, dates and sums of money in the language of whoever reads, made of what is told and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from babel.numbers import format_currency
from markupsafe import Markup

from api.representations.pages.languages import Message, date_in_words, marked, messages

BOUNDS = {
    "over": marked("over %(amount)s"),
    "at-least": marked("at least %(amount)s"),
    "nearly": marked("nearly %(amount)s"),
    "about": marked("about %(amount)s"),
    "up-to": marked("up to %(amount)s"),
}
"""How figures with a bound are read; an exact one has none."""

_SCALES = {
    "en": ((Decimal(10**12), "trillion"), (Decimal(10**9), "billion"), (Decimal(10**6), "million")),
    "ko": ((Decimal(10**12), "조"), (Decimal(10**8), "억"), (Decimal(10**4), "만")),
}
_LOCALES = {"en": "en_GB", "ko": "ko_KR"}
_UNITS = {"ko": {"GBP": "파운드", "USD": "달러", "EUR": "유로", "KRW": "원", "JPY": "엔"}}
_DURATION_PARTS = {
    "Y": (marked("%(count)s year"), marked("%(count)s years")),
    "M": (marked("%(count)s month"), marked("%(count)s months")),
    "W": (marked("%(count)s week"), marked("%(count)s weeks")),
    "D": (marked("%(count)s day"), marked("%(count)s days")),
}


@dataclass(frozen=True, slots=True)
class Value:
    """A value in words, with the address of what it names where there is one, and the class of that.

    `language` is that of the words where it is another than that of the page may be.
    """

    text: str
    address: str = ""
    type: str = ""
    language: str = ""

    def __html__(self) -> str:
        """Write it into a page: as a link where it leads somewhere."""
        return str(
            Markup('<a href="{}">{}</a>').format(self.address, self.text) if self.address else Markup.escape(self.text)
        )


@lru_cache(1_000)
def _written(amount: Decimal, currency: str, digits: str, locale: str) -> str:
    return str(format_currency(amount, currency, f"¤{digits}", locale=locale, currency_digits=False))


_dated = lru_cache(4_000)(date_in_words)


class Speech:
    """Speaks one language."""

    def __init__(self, language: str = "en") -> None:
        self.language = language
        self._messages = messages(language)

    def text(self, message: Message) -> str:
        """Translate a text."""
        return self.label(message)

    def label(self, label: str) -> str:
        """Name a class, a field, a term or a reason by what ontology and library call it, translated where that is."""
        return self._messages.gettext(label)

    def say(self, message: Message, **parts: object) -> Markup:
        """Translate a sentence and fill it; whatever is no markup is escaped."""
        return Markup(self.text(message)) % parts  # noqa: S704 (a text of ours)

    def count(self, one: Message, many: Message, number: int, **parts: object) -> Markup:
        """Say how many there are, `%(count)s` in both texts."""
        text = Markup(self._messages.ngettext(one, many, number))  # noqa: S704 (a text of ours)
        return text % {"count": f"{number:,}", **parts}

    def listed(self, things: Sequence[object]) -> Markup:
        """List things in a sentence."""
        parts = [Markup.escape(each) for each in things]
        if len(parts) < 2:
            return Markup("").join(parts)
        return self.say(marked("%(first)s and %(last)s"), first=Markup(", ").join(parts[:-1]), last=parts[-1])

    def date(self, text: str) -> str:
        """Write a date as exactly as it is told."""
        return _dated(text, self.language)

    def duration(self, text: str) -> str:
        """Write a duration of ISO 8601 in years, months, weeks and days; any other stays as it is.

        >>> [Speech().duration(each) for each in ("P2Y", "P1Y6M", "PT3H")]
        ['2 years', '1 year and 6 months', 'PT3H']
        """
        parts, digits = [], ""
        for each in text.removeprefix("P"):
            if each.isdecimal():
                digits += each
            elif digits and each in _DURATION_PARTS:
                parts.append(self.count(*_DURATION_PARTS[each], int(digits)))
                digits = ""
            else:
                return text
        return str(self.listed(parts)) if parts and not digits else text

    def term(self, label: str) -> str:
        """Name a term in the middle of a sentence: small in English, unless it is an acronym.

        >>> Speech().term("Joint venture"), Speech().term("SMEs")
        ('joint venture', 'SMEs')
        """
        text = self.label(label)
        return text[0].lower() + text[1:] if self.language == "en" and text[1:2].islower() else text

    def money(self, currency: str, figure: Decimal | str) -> str:
        """Write a sum so that it is read at a glance and loses no digit.

        >>> Speech().money("GBP", "2400000"), Speech().money("EUR", "1234567"), Speech().money("KRW", "640000000000")
        ('£2.4 million', '€1,234,567', '₩640 billion')
        """
        amount = Decimal(figure)
        for scale, word in _SCALES[self.language]:
            share = (amount / scale).normalize()
            exponent = share.as_tuple().exponent
            if abs(amount) >= scale and isinstance(exponent, int) and exponent >= -2:
                return self._scaled(currency, f"{share:,f}", word)
        if unit := _UNITS.get(self.language, {}).get(currency):
            return f"{amount:,f}{unit}"
        digits = "#,##0.00" if amount != amount.to_integral_value() else "#,##0"
        return _written(amount, currency, digits, _LOCALES[self.language])

    def _scaled(self, currency: str, share: str, word: str) -> str:
        unit = _UNITS.get(self.language, {}).get(currency)
        if unit:
            return f"{share}{word} {unit}"
        sign = _written(Decimal(0), currency, "", _LOCALES[self.language])
        space = "\N{NO-BREAK SPACE}" if sign[-1:].isalpha() else ""
        return f"{sign}{space}{share} {word}" if self.language == "en" else f"{sign}{space}{share}{word}"

    def amount(self, currency: str, figure: Decimal | str, bound: str = "") -> str:
        """Write a figure with its bound."""
        money = self.money(currency, figure) if currency else f"{Decimal(figure):,f}"
        return str(self.say(BOUNDS[bound], amount=money)) if bound in BOUNDS else money

    def between(self, currency: str, low: Decimal | None, high: Decimal | None) -> str:
        """Tell what a sum may be, by its ends."""
        if high is None:
            return self.text(marked("unbounded")) if low is None else self.amount(currency, low, "at-least")
        if low == high:
            return self.money(currency, high)
        if not low:
            return self.amount(currency, high, "up-to")
        ends = {"start": self.money(currency, low), "end": self.money(currency, high)}
        return str(self.say(marked("%(start)s to %(end)s"), **ends))
