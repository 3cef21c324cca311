"""Who funds the same, and who is funded by the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.network import Network

Make = Callable[..., Network]
Short = Callable[[str], str]

MONEY = tuple(
    {"id": f"contributions/{number}", "kind": "grant", **{name: text for name, text in row.items() if text}}
    for number, row in enumerate(
        (
            {"funder": "organisations/a", "through": "programmes/p", "recipient": "organisations/x"},
            {"funder": "organisations/b", "through": "programmes/p", "recipient": "organisations/y"},
            {"funder": "organisations/b", "recipient": "organisations/x", "when": "2020"},
            {"funder": "organisations/c|organisations/d", "recipient": "organisations/z"},
            {"through": "programmes/p", "recipient": "organisations/z"},
            {"funder": "organisations/a"},
        )
    )
)


def links(found: Network, short: Short) -> dict[str, tuple[int, list[str]]]:
    return {
        f"{short(each.source)}-{short(each.target)}": (each.weight, [short(name) for name in each.activities])
        for each in found.edges
    }


def test_who_funds_the_same_programme_or_recipient_is_linked(network: Make, short: Short) -> None:
    found = network("co-funding", *MONEY)
    assert links(found, short) == {"a-b": (2, ["x", "p"]), "c-d": (1, ["z"])}
    assert found.left_out == {"no_funder": 1, "no_recipient": 1}
    (edge, _) = found.edges
    assert [short(each) for each in edge.records] == ["0", "1", "2"]
    assert edge.when == ("2020",)


def test_who_is_funded_by_the_same_is_linked(network: Make, short: Short) -> None:
    found = network("co-recipients", *MONEY)
    assert links(found, short) == {"x-y": (1, ["b"])}
    assert found.left_out == {"no_funder": 1, "no_recipient": 1}


@pytest.mark.parametrize("view", ["co-funding", "co-recipients"])
def test_options_are_of_those_who_are_linked(network: Make, view: str) -> None:
    kinds = [{"id": f"organisations/{name}", "label": name, "kind": "company"} for name in "abxy"]
    assert len(network(view, *MONEY, *kinds, kinds=("company",)).edges) == 1
    assert not network(view, *MONEY, *kinds, kinds=("university",)).edges
    assert not network(view, *MONEY, since="2021", undated="drop").edges


def test_involvement_ties_members_to_their_group(network: Make, short: Short) -> None:
    (edge,) = network("involvement", {"id": "groups/g", "label": "Partners", "includes": "organisations/x"}).edges
    assert (short(edge.source), short(edge.target), edge.role) == ("g", "x", "includes")
