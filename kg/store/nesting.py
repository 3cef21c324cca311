"""How deeply a document is nested, told before it is parsed: whatever reads it goes as deep, and so do its readers.

Brackets are counted where they are brackets: strings, IRIs, comments and escapes are passed over first.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Mapping
from itertools import accumulate

from kg.errors import UnreadableInput

NESTING = 200
"""Levels that a document may have: objects and arrays, blank nodes and collections, elements."""

_STEPS = bytes.maketrans(b"{[(<}])>", b"\x01\x01\x01\x01\xff\xff\xff\xff")
_NO_BRACKETS = bytes(set(range(256)) - set(b"{[(<}])>"))
_IN_JSON = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_IN_TURTLE = re.compile(
    rb"""
    "{3}(?:[^"\\]++|\\.|"{1,2}(?!"))*+"{0,5} | '{3}(?:[^'\\]++|\\.|'{1,2}(?!'))*+'{0,5}
    | "(?:[^"\\\n\r]++|\\.)*+"? | '(?:[^'\\\n\r]++|\\.)*+'?
    | <[^<>"{}|^`\x00-\x20]*+> | \#[^\n\r]*+ | \\.
    """,
    re.VERBOSE | re.DOTALL,
)
_XML_TAG = re.compile(
    rb"<(?:!--.*?(?:-->|\Z)|!\[CDATA\[.*?(?:\]\]>|\Z)|[?!][^>]*+>?"
    rb"""|(?P<end>/)?[^<>"'/]*+(?:"[^"]*+"?|'[^']*+'?|/(?!>)|[^<>"'/]++)*+(?P<empty>/)?>?)""",
    re.DOTALL,
)


def demand_shallow(data: bytes, format_name: str) -> None:
    """Raise UnreadableInput where a document is nested too deeply; one that cannot be nested is not looked at."""
    levels = _LEVELS.get(format_name)
    if levels is not None and levels(data) > NESTING:
        raise UnreadableInput(f"The {format_name} is nested more than {NESTING} levels deep")


def _levels_of_json(data: bytes) -> int:
    """Count how deep brackets stand in each other.

    >>> _levels_of_json(b'{"a": [{}, "[[["]}'), _levels_of_json(b"")
    (3, 0)
    """
    return _deepest(_IN_JSON.sub(b"", data))


def _levels_of_turtle(data: bytes) -> int:
    r"""Count how deep blank nodes, collections, graphs and triple terms stand in each other.

    >>> _levels_of_turtle(b"<a> <b> [ <c> ( 1 '[[' ) ] . # [[[["), _levels_of_turtle(rb"p:\(\( p:b '''it's [ ''' .")
    (2, 0)
    """
    return _deepest(_IN_TURTLE.sub(b"", data))


def _deepest(brackets: bytes) -> int:
    return max(accumulate(array("b", brackets.translate(_STEPS, _NO_BRACKETS))), default=0)


def _levels_of_xml(data: bytes) -> int:
    """Count how deep elements stand in each other.

    >>> _levels_of_xml(b"<?a?><!-- <x> --><a b='<'><c/><d>&lt;<![CDATA[<e>]]></d></a>")
    2
    """
    level = deepest = 0
    for tag in _XML_TAG.finditer(data):
        if tag["end"]:
            level -= 1
        elif tag[0][1:2] not in (b"!", b"?") and not tag["empty"]:
            level += 1
            deepest = max(deepest, level)
            if level > NESTING:
                break
    return deepest


_LEVELS: Mapping[str, Callable[[bytes], int]] = {
    "jsonld": _levels_of_json,
    "turtle": _levels_of_turtle,
    "trig": _levels_of_turtle,
    "rdfxml": _levels_of_xml,
}
