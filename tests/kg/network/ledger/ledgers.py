"""Generated ledgers: statements of a few units among a few parties, with repeats, parts, bounds, gaps and plans."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from hypothesis import strategies as st

from kg.facts import Facts
from kg.network.ledger import Ledger, Rules, Statement, count
from kg.network.ledger.statements import Key
from kg.network.projection.money import EXACTLY

BOUNDS = ("exact", "exact", "over", "at-least", "nearly", "up-to", "about")
PARTIES = ("ann", "bob", "cyd", "dan")
PROGRAMMES = ("fund", "lab")

figures = st.decimals(0, 10**9, places=2) | st.sampled_from([Decimal("9" * 40), Decimal("0." + "1" * 30)])
parties = st.lists(st.sampled_from(PARTIES), max_size=2, unique=True).map(lambda names: tuple(sorted(names)))


def one_of(*names: str) -> st.SearchStrategy[Key]:
    """One of some names, or none."""
    return st.sampled_from([(), *((name,) for name in names)])


@dataclass(frozen=True)
class Generated:
    """Statements, and which of them are the same fact or a part of another."""

    statements: list[Statement]
    same: list[tuple[str, str]]
    parts: list[tuple[str, str]]

    @property
    def ledger(self) -> Ledger:
        return count(self.statements, Facts(self.same, self.parts), Rules())


@st.composite
def statements(draw: st.DrawFn, record: str, currency: str = "", kind: str = "") -> Statement:
    """A statement of any form."""
    return Statement(
        record=record,
        currency=currency or draw(st.sampled_from(["GBP", "GBP", "KRW", ""])),
        kind=kind or draw(st.sampled_from(["grant", "grant", "allocation"])),
        figure=draw(figures | st.none()),
        bound=draw(st.sampled_from(BOUNDS)),
        doubtful=draw(st.integers(0, 9)) == 0,
        funders=draw(parties),
        through=draw(one_of(*PROGRAMMES)),
        recipients=draw(parties | one_of(*PROGRAMMES)),
        programmes=draw(one_of(*PROGRAMMES)),
        registered=draw(one_of("north", "south")),
        delivered=draw(one_of("north", "south")),
        benefits=draw(one_of("north", "south")),
        years=draw(one_of("2019", "2020", "2019/2021")),
        refusal=draw(st.sampled_from(["", "", "", "", "planned", "later", "contradicted"])),
    )


@st.composite
def ledgers(draw: st.DrawFn, least: int = 0) -> Generated:
    """Some statements, linked at will: also in circles, over units, and by way of those that do not count."""
    names = [f"s{place}" for place in range(draw(st.integers(least, 9)))]
    pairs = st.tuples(st.sampled_from(names), st.sampled_from(names)) if names else st.nothing()
    links = st.lists(pairs, max_size=6) if names else st.just([])
    same = [(one, other) for one, other in draw(links) if one != other and draw(st.booleans())]
    parts = [(one, other) for one, other in draw(links) if one != other]
    return Generated([draw(statements(name)) for name in names], same, parts)


def true_values(statement: Statement) -> st.SearchStrategy[Decimal]:
    """The sums that a statement allows."""
    figure = statement.figure or Decimal(0)
    more = st.decimals(0, 10**6, places=1)
    tenths = st.decimals(0, Decimal("0.1"), places=3)
    return {
        "exact": st.just(figure),
        "over": more.map(lambda extra: EXACTLY.add(figure, extra)),
        "at-least": more.map(lambda extra: EXACTLY.add(figure, extra)),
        "nearly": tenths.map(lambda less: EXACTLY.multiply(figure, 1 - less)),
        "up-to": tenths.map(lambda share: EXACTLY.multiply(figure, share * 10)),
        "about": tenths.map(lambda less: EXACTLY.multiply(figure, 1 - less))
        | tenths.map(lambda more: EXACTLY.multiply(figure, 1 + more)),
    }[statement.bound]
