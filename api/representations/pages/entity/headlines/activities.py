"""What is done together: programmes, projects, events, agreements, goals, and parts in them."""

from __future__ import annotations

from api.representations.pages.entity.headlines.teller import Sentences, Teller
from api.representations.pages.languages import marked

_LEADING = ("lead", "coordinator", "owner", "deliverer", "organiser", "host")
_PARTIES = ("signatory", "party")


def activity(tell: Teller) -> Sentences:
    """Tell what it is, where and when, then whose money and work it has."""
    parts = marked("%(count)s part in it is told"), marked("%(count)s parts in it are told")
    yield [
        tell.kind(),
        *tell.about(marked("part of %(names)s"), "part_of"),
        *tell.about(marked("in %(names)s"), "places"),
        *tell.time(),
    ]
    yield [
        *tell.pointing(marked("funded by %(names)s"), "contributions", "through", "funder"),
        *tell.pointing(marked("money given by %(names)s"), "contributions", "recipient", "funder"),
        *tell.taking_part(_LEADING),
        *tell.counted("participations", "activity", *parts),
    ]


def agreement(tell: Teller) -> Sentences:
    """Tell between whom it is, where and when it was signed."""
    parties = [
        tell.wording.named(item["participant"])
        for group in tell.groups("participations", "activity")
        if group["role"] in _PARTIES
        for item in group["items"]
        if "participant" in item
    ]
    yield [
        tell.kind(),
        *([tell.speech.say(marked("between %(names)s"), names=tell.some(parties))] if parties else []),
        *tell.about(marked("signed at %(names)s"), "signed_at"),
        *tell.time(demanded=True),
        *tell.about(marked("under %(names)s"), "part_of"),
    ]


def participation(tell: Teller) -> Sentences:
    """Tell who takes part in what, and as what."""
    ends = {"participant": tell.names("participant"), "activity": tell.names("activity")}
    if "role" in tell.body:
        part = tell.speech.say(marked("%(participant)s: %(role)s in %(activity)s"), role=tell.term("role"), **ends)
    else:
        tell.lack("role")
        part = tell.speech.say(marked("%(participant)s takes part in %(activity)s"), **ends)
    yield [part, *tell.time()]


def goal(tell: Teller) -> Sentences:
    """Tell whose it is, until when, and who says so."""
    yield [
        tell.kind(),
        *tell.about(marked("of %(names)s"), "goal_of"),
        *tell.time(),
        *tell.about(marked("reported by %(names)s"), "reported_by"),
    ]
