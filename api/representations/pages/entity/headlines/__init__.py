"""The headline of an entity: sentences made of its facts, for each class; what is not told is named as well.

:mod:`teller` makes clauses of facts; the other modules choose, class by class, which clauses make its sentences.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from api.representations.pages.body_words import Wording
from api.representations.pages.entity.headlines import activities, bodies, figures, statements
from api.representations.pages.entity.headlines.teller import Sentences, Teller, joined
from api.representations.pages.languages import marked

_SENTENCES: Mapping[str, Callable[[Teller], Sentences]] = {
    "Organisation": bodies.organisation,
    "Group": bodies.group,
    "Programme": activities.activity,
    "Project": activities.activity,
    "Event": activities.activity,
    "Agreement": activities.agreement,
    "Contribution": figures.contribution,
    "Participation": activities.participation,
    "Place": bodies.place,
    "Person": bodies.person,
    "Post": bodies.post,
    "Outcome": figures.outcome,
    "Document": statements.document,
    "Goal": activities.goal,
    "Name": statements.name,
    "Identifier": statements.identifier,
    "Link": statements.link,
    "Decision": statements.decision,
    "Question": statements.question,
}
"""What is told of each class; of any other, its class and what it refers to."""


@dataclass(frozen=True, slots=True)
class Headline:
    """What is told of an entity, and in the end what is not; both in the language of the reader."""

    sentences: Sequence[Markup]
    missing: str = ""
    aside: str = ""


def headline_of(wording: Wording, body: Mapping[str, Any]) -> Headline:
    """Tell the facts of an entity, whose `body` has the `facts` that point at it."""
    tell, speech = Teller(wording, body), wording.speech
    sentences = [joined(speech, clauses) for clauses in _SENTENCES.get(body["type"], statements.other)(tell)]
    missing = speech.listed([speech.term(label) for label in tell.missing])
    return Headline(
        [each for each in sentences if each],
        str(speech.say(marked("Not stated: %(fields)s."), fields=missing)) if missing else "",
        ", ".join(tell.aside()),
    )
