"""What pages need besides themselves: one style, an icon, and the bundles of scripts if they were made.

Each stands at an address with a digest of its bytes, so a browser may keep it for ever.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path

_log = logging.getLogger(__name__)
_STYLES = Path(__file__).parent / "styles"
_ICON = Path(__file__).parent / "icon.svg"
_BUNDLES = Path(__file__).parents[2] / "static"


@dataclass(frozen=True, slots=True)
class Asset:
    """A file for browsers."""

    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Assets:
    """All files by the last part of their address; `islands` names those of the scripts. `font` may be empty."""

    files: Mapping[str, Asset]
    style: str
    icon: str
    font: str
    islands: Mapping[str, str]


_FONT = """@font-face {{
  font-family: "Inter Variable"; font-weight: 100 900; font-display: optional; src: url({}) format("woff2");
  unicode-range: U+0000-00FF, U+0131, U+0152-0153, U+02BB-02BC, U+02C6, U+02DA, U+02DC, U+2000-206F, U+20AC, U+2122,
    U+2190-2193, U+2212, U+2215;
}}
"""


@cache
def load_assets() -> Assets:
    """Read the files once; where there are no bundles, pages have no scripts and the type of the reader's system."""
    return read_assets(_BUNDLES)


def read_assets(bundles: Path) -> Assets:
    """Read the styles, and the bundles of a folder."""
    font = _named("font", "woff2", _read(bundles / "font.woff2"), "font/woff2")
    sheets = [_FONT.format(name).encode() for name in font] + [
        path.read_bytes() for path in sorted(_STYLES.glob("*.css"))
    ]
    style = _named("style", "css", b"".join(sheets), "text/css")
    icon = _named("icon", "svg", _ICON.read_bytes(), "image/svg+xml")
    scripts = {path.name: Asset(path.read_bytes(), "text/javascript") for path in sorted(bundles.glob("*.js"))}
    islands = {name: script for name, script in _manifest(bundles).items() if script in scripts}
    return Assets(
        {**font, **style, **icon, **scripts}, next(iter(style)), next(iter(icon)), next(iter(font), ""), islands
    )


def _named(name: str, suffix: str, content: bytes, media_type: str) -> dict[str, Asset]:
    """Name a file by its content; one that is empty is none."""
    digest = blake2b(content, digest_size=6).hexdigest()
    return {f"{name}-{digest}.{suffix}": Asset(content, media_type)} if content else {}


def _manifest(bundles: Path) -> dict[str, str]:
    """Read which script is which; a file that says nothing of the kind is told of in the log, and names none."""
    content = _read(bundles / "manifest.json")
    try:
        manifest = json.loads(content or b"{}")
    except ValueError:
        manifest = None
    if isinstance(manifest, dict) and all(isinstance(each, str) for each in manifest.values()):
        return manifest
    _log.error("%s is broken: the pages have no scripts. Bundle them again with `make pages`.", bundles)
    return {}


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
