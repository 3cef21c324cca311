"""What is said of other things: documents, names, identifiers, links, decisions, questions, and all classes besides."""

from __future__ import annotations

from markupsafe import Markup

from api.representations.pages.entity.headlines.teller import Sentences, Teller
from api.representations.pages.languages import marked
from kg.vocabulary import FieldKind


def document(tell: Teller) -> Sentences:
    """Tell who wrote and published it, then what rests on it."""
    if "published" not in tell.body:
        tell.lack("published")
    yield [
        tell.kind(),
        *tell.about(marked("by %(names)s"), "author", demanded=True),
        *tell.about(marked("published by %(names)s"), "publisher", demanded=True),
        *([Markup.escape(tell.speech.date(tell.body["published"]))] if "published" in tell.body else []),
    ]
    if total := sum(each["total"] for each in tell.body["facts"] if each["field"] == "evidence"):
        one, many = marked("%(count)s record rests on it"), marked("%(count)s records rest on it")
        yield [tell.speech.count(one, many, total)]


def name(tell: Teller) -> Sentences:
    """Tell whose it is, and in which language."""
    language = marked("language: %(tag)s")
    yield [
        tell.kind(),
        *tell.about(marked("of %(names)s"), "name_of"),
        *([tell.speech.say(language, tag=tell.body["language"])] if "language" in tell.body else []),
    ]


def identifier(tell: Teller) -> Sentences:
    """Tell it with its register, and whose it is."""
    parts = {"scheme": tell.body.get("scheme", ""), "value": tell.body.get("value", "")}
    yield [tell.speech.say(marked("%(scheme)s: %(value)s"), **parts), *tell.about(marked("of %(names)s"), "identifies")]


def link(tell: Teller) -> Sentences:
    """Tell what is tied to what."""
    ends = {"subject": tell.names("subject"), "object": tell.names("object")}
    message = marked("%(subject)s – %(relation)s – %(object)s")
    yield [tell.speech.say(message, relation=tell.term("relation"), **ends), *tell.time()]


def decision(tell: Teller) -> Sentences:
    """Tell what was decided of which two, by whom and when."""
    body, speech = tell.body, tell.speech
    pair = {"first": tell.names("first"), "second": tell.names("second")}
    yield [
        speech.say(marked("%(first)s and %(second)s: %(verdict)s"), verdict=tell.term("verdict"), **pair),
        *([speech.say(marked("decided by %(author)s"), author=body["author"])] if "author" in body else []),
        *([Markup.escape(speech.date(body["decided"]))] if "decided" in body else []),
    ]


def question(tell: Teller) -> Sentences:
    """Tell what it is about, and how it stands."""
    yield [
        tell.class_name(),
        *tell.about(marked("on %(names)s"), "about"),
        *([Markup.escape(tell.term("status"))] if tell.body.get("status") else []),
    ]


def other(tell: Teller) -> Sentences:
    """Tell the class, and what it refers to."""
    references = [field for field, each in tell.fields.items() if each.kind is FieldKind.REFERENCE]
    yield [tell.class_name(), *filter(None, map(tell.names, references))]
