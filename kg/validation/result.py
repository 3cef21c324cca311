"""What is wrong with a record, in the words of SHACL."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Result:
    """One SHACL validation result, in plain strings."""

    focus: str
    path: str
    value: str
    message: str
    severity: str
    shape: str
