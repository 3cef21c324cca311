"""The values of fields: what form they must have, and their canonical spelling.

Whether a value makes sense is for the shapes to say. Here only that is checked without which no RDF term can be made.
"""

from __future__ import annotations

import re
from decimal import Decimal

from kg.characters import settled, unfit
from kg.records.passage import is_passage
from kg.reference import meant_term
from kg.spelling import suggestion
from kg.store.rdf import is_iri
from kg.vocabulary import Field, FieldKind

LIST_SEPARATOR = "|"
_DIGITS, _EXPONENT = 15, 60
LONGEST = 1 << 20
"""Characters that a value, and the cell of a table, may have."""

_SPELLING = "write it in Unicode NFC, with ordinary spaces, none at the ends, and a line feed alone where a line ends"
_OTHER_SEPARATORS = re.compile(r"\s*[,;\n]\s*")
_XSD = "http://www.w3.org/2001/XMLSchema#"
_SPREADSHEET_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|FIELD!)|#{4,}")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_REFERENCE = re.compile(r"[a-z]+/[a-z0-9]+(?:-[a-z0-9]+)*")
_ABSOLUTE_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s<>\"{}|\\^`\x00-\x1f]+")
_CONCEPT = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")
_DECIMAL = re.compile(r"([+-]?)0*(\d*)(?:\.(\d*?)0*)?", re.ASCII)
_DURATION = re.compile(
    r"P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(\.\d+)?S)?)?", re.ASCII
)


def is_slug(text: str) -> bool:
    """Tell whether `text` can be the id of a record.

    >>> is_slug("innovate-uk"), is_slug("Innovate UK")
    (True, False)
    """
    return _SLUG.fullmatch(text) is not None


def is_reference(text: str) -> bool:
    """Tell whether `text` has the form of the id of a record with its collection.

    >>> is_reference("places/ulsan"), is_reference("places/Ulsan"), is_reference("ulsan")
    (True, False, False)
    """
    return _REFERENCE.fullmatch(text) is not None


def id_fault(id_: str, collection: str) -> str:
    """Say what is wrong with the id of a record of a collection; empty when nothing is."""
    name, _, slug = id_.partition("/")
    if name == collection and is_slug(slug):
        return ""
    return f"{id_!r} is not an id; write {collection}/ and small letters, digits and single hyphens"


def fault(field: Field, value: str) -> str:
    """Say what is wrong with the form of `value` and what to write instead; empty when nothing is."""
    if (character := unfit(value)) is not None:
        return f"has {character}, which {character.why}"
    if LIST_SEPARATOR in value and not field.many and field.kind is not FieldKind.LITERAL:
        return f"{value!r} are several values where {field.name} takes one; keep one of them"
    if LIST_SEPARATOR in value and field.many and field.kind is FieldKind.LITERAL:
        return f"{value!r} has {LIST_SEPARATOR}, which separates the values of {field.name}; write it otherwise"
    if malformed := _malformed(field, value):
        parts = _OTHER_SEPARATORS.split(value) if field.many else []
        if len(parts) > 1 and not any(_malformed(field, each) for each in parts):
            return f"several values are separated by {LIST_SEPARATOR}; write {f' {LIST_SEPARATOR} '.join(parts)}"
        return malformed
    return f"has {len(value):,} characters, and {LONGEST:,} are the most" if len(value) > LONGEST else ""


def misspelt(text: str) -> str:
    """Say that a text is not spelt in the one way in which records have it; empty where it is."""
    return "" if settled(text).strip() == text else f"is not spelt as records spell it; {_SPELLING}"


def _malformed(field: Field, value: str) -> str:
    if value[:1] == "#" and _SPREADSHEET_ERROR.fullmatch(value):
        return f"{value} is what a spreadsheet shows in place of a value; write the value, or leave the cell empty"
    check = _FORMS.get(field.kind)
    return check(field, value) if check else ""


def _reference_fault(_field: Field, value: str) -> str:
    if is_reference(value) or _is_absolute(value):
        return ""
    return f"{value!r} is not a reference; write collection/id, such as organisations/innovate-uk, or a full IRI"


def _concept_fault(field: Field, value: str) -> str:
    if _CONCEPT.fullmatch(value.removeprefix(f"{value.partition('/')[0]}/") if field.spans_schemes else value):
        return ""
    near = meant_term(field.scheme_name, value)
    fix = f"did you mean {near!r}?" if near else f"`kg ref {field.scheme_name}` lists those you can use"
    return f"{value[:40]!r} is not a term; {fix}"


def _sibling_fault(field: Field, value: str) -> str:
    names = dict(field.siblings)
    if value in names or _is_absolute(value):
        return ""
    return f"{value[:40]!r} is no other column of this table; {suggestion(value, names)}"


def _passage_fault(_field: Field, value: str) -> str:
    if is_passage(value):
        return ""
    return f"{value!r} is not a passage; `kg cite DOCUMENT 'PASSAGE'` prints one ready to paste"


_FORMS = {
    FieldKind.REFERENCE: _reference_fault,
    FieldKind.CONCEPT: _concept_fault,
    FieldKind.FIELD: _sibling_fault,
    FieldKind.EVIDENCE: _passage_fault,
}


def _is_absolute(value: str) -> bool:
    return _ABSOLUTE_IRI.fullmatch(value) is not None and is_iri(value)


def canonical(field: Field, value: str) -> str:
    """Spell `value` as the store gives it back; a value of the wrong form is left as it is.

    Numbers and durations are stored by value, so that equal values are one value. Text is settled, so that a Korean
    name typed on another system is the same name.

    >>> from kg.vocabulary import load_vocabulary
    >>> fields = load_vocabulary().classes["Contribution"].fields
    >>> canonical(fields["amount"], "004303894.00"), canonical(fields["duration"], "P24M")
    ('4303894', 'P2Y')
    """
    if field.is_number:
        return _canonical_number(value)
    if field.datatype == f"{_XSD}duration":
        return _canonical_duration(value)
    if field.kind is FieldKind.FIELD:
        return next((name for name, iri in field.siblings if iri == value), settled(value))
    return settled(value)


def number(text: str) -> int | float | str:
    """Give the JSON number of a decimal where every reader gets all its digits, of whole ones up to 15; else the text.

    >>> number("2400000"), number("0.1"), number("0.1234567890123456789"), number("n/a")
    (2400000, 0.1, '0.1234567890123456789', 'n/a')
    """
    if len(text) <= _DIGITS and text.removeprefix("-").isdecimal():
        return int(text)
    if "." not in text or _canonical_number(text) != text:
        return text
    return value if plain(repr(value := float(text))) == text else text


def plain(text: str) -> str:
    """Write a JSON number without an exponent, unless it would be endless.

    >>> plain("1.5e3"), plain("1e-05"), plain("1e999999")
    ('1500', '0.00001', '1e999999')
    """
    value = Decimal(text)
    return f"{value:f}" if abs(value.adjusted()) <= _EXPONENT else text


def _canonical_number(value: str) -> str:
    match = _DECIMAL.fullmatch(value)
    if match is None or not any(character.isdigit() for character in value):
        return value
    whole, fraction = match[2] or "0", match[3] or ""
    number = f"{whole}.{fraction}" if fraction else whole
    return f"-{number}" if match[1] == "-" and number != "0" else number


def _canonical_duration(value: str) -> str:
    match = _DURATION.fullmatch(value)
    if match is None:
        return value
    years, months, days, hours, minutes, seconds = (int(part or 0) for part in match.groups()[:6])
    years, months = years + months // 12, months % 12
    minutes, seconds = minutes + seconds // 60, seconds % 60
    hours, minutes = hours + minutes // 60, minutes % 60
    days, hours = days + hours // 24, hours % 24
    date = _counted((str(years), "Y"), (str(months), "M"), (str(days), "D"))
    time = _counted((str(hours), "H"), (str(minutes), "M"), (f"{seconds}{(match[7] or '').rstrip('.0')}", "S"))
    return f"P{date}T{time}" if time else f"P{date}" if date else "PT0S"


def _counted(*parts: tuple[str, str]) -> str:
    return "".join(count + unit for count, unit in parts if count != "0")
