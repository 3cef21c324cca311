"""The questions of `kg network`, a module for each kind; WAYS lists them.

>>> WAYS["path"].nodes, [option.name for option in WAYS["ego"].options]
('A B', ['top', 'radius', 'measures', 'communities'])
"""

from __future__ import annotations

from collections.abc import Mapping

from kg.cli.networks.bridging import BETWEEN
from kg.cli.networks.groups import COMMUNITIES, COMPONENTS
from kg.cli.networks.likeness import SIMILAR, SUGGEST
from kg.cli.networks.money import MONEY
from kg.cli.networks.ranked import RANKED
from kg.cli.networks.structure import BRIDGES, CONCENTRATION, SUMMARY, WITHOUT
from kg.cli.networks.time import COMPARE, SERIES
from kg.cli.networks.way import Way
from kg.cli.networks.ways import PATH
from kg.cli.networks.whole import EGO, WHOLE

OTHERS = (
    PATH,
    BETWEEN,
    EGO,
    COMMUNITIES,
    COMPONENTS,
    MONEY,
    SUMMARY,
    BRIDGES,
    CONCENTRATION,
    SIMILAR,
    SUGGEST,
    WITHOUT,
    SERIES,
    COMPARE,
)
"""What is neither the whole network nor a measure."""

WAYS: Mapping[str, Way] = {way.name: way for way in (WHOLE, *RANKED, *OTHERS)}
