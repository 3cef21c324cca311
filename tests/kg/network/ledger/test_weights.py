"""Networks that money weighs and the ledger come to the same, where both can tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from random import Random

import pytest

from kg.network import Filters, StoreColumns, find_view, project, rank
from kg.network.basis import Basis
from kg.network.ledger import Rules, flows
from kg.store.embedded import EmbeddedStore
from kg.store.rdf import Quad

Row = Mapping[str, str]
SURE = {"confidence": "stated"}
NAMES = ("ann", "bob", "cyd", "dan")


def generated(random: Random) -> list[dict[str, str]]:
    """Contributions of one or several kinds and currencies among a few, some by a programme, told again or doubtful."""
    bodies = [{"id": f"organisations/{name}", "label": name, **SURE} for name in NAMES]
    rows = [*bodies, {"id": "programmes/fund", "label": "Fund", "kind": "programme", **SURE}]
    for number in range(random.randint(1, 12)):
        funder, recipient = random.sample(NAMES, 2)
        row = {
            "id": f"contributions/c{number:02}",
            "kind": random.choice(["grant", "grant", "award"]),
            "currency": random.choice(["GBP", "GBP", "KRW"]),
            "amount": str(Decimal(random.randint(1, 10**8)) / 100),
            "funder": f"organisations/{funder}",
            "recipient": f"organisations/{recipient}",
            **SURE,
        }
        row |= random.choice([{}, {}, {"through": "programmes/fund"}, {"modality": "planned"}, {"doubt": "Too much."}])
        rows.append(row)
        if random.random() < 0.2:
            rows.append({**row, "id": f"contributions/again{number}", "same_fact_as": row["id"]})
    return rows


@pytest.mark.parametrize("view", ["funding", "involvement"])
@pytest.mark.parametrize("seed", range(60))
def test_what_comes_in_and_goes_out_of_a_network_is_what_the_ledger_says(
    quads: Callable[..., list[Quad]], view: str, seed: int
) -> None:
    columns = StoreColumns(EmbeddedStore.in_memory(quads(*generated(Random(seed)))))
    weighed = Filters(weight="amount", currency="GBP", kind="grant", include_planned=False)
    network = project(columns, find_view(view), weighed)
    ledger = Basis(columns, {}).ledger(Filters(include_planned=False), Rules("GBP", ("grant",)))
    moved = {
        iri: (flow.received.figure, flow.given.figure, flow.passed.figure) for flow in flows(ledger) for iri in flow.key
    }
    if view == "funding":
        got = {each.iri: Decimal(str(each.score)) for each in rank(network, "in-strength").scores}
        gave = {each.iri: Decimal(str(each.score)) for each in rank(network, "out-strength").scores}
        assert {iri: (got[iri], gave[iri]) for iri in network.iris} == {
            iri: (received + passed, given + passed) for iri, (received, given, passed) in moved.items()
        }
    both = {each.iri: Decimal(str(each.score)) for each in rank(network, "strength").scores}
    assert {iri: both[iri] for iri in network.iris} == {
        iri: received + given + 2 * passed for iri, (received, given, passed) in moved.items()
    }
