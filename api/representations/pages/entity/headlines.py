"""The headline of an entity: sentences made of its facts, for each class; what is not told is named as well."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from api.representations.pages.body_words import Wording, listed
from api.representations.pages.languages import marked
from api.representations.pages.speech import BOUNDS, Speech, Value
from kg.reference import label_of
from kg.vocabulary import FieldKind

Clauses = Iterator[Markup]

_MANY = 3
"""Names that stand in a sentence; of more, the number of the others does."""
_LEADING = ("lead", "coordinator", "owner", "deliverer", "organiser", "host")
_PARTIES = ("signatory", "party")


@dataclass(frozen=True, slots=True)
class Headline:
    """What is told of an entity, and in the end what is not; both in the language of the reader."""

    sentences: Sequence[Markup]
    missing: str = ""
    aside: str = ""


class Teller:
    """Tells the facts of one entity, whose `body` has the `facts` that point at it, in clauses."""

    def __init__(self, wording: Wording, body: Mapping[str, Any]) -> None:
        self.wording, self.body = wording, body
        self.speech: Speech = wording.speech
        self.fields = wording.edition.mapping.vocabulary.classes[body["type"]].fields
        self.missing: list[str] = []

    def headline(self) -> Headline:
        """Tell it all."""
        speech, (first, *others) = self.speech, list(_SENTENCES.get(self.body["type"], _other)(self))
        sentences = [self._joined(each) for each in (first, *others)]
        missing = speech.listed([speech.term(each) for each in self.missing])
        return Headline(
            [each for each in sentences if each],
            str(speech.say(marked("Not stated: %(fields)s."), fields=missing)) if missing else "",
            ", ".join(self._aside()),
        )

    def _joined(self, clauses: Sequence[Markup]) -> Markup:
        text = Markup(", ").join(each for each in clauses if each)
        return self.speech.say(marked("%(sentence)s."), sentence=_capital(text)) if text else text

    def _aside(self) -> Iterator[str]:
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

    def kind(self, english: str) -> Markup:
        """Tell the kind, or the class where none is told."""
        if "kind" not in self.body:
            self.lack("kind")
            return Markup.escape(self.speech.text(english))
        return Markup.escape(self.wording.value(self.fields["kind"], self.body["kind"]).text)

    def lack(self, name: str) -> None:
        """Note that a field is not told, by its label."""
        self.missing.append(label_of(self.fields[name].iri))

    def names(self, name: str) -> Markup:
        """Name what a field refers to, nothing where it is not told; of many the first and how many others."""
        return self.some([self.wording.named(each) for each in listed(self.body.get(name))])

    def some(self, things: Sequence[Value], total: int = 0) -> Markup:
        """List things, of many the first and how many others."""
        total = max(total, len(things))
        if total <= _MANY:
            return self.speech.listed(things)
        shown: list[object] = [*things[: _MANY - 1]]
        others = total - len(shown)
        return self.speech.listed(
            [*shown, self.speech.count(marked("%(count)s other"), marked("%(count)s others"), others)]
        )

    def about(self, english: str, field: str, *, demanded: bool = False) -> Clauses:
        """Yield a clause on what a field refers to, where it is told; else it is noted as lacking if it is demanded."""
        if names := self.names(field):
            yield self.speech.say(english, names=names)
        elif demanded:
            self.lack(field)

    def time(self, *, demanded: bool = False) -> Clauses:
        """Yield when it is or was, as exactly as it is told."""
        body, speech = self.body, self.speech
        told = [speech.date(body["when"])] if "when" in body else []
        if "financial_year" in body:
            told.append(str(speech.say(marked("financial year %(year)s"), year=body["financial_year"])))
        if "duration" in body:
            told.append(str(speech.say(marked("over %(duration)s"), duration=speech.duration(body["duration"]))))
        if "as_of" in body:
            told.append(str(speech.say(marked("as of %(date)s"), date=speech.date(body["as_of"]))))
        if not told and demanded:
            self.lack("when")
        yield from map(Markup.escape, told)

    def groups(self, collection: str, field: str) -> list[Mapping[str, Any]]:
        """List the groups of records that point at it by a field."""
        return [each for each in self.body["facts"] if (each["collection"], each["field"]) == (collection, field)]

    def total(self, collection: str, field: str) -> int:
        """Count the records that point at it by a field."""
        return sum(each["total"] for each in self.groups(collection, field))

    def counted(self, collection: str, field: str, one: str, many: str) -> Clauses:
        """Yield how many records point at it by a field, where any does."""
        if total := self.total(collection, field):
            yield self.speech.count(one, many, total)

    def roles(self) -> Clauses:
        """Yield in how many activities it takes part, and in which roles."""
        groups = self.groups("participations", "participant")
        if groups:
            total = sum(group["total"] for group in groups)
            told = marked("%(role)s (%(count)s)")
            roles = [
                self.speech.say(told, role=self._role(group["role"]), count=f"{group['total']:,}") for group in groups
            ]
            one, many = marked("takes part once, as %(roles)s"), marked("takes part %(count)s times, as %(roles)s")
            yield self.speech.count(one, many, total, roles=self.speech.listed(roles))

    def taking_part(self, roles: Sequence[str]) -> Clauses:
        """Yield who has some roles in it, role by role."""
        for group in self.groups("participations", "activity"):
            if group["role"] in roles:
                names = [self.wording.named(each["participant"]) for each in group["items"] if "participant" in each]
                some = self.some(names, group["total"])
                yield self.speech.say(marked("%(role)s: %(names)s"), role=self._role(group["role"]), names=some)

    def pointing(self, english: str, collection: str, field: str, name: str) -> Clauses:
        """Yield who or what the records that point at it by a field name in another, each once."""
        items = [item for group in self.groups(collection, field) for item in group["items"]]
        iris = dict.fromkeys(iri for item in items for iri in listed(item.get(name)))
        if iris:
            yield self.speech.say(english, names=self.some([self.wording.named(each) for each in iris]))

    def _role(self, name: str | None) -> str:
        field = self.wording.field("Participation", "role")
        if not name:
            return self.speech.term(marked("Participant"))
        return self.speech.term(self.wording.value(field, name).text)


def _capital(text: Markup) -> Markup:
    return text if text.startswith("<") else Markup(text[:1].upper() + text[1:])  # noqa: S704 (escaped before)


def _organisation(tell: Teller) -> Iterator[Sequence[Markup]]:
    yield [
        tell.kind(marked("Organisation")),
        *tell.about(marked("in %(names)s"), "located_in"),
        *tell.about(marked("part of %(names)s"), "part_of"),
        *tell.about(marked("governs %(names)s"), "governs"),
    ]
    yield [*_doing(tell)]


def _doing(tell: Teller) -> Clauses:
    yield from tell.counted(
        "contributions",
        "funder",
        marked("funder in %(count)s contribution"),
        marked("funder in %(count)s contributions"),
    )
    yield from tell.counted(
        "contributions",
        "recipient",
        marked("recipient in %(count)s contribution"),
        marked("recipient in %(count)s contributions"),
    )
    yield from tell.roles()


def _group(tell: Teller) -> Iterator[Sequence[Markup]]:
    count = [_figure(tell, "count", marked("members"))] if "count" in tell.body else []
    yield [
        tell.kind(marked("Group")) if "kind" in tell.body else Markup.escape(tell.speech.text(marked("Unnamed group"))),
        *count,
        *tell.about(marked("in %(names)s"), "located_in"),
        *tell.about(marked("among them %(names)s"), "includes"),
    ]
    yield [*_doing(tell)]


def _figure(tell: Teller, name: str, unit: str) -> Markup:
    body, speech = tell.body, tell.speech
    figure = str(tell.wording.value(tell.fields[name], body[name]).text)
    told = speech.say(marked("%(figure)s %(unit)s"), figure=figure, unit=speech.text(unit))
    return speech.say(BOUNDS[body["bound"]], amount=told) if body.get("bound") in BOUNDS else told


def _activity(tell: Teller) -> Iterator[Sequence[Markup]]:
    yield [
        tell.kind(tell.body["type"]),
        *tell.about(marked("part of %(names)s"), "part_of"),
        *tell.about(marked("in %(names)s"), "places"),
        *tell.time(),
    ]
    yield [
        *tell.pointing(marked("funded by %(names)s"), "contributions", "through", "funder"),
        *tell.pointing(marked("money given by %(names)s"), "contributions", "recipient", "funder"),
        *tell.taking_part(_LEADING),
        *tell.counted(
            "participations",
            "activity",
            marked("%(count)s part in it is told"),
            marked("%(count)s parts in it are told"),
        ),
    ]


def _agreement(tell: Teller) -> Iterator[Sequence[Markup]]:
    parties = [
        tell.wording.named(item["participant"])
        for group in tell.groups("participations", "activity")
        if group["role"] in _PARTIES
        for item in group["items"]
        if "participant" in item
    ]
    between = [tell.speech.say(marked("between %(names)s"), names=tell.some(parties))] if parties else []
    yield [
        tell.kind(marked("Agreement")),
        *between,
        *tell.about(marked("signed at %(names)s"), "signed_at"),
        *tell.time(demanded=True),
        *tell.about(marked("under %(names)s"), "part_of"),
    ]


def _contribution(tell: Teller) -> Iterator[Sequence[Markup]]:
    body, speech, amount = tell.body, tell.speech, Markup()
    if "amount" in body:
        amount = Markup.escape(speech.amount(body.get("currency", ""), str(body["amount"]), body.get("bound", "")))
    else:
        tell.lack("amount")
    funders, recipients = tell.names("funder"), tell.names("recipient")
    if (
        (amount and funders and recipients)
        and body.get("kind") in ("grant", "award")
        and body.get("modality") == "done"
    ):
        awarded = marked("%(funders)s awarded %(amount)s to %(recipients)s")
        first = [speech.say(awarded, funders=funders, amount=amount, recipients=recipients)]
    else:
        kind = tell.kind(marked("Contribution"))
        first = [
            speech.say(marked("%(kind)s of %(amount)s"), kind=kind, amount=amount) if amount else kind,
            *tell.about(marked("from %(names)s"), "funder", demanded=True),
            *tell.about(marked("to %(names)s"), "recipient", demanded=True),
        ]
    yield [
        *first,
        *tell.about(marked("through %(names)s"), "through"),
        *tell.about(marked("attributed to %(names)s"), "attributed_to"),
        *tell.time(demanded=True),
    ]


def _participation(tell: Teller) -> Iterator[Sequence[Markup]]:
    body, speech = tell.body, tell.speech
    parts = {"participant": tell.names("participant"), "activity": tell.names("activity")}
    if "role" in body:
        role = speech.term(tell.wording.value(tell.fields["role"], body["role"]).text)
        yield [speech.say(marked("%(participant)s: %(role)s in %(activity)s"), role=role, **parts), *tell.time()]
    else:
        tell.lack("role")
        yield [speech.say(marked("%(participant)s takes part in %(activity)s"), **parts), *tell.time()]


def _place(tell: Teller) -> Iterator[Sequence[Markup]]:
    yield [tell.kind(marked("Place")), *tell.about(marked("within %(names)s"), "within")]
    yield [
        *tell.pointing(marked("governed by %(names)s"), "organisations", "governs", "id"),
        *tell.counted(
            "organisations",
            "located_in",
            marked("%(count)s organisation has its seat here"),
            marked("%(count)s organisations have their seats here"),
        ),
        *tell.counted(
            "places",
            "within",
            marked("%(count)s smaller place lies in it"),
            marked("%(count)s smaller places lie in it"),
        ),
    ]


def _person(tell: Teller) -> Iterator[Sequence[Markup]]:
    posts = [item for group in tell.groups("posts", "held_by") for item in group["items"]]
    first = []
    for post in posts[:_MANY]:
        over = [tell.wording.named(post[name]) for name in ("organisation", "office_over") if name in post]
        held = marked("%(post)s, %(names)s") if over else marked("%(post)s")
        first.append(tell.speech.say(held, post=tell.wording.item(post), names=tell.speech.listed(over)))
    yield first or [Markup.escape(tell.speech.text(marked("Person, whose post is not stated")))]
    authored = marked("author of %(count)s document"), marked("author of %(count)s documents")
    yield [*tell.counted("documents", "author", *authored), *tell.roles()]


def _post(tell: Teller) -> Iterator[Sequence[Markup]]:
    yield [
        Markup.escape(tell.speech.text(marked("Post"))),
        *tell.about(marked("at %(names)s"), "organisation"),
        *tell.about(marked("over %(names)s"), "office_over"),
        *tell.about(marked("held by %(names)s"), "held_by", demanded=True),
        *tell.time(),
    ]


def _outcome(tell: Teller) -> Iterator[Sequence[Markup]]:
    body, speech = tell.body, tell.speech
    metric = Markup.escape(body.get("metric") or body["label"])
    first = metric
    if "value" in body:
        figure = _figure(tell, "value", body.get("unit", "")) if body.get("unit") else _plain(tell)
        first = speech.say(marked("%(metric)s: %(figure)s"), metric=metric, figure=figure)
    else:
        tell.lack("value")
    yield [
        first,
        *tell.about(marked("of %(names)s"), "about"),
        *tell.about(marked("attributed to %(names)s"), "attributed_to"),
        *tell.time(demanded=True),
        *tell.about(marked("reported by %(names)s"), "reported_by"),
    ]


def _plain(tell: Teller) -> Markup:
    return Markup.escape(tell.speech.amount("", str(tell.body["value"]), tell.body.get("bound", "")))


def _document(tell: Teller) -> Iterator[Sequence[Markup]]:
    published = [tell.speech.date(tell.body["published"])] if "published" in tell.body else []
    if not published:
        tell.lack("published")
    yield [
        tell.kind(marked("Document")),
        *tell.about(marked("by %(names)s"), "author", demanded=True),
        *tell.about(marked("published by %(names)s"), "publisher", demanded=True),
        *map(Markup.escape, published),
    ]
    resting = marked("%(count)s record rests on it"), marked("%(count)s records rest on it")
    if total := sum(each["total"] for each in tell.body["facts"] if each["field"] == "evidence"):
        yield [tell.speech.count(*resting, total)]


def _goal(tell: Teller) -> Iterator[Sequence[Markup]]:
    yield [
        tell.kind(marked("Goal")),
        *tell.about(marked("of %(names)s"), "goal_of"),
        *tell.time(),
        *tell.about(marked("reported by %(names)s"), "reported_by"),
    ]


def _name(tell: Teller) -> Iterator[Sequence[Markup]]:
    yield [tell.kind(marked("Name")), *tell.about(marked("of %(names)s"), "name_of"), *_language(tell)]


def _language(tell: Teller) -> Clauses:
    if "language" in tell.body:
        yield tell.speech.say(marked("language: %(tag)s"), tag=tell.body["language"])


def _identifier(tell: Teller) -> Iterator[Sequence[Markup]]:
    parts = {"scheme": tell.body.get("scheme", ""), "value": tell.body.get("value", "")}
    yield [tell.speech.say(marked("%(scheme)s: %(value)s"), **parts), *tell.about(marked("of %(names)s"), "identifies")]


def _link(tell: Teller) -> Iterator[Sequence[Markup]]:
    relation = tell.speech.term(tell.wording.value(tell.fields["relation"], tell.body["relation"]).text)
    parts = {"subject": tell.names("subject"), "object": tell.names("object"), "relation": relation}
    yield [tell.speech.say(marked("%(subject)s – %(relation)s – %(object)s"), **parts), *tell.time()]


def _decision(tell: Teller) -> Iterator[Sequence[Markup]]:
    body, speech = tell.body, tell.speech
    verdict = speech.term(tell.wording.value(tell.fields["verdict"], body["verdict"]).text)
    parts = {"first": tell.names("first"), "second": tell.names("second"), "verdict": verdict}
    by = [speech.say(marked("decided by %(author)s"), author=body["author"])] if "author" in body else []
    on = [Markup.escape(speech.date(body["decided"]))] if "decided" in body else []
    yield [speech.say(marked("%(first)s and %(second)s: %(verdict)s"), **parts), *by, *on]


def _question(tell: Teller) -> Iterator[Sequence[Markup]]:
    status = tell.wording.value(tell.fields["status"], tell.body["status"]).text if "status" in tell.body else ""
    yield [
        Markup.escape(tell.speech.text(marked("Question"))),
        *tell.about(marked("on %(names)s"), "about"),
        *([Markup.escape(tell.speech.term(status))] if status else []),
    ]


def _other(tell: Teller) -> Iterator[Sequence[Markup]]:
    references = [name for name, each in tell.fields.items() if each.kind is FieldKind.REFERENCE]
    named = [clause for name in references for clause in tell.about("%(names)s", name)]
    yield [
        Markup.escape(
            tell.speech.text(label_of(tell.wording.edition.mapping.vocabulary.classes[tell.body["type"]].iri))
        ),
        *named,
    ]


_SENTENCES: Mapping[str, Callable[[Teller], Iterator[Sequence[Markup]]]] = {
    "Organisation": _organisation,
    "Group": _group,
    "Programme": _activity,
    "Project": _activity,
    "Event": _activity,
    "Agreement": _agreement,
    "Contribution": _contribution,
    "Participation": _participation,
    "Place": _place,
    "Person": _person,
    "Post": _post,
    "Outcome": _outcome,
    "Document": _document,
    "Goal": _goal,
    "Name": _name,
    "Identifier": _identifier,
    "Link": _link,
    "Decision": _decision,
    "Question": _question,
}
"""What is told of each class; of any other, its class and what it refers to."""
