"""Pictures of networks: `layout` places nodes, `scene` what is shown, `svg` writes it."""

from kg.network.drawing.svg import STYLE, write_svg

__all__ = ["STYLE", "write_svg"]
