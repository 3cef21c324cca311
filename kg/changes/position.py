"""Where something stands in a history, and the small files that say so and prove themselves.

Everything that holds a version names its digest with it. The digest of a version covers the one before, so two
positions are equal only where all that led to them is. A file that was damaged or cut short reads as though it were
not there.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
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


def write_sealed(path: Path, facts: Mapping[str, Any]) -> None:
    """Put `facts` in the place of what the file said before: wholly or not at all. Raises OSError."""
    draft = path.with_name(f"{path.name}.draft")
    try:
        with draft.open("wb") as file:
            file.write(_seal(facts))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


def overwrite_sealed(path: Path, facts: Mapping[str, Any]) -> None:
    """Write `facts` over what the file said before, soon but not at once. Raises OSError.

    It costs a fiftieth of :func:`write_sealed`; a power cut may leave a file that reads as though it were not there.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o666)
    try:
        os.ftruncate(descriptor, os.pwrite(descriptor, _seal(facts), 0))
    finally:
        os.close(descriptor)


def read_sealed(path: Path) -> dict[str, Any] | None:
    """Give the facts of a file; None where there is none, or where it is not as it was written."""
    try:
        sealed = json.loads(path.read_bytes())
        facts: dict[str, Any] = sealed["facts"]
        return facts if sealed["sha256"] == _digest(facts) else None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def _seal(facts: Mapping[str, Any]) -> bytes:
    return (json.dumps({"facts": facts, "sha256": _digest(facts)}) + "\n").encode("ascii")


def _digest(facts: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
