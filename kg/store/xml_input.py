"""What RDF/XML needs before the engine gets it: no entities of its own, which a few bytes can make grow without end."""

from __future__ import annotations

import re

from kg.errors import UnreadableInput

_PROLOGUE = re.compile(rb"(?:[^<]|<\?|(?><!--.*?-->))*+<!DOCTYPE\b", re.DOTALL)
_ENTITY = re.compile(rb"<!ENTITY\b")


def demand_plain(data: bytes) -> bytes:
    """Give the document back. Raises UnreadableInput where it declares entities.

    >>> demand_plain(b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    Traceback (most recent call last):
    ...
    kg.errors.UnreadableInput: The rdfxml declares entities at line 1. Write them out: ...
    """
    prologue = _PROLOGUE.match(data)
    declared = _ENTITY.search(data, prologue.end()) if prologue else None
    if declared is None:
        return data
    line = data.count(b"\n", 0, declared.start()) + 1
    raise UnreadableInput(f"The rdfxml declares entities at line {line}", "Write them out: none is replaced here.")
