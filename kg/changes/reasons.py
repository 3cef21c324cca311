"""Reasons of changes that the service words itself, as the journal has them, and read from it again.

The journal has texts, those of before as those of today. What is written by a form here is found by the same form; any
other text is what a person wrote.
"""

from __future__ import annotations

import re

from kg.sentences import Sentence

REVERTED = "Reverts version %(version)s: %(reason)s"
LOADED = "Records of %(datasets)s"
ONTOLOGY_ALONE = "Records of no dataset, the ontology alone"
WITHDRAWN = "Takes the decision on %(ends)s back: %(reason)s"
PREFERRED = "Prefers %(record)s for %(field)s: %(reason)s"
BY_MISTAKE = "It was published by mistake"
DELETED_BY_MISTAKE = "It was deleted by mistake"

REASONS = (REVERTED, LOADED, ONTOLOGY_ALONE, WITHDRAWN, PREFERRED, BY_MISTAKE, DELETED_BY_MISTAKE)
"""The forms of all of them."""

_NAME = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_VALUES = {"version": r"[0-9]+", "datasets": rf"{_NAME}(?:, {_NAME})*", "field": r"[a-z_]+", "reason": r".*"}
_DEEPEST = 9
"""Reasons within reasons that are read: of a version that reverts one that reverts."""


def read_reason(text: str, depth: int = _DEEPEST) -> str:
    """Find the form of a reason, a Sentence then of the same text; what a person wrote stays as it is.

    >>> read = read_reason("Reverts version 7: It was published by mistake")
    >>> read.form, read.values["reason"].form
    ('Reverts version %(version)s: %(reason)s', 'It was published by mistake')
    >>> type(read_reason("Records of the newer article"))
    <class 'str'>
    """
    for form in REASONS if depth else ():
        if match := _patterns[form].fullmatch(text):
            values = match.groupdict()
            if "reason" in values:
                values["reason"] = read_reason(values["reason"], depth - 1)
            return Sentence(form, **values)
    return text


def _pattern(form: str) -> re.Pattern[str]:
    parts = re.split(r"%\((\w+)\)s", form)
    gaps = (f"(?P<{name}>{_VALUES.get(name, '.+')})" for name in parts[1::2])
    texts = map(re.escape, parts[::2])
    return re.compile("".join(text + gap for text, gap in zip(texts, [*gaps, ""], strict=True)), re.DOTALL)


_patterns = {form: _pattern(form) for form in REASONS}
