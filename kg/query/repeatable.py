"""Whether a query has the same answer each time it is asked of the same version."""

from __future__ import annotations

import re

from kg.store.protocol import AnswerKind

_WORDS = ("rand", "now", "uuid", "struuid", "bnode", "service")
"""What differs each time (SPARQL 1.1 Query, 17.4), or is answered elsewhere."""

_CHANGING = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b")


def is_repeatable(query: str, kind: AnswerKind) -> bool:
    """Tell whether an answer may be given again. In doubt, it may not.

    >>> is_repeatable("SELECT (NOW() AS ?time) {}", "solutions"), is_repeatable("ASK { ?s ?p ?o }", "boolean")
    (False, True)

    A blank node in the template of CONSTRUCT is a new one each time:

    >>> is_repeatable("CONSTRUCT { [] a ?class } WHERE { ?s a ?class }", "graph")
    False
    """
    has_new_nodes = kind == "graph" and ("[" in query or "_:" in query)
    return not has_new_nodes and not _may_change(query.lower())


def _may_change(query: str) -> bool:
    if "\\u" in query:  # it may stand for letters of such a word
        return True
    return any(word in query for word in _WORDS) and _CHANGING.search(query) is not None
