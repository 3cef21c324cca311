r"""Quads as N-Quads spell them: four texts, which are compared and looked up much faster than terms are.

An IRI is in angle brackets, a literal begins with a quotation mark, a blank node with ``_:``, a triple term with
``<<``. Two terms are equal if their spellings are, for the engine has one for each.

>>> from kg.store.rdf import Literal, NamedNode
>>> statement_of(Quad(NamedNode("urn:a"), NamedNode("urn:b"), Literal("c\n"), NamedNode("urn:g")))
('<urn:a>', '<urn:b>', '"c\\n"', '<urn:g>')
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from kg.store.rdf import PREFIXES, DefaultGraph, Quad, Triple, read_quads

__all__ = ["RDF_TYPE", "Statement", "is_iri", "is_literal", "is_text", "quads_of", "read", "statement_of", "text_of"]

Statement = tuple[str, str, str, str]
"""Subject, predicate, object and graph; the graph is empty where it is the unnamed one."""

RDF_TYPE = f"<{PREFIXES['rdf']}type>"
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_ESCAPED = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


def statement_of(quad: Quad) -> Statement:
    """Spell a quad."""
    object_, graph = quad.object, quad.graph_name
    object_text = f"<<( {object_} )>>" if isinstance(object_, Triple) else str(object_)
    return str(quad.subject), str(quad.predicate), object_text, "" if graph == DefaultGraph() else str(graph)


def read(line: str) -> Statement:
    r"""Take apart a line of N-Quads as the engine writes it.

    >>> read('<urn:a> <urn:b> "c <d>"@en .\n')
    ('<urn:a>', '<urn:b>', '"c <d>"@en', '')
    """
    subject, predicate, rest = line.split(" ", 2)
    rest = rest[: rest.rindex(" .")]
    object_, _, graph = rest.rpartition(" ")
    if not object_ or '"' in graph or graph == ")>>":
        return subject, predicate, rest, ""
    return subject, predicate, object_, graph


def quads_of(statements: Iterable[Statement]) -> list[Quad]:
    """Give the quads that are spelt so."""
    lines = (f"{' '.join(filter(None, statement))} .\n" for statement in statements)
    return list(read_quads("".join(lines).encode(), "nquads"))


def is_iri(term: str) -> bool:
    """Tell whether a spelling is that of an IRI."""
    return term[0] == "<" and term[1] != "<"


def is_literal(term: str) -> bool:
    """Tell whether a spelling is that of a literal."""
    return term[0] == '"'


def is_text(term: str) -> bool:
    """Tell whether a spelling is that of a plain string."""
    return term[0] == '"' == term[-1]


def text_of(term: str) -> str:
    r"""Give the IRI of a node, the lexical form of a literal, the label of a blank node, a triple term as it is spelt.

    >>> [text_of(each) for each in ("<urn:a>", '"4"^^<urn:number>', '"a \\"b\\" \\u0001"', "_:c")]
    ['urn:a', '4', 'a "b" \x01', 'c']
    """
    if term[0] == '"':
        form = term[1 : term.rindex('"')]
        return _ESCAPE.sub(_unescaped, form) if "\\" in form else form
    if is_iri(term):
        return term[1:-1]
    return term[2:] if term[0] == "_" else term


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _ESCAPED.get(match[3], match[3])
