"""What the descriptions of questions about networks show as examples."""

from __future__ import annotations

from typing import Any, Final

A, B, C = (
    f"https://w3id.org/innovation-kg/organisations/{name}"
    for name in ("connected-places-catapult", "west-midlands-combined-authority", "wayra-uk")
)
NODE: Final = {"id": A, "label": "Connected Places Catapult", "type": "Organisation", "kind": "innovation-centre"}
OTHER: Final = {
    "id": B,
    "label": "West Midlands Combined Authority",
    "type": "Organisation",
    "kind": "combined-authority",
}
COVERAGE: Final[dict[str, Any]] = {
    "nodes": 41,
    "edges": 77,
    "components": 4,
    "stated_share": 0.8,
    "undated_edges": 23,
    "undated_share": 0.3,
    "left_out": {"other_role": 12},
}
HEAD: Final[dict[str, Any]] = {
    "view": "partnership",
    "recipe": "partnership/2",
    "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "options": {"since": "2018"},
    "version": 7,
    "coverage": COVERAGE,
}
