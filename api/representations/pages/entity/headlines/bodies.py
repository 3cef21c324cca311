"""Who and where: organisations, groups, people, posts and places."""

from __future__ import annotations

from markupsafe import Markup

from api.representations.pages.entity.headlines.teller import MANY, Clauses, Sentences, Teller
from api.representations.pages.languages import marked


def organisation(tell: Teller) -> Sentences:
    """Tell what it is and where, then what it does."""
    yield [
        tell.kind(),
        *tell.about(marked("in %(names)s"), "located_in"),
        *tell.about(marked("part of %(names)s"), "part_of"),
        *tell.about(marked("governs %(names)s"), "governs"),
    ]
    yield [*_doing(tell)]


def group(tell: Teller) -> Sentences:
    """Tell what it is, how many it has and where, then what it does."""
    yield [
        tell.kind() if "kind" in tell.body else Markup.escape(tell.speech.text(marked("Unnamed group"))),
        *([tell.figure("count", tell.speech.text(marked("members")))] if "count" in tell.body else []),
        *tell.about(marked("in %(names)s"), "located_in"),
        *tell.about(marked("among them %(names)s"), "includes"),
    ]
    yield [*_doing(tell)]


def _doing(tell: Teller) -> Clauses:
    funding = marked("funder in %(count)s contribution"), marked("funder in %(count)s contributions")
    receiving = marked("recipient in %(count)s contribution"), marked("recipient in %(count)s contributions")
    yield from tell.counted("contributions", "funder", *funding)
    yield from tell.counted("contributions", "recipient", *receiving)
    yield from tell.roles()


def person(tell: Teller) -> Sentences:
    """Tell the posts, then what was written and done."""
    posts = []
    for item in [item for group in tell.groups("posts", "held_by") for item in group["items"]][:MANY]:
        over = [tell.wording.named(item[name]) for name in ("organisation", "office_over") if name in item]
        message = marked("%(post)s, %(names)s") if over else marked("%(post)s")
        posts.append(tell.speech.say(message, post=tell.wording.item(item), names=tell.speech.listed(over)))
    yield posts or [Markup.escape(tell.speech.text(marked("Person, whose post is not stated")))]
    documents = marked("author of %(count)s document"), marked("author of %(count)s documents")
    yield [*tell.counted("documents", "author", *documents), *tell.roles()]


def post(tell: Teller) -> Sentences:
    """Tell where it is and who holds it."""
    yield [
        tell.class_name(),
        *tell.about(marked("at %(names)s"), "organisation"),
        *tell.about(marked("over %(names)s"), "office_over"),
        *tell.about(marked("held by %(names)s"), "held_by", demanded=True),
        *tell.time(),
    ]


def place(tell: Teller) -> Sentences:
    """Tell what it lies in, then what lies in it."""
    seats = marked("%(count)s organisation has its seat here"), marked("%(count)s organisations have their seats here")
    smaller = marked("%(count)s smaller place lies in it"), marked("%(count)s smaller places lie in it")
    yield [tell.kind(), *tell.about(marked("within %(names)s"), "within")]
    yield [
        *tell.pointing(marked("governed by %(names)s"), "organisations", "governs", "id"),
        *tell.counted("organisations", "located_in", *seats),
        *tell.counted("places", "within", *smaller),
    ]
