"""Small files of facts that prove themselves: what was damaged or cut short reads as though it were not there."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def write_sealed(path: Path, facts: Mapping[str, Any], *, at_once: bool = True) -> None:
    """Put `facts` in the place of what the file said before: wholly or not at all. Raises OSError.

    Unless `at_once`, the system may take its time to put them on disk.
    """
    draft = path.with_name(f"{path.name}.draft")
    try:
        with draft.open("w", encoding="ascii") as file:
            file.write(json.dumps({"facts": facts, "sha256": _digest(facts)}) + "\n")
            file.flush()
            if at_once:
                os.fsync(file.fileno())
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


def read_sealed(path: Path) -> dict[str, Any] | None:
    """Give the facts of a file; None where there is none, or where it is not as it was written."""
    try:
        sealed = json.loads(path.read_bytes())
        facts: dict[str, Any] = sealed["facts"]
        return facts if sealed["sha256"] == _digest(facts) else None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def sync(path: Path) -> None:
    """Force a file or a folder to disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _digest(facts: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
