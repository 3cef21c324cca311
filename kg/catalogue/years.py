"""Years as filters and facets of lists: a record is in a year if a time that it tells certainly lies in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kg.catalogue.selection import ANY
from kg.dates import certain_year
from kg.errors import KgError
from kg.sentences import Sentence
from kg.store.rdf import PREFIXES
from kg.vocabulary import Field, RecordClass

UNSURE = "unsure"
"""In place of a year: that a time is told, and lies in no one year for certain."""

_EDTF = f"{PREFIXES['edtf']}EDTF"


def yearly_fields(record_class: RecordClass) -> Mapping[str, Field]:
    """Map the names of filters by year to the fields of dates that they are about, as ``when_year`` to ``when``."""
    fields = record_class.fields
    yearly = {f"{each.name}_year": each for each in fields.values() if each.datatype == _EDTF}
    return {name: field for name, field in yearly.items() if name not in fields}


def year_of(date: str) -> str:
    """Give the year under which a date is counted.

    >>> year_of("2025-03"), year_of("2024/2026"), year_of("2019~"), year_of("XXXX-06-24")
    ('2025', 'unsure', 'unsure', 'unsure')
    """
    return certain_year(date) or UNSURE


def demand_years(name: str, values: Sequence[str]) -> None:
    """Raise KgError for what is no year, nor what stands for the lack of one."""
    for each in values:
        if each not in ("", ANY, UNSURE) and not (len(each) == len("2026") and each.isascii() and each.isdecimal()):
            fix = Sentence(
                "Write a year, such as 2026, %(unsure)s for dates that lie in no one year, or nothing for no date.",
                unsure=UNSURE,
            )
            raise KgError(Sentence("%(name)s: %(value)r is no year", name=name, value=each), fix)
