"""Clauses: what one entity says of itself, and what points at it, each as a few words of a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from api.representations.pages.body_words import Wording, listed
from api.representations.pages.languages import Message, marked
from api.representations.pages.speech import BOUNDS, Speech, Value
from kg.reference import label_of

Clauses = Iterator[Markup]
Sentences = Iterator[Sequence[Markup]]

MANY = 3
"""Names that stand in a sentence; of more, the number of the others does."""


class Teller:
    """Tells the facts of one entity, whose `body` has the `facts` that point at it, in clauses."""

    def __init__(self, wording: Wording, body: Mapping[str, Any]) -> None:
        self.wording, self.body = wording, body
        self.speech: Speech = wording.speech
        self._class = wording.edition.mapping.vocabulary.classes[body["type"]]
        self.fields = self._class.fields
        self.missing: list[str] = []

    def aside(self) -> Iterator[str]:
        """Yield in a few words how far it is to be believed."""
        speech, body = self.speech, self.body
        for name in ("modality", "confidence"):
            if name in body:
                yield speech.term(label_of(f"{self.fields[name].scheme}{body[name]}"))
        if body.get("doubt"):
            yield speech.text(marked("the curator doubts the figure"))
        if documents := len({each["document"] for each in body["evidence"]}):
            yield str(speech.count(marked("by %(count)s document"), marked("by %(count)s documents"), documents))
        elif "confidence" in body:
            yield speech.text(marked("no evidence named"))

    def class_name(self) -> Markup:
        """Name its class."""
        return Markup.escape(self.speech.label(label_of(self._class.iri)))

    def kind(self) -> Markup:
        """Tell the kind, or the class where none is told."""
        if "kind" not in self.body:
            self.lack("kind")
            return self.class_name()
        return Markup.escape(self.wording.value(self.fields["kind"], self.body["kind"]).text)

    def term(self, name: str) -> str:
        """Name the term in a field, as it stands in the middle of a sentence."""
        return self.speech.term(self.wording.value(self.fields[name], self.body[name]).text)

    def lack(self, name: str) -> None:
        """Note that a field is not told, by its label."""
        self.missing.append(label_of(self.fields[name].iri))

    def names(self, name: str) -> Markup:
        """Name what a field refers to, nothing where it is not told; of many the first and how many others."""
        return self.some([self.wording.named(each) for each in listed(self.body.get(name))])

    def some(self, things: Sequence[Value], total: int = 0) -> Markup:
        """List things, of many the first and how many others."""
        total = max(total, len(things))
        if total <= MANY:
            return self.speech.listed(things)
        first = things[: MANY - 1]
        others = self.speech.count(marked("%(count)s other"), marked("%(count)s others"), total - len(first))
        return self.speech.listed([*first, others])

    def about(self, message: Message, field: str, *, demanded: bool = False) -> Clauses:
        """Yield a clause on what a field refers to, where it is told; else it is noted as lacking if it is demanded."""
        if names := self.names(field):
            yield self.speech.say(message, names=names)
        elif demanded:
            self.lack(field)

    def time(self, *, demanded: bool = False) -> Clauses:
        """Yield when it is or was, as exactly as it is told."""
        body, speech = self.body, self.speech
        times = [speech.date(body["when"])] if "when" in body else []
        if "financial_year" in body:
            times.append(str(speech.say(marked("financial year %(year)s"), year=body["financial_year"])))
        if "duration" in body:
            times.append(str(speech.say(marked("over %(duration)s"), duration=speech.duration(body["duration"]))))
        if "as_of" in body:
            times.append(str(speech.say(marked("as of %(date)s"), date=speech.date(body["as_of"]))))
        if not times and demanded:
            self.lack("when")
        yield from map(Markup.escape, times)

    def amount(self, name: str, currency: str = "") -> Markup:
        """Write the figure in a field with its bound, as money where it has a currency."""
        return Markup.escape(self.speech.amount(currency, str(self.body[name]), self.body.get("bound", "")))

    def figure(self, name: str, unit: str) -> Markup:
        """Write the figure in a field with its bound and unit."""
        figure = self.wording.value(self.fields[name], self.body[name]).text
        amount = self.speech.say(marked("%(figure)s %(unit)s"), figure=figure, unit=unit)
        bound = BOUNDS.get(self.body.get("bound", ""))
        return self.speech.say(bound, amount=amount) if bound else amount

    def groups(self, collection: str, field: str) -> list[Mapping[str, Any]]:
        """List the groups of records that point at it by a field."""
        return [each for each in self.body["facts"] if (each["collection"], each["field"]) == (collection, field)]

    def counted(self, collection: str, field: str, one: Message, many: Message) -> Clauses:
        """Yield how many records point at it by a field, where any does."""
        if total := sum(each["total"] for each in self.groups(collection, field)):
            yield self.speech.count(one, many, total)

    def roles(self) -> Clauses:
        """Yield in how many activities it takes part, and in which roles."""
        groups, times = self.groups("participations", "participant"), marked("%(role)s (%(count)s)")
        if groups:
            roles = [
                self.speech.say(times, role=self._role(each["role"]), count=f"{each['total']:,}") for each in groups
            ]
            one, many = marked("takes part once, as %(roles)s"), marked("takes part %(count)s times, as %(roles)s")
            total = sum(each["total"] for each in groups)
            yield self.speech.count(one, many, total, roles=self.speech.listed(roles))

    def taking_part(self, roles: Sequence[str]) -> Clauses:
        """Yield who has some roles in it, role by role."""
        for group in self.groups("participations", "activity"):
            if group["role"] in roles:
                names = [self.wording.named(each["participant"]) for each in group["items"] if "participant" in each]
                some = self.some(names, group["total"])
                yield self.speech.say(marked("%(role)s: %(names)s"), role=self._role(group["role"]), names=some)

    def pointing(self, message: Message, collection: str, field: str, name: str) -> Clauses:
        """Yield who or what the records that point at it by a field name in another, each once."""
        items = [item for group in self.groups(collection, field) for item in group["items"]]
        iris = dict.fromkeys(iri for item in items for iri in listed(item.get(name)))
        if iris:
            yield self.speech.say(message, names=self.some([self.wording.named(each) for each in iris]))

    def _role(self, name: str | None) -> str:
        if not name:
            return self.speech.term(marked("Participant"))
        return self.speech.term(self.wording.value(self.wording.field("Participation", "role"), name).text)


def joined(speech: Speech, clauses: Sequence[Markup]) -> Markup:
    """Make a sentence of clauses; nothing of none."""
    text = Markup(", ").join(each for each in clauses if each)
    if not text:
        return text
    sentence = text if text.startswith("<") else Markup(text[:1].upper() + text[1:])  # noqa: S704 (escaped before)
    return speech.say(marked("%(sentence)s."), sentence=sentence)
