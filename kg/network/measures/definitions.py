"""What a measure is, and what it gives: one number for each node."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kg.network.model import Network
from kg.network.remarks import Remark

Floats = NDArray[np.float64]

COUNTED = "Exact: it is counted."
ROUNDED = "Exact to the nine significant digits that are given."
CONVERGED = "Iterated until the digits that are shown no longer change."


class About(NamedTuple):
    """A remark that names a node, by its place: its code, and the other values."""

    code: str
    node: int
    values: Mapping[str, Any]

    def remark(self, name: str) -> Remark:
        """Make the remark with what the node is called."""
        return Remark(self.code, **self.values, name=name)


class Scores:
    """The scores of the nodes of a network, in the order of its nodes; where a node has none, not a number.

    `remarks` are what to mind, some with a gap for the name of a node; `parameters` what was
    chosen on the way, to be told with the answer.
    """

    __slots__ = ("parameters", "remarks", "values")

    def __init__(
        self,
        values: NDArray[Any],
        remarks: tuple[Remark | About, ...] = (),
        parameters: Mapping[str, float | str] | None = None,
    ) -> None:
        self.values: Floats = np.array(values, dtype=np.float64)
        self.values.flags.writeable = False
        self.remarks = remarks
        self.parameters = parameters or {}

    def of(self, network: Network) -> dict[str, float]:
        """Give the score of each node by its IRI."""
        return dict(zip(network.iris, self.values.tolist(), strict=True))

    def __repr__(self) -> str:
        return f"Scores({self.values.tolist()})"


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure, its meaning in a plain sentence, and how exact it is in another.

    `weightable` where it takes `weighted`. `parameters` are fixed, and told with each ranking so that it can be
    computed again elsewhere.
    """

    compute: Callable[..., Scores]
    meaning: str
    exactness: str
    weightable: bool = False
    parameters: Mapping[str, float | str] = field(default_factory=dict)
