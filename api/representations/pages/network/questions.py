"""What can be asked of a network, as a page offers it: links, and forms of a few blanks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from starlette.requests import Request

from api.representations.models.bridging import BetweenWishes
from api.representations.models.money import MoneyWishes
from api.representations.models.questions import CommunityWishes, Filtered, PathWishes, RankingWishes
from api.representations.models.structure import (
    BridgeWishes,
    ConcentrationWishes,
    SimilarWishes,
    StructureWishes,
    SuggestionWishes,
    SummaryWishes,
    WithoutWishes,
)
from api.representations.models.time import CompareWishes, SeriesWishes
from api.representations.pages.languages import marked
from api.representations.pages.network.measures import MEASURE_LABELS
from kg.network import MEASURES, View

_FILTERS = ("as_of", "min_confidence")
_MONEY = "money"
_THING = "IRI, collection/id or name"


@dataclass(frozen=True, slots=True)
class Blank:
    """What can be filled in: one of the `choices`, where there are some, a mark, or a text like the example.

    A text may be that of a thing in the graph, its name or where it stands.
    """

    name: str
    label: str
    example: str = ""
    is_required: bool = False
    is_mark: bool = False
    is_thing: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """A question: its address below that of a view, how it is called, what it is `about`, and the blanks of its form.

    `own` are those that are offered before it was asked; the form of the answer has also those of filters. `names` are
    all that can be asked with it. `is_table` tells whether its answer is a table too.
    """

    path: str
    label: str
    about: str = ""
    own: tuple[Blank, ...] = ()
    filters: tuple[Blank, ...] = ()
    names: frozenset[str] = frozenset()
    is_table: bool = False


@dataclass(frozen=True, slots=True)
class Theme:
    """Questions of one kind, under a plain heading; `measures` are those that answer one of them."""

    name: str
    label: str
    offers: Sequence[Offer]
    measures: Sequence[str] = ()


def _offer(path: str, label: str, about: str, wishes: type[BaseModel], *names: str) -> Offer:
    """Describe a question by the model of its parameters; those that it demands have blanks in any case."""
    by_name = {info.alias or name: info for name, info in wishes.model_fields.items()}
    demanded = [name for name, info in by_name.items() if info.is_required()]
    own = tuple(_blank(name, by_name[name]) for name in dict.fromkeys([*demanded, *names]))
    filters = tuple(_blank(name, by_name[name]) for name in _FILTERS if name in by_name)
    filters = tuple(each for each in filters if each.choices != ("",))
    return Offer(path, label, about, own, filters, frozenset(by_name), "excel" in by_name)


def _blank(name: str, info: FieldInfo) -> Blank:
    choices = get_args(info.annotation) if get_origin(info.annotation) is Literal else ()
    return Blank(
        name=name,
        label=LABELS.get(name, name.replace("_", " ")),
        example=", ".join(_texts((info.examples or [""])[0])),
        is_required=info.is_required(),
        is_mark=info.annotation is bool,
        is_thing=_THING in (info.description or ""),
        choices=tuple(choices),
    )


def _texts(example: Any) -> Sequence[str]:
    return [str(each) for each in example] if isinstance(example, list) else [str(example)]


LABELS = {
    "as_of": marked("Up to the year"),
    "min_confidence": marked("How sure at least"),
    "one": marked("One side"),
    "other": marked("The other side"),
    "from": marked("From"),
    "to": marked("To"),
    "node": marked("Who or what"),
    "stability": marked("Say how far ranks can be relied on"),
    "by": marked("By"),
    "place": marked("Which of its places"),
    "within": marked("Within"),
    "currency": marked("Currency"),
    "kind": marked("Kind"),
    "sector": marked("Sector"),
    "include_planned": marked("With plans"),
    "step": marked("A year has"),
}
"""What stands before each blank."""

CHOICES = {
    "": marked("any"),
    "stated": marked("stated"),
    "implied": marked("implied"),
    "ambiguous": marked("ambiguous"),
    "funder": marked("who gives"),
    "recipient": marked("who receives"),
    "programme": marked("programme"),
    "place": marked("place"),
    "year": marked("year"),
    "organisation": marked("organisation"),
    "benefits": marked("where it is meant to work"),
    "delivered": marked("where it is delivered"),
    "registered": marked("where recipients sit"),
    "public": marked("public"),
    "private": marked("private"),
    "public-and-private": marked("public and private"),
    "not-stated": marked("not stated"),
    "cumulative": marked("all that began by its end"),
    "each": marked("what took place in it"),
}
"""Choices in words."""

THEMES: Sequence[Theme] = (
    Theme(
        "matters",
        marked("Who matters"),
        (
            _offer(
                "concentration",
                marked("Is it the network of a few?"),
                marked("How unequally ties or money are spread."),
                ConcentrationWishes,
            ),
            _offer(
                "similar", marked("Who is linked to the same?"), marked("Whoever has the same partners."), SimilarWishes
            ),
            _offer(
                "suggestions",
                marked("Who might be linked next?"),
                marked("Two that are not linked and have much in common."),
                SuggestionWishes,
                "node",
            ),
            _offer(
                "scores", marked("Scores that are published"), marked("Rankings that somebody has kept."), BaseModel
            ),
        ),
        ("degree", "strength", "pagerank", "eigenvector", "closeness", "harmonic"),
    ),
    Theme(
        "bridges",
        marked("Who bridges"),
        (
            _offer(
                "between",
                marked("Who bridges two organisations or places?"),
                marked("Who lies on the shortest ways from one to the other, and on which evidence."),
                BetweenWishes,
                "stability",
            ),
            _offer(
                "without",
                marked("What would be without one?"),
                marked("What falls apart, and who would move up."),
                WithoutWishes,
            ),
            _offer(
                "bridges",
                marked("Without what does it fall apart?"),
                marked("Single ties and nodes that hold it."),
                BridgeWishes,
            ),
        ),
        ("betweenness", "constraint", "effective-size", "cut-off"),
    ),
    Theme(
        "whole",
        marked("How it hangs together"),
        (
            _offer(
                "path",
                marked("How are two linked?"),
                marked("The shortest ways, with the evidence of each step."),
                PathWishes,
            ),
            _offer(
                "communities",
                marked("Which communities are there?"),
                marked("Groups that are denser inside than between."),
                CommunityWishes,
            ),
            _offer("components", marked("Which pieces does it have?"), marked("What hangs together at all."), Filtered),
            _offer(
                "summary", marked("The network in figures"), marked("Its size, density and distances."), SummaryWishes
            ),
        ),
        ("core", "clustering", "component-size"),
    ),
    Theme(
        "change",
        marked("Change over time"),
        (
            _offer(
                "series",
                marked("How has it grown?"),
                marked("Its size year by year, and who was first."),
                SeriesWishes,
                "from",
                "to",
                "step",
            ),
            _offer(
                "compare",
                marked("What is new since then?"),
                marked("Who entered and left between two dates, and whose rank moved."),
                CompareWishes,
            ),
        ),
    ),
    Theme(
        "money",
        marked("Money"),
        (
            _offer(
                _MONEY,
                marked("What does money add up to?"),
                marked("Sums per currency and kind, with what was left out and why."),
                MoneyWishes,
                "by",
                "place",
                "within",
                "currency",
                "kind",
                "sector",
                "include_planned",
            ),
        ),
    ),
)
"""All questions about a view under plain headings."""

QUESTIONS: Sequence[Offer] = tuple(each for theme in THEMES for each in theme.offers)

_WHOLE = _offer("", marked("The network"), "", StructureWishes)
_RANKING = _offer("centrality/{measure}", marked("A measure of every node"), "", RankingWishes, "stability")


def themes(view: View) -> Sequence[Theme]:
    """Give what can be asked of a view."""
    return [each for each in THEMES if each.name != _MONEY or view.tells_money]


def asked(request: Request) -> Offer:
    """Give the question that a request asks; the view itself and neighbourhoods have no other blanks than filters."""
    below = request.scope["route"].path.partition("{view}/")[2].removesuffix(".{suffix}")
    return next((each for each in (*QUESTIONS, _RANKING) if each.path == below), _WHOLE)


def asking(request: Request, view: View) -> dict[str, Any]:
    """Give what a page shows of what was asked and what else can be."""
    return {
        "question": asked(request),
        "query": request.query_params,
        "themes": themes(view),
        "measures": MEASURES,
        "measure_labels": MEASURE_LABELS,
        "choices": CHOICES,
    }
