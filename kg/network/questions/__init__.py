"""What can be asked of a network, and how the answers are written: the same over HTTP and in the shell.

A question is a small class of plain values in a module of its own, with `write`; QUESTIONS lists them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import IO, Any, ClassVar, Protocol, runtime_checkable

from kg.network.basis import Basis
from kg.network.declarations import View
from kg.network.exports import EXPORTS
from kg.network.filters import Filters
from kg.network.measures import MEASURES
from kg.network.model import Network
from kg.network.questions import bridging, likeness, money, streams, structure
from kg.network.questions.bridging import Bridging
from kg.network.questions.course import Series
from kg.network.questions.groups import Divided, Pieces
from kg.network.questions.likeness import SIMILARITIES, Similar, Suggested
from kg.network.questions.money import Money
from kg.network.questions.ranked import Ranked
from kg.network.questions.removal import Without
from kg.network.questions.stable import Stable
from kg.network.questions.streams import Streams
from kg.network.questions.structure import Bridges, Concentrated, Figures
from kg.network.questions.ways import PATHS, Linked
from kg.network.questions.whole import Near, Whole
from kg.network.structure.summary import BOUNDED, KINDS

__all__ = [
    "MEANINGS",
    "MEDIA_TYPES",
    "PATHS",
    "QUESTIONS",
    "SIMILARITIES",
    "BasisQuestion",
    "Bridges",
    "Bridging",
    "Concentrated",
    "Divided",
    "Figures",
    "Linked",
    "Money",
    "Near",
    "NetworkQuestion",
    "Pieces",
    "Question",
    "Ranked",
    "Series",
    "Similar",
    "Stable",
    "Streams",
    "Suggested",
    "Whole",
    "Without",
]

MEDIA_TYPES: Mapping[str, str] = {
    "json": "application/json",
    **{name: export.media_type for name, export in EXPORTS.items()},
}
"""The formats of answers; all but the first are EXPORTS of a whole network, and of a ranking there are tables."""


class NetworkQuestion(Protocol):
    """A dataclass of values that can travel as JSON."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    def write(self, network: Network, version: int, format_name: str, output: IO[bytes]) -> None:
        """Write the answer, of a network as it is at a version, in a format that it has."""
        ...


@runtime_checkable
class BasisQuestion(Protocol):
    """The same of one for which no network has to be made, for it reads by itself what it needs."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    def write_of(
        self, basis: Basis, view: View, filters: Filters, version: int, format_name: str, output: IO[bytes]
    ) -> None:
        """Write the answer, of what a network would be made of, in a format that it has."""
        ...


Question = NetworkQuestion | BasisQuestion

QUESTIONS: Mapping[str, type[NetworkQuestion] | type[BasisQuestion]] = {
    "Whole": Whole,
    "Near": Near,
    "Ranked": Ranked,
    "Series": Series,
    "Stable": Stable,
    "Divided": Divided,
    "Pieces": Pieces,
    "Linked": Linked,
    "Bridging": Bridging,
    "Money": Money,
    "Streams": Streams,
    "Figures": Figures,
    "Bridges": Bridges,
    "Concentrated": Concentrated,
    "Similar": Similar,
    "Suggested": Suggested,
    "Without": Without,
}
"""By name, as they travel."""

MEANINGS: Sequence[str] = tuple(
    dict.fromkeys(
        (
            *(text for measure in MEASURES.values() for text in (measure.meaning, measure.exactness)),
            *(text for figure in KINDS.values() for text in (figure.meaning, figure.exactness)),
            *(BOUNDED, bridging.MEANING, streams.MEANING, likeness.NEXT),
            *(*money.MEANINGS.values(), *SIMILARITIES.values(), *structure.SIDES.values()),
        )
    )
)
"""The sentences in which answers say what they mean and how exact they are: all that need another language."""
