"""Where something stands in a history. Everything that holds a version names its digest with it.

The digest of a version covers the one before, so two positions are equal only where all that led to them is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Position:
    """A version, and the SHA-256 digest of its change set in hexadecimal digits."""

    version: int
    digest: str

    @property
    def name(self) -> str:
        """Name it in a file name: no two histories share one.

        >>> Position(12, "ab34" * 16).name
        '12-ab34ab34ab34'
        """
        return f"{self.version}-{self.digest[:12]}"

    def facts(self) -> dict[str, Any]:
        """Give it as facts for a file."""
        return {"version": self.version, "digest": self.digest}

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any] | None) -> Position | None:
        """Read it from the facts of a file, None where they name none."""
        version, digest = (facts or {}).get("version"), (facts or {}).get("digest")
        return cls(version, digest) if isinstance(version, int) and isinstance(digest, str) else None


START = Position(0, "0" * 64)
"""The empty graph, with which every history begins."""
