"""Which representation a client gets: by suffix, else by the Accept header (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

import mimeparse
from fastapi import Query
from starlette.requests import Request

from kg.errors import UnreadableInput
from kg.sentences import Sentence

_XHTML = "application/xhtml+xml"
_LONGEST = 2000
"""Characters of an Accept header that are looked at: the seconds to read one grow with its square."""


class NotAcceptable(Exception):
    """Nothing the client accepts is on offer. `offered` lists the media types that are."""

    def __init__(self, offered: Iterable[str]) -> None:
        super().__init__("nothing acceptable")
        self.offered = list(offered)


@dataclass(frozen=True, slots=True)
class Representation:
    """One way to write an answer: its name, which is also its suffix, and its media type."""

    name: str
    media_type: str


JSON = Representation("json", "application/json")
HTML = Representation("html", "text/html")
JSONLD = Representation("jsonld", "application/ld+json")
TURTLE = Representation("ttl", "text/turtle")
CSV = Representation("csv", "text/csv")
NTRIPLES = Representation("nt", "application/n-triples")
RDFXML = Representation("rdf", "application/rdf+xml")
TRIG = Representation("trig", "application/trig")
NQUADS = Representation("nq", "application/n-quads")
SVG = Representation("svg", "image/svg+xml")


Excel = Annotated[
    bool, Query(description="With true, CSV as spreadsheets open it rightly: with a byte order mark, and no formulas.")
]


def suffixes(offered: Iterable[Representation]) -> list[str]:
    """Name the data formats of a table, as they stand after the dot of an address.

    >>> suffixes([JSON, CSV, HTML])
    ['json', 'csv']
    """
    return [each.name for each in offered if each is not HTML]


def in_format(offered: Iterable[Representation]) -> str:
    """Say for `/openapi.json` how an address asks for one of these formats."""
    return f"with `{' '.join(f'.{each}' for each in suffixes(offered))}` for a format"


def choose(request: Request, offered: Iterable[Representation], suffix: str = "", wish: str = "") -> Representation:
    """Choose among `offered`, which are the keys of a table, the preferred first.

    `wish` is a parameter that names a format as well. Raises NotAcceptable, and UnreadableInput where both contradict
    each other.
    """
    if suffix and wish and suffix != wish:
        raise UnreadableInput(
            Sentence("The address ends with .%(suffix)s, and format=%(wish)s", suffix=suffix, wish=wish),
            Sentence("Give one of them."),
        )
    offered, suffix = tuple(offered), suffix or wish
    if suffix:
        representation = next((each for each in offered if each.name == suffix), None)
        if representation is None:
            raise NotAcceptable(f"{each.media_type} (.{each.name})" for each in offered)
        return representation
    return offered[choose_index(accept_of(request), [each.media_type for each in offered])]


def choose_written(
    request: Request, offered: Mapping[Representation, str], suffix: str = "", wish: str = "", *, excel: bool
) -> tuple[Representation, str]:
    """Choose as :func:`choose` does, and name the format in which the answer is then written.

    Raises what that raises, and UnreadableInput where a table for spreadsheets is wanted and the answer is none.
    """
    representation = choose(request, offered, suffix, wish)
    demand_table(excel, representation)
    return representation, "excel" if excel else offered[representation]


def accept_of(request: Request) -> str:
    """Give all Accept headers of a request as one (RFC 9110, section 5.3), as far as they are looked at."""
    return ", ".join(request.headers.getlist("accept"))[:_LONGEST]


def wants_page(request: Request, beside: Iterable[str] = (JSON.media_type,)) -> bool:
    """Tell whether a client likes HTML better than what there is `beside`: browsers name it, programs do not."""
    accept = accept_of(request)
    if "html" not in accept.lower():
        return False
    media_types = [*beside, HTML.media_type]
    try:
        return media_types[choose_index(accept, media_types)] == HTML.media_type
    except NotAcceptable:
        return False


def choose_index(accept: str, media_types: Sequence[str]) -> int:
    """Give the index of the media type the Accept header likes best. Raises NotAcceptable.

    Of two liked alike the one that is named goes before one that a wildcard covers, then the first; but who takes XHTML
    is a browser, and gets HTML also where it takes pictures as gladly. What is not a media range is passed over.

    >>> choose_index("text/turtle;q=0.5, application/json", ["text/turtle", "application/json"])
    1
    >>> choose_index("*/*, text/turtle", ["application/json", "text/turtle"])
    1
    >>> choose_index("text/html,application/xhtml+xml,image/svg+xml,*/*;q=0.8", ["image/svg+xml", "text/html"])
    1
    """
    if not accept.strip():
        return 0
    ranges = [each for part in accept.lower().split(",") for each in _media_range(part)]
    liked = [mimeparse.quality_and_fitness_parsed(media_type, ranges) for media_type in media_types]  # type: ignore[no-untyped-call]
    best = max(liked)
    if best[0] == 0:
        raise NotAcceptable(media_types)
    page = media_types.index(HTML.media_type) if HTML.media_type in media_types else -1
    return page if page >= 0 and liked[page] == best and _XHTML in accept.lower() else liked.index(best)


def _media_range(text: str) -> list[tuple[str, str, dict[str, str]]]:
    try:
        return [mimeparse.parse_media_range(text)]  # type: ignore[no-untyped-call]
    except mimeparse.MimeTypeParseException:
        return []


def demand_table(excel: bool, representation: Representation) -> None:
    """Raise UnreadableInput where a table for spreadsheets is wanted and the answer is none."""
    if excel and representation.name != "csv":
        raise UnreadableInput(
            Sentence("excel=true has no effect on %(media_type)s", media_type=representation.media_type),
            Sentence("Ask for CSV, by .csv or by Accept."),
        )
