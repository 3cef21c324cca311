"""The terms that datasets bring: each narrows one of the ontology, and counts as that one where a term has a meaning.

`skos:broader` leads from a term to the one that it narrows, which may be another of a dataset. A record names any term
by its short name. That of a dataset has its IRI under the base IRI, as all records have, so whether a name is ours
tells what it stands for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

from kg.ontology import ontology
from kg.store.rdf import PREFIXES, RDF_TYPE, NamedNode

TERM = f"{PREFIXES['skos']}Concept"
BROADER = NamedNode(f"{PREFIXES['skos']}broader")
COLLECTION = "terms/"
"""How the ids of the terms of datasets begin."""


@cache
def our_terms() -> frozenset[str]:
    """Give the terms of the ontology, by IRI."""
    return frozenset(ontology().subjects(RDF_TYPE.value, TERM))


@cache
def our_names() -> dict[str, str]:
    """Map the names of the terms of the ontology to their schemes; of a name in several to one of them."""
    parted = (each.rpartition("/") for each in sorted(our_terms()))
    return {name: scheme.rpartition("/")[2] for scheme, _, name in parted}


def counts_as(iri: str, broader: Callable[[str], Iterable[str]]) -> str:
    """Follow `broader` from a term to the one of the ontology that it comes to; empty where it comes to none.

    >>> lead = next(each for each in our_terms() if each.endswith("/roles/lead"))
    >>> broader = {"urn:mission-lead": ["urn:co-lead"], "urn:co-lead": [lead], "urn:round": ["urn:round"]}
    >>> counts_as("urn:mission-lead", broader.__getitem__) == lead, counts_as("urn:round", broader.__getitem__)
    (True, '')
    """
    passed: set[str] = set()
    while iri not in our_terms():
        passed.add(iri)
        iri = min(broader(iri), default="")
        if not iri or iri in passed:
            return ""
    return iri
