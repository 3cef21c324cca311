"""Which graphs a query names, read before it is asked."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from kg.query.question import Question
from kg.sparql.tokens import ESCAPE, Token, tokenise

_ESCAPE = re.compile(ESCAPE)
_LOCAL_ESCAPE = re.compile(r"\\(.)")


def names_graph(question: Question, iri: str, base: str) -> bool:
    """Tell whether a query, whose IRIs are relative to `base`, or its dataset names a graph, or something, by an IRI.

    >>> from kg.query.question import AcceptedFormats
    >>> def names(query: str) -> bool:
    ...     return names_graph(Question(query, AcceptedFormats()), "http://a.example/d/changes", "http://a.example/")
    >>> names("ASK { GRAPH <d/changes> { ?s ?p ?o } }"), names("PREFIX d: <d/> ASK { GRAPH d:changes { ?s ?p ?o } }")
    (True, True)
    >>> names("ASK { ?s ?p 'http://a.example/d/changes' } # <d/changes>")
    False
    """
    if question.dataset is not None and iri in (*question.dataset.default, *question.dataset.named):
        return True
    folder, _, name = iri.rpartition("/")
    last = folder.rpartition("/")[2]
    query = question.query
    if name not in query and last not in query and "\\" not in query:  # split in two, one of both is whole
        return False
    return any(each == iri for each in _iris(query, base))


def _iris(query: str, base: str) -> list[str]:
    """List the IRIs that stand in a query in full or by a prefix."""
    tokens = list(tokenise(query))
    prefixes, iris = dict[str, str](), list[str]()
    for before, name, token in zip([None, None, *tokens], [None, *tokens], tokens, strict=False):
        if token.kind == "iri":
            resolved = _resolved(base, _unescaped(token))
            if before is not None and name is not None and before.word == "PREFIX":
                prefixes[name.text] = resolved
            elif name is not None and name.word == "BASE":
                base = resolved
            else:
                iris.append(resolved)
        elif token.kind == "prefixed":
            prefix, _, local = _unescaped(token).partition(":")
            iris.append(prefixes.get(f"{prefix}:", "") + _LOCAL_ESCAPE.sub(r"\1", local))
    return iris


def _resolved(base: str, reference: str) -> str:
    try:
        return urljoin(base, reference)
    except ValueError:  # a host in brackets that is none
        return reference


def _unescaped(token: Token) -> str:
    text = _ESCAPE.sub(lambda match: chr(min(int(match[0][2:], 16), 0x10FFFF)), token.text)
    return text.strip("<>") if token.kind == "iri" else text
