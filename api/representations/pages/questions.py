"""What can be asked of a network, as a page offers it: links, and forms of a few blanks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
from kg.network import View

_FILTERS = ("as_of", "min_confidence")
_MONEY = "money"


@dataclass(frozen=True, slots=True)
class Blank:
    """What can be filled in: one of the `choices`, where there are some, a mark, or a text like the example."""

    name: str
    label: str
    hint: str
    example: str = ""
    is_required: bool = False
    is_mark: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """A question: its address below that of a view, how it is called, and the blanks of its form.

    `own` are those that are offered before it was asked; the form of the answer has also those of filters. `names` are
    all that can be asked with it. `is_table` tells whether its answer is a table too.
    """

    path: str
    label: str
    own: tuple[Blank, ...] = ()
    filters: tuple[Blank, ...] = ()
    names: frozenset[str] = frozenset()
    is_table: bool = False


def _offer(path: str, label: str, wishes: type[BaseModel], *names: str) -> Offer:
    """Describe a question by the model of its parameters; those that it demands have blanks in any case."""
    by_name = {info.alias or name: info for name, info in wishes.model_fields.items()}
    demanded = [name for name, info in by_name.items() if info.is_required()]
    own = tuple(_blank(name, by_name[name]) for name in dict.fromkeys([*demanded, *names]))
    filters = tuple(_blank(name, by_name[name]) for name in _FILTERS if name in by_name)
    filters = tuple(each for each in filters if each.choices != ("",))
    return Offer(path, label, own, filters, frozenset(by_name), "excel" in by_name)


def _blank(name: str, info: FieldInfo) -> Blank:
    choices = get_args(info.annotation) if get_origin(info.annotation) is Literal else ()
    return Blank(
        name=name,
        label=name.replace("_", " "),
        hint=info.description or "",
        example=", ".join(_texts((info.examples or [""])[0])),
        is_required=info.is_required(),
        is_mark=info.annotation is bool,
        choices=tuple(choices),
    )


def _texts(example: Any) -> Sequence[str]:
    return [str(each) for each in example] if isinstance(example, list) else [str(example)]


QUESTIONS: Sequence[Offer] = (
    _offer("between", "Who bridges two places or nodes", BetweenWishes, "stability"),
    _offer("path", "How two are linked", PathWishes),
    _offer(
        _MONEY,
        "What money adds up to",
        MoneyWishes,
        "by",
        "place",
        "within",
        "currency",
        "kind",
        "sector",
        "include_planned",
    ),
    _offer("compare", "What entered and left between two dates", CompareWishes),
    _offer("series", "Year by year", SeriesWishes, "from", "to", "step"),
    _offer("similar", "Who is linked to the same", SimilarWishes),
    _offer("without", "What would be without one", WithoutWishes),
    _offer("suggestions", "Who might be linked next", SuggestionWishes, "node"),
    _offer("communities", "Communities", CommunityWishes),
    _offer("components", "Connected pieces", Filtered),
    _offer("summary", "The network in figures", SummaryWishes),
    _offer("bridges", "Without what it falls apart", BridgeWishes),
    _offer("concentration", "How far it is that of a few", ConcentrationWishes),
    _offer("scores", "Scores that are published", BaseModel),
)
"""All questions about a view, those with a form first."""

_WHOLE = _offer("", "The network", StructureWishes)
_RANKING = _offer("centrality/{measure}", "A measure of every node", RankingWishes, "stability")


def offers(view: View) -> Iterator[Offer]:
    """Yield what can be asked of a view."""
    yield from (each for each in QUESTIONS if each.path != _MONEY or view.tells_money)


def asked(request: Request) -> Offer:
    """Give the question that a request asks; the view itself and neighbourhoods have no other blanks than filters."""
    below = request.scope["route"].path.partition("{view}/")[2].removesuffix(".{suffix}")
    return next((each for each in (*QUESTIONS, _RANKING) if each.path == below), _WHOLE)
