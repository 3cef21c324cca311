"""Pictures of networks: `layout` places nodes, `scene` what is shown, `svg` writes it; `bubbles` does so of groups."""

from kg.network.drawing.elements import STYLE
from kg.network.drawing.svg import write_svg

__all__ = ["STYLE", "write_svg"]
