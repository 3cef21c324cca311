"""What the roles of edges are called: the labels of terms, kinds of money, properties and classes."""

from __future__ import annotations

from api.representations.pages.languages import marked
from kg.network.projection.project import CO_PARTICIPATION
from kg.ontology import ONTOLOGY_IRI, ontology
from kg.store.rdf import PREFIXES

_PLACES = (
    f"{ONTOLOGY_IRI}/roles/",
    f"{ONTOLOGY_IRI}/contribution-kinds/",
    f"{ONTOLOGY_IRI}#",
    PREFIXES["dcterms"],
    PREFIXES["org"],
)
"""Where the local names of roles are declared, those of people and organisations first."""


def role_label(role: str) -> str:
    """Give the label of a role by its local name; of one that is declared nowhere, its own words.

    >>> role_label("signedAt"), role_label("isPartOf"), role_label("met-with"), role_label("on-loan")
    ('signed at', 'part of', 'Met with', 'on loan')
    """
    if role == CO_PARTICIPATION:
        return marked("taking part in the same")
    labels = (ontology().label(f"{place}{role}") for place in _PLACES)
    return next(filter(None, labels), role.replace("-", " "))
