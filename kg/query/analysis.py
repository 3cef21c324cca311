"""A question about a network, as it travels to a worker."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from typing import ClassVar

from kg.errors import KgError, QueryFailed
from kg.network import QUESTIONS, BasisQuestion, Filters, Question, View, find_view, parse_recipe
from kg.query.frames import NETWORK, Told, question_frame
from kg.query.question import Graph


@dataclass(frozen=True, slots=True)
class Subject:
    """What is asked about: a view by its name, or a recipe of somebody's own by its text."""

    view: str
    recipe: str = ""

    @classmethod
    def of_view(cls, name: str) -> Subject:
        """Take a view of the ontology. Raises UnknownName."""
        return cls(find_view(name).name)

    @classmethod
    def of_recipe(cls, text: str) -> Subject:
        """Take a recipe, a document in JSON. Raises UnreadableInput, which names the place."""
        return cls(parse_recipe(text).name, text)

    def ask(self, question: Question, filters: Filters, format_name: str = "json") -> Analysis:
        """Put a question about it. Raises what :class:`Analysis` does."""
        return Analysis(self.view, question, filters, format_name, self.recipe)


@dataclass(frozen=True, slots=True)
class Analysis:
    """A question about one view of the graph, what the view leaves out, and how the answer is to be written.

    `recipe` is the text of a recipe of somebody's own, in place of the view of that name. Raises UnknownName, also for
    a role that the view has not, and UnreadableInput for a recipe that is none.
    """

    view: str
    question: Question
    filters: Filters = Filters()
    format: str = "json"
    recipe: str = ""
    subject: ClassVar[str] = "network"
    has_the_turn: ClassVar[bool] = False
    longest_answer: ClassVar[int] = sys.maxsize

    def __post_init__(self) -> None:
        self.declared.demand_roles((*self.filters.roles, *self.filters.exclude_roles))

    @property
    def topic(self) -> str:
        """Name what the worker keeps: the network, or what was read and counted for all questions without one."""
        if isinstance(self.question, BasisQuestion):
            return "basis"
        return json.dumps([self.recipe or self.view, asdict(self.filters)])

    @property
    def declared(self) -> View:
        """The view or recipe."""
        return parse_recipe(self.recipe) if self.recipe else find_view(self.view)

    def frame(self, graph: Graph) -> bytes:
        """Make it ready to travel; :meth:`from_json` takes it in again."""
        body = {
            "kind": type(self.question).__name__,
            "question": asdict(self.question),
            "view": self.view,
            "filters": asdict(self.filters),
            "format": self.format,
            "recipe": self.recipe,
        }
        return question_frame(NETWORK, json.dumps({**graph.to_json(), **body}).encode("ascii"), b"")

    @classmethod
    def from_json(cls, told: Told) -> Analysis:
        """Take in what :meth:`frame` gave."""
        question = QUESTIONS[told["kind"]](**told["question"])
        lists = {name: tuple(choice) for name, choice in told["filters"].items() if isinstance(choice, list)}
        return cls(told["view"], question, Filters(**{**told["filters"], **lists}), told["format"], told["recipe"])

    def too_deep(self) -> KgError:
        """Make the error for one that overflows the stack."""
        return QueryFailed("the network is too deep")
