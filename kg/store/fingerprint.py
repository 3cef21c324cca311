"""What a folder of the engine says of its own state, so that another folder in its place is told from it.

The engine appends to its manifest whenever files of quads come or go, and begins a new one whenever it is opened for
writing. A folder is in a state noted before, or in a later one, exactly where its manifest begins as noted.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The name of the manifest, and the length and SHA-256 digest of what it said."""

    manifest: str
    length: int
    digest: str

    @classmethod
    def of(cls, directory: Path) -> Fingerprint | None:
        """Take that of a folder; None where the engine has nothing in it."""
        try:
            name = (directory / "CURRENT").read_text(encoding="ascii").strip()
            content = (directory / name).read_bytes()
        except (OSError, ValueError):
            return None
        return cls(name, len(content), hashlib.sha256(content).hexdigest())

    def file(self, directory: Path) -> tuple[int, int]:
        """Tell the file of the manifest from one that took its place (stat(2)). Raises OSError."""
        status = (directory / self.manifest).stat()
        return status.st_dev, status.st_ino

    @classmethod
    def from_facts(cls, facts: dict[str, Any] | None) -> Fingerprint | None:
        """Read it from the facts of a file, None where they are not of one."""
        try:
            return cls(**(facts or {}))
        except TypeError:
            return None

    def facts(self) -> dict[str, Any]:
        """Give it as facts for a file."""
        return asdict(self)

    def fits(self, directory: Path) -> bool:
        """Tell whether a folder is the one this was taken of, as it was then or later."""
        try:
            current = (directory / "CURRENT").read_text(encoding="ascii").strip()
            content = (directory / self.manifest).read_bytes()[: self.length]
        except (OSError, ValueError):
            return False
        return current == self.manifest and hashlib.sha256(content).hexdigest() == self.digest
