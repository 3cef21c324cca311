"""What was computed of a network is kept, and no more of it than there is room for."""

from __future__ import annotations

import pytest

from kg.network.examples import network_of
from kg.network.model import Network
from kg.network.once import CHOICES, once, once_of_rows


@pytest.mark.parametrize("kept", [once, once_of_rows])
def test_the_choices_that_were_made_last_are_kept(kept: type) -> None:
    computed: list[int] = []

    @kept
    def tenfold(network: Network, number: int) -> int:
        computed.append(number)
        return 10 * number * len(network.iris)

    network = network_of("ab")
    for number in (*range(CHOICES), 1, 0, CHOICES, 0, 1):
        assert tenfold(network, number) == 20 * number
    assert computed == [*range(CHOICES + 1)]
    assert tenfold(network, 2) == 40
    assert computed[-1] == 2
