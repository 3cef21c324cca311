"""The page of the measures: what each tells, how it is computed, and where that is from."""

from __future__ import annotations

import inspect
import re

from docs.markdown import page, table
from kg.network import MEASURES, Measure, summary
from kg.network.examples import ARROWS

_INTRODUCTION = """Scores of the nodes of a network (`/network/{view}/centrality/{measure}`, `kg network VIEW MEASURE`).
All are computed on the simple network: what links two in several roles is one edge, its weight the number of distinct
facts, or money where that weighs. They follow directions unless it is said otherwise. A node of which a measure is not
defined is named (`undefined`), and has no rank."""
_FIGURES = """Of the whole network (`/network/{view}/summary`, `kg network VIEW summary`)."""


def measures() -> str:
    """Describe each measure by what its code says, and the figures of whole networks."""
    rows = [(f"`{each.name}`", each.meaning, f"`{each.formula}`", each.source) for each in summary(ARROWS)]
    figures = f"## Figures\n\n{_FIGURES}\n\n{table(['figure', 'tells', 'formula', 'source'], rows)}"
    return page("Measures", _INTRODUCTION, *(_measure(name, each) for name, each in MEASURES.items()), figures)


def _measure(name: str, measure: Measure) -> str:
    """Give the docstring without its examples, its names of code as they are in text."""
    text = (inspect.getdoc(measure.compute) or "").partition("\n>>>")[0].strip()
    text = re.sub(r":\w+:`([^`]*)`", r"`\1`", text)
    weighted = "Takes `weighted`." if measure.weightable else ""
    return f"## {name}\n\n**{measure.meaning}** {measure.exactness} {weighted}".rstrip() + f"\n\n{text}"
