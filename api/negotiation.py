"""Which representation a client gets: by suffix, else by the Accept header (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import mimeparse
from starlette.requests import Request


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
JSONLD = Representation("jsonld", "application/ld+json")
TURTLE = Representation("ttl", "text/turtle")
CSV = Representation("csv", "text/csv")
NTRIPLES = Representation("nt", "application/n-triples")
RDFXML = Representation("rdf", "application/rdf+xml")

RDF_NAMES = {"jsonld": "jsonld", "ttl": "turtle", "nt": "ntriples", "rdf": "rdfxml"}
"""The names of the RDF representations in `kg.store.rdf.GRAPH_FORMATS`."""


def choose(request: Request, offered: Sequence[Representation], suffix: str = "") -> Representation:
    """Choose among `offered`, the preferred first. Raises NotAcceptable."""
    if suffix:
        found = next((each for each in offered if each.name == suffix), None)
        if found is None:
            raise NotAcceptable(f"{each.media_type} (.{each.name})" for each in offered)
        return found
    return offered[choose_index(request.headers.get("accept", ""), [each.media_type for each in offered])]


def choose_index(accept: str, media_types: Sequence[str]) -> int:
    """Give the index of the media type the Accept header likes best; ties go to the first. Raises NotAcceptable.

    >>> choose_index("text/turtle;q=0.5, application/json", ["text/turtle", "application/json"])
    1
    """
    if not accept.strip():
        return 0
    try:
        qualities = [float(mimeparse.quality(media_type, accept)) for media_type in media_types]  # type: ignore[no-untyped-call]
    except mimeparse.MimeTypeParseException:
        raise NotAcceptable(media_types) from None
    best = max(qualities)
    if best == 0:
        raise NotAcceptable(media_types)
    return qualities.index(best)
