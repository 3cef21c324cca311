"""What pages need besides themselves: one style, and the bundles of scripts if they were made.

Each stands at an address with a digest of its bytes, so a browser may keep it for ever.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path

_STYLES = Path(__file__).parent / "styles"
_BUNDLES = Path(__file__).parents[2] / "static"


@dataclass(frozen=True, slots=True)
class Asset:
    """A file for browsers."""

    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Assets:
    """All files by the last part of their address; `style` names that of the style, `islands` those of the scripts."""

    files: Mapping[str, Asset]
    style: str
    islands: Mapping[str, str]


@cache
def load_assets() -> Assets:
    """Read the files once; where there are no bundles, pages have no scripts."""
    style = b"".join(path.read_bytes() for path in sorted(_STYLES.glob("*.css")))
    name = f"style-{blake2b(style, digest_size=6).hexdigest()}.css"
    try:
        islands = json.loads((_BUNDLES / "manifest.json").read_bytes())
        scripts = {path.name: Asset(path.read_bytes(), "text/javascript") for path in sorted(_BUNDLES.glob("*.js"))}
    except (OSError, ValueError):
        islands, scripts = {}, {}
    present = {island: script for island, script in islands.items() if script in scripts}
    return Assets({name: Asset(style, "text/css"), **scripts}, name, present)
