"""In which formats an answer to a query can be had, and which of them a client takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from api.http.negotiation import NotAcceptable, choose_index
from kg.query import AcceptedFormats
from kg.store.protocol import AnswerKind
from kg.store.rdf import GRAPH_FORMATS, RESULT_FORMATS

_ALSO = {"application/json": "json", "application/xml": "xml", "text/xml": "xml", "text/plain": "ntriples"}
RESULTS = {each.media_type: name for name, each in RESULT_FORMATS.items()} | {
    media_type: name for media_type, name in _ALSO.items() if name in RESULT_FORMATS
}
"""Formats of solutions and of yes or no, by media type."""

GRAPHS = {each.media_type: name for name, each in GRAPH_FORMATS.items()} | {
    media_type: name for media_type, name in _ALSO.items() if name in GRAPH_FORMATS
}
"""Formats of graphs, by media type."""

SUFFIXES = {
    **{each.suffix: each.media_type for each in (GRAPH_FORMATS | RESULT_FORMATS).values()},
    **{name: RESULT_FORMATS[name].media_type for name in ("json", "xml")},
}
"""Media types by what may stand at the end of the address: `/sparql.csv?query=…`."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """What the client takes: the best format of each family, None where it takes none of it."""

    result: str | None
    graph: str | None

    @property
    def formats(self) -> AcceptedFormats:
        """Choose for each family, also for that of which the client takes none."""
        return AcceptedFormats(self.result or "json", self.graph or "turtle")

    def demand(self, kind: AnswerKind) -> None:
        """Raise NotAcceptable where the client takes no answer of this kind."""
        if (self.graph if kind == "graph" else self.result) is None:
            raise NotAcceptable(GRAPHS if kind == "graph" else RESULTS)


@lru_cache(maxsize=256)
def accepted(accept: str) -> Accepted:
    """Read an Accept header. Raises NotAcceptable where it takes neither family."""
    formats = Accepted(_best(accept, RESULTS), _best(accept, GRAPHS))
    if formats.result is None and formats.graph is None:
        raise NotAcceptable(RESULTS | GRAPHS)
    return formats


def _best(accept: str, formats: Mapping[str, str]) -> str | None:
    media_types = list(formats)
    try:
        return formats[media_types[choose_index(accept, media_types)]]
    except NotAcceptable:
        return None
