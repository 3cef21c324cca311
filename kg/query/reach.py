"""What a query would ask of other services, read before anything is asked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.errors import QueryFailed
from kg.remote import NotAllowed, Remote
from kg.sparql.tokens import Token, tokenise

_KEYWORD = re.compile(r"(?<![\w?$:@%/#.\\-])service(?![\w:.-])", re.IGNORECASE)


def asks_others(query: str) -> bool:
    """Tell whether a query has SERVICE in it; where this is mistaken, no worker gets through anyway.

    >>> asks_others("SELECT * { service<http://a.example/> {} }"), asks_others("SELECT ?service { ?s ?p 'a service' }")
    (True, False)
    """
    return _KEYWORD.search(query) is not None and bool(_services(list(tokenise(query))))


def demand_allowed(query: str, remote: Remote) -> None:
    """Raise NotAllowed unless each service is an allowed one, and QueryFailed where that cannot be told.

    Names of services must stand as IRIs in full: neither a variable nor a prefixed name says where it leads.
    """
    tokens = list(tokenise(query))
    places = _services(tokens)
    if len(places) != len(_KEYWORD.findall(query)) or "\\u" in query.lower():
        raise QueryFailed("beside SERVICE nothing may be written in escapes, and that word not in a text or a comment")
    for place in places:
        named = next((each for each in tokens[place + 1 : place + 3] if each.text.upper() != "SILENT"), tokens[place])
        if named.kind != "iri":
            raise QueryFailed(f"SERVICE {named.text} is refused: write the address in full, in angle brackets")
        if not remote.allows(named.text[1:-1]):
            raise NotAllowed("SERVICE", named.text[1:-1])


def _services(tokens: Sequence[Token]) -> list[int]:
    return [number for number, token in enumerate(tokens) if token.word == "SERVICE"]
