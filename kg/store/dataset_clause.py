"""Whether a query says FROM: the engine ignores that clause when the default graph is to be the union."""

from __future__ import annotations

import re

_TOKEN = re.compile(
    r"""
      <[^<>"{}|^`\\\x00-\x20]*>                  # an IRI
    | \"{3} (?: \"{0,2} (?: [^"\\] | \\. ) )* \"{3}
    | '{3} (?: '{0,2} (?: [^'\\] | \\. ) )* '{3}
    | " (?: [^"\\\n\r] | \\. )* "
    | ' (?: [^'\\\n\r] | \\. )* '
    | \#[^\n\r]*                                 # a comment
    | [?$@:]? \w (?: [\w:.%-] | \\. )*           # a keyword, a variable or a prefixed name
    """,
    re.VERBOSE | re.DOTALL,
)


def names_its_dataset(query: str) -> bool:
    r"""Tell whether a query has a dataset clause (SPARQL 1.1 Query, 13.2).

    >>> names_its_dataset("SELECT * FROM <urn:g> { ?s ?p ?o }")
    True
    >>> names_its_dataset("SELECT ?from { ?from ex:from 'from' , <from:a> } # from")
    False
    """
    if "FROM" not in query.upper():
        return False
    return any(match[0].upper() == "FROM" for match in _TOKEN.finditer(query))
