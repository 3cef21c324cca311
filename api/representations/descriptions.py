"""What the service says of its vocabulary and of what it holds: RDF, and a page that says the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from api.http.negotiation import HTML, Representation
from api.representations.pages.about.descriptions import Description, description_page
from api.representations.statements import DESCRIPTION


def _rdf(representation: Representation, description: Description) -> bytes:
    return DESCRIPTION[representation](description.quads)


DESCRIPTIONS: Mapping[Representation, Callable[[Description], bytes]] = {
    **{each: partial(_rdf, each) for each in DESCRIPTION},
    HTML: description_page,
}
"""The ontology, a term of it, the shapes, or the graph as a whole."""
