"""Literals as the engine keeps them: numbers, times and durations by value.

It knows one datatype of whole numbers and one of moments, and reads some texts that are no number and no duration. What
would come back as another value or with another datatype is refused. Another spelling of the same value becomes the
engine's own before anything is judged, so that what is judged, written down and stored is one graph.
"""

from __future__ import annotations

import re
from functools import lru_cache

import pyoxigraph as ox

from kg.errors import UnreadableInput

_XSD = "http://www.w3.org/2001/XMLSchema#"
_INTEGER = f"{_XSD}integer"
_WHOLE = ("byte", "short", "int", "long", *(f"unsigned{each}" for each in ("Byte", "Short", "Int", "Long")))
_SIGNED = ("nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "negativeInteger")
_INSTEAD = {
    **{f"{_XSD}{each}": _INTEGER for each in (*_WHOLE, *_SIGNED)},
    f"{_XSD}dateTimeStamp": f"{_XSD}dateTime",
}
"""Datatypes that the engine does not keep, and those that come back in their place."""

_NUMBER = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[Ee][+-]?[0-9]+)?|[+-]?INF|NaN"
_DATE, _TIME = "(?:[0-9]+Y)?(?:[0-9]+M)?", r"(?:T(?=.)(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+(?:\.[0-9]+)?S)?)?"
_FORMS = {
    "double": _NUMBER,
    "float": _NUMBER,
    "duration": f"-?P(?=.){_DATE}(?:[0-9]+D)?{_TIME}",
    "yearMonthDuration": f"-?P(?=.){_DATE}",
    "dayTimeDuration": f"-?P(?=.)(?:[0-9]+D)?{_TIME}",
}
"""The lexical forms of what the engine also reads in others (XSD 1.1 Datatypes, W3C 2012, 3.3)."""

_BY_VALUE = {
    *_INSTEAD,
    *(f"{_XSD}{each}" for each in (*_FORMS, "integer", "decimal", "boolean", "dateTime", "date", "time")),
    *(f"{_XSD}g{each}" for each in ("Year", "YearMonth", "Month", "MonthDay", "Day")),
}
_SUBJECT, _PREDICATE = ox.NamedNode("urn:x:s"), ox.NamedNode("urn:x:p")


_PLAIN = re.compile("0|-?[1-9][0-9]{0,17}")

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def as_stored(term: Term) -> Term:
    """Give a term as it comes back from the engine. Raises UnreadableInput where that would be another.

    >>> print(as_stored(ox.Literal("P24M", datatype=ox.NamedNode(f"{_XSD}duration"))))
    "P2Y"^^<http://www.w3.org/2001/XMLSchema#duration>
    >>> as_stored(ox.Literal("5", datatype=ox.NamedNode(f"{_XSD}int")))
    Traceback (most recent call last):
    kg.errors.UnreadableInput: "5"^^xsd:int would come back as "5"^^xsd:integer. Write xsd:integer, or a text.
    """
    if isinstance(term, ox.Literal):
        datatype = term.datatype.value
        is_plain = datatype == _INTEGER and _PLAIN.fullmatch(term.value)
        return _kept(term) if datatype in _BY_VALUE and not is_plain else term
    if isinstance(term, ox.Triple):
        return ox.Triple(term.subject, term.predicate, as_stored(term.object))
    return term


def instead_of(datatype: str) -> str:
    """Name the datatype in which the engine keeps values of one that it does not keep; nothing for any other."""
    return _short(_INSTEAD[datatype]) if datatype in _INSTEAD else ""


@lru_cache(maxsize=1 << 14)
def _kept(literal: ox.Literal) -> ox.Literal:
    store = ox.Store()
    store.add(ox.Quad(_SUBJECT, _PREDICATE, literal))
    (stored,) = (quad.object for quad in store)
    if not isinstance(stored, ox.Literal):
        raise TypeError("a literal is one when it comes back")
    if stored.datatype != literal.datatype:
        message = f"{_shown(literal)} would come back as {_shown(stored)}"
        raise UnreadableInput(message, f"Write {_name(stored)}, or a text.")
    form = _FORMS.get(literal.datatype.value.removeprefix(_XSD))
    if stored != literal and form and not re.fullmatch(form, literal.value):
        message = f"{_shown(literal)} is no {_name(literal)}, and would come back as {_shown(stored)}"
        raise UnreadableInput(message, "Write what is meant, or a text.")
    return stored


def _shown(literal: ox.Literal) -> str:
    return f'"{literal.value[:80]}"^^{_name(literal)}'


def _name(literal: ox.Literal) -> str:
    return _short(literal.datatype.value)


def _short(datatype: str) -> str:
    return f"xsd:{datatype.removeprefix(_XSD)}"
