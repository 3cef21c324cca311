"""The tokens of SPARQL Query and Update (SPARQL 1.1 Query, W3C 2013, 19.8: rules 139 to 173)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

ESCAPE = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
"""A code point in digits, which may stand for any character (19.2)."""

_LETTER = (
    r"A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef"
    r"\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_INNER = rf"{_LETTER}_0-9\u00b7\u0300-\u036f\u203f-\u2040"
_IN_NAME = rf"(?:[{_INNER}-]|{ESCAPE})"
_IN_LOCAL = rf"(?:[{_INNER}:-]|%[0-9A-Fa-f]{{2}}|\\[_~.!$&'()*+,;=/?\#@%-]|{ESCAPE})"

_TOKEN = re.compile(
    rf"""(?P<space>(?:\s+|\#[^\n\r]*|\ufeff)++)
    |(?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]|{ESCAPE})*>)
    |(?P<string>'{{3}}(?:'{{0,2}}(?:[^'\\]|\\.))*'{{3}}|"{{3}}(?:"{{0,2}}(?:[^"\\]|\\.))*"{{3}}
        |'(?:[^'\\\n\r]|\\.)*'|"(?:[^"\\\n\r]|\\.)*")
    |(?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    |(?P<variable>[?$](?:[{_INNER}]|{ESCAPE})+)
    |(?P<blank>_:(?:[{_INNER}]|{ESCAPE})(?:{_IN_NAME}|\.+(?={_IN_NAME}))*)
    |(?P<prefixed>(?:(?:[{_LETTER}]|{ESCAPE})(?:{_IN_NAME}|\.+(?={_IN_NAME}))*)?:
        (?:(?!-){_IN_LOCAL}(?:{_IN_LOCAL}|\.+(?={_IN_LOCAL}))*)?)
    |(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)[eE][+-]?[0-9]+|[0-9]*\.[0-9]+|[0-9]+)
    |(?P<word>(?:[A-Za-z]|{ESCAPE})(?:[A-Za-z0-9_]|{ESCAPE})*)
    |(?P<mark>.)""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One token; `start` and `end` are places in the text.

    `kind` is iri, string, language, variable, blank, prefixed, number, word or mark; a mark is one character.
    """

    kind: str
    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        """Give a keyword or the name of a function in capitals, an empty text for anything else."""
        return self.text.upper() if self.kind == "word" else ""


def tokenise(text: str) -> Iterator[Token]:
    r"""Yield the tokens of SPARQL, white space and comments left out.

    >>> [token.text for token in tokenise("ex:v1.2.3. ?x<?y #c\n 1.5 'a'@en-GB")]
    ['ex:v1.2.3', '.', '?x', '<', '?y', '1.5', "'a'", '@en-GB']
    """
    for match in _TOKEN.finditer(text):
        kind = str(match.lastgroup)
        if kind != "space":
            yield Token(kind, match.group(), match.start(), match.end())


def is_token(text: str, kind: str) -> bool:
    """Tell whether a text is one token of that kind, and no more.

    >>> is_token("ex:a.b", "prefixed"), is_token("ex:a.", "prefixed")
    (True, False)
    """
    match = _TOKEN.fullmatch(text)
    return match is not None and match.lastgroup == kind


def names_its_dataset(query: str) -> bool:
    r"""Tell whether a query has a dataset clause (13.2): the engine ignores it where the default graph is the union.

    >>> names_its_dataset("SELECT * FROM <urn:g> { ?s ?p ?o }")
    True
    >>> names_its_dataset("SELECT ?from { ?from ex:from 'from' , <from:a> } # from")
    False
    """
    return "FROM" in query.upper() and any(token.word == "FROM" for token in tokenise(query))
