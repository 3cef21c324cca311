"""The fields of a collection as parameters of its list: by value, by presence, by range, and dates by year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from kg.catalogue import yearly_fields
from kg.errors import KgError, UnknownField
from kg.sentences import Sentence
from kg.store.rdf import PREFIXES
from kg.vocabulary import Field, RecordClass, load_vocabulary

_ENDS = {
    f"{PREFIXES['xsd']}decimal": ("min", "max"),
    f"{PREFIXES['xsd']}integer": ("min", "max"),
    f"{PREFIXES['edtf']}EDTF": ("from", "until"),
}
"""How the ends of a range are called, by the datatype of the field."""

_ELSEWHERE = {
    **dict.fromkeys(
        ("page", "offset", "skip", "start"), Sentence("Turn pages with `cursor`: the `next` of the page before.")
    ),
    **dict.fromkeys(("per_page", "page_size", "size"), Sentence("Say with `limit` how many items a page has.")),
    **dict.fromkeys(("search", "query"), Sentence("Search with `q`.")),
    **dict.fromkeys(
        ("order", "order_by", "orderby"), Sentence("Order with `sort`, such as `sort=label` or `sort=-label`.")
    ),
}
"""What our parameters are called elsewhere, with what to do here."""

Ranges = Mapping[str, tuple[str, str]]


@cache
def filter_fields(class_name: str) -> Mapping[str, Field]:
    """Map the fields of a class, or of any for an empty name, by which it is filtered: evidence by its document."""
    return _class(class_name).fields


def _class(class_name: str) -> RecordClass:
    vocabulary = load_vocabulary()
    return vocabulary.classes[class_name] if class_name else vocabulary.anything


@cache
def range_ends(class_name: str) -> Mapping[str, tuple[Field, int]]:
    """Map the parameters of ranges to their field, and to 0 for the least and 1 for the most.

    >>> sorted(range_ends("Contribution"))
    ['amount_max', 'amount_min', 'as_of_from', 'as_of_until', 'when_from', 'when_until']
    """
    return dict(_range_ends(class_name))


@cache
def year_filters(class_name: str) -> Mapping[str, Field]:
    """Map the filters by year of a class to the fields of dates that they are about.

    >>> sorted(year_filters("Contribution"))
    ['as_of_year', 'when_year']
    """
    return yearly_fields(_class(class_name))


def _range_ends(class_name: str) -> Iterator[tuple[str, tuple[Field, int]]]:
    fields = filter_fields(class_name)
    for field in fields.values():
        for end, word in enumerate(_ENDS.get(field.datatype, ())):
            if f"{field.name}_{word}" not in fields:
                yield f"{field.name}_{word}", (field, end)


def read_filters(
    class_name: str, parameters: Sequence[tuple[str, str]], own: frozenset[str]
) -> tuple[Mapping[str, Sequence[str]], Ranges]:
    """Read what a list is filtered by; `own` are parameters of other meaning. Raises UnknownField, and KgError.

    >>> read_filters("Contribution", [("kind", "grant"), ("amount_min", "5"), ("limit", "2")], frozenset({"limit"}))
    ({'kind': ['grant']}, {'amount': ('5', '')})
    """
    fields, ends, years = filter_fields(class_name), range_ends(class_name), year_filters(class_name)
    filters: dict[str, list[str]] = {}
    ranges: dict[str, list[str]] = {}
    for name, value in parameters:
        if name in own:
            continue
        if name in fields or name in years:
            filters.setdefault(name, []).append(value)
        elif name in ends:
            field, end = ends[name]
            bounds = ranges.setdefault(field.name, ["", ""])
            if bounds[end]:
                raise KgError(
                    Sentence("%(name)s is given more than once", name=name), Sentence("Give one end of a range once.")
                )
            bounds[end] = value
        elif name in _ELSEWHERE:
            raise KgError(Sentence("There is no parameter %(name)r", name=name), _ELSEWHERE[name])
        else:
            noun = Sentence("field of every type to filter by")
            if class_name:
                noun = Sentence("field of %(table)s to filter by", table=_class(class_name).collection)
            raise UnknownField(noun, name, {*fields, *ends, *years, *own})
    return filters, {name: (least, most) for name, (least, most) in ranges.items()}
