"""What is wrong with SPARQL that does not parse, in words: the engine says only what it would have taken instead."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator
from itertools import islice, takewhile, zip_longest

from kg.errors import MalformedQuery
from kg.sparql.spelling import Spelling
from kg.sparql.tokens import Token, tokenise

_LONGEST = 60
"""Characters of a token that are shown."""

_SYNTAX_ERROR = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_LONGEST_WORD = len("ENCODE_FOR_URI")
_SPACE = " " * (_LONGEST_WORD + 1)
_APART = frozenset("{}()[].,;")
_MOST_TOKENS = 20_000
"""Tokens among which the one that is wrong is looked for."""
_OF_SELECT = {
    "SELECT * is not authorized with GROUP BY": "SELECT * cannot go with GROUP BY: name what is wanted",
    "Duplicated variable name in SELECT": "SELECT names a variable twice",
    "The SELECT contains a variable that is unbound": "The SELECT contains a variable that is unbound: "
    "with GROUP BY or an aggregate, all others must be grouped by or stand in an aggregate",
    "The SELECT overrides an existing variable using an expression": "SELECT gives a variable of the pattern "
    "another value: choose a new name after AS",
}
"""What the engine says of a SELECT that is spelt well, and what is meant; it says the first of other queries too."""


_BEGINNINGS = {
    **dict.fromkeys(
        ("INSERT", "DELETE", "WITH", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY"),
        "an update, and this is read as a query; over HTTP an update is sent by POST, in the field `update`",
    ),
    **dict.fromkeys(
        ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"),
        "a query, and this is read as an update; over HTTP a query is sent in the parameter `query`",
    ),
}
"""What begins with which word, as is said where the other is read."""


def malformed(
    message: str, spelling: Spelling, prefixes: Collection[str], complaint_about: Callable[[str], str]
) -> MalformedQuery:
    """Make the error of what the engine says of `spelling`, with the place in what was written.

    Prefixes that nobody need declare are in `prefixes`; `complaint_about` gives what the engine says of another text.
    """
    match = _SYNTAX_ERROR.fullmatch(message)
    if match is None:
        return MalformedQuery(message)
    text = spelling.written
    reason, place = _reason(text, spelling.place(_fault(spelling.text, complaint_about)), match[3], prefixes)
    return MalformedQuery(reason, text.count("\n", 0, place) + 1, place - text.rfind("\n", 0, place))


def _fault(text: str, complaint_about: Callable[[str], str]) -> int:
    """Find the token that the engine does not take, or the end.

    What it says is too far by the length of any keyword that it tried. So it is asked again, of a text with more space
    than that between the tokens.
    """
    tokens = list(islice(tokenise(text), _MOST_TOKENS))
    parts, starts, length = list[str](), list[int](), 0
    for token, after in zip_longest(tokens, tokens[1:]):
        starts.append(length)
        separate = after is None or after.start > token.end or token.text in _APART or after.text in _APART
        parts.append(token.text + _SPACE * separate)
        length += len(parts[-1])
    match = _SYNTAX_ERROR.fullmatch(complaint_about("".join(parts)))
    place = length if match is None else _place("".join(parts), int(match[1]), int(match[2]))
    number = bisect_right(starts, place) - 1
    is_end = number < 0 or (number == len(tokens) - 1 and place > starts[number] + _LONGEST_WORD)
    return len(text.rstrip()) if is_end else tokens[number].start


def _reason(text: str, place: int, message: str, prefixes: Collection[str]) -> tuple[str, int]:
    tokens = list(tokenise(text))
    undeclared = next(_undeclared(tokens, prefixes), None)
    if undeclared is not None and undeclared.start <= place:
        return f"the prefix {undeclared.text.partition(':')[0]}: is not declared", undeclared.start
    if any(token.word == "SELECT" for token in tokens):
        stars = "*" in text or "authorized" not in message
        reason = next((reason for each, reason in _OF_SELECT.items() if each in message and stars), None)
        if reason is not None:
            return reason, place
    at = next((token for token in tokens if token.end > place), None)
    before = takewhile(lambda each: each is not at, tokens)
    if at is not None and at.word in _BEGINNINGS and not any(each.word in _BEGINNINGS for each in before):
        return f"{at.text} begins {_BEGINNINGS[at.word]}", at.start
    if at is not None:
        quoted = at.text if len(at.text) <= _LONGEST else f"{at.text[:_LONGEST]}…"
        return f"{quoted} cannot stand here", at.start
    opened = _unclosed(tokens)
    if opened is not None:
        line = text.count("\n", 0, opened.start) + 1
        return f"it ends before the {opened.text} of line {line} is closed", place
    return "it ends too early" if tokens else "it is empty", place


def _undeclared(tokens: list[Token], prefixes: Collection[str]) -> Iterator[Token]:
    """Yield names with a prefix that is not declared before them."""
    declared, last = set(prefixes), ""
    for token in tokens:
        if token.kind == "prefixed":
            name = token.text.partition(":")[0]
            if last == "PREFIX":
                declared.add(name)
            elif name not in declared:
                yield token
        last = token.word


def _unclosed(tokens: list[Token]) -> Token | None:
    opened: list[Token] = []
    for token in tokens:
        if token.text in ("(", "{", "["):
            opened.append(token)
        elif token.text in (")", "}", "]") and opened:
            opened.pop()
    return opened[-1] if opened else None


def _place(text: str, line: int, column: int) -> int:
    """Find the place of a line and a column, which count from 1."""
    place = 0
    for _ in range(line - 1):
        place = text.find("\n", place) + 1
    return place + column - 1
