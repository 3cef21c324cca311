"""Whether a query has the same answer each time it is asked of the same version."""

from __future__ import annotations

import re

from kg.store.protocol import AnswerKind

_CHANGING = re.compile(r"\b(?:rand|now|uuid|struuid|bnode|service)\b|\\u", re.IGNORECASE)
"""What differs each time (SPARQL 1.1 Query, 17.4), or is answered elsewhere; \\u may stand for letters of it."""


def is_repeatable(query: str, kind: AnswerKind) -> bool:
    """Tell whether an answer may be given again. In doubt, it may not.

    >>> is_repeatable("SELECT (NOW() AS ?time) {}", "solutions"), is_repeatable("ASK { ?s ?p ?o }", "boolean")
    (False, True)

    A blank node in the template of CONSTRUCT is a new one each time:

    >>> is_repeatable("CONSTRUCT { [] a ?class } WHERE { ?s a ?class }", "graph")
    False
    """
    has_new_nodes = kind == "graph" and ("[" in query or "_:" in query)
    return not has_new_nodes and _CHANGING.search(query) is None
