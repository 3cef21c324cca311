"""Texts that a format may get wrong."""

from __future__ import annotations

import json

UNORDINARY = {
    "quotation mark": 'say "so"',
    "only quotation marks": '""',
    "apostrophe": "it's",
    "comma": "a,b,,c",
    "line feed": "a\nb",
    "carriage return": "a\rb",
    "both": "a\r\nb\r\n",
    "tab": "a\tb",
    "spaces": "  a  b ",
    "only a space": " ",
    "markup": "<a href='x'>&amp; ]]> &lt; <!-- --> <![CDATA[ ]]>",
    "backslash": "a\\nb\\\\c\\",
    "semicolon": "a;b|c",
    "formula": "=1+1",
    "question mark": "?x",
    "looks like a term": '<urn:x> "y"@en _:b 1',
    "Korean": "광주과학기술원 울산",
    "Welsh": "Gŵyl Ŷ",
    "decomposed": "e\u0301 \u1112\u1161\u11ab",
    "emoji": "👩‍🔬🏴󠁧󠁢󠁷󠁬󠁳󠁿",
    "last of the planes": "\U0010fffd\U00020000",
    "right to left": "\u05d0\u200f\u202e\u0627",
    "line separators": "a\u2028b\u2029c\x85d",
    "delete": "a\x7fb\x9f",
    "byte order mark": "\ufeffa",
    "soft hyphen": "a\xadb\xa0c",
}
CONTROLS = {f"U+{ord(each):04X}": each for each in "\x01\x08\x0b\x0c\x1b\x1f\ufffe\uffff"}
"""Characters that a literal may have, and an XML document may not (XML 1.0, section 2.2)."""


def literal(text: str) -> str:
    """Write a literal of SPARQL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", r"\u007F")
