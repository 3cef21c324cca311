"""What contributions add up to, and by whom or what they can be told apart."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields, replace
from typing import IO, Any

from kg.errors import UnknownField, UnreadableInput
from kg.network.basis import Basis
from kg.network.bodies import write_body
from kg.network.bounds import demand_bounds, within
from kg.network.declarations import View
from kg.network.filters import Filters, demand_currency
from kg.network.ledger import Rules
from kg.network.ledger.answer import ENTRIES, EXCLUDED, GROUPS, PARTIES, Wishes
from kg.network.questions.tables import write_table
from kg.reference import concepts
from kg.sentences import Sentence
from kg.spelling import brief

LEDGER_VERSION = 1
"""Goes up whenever the same contributions would come to something else."""

PLACE = "place"
BY = ("funder", "recipient", "programme", PLACE, "year", PARTIES)
"""By what money can be told apart; by organisation it is told who received and gave what."""

PLACES = ("benefits", "delivered", "registered")
"""The places of money: where it is meant to work, where what it runs through runs, where the recipients have seats."""

SHOWN = (GROUPS, ENTRIES, EXCLUDED)
"""What can be listed: as a table one of them; JSON has the groups and what is excluded in any case."""

_COUNTS = ("place", "currency", "kind", "sector", "within", "include_planned", "doubtful")
"""What decides what is counted and how it is told apart; the rest is how much of it is shown."""

MEANINGS = {
    "funder": "Who gives, as records say. What several give without a split is theirs together, and nobody's alone.",
    "recipient": "Who receives, as records say. What several receive without a split is theirs together. A programme "
    "that money runs through is none of them, though by organisation it receives where no other recipient is told.",
    "programme": "What the money runs through, or the programme or project that receives it.",
    "benefits": "Where the money is meant to work, whoever receives it.",
    "delivered": "Where the project that receives it, or the programme that it runs through, runs.",
    "registered": "Where those who receive it have their seats.",
    "year": "The year, or the years as far as the time is told; the financial year where that is all there is.",
    PARTIES: "What each received, gave and passed on, and how much of all of it is new at least. What a programme gets "
    "or gives where no recipient or funder is told is that of the programme, as in the network.",
}


@dataclass(frozen=True, slots=True)
class Money:
    """What the contributions of one currency, or of all, and of some kinds add up to, by one of BY.

    Of one `sector` of funders, and `within` one place alone (an IRI or a name), or of all. Plans and doubtful figures
    count where they are asked for. The `top` groups are given, and `limit` lines (None: all) of what is `shown` beside
    them, after `offset`. `place` is one of PLACES, the first unless told, and goes with `by="place"` or `within`.
    Raises UnknownField, and UnreadableInput for what is no currency and for a place that has no effect.
    """

    by: str = "funder"
    place: str = ""
    currency: str = ""
    kind: tuple[str, ...] = ()
    include_planned: bool = False
    doubtful: bool = False
    top: int | None = within(1, None, None)
    shown: str = "groups"
    limit: int | None = within(0, None, None)
    offset: int = within(0, None, 0)
    sector: str = ""
    within: str = ""

    def __post_init__(self) -> None:
        demand_bounds(self)
        object.__setattr__(self, "kind", tuple(sorted({*self.kind})))  # JSON brings a list
        demand_currency(self.currency)
        kinds = [each.name for each in concepts("contribution-kinds")]
        for noun, name, choices in (
            (Sentence("grouping of money"), self.by, BY),
            (Sentence("place of money"), self.place or PLACES[0], PLACES),
            (Sentence("list"), self.shown, SHOWN),
            *((Sentence("kind of contribution"), kind, kinds) for kind in self.kind),
            (Sentence("sector of funders"), self.sector, ["", *(each.name for each in concepts("funder-sectors"))]),
        ):
            if name not in choices:
                raise UnknownField(noun, name, choices)
        if self.place and self.by != PLACE and not self.within:
            wish = Sentence("Ask for it by place, or within one.")
            raise UnreadableInput(
                Sentence("place=%(place)s has no effect on money by %(by)s", place=self.place, by=self.by), wish
            )

    @property
    def grouping(self) -> str:
        """One of GROUPINGS, or PARTIES."""
        return self._place if self.by == PLACE else self.by

    @property
    def _place(self) -> str:
        return self.place or PLACES[0]

    def write_of(
        self, basis: Basis, view: View, filters: Filters, version: int, format_name: str, output: IO[bytes]
    ) -> None:
        """Write it as JSON or as a table. Raises UnreadableInput for a view without money."""
        if not view.tells_money:
            raise UnreadableInput(
                Sentence("%(view)s tells of no money", view=view.name), Sentence("Ask for that of funding.")
            )
        for name in ("types", "kinds", "roles", "exclude_roles"):
            if getattr(filters, name):
                raise UnreadableInput(
                    Sentence("%(name)s chooses nodes and edges, and no money", name=name),
                    Sentence("Choose by currency and kind."),
                )
        filters = replace(filters, include_planned=self.include_planned)
        area = self._area(basis, filters)
        rules = Rules(self.currency, self.kind, self.doubtful, self.sector, self._place, area)
        answer = basis.money(filters, rules, self.grouping)
        wishes = Wishes(self.top, self.shown, self.limit, self.offset)
        if format_name == "json":
            recipe = f"money/{LEDGER_VERSION}"
            digest = hashlib.sha256(f"{recipe} {view.digest}".encode()).hexdigest()
            head = {"view": view.name, "recipe": recipe, "digest": digest, "version": version, "by": self.by}
            told = {"options": self._options(filters), "meaning": MEANINGS[self.grouping]}
            write_body({**head, **told, **answer.body(wishes)}, output)
        else:
            write_table(*answer.table(wishes), format_name, output)

    def _area(self, basis: Basis, filters: Filters) -> frozenset[str] | None:
        """Give all that lies in the place within which money is asked for. Raises UnreadableInput and AmbiguousName."""
        if not self.within:
            return None
        place = basis.names(filters).place(self.within, filters.min_confidence)
        if place is None:
            raise UnreadableInput(
                Sentence("%(within)s is no place", within=brief(self.within)),
                Sentence("Write the name or id of a place of the graph."),
            )
        return place.inside

    def _options(self, filters: Filters) -> dict[str, Any]:
        """Give what was chosen otherwise than by default and counts, as it can be written as JSON."""
        chosen = {each.name: getattr(self, each.name) for each in fields(self) if each.name in _COUNTS}
        own = {name: choice for name, choice in chosen.items() if choice not in ("", (), False, PLACES[0])}
        options = {name: [*choice] if isinstance(choice, tuple) else choice for name, choice in own.items()}
        return {**replace(filters, include_planned=True).options, **options}
