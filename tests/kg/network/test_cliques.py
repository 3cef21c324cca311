"""Networks of which not every two are linked one by one, because they are too many, beside the same where they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from random import Random

import numpy as np
import pytest

from kg.errors import NetworkTooLarge
from kg.network import (
    Divided,
    Filters,
    Near,
    Network,
    Pieces,
    Question,
    Ranked,
    StoreColumns,
    Whole,
    find_view,
    project,
)
from kg.network.cliques import Cliques
from kg.network.kernels.meetings import meetings
from kg.store.embedded import EmbeddedStore
from kg.store.rdf import Quad

Quads = Callable[..., list[Quad]]
COUNTED = ("degree", "in-degree", "out-degree", "strength", "in-strength", "component-size")
PEOPLE = [f"organisations/o{number}" for number in range(9)]
GROUPS = ["groups/g0", "groups/g1"]


def rows_of(random: Random) -> Iterator[dict[str, str]]:
    """Let some take part in things, groups and those who are in them among them."""
    for group in GROUPS:
        yield {"id": group, "includes": "|".join(random.sample([*PEOPLE, *GROUPS], random.randrange(1, 4)))}
    for number in range(random.randrange(1, 24)):
        yield {
            "id": f"participations/p{number}",
            "participant": random.choice([*PEOPLE, *GROUPS]),
            "activity": f"projects/a{random.randrange(5)}",
            "role": "partner",
            "confidence": random.choice(("stated", "implied", "ambiguous")),
        } | ({"when": "2024"} if random.random() < 0.3 else {})


def both(quads: Quads, random: Random) -> tuple[Network, Network]:
    """Project a network that may have no edge, unless it is the only one, and the same with all."""
    columns, view = StoreColumns(EmbeddedStore.in_memory(quads(*rows_of(random)))), find_view("partnership")
    whole = project(columns, view)
    folded = project(columns, view, Filters(), max(1, len(whole.rows) - 1))
    assert isinstance(folded.links, Cliques) or len(whole.rows) < 2
    return folded, whole


def written(network: Network, question: Question) -> bytes:
    assert hasattr(question, "write")
    question.write(network, 1, "json", output := BytesIO())
    return output.getvalue()


def allowed(network: Network, pairs: int) -> Network:
    """Allow a network so many edges."""
    links = network.links
    assert isinstance(links, Cliques)

    def demand(activities: np.ndarray[tuple[int], np.dtype[np.int64]]) -> None:
        if replace(links, activity=activities, who=activities).pairs > pairs:
            raise NetworkTooLarge("partnership", "many", pairs)

    return replace(network, links=replace(links, demand=demand))


@pytest.mark.parametrize("seed", range(60))
def test_what_is_counted_is_the_same(quads: Quads, seed: int) -> None:
    folded, whole = both(quads, Random(seed))
    assert folded.iris == whole.iris
    assert folded.roles == whole.roles
    assert folded.edge_count == whole.edge_count
    questions: list[Question] = [Pieces(), *(Ranked(measure) for measure in COUNTED)]
    for question in questions:
        assert written(folded, question) == written(whole, question)


@pytest.mark.parametrize("seed", range(60))
def test_parts_that_are_small_enough_have_their_edges(quads: Quads, seed: int) -> None:
    folded, whole = both(quads, Random(seed))
    if isinstance(folded.links, Cliques):
        few = allowed(folded, 10_000)
        random = Random(seed)
        near = (Near(random.choice(whole.iris), radius) for radius in (1, 2))
        questions: list[Question] = [Whole(), Whole(top=3), Whole(most=4), *near]
        for question in questions:
            assert written(few, question) == written(whole, question)


def test_what_needs_each_two_is_refused_and_the_reason_is_told(quads: Quads) -> None:
    participations = (
        {"id": f"participations/p{each}", "participant": each, "activity": "projects/big", "role": "partner"}
        for each in PEOPLE
    )
    columns = StoreColumns(EmbeddedStore.in_memory(quads(*participations)))
    network = project(columns, find_view("partnership"), Filters(), 5)
    assert network.edge_count == 36
    refused: list[Question] = [Ranked("betweenness"), Divided(), Whole()]
    for question in refused:
        with pytest.raises(NetworkTooLarge, match=r"36 edges, and 5 are allowed.*projects/big alone there are 9"):
            written(network, question)
    assert written(network, Whole(top=3)).count(b'"role"') == 3


@pytest.mark.parametrize("seed", range(3))
def test_machine_code_counts_as_python_does(quads: Quads, seed: int) -> None:
    folded, _ = both(quads, Random(seed))
    assert isinstance(folded.links, Cliques)
    links = folded.links
    arguments = (np.arange(links.size, dtype=np.uint32), links._circles, links.dated != 0, np.arange(links.size))
    for plain, compiled in zip(meetings.plain(*arguments), meetings.compiled(*arguments), strict=True):
        assert plain.tolist() == compiled.tolist()
